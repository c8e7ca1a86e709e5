"""`./manage.py figures`: what scripts read, live or released, and the sentence where it cannot answer."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from kanaf.access.models import AuditEntry
from kanaf.activities import actions as activities
from kanaf.activities.actions import Trainee
from kanaf.core import clock, rows
from kanaf.indicators import actions
from tests import worlds
from tests.activities import builders as sessions
from tests.indicators import builders
from tests.indicators.test_freeze import move_one_child_to_2023

pytestmark = pytest.mark.django_db

YEAR = ("--from", "2024-01-01", "--to", "2024-12-31")
KEYS = ["indicator", "unit", "definition_version", "kind", "as_of", "total", "cells", "notes"]


def figures(*options: str) -> dict:  # type: ignore[type-arg]
    """Run as a process of its own would: with nobody's rows in reach."""
    out = StringIO()
    with rows.acting(rows.NOBODY):
        call_command("figures", *options, "--json", stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())  # type: ignore[no-any-return]


def values(found: dict) -> dict[str, tuple[object, str]]:  # type: ignore[type-arg]
    return {cell["city"]: (cell["value"], cell["status"]) for cell in found["cells"]}


def test_the_live_count_has_exactly_these_keys_and_cities_in_order() -> None:
    builders.small_year()
    found = figures("--indicator", "children_assisted", *YEAR, "--by", "city")
    assert list(found) == KEYS
    assert (found["indicator"], found["unit"], found["definition_version"], found["kind"]) == (
        "children_assisted",
        "children",
        1,
        "computed",
    )
    assert found["total"] == 21
    assert [set(cell) for cell in found["cells"]] == [{"city", "value", "status"}] * 5
    assert [cell["city"] for cell in found["cells"]] == ["nador", "marrakech", "casablanca", "oujda", "tanger"]
    assert values(found)["nador"] == (15, "exact")
    assert values(found)["oujda"] == (None, "not_reported")


def test_notes_are_sentences_in_the_active_language_with_their_id() -> None:
    with translation.override("en"):
        notes = figures("--indicator", "children_assisted", *YEAR)["notes"]
    assert any(note.startswith("A3: For 2024, the press gives 1,024") for note in notes)
    assert [note.split(":")[0] for note in notes] == ["A2", "A3", "A4", "A12", "A13"]


def test_without_by_there_are_no_cells() -> None:
    assert figures("--indicator", "children_assisted", *YEAR)["cells"] == []


def test_a_total_that_nobody_reported_is_null() -> None:
    found = figures("--indicator", "children_assisted", *YEAR, "--by", "city")
    assert found["total"] is None
    assert {status for _value, status in values(found).values()} == {"not_reported"}


def test_the_released_figure_is_protected_and_stays_when_the_records_change() -> None:
    for city, number in (("nador", 8), ("marrakech", 6)):
        for sex in ("female", "male"):
            builders.assisted(number, city, sex=sex)
    builders.released(builders.frozen(builders.closed("nador", "marrakech")))
    move_one_child_to_2023()
    released = figures("--indicator", "children_assisted", *YEAR, "--by", "city", "--released")
    assert released["total"] == 28
    assert values(released)["nador"] == (16, "exact")
    assert values(released)["marrakech"] == (12, "exact")
    assert values(released)["tanger"] == (None, "not_reported")
    assert figures("--indicator", "children_assisted", *YEAR)["total"] == 27


def test_a_hidden_city_has_no_value() -> None:
    builders.assisted(12)
    builders.assisted(2, "marrakech")
    builders.released(builders.frozen(builders.closed("nador", "marrakech")))
    released = figures("--indicator", "children_assisted", *YEAR, "--by", "city", "--released")
    assert values(released)["marrakech"] == (None, "suppressed")


def test_a_campaigns_days_are_the_default() -> None:
    animator, manager = worlds.outreach_worker(), sessions.campaign_manager()
    session = sessions.campaign_session(animator)
    activities.record_attendance(
        by=animator, at=clock.now(), session=session, present=[worlds.child(worlds.caseworker()) for _ in range(2)]
    )
    training = sessions.training(manager, on=sessions.IN_CAMPAIGN, campaign=sessions.enas())
    activities.record_training(by=manager, at=clock.now(), session=training, trainees=[Trainee("Houda Testbarki", "un_agency")])
    totals = {
        code: figures("--indicator", code, "--campaign", "enas-2024")["total"]
        for code in ("children_in_sessions", "professionals_trained", "campaign_participants", "session_contacts")
    }
    assert totals == {"children_in_sessions": 2, "professionals_trained": 1, "campaign_participants": 3, "session_contacts": 2}


def test_a_released_campaign_figure_is_found_by_its_campaign() -> None:
    animator = worlds.outreach_worker()
    session = sessions.campaign_session(animator)
    present = [worlds.child(worlds.caseworker()) for _ in range(6)]
    activities.record_attendance(by=animator, at=clock.now(), session=session, present=present)
    figure = actions.freeze_figure(
        by=worlds.information_officer(), at=clock.now(), indicator=builders.indicator("children_in_sessions"), campaign="enas-2024"
    )
    builders.released(figure)
    assert figures("--indicator", "children_in_sessions", "--campaign", "enas-2024", "--released")["total"] == 6


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--indicator", "unknown", *YEAR), "There is no indicator “unknown”. There are: children_assisted"),
        (("--indicator", "children_assisted", "--campaign", "nowhere"), "There is no campaign “nowhere”"),
        (("--indicator", "children_assisted", "--from", "2024-13-01", "--to", "2024-12-31"), "--from “2024-13-01” is no day"),
        (("--indicator", "children_assisted", "--from", "2024-01-01"), "Give the days with --from and --to"),
        (("--indicator", "children_assisted"), "Give the days with --from and --to"),
        (("--indicator", "children_assisted", "--from", "2024-12-31", "--to", "2024-01-01"), "comes before the first"),
        (("--indicator", "children_assisted", *YEAR, "--released"), "Nothing was released for children_assisted"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence(options: tuple[str, ...], sentence: str) -> None:
    with translation.override("en"), pytest.raises(CommandError) as error:
        figures(*options)
    assert str(error.value).startswith(sentence) or sentence in str(error.value)
    assert error.value.returncode == 1


def test_the_live_count_warns_and_is_recorded_the_released_one_neither() -> None:
    builders.released(builders.frozen(builders.small_year()))
    err = StringIO()
    call_command("figures", "--indicator", "children_assisted", *YEAR, "--released", stdout=StringIO(), stderr=err)
    assert err.getvalue() == ""
    assert not AuditEntry.objects.filter(act="figure.counted_live").exists()
    with translation.override("en"):
        call_command("figures", "--indicator", "children_assisted", *YEAR, stdout=StringIO(), stderr=err)
    assert "unprotected" in err.getvalue()
    assert AuditEntry.objects.filter(act="figure.counted_live").count() == 1


def test_people_get_lines() -> None:
    builders.small_year()
    out = StringIO()
    with translation.override("en"):
        call_command("figures", "--indicator", "children_assisted", *YEAR, "--by", "city", stdout=out, stderr=StringIO())
    assert "Children identified and assisted: 21 (distinct children)" in out.getvalue()
    assert "  tanger: not_reported" in out.getvalue()
