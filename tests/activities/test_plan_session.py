"""Planning, changing and cancelling sessions."""

from datetime import date

import pytest

from kanaf.access.models import AuditEntry
from kanaf.activities import actions
from kanaf.activities.models import Attendance, CampaignCarrier, Session, SessionReport
from kanaf.activities.queries import due, sessions
from kanaf.core import clock, ids
from kanaf.core.errors import NotPermitted, Refused
from kanaf.places.models import City, Venue
from tests import worlds
from tests.activities import builders

pytestmark = pytest.mark.django_db


def test_the_same_form_sent_twice_plans_one_session() -> None:
    by, form_id = worlds.outreach_worker(), ids.new_id()
    first = actions.plan_session(by=by, at=clock.now(), plan=builders.plan(), id=form_id)
    again = actions.plan_session(by=by, at=clock.now(), plan=builders.plan(title="Other"), id=form_id)
    assert first == again
    assert Session.objects.count() == 1


def test_a_caseworker_does_not_plan() -> None:
    with pytest.raises(NotPermitted):
        builders.session(worlds.caseworker())


def test_nobody_plans_in_a_city_where_they_do_not_work() -> None:
    with pytest.raises(NotPermitted):
        builders.session(worlds.outreach_worker("nador"), "oujda")


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"kind": "activity", "activity_type": "juggling"}, "activity_type", "is not in the list"),
        ({"kind": "activity"}, "activity_type", "is not in the list"),
        ({"topics": ["rain"]}, "topics", "is not in the list"),
        ({"on": date(2028, 1, 1)}, "on", "more than a year ahead"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(changes: dict[str, object], field: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        builders.session(worlds.outreach_worker(), **changes)
    assert refused.value.field == field


def test_a_place_in_another_city_is_refused() -> None:
    elsewhere = Venue.objects.exclude(city="nador").first()
    with pytest.raises(Refused, match="another city") as refused:
        builders.session(worlds.outreach_worker(), venue=elsewhere)
    assert refused.value.field == "venue"


def test_a_session_of_a_campaign_takes_its_project() -> None:
    session = builders.campaign_session(worlds.outreach_worker())
    assert session.project == builders.enas().project


def test_a_campaign_runs_in_its_cities_only() -> None:
    with pytest.raises(Refused, match="does not run in") as refused:
        builders.campaign_session(worlds.outreach_worker("tanger"), "tanger")
    assert refused.value.field == "campaign"


def test_an_organisation_without_a_part_plans_nothing_for_a_campaign() -> None:
    by = worlds.outreach_worker("nador")
    CampaignCarrier.objects.filter(organisation=by.organisation).delete()
    with pytest.raises(Refused, match="has no part in this campaign"):
        builders.campaign_session(by)


@pytest.mark.parametrize("on", [date(2024, 10, 31), date(2025, 7, 1)])
def test_a_day_outside_a_campaign_is_refused(on: date) -> None:
    with pytest.raises(Refused, match="outside the campaign") as refused:
        builders.campaign_session(worlds.outreach_worker(), on=on)
    assert refused.value.field == "on"


@pytest.mark.parametrize("on", [date(2024, 11, 1), date(2025, 6, 30)])
def test_a_month_that_a_source_names_is_taken_as_a_whole(on: date) -> None:
    assert builders.campaign_session(worlds.outreach_worker(), on=on).on == on


def test_changing_nothing_leaves_no_trace() -> None:
    by = worlds.outreach_worker()
    session = builders.session(by)
    before = AuditEntry.objects.count()
    actions.change_session(by=by, at=clock.now(), session=session, plan=builders.plan())
    assert AuditEntry.objects.count() == before


def test_a_new_day_moves_the_list_that_is_held() -> None:
    by = worlds.outreach_worker()
    came = worlds.child(worlds.caseworker())
    session = builders.session(by)
    actions.record_attendance(
        by=by, at=clock.now(), session=session, present=[came], headcount=[actions.Counted("uasc", "male", "15_17", 2)]
    )
    actions.change_session(by=by, at=clock.now(), session=session, plan=builders.plan(days=-20))
    assert Attendance.objects.current().get().happened_on == builders.plan(days=-20).on
    assert SessionReport.objects.current().get().happened_on == builders.plan(days=-20).on
    assert Attendance.objects.count() == 2


def test_a_session_with_a_list_keeps_its_city_and_campaign() -> None:
    by = builders.campaign_manager()
    session = builders.session(by)
    actions.record_attendance(by=by, at=clock.now(), session=session, present=[], headcount=[actions.Counted("uasc", "male", "15_17", 2)])
    with pytest.raises(Refused, match="its city, kind and campaign stay"):
        actions.change_session(by=by, at=clock.now(), session=session, plan=builders.plan("oujda"))
    with pytest.raises(Refused, match="cannot be in the future"):
        actions.change_session(by=by, at=clock.now(), session=session, plan=builders.plan(days=1))


def test_cancelling_takes_the_list_back_and_twice_changes_nothing() -> None:
    by = worlds.outreach_worker()
    session = builders.session(by)
    actions.record_attendance(by=by, at=clock.now(), session=session, present=[worlds.child(worlds.caseworker())])
    actions.cancel_session(by=by, at=clock.now(), session=session)
    actions.cancel_session(by=by, at=clock.now(), session=session)
    assert not Attendance.objects.current().exists()
    assert not SessionReport.objects.current().exists()
    assert AuditEntry.objects.filter(act="session.cancelled").count() == 1
    with pytest.raises(Refused, match="was cancelled"):
        actions.record_attendance(by=by, at=clock.now(), session=session, present=[])


def test_another_organisation_changes_nothing() -> None:
    session = builders.session(worlds.outreach_worker("nador"))
    with pytest.raises(NotPermitted):
        actions.cancel_session(by=builders.campaign_manager(), at=clock.now(), session=session)


def test_the_list_shows_own_sessions_and_those_of_campaigns_one_carries() -> None:
    own = builders.session(worlds.outreach_worker("nador"))
    of_campaign = builders.campaign_session(worlds.outreach_worker("nador"))
    today = clock.today()
    assert set(sessions(worlds.supervisor("nador"), today)) == {own, of_campaign}
    assert set(sessions(worlds.supervisor("casablanca"), today)) == set()
    assert set(sessions(builders.campaign_manager(), today)) == {of_campaign}
    assert set(sessions(worlds.coordinator(), today)) == set(), "no right to read activities"


def test_a_city_limits_what_is_seen() -> None:
    manager = builders.campaign_manager()
    builders.campaign_session(manager, "oujda")
    bound = worlds.person(worlds.Role.CAMPAIGN_MANAGER, "oim", "nador")
    assert not sessions(bound, clock.today()).exists()
    assert City.objects.filter(code="oujda").exists()


def test_filters_only_narrow() -> None:
    by = worlds.outreach_worker()
    planned, missing = builders.session(by, days=2), builders.session(by, days=-2)
    today = clock.today()
    assert list(sessions(by, today)) == [planned, missing]
    assert list(sessions(by, today, state="planned")) == [planned]
    assert list(sessions(by, today, state="list_missing")) == [missing]
    assert list(sessions(by, today, kind="training")) == []
    assert list(sessions(by, today, city="oujda")) == []


def test_due_are_the_sessions_of_today_and_those_without_list() -> None:
    by = worlds.outreach_worker()
    today, late, _ahead = builders.session(by), builders.session(by, days=-3), builders.session(by, days=1)
    end_of_day = clock.now().replace(hour=23, minute=59)
    assert due(by, end_of_day) == [late, today]
    actions.cancel_session(by=by, at=clock.now(), session=late)
    assert due(by, end_of_day) == [today]
    assert due(worlds.outreach_worker("oujda"), end_of_day) == []
