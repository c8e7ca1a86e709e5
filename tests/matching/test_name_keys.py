"""Keys: look-alikes meet, strangers do not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from kanaf.matching import KEYS_VERSION, Person, asked_keys, keys, reading, skeleton

from .strategies import persons, records


def kept(**said: object) -> set[str]:
    return set(keys(reading(Person(**said))))  # type: ignore[arg-type]


def asked(**said: object) -> set[str]:
    return set(asked_keys(reading(Person(**said))))  # type: ignore[arg-type]


def kind(found: set[str], letter: str) -> set[str]:
    return {key.partition(":")[2] for key in found if key.startswith(f"{KEYS_VERSION}{letter}:")}


def test_a_record_is_kept_under_pairs_of_what_it_says() -> None:
    found = kept(
        given="Mamadou",
        family="Coulibaly",
        father="Ibrahima",
        mother="Awa",
        origin="Kayes",
        nationalities=("MLI",),
        sex="M",
        born_earliest=date(2010, 3, 1),
        born_latest=date(2010, 3, 1),
    )
    assert kind(found, "p") == {"klbl+mmd"}
    assert kind(found, "e") == {"mmd~klbl", "mmd~lbl", "mmd~kbl", "mmd~kll", "mmd~klb", "klbl~mmd", "klbl~md", "klbl~mm"}
    assert kind(found, "f") == {"mmd+brm", "klbl+brm"}
    assert kind(found, "m") == {f"mmd+{skeleton('Awa')}", f"klbl+{skeleton('Awa')}"}
    assert kind(found, "x") == {f"brm+{skeleton('Awa')}"}
    assert kind(found, "o") == {"mmd+kais", "klbl+kais"}
    assert kind(found, "b") == {"mmd+MLIM1005", "klbl+MLIM1005"}
    assert kind(found, "y") == {"2010-03-01m", "2010-03-01k"}
    assert kind(found, "s") == {"mamadu", "kulibali"}
    assert {"mmd", "md", "mm", "klbl", "lbl"} <= kind(found, "d")


def test_keys_carry_their_version() -> None:
    assert KEYS_VERSION == 2
    assert all(key.startswith("2") and key[2] == ":" for key in kept(given="Mamadou محمادو", family="Diallo"))


def test_an_empty_record_has_no_key() -> None:
    assert kept() == kept(given="", family=" - ") == set()


def test_pasted_text_does_not_fill_the_index() -> None:
    words = " ".join(f"{a}a{b}an" for a in "bdfkmrst" for b in "dfkmlrst")
    assert len(kept(given=words, family=words, mother=words, father=words)) < 200
    assert len(asked(given=words, family=words, mother=words, father=words)) <= 240


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Mamadou", "Diallo"), ("محمادو", "ديالو")),
        (("Mamadou", "Diallo"), ("Mamadu", "Jallow")),
        (("Diallo", "Mamadou"), ("Mamadu", "Jallow")),
        (("Mamadou Diallo", ""), ("Mamadou", "Diallo")),
        (("Mohamed", "El Idrissi"), ("محمد", "الإدريسي")),
        (("Souleymane", "Koné"), ("سليمان", "كوني")),
    ],
)
def test_look_alikes_share_a_pair_either_way(one: tuple[str, str], other: tuple[str, str]) -> None:
    (given, family), (their_given, their_family) = one, other
    for a, b in (
        (kept(given=given, family=family), asked(given=their_given, family=their_family)),
        (kept(given=their_given, family=their_family), asked(given=given, family=family)),
    ):
        assert kind(a, "p") & kind(b, "p") or kind(a, "e") & kind(b, "e")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fatoumata", "فاتوماتا"),
        ("Khadija", "Kadidja"),
        ("Gregorio", "غريغوريو"),
        ("Bircevic", "بيرتشيفيتش"),
        ("Jibril", "جبريل"),
        ("Ousmane", "عثمان"),
    ],
)
def test_one_name_alone_is_found_across_scripts(one: str, other: str) -> None:
    assert kept(given=one) & asked(given=other)
    assert kept(given=other) & asked(given=one)


@pytest.mark.parametrize(("one", "other"), [("Mamadou Diallo", "Ibrahima Barry"), ("محمد العلوي", "يوسف الفاسي")])
def test_strangers_share_no_pair(one: str, other: str) -> None:
    a, b = kept(given=one), asked(given=other)
    assert not kind(a, "p") & kind(b, "p")
    assert not kind(a, "e") & kind(b, "e")


@records
@given(persons())
def test_who_is_asked_about_as_kept_is_found(person: Person) -> None:
    ours = reading(person)
    assert not keys(ours) or set(keys(ours)) & set(asked_keys(ours))


@records
@given(st.text("bdfklmrst", min_size=4, max_size=8), st.data())
def test_two_skeletons_one_edit_apart_meet(one: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(one) - 1))
    other = one[:at] + data.draw(st.sampled_from(["", "b", "k", "l"])) + one[at + 1 :]
    word, changed = ("".join(consonant + "a" for consonant in s) for s in (one, other))
    if Levenshtein.distance(skeleton(word), skeleton(changed)) <= 1 and min(len(skeleton(word)), len(skeleton(changed))) >= 3:
        assert kind(kept(given=word), "d") & kind(asked(given=changed), "d")
