"""Sounds of names: one fold for many spellings, one consonant skeleton across scripts."""

from itertools import combinations, product

import pytest
from hypothesis import given

from kanaf.matching import fold, skeleton

from .strategies import thorough, typed_names


def joined(name: str) -> str:
    return " ".join(fold(name))


def consonants(name: str) -> list[str]:
    return [skeleton(word) for word in fold(name)]


ONE_FOLD = [
    ["Diallo", "Jallow", "Jalloh", "DIALLO", "Dialo", "ديالو", "جالو"],
    ["Mamadou", "Mamadu", "Mammadou", "مامادو"],
    ["Ousmane", "Osman", "Usman", "Othman", "أوسمان"],
    ["Fatoumata", "Fatumata", "Fatoumatta", "فاتوماتا", "فاطوماتا"],
    ["Ibrahim", "إبراهيم"],
    ["Khadija", "Kadidja", "Kadidia", "Khadidja", "خديجة", "خديجه"],
    ["Aïssatou", "Aissatou", "Aysatu", "عيساتو"],
    ["Aïcha", "Aicha", "Aisha", "عائشة", "عايشة"],
    ["Cheikh", "Sheikh", "Cheick", "شيخ"],
    ["Oumar", "Omar", "Umar"],
    ["Djibril", "Gibril", "Jibril"],
    ["Philippe", "Filip"],
    ["Ouattara", "Wattara", "Watara"],
    ["Yaya", "Yaia", "يايا"],
    ["Med", "Mohamed", "Mohammed"],
    ["7amid", "Hamid", "حميد"],
    ["El Hassan", "Al-Hassan", "Elhassan", "Alhassane", "Hassan", "الحسن", "حسن"],
    ["As-Saïd", "Said", "السعيد", "سعيد"],
    ["Lhoucine", "Houcine", "El Houcine"],
    ["Ben Ali", "Benali", "Bin Ali", "Ibn Ali", "بن علي", "بنعلي", "ابن علي"],
    ["Ould Ahmad", "Ouldahmad", "ولد أحمد"],
    ["Aït Ali", "Aitali", "آيت علي", "ايت علي"],
    ["Abdelkarim", "Abdel Karim", "Abd el-Karim", "Abdoul Karim", "Abdoulkarim", "عبد الكريم", "عبدالكريم"],
    ["Ghali", "Ghaly", "غالي"],
    ["Gora", "Goora", "غورا"],
    ["Gueye", "Guèye"],
    ["Georges", "Jorjes"],
    ["Abderrahmane", "Abd ar-Rahman", "Abder Rahman", "Abdur Rahman", "Abdourahmane", "Abdirahman", "عبد الرحمان"],
    ["Abdoulaye", "Abdallah", "Abdullah", "Abdellah", "Abd Allah", "عبد الله", "عبدالله", "عبدولاي"],
    ["Noureddine", "Nour Eddine", "Nur ad-Din", "نور الدين", "نورالدين"],
    ["Abou Bakar", "Aboubakar", "Aboubacar", "أبو بكر"],
    ["Sidi Mohamed", "Moulay Mohamed", "El Hadj Mohamed", "Elhadj Mohamed", "Lalla Mohamed", "Mohamed"],
    ["سيدي علي", "مولاي علي", "الحاج علي", "Hadj Ali", "Ali", "علي"],
]


@pytest.mark.parametrize("spellings", ONE_FOLD, ids=lambda spellings: spellings[0])
def test_spellings_of_one_name_fold_alike(spellings: list[str]) -> None:
    assert {joined(spelling) for spelling in spellings} == {joined(spellings[0])}


ONE_SKELETON = [
    ["Mamadou", "Mamadu", "محمادو", "مامادو", "Mahamadou", "Mohamadou"],
    ["Ousmane", "Osman", "عثمان", "أوسمان"],
    ["Ibrahima", "Ibrahim", "Ibraima", "Brahim", "إبراهيم", "ابراهيم", "ابراهيما"],
    ["Mohamed", "Muhammad", "Mohammadou", "محمد"],
    ["Fatima", "Fatma", "فاطمة", "فاطمه", "فطيمة"],
    ["Mariama", "Mariam", "Meriem", "مريم", "مريما"],
    ["Souleymane", "Slimane", "سليمان"],
    ["Youssef", "Youssouf", "Yusuf", "يوسف"],
    ["Yahya", "يحيى"],
    ["Hawa", "حواء"],
    ["Awa", "آوا"],
    ["Moussa", "Musa", "موسى", "موسي"],
    ["Issa", "عيسى"],
    ["Touré", "Toure", "Turay", "توري"],
    ["Traoré", "تراوري"],
    ["Diop", "Jobe", "ديوب"],
    ["Cissé", "Sissé", "Ceesay", "سيسي"],
    ["Gassama", "Kassama", "غساما", "كاساما", "قساما"],
    ["Pape", "Baba", "بابا"],
    ["Bachir", "Bashir", "بشير"],
    ["Salaheddine", "Salah Eddine", "صلاح الدين"],
    ["Abdelilah", "عبد الإله"],
    ["Zineb", "Zeinab", "Seynab", "زينب"],
    ["Khalid", "Khaled", "خالد"],
    ["Sekou", "Sékou", "سيكو"],
    ["Ouattara", "وترا", "واتارا"],
    ["Oualid", "Walid", "وليد"],
    ["Hamza", "7amza", "حمزة"],
    ["Karim", "كريم"],
    ["Rachid", "رشيد"],
    ["Amina", "أمينة"],
    ["Bakayoko", "باكايوكو"],
]


@pytest.mark.parametrize("spellings", ONE_SKELETON, ids=lambda spellings: spellings[0])
def test_spellings_of_one_name_have_one_skeleton_in_both_scripts(spellings: list[str]) -> None:
    assert [consonants(spelling) for spelling in spellings] == [consonants(spellings[0])] * len(spellings)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Mohamed", "mmd"),
        ("Hawa", "hw"),
        ("Awa", "w"),
        ("Aya", "y"),
        ("Mariam", "mrm"),
        ("Oualid", "wld"),
        ("Yassine", "ysn"),
        ("Aïcha", "c"),
        ("Io", "y"),
        ("Ou", "u"),
    ],
)
def test_a_skeleton_is_the_consonants_and_more_only_where_they_are_few(name: str, expected: str) -> None:
    assert skeleton(name) == expected


OTHER_NAMES = [
    "Moussa", "Issa", "Aminata", "Fatoumata", "Fatima", "Mamadou", "Amadou", "Ibrahima", "Ismaël", "Ousmane", "Souleymane", "Diallo",
    "Bah", "Barry", "Touré", "Traoré", "Diop", "Konaté", "Coulibaly", "Khadija", "Youssef", "Yassine", "Rachid", "Hamza", "Karim",
    "Ali", "Omar", "Abdoulaye", "Abdelkarim", "Abderrahmane", "Noureddine", "Benali",
]  # fmt: skip


def test_other_names_neither_fold_alike_nor_share_a_skeleton() -> None:
    pairs = list(combinations(OTHER_NAMES, 2))
    assert [pair for pair in pairs if joined(pair[0]) == joined(pair[1])] == []
    assert [pair for pair in pairs if consonants(pair[0]) == consonants(pair[1])] == []


ARABIC_OTHERS = [
    "موسى",
    "عيسى",
    "فاطمة",
    "خديجة",
    "محمد",
    "عثمان",
    "سليمان",
    "يوسف",
    "ياسين",
    "رشيد",
    "حمزة",
    "كريم",
    "علي",
    "عمر",
    "عبد الله",
    "عبد الكريم",
]


def test_other_names_differ_across_scripts() -> None:
    pairs = product(("Ibrahima", "Diallo", "Aminata", "Bakary"), ARABIC_OTHERS)
    assert [pair for pair in pairs if consonants(pair[0]) == consonants(pair[1])] == []


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Mamadou محمادو", ("mamadu", "mahmadu")),
        ("Fatima Zahra", ("fatima", "zahra")),
        ("Hadj", ("haj",)),
        ("Moulay", ("mulai",)),
        ("Ben", ("bin",)),
        ("Sy", ("si",)),
        ("Ilham", ("ilham",)),
        ("Elias", ("ilyas",)),
        ("", ()),
        (" - ", ()),
    ],
)
def test_a_name_folds_to_its_words(name: str, folded: tuple[str, ...]) -> None:
    assert fold(name) == folded


@thorough
@given(typed_names())
def test_folding_its_own_output_changes_nothing(name: str) -> None:
    folded = fold(name)
    assert fold(" ".join(folded)) == folded


@thorough
@given(typed_names())
def test_a_fold_is_in_plain_letters_and_digits(name: str) -> None:
    for word in fold(name):
        assert word
        assert word.isascii()
        assert word.isalnum()
        assert word == word.lower()


@thorough
@given(typed_names())
def test_a_skeleton_is_never_empty_and_is_that_of_the_fold(name: str) -> None:
    for word in fold(name):
        assert skeleton(word)
    for word in name.split():
        if len(folded := fold(word)) == 1:
            assert skeleton(word) == skeleton(folded[0])
