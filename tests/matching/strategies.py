"""Strategies for names as people type them and records as they come."""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st

from kanaf.matching import Person

LATIN = "abcdefghijklmnopqrstuvwxyzABCDEGHLMOSÉÈËÏÇÑéèëïçñşčøłɓɗŋß"
ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآؤئءٱپچڤگڭکیـًٌٍَُِّْٰ"
AROUND = " '’-./(),0123456789٠٣٩۴\u200f\u200e\u202b\u200d\t"
# No folder of examples is left in the tree, and a busy machine fails nothing.
thorough = settings(database=None, deadline=None, max_examples=200)
records = settings(thorough, max_examples=80)

SPOKEN = [
    *("el", "al", "Al-", "as", "ben", "bin", "ibn", "Ould", "Aït", "abd", "Abdel", "Abdoul", "bou", "abou", "Sidi", "Moulay", "Hadj"),
    *("haj", "Lalla", "eddine", "ud-Din", "Din", "Allah", "Abdoulaye", "Mohamed", "Ali", "محمد", "عبد", "ال", "الله", "بن", "ابن"),
    *("ولد", "آيت", "أبو", "الدين", "سيدي", "مولاي", "الحاج", "عبدالله", "عبدال"),
]
KNOWN = ["", "Mamadou", "Mamadu", "محمادو", "Diallo", "Jallow ديالو", "Fatima Zahra", "فاطمة", "Ali", "Hassan", "Hussein"]


def typed_names() -> st.SearchStrategy[str]:
    letters = st.text(LATIN, max_size=8) | st.text(ARABIC, max_size=7) | st.text(LATIN + ARABIC + AROUND, max_size=10)
    words = letters | st.sampled_from(SPOKEN)
    return st.lists(words, max_size=5).map(" ".join) | st.text(max_size=20)


def births() -> st.SearchStrategy[tuple[date | None, date | None]]:
    days = st.dates(date(2000, 1, 1), date(2024, 12, 31))
    spans = st.tuples(days, st.integers(0, 1500)).map(lambda span: (span[0], span[0] + timedelta(days=span[1])))
    return spans | days.map(lambda day: (day, day)) | st.tuples(st.none(), st.none() | days)


def persons() -> st.SearchStrategy[Person]:
    known = st.sampled_from(KNOWN)
    name = known | typed_names()
    codes = st.lists(st.sampled_from(["GIN", "SEN", "MLI", "MAR"]), max_size=2).map(tuple)
    return st.builds(
        lambda born, **said: Person(born_earliest=born[0], born_latest=born[1], **said),
        born=births(),
        given=name,
        family=name,
        other_names=st.lists(name, max_size=2).map(tuple),
        nickname=known,
        mother=name,
        father=known,
        sex=st.sampled_from(["F", "M", "unknown"]),
        nationalities=codes,
        languages=codes,
    )
