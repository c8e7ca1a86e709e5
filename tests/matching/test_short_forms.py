"""Names that are forms of one another are told apart from names that only share letters."""

import pytest

from kanaf.matching import Code, Field, Person, asked_keys, compare, fold, keys, reading
from kanaf.matching.short_forms import related, short_form


def folded(name: str) -> str:
    return "".join(fold(name))


@pytest.mark.parametrize(
    ("full", "short"),
    [("Fatoumata", "Fatou"), ("Mohamed", "Simo"), ("Abdelkader", "Kader"), ("Ibrahima", "Ibou"), ("William", "Bill")],
)
def test_a_name_and_its_short_form_are_related_both_ways(full: str, short: str) -> None:
    assert folded(short) in related(folded(full))
    assert folded(full) in related(folded(short)) or folded(full) == folded(short)


def test_a_word_that_both_have_is_no_other_form() -> None:
    assert not short_form(("ibrahima",), ("ibrahima", "susu"))
    assert not short_form(("fatumata", "binta"), ("fatumata", "kumba"))
    assert short_form(("fatumata", "binta"), ("fatu", "binta"))


def test_who_asks_by_a_short_form_looks_under_the_full_one() -> None:
    kept = set(keys(reading(Person(given="Fatoumata", family="Diallo"))))
    shared = kept & set(asked_keys(reading(Person(given="Fatou", family="Jallow"))))
    assert any(key[1] == "p" for key in shared)


def test_a_nickname_explains_another_given_name() -> None:
    known, told = Person(given="Abdelkader", family="Alaoui"), Person(given="Youssef", nickname="Kader", family="Alaoui")
    comparison = compare(known, told)
    assert next(r.code for r in comparison.reasons if r.field is Field.NICKNAME) is Code.SHORT_FORM
    assert comparison.score > compare(known, Person(given="Youssef", family="Alaoui")).score


def test_places_have_no_short_forms() -> None:
    comparison = compare(Person(origin="Fatoumata"), Person(origin="Fatou"))
    assert next(r.code for r in comparison.reasons if r.field is Field.ORIGIN) is Code.SIMILAR
