"""Who came: the list given replaces the list held."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kanaf.access.models import AuditEntry
from kanaf.activities import actions, queries
from kanaf.activities.actions import Counted
from kanaf.activities.models import Attendance, Headcount, Session, SessionReport
from kanaf.children import actions as children
from kanaf.children.models import CareTeam
from kanaf.core import clock, ids
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.history import Rewriting
from tests import worlds
from tests.activities import builders

pytestmark = pytest.mark.django_db


def test_a_list_is_kept_and_the_session_held() -> None:
    by, worker = worlds.outreach_worker(), worlds.caseworker()
    came, away = worlds.child(worker), worlds.child(worker)
    session = builders.session(by)
    report = actions.record_attendance(
        by=by, at=clock.now(), session=session, present=[came], absent=[away], headcount=[Counted("uasc", "female", "under_13", 3)], total=4
    )
    assert (report.named, report.unnamed, report.total) == (1, 3, 4)
    assert Session.objects.get().state == "held"
    assert {(row.child, row.present) for row in Attendance.objects.current()} == {(came, True), (away, False)}


def test_the_same_list_twice_writes_nothing() -> None:
    by, worker = worlds.outreach_worker(), worlds.caseworker()
    came = worlds.child(worker)
    session = builders.session(by)
    heads = [Counted("uasc", "female", "under_13", 3)]
    first = actions.record_attendance(by=by, at=clock.now(), session=session, present=[came, came], headcount=heads)
    rows, acts = Attendance.objects.count(), AuditEntry.objects.count()
    again = actions.record_attendance(by=by, at=clock.now() + timedelta(hours=1), session=session, present=[came], headcount=heads)
    assert first == again
    assert (Attendance.objects.count(), AuditEntry.objects.count()) == (rows, acts)


def test_a_correction_adds_rows_and_keeps_what_was_said_before() -> None:
    by, worker = worlds.outreach_worker(), worlds.caseworker()
    one, two = worlds.child(worker), worlds.child(worker)
    session = builders.session(by)
    at = clock.now()
    first = actions.record_attendance(by=by, at=at, session=session, present=[one])
    actions.record_attendance(by=by, at=at + timedelta(hours=1), session=session, present=[two], seen=first.pk)
    assert [row.child for row in Attendance.objects.current()] == [two]
    assert [row.child for row in Attendance.objects.as_of(at)] == [one]


def test_a_child_taken_off_and_put_back_goes_on_in_one_chain() -> None:
    by, worker = worlds.outreach_worker(), worlds.caseworker()
    one, two = worlds.child(worker), worlds.child(worker)
    session = builders.session(by)
    seen = None
    for present in ([one, two], [two], [one, two]):
        seen = actions.record_attendance(by=by, at=clock.now(), session=session, present=present, seen=seen).pk
    assert Attendance.objects.current().filter(child=one).count() == 1
    assert Attendance.objects.filter(child=one).count() == 3


def test_a_list_changed_meanwhile_is_not_overwritten() -> None:
    by, worker = worlds.outreach_worker(), worlds.caseworker()
    one, two = worlds.child(worker), worlds.child(worker)
    session = builders.session(by)
    seen = actions.record_attendance(by=by, at=clock.now(), session=session, present=[one]).pk
    actions.record_attendance(by=worlds.supervisor(), at=clock.now(), session=session, present=[one, two], seen=seen)
    with pytest.raises(Refused, match="changed meanwhile"):
        actions.record_attendance(by=by, at=clock.now(), session=session, present=[two], seen=seen)
    assert Attendance.objects.current().count() == 2


@pytest.mark.parametrize(
    ("heads", "total", "sentence"),
    [
        (0, 1, "Named as present: 2; counted in all: 1"),
        (3, 4, "without a name: 3"),
        (1, 5, "Counted in all: 5; on the list: 3"),
    ],
)
def test_a_total_that_the_list_does_not_make_is_refused_at_the_total(heads: int, total: int, sentence: str) -> None:
    by, worker = worlds.outreach_worker(), worlds.caseworker()
    headcount = [Counted("uasc", "male", "unknown", heads)] if heads else []
    with pytest.raises(Refused, match=sentence) as refused:
        actions.record_attendance(
            by=by,
            at=clock.now(),
            session=builders.session(by),
            present=[worlds.child(worker), worlds.child(worker)],
            headcount=headcount,
            total=total,
        )
    assert refused.value.field == "total"
    assert not SessionReport.objects.exists()
    assert Session.objects.get().state == "planned"


def test_the_database_itself_refuses_more_named_than_present() -> None:
    by = worlds.outreach_worker()
    session = builders.session(by)
    with pytest.raises(IntegrityError, match=r"no_more_named_than_present|a_total_is_the_sum"), transaction.atomic():
        SessionReport.objects.create(
            session=session,
            organisation=session.organisation,
            happened_on=session.on,
            recorded_at=clock.now(),
            recorded_by=by.pk,
            named=3,
            unnamed=0,
            total=2,
        )


def test_a_child_attends_a_session_once() -> None:
    by, worker = worlds.outreach_worker(), worlds.caseworker()
    came = worlds.child(worker)
    session = builders.session(by)
    actions.record_attendance(by=by, at=clock.now(), session=session, present=[came])
    held = Attendance.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(
            session=session,
            organisation=session.organisation,
            child=came,
            present=True,
            happened_on=session.on,
            recorded_at=clock.now(),
            recorded_by=by.pk,
        )
    with pytest.raises(Rewriting):
        held.save()


def test_nobody_is_an_answer_only_by_cancelling() -> None:
    by = worlds.outreach_worker()
    with pytest.raises(Refused, match="Nobody is on the list") as refused:
        actions.record_attendance(
            by=by, at=clock.now(), session=builders.session(by), present=[], absent=[worlds.child(worlds.caseworker())]
        )
    assert refused.value.code == "nobody"


def test_a_session_to_come_has_no_list() -> None:
    by = worlds.outreach_worker()
    with pytest.raises(Refused, match="say who came on that day or later"):
        actions.record_attendance(by=by, at=clock.now(), session=builders.session(by, days=1), present=[worlds.child(worlds.caseworker())])


def test_where_everybody_is_named_nobody_is_counted() -> None:
    by = worlds.outreach_worker()
    session = builders.session(by, named_only=True)
    with pytest.raises(Refused, match="everybody is named"):
        actions.record_attendance(by=by, at=clock.now(), session=session, present=[], headcount=[Counted("uasc", "male", "unknown", 1)])
    with pytest.raises(Refused, match="name the others"):
        actions.record_attendance(by=by, at=clock.now(), session=session, present=[worlds.child(worlds.caseworker())], total=2)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (Counted("martians", "male", "unknown", 1), "is not in the list"),
        (Counted("uasc", "male", "", 1), "is not in the list"),
        (Counted("other_adult", "male", "15_17", 1), "without an age band"),
        (Counted("uasc", "male", "unknown", 0), "between 0 and"),
    ],
)
def test_a_headcount_is_made_of_the_packs_codes(cell: Counted, sentence: str) -> None:
    by = worlds.outreach_worker()
    with pytest.raises(Refused, match=sentence):
        actions.record_attendance(by=by, at=clock.now(), session=builders.session(by), present=[], headcount=[cell])


def test_the_match_of_six_and_six_counts_no_child() -> None:
    by = worlds.outreach_worker()
    session = builders.session(by, kind="activity", activity_type="football_match", topics=[])
    heads = [Counted("uasc", "unknown", "unknown", 6), Counted("other_child", "unknown", "unknown", 6)]
    report = actions.record_attendance(by=by, at=clock.now(), session=session, present=[], headcount=heads, total=12)
    assert (report.total, report.named) == (12, 0)
    assert queries.headcount_of(session) == {("uasc", "unknown", "unknown"): 6, ("other_child", "unknown", "unknown"): 6}
    assert Headcount.objects.count() == 2
    assert not Attendance.objects.exists()


def test_a_child_of_another_organisation_is_refused_and_found_by_no_code() -> None:
    by = worlds.outreach_worker("nador")
    foreign = worlds.child(worlds.caseworker("oujda"), city="oujda")
    with pytest.raises(Refused, match="whom your organisation follows") as refused:
        actions.record_attendance(by=by, at=clock.now(), session=builders.session(by), present=[foreign])
    assert refused.value.field == "codes"
    found = queries.children_by_code(by, foreign.code)
    assert (found.children, found.unknown) == ({}, [foreign.code])


def test_a_child_of_another_city_is_out_of_reach_of_a_person_bound_to_one() -> None:
    worker = worlds.person(worlds.Role.CASEWORKER, "asticude", "oujda")
    elsewhere = worlds.child(worker, city="oujda")
    assert queries.children_by_code(worlds.outreach_worker("nador"), elsewhere.code).unknown == [elsewhere.code]


def test_a_code_is_found_however_it_is_typed() -> None:
    by = worlds.outreach_worker()
    known = worlds.child(worlds.caseworker())
    typed = f" {known.code.lower().replace('-', '')} , {known.code} ABC"
    found = queries.children_by_code(by, typed)
    assert list(found.children) == [known.code]
    assert found.misread == ["ABC"]


def test_a_child_followed_no_more_may_stay_on_a_list_and_join_no_new_one() -> None:
    by, worker = worlds.outreach_worker(), worlds.caseworker()
    left, other = worlds.child(worker), worlds.child(worker)
    session = builders.session(by)
    first = actions.record_attendance(by=by, at=clock.now(), session=session, present=[left])
    CareTeam.objects.filter(child=left).update(ended_at=clock.now())
    actions.record_attendance(by=by, at=clock.now(), session=session, present=[left, other], seen=first.pk)
    assert left.code in queries.children_by_code(by, left.code, session).children
    with pytest.raises(Refused, match="whom your organisation follows"):
        actions.record_attendance(by=by, at=clock.now(), session=builders.session(by), present=[left])


def test_two_codes_of_one_child_are_not_both_on_a_list() -> None:
    by, worker = worlds.outreach_worker(), worlds.caseworker()
    one, other = worlds.child(worker), worlds.child(worker)
    children.decide_same_child(by=worlds.coordinator(), at=clock.now(), child=other, survivor=one)
    with pytest.raises(Refused, match="one and the same child"):
        actions.record_attendance(by=by, at=clock.now(), session=builders.session(by), present=[one, other])


def test_present_and_absent_at_once_is_refused() -> None:
    by = worlds.outreach_worker()
    came = worlds.child(worlds.caseworker())
    with pytest.raises(Refused, match="present and absent"):
        actions.record_attendance(by=by, at=clock.now(), session=builders.session(by), present=[came], absent=[came])


def test_a_training_takes_no_children() -> None:
    by = builders.campaign_manager()
    with pytest.raises(Refused, match="list of professionals"):
        actions.record_attendance(by=by, at=clock.now(), session=builders.training(by), present=[])


def test_those_who_carry_a_campaign_read_numbers_and_write_nothing() -> None:
    by = worlds.outreach_worker("nador")
    session = builders.campaign_session(by)
    actions.record_attendance(by=by, at=clock.now(), session=session, present=[worlds.child(worlds.caseworker())])
    carrier = builders.campaign_manager()
    assert SessionReport.objects.visible_to(carrier).get().total == 1
    assert not Attendance.objects.visible_to(carrier).exists()
    with pytest.raises(NotPermitted):
        actions.record_attendance(by=carrier, at=clock.now(), session=session, present=[])


def test_the_roll_of_a_series_is_proposed_from_the_last_one() -> None:
    by, worker = worlds.outreach_worker(), worlds.caseworker()
    came, gone = worlds.child(worker), worlds.child(worker)
    last = builders.session(by, days=-7, title="Drawing")
    actions.record_attendance(by=by, at=clock.now(), session=last, present=[came, gone])
    CareTeam.objects.filter(child=gone).update(ended_at=clock.now())
    roll = queries.roll_of(builders.session(by, title="Drawing"), by)
    assert [one.child for one in roll.attendees] == [came]
    assert roll.proposed_from == last
    assert queries.roll_of(builders.session(by, title="Music"), by).attendees == []


def test_a_childs_story_tells_the_sessions_it_came_to() -> None:
    by, worker = worlds.outreach_worker(), worlds.caseworker()
    came = worlds.child(worker)
    session = builders.session(by, title="Drawing")
    actions.record_attendance(by=by, at=clock.now(), session=session, present=[came])
    (event,) = queries.timeline(came, worker)
    assert "Drawing" in event.title
    assert str(session.pk) in event.link
    assert queries.timeline(came, by) == [], "an outreach worker reads no file"
    assert queries.timeline(worlds.child(worker), worker) == []


def test_ids_that_exist_nowhere_are_no_children() -> None:
    assert queries.same_children([ids.new_id()]) == {}
