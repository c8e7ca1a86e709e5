"""Incidents: reported by anybody, handled step by step by who is not involved, closed by a second person, never edited."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kanaf.access.actions import system_account
from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.children.codes import read_code
from kanaf.core import audit, ids, rows, vault
from kanaf.core.actions import action
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.models import DataKey
from kanaf.core.ticks import each_minute
from kanaf.programme import queries as programme
from kanaf.protection import handling, letters
from kanaf.protection.handling import Kind, Whom
from kanaf.protection.models import Incident, IncidentChild, IncidentPerson, IncidentStep
from kanaf.protection.models.incidents import INCIDENT


@action
def report_incident(
    *,
    by: Account,
    at: datetime,
    kind: str,
    noticed_at: datetime,
    what: str,
    done: str = "",
    codes: Collection[str] = (),
    involved: Account | None = None,
    id: UUID | None = None,
) -> Incident:
    """Say that something went wrong. Anybody signed in may; the officer and the coordination are called at once.

    Codes are kept as written, and tied to their children without saying to anybody whether there are any. The same form sent
    twice reports once.
    """
    if id is not None and (earlier := Incident.objects.filter(pk=id, reported_by=by.pk).first()):
        return earlier
    programme.check_code("incident_kind", kind, field="kind")
    if noticed_at > at:
        raise Refused(_("It cannot have been noticed in the future."), field="noticed_on", code="future")
    read = _read_codes(codes)
    if involved is not None:
        handling.check_can_be_involved(involved)
    incident = Incident(
        pk=id or ids.new_id(),
        organisation_id=by.organisation_id,
        kind=kind,
        noticed_at=noticed_at,
        due_at=handling.due_at(noticed_at),
        reported_at=at,
        reported_by=by.pk,
    )
    incident.sealed = vault.seal(incident, "sealed", {"what": _said(what, "what"), "done": done.strip()[: handling.LONGEST], "codes": read})
    incident.save()
    _step(incident, Kind.REPORTED, at, by)
    for child in handling.children_of(read):
        IncidentChild.objects.create(incident=incident, child=child, organisation_id=incident.organisation_id)
    if involved is not None:
        _name(incident, involved, by, at)
    audit.record("incident.reported", by=by, target=incident, at=at, kind=kind)
    letters.send((one for one in handling.handlers_for(by.organisation_id, at.date()) if one != involved), letters.INCIDENT_ARRIVED)
    return incident


@action
def open_incident(*, by: Account, at: datetime, incident: Incident) -> None:
    """Record that somebody read an incident."""
    if not Incident.objects.visible_to(by).filter(pk=incident.pk).exists():
        raise NotPermitted("incident of others")
    audit.record("incident.opened", by=by, target=incident, at=at)


@action
def contain_incident(*, by: Account, at: datetime, incident: Incident, what: str, id: UUID | None = None) -> IncidentStep:
    """Write down what was done so that it does not go on."""
    incident, steps = _handled(by, incident)
    if earlier := _sent_before(steps, id):
        return earlier
    handling.check_is_open(steps)
    return _written(incident, Kind.CONTAINED, at, by, id=id, note=_said(what, "what"))


@action
def assess_incident(
    *,
    by: Account,
    at: datetime,
    incident: Incident,
    severity: str,
    classes: Collection[str],
    children_touched: int,
    consequences: str,
    id: UUID | None = None,
) -> IncidentStep:
    """Say which data, how many children, what may follow and how bad it is. Assessed again, the newest holds; all stay."""
    incident, steps = _handled(by, incident)
    if earlier := _sent_before(steps, id):
        return earlier
    handling.check_is_open(steps)
    chosen = sorted({IncidentStep.DataClass(one).value for one in classes})
    if children_touched < 0:
        raise Refused(_("Write how many children, or 0."), field="children_touched", code="negative")
    return _written(
        incident,
        Kind.ASSESSED,
        at,
        by,
        id=id,
        note=_said(consequences, "consequences"),
        severity=IncidentStep.Severity(severity),
        classes=chosen,
        children_touched=children_touched,
    )


@action
def decide_notification(
    *,
    by: Account,
    at: datetime,
    incident: Incident,
    whom: str,
    told_on: date | None = None,
    how: str = "",
    note: str = "",
    id: UUID | None = None,
) -> IncidentStep:
    """Write that the authority, the organisations or the children were told, on a day and how; without a day, why they are not."""
    incident, steps = _handled(by, incident)
    if earlier := _sent_before(steps, id):
        return earlier
    handling.check_is_open(steps)
    target = Whom(whom)
    if told_on is None:
        return _written(incident, Kind.NOT_NOTIFIED, at, by, id=id, whom=target, note=_said(note, "note"))
    if told_on > at.date():
        raise Refused(_("Nobody was told in the future."), field="told_on", code="future")
    if not how:
        raise Refused(_("Say how they were told."), field="how", code="no_way")
    return _written(
        incident, Kind.NOTIFIED, at, by, id=id, whom=target, told_on=told_on, how=IncidentStep.How(how), note=note.strip() or None
    )


@action
def note_lesson(
    *, by: Account, at: datetime, incident: Incident, what: str, owner: Account, due_on: date, id: UUID | None = None
) -> IncidentStep:
    """Write down what is changed so that it does not come again, who sees to it, and until when."""
    incident, steps = _handled(by, incident)
    if earlier := _sent_before(steps, id):
        return earlier
    handling.check_is_open(steps)
    if due_on < at.date():
        raise Refused(_("Choose a day from today on."), field="due_on", code="past")
    if owner not in handling.owners(by, incident):
        raise Refused(_("Choose somebody of the organisation concerned or of yours."), field="owner", code="not_theirs")
    return _written(incident, Kind.LESSON, at, by, id=id, note=_said(what, "what"), owner=owner, due_on=due_on)


@action
def carry_out_lesson(*, by: Account, at: datetime, lesson: IncidentStep) -> IncidentStep:
    """As the one who sees to it, say that a lesson was carried out; saying it twice writes it once."""
    held = IncidentStep.objects.filter(pk=lesson.pk, kind=Kind.LESSON, owner=by).select_related("incident").first()
    if held is None:
        raise NotPermitted("another person's lesson")
    if earlier := IncidentStep.objects.filter(of=held).first():
        return earlier
    return _written(held.incident, Kind.LESSON_DONE, at, by, of=held)


@action
def name_involved(*, by: Account, at: datetime, incident: Incident, account: Account, id: UUID | None = None) -> None:
    """Say who of the staff is involved: from then on that person handles it no more. Saying it twice changes nothing."""
    incident, steps = _handled(by, incident)
    handling.check_is_open(steps)
    handling.check_can_be_involved(account)
    if IncidentPerson.objects.filter(incident=incident, account=account).exists():
        return
    _name(incident, account, by, at, id)
    audit.record("incident.involved_named", by=by, target=incident, at=at)


@action
def ask_to_close(*, by: Account, at: datetime, incident: Incident, id: UUID | None = None) -> IncidentStep:
    """Propose that it be closed: contained, assessed, told and learned from. A second person closes it."""
    incident, steps = _handled(by, incident)
    if earlier := _sent_before(steps, id):
        return earlier
    handling.check_is_open(steps)
    handling.check_can_close(steps)
    if (asked := handling.closing_asked(steps)) is not None:
        return asked
    return _written(incident, Kind.CLOSING_ASKED, at, by, id=id)


@action
def close_incident(*, by: Account, at: datetime, incident: Incident, agrees: bool, why: str = "", id: UUID | None = None) -> IncidentStep:
    """As the second person, close what another person proposed to close, or give it back with the reason."""
    incident, steps = _handled(by, incident)
    if earlier := _sent_before(steps, id):
        return earlier
    handling.check_is_open(steps)
    asked = handling.closing_asked(steps)
    if asked is None:
        raise Refused(_("Nobody has proposed to close it."), code="not_asked")
    if asked.taken_by == by.pk:
        raise Refused(_("You proposed to close it: another person does."), code="same_person")
    if not agrees:
        return _written(incident, Kind.RETURNED, at, by, id=id, note=_said(why, "why"))
    handling.check_can_close(steps)
    return _written(incident, Kind.CLOSED, at, by, id=id, asked_by=asked.taken_by)


@action
def forget_incident(*, by: Account, at: datetime, incident: Incident) -> None:
    """Make the words of a closed incident unreadable for ever: its key is deleted. Days, counts and classes stay.

    Who closed it does not do this: another person does.
    """
    incident, steps = _handled(by, incident)
    closed = next((step for step in steps if step.kind == Kind.CLOSED), None)
    if closed is None:
        raise Refused(_("Close the incident first."), code="open")
    if any(step.kind == Kind.FORGOTTEN for step in steps):
        return
    if closed.taken_by == by.pk:
        raise Refused(_("You closed it: another person makes its words unreadable."), code="same_person")
    DataKey.objects.filter(subject_kind=INCIDENT, subject_id=incident.pk).delete()
    _written(incident, Kind.FORGOTTEN, at, by)


@action
def remind_of_incidents(*, by: Account, at: datetime, organisation: UUID) -> int:
    """Call who handles an organisation's incidents: once in the last day before the hours are over, once after."""
    if not by.is_system:
        raise NotPermitted("the minute's tick alone")
    called: dict[UUID, Account] = {}
    with rows.for_organisation(organisation):
        for incident in _near(at).filter(organisation=organisation).defer("sealed"):
            kind = _reminder(incident, at)
            if IncidentStep.objects.filter(incident=incident, kind=kind).exists():
                continue
            _step(incident, kind, at, None)
            audit.record("incident.reminded", by=by, target=incident, at=at, kind=kind)
            involved = set(incident.people.values_list("account_id", flat=True))
            called |= {one.pk: one for one in handling.handlers_for(organisation, at.date()) if one.pk not in involved}
    letters.send(called.values(), letters.INCIDENT_DUE)
    return len(called)


@each_minute
def watch_incidents(at: datetime) -> None:
    """Each organisation's in its own transaction."""
    with rows.as_registry():
        near = _near(at).prefetch_related("steps").defer("sealed")
        unsaid = {one.organisation_id for one in near if not any(step.kind == _reminder(one, at) for step in one.steps.all())}
    for organisation in sorted(unsaid):
        remind_of_incidents(by=system_account(), at=at, organisation=organisation)


def _near(at: datetime) -> Any:
    return Incident.objects.open().authority_undecided().filter(due_at__lt=at + handling.SOON)


def _reminder(incident: Incident, at: datetime) -> IncidentStep.Kind:
    return Kind.LATE if at > incident.due_at else Kind.SOON


def _handled(by: Account, incident: Incident) -> tuple[Incident, list[IncidentStep]]:
    """The incident, where one handles it, with its steps."""
    check_holds(by, Permission.INCIDENT_HANDLE)
    found: Incident | None = Incident.objects.filter(pk=incident.pk).first()
    if found is None:
        raise NotPermitted("incident of others")
    handling.check_handles(by, found)
    return found, list(found.steps.order_by("taken_at", "pk"))


def _written(
    incident: Incident,
    kind: IncidentStep.Kind,
    at: datetime,
    by: Account,
    *,
    note: str | None = None,
    id: UUID | None = None,
    **values: Any,
) -> IncidentStep:
    step = _step(incident, kind, at, by, note=note, id=id, **values)
    audit.record("incident.handled", by=by, target=incident, at=at, step=kind)
    return step


def _step(
    incident: Incident,
    kind: IncidentStep.Kind,
    at: datetime,
    by: Account | None,
    *,
    note: str | None = None,
    id: UUID | None = None,
    **values: Any,
) -> IncidentStep:
    step = IncidentStep(
        pk=id or ids.new_id(),
        incident=incident,
        organisation_id=incident.organisation_id,
        kind=kind,
        taken_at=at,
        taken_by=by.pk if by else None,
        **values,
    )
    step.sealed = vault.seal(step, "sealed", note) if note else None
    step.save()
    return step


def _name(incident: Incident, account: Account, by: Account, at: datetime, id: UUID | None = None) -> None:
    IncidentPerson.objects.create(
        pk=id or ids.new_id(), incident=incident, account=account, organisation_id=incident.organisation_id, named_at=at, named_by=by.pk
    )
    _step(incident, Kind.INVOLVED, at, by)


def _sent_before(steps: list[IncidentStep], id: UUID | None) -> IncidentStep | None:
    return next((step for step in steps if step.pk == id), None) if id is not None else None


def _read_codes(codes: Collection[str]) -> list[str]:
    read = []
    for typed in codes:
        code = read_code(typed)
        if code is None:
            raise Refused(
                _("“%(code)s” is not a case code: check each character, or leave it out.") % {"code": typed},
                field="codes",
                code="not_a_code",
            )
        read.append(code)
    if len(read) > handling.MOST_CODES:
        raise Refused(_("Write at most %(most)s codes.") % {"most": handling.MOST_CODES}, field="codes", code="many")
    return sorted(set(read))


def _said(words: str, field: str) -> str:
    text = words.strip()
    if not text:
        raise Refused(_("Write it in words: they are sealed."), field=field, code="no_words")
    if len(text) > handling.LONGEST:
        raise Refused(_("Write at most %(most)s characters.") % {"most": handling.LONGEST}, field=field, code="long")
    return text
