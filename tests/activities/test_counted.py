"""What figures are given to count, and what a campaign reached."""

from datetime import date, timedelta

import pytest

from kanaf.access.models import AuditEntry, Organisation
from kanaf.activities import actions, queries
from kanaf.activities.actions import Counted, Trainee
from kanaf.activities.actions.campaigns import Part, save_campaign
from kanaf.activities.models import Campaign
from kanaf.children import actions as children
from kanaf.core import clock, rows
from kanaf.core.errors import NotPermitted, Refused
from kanaf.places.models import City
from tests import worlds
from tests.activities import builders

pytestmark = pytest.mark.django_db

ALWAYS = (date(2020, 1, 1), date(2026, 12, 31))


def test_named_children_who_came_are_given_with_day_and_city() -> None:
    by, worker = worlds.outreach_worker(), worlds.caseworker()
    came, away = worlds.child(worker), worlds.child(worker)
    session = builders.session(by)
    actions.record_attendance(by=by, at=clock.now(), session=session, present=[came], absent=[away])
    with rows.as_counter():
        ((_id, child, held, organisation, city, on),) = queries.present_named(*ALWAYS, clock.now())
    assert (child, held, organisation, city, on) == (came.pk, session.pk, by.organisation_id, "nador", session.on)


def test_what_was_known_at_a_moment_is_given_for_it() -> None:
    by, worker = worlds.outreach_worker(), worlds.caseworker()
    one, two = worlds.child(worker), worlds.child(worker)
    session = builders.session(by)
    at = clock.now()
    report = actions.record_attendance(by=by, at=at, session=session, present=[one], headcount=[Counted("uasc", "male", "15_17", 2)])
    later = at + timedelta(days=1)
    actions.record_attendance(by=by, at=later, session=session, present=[two], seen=report.pk)
    with rows.as_counter():
        assert [row[1] for row in queries.present_named(*ALWAYS, at)] == [one.pk]
        assert [row[1] for row in queries.present_named(*ALWAYS, later)] == [two.pk]
        assert [row[-1] for row in queries.headcounts(*ALWAYS, at)] == [2]
        assert list(queries.headcounts(*ALWAYS, later)) == []
        assert list(queries.present_named(*ALWAYS, at - timedelta(days=1))) == []


def test_a_window_and_a_campaign_narrow() -> None:
    by, worker = worlds.outreach_worker(), worlds.caseworker()
    came = worlds.child(worker)
    inside, outside = builders.campaign_session(by), builders.session(by)
    for session in (inside, outside):
        actions.record_attendance(by=by, at=clock.now(), session=session, present=[came])
    with rows.as_counter():
        assert len(list(queries.present_named(*ALWAYS, clock.now()))) == 2
        assert [row[2] for row in queries.present_named(*ALWAYS, clock.now(), "enas-2024")] == [inside.pk]
        assert [row[2] for row in queries.present_named(date(2026, 1, 1), date(2026, 12, 31), clock.now())] == [outside.pk]


def test_professionals_are_given_with_their_kind() -> None:
    by = builders.campaign_manager()
    session = builders.training(by)
    actions.record_training(by=by, at=clock.now(), session=session, trainees=[Trainee("Houda Testbarki", "un_agency")])
    with rows.as_counter():
        ((_id, _who, kind, organisation, city, on),) = queries.trained(*ALWAYS, clock.now())
    assert (kind, organisation, city, on) == ("un_agency", by.organisation_id, "nador", session.on)


def test_a_campaign_counts_each_child_and_professional_once() -> None:
    by, worker, manager = worlds.outreach_worker(), worlds.caseworker(), builders.campaign_manager()
    one, two, twin = (worlds.child(worker) for _ in range(3))
    children.decide_same_child(by=worlds.coordinator(), at=clock.now(), child=twin, survivor=one)
    for place, present in enumerate(([one, two], [one], [twin])):
        session = builders.campaign_session(by, on=builders.IN_CAMPAIGN + timedelta(days=place))
        heads = [Counted("uasc", "male", "15_17", 4)] if place == 0 else []
        actions.record_attendance(by=by, at=clock.now(), session=session, present=present, headcount=heads)
    for city in ("nador", "oujda"):
        session = builders.training(manager, city, on=builders.IN_CAMPAIGN, campaign=builders.enas())
        actions.record_training(by=manager, at=clock.now(), session=session, trainees=[Trainee("Houda Testbarki", "un_agency")])
    counts = queries.counts_of(builders.enas(), manager, at=clock.now())
    assert (counts.children, counts.professionals, counts.participants, counts.unnamed) == (2, 1, 3, 4)
    assert counts.is_whole
    own = queries.counts_of(builders.enas(), worlds.supervisor("casablanca"), at=clock.now())
    assert (own.participants, own.is_whole) == (0, False)


def test_each_city_of_a_campaign_says_where_it_stands() -> None:
    by = worlds.outreach_worker()
    builders.campaign_session(by)
    held = builders.campaign_session(by)
    actions.record_attendance(by=by, at=clock.now(), session=held, present=[worlds.child(worlds.caseworker())])
    lines = {line.city.code: line for line in queries.cities_of(builders.enas(), builders.campaign_manager(), clock.today())}
    assert list(lines) == ["casablanca", "marrakech", "oujda", "nador"]
    assert (lines["nador"].held, lines["nador"].missing, lines["nador"].sessions) == (1, 1, 2)
    assert lines["nador"].is_closing
    assert lines["casablanca"].is_opening
    assert len(lines["oujda"].partners) == 2
    assert lines["oujda"].sessions == 0


def test_the_days_of_a_campaign_run_to_the_end_of_the_month_named() -> None:
    assert queries.days_of(builders.enas(), date(2026, 1, 1)) == (date(2024, 11, 1), date(2025, 6, 30))
    open_ended = Campaign(code="x", starts_on=date(2026, 1, 5))
    assert queries.days_of(open_ended, date(2026, 3, 1)) == (date(2026, 1, 5), date(2026, 3, 1))


def _save(**changes: object) -> Campaign:
    values = {
        "by": builders.campaign_manager(),
        "at": clock.now(),
        "code": "spring",
        "labels": {"fr": "Printemps", "ar": "الربيع", "en": "Spring"},
        "cities": [City.objects.get(code="nador")],
        "parts": [Part(Organisation.objects.get(code="oim"), "carrier")],
        "starts": "2026-03",
        "topics": ["alternatives"],
    }
    return save_campaign(**(values | changes))


def test_saving_a_campaign_twice_changes_nothing() -> None:
    _save()
    acts = AuditEntry.objects.filter(act__startswith="campaign.")
    before = acts.count()
    _save()
    assert acts.count() == before
    changed = _save(cities=[City.objects.get(code="oujda")], ends="2026")
    assert [row.city_id for row in changed.cities.all()] == ["oujda"]
    assert changed.last_day == date(2026, 12, 31)
    assert acts.count() == before + 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"ends": "2026-02"}, "ends"), ({"starts": "March"}, "starts"), ({"starts": "2026-13"}, "starts"), ({"topics": ["x"]}, "topics")],
)
def test_a_campaign_that_cannot_be_is_refused(changes: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        _save(**changes)
    assert refused.value.field == field


def test_an_outreach_worker_saves_no_campaign() -> None:
    with pytest.raises(NotPermitted):
        _save(by=worlds.outreach_worker())
