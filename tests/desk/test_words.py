"""The words of the desk."""

from datetime import date

import pytest
from django.utils.translation import override

from kanaf.children.models import Registration
from kanaf.desk import words
from kanaf.matching import WEIGHTS, Code, Field, Person, compare

NAMES = (Field.GIVEN, Field.FAMILY, Field.OTHER_NAMES, Field.NICKNAME, Field.MOTHER, Field.FATHER)


def test_every_reason_that_a_comparison_can_give_has_its_sentence() -> None:
    possible = {(field, code) for field, codes in WEIGHTS.fields.items() for code in codes}
    possible |= {(field, Code.MISSING) for field in WEIGHTS.fields}
    possible |= {(Field.BORN, Code.OVERLAP), (Field.ORDER, Code.SWAPPED), (Field.GIVEN, Code.CONTRADICTION)}

    assert set(words.REASONS) == possible
    assert all(str(sentence) for sentence in words.REASONS.values())
    assert len({str(sentence) for sentence in words.REASONS.values()}) == len(words.REASONS)


def test_only_spellings_of_the_childs_own_names_are_shown() -> None:
    ours = Person(given="Mamadou", family="Diallo", mother="Aissatou")
    theirs = Person(given="محمادو", family="Diallo", mother="Aïssata")

    lines = words.reasons(compare(ours, theirs), with_names=True)

    shown = [line for line in lines if line.theirs]
    assert [(line.ours, line.theirs) for line in shown] == [("Mamadou", "محمادو")]


def test_no_name_is_shown_where_none_may_be() -> None:
    lines = words.reasons(compare(Person(given="Mamadou"), Person(given="Mohamadou")), with_names=False)

    assert lines
    assert not any(line.ours or line.theirs for line in lines)


def test_what_could_not_be_compared_is_no_reason() -> None:
    lines = words.reasons(compare(Person(given="Awa"), Person(given="Awa")), with_names=True)

    assert [line.sentence for line in lines] == ["same given name"]


def _born(precision: str, earliest: date | None, latest: date | None, **values: object) -> Registration:
    return Registration(birth_precision=precision, born_earliest=earliest, born_latest=latest, **values)


@pytest.mark.parametrize(
    ("registration", "said"),
    [
        (_born("exact", date(2011, 3, 12), date(2011, 3, 12)), "12 March 2011"),
        (_born("month", date(2011, 3, 1), date(2011, 3, 31)), "March 2011"),
        (_born("year", date(2011, 1, 1), date(2011, 12, 31)), "2011"),
        (_born("estimated", date(2009, 11, 17), date(2012, 11, 16)), "between November 2009 and November 2012"),
        (_born("unknown", None, None), "not known"),
    ],
)
def test_a_birth_is_said_as_precisely_as_it_is_known(registration: Registration, said: str) -> None:
    with override("en"):
        assert words.birth(registration) == said


def test_an_estimated_age_says_that_it_is_about() -> None:
    with override("en"):
        on = date(2026, 11, 16)
        assert words.age(_born("estimated", date(2009, 11, 17), date(2012, 11, 16)), on) == "about 15 years"
        assert words.age(_born("exact", date(2025, 11, 10), date(2025, 11, 10)), on) == "1 year"
        assert words.age(_born("exact", date(2026, 11, 10), date(2026, 11, 10)), on) == "under one year"
        assert words.age(_born("unknown", None, None), on) == "age not known"
        assert words.child(_born("year", date(2011, 1, 1), date(2011, 12, 31), sex="female"), on) == "girl, 15 years"


def test_coming_of_age_is_said_when_it_is_near() -> None:
    with override("en"):
        on = date(2026, 11, 16)
        assert words.coming_of_age(_born("exact", date(2008, 12, 7), date(2008, 12, 7)), on) == "18 on 7 December 2026"
        assert words.coming_of_age(_born("exact", date(2008, 2, 29), date(2008, 2, 29)), date(2026, 2, 1)) == "18 on 1 March 2026"
        assert words.coming_of_age(_born("month", date(2009, 1, 1), date(2009, 1, 31)), on) == "18 in January 2027"
        assert words.coming_of_age(_born("exact", date(2012, 1, 1), date(2012, 1, 1)), on) == ""
        assert words.coming_of_age(_born("year", date(2008, 1, 1), date(2008, 12, 31)), on) == ""


@pytest.mark.parametrize(("kept", "said"), [("2025", "2025"), ("2025-06", "June 2025"), ("2025-06-12", "12 June 2025"), ("", "")])
def test_a_date_of_which_a_part_is_known(kept: str, said: str) -> None:
    with override("en"):
        assert words.partial_day(kept) == said
