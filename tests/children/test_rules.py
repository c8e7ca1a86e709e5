"""Births, ages, and case codes, as truth tables and properties."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanaf.children import codes, rules
from kanaf.core.errors import Refused

TODAY = date(2026, 11, 16)


def birth(**typed: object) -> rules.Birth:
    values = {"precision": "exact", "year": None, "month": None, "day": None, "age": None} | typed
    return rules.birth_from(today=TODAY, on=TODAY, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "earliest", "latest"),
    [
        ({"precision": "exact", "year": 2011, "month": 3, "day": 12}, date(2011, 3, 12), date(2011, 3, 12)),
        ({"precision": "month", "year": 2012, "month": 2}, date(2012, 2, 1), date(2012, 2, 29)),
        ({"precision": "year", "year": 2010}, date(2010, 1, 1), date(2010, 12, 31)),
        ({"precision": "estimated", "age": 15}, date(2009, 11, 17), date(2012, 11, 16)),
        ({"precision": "unknown"}, None, None),
    ],
)
def test_what_is_known_of_a_birth_is_an_interval(typed: dict[str, object], earliest: date | None, latest: date | None) -> None:
    known = birth(**typed)
    assert (known.earliest, known.latest) == (earliest, latest)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"precision": "exact", "year": 2030, "month": 3, "day": 12}, "birth_year"),
        ({"precision": "exact", "year": 2011, "month": 2, "day": 30}, "birth_day"),
        ({"precision": "exact", "year": 2011}, "birth_day"),
        ({"precision": "month", "year": 2011}, "birth_month"),
        ({"precision": "year"}, "birth_year"),
        ({"precision": "estimated"}, "age"),
        ({"precision": "exact", "year": 2011, "month": 3, "day": 12, "age": 12}, "age"),
        ({"precision": "year", "year": 2011, "age": 20}, "age"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(typed: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        birth(**typed)
    assert refusal.value.field == field


@given(st.integers(0, 30))
def test_an_estimated_age_lies_within_its_own_interval(age: int) -> None:
    known = birth(precision="estimated", age=age)
    assert known.earliest
    assert known.latest
    assert rules.age_on(known.latest, TODAY) <= age <= rules.age_on(known.earliest, TODAY)


@given(st.dates(date(1990, 1, 1), TODAY), st.dates(TODAY, date(2040, 1, 1)))
def test_nobody_grows_younger(born: date, later: date) -> None:
    assert rules.age_on(born, later) >= rules.age_on(born, TODAY)


def test_born_on_29_february_turns_a_year_older_on_1_march() -> None:
    assert rules.age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert rules.age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


@given(st.integers(0, 5), st.sampled_from(codes.ALPHABET))
def test_one_wrong_character_is_found(position: int, other: str) -> None:
    code = codes.new_code()
    plain = code.replace("-", "")
    changed = plain[:position] + other + plain[position + 1 :]
    assert codes.read_code(code) == code
    assert changed == plain or codes.read_code(changed) is None


@given(st.integers(0, 4), st.integers(0, 4))
def test_two_characters_swapped_are_found(one: int, other: int) -> None:
    plain = list(codes.new_code().replace("-", ""))
    swapped = plain.copy()
    swapped[one], swapped[other] = swapped[other], swapped[one]
    assert swapped == plain or codes.read_code("".join(swapped)) is None


@pytest.mark.parametrize("typed", ["", "abc", "ABCDEFG", "OOO-III", "١٢٣"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert codes.read_code(typed) is None


def test_a_code_is_read_however_it_is_typed() -> None:
    code = codes.new_code()
    assert codes.read_code(f" {code.lower().replace('-', ' ')} ") == code
