"""The second barrier: what PostgreSQL itself lets an organisation read, whatever the code asks for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kanaf.access.models import Account
from kanaf.activities import actions, queries
from kanaf.activities.actions import Counted, Trainee
from kanaf.activities.models import (
    Attendance,
    Headcount,
    Professional,
    ProfessionalName,
    Session,
    SessionReport,
    TrainingAttendance,
)
from kanaf.coordination.models import FollowUpAction
from kanaf.core import clock, rows
from tests import worlds
from tests.activities import builders

pytestmark = pytest.mark.django_db

OF_SESSIONS = [Session, SessionReport, Attendance, Headcount]
OF_PROFESSIONALS = [Professional, ProfessionalName, TrainingAttendance]
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="row-level security is PostgreSQL's")


def _held(by: Account, session: Session) -> None:
    came = worlds.child(worlds.caseworker())
    actions.record_attendance(by=by, at=clock.now(), session=session, present=[came], headcount=[Counted("uasc", "male", "15_17", 2)])


@on_postgresql
def test_another_organisation_reads_no_row() -> None:
    by = worlds.outreach_worker("nador")
    _held(by, builders.session(by))
    with rows.for_organisation(worlds.outreach_worker("oujda").organisation_id):
        assert [model.objects.count() for model in OF_SESSIONS] == [0, 0, 0, 0]
    with rows.for_organisation(by.organisation_id):
        assert [model.objects.count() for model in OF_SESSIONS] == [1, 1, 1, 1]


@on_postgresql
def test_those_who_carry_a_campaign_read_its_sessions_and_numbers_and_nobody_on_the_list() -> None:
    by = worlds.outreach_worker("nador")
    _held(by, builders.campaign_session(by))
    _held(by, builders.session(by))
    with rows.for_organisation(builders.campaign_manager("oim").organisation_id):
        assert [model.objects.count() for model in OF_SESSIONS] == [1, 1, 0, 0]


@on_postgresql
def test_professionals_are_read_by_those_who_trained_them() -> None:
    by = builders.campaign_manager("oim")
    actions.record_training(by=by, at=clock.now(), session=builders.training(by), trainees=[Trainee("Houda Testbarki", "other")])
    with rows.for_organisation(worlds.supervisor("nador").organisation_id):
        assert [model.objects.count() for model in OF_PROFESSIONALS] == [0, 0, 0]


@on_postgresql
def test_a_list_is_written_under_a_lock_of_its_session() -> None:
    by = worlds.outreach_worker()
    session = builders.session(by)
    with CaptureQueriesContext(connection) as asked:
        _held(by, session)
    assert any("FOR UPDATE" in query["sql"] for query in asked.captured_queries)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the guard is SQLite's")
def test_nothing_is_read_before_somebody_says_for_whom() -> None:
    with rows.acting(rows.NOBODY):
        for model in (*OF_SESSIONS, *OF_PROFESSIONALS, FollowUpAction):
            with pytest.raises(rows.OutsidePolicy):
                model.objects.count()


def test_of_another_organisations_session_a_childs_story_tells_only_codes() -> None:
    held_by, worker = worlds.outreach_worker("nador"), worlds.caseworker("nador")
    came = worlds.child(worker)
    session = builders.session(held_by, title="Told by name")
    actions.record_attendance(by=held_by, at=clock.now(), session=session, present=[came])
    other = worlds.caseworker("oujda")
    worlds.followed_too(worker, came, other, city="oujda")
    with rows.for_organisation(other.organisation_id):
        (event,) = queries.timeline(came, other)
    assert "Told by name" not in event.title
    assert session.coded_name in event.title
    assert event.link == ""
