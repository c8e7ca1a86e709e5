"""A case is opened once, in someone's hands, followed up on time, closed and reopened."""

from datetime import date, datetime, timedelta

import pytest

from kanaf.access.roles import NATIONAL, Role
from kanaf.casework import actions, queries
from kanaf.casework.models import Case
from kanaf.children.models import CareTeam, Child
from kanaf.core import clock, ids
from kanaf.core.errors import NotPermitted, Refused
from kanaf.programme import queries as programme
from tests import worlds

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 16)


def moment(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=clock.CASABLANCA)


def test_the_first_step_is_due_by_the_packs_timeframe() -> None:
    by = worlds.caseworker()
    case = worlds.case(by, risk="high")
    assert case.next_step == "first_response"
    assert timedelta(hours=23) < case.next_due_at - clock.now() <= timedelta(hours=24)


@pytest.mark.parametrize(
    ("since", "risk", "due"),
    [
        (moment(2026, 11, 13, 10), "high", moment(2026, 11, 14, 10)),  # Friday: hours run continuously
        (moment(2026, 11, 13, 10), "medium", moment(2026, 11, 18, 10)),  # three working days
        (moment(2026, 11, 13, 10), "low", moment(2026, 11, 24, 10)),  # seven working days
    ],
)
def test_hours_run_for_high_risk_and_working_days_otherwise(since: datetime, risk: str, due: datetime) -> None:
    assert programme.due_at("first_response", risk, since) == due


def test_high_risk_is_visited_more_often_in_the_first_month() -> None:
    since = datetime(2026, 11, 16, 10, tzinfo=clock.CASABLANCA)
    assert programme.due_at("follow_up", "high", since, opened_on=TODAY) == since + timedelta(days=3)
    assert programme.due_at("follow_up", "high", since, opened_on=TODAY - timedelta(days=31)) == since + timedelta(days=7)


def test_a_second_open_case_for_the_child_is_refused() -> None:
    by = worlds.caseworker()
    case = worlds.case(by)
    with pytest.raises(Refused, match="already has an open case"):
        worlds.case(by, case.child)


def test_a_case_is_opened_by_an_organisation_of_the_care_team_only() -> None:
    child = worlds.child(worlds.caseworker("nador"))
    with pytest.raises(Refused):
        worlds.case(worlds.caseworker("casablanca"), child)


def test_the_responsible_person_is_a_caseworker_of_the_same_organisation() -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    for other in (worlds.caseworker("casablanca"), worlds.outreach_worker()):
        with pytest.raises(Refused):
            actions.open_case(by=by, at=clock.now(), child=child, on=TODAY, risk="low", responsible=other)


def test_high_risk_brings_the_national_coordination_in() -> None:
    coordinator = worlds.coordinator()
    by = worlds.caseworker()
    quiet, urgent = worlds.case(by, risk="low"), worlds.case(by, risk="high")
    assert set(Child.objects.visible_to(coordinator)) == {urgent.child}
    assert not CareTeam.objects.filter(child=quiet.child, organisation=coordinator.organisation).exists()
    assert list(Case.objects.visible_to(coordinator)) == [urgent]
    actions.assess_risk(by=by, at=clock.now(), case=urgent, on=TODAY, level="low", why="")
    actions.assess_risk(by=by, at=clock.now(), case=urgent, on=TODAY, level="high", why="")
    assert CareTeam.objects.filter(child=urgent.child, organisation=coordinator.organisation).count() == 1


def test_a_visit_sets_the_next_one_by_the_risk() -> None:
    by = worlds.caseworker()
    case = worlds.case(by, risk="medium")
    actions.record_follow_up(by=by, at=clock.now(), case=case, on=TODAY, kind="in_care", note="Il va bien.")
    case.refresh_from_db()
    assert case.next_step == "follow_up"
    assert case.next_due_at.date() == TODAY + timedelta(days=14)


def test_a_closed_case_takes_nothing_until_it_is_reopened() -> None:
    by, supervisor = worlds.caseworker(), worlds.supervisor()
    case = worlds.case(by)
    actions.close_case(by=supervisor, at=clock.now(), case=case, on=TODAY, reason="objectives_met")
    with pytest.raises(Refused, match="reopen it first"):
        actions.record_follow_up(by=by, at=clock.now(), case=case, on=TODAY, kind="in_care")
    actions.reopen_case(by=by, at=clock.now(), case=case, on=TODAY, risk="low")
    actions.record_follow_up(by=by, at=clock.now(), case=case, on=TODAY, kind="in_care")


def test_another_organisation_that_follows_the_child_does_not_change_the_case() -> None:
    case = worlds.case(worlds.caseworker("nador"))
    other = worlds.supervisor("casablanca")
    for act, values in (
        (actions.assess_risk, {"level": "low", "why": ""}),
        (actions.record_follow_up, {"kind": "in_care"}),
        (actions.close_case, {"reason": "objectives_met"}),
        (actions.reopen_case, {"risk": "low"}),
    ):
        with pytest.raises(NotPermitted):
            act(by=other, at=clock.now(), case=case, on=TODAY, **values)  # type: ignore[operator]


def test_the_same_assessment_sent_twice_is_one() -> None:
    by = worlds.caseworker()
    case, form = worlds.case(by), ids.new_id()
    for _twice in range(2):
        actions.assess_risk(by=by, at=clock.now(), case=case, on=TODAY, level="low", why="", id=form)
    assert case.riskassessments.count() == 2  # at opening, and this one


def test_a_caseworker_does_not_close() -> None:
    by = worlds.caseworker()
    with pytest.raises(NotPermitted):
        actions.close_case(by=by, at=clock.now(), case=worlds.case(by), on=TODAY, reason="objectives_met")


@pytest.mark.parametrize("role", [Role.OUTREACH_WORKER, Role.INFORMATION_OFFICER, Role.DONOR_READER, Role.ADMINISTRATOR])
def test_people_without_case_work_see_no_case(role: Role) -> None:
    worlds.case(worlds.caseworker())
    by = worlds.person(role, "oim" if role in NATIONAL else "asticude")
    assert not Case.objects.visible_to(by).exists()
    assert not Child.objects.visible_to(by).exists()


def test_a_colleague_of_another_city_sees_nothing() -> None:
    case = worlds.case(worlds.caseworker("nador"))
    elsewhere = worlds.person(Role.CASEWORKER, "asticude", "oujda")
    assert not Case.objects.visible_to(elsewhere).filter(pk=case.pk).exists()


def test_the_worklist_holds_what_is_due_most_overdue_first() -> None:
    by = worlds.caseworker()
    late = worlds.case(by, risk="medium", on=TODAY - timedelta(days=20))
    soon = worlds.case(by, risk="high")
    worlds.case(by, risk="low")
    assert queries.due(by, clock.now() + timedelta(days=1)) == [late, soon]


def test_a_story_is_told_by_date() -> None:
    by = worlds.caseworker()
    case = worlds.case(by)
    actions.assess_risk(by=by, at=clock.now(), case=case, on=TODAY, level="high", why="Une menace.")
    events = queries.timeline(case.child, by)
    assert len(events) == 3
    assert [event.is_urgent for event in events].count(True) == 1
