"""Sessions and trainings: contacts, distinct children, distinct professionals, and a campaign's two groups (A1)."""

from datetime import date, timedelta

import pytest

from kanaf.activities import actions
from kanaf.activities.actions import Counted as Heads
from kanaf.activities.actions import Trainee
from kanaf.children import actions as children
from kanaf.core import clock
from kanaf.indicators.counting import Counted, Window, count
from tests import worlds
from tests.activities import builders as sessions
from tests.indicators import builders

pytestmark = pytest.mark.django_db

CAMPAIGN = "enas-2024"
YEAR = (date(2024, 1, 1), date(2024, 12, 31))


def of_campaign(rule: str) -> Counted:
    return count(rule, Window(date(2024, 11, 1), date(2025, 6, 30), clock.now(), CAMPAIGN))


def of_year(rule: str) -> Counted:
    return count(rule, Window(*YEAR, clock.now()))


def cells(counted: Counted, cut: str) -> dict[str, int | None]:
    return {code: value for (code,), value in counted.cells([cut]).items()}


@pytest.fixture
def campaign() -> None:
    """Two children and a twin in Nador, one of them in Marrakesh too; 4 counted heads; a training of two in Oujda, one twice."""
    animator, worker = worlds.outreach_worker(), worlds.caseworker()
    one, two, twin = (worlds.child(worker, sex="female") for _ in range(3))
    children.decide_same_child(by=worlds.coordinator(), at=clock.now(), child=twin, survivor=one)
    first = sessions.campaign_session(animator)
    heads = [Heads("uasc", "male", "15_17", 3), Heads("professional_state", "male", "", 1)]
    actions.record_attendance(by=animator, at=clock.now(), session=first, present=[one, two], headcount=heads)
    second = sessions.campaign_session(animator, on=sessions.IN_CAMPAIGN + timedelta(days=1))
    actions.record_attendance(by=animator, at=clock.now(), session=second, present=[twin], absent=[two])
    away = worlds.outreach_worker("marrakech")
    there = worlds.caseworker("marrakech")
    third = sessions.campaign_session(away, "marrakech", on=sessions.IN_CAMPAIGN + timedelta(days=2))
    actions.record_attendance(by=away, at=clock.now(), session=third, present=[worlds.child(there, city="marrakech")])
    manager = sessions.campaign_manager()
    houda, omar = Trainee("Houda Testbarki", "un_agency"), Trainee("Omar Testali", "state_institution")
    for days, trainees in ((3, [houda, omar]), (4, [houda])):
        training = sessions.training(manager, "oujda", on=sessions.IN_CAMPAIGN + timedelta(days=days), campaign=sessions.enas())
        actions.record_training(by=manager, at=clock.now(), session=training, trainees=trainees)


@pytest.mark.usefixtures("campaign")
def test_children_of_a_campaign_are_counted_once_and_without_a_submission() -> None:
    counted = of_campaign("children_in_sessions")
    assert counted.total == 3
    assert cells(counted, "city_attributed") == {"nador": 2, "marrakech": 1, "casablanca": None, "oujda": 0, "tanger": None}
    assert cells(counted, "sex") == {"female": 2, "male": 1, "unknown": 0}


@pytest.mark.usefixtures("campaign")
def test_contacts_are_presences_and_heads_together() -> None:
    counted = of_campaign("session_contacts")
    assert counted.total == 4 + 4
    assert cells(counted, "participant_group") == {"children": 7, "professionals": 1, "others": 0}
    assert cells(counted, "city_of_event") == {"nador": 7, "marrakech": 1, "casablanca": None, "oujda": 0, "tanger": None}


@pytest.mark.usefixtures("campaign")
def test_professionals_are_counted_once_by_kind_of_institution() -> None:
    counted = of_campaign("professionals_trained")
    assert counted.total == 2
    kinds = cells(counted, "institution_kind")
    assert (kinds["un_agency"], kinds["state_institution"], kinds["civil_society_association"]) == (1, 1, 0)


@pytest.mark.usefixtures("campaign")
def test_participants_are_two_groups_that_add_up() -> None:
    counted = of_campaign("campaign_participants")
    assert cells(counted, "participant_group") == {"children": 3, "professionals": 2}
    assert counted.total == 5 == of_campaign("children_in_sessions").total + of_campaign("professionals_trained").total


@pytest.mark.usefixtures("campaign")
def test_without_a_campaign_only_reported_cities_count() -> None:
    assert not of_year("children_in_sessions").is_reported
    builders.accepted("nador")
    counted = of_year("children_in_sessions")
    assert (counted.total, cells(counted, "city_attributed")["marrakech"]) == (2, None)
    assert of_year("session_contacts").total == 7
    # The training was held by the lead organisation, which sent no submission.
    assert of_year("professionals_trained").total == 0


@pytest.mark.usefixtures("campaign")
def test_part_of_a_campaign_counts_its_days_only() -> None:
    first_day = (sessions.IN_CAMPAIGN, sessions.IN_CAMPAIGN)
    assert count("session_contacts", Window(*first_day, clock.now(), CAMPAIGN)).total == 6
    assert count("children_in_sessions", Window(*first_day, clock.now(), CAMPAIGN)).total == 2


def test_only_awareness_sessions_count_children_but_every_session_counts_contacts() -> None:
    animator, worker = worlds.outreach_worker(), worlds.caseworker()
    match = sessions.session(animator, on=date(2024, 11, 20), kind="activity", activity_type="football_match", topics=[])
    actions.record_attendance(by=animator, at=clock.now(), session=match, present=[worlds.child(worker)])
    builders.accepted("nador")
    assert of_year("children_in_sessions").total == 0
    assert of_year("session_contacts").total == 1


def test_a_list_corrected_later_is_not_yet_known() -> None:
    animator, worker = worlds.outreach_worker(), worlds.caseworker()
    session = sessions.campaign_session(animator)
    children_there = [worlds.child(worker) for _ in range(2)]
    moment = clock.now()
    report = actions.record_attendance(by=animator, at=moment, session=session, present=children_there)
    later = moment + timedelta(days=1)
    actions.record_attendance(by=animator, at=later, session=session, present=children_there[:1], seen=report.pk)
    days = (date(2024, 11, 1), date(2025, 6, 30))
    assert count("children_in_sessions", Window(*days, moment, CAMPAIGN)).total == 2
    assert count("children_in_sessions", Window(*days, later, CAMPAIGN)).total == 1


def test_a_campaign_of_which_nothing_was_held_is_not_reported() -> None:
    assert not of_campaign("children_in_sessions").is_reported
    assert not of_campaign("campaign_participants").is_reported


def test_every_rule_that_a_definition_names_exists_and_gives_its_cuts() -> None:
    for code in ("children_assisted", "services_delivered", "session_contacts", "children_in_sessions", "professionals_trained"):
        definition = builders.indicator(code).definition
        assert set(of_year(definition.counts).axes) == set(definition.cuts)
    assert set(of_campaign("campaign_participants").axes) == set(builders.indicator("campaign_participants").definition.cuts)
