"""How an incident is handled: in which phase it stands, until when the authority is told, who handles it, what closing needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanaf.access.models import Account, Organisation
from kanaf.access.queries import coordination, is_national
from kanaf.access.roles import Permission, Role
from kanaf.children.models import Child
from kanaf.core import clock, rows, vault
from kanaf.core.errors import NotPermitted, Refused
from kanaf.programme import queries as programme
from kanaf.protection.models import Incident, IncidentPerson, IncidentStep

Kind, Whom = IncidentStep.Kind, IncidentStep.Whom
LONGEST = 4000
MOST = 50
MOST_CODES = 100
SOON = timedelta(hours=24)
USUAL_HOURS = timedelta(hours=72)  # where a pack sets none
REPORTED, CONTAINED, ASSESSED, TOLD, LEARNED, TO_CLOSE, CLOSED = (
    "reported",
    "contained",
    "assessed",
    "told",
    "learned",
    "to_close",
    "closed",
)
RUNNING, NEAR, LATE, MET = "running", "near", "late", "met"
CLOCK_STOPS = (Kind.NOTIFIED, Kind.NOT_NOTIFIED)
WORDS_GONE = (Kind.FORGOTTEN,)


@dataclass(frozen=True)
class Seen:
    """An incident with its steps and where it stands: `phase` is a pill of `incident`, `clock` one of `hours`."""

    row: Incident
    steps: list[IncidentStep]
    phase: str
    clock: str

    @property
    def is_open(self) -> bool:
        return self.phase != CLOSED

    @property
    def assessment(self) -> IncidentStep | None:
        return next((step for step in reversed(self.steps) if step.kind == Kind.ASSESSED), None)

    @property
    def told(self) -> list[IncidentStep]:
        return [step for step in self.steps if step.kind in CLOCK_STOPS]

    @property
    def lessons(self) -> list[IncidentStep]:
        return [step for step in self.steps if step.kind == Kind.LESSON]


def due_at(noticed_at: datetime) -> datetime:
    """Until when the authority is told, by the pack."""
    return programme.due_at("incident_authority", programme.ANY_RISK, noticed_at) or noticed_at + USUAL_HOURS


def phase_of(steps: Iterable[IncidentStep]) -> str:
    """How far it is: each phase needs all those before it."""
    held = list(steps)
    kinds = {step.kind for step in held}
    if Kind.CLOSED in kinds:
        return CLOSED
    if closing_asked(held) is not None:
        return TO_CLOSE
    if Kind.CONTAINED not in kinds:
        return REPORTED
    if Kind.ASSESSED not in kinds:
        return CONTAINED
    if not everybody_decided(held):
        return ASSESSED
    return LEARNED if Kind.LESSON in kinds else TOLD


def everybody_decided(steps: Iterable[IncidentStep]) -> bool:
    """Whether for the authority, the organisations and the children it is written that they were told, or why not."""
    return {step.whom for step in steps if step.kind in CLOCK_STOPS} >= set(Whom)


def clock_of(incident: Incident, steps: Iterable[IncidentStep], at: datetime) -> str:
    if any(step.whom == Whom.AUTHORITY for step in steps):
        return MET
    if at > incident.due_at:
        return LATE
    return NEAR if at > incident.due_at - SOON else RUNNING


def closing_asked(steps: Iterable[IncidentStep]) -> IncidentStep | None:
    """The closing that waits for a second person."""
    held = [step for step in steps if step.kind in {Kind.CLOSING_ASKED, Kind.RETURNED, Kind.CLOSED}]
    return held[-1] if held and held[-1].kind == Kind.CLOSING_ASKED else None


def check_handles(by: Account, incident: Incident) -> None:
    """Whoever is involved does not handle it, whatever their place; nor does anybody of another organisation but the national one."""
    if not by.holds(Permission.INCIDENT_HANDLE) or not (incident.organisation_id == by.organisation_id or is_national(by)):
        raise NotPermitted("another organisation's incident")
    if IncidentPerson.objects.filter(incident=incident, account=by.pk).exists():
        raise NotPermitted("involved in it")


def check_is_open(steps: Iterable[IncidentStep]) -> None:
    if any(step.kind == Kind.CLOSED for step in steps):
        raise Refused(_("This incident is closed: what was written stays as it is. Report what is new."), code="closed")


def check_can_close(steps: Iterable[IncidentStep]) -> None:
    """Nothing is closed before it was contained, assessed, told or not with reasons, and learned from."""
    if phase_of(steps) not in {LEARNED, TO_CLOSE}:
        raise Refused(
            _("Before closing: contain it, assess it, write for each of the three whether they were told, and one lesson at least."),
            code="not_ready",
        )


def check_can_be_involved(account: Account) -> None:
    if account.is_system or account.organisation.kind == Organisation.Kind.SYSTEM:
        raise Refused(_("The system itself is nobody: choose a person."), field="account", code="not_a_person")


def seen(found: Iterable[Incident], at: datetime) -> list[Seen]:
    """Incidents with their steps, in two queries."""
    held = list(found)
    steps: dict[UUID, list[IncidentStep]] = {row.pk: [] for row in held}
    for step in IncidentStep.objects.filter(incident__in=list(steps)).order_by("taken_at", "pk"):
        steps[step.incident_id].append(step)
    return [Seen(row, steps[row.pk], phase_of(steps[row.pk]), clock_of(row, steps[row.pk], at)) for row in held]


def incidents(by: Account, at: datetime) -> list[Seen]:
    """The incidents that a person may know of, newest first: for most, those they reported."""
    return seen(Incident.objects.visible_to(by).defer("sealed")[:MOST], at)


def open_for(by: Account, at: datetime) -> list[Seen]:
    """The open incidents that a person handles, the soonest deadline first."""
    return seen(Incident.objects.handled_by(by).open().order_by("due_at", "pk").defer("sealed")[:MOST], at)


def lessons_of(by: Account) -> list[IncidentStep]:
    """What is left for a person to carry out, the soonest first."""
    done = IncidentStep.objects.filter(kind=Kind.LESSON_DONE).values("of")
    held = IncidentStep.objects.filter(kind=Kind.LESSON, owner=by).exclude(pk__in=done)
    return list(held.select_related("incident").order_by("due_on", "pk").defer("incident__sealed")[:MOST])


def owners(by: Account, incident: Incident) -> list[Account]:
    """Who can carry out a lesson: one's own people, who reported, and the officers of their organisation. Its other names stay its own."""
    near = Q(organisation=by.organisation_id) | Q(pk=incident.reported_by)
    own = Account.objects.filter(near, is_active=True, is_system=False).select_related("organisation")
    found = {account.pk: account for account in [*own, *handlers_for(incident.organisation_id, clock.today())]}
    return sorted(found.values(), key=lambda account: account.name)


def people_near(by: Account, today: date) -> list[Account]:
    """Whom somebody may name as involved: colleagues, and those who handle incidents."""
    own = Account.objects.filter(organisation=by.organisation_id, is_active=True, is_system=False)
    found = {account.pk: account for account in [*own.select_related("organisation"), *handlers_for(by.organisation_id, today)]}
    return sorted(found.values(), key=lambda account: account.name)


def handlers_for(organisation: UUID, today: date) -> list[Account]:
    """Who handles an organisation's incidents: its own officers and the programme's, and the national coordination."""
    held = Account.objects.filter(organisation=organisation) | Account.objects.filter(organisation__in=coordination())
    roles = (Role.DATA_PROTECTION_OFFICER, Role.NATIONAL_COORDINATOR)
    found = held.filter(grant__role__in=roles, grant__ended_at__isnull=True).select_related("organisation").distinct()
    return [account for account in found if account.is_current(today)]


def children_of(codes: Iterable[str]) -> list[Child]:
    """The children of codes, whoever follows them: that they exist is not said to who wrote the codes."""
    with rows.as_registry():
        return list(Child.objects.filter(code__in=list(codes)).order_by("code"))


def words_of(row: Any) -> Any:
    """What is sealed in an incident or step; nothing once its words were made unreadable."""
    if row.sealed is None:
        return None
    try:
        return vault.unseal(row, "sealed")
    except vault.Erased:
        return None


@dataclass(frozen=True)
class Check:
    """One line of a procedure: what to do at once, and where the act stands, if the reader may open it."""

    text: str
    place: str = ""
    label: str = ""
    needs: Permission | None = None


def procedure(kind: str) -> list[Check]:
    """What is done at once, by the kind of incident."""
    sessions = Check(
        _("End the sessions: your own on this page, a colleague’s by suspending the account."), "access:visits", _("My sessions")
    )
    account = Check(
        _("Have the account suspended; the passphrase and the second factor are chosen anew."),
        "desk:people",
        _("People"),
        Permission.ACCOUNT_MANAGE,
    )
    sharing = Check(
        _("End the sharing on the child’s file; ask the recipient to delete what it got, and to say so in writing."),
        "desk:cases",
        _("Cases"),
        Permission.CASE_READ,
    )
    danger = Check(
        _("If a child may be in danger: call the supervisor now, then open the file in an emergency."),
        "desk:open_emergency",
        _("Emergency"),
        Permission.EMERGENCY_OPEN,
    )
    device = Check(_("Call the number; have the operator block it and the device wiped. Say whether it was locked."))
    paper = Check(_("Go back where it was last seen, with a colleague; say what stood on it, codes or names, and how many."))
    take_down = Check(_("Ask for it to be taken down, keep the address and the day; tell the communications officer."))
    isolate = Check(_("Open it no more, unplug the network, switch nothing off, and call the administrator."))
    chosen: dict[str, list[Check]] = {
        "lost_device": [device, sessions, account, danger],
        "lost_paper": [paper, danger],
        "stolen_account": [account, sessions, danger],
        "wrong_recipient": [sharing, danger],
        "unauthorised_reading": [account, sharing, danger],
        "malicious_file": [isolate, sessions],
        "system_failure": [isolate],
        "image_published": [take_down, danger],
    }
    return chosen.get(kind, [sessions, account, sharing, danger])


def number_of(incident: Incident) -> str:
    """How an incident is spoken of: it says nothing."""
    return pgettext("incident", "I-%(number)s") % {"number": incident.pk.hex[-6:].upper()}
