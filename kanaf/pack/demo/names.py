"""Invented names: common given and family names put together at random, in Latin and Arabic letters.

They are of nobody: a pair that is someone's is chance.
"""

import random

# (Latin spelling, another spelling by ear, Arabic)
BOYS_WEST = [
    ("Mamadou", "Mamadu", "مامادو"),
    ("Ibrahima", "Brahima", "إبراهيما"),
    ("Ousmane", "Osman", "عثمان"),
    ("Alpha", "Alfa", "ألفا"),
    ("Abdoulaye", "Abdulai", "عبدولاي"),
    ("Boubacar", "Bubakar", "بوبكر"),
    ("Cheikh", "Sheikh", "شيخ"),
    ("Moussa", "Musa", "موسى"),
    ("Souleymane", "Suleiman", "سليمان"),
    ("Amadou", "Amadu", "أمادو"),
    ("Modibo", "Modibbo", "موديبو"),
    ("Seydou", "Saidu", "سيدو"),
]
GIRLS_WEST = [
    ("Fatoumata", "Fatumata", "فاطوماتا"),
    ("Aïssatou", "Aisatu", "عيساتو"),
    ("Mariama", "Maryama", "مرياما"),
    ("Kadiatou", "Kadijatu", "كادياتو"),
    ("Hawa", "Awa", "حوا"),
    ("Bintou", "Bintu", "بنتو"),
    ("Ramatoulaye", "Ramatulai", "رماتولاي"),
    ("Nènè", "Nene", "نيني"),
]
FAMILIES_WEST = [
    ("Diallo", "Jallow", "ديالو"),
    ("Bah", "Ba", "باه"),
    ("Barry", "Bari", "باري"),
    ("Camara", "Kamara", "كامارا"),
    ("Sow", "So", "سو"),
    ("Touré", "Toure", "توري"),
    ("Traoré", "Traore", "تراوري"),
    ("Keita", "Keïta", "كيتا"),
    ("Koné", "Kone", "كوني"),
    ("Ndiaye", "Njie", "نداي"),
    ("Fofana", "Fofanah", "فوفانا"),
    ("Sylla", "Silla", "سيلا"),
    ("Condé", "Konde", "كوندي"),
    ("Cissé", "Ceesay", "سيسي"),
]
BOYS_MOROCCO = [
    ("Youssef", "Yousef", "يوسف"),
    ("Mohamed", "Mohammed", "محمد"),
    ("Ayoub", "Ayyub", "أيوب"),
    ("Hamza", "Hamzah", "حمزة"),
    ("Anass", "Anas", "أنس"),
    ("Bilal", "Billal", "بلال"),
    ("Soufiane", "Sofian", "سفيان"),
    ("Ilyas", "Elias", "إلياس"),
    ("Zakaria", "Zakariya", "زكرياء"),
    ("Reda", "Rida", "رضا"),
]
GIRLS_MOROCCO = [
    ("Fatima", "Fatma", "فاطمة"),
    ("Khadija", "Khadidja", "خديجة"),
    ("Salma", "Selma", "سلمى"),
    ("Imane", "Iman", "إيمان"),
    ("Hajar", "Hajer", "هاجر"),
    ("Nour", "Nur", "نور"),
    ("Zineb", "Zaynab", "زينب"),
    ("Oumaima", "Umayma", "أميمة"),
]
FAMILIES_MOROCCO = [
    ("El Idrissi", "Al Idrisi", "الإدريسي"),
    ("Bennani", "Benani", "بناني"),
    ("El Amrani", "Lamrani", "العمراني"),
    ("Berrada", "Berada", "برادة"),
    ("Ait Taleb", "Aït Taleb", "آيت طالب"),
    ("El Fassi", "Lfassi", "الفاسي"),
    ("Chraibi", "Shraibi", "الشرايبي"),
    ("El Khattabi", "Lkhattabi", "الخطابي"),
    ("Tazi", "Tazy", "التازي"),
    ("Ouazzani", "Wazzani", "الوزاني"),
]


def invent(chance: random.Random, *, sex: str, moroccan: bool) -> dict[str, str]:
    """A child's name in both scripts, its other spelling, and its parents' given names."""
    boys, girls, families = (BOYS_MOROCCO, GIRLS_MOROCCO, FAMILIES_MOROCCO) if moroccan else (BOYS_WEST, GIRLS_WEST, FAMILIES_WEST)
    given = chance.choice(girls if sex == "female" else boys)
    second = chance.choice(girls if sex == "female" else boys)
    family = chance.choice(families)
    mother, father = chance.choice(girls), chance.choice(boys)
    spoken = f"{given[0]} {second[0]}" if chance.random() < 0.4 and second != given else given[0]
    return {
        "latin": f"{spoken} {family[0]}",
        "other_latin": f"{given[1]} {family[1]}",
        "arabic": f"{given[2]} {family[2]}",
        "mother": mother[0],
        "mother_arabic": mother[2],
        "father": f"{father[0]} {family[0]}",
    }
