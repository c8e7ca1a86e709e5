"""Names as text: normalising, digits, scripts."""

import unicodedata
from collections import Counter

import pytest
from hypothesis import given

from kanaf.matching import Script, normalise, script_of, split_scripts, western_digits

from .strategies import thorough, typed_names


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("  Aïssatou\t N'Diaye ", "aissatou ndiaye"),
        ("TOURÉ", "toure"),
        ("El-Hadj", "el hadj"),
        ("Łukasz Ørsted Strauß", "lukasz orsted strauss"),
        ("إِبْرَاهِيم", "ابراهيم"),
        ("أحمد", "احمد"),
        ("آمنة", "امنه"),
        ("فاطمة", "فاطمه"),
        ("موسى", "موسي"),
        ("مُؤْمِن", "مومن"),
        ("عائشة", "عايشه"),
        ("محـــمد", "محمد"),
        ("کریم", "كريم"),
        ("ڭاسم", "گاسم"),
        ("ﷲ", "الله"),
        ("\u200fمحمد\u200e", "محمد"),
        ("محمد، ٢", "محمد 2"),
        ("ʿAbd al-Raḥmān", "abd al rahman"),
        ("", ""),
    ],
)
def test_a_name_is_normalised(typed: str, normal: str) -> None:
    assert normalise(typed) == normal


@thorough
@given(typed_names())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("typed", "western"), [("٠١٢٣٤٥٦٧٨٩", "0123456789"), ("۰۱۲۳۴۵۶۷۸۹", "0123456789"), ("عمره ١٤", "عمره 14"), ("7", "7")]
)
def test_digits_become_western(typed: str, western: str) -> None:
    assert western_digits(typed) == western


@thorough
@given(typed_names())
def test_every_digit_becomes_western_and_nothing_else_changes(text: str) -> None:
    western = western_digits(text)
    assert len(western) == len(text)
    for before, after in zip(text, western, strict=True):
        if before.isdecimal():
            assert after in "0123456789"
            assert int(after) == unicodedata.decimal(before)
        else:
            assert after == before


@pytest.mark.parametrize(
    ("typed", "latin", "arabic"),
    [
        ("Mamadou محمادو Diallo ديالو", "Mamadou Diallo", "محمادو ديالو"),
        ("محمادو ديالو Mamadou Diallo", "Mamadou Diallo", "محمادو ديالو"),
        ("Mamadouمحمادو", "Mamadou", "محمادو"),
        ("Mamadou (محمادو) / Diallo", "Mamadou Diallo", "محمادو"),
        ("Fatima-Zahra N'Diaye", "Fatima-Zahra N'Diaye", ""),
        ("\u202bفاطمة الزهراء\u202c", "", "فاطمة الزهراء"),
        ("فَاطِمَة Fatima", "Fatima", "فَاطِمَة"),
        ("ⵎⵓⵃⵎⵎⴷ محمد", "ⵎⵓⵃⵎⵎⴷ", "محمد"),
        ("Ali 2 علي ٢", "Ali 2", "علي ٢"),
        (" - ", "", ""),
        ("", "", ""),
    ],
)
def test_a_name_in_two_scripts_is_split(typed: str, latin: str, arabic: str) -> None:
    assert split_scripts(typed) == (latin, arabic)


def letters(text: str) -> list[str]:
    return [c for c in text if c.isalpha()]


@thorough
@given(typed_names())
def test_splitting_loses_no_letter_and_keeps_each_script_in_order(text: str) -> None:
    latin, arabic = split_scripts(text)
    assert Counter(letters(latin) + letters(arabic)) == Counter(letters(text))
    is_arabic = [script_of(c) is Script.ARABIC for c in letters(text)]
    assert letters(arabic) == [c for c, of_arabic in zip(letters(text), is_arabic, strict=True) if of_arabic]
    assert letters(latin) == [c for c, of_arabic in zip(letters(text), is_arabic, strict=True) if not of_arabic]


@thorough
@given(typed_names())
def test_splitting_again_moves_nothing(text: str) -> None:
    latin, arabic = split_scripts(text)
    assert split_scripts(latin) == (latin, "")
    assert split_scripts(arabic) == ("", arabic)


@pytest.mark.parametrize(
    ("token", "script"),
    [
        ("Aïssatou", Script.LATIN),
        ("محمادو", Script.ARABIC),
        ("Mamadouمحمادو", Script.MIXED),
        ("ⵎⵓⵃⵎⵎⴷ", Script.OTHER),
        ("12", Script.NONE),
        ("", Script.NONE),
    ],
)
def test_the_script_of_a_word_is_known(token: str, script: Script) -> None:
    assert script_of(token) is script
