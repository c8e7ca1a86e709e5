"""What readers do: within 24 hours, step by step, in somebody's hands, and with an answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from kanaf.access import actions as access
from kanaf.access.models import Account, AuditEntry
from kanaf.access.roles import Role
from kanaf.core import clock, ids, ticks, vault
from kanaf.core.errors import Refused
from kanaf.safeguarding import actions, codes, queries, rules
from kanaf.safeguarding.choices import LOOKS, STANDING, TAKEN, About, Kind
from kanaf.safeguarding.models import Complaint, Message, Step
from tests import worlds
from tests.safeguarding import builders

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]
HOUR = timedelta(hours=1)


def steps(complaint: Complaint) -> list[str]:
    return [step.kind for step in Step.objects.filter(complaint=complaint)]


def url(name: str, complaint: Complaint) -> str:
    return reverse(f"safeguarding:{name}", args=[complaint.pk])


def test_a_step_is_written_once_with_who_and_when(signed_in: SignIn) -> None:
    focal, _deputy = builders.team()
    complaint = builders.complaint()
    form = {"step-kind": "assessed", "step-note": "Seems ٣ times", "step-form_id": str(ids.new_id())}
    client = signed_in(focal)
    for _time in range(2):
        assert client.post(url("step", complaint), form).status_code == 302
    (step,) = Step.objects.filter(complaint=complaint, kind=Kind.ASSESSED)
    assert step.taken_by == focal.pk
    assert vault.unseal(step, "sealed") == "Seems 3 times"
    assert "Seems 3 times" in client.get(url("complaint", complaint)).content.decode()


@pytest.mark.parametrize("kind", TAKEN)
def test_every_step_stops_the_clock_and_says_where_it_stands(kind: Kind) -> None:
    focal, _deputy = builders.team()
    complaint = builders.complaint()
    outcome = "confirmed" if kind == Kind.CLOSED else ""
    actions.take_step(by=focal, at=clock.now() + HOUR, complaint=complaint, kind=kind, outcome=outcome)
    (line,) = queries.lines_of([complaint], clock.now() + 48 * HOUR)
    assert line.clock.state == rules.MET
    assert line.standing == kind


@pytest.mark.parametrize(
    ("hours", "acted", "state"),
    [(0, None, rules.RUNNING), (24, None, rules.RUNNING), (24.1, None, rules.LATE), (30, 23, rules.MET), (30, 25, rules.MISSED)],
)
def test_the_clock_of_24_hours(hours: float, acted: float | None, state: str) -> None:
    focal, _deputy = builders.team()
    start = clock.now()
    complaint = builders.complaint(at=start)
    if acted is not None:
        actions.take_step(by=focal, at=start + acted * HOUR, complaint=complaint, kind=Kind.ACKNOWLEDGED)
    (line,) = queries.lines_of([complaint], start + hours * HOUR)
    assert line.clock.state == state
    assert line.clock.due_at == start + 24 * HOUR


def test_what_is_no_action_for_the_sender_stops_no_clock() -> None:
    focal, stands_in = builders.team()
    complaint = builders.complaint()
    actions.assign_complaint(by=focal, at=clock.now(), complaint=complaint, to=stands_in)
    actions.name_concerned(by=focal, at=clock.now(), complaint=complaint, account=worlds.caseworker())
    assert rules.is_untouched(complaint.steps.all())


def test_after_24_hours_everybody_who_reads_it_is_called_once(django_capture_on_commit_callbacks: Any, signed_in: SignIn) -> None:
    focal, stands_in = builders.team()
    complaint = builders.complaint(at=clock.now() - 25 * HOUR)
    system = access.system_account()
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.escalate_overdue(by=system, at=clock.now()) == 1
        assert actions.escalate_overdue(by=system, at=clock.now()) == 0
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([focal.email, stands_in.email])
    assert steps(complaint)[-1] == Kind.ESCALATED
    assert AuditEntry.objects.filter(act="complaint.escalated").count() == 1
    text = signed_in(focal).get(reverse("desk:home")).content.decode()
    assert "complaint without a first action" in text
    assert "is-red" in text
    assert "Late" in signed_in(focal).get(reverse("safeguarding:complaints")).content.decode()


def test_what_was_acted_upon_in_time_is_not_escalated() -> None:
    focal, _deputy = builders.team()
    complaint = builders.complaint(at=clock.now() - 25 * HOUR)
    actions.answer_sender(by=focal, at=clock.now() - 2 * HOUR, complaint=complaint, text="We are here.")
    builders.complaint(at=clock.now() - 23 * HOUR)
    assert actions.escalate_overdue(by=access.system_account(), at=clock.now()) == 0


def test_where_nobody_may_read_it_the_coordinating_organisation_is_asked_for_a_deputy(django_capture_on_commit_callbacks: Any) -> None:
    worlds.coordinator()
    builders.focal_point()
    manager = worlds.person(Role.ADMINISTRATOR, "oim")
    worlds.person(Role.ADMINISTRATOR, "asticude")
    builders.complaint(at=clock.now() - 25 * HOUR, about=About.FOCAL_POINT)
    with django_capture_on_commit_callbacks(execute=True):
        actions.escalate_overdue(by=access.system_account(), at=clock.now())
    assert [letter.to for letter in mail.outbox] == [[manager.email]]


def test_the_minutes_tick_does_it() -> None:
    builders.team()
    complaint = builders.complaint(at=clock.now() - 25 * HOUR)
    assert ticks.tick(clock.now()) == 0
    call_command("tick")
    assert steps(complaint).count(Kind.ESCALATED) == 1


def test_an_answer_acknowledges_and_the_same_form_answers_once(signed_in: SignIn) -> None:
    focal, _deputy = builders.team()
    complaint = builders.complaint()
    client = signed_in(focal)
    form = {"answer-text": "We act today.", "answer-form_id": str(ids.new_id())}
    for _time in range(2):
        assert client.post(url("answer", complaint), form).status_code == 302
    assert Message.objects.filter(complaint=complaint).count() == 1
    assert steps(complaint) == [Kind.RECEIVED, Kind.ACKNOWLEDGED]


def test_wrong_answers_come_back_with_what_was_typed(signed_in: SignIn) -> None:
    focal, _deputy = builders.team()
    complaint = builders.complaint()
    client = signed_in(focal)
    no_outcome = client.post(url("step", complaint), {"step-kind": "closed", "step-note": "Kept words"})
    assert no_outcome.status_code == 200
    assert "Say with which outcome." in no_outcome.content.decode()
    assert "Kept words" in no_outcome.content.decode()
    assert client.post(url("step", complaint), {}).context["step_form"].errors["kind"]
    assert client.post(url("step", complaint), {"step-kind": "received"}).context["step_form"].errors["kind"]
    assert (
        client.post(url("step", complaint), {"step-kind": "assessed", "step-outcome": "confirmed"}).context["step_form"].errors["outcome"]
    )
    assert client.post(url("step", complaint), {"step-kind": "assessed", "step-note": "x" * 10_001}).context["step_form"].errors["note"]
    assert client.post(url("answer", complaint), {"answer-text": " "}).context["answer_form"].errors["text"]
    assert client.post(url("assign", complaint), {"assign-to": str(worlds.caseworker().pk)}).context["assign_form"].errors["to"]
    assert client.post(url("concerned", complaint), {}).context["concerned_form"].errors["account"]
    assert steps(complaint) == [Kind.RECEIVED]


def test_a_closed_complaint_is_reopened_first() -> None:
    focal, _deputy = builders.team()
    complaint, at = builders.complaint(), clock.now()
    actions.take_step(by=focal, at=at, complaint=complaint, kind=Kind.CLOSED, outcome="confirmed")
    for do in (
        lambda: actions.take_step(by=focal, at=at, complaint=complaint, kind=Kind.ASSESSED),
        lambda: actions.answer_sender(by=focal, at=at, complaint=complaint, text="x"),
        lambda: actions.name_concerned(by=focal, at=at, complaint=complaint, account=worlds.caseworker()),
    ):
        with pytest.raises(Refused) as refused:
            do()
        assert refused.value.code == "closed"
    actions.take_step(by=focal, at=at + HOUR, complaint=complaint, kind=Kind.REOPENED)
    actions.take_step(by=focal, at=at + 2 * HOUR, complaint=complaint, kind=Kind.ASSESSED)
    with pytest.raises(Refused) as refused:
        actions.take_step(by=focal, at=at + 3 * HOUR, complaint=complaint, kind=Kind.REOPENED)
    assert refused.value.code == "open"


def test_every_code_and_length_is_checked_by_the_action() -> None:
    focal, _deputy = builders.team()
    complaint, at = builders.complaint(), clock.now()
    for changes, code in (
        ({"kind": "suspended"}, "unknown_step"),
        ({"kind": Kind.CLOSED, "outcome": "none"}, "unknown_code"),
        ({"kind": Kind.CLOSED}, "outcome"),
        ({"kind": Kind.ASSESSED, "note": "x" * 10_001}, "long"),
    ):
        with pytest.raises(Refused) as refused:
            actions.take_step(by=focal, at=at, complaint=complaint, **changes)
        assert refused.value.code == code
    with pytest.raises(Refused):
        actions.name_concerned(by=focal, at=at, complaint=complaint, account=access.system_account())
    with pytest.raises(Refused):
        actions.assign_complaint(by=focal, at=at, complaint=complaint, to=worlds.caseworker())


def test_assigning_again_to_the_same_person_changes_nothing() -> None:
    focal, stands_in = builders.team()
    complaint = builders.complaint()
    for to in (focal, focal, stands_in):
        actions.assign_complaint(by=focal, at=clock.now(), complaint=complaint, to=to)
    assert [step.assigned_to for step in Step.objects.filter(kind=Kind.ASSIGNED)] == [focal.pk, stands_in.pk]


def test_naming_the_same_person_twice_changes_nothing() -> None:
    focal, _deputy = builders.team()
    complaint, person = builders.complaint(), worlds.caseworker()
    for _time in range(2):
        actions.name_concerned(by=focal, at=clock.now(), complaint=complaint, account=person)
    assert steps(complaint).count(Kind.CONCERNED) == 1


def test_a_sender_who_wrote_again_is_seen(signed_in: SignIn) -> None:
    focal, _deputy = builders.team()
    form = ids.new_id()
    complaint = builders.complaint(id=form)
    actions.add_to_complaint(by=None, at=clock.now() + HOUR, code=codes.code_of(form), text="More.", id=ids.new_id())
    (line,) = queries.lines_of([complaint], clock.now())
    assert line.has_news
    assert "The sender wrote again" in signed_in(focal).get(reverse("safeguarding:complaints")).content.decode()
    actions.answer_sender(by=focal, at=clock.now() + 2 * HOUR, complaint=complaint, text="Thank you.")
    (line,) = queries.lines_of([complaint], clock.now())
    assert not line.has_news


def test_danger_stands_first() -> None:
    focal, _deputy = builders.team()
    calm, danger = builders.complaint(at=clock.now() - HOUR), builders.complaint(is_danger=True)
    assert list(queries.untouched(focal)) == [danger, calm]


def test_every_standing_has_its_look_and_a_step_its_icon() -> None:
    assert set(LOOKS) == set(STANDING)
    for kind in Kind:
        assert Step(kind=kind).icon


@pytest.mark.parametrize("values", [{"kind": "closed"}, {"kind": "assessed", "outcome": "confirmed"}, {"kind": "assigned"}])
def test_the_database_refuses_half_a_step(values: dict[str, str]) -> None:
    complaint = builders.complaint()
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.create(complaint=complaint, taken_at=clock.now(), **values)


def test_the_database_names_nobody_for_a_sender() -> None:
    complaint = builders.complaint()
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(complaint=complaint, is_from_sender=True, written_at=clock.now(), written_by=ids.new_id(), sealed=b"x")
