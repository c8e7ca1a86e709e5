"""Keys: look-alikes meet, strangers do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from kanaf.matching import KEYS_VERSION, fold, keys, skeleton

from .strategies import thorough, typed_names


def kind(found: frozenset[str], letter: str) -> set[str]:
    return {key.split(":")[1] for key in found if key.startswith(f"{KEYS_VERSION}{letter}:")}


def test_a_name_has_its_four_kinds_of_key() -> None:
    found = keys("Mamadou", "Coulibaly")
    assert kind(found, "f") == {"mamadu", "kulibali"}
    assert kind(found, "s") == {"mmd", "klbl"}
    assert kind(found, "p") == {"klbl+mmd"}
    assert kind(found, "d") == {"mmd", "klbl", "lbl", "kbl", "kll", "klb"}
    assert len(found) == 2 + 2 + 1 + 6


def test_keys_carry_their_version() -> None:
    assert KEYS_VERSION == 1
    assert all(key[0] == "1" and key[1] in "fspd" and key[2] == ":" for key in keys("Mamadou محمادو", "Diallo"))


def test_an_empty_name_has_no_key() -> None:
    assert keys() == keys("", " - ") == frozenset()


def test_pasted_text_does_not_fill_the_index() -> None:
    words = [f"{a}a{b}an" for a in "bdfkmrst" for b in "dfkmlrst"]
    assert len(keys(" ".join(words))) == len(keys(*words)) < 150


@pytest.mark.parametrize(
    ("one", "other", "letter"),
    [
        (("Mamadou", "Diallo"), ("محمادو", "ديالو"), "p"),
        (("Diallo", "Mamadou"), ("Mamadu", "Jallow"), "p"),
        (("Mamadou Diallo",), ("Mamadou", "Diallo"), "p"),
        (("Fatoumata",), ("فاتوماتا",), "s"),
        (("Khadija",), ("Kadidja",), "f"),
        (("Souleymane",), ("Solomane",), "d"),
        (("Fatoumata",), ("Fatima",), "d"),
        (("Othmane", "Benjelloun"), ("Otmane", "Bendjelloun"), "s"),
        (("Coulibaly",), ("Koulibaly",), "f"),
        (("Abdelkarim",), ("Abdelkrim",), "s"),
    ],
)
def test_look_alikes_share_a_key(one: tuple[str, ...], other: tuple[str, ...], letter: str) -> None:
    assert kind(keys(*one), letter) & kind(keys(*other), letter)
    assert keys(*one) & keys(*other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Mamadou", "Diallo"), ("Ibrahima", "Barry")),
        (("Aminata",), ("Fatoumata",)),
        (("محمد",), ("يوسف",)),
        (("Moussa",), ("Issa",)),
    ],
)
def test_strangers_share_none(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert not keys(*one) & keys(*other)


@thorough
@given(st.lists(typed_names(), max_size=3))
def test_the_order_in_which_few_names_are_given_does_not_matter(names: list[str]) -> None:
    few = [name for name in names if len(fold(name)) <= 4]
    assert keys(*few) == keys(*reversed(few))
    assert keys(*few) == keys(*few, *few)


@thorough
@given(st.text("bdfklmnrst", min_size=4, max_size=8), st.data())
def test_two_skeletons_one_edit_apart_meet(one: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(one) - 1))
    other = one[:at] + data.draw(st.sampled_from(["", "b", "k", "l"])) + one[at + 1 :]
    word, changed = ("".join(consonant + "a" for consonant in s) for s in (one, other))
    if Levenshtein.distance(skeleton(word), skeleton(changed)) <= 1 and min(len(skeleton(word)), len(skeleton(changed))) >= 4:
        assert kind(keys(word), "d") & kind(keys(changed), "d")
