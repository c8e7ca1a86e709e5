"""What a reader does with a complaint: take a step, answer, assign it, and say whom it concerns."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.core import audit, ids, rows, vault
from kanaf.core.actions import action
from kanaf.core.errors import NotPermitted, Refused
from kanaf.programme import queries as programme
from kanaf.safeguarding import letters, queries, rules
from kanaf.safeguarding.actions.complaints import LONGEST, give
from kanaf.safeguarding.choices import OUTCOME, Kind
from kanaf.safeguarding.models import Complaint, Message, Reader, Step


def check_handles(by: Account, complaint: Complaint) -> None:
    """Only who may read a complaint acts on it. Asked inside `rows.as_safeguarding`."""
    check_holds(by, Permission.COMPLAINT_HANDLE)
    if not Complaint.objects.visible_to(by).filter(pk=complaint.pk).exists():
        raise NotPermitted("complaint of others")


def write_step(
    complaint: Complaint,
    kind: Kind,
    *,
    taken_by: UUID | None,
    taken_at: datetime,
    note: object = None,
    outcome: str = "",
    assigned_to: UUID | None = None,
    id: UUID | None = None,
) -> Step:
    step = Step(
        pk=id or ids.new_id(),
        complaint=complaint,
        kind=kind,
        taken_at=taken_at,
        taken_by=taken_by,
        outcome=outcome,
        assigned_to=assigned_to,
    )
    step.sealed = vault.seal(step, "sealed", note) if note else None
    step.save()
    return step


@action
def take_step(
    *, by: Account, at: datetime, complaint: Complaint, kind: str, note: str = "", outcome: str = "", id: UUID | None = None
) -> Step:
    """Write down what was done about a complaint; closing says with which outcome. The same form sent twice writes one step."""
    with rows.as_safeguarding(by.pk, by.organisation_id):
        check_handles(by, complaint)
        if id is not None and (earlier := Step.objects.filter(pk=id, complaint=complaint).first()):
            return earlier
        rules.check_can_take(kind, rules.standing_of(Step.objects.filter(complaint=complaint)), outcome)
        if outcome:
            programme.check_code(OUTCOME, outcome, field="outcome")
        _check_long(note, "note")
        step = write_step(complaint, Kind(kind), taken_by=by.pk, taken_at=at, note=note, outcome=outcome, id=id)
    audit.record("complaint.handled", by=by, target=complaint, at=at)
    return step


@action
def answer_sender(*, by: Account, at: datetime, complaint: Complaint, text: str, id: UUID | None = None) -> Message:
    """Answer the sender, who reads it with the code; a first answer acknowledges the complaint."""
    with rows.as_safeguarding(by.pk, by.organisation_id):
        check_handles(by, complaint)
        if id is not None and (earlier := Message.objects.filter(pk=id, complaint=complaint).first()):
            return earlier
        if not text.strip():
            raise Refused(_("Write the answer."), field="text", code="empty")
        _check_long(text, "text")
        steps = list(Step.objects.filter(complaint=complaint))
        rules.check_is_open(rules.standing_of(steps))
        message = Message(pk=id or ids.new_id(), complaint=complaint, is_from_sender=False, written_at=at, written_by=by.pk)
        message.sealed = vault.seal(message, "sealed", text)
        message.save()
        if rules.is_untouched(steps):
            write_step(complaint, Kind.ACKNOWLEDGED, taken_by=by.pk, taken_at=at)
    audit.record("complaint.handled", by=by, target=complaint, at=at)
    return message


@action
def assign_complaint(*, by: Account, at: datetime, complaint: Complaint, to: Account) -> None:
    """Put a complaint in the hands of one of those who may read it; assigning it to who has it changes nothing."""
    with rows.as_safeguarding(by.pk, by.organisation_id):
        check_handles(by, complaint)
        if to not in queries.readers_of(complaint):
            raise Refused(_("Choose one of the people who may read this complaint."), field="to", code="not_a_reader")
        held = Step.objects.filter(complaint=complaint, kind=Kind.ASSIGNED).order_by("-taken_at", "-pk").first()
        if held is not None and held.assigned_to == to.pk:
            return
        write_step(complaint, Kind.ASSIGNED, taken_by=by.pk, taken_at=at, assigned_to=to.pk)
    audit.record("complaint.handled", by=by, target=complaint, at=at)


@action
def name_concerned(*, by: Account, at: datetime, complaint: Complaint, account: Account) -> None:
    """Say which account a complaint concerns. Who reads complaints never again reads this one; where nobody is left, the
    focal points of other organisations read it. Saying it twice changes nothing.
    """
    rules.check_can_concern(account)
    with rows.as_safeguarding(by.pk, by.organisation_id):
        check_handles(by, complaint)
        steps = list(Step.objects.filter(complaint=complaint))
        rules.check_is_open(rules.standing_of(steps))
        if account in queries.concerned_by(complaint, steps):
            return
        write_step(complaint, Kind.CONCERNED, taken_by=by.pk, taken_at=at, note={"account": str(account.pk)})
        arrived = _bar(complaint, account, at)
    letters.send(arrived, letters.ARRIVED)
    audit.record("complaint.handled", by=by, target=complaint, at=at)


def _bar(complaint: Complaint, account: Account, at: datetime) -> list[Account]:
    """Keep a person from a complaint for ever; returns those who read it from now on and did not before."""
    known = {reader.account_id: reader for reader in complaint.readers.all()}
    barred = {pk for pk, reader in known.items() if reader.is_barred} | {account.pk}
    own, others = queries.focal_points(at.date())
    said = vault.unseal(complaint, "sealed")["organisation"]
    reading = rules.who_reads(own, others, barred=barred, organisation=UUID(said) if said else account.organisation_id)
    arrived = [reader for reader in reading if reader.pk not in known]
    if account.pk not in known:
        give(complaint, arrived, [account.pk], at)
        return arrived
    give(complaint, arrived, [], at)
    # Last: who ends their own reading writes nothing more.
    Reader.objects.filter(complaint=complaint, account=account).update(ended_at=at, is_barred=True)
    return arrived


def _check_long(text: str, field: str) -> None:
    if len(text) > LONGEST:
        raise Refused(_("Write at most %(most)s characters.") % {"most": LONGEST}, field=field, code="long")
