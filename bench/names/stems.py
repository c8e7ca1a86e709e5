"""Common names by country, in Latin spellings that are all in use and in Arabic: what the invented people are called.

Written down from general knowledge; a full name is put together at random and is of nobody. The first spelling is the usual one; the
commonest names come first, and weigh as they do in life.
"""

# Latin spellings / Arabic spellings
WEST_BOYS = """
Mamadou Mamadu Mamoudou/مامادو محمادو, Mohamed Muhammed Mouhamed Mohammed/محمد, Ibrahima Ibrahim Brahima Ebrima/إبراهيما إبراهيم,
Ousmane Osman Usman Ousman/عثمان أوسمان, Abdoulaye Abdulai Abdoulay Abdoulie/عبدولاي عبد_الله, Alpha Alfa/ألفا الفا,
Boubacar Bubacarr Aboubacar Boubakar/بوبكر بوبكار, Amadou Ahmadou Amadu/أمادو أحمدو, Moussa Musa Mousa/موسى موسا,
Souleymane Sulayman Souleman Suleiman/سليمان, Cheikh Sheikh Cheick Shekh/شيخ الشيخ, Seydou Saidou Seidou Saidu/سيدو, Issa Isa Eissa/عيسى,
Modou Modu/مودو, Lamine Lamin Elamine/لامين الأمين, Youssouf Yusuf Youssou Yousuf/يوسف, Oumar Omar Umar/عمر أومار,
Bakary Bakari Bacary/باكاري بكاري, Sekou Sékou Seku/سيكو, Thierno Cherno Tierno/تيرنو تشيرنو, Adama Adamah/آدما أداما,
Demba Dembah/دمبا ديمبا, Fodé Foday Fode/فودي, Karamoko Karamokho/كاراموكو, Ismaïla Ismaila Ismael Smaïla/إسماعيلا إسماعيل,
Drissa Idrissa Idriss/إدريسا إدريس, Modibo Modibbo/موديبو, Daouda Dauda Dawda/داودا داود, Yaya Yahya Yaia/يايا يحيى, Aliou Alieu Aliu/عليو,
Saliou Salieu Salihou/ساليو صالحو, Kalifa Khalifa Califa/خليفة, Mory Mori/موري, Siaka Siyaka/سياكا,
Lassana Lansana Alassane Lassane/لاسانا الحسن, Madi Mady/مادي, Tidiane Tijan Tidjane Tijani/تيجان التيجاني, Habib Habibou/حبيب,
Mustapha Moustapha Mustafa/مصطفى, Hamidou Amidou Hamidu/حميدو
"""
WEST_GIRLS = """
Fatoumata Fatumata Fatoumatta Fatou/فاطوماتا فاتوماتا فاطمة, Aïssatou Aisatu Aissatou Isatou/عيساتو عائشة,
Mariama Maryama Mariame/مرياما مريم, Aminata Aminatou Amineta/أميناتا, Kadiatou Kadijatou Khadiatou Kadidiatou/كادياتو خديجة,
Hawa Awa Haoua/حواء حوا, Binta Bintou Bintu/بنتا بنتو, Ramatoulaye Ramatoulie Rahmatoulaye/رماتولاي رحمة_الله, Oumou Umu Oumu/أومو أم,
Djénéba Jeneba Dieynaba Zeinabou/دجينيبا زينب, Salimatou Salimatu Salimata/ساليماتو, Nènè Nene Néné/نيني, Safiatou Safiatu Safia/صفياتو صفية,
Maïmouna Maimuna Mainouna/ميمونة, Adja Aja Hadja/الحاجة, Sira Sirah/سيرا, Rokia Rokhaya Rouguiatou Rugiatu/رقية روكيا,
Assetou Assétou Astou/أسيتو, Coumba Kumba Koumba/كومبا, Ndeye Ndey Ndèye/نديي, Sokhna Sohna/سخنة, Penda Pinda/بيندا, Kankou Kanku/كانكو,
Hassatou Assatou/حساتو, Djamilatou Jamilatou/جميلة, Zenab Zainab Zeynab/زينب, Tenin Tening/تينين, Mawa Marwa/مروة, Yacine Yassine/ياسين,
Halimatou Alimatou Halima/حليماتو حليمة
"""
WEST_FAMILIES = """
Diallo Jallow Jalloh Dialo/ديالو جالو, Bah Ba Mbah/باه با, Barry Bari Barrie/باري, Camara Kamara/كامارا كمارا, Sow So Sowe/سو صو,
Touré Turay Toure Touray/توري توريه, Traoré Traore Trawally Traorey/تراوري, Keïta Keita Keitah/كيتا كايتا, Condé Konde Conteh/كوندي,
Ndiaye Njie Ndiay Diaye/نداي انجاي, Diop Jobe Diope/ديوب جوب, Cissé Ceesay Cisse Sesay/سيسي سيساي, Sylla Silla Sillah/سيلا,
Fofana Fofanah/فوفانا, Bangoura Bangura/بانغورا, Soumah Suma/سوما, Kouyaté Kuyateh Kouyate/كوياتي, Coulibaly Koulibaly Kulibali/كوليبالي,
Konaté Konateh Konate/كوناتي, Koné Kone Conneh/كوني, Sangaré Sangare Sangarey/سانغاري, Sidibé Sidibeh Sidibe/سيديبي,
Diakité Jakitey Diakite/دياكيتي, Dembélé Dembele Dembelle/ديمبيلي, Sissoko Cissokho Sissokho/سيسوكو, Diarra Jarra Diara/ديارا,
Doumbia Dumbuya Doumbouya/دومبيا, Faye Fye Fay/فاي, Sarr Saar Sar/سار, Seck Sek Seckh/سيك, Gueye Gaye Guèye/غاي, Fall Faal/فال,
Mbaye Mbye Mbay/مباي, Sané Sanneh Sane/ساني, Sagna Sanyang/سانيا, Kanté Kanteh Kante/كانتي, Magassouba Magasuba/ماغاسوبا,
Baldé Balde Baldeh/بالدي, Sanogo Sanogoh/سانوغو, Ouattara Wattara Watara/واتارا
"""
COAST_BOYS = """
Jean Jehan/جان, Emmanuel Emanuel/إيمانويل, Junior Junio/جونيور, Franck Frank/فرانك, Serge Serges/سيرج, Yannick Yanick/يانيك,
Christian Cristian/كريستيان, Patrick Patric/باتريك, Kouassi Kwasi Kouasi/كواسي, Kouadio Kwadwo Kouadjo/كواديو, Yao Yaw/ياو, Koffi Kofi/كوفي,
Konan Konane/كونان, Didier Didié/ديدييه, Arsène Arsen/أرسين, Ibrahim Ibraim/إبراهيم, Steve Stive/ستيف, Boris Borice/بوريس,
Cédric Cedric Sedrick/سيدريك, Ulrich Ulrick/أولريش, Samuel Samuël/صامويل, Joseph Josef/جوزيف, Aboubakar Abubakar/أبوبكر,
Rodrigue Rodrigues/رودريغ
"""
COAST_GIRLS = """
Marie Mary/ماري, Grâce Grace/غراس, Esther Ester/إستير, Sandrine Sandrin/ساندرين, Carine Karine/كارين, Aya Ayah/آية, Adjoua Ajwa/أدجوا,
Affoué Afoue/أفوي, Amenan Aménan/أمينان, Ornella Ornela/أورنيلا, Vanessa Vanesa/فانيسا, Christelle Kristel/كريستيل, Prisca Priska/بريسكا,
Ruth Rut/روث, Mireille Mirey/ميراي, Nadège Nadege/ناديج, Blessing Blesing/بليسينغ
"""
COAST_FAMILIES = """
Kouassi Kwasi Kouasi/كواسي, Kouamé Kwame Kouame/كوامي, Koffi Kofi/كوفي, Yao Yaw/ياو, Koné Kone/كوني, Ouattara Wattara/واتارا,
N'Guessan Nguessan Guessan/نغيسان, Bamba Bambah/بامبا, Kamga Kamgah/كامغا, Ngono Ngonoh/نغونو, Mbarga Mbargah/مبارغا, Fotso Fotsoh/فوتسو,
Tchoumi Choumi/تشومي, Nkoulou Nkulu/نكولو, Essomba Esomba/إيسومبا, Talla Tala/تالا, Abena Abéna/أبينا, Eto'o Etoo/إيتو,
Moukoko Mukoko/موكوكو, Njoya Ndjoya/نجويا, Okafor Okafo/أوكافور, Mensah Mensa/منساه, Tchinda Chinda/تشيندا, Djomo Jomo/دجومو
"""
MOROCCO_BOYS = """
Mohamed Mohammed Muhammad Mohammad/محمد, Youssef Yousef Yusuf Youssouf/يوسف, Ayoub Ayyoub Ayub/أيوب, Hamza Hamzah/حمزة,
Anass Anas Anasse/أنس, Bilal Billal/بلال, Soufiane Sofian Sufyan Soufyane/سفيان, Ilyas Elias Ilyass/إلياس,
Zakaria Zakariya Zakariae/زكرياء زكريا, Reda Rida Redha/رضا, Ahmed Ahmad Hmed/أحمد, Amine Amin/أمين, Othmane Outmane Othman/عثمان,
Abdellah Abdallah Abdullah/عبد_الله عبدالله, Abderrahim Abdelrahim Abdrahim/عبد_الرحيم, Abdelkarim Abdelkrim Abdulkarim/عبد_الكريم,
Rachid Rashid/رشيد, Khalid Khaled/خالد, Hicham Hisham Icham/هشام, Mehdi Mahdi/مهدي المهدي, Saad Sad/سعد, Walid Oualid Waleed/وليد,
Taha Ttaha/طه, Yassine Yassin Yasin/ياسين, Marouane Marwan Merouane/مروان, Nabil Nabile/نبيل, Hassan Hasan Hassane/حسن,
Hussein Houssine Lhoucine Hossein/حسين الحسين, Omar Omarr Oumar/عمر, Mustapha Mostafa Moustafa/مصطفى, Driss Idriss Drisse/إدريس,
Said Saïd Saeed/سعيد, Badr Bader/بدر, Ismail Ismaïl Smail/إسماعيل, Adil Adel/عادل, Jawad Jaouad Jaoued/جواد,
Noureddine Nour-Eddine Nordine/نور_الدين, Salah Saleh/صلاح
"""
MOROCCO_GIRLS = """
Fatima Fatma Fatema/فاطمة, Khadija Khadidja Kadija/خديجة, Salma Selma/سلمى, Imane Iman/إيمان, Hajar Hajer Hagar/هاجر, Nour Nur Noor/نور,
Zineb Zaynab Zainab/زينب, Oumaima Umayma Omaima/أميمة, Aya Ayah/آية, Meryem Mariam Myriam Maryam/مريم, Hiba Heba/هبة,
Chaimae Chaima Shaimaa/شيماء, Ikram Ikrame Ekram/إكرام, Sara Sarah/سارة, Asmae Asma Asmaa/أسماء, Hanane Hanan/حنان, Loubna Lubna/لبنى,
Naima Naïma/نعيمة, Rachida Rashida/رشيدة, Samira Samirah/سميرة, Zahra Zohra/زهرة الزهراء, Latifa Latefa/لطيفة,
Ghita Rita Ghizlane/غيثة غزلان, Wiam Ouiam/وئام, Yousra Yosra/يسرى, Douae Doua Duaa/دعاء, Kaoutar Kawtar Kawthar/كوثر, Rim Reem/ريم
"""
MOROCCO_FAMILIES = """
El_Idrissi Al_Idrisi Idrissi/الإدريسي, Bennani Benani Ben_Nani/بناني, El_Amrani Lamrani Amrani/العمراني, Berrada Berada/برادة,
Ait_Taleb Aït_Taleb/آيت_طالب, El_Fassi Lfassi Fassi/الفاسي, Chraibi Shraibi Chraïbi/الشرايبي, El_Khattabi Lkhattabi Khatabi/الخطابي,
Tazi Tazy Ttazi/التازي, Alaoui El_Alaoui Alawi/العلوي, Benjelloun Bendjelloun Ben_Jelloun/بنجلون, Mansouri El_Mansouri Mansuri/المنصوري,
Bouazza Bou_Azza Buazza/بوعزة, Lahlou Lahlu/لحلو, Zerouali Zeroual Zarouali/الزروالي, Ouazzani El_Ouazzani Wazzani/الوزاني,
Filali El_Filali Filaly/الفيلالي, Saidi Saïdi Es-Saidi/السعيدي, Naciri Nassiri Ennaciri/الناصري, Hajji El_Hajji Haji/حجي,
Slaoui Slawi/السلاوي, Bouchaib Bou_Chaib Bushaib/بوشعيب, Boukhris Bou_Khris Bukhriss/بوخريص, Ben_Ali Benali/بنعلي بن_علي,
Ouahbi Wahbi El_Ouahbi/الوهبي, Kabbaj Qabbaj El_Kabbaj/القباج, Serghini Sarghini/السرغيني, Rami Errami Er-Rami/الرامي,
Hamdaoui El_Hamdaoui Hamdawi/الحمداوي, Yacoubi El_Yacoubi Yaakoubi/اليعقوبي, Azzouzi Azouzi El_Azzouzi/العزوزي,
Belkacem Bel_Kacem Belqasem/بلقاسم
"""
EAST_BOYS = """
Mohamed Muhammad Mohammed/محمد, Ahmed Ahmad/أحمد, Mustafa Mostafa/مصطفى, Omar Omer Umar/عمر, Abdelrahman Abdulrahman Abdul-Rahman/عبد_الرحمن,
Khalid Khaled/خالد, Yasir Yaser Yassir/ياسر, Ibrahim Ebrahim/إبراهيم, Hassan Hasan/حسن, Ali Aly/علي, Yousif Yusuf Youssef/يوسف,
Adam Adem/آدم, Muaz Moaz Mouaz/معاذ, Tariq Tarek Tareq/طارق, Bashir Basheer/بشير, Alaa Ala/علاء, Motasim Mutasim Moatassem/معتصم,
Siddig Siddiq Sadiq/صديق, Haroun Harun/هارون, Idris Edris Idriss/إدريس, Mahmoud Mahmud/محمود, Majd Majed/مجد, Hamad Hamed/حمد,
Abubakr Abu_Bakr Aboubakr/أبو_بكر
"""
EAST_GIRLS = """
Fatima Fatma Fatimah/فاطمة, Amna Amina Aamna/آمنة, Maryam Mariam/مريم, Zahra Zahraa/زهراء, Huda Hoda Houda/هدى, Aisha Aysha Aicha/عائشة,
Rania Raniya/رانيا, Samia Samiya/سامية, Nada Neda/ندى, Sara Sarah/سارة, Hanan Hanane/حنان, Layla Leila Laila/ليلى, Shahd Shahed/شهد,
Duaa Doaa Doua/دعاء, Rahaf Raghad/رهف, Tasneem Tasnim/تسنيم, Khadija Khadiga/خديجة, Nour Noor/نور
"""
EAST_FAMILIES = """
Ahmed Ahmad/أحمد, Ali Aly/علي, Hassan Hasan/حسن, Ibrahim Ebrahim/إبراهيم, Osman Othman Usman/عثمان, Adam Adem/آدم,
Abdallah Abdullah Abdalla/عبد_الله, Mohamed Muhammad/محمد, Idris Idriss/إدريس, Ismail Ismael/إسماعيل, Haroun Harun/هارون, Abakar Abaker/أبكر,
Suleiman Soliman Sulaiman/سليمان, Yousif Yusuf/يوسف, Bakri Bakry/بكري, Hamid Hameed/حامد, Mahjoub Mahgoub/محجوب, Haddad Hadad/حداد,
Khalil Khaleel/خليل, Najjar Najar/نجار, Khatib Khateeb/خطيب, Masri Al-Masri/المصري, Halabi Al-Halabi/الحلبي, Sheikh Al-Sheikh/الشيخ,
Darwish Darwich/درويش, Tahir Taher/طاهر
"""

# Country: share of the children in a hundred, its names, places of origin in Latin and Arabic, languages
WEST, COAST, MOROCCO, EAST = "west", "coast", "morocco", "east"
COUNTRIES = {
    "MAR": (30, MOROCCO, "Fès/فاس, Meknès/مكناس, Béni Mellal/بني ملال, Khouribga/خريبكة, Taza/تازة, Oujda/وجدة, Kénitra/القنيطرة, Safi/آسفي, Khénifra/خنيفرة, Berkane/بركان, Al Hoceima/الحسيمة, Errachidia/الراشيدية", "ary"),
    "GIN": (20, WEST, "Conakry/كوناكري, Labé/لابي, Mamou/مامو, Kankan/كانكان, Kindia/كينديا, Boké/بوكي, Pita/بيتا, Dalaba/دالابا, Siguiri/سيغيري, Nzérékoré/نزيريكوري", "ff"),
    "SEN": (10, WEST, "Dakar/داكار, Thiès/تييس, Kaolack/كاولاك, Ziguinchor/زيغينشور, Touba/طوبى, Tambacounda/تامباكوندا, Kolda/كولدا, Saint-Louis/سان لوي", "wo"),
    "MLI": (8, WEST, "Bamako/باماكو, Kayes/كايس, Sikasso/سيكاسو, Ségou/سيغو, Mopti/موبتي, Gao/غاو, Koulikoro/كوليكورو", "bm"),
    "CIV": (8, COAST, "Abidjan/أبيدجان, Bouaké/بواكي, Daloa/دالوا, Korhogo/كورهوغو, Man/مان, San-Pédro/سان بيدرو", "fr"),
    "CMR": (6, COAST, "Douala/دوالا, Yaoundé/ياوندي, Bafoussam/بافوسام, Garoua/غاروا, Maroua/ماروا, Bamenda/باميندا", "fr"),
    "SDN": (8, EAST, "Khartoum/الخرطوم, El Geneina/الجنينة, Nyala/نيالا, El Fasher/الفاشر, Omdurman/أم درمان, Zalingei/زالنجي, Kassala/كسلا", "ar"),
    "GMB": (4, WEST, "Banjul/بانجول, Serekunda/سيريكوندا, Brikama/بريكاما, Basse/باسي", "mnk"),
    "SYR": (3, EAST, "Alep/حلب, Damas/دمشق, Homs/حمص, Idlib/إدلب, Deir ez-Zor/دير الزور", "ar"),
    "TCD": (3, EAST, "N'Djamena/نجامينا, Abéché/أبشي, Moundou/موندو, Sarh/سار", "ar"),
}  # fmt: skip


def names(text: str) -> list[tuple[list[str], list[str]]]:
    """(Latin spellings, Arabic spellings) of each name, the commonest first; an underscore stands for a space."""
    stems = (stem.split("/") for stem in " ".join(text.split()).split(", "))
    return [([s.replace("_", " ") for s in latin.split()], [s.replace("_", " ") for s in arabic.split()]) for latin, arabic in stems]


NAMES = {
    WEST: (names(WEST_BOYS), names(WEST_GIRLS), names(WEST_FAMILIES)),
    COAST: (names(COAST_BOYS), names(COAST_GIRLS), names(COAST_FAMILIES)),
    MOROCCO: (names(MOROCCO_BOYS), names(MOROCCO_GIRLS), names(MOROCCO_FAMILIES)),
    EAST: (names(EAST_BOYS), names(EAST_GIRLS), names(EAST_FAMILIES)),
}
