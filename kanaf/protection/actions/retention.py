"""A list of what is due is made, another person approves it, and it is erased child by child; a court's order holds a child back."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kanaf.access.actions import system_account
from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.queries import is_national
from kanaf.access.roles import Permission
from kanaf.children.models import Child
from kanaf.core import audit, rows
from kanaf.core.actions import action
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.models import DataKey
from kanaf.core.ticks import each_minute
from kanaf.programme import queries as programme
from kanaf.protection import erasing, keeping, ledger, rules
from kanaf.protection.keeping import Judged
from kanaf.protection.models import JudicialHold, RetentionLine, RetentionRun

Status, Outcome = RetentionRun.Status, RetentionLine.Outcome
AT_ONCE = 50
"""Children of an approved list taken up in one minute: each in its own transaction, so that a stop leaves none half done."""


@action
def make_retention_list(*, by: Account, at: datetime, id: UUID | None = None) -> RetentionRun:
    """List every child whose identity is due to be erased, with what holds some of them back. Nothing is erased.

    Only one list waits at a time: the newest facts are in the newest list.
    """
    check_holds(by, Permission.PROTECTION_ASK)
    if not is_national(by):
        raise NotPermitted("the officer of the organisation that coordinates")
    if id is not None and (earlier := RetentionRun.objects.filter(pk=id, made_by=by.pk).first()):
        return earlier
    if RetentionRun.objects.filter(status__in=[Status.DRY, Status.APPROVED]).exists():
        raise Refused(_("A list waits already or is being erased: have it decided first."), code="list_waits")
    kept = programme.retention().get("identity")
    if kept is None:
        raise Refused(_("The programme’s files do not say how long an identity is kept."), code="no_class")
    judged = keeping.judge(at, kept)
    run = RetentionRun.objects.create(
        **({"pk": id} if id is not None else {}),
        organisation_id=by.organisation_id,
        version=kept.version,
        digest=keeping.digest_of(judged),
        made_by=by.pk,
        made_at=at,
    )
    RetentionLine.objects.bulk_create(
        RetentionLine(run=run, organisation_id=by.organisation_id, child_id=one.child, code=one.code, due_on=one.due_on, held=one.held)
        for one in judged
    )
    due = sum(1 for one in judged if not one.held)
    audit.record("retention.listed", by=by, target=run, at=at, due=due, held=len(judged) - due, digest=run.digest)
    return run


@action
def approve_retention_list(*, by: Account, at: datetime, run: RetentionRun) -> None:
    """Let what a list names be erased. Whoever made it does not approve it; each child is judged once more before it is erased."""
    check_holds(by, Permission.PROTECTION_APPROVE)
    run = _decidable(run, by)
    _check_as_made(run)
    _decide(run, Status.APPROVED, by=by, at=at)
    audit.record("retention.approved", by=by, target=run, at=at, digest=run.digest)


@action
def decline_retention_list(*, by: Account, at: datetime, run: RetentionRun) -> None:
    """Nothing of a list is erased; that it was made stays."""
    check_holds(by, Permission.PROTECTION_APPROVE)
    run = _decidable(run, by)
    _decide(run, Status.DECLINED, by=by, at=at)
    audit.record("retention.declined", by=by, target=run, at=at)


@action
def carry_out_line(*, by: Account, at: datetime, run: UUID, line: UUID) -> None:
    """Erase one child of an approved list, or leave it where it is no longer due. Twice changes nothing."""
    if not by.is_system:
        raise NotPermitted("the minute's tick alone")
    with rows.as_registry():
        organisation = RetentionRun.objects.filter(pk=run, status=Status.APPROVED).values_list("organisation", flat=True).first()
    if organisation is None:
        return
    with rows.for_organisation(organisation):
        held = RetentionLine.objects.select_for_update().get(pk=line)
        if held.outcome:
            return
        kept = programme.retention()["identity"]
        erasing.lock_keys(erasing.registrations_of_person(Child(pk=held.child_id)))
        judged = {one.child: one for one in keeping.judge(at, kept, [held.child_id])}
        one = judged.get(held.child_id)
        if held.held or one is None or one.held:
            held.outcome, held.why = Outcome.LEFT, held.held or _why_left(held.child_id, one)
        else:
            held.outcome = Outcome.ERASED
            children = erasing.registrations_of_person(Child(pk=held.child_id))
            erasing.erase(children, at)
            for child in children:
                audit.record("child.erased", by=by, target=Child(pk=child), at=at, reason="retention", run=run)
            ledger.write([ledger.Line("child", child, run, at) for child in children])
        held.done_at = at
        held.save(update_fields=["outcome", "why", "done_at"])


@action
def finish_retention_list(*, by: Account, at: datetime, run: UUID) -> None:
    """Say that every child of a list was taken up."""
    if not by.is_system:
        raise NotPermitted("the minute's tick alone")
    with rows.as_registry():
        organisation = RetentionRun.objects.filter(pk=run, status=Status.APPROVED).values_list("organisation", flat=True).first()
    if organisation is None:
        return
    with rows.for_organisation(organisation):
        if RetentionLine.objects.filter(run=run, outcome="").exists():
            return
        held = RetentionRun.objects.get(pk=run)
        held.status = Status.DONE
        held.save(update_fields=["status"])
        audit.record("retention.done", by=by, target=held, at=at, erased=held.lines.filter(outcome=Outcome.ERASED).count())


@each_minute
def carry_out_retention_lists(at: datetime) -> None:
    """Go on with approved lists, some children a minute; killed in the middle, it goes on where it was."""
    with rows.as_registry():
        waiting = RetentionLine.objects.filter(run__status=Status.APPROVED, outcome="").order_by("due_on", "pk")
        lines = list(waiting.values_list("run", "pk")[:AT_ONCE])
        runs = list(RetentionRun.objects.filter(status=Status.APPROVED).values_list("pk", flat=True))
        for approved in RetentionRun.objects.filter(status=Status.APPROVED):
            _check_as_made(approved)
    for run, line in lines:
        carry_out_line(by=system_account(), at=at, run=run, line=line)
    for run in runs:
        finish_retention_list(by=system_account(), at=at, run=run)


@action
def hold_child(
    *, by: Account, at: datetime, child: Child, reference: str, until: date | None = None, id: UUID | None = None
) -> JudicialHold:
    """A court or prosecutor asks that nothing of a child be erased: only the reference of the order is kept."""
    check_holds(by, Permission.PROTECTION_ASK)
    rules.check_in_reach(by, child)
    if id is not None and (earlier := JudicialHold.objects.filter(pk=id, set_by=by.pk).first()):
        return earlier
    if until is not None and until < at.date():
        raise Refused(_("The last day of the order is over: leave it empty, or write a day to come."), field="until", code="over")
    erasing.lock_keys(erasing.registrations_of_person(child))
    if JudicialHold.objects.live(at).filter(child=child).exists():
        raise Refused(_("An order holds this child’s file already: end it first."), field="code", code="held_already")
    hold = JudicialHold.objects.create(
        **({"pk": id} if id is not None else {}),
        child=child,
        organisation_id=by.organisation_id,
        reference=reference,
        until=until,
        set_by=by.pk,
        set_at=at,
    )
    audit.record("hold.set", by=by, target=child, at=at, hold=hold.pk)
    return hold


@action
def ask_end_of_hold(*, by: Account, at: datetime, hold: JudicialHold) -> None:
    """Ask that an order no longer hold a file; another person confirms. Asking again changes nothing."""
    check_holds(by, Permission.PROTECTION_ASK)
    hold = _live(hold, at)
    if hold.end_asked_by is not None:
        return
    hold.end_asked_by, hold.end_asked_at = by.pk, at
    hold.save(update_fields=["end_asked_by", "end_asked_at"])
    audit.record("hold.end_asked", by=by, target=Child(pk=hold.child_id), at=at, hold=hold.pk)


@action
def end_hold(*, by: Account, at: datetime, hold: JudicialHold) -> None:
    """End an order's hold, as the second person."""
    check_holds(by, Permission.PROTECTION_APPROVE)
    hold = _live(hold, at)
    if hold.end_asked_by is None:
        raise Refused(_("Nobody has asked that this order be ended."), code="not_asked")
    rules.check_is_second_person(by, hold.end_asked_by)
    hold.ended_by, hold.ended_at = by.pk, at
    hold.save(update_fields=["ended_by", "ended_at"])
    audit.record("hold.ended", by=by, target=Child(pk=hold.child_id), at=at, hold=hold.pk)


def _check_as_made(run: RetentionRun) -> None:
    """What was read and approved is what is erased: a line added or changed since then stops all of it."""
    if keeping.digest_of(Judged(line.child_id, line.code, line.due_on, line.held) for line in run.lines.all()) != run.digest:
        raise Refused(_("This list is not as it was made: nothing of it is erased. Report it as an incident."), code="list_changed")


def _why_left(child: UUID, judged: Judged | None) -> str:
    """What holds it now; or that its time is not over any more, or that nothing is left to erase."""
    if judged is not None:
        return judged.held
    with rows.as_registry():
        is_there = DataKey.objects.filter(subject_kind="child", subject_id=child).exists()
    return RetentionLine.Why.NOT_DUE if is_there else RetentionLine.Why.GONE


def _live(hold: JudicialHold, at: datetime) -> JudicialHold:
    found: JudicialHold | None = JudicialHold.objects.live(at).select_for_update().filter(pk=hold.pk).first()
    if found is None:
        raise Refused(_("This order is ended already."), code="ended_already")
    return found


def _decidable(run: RetentionRun, by: Account) -> RetentionRun:
    found: RetentionRun | None = RetentionRun.objects.select_for_update().filter(pk=run.pk).first()
    if found is None:
        raise NotPermitted("another organisation's list")
    if found.status != Status.DRY:
        raise Refused(_("This is decided already."), code="decided_already")
    rules.check_is_second_person(by, found.made_by)
    return found


def _decide(run: RetentionRun, status: str, *, by: Account, at: datetime) -> None:
    run.status, run.decided_by, run.decided_at = status, by.pk, at
    run.save(update_fields=["status", "decided_by", "decided_at"])
