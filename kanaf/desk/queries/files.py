"""A child's whole file, as one person may read it: header, story, sections, in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kanaf.access import audit
from kanaf.access.models import Account
from kanaf.access.roles import Permission
from kanaf.activities import queries as activities
from kanaf.assistance import queries as assistance
from kanaf.assistance.models import Service
from kanaf.casework import queries as casework
from kanaf.casework.models import Case, FollowUp, RiskAssessment
from kanaf.children import queries as children
from kanaf.children.models import CareTeam, Child, ConsentDecision, Registration
from kanaf.core import vault
from kanaf.core.stories import Event
from kanaf.desk.queries.people import initials_of, readers_of
from kanaf.programme import queries as programme

READS = ("child.opened", "identity.opened", "attachment.opened", "identity.exported")
SHOWN_AT_ONCE = 40


@dataclass(frozen=True)
class Told:
    """An event of the story with the initials of who wrote it down."""

    event: Event
    by: str


@dataclass(frozen=True)
class Month:
    """The events of one month; `first` is any day of it."""

    first: date
    told: list[Told]


@dataclass(frozen=True)
class Reading:
    """Somebody opened the file or the identity: how often, and when last."""

    who: str
    act: str
    last: datetime
    times: int


@dataclass(frozen=True)
class Consent:
    """What the child last decided for a purpose of the pack; None where nobody asked yet."""

    purpose: str
    decision: ConsentDecision | None


@dataclass(frozen=True)
class Note:
    """Something written in confidence, opened together with the identity."""

    on: date
    about: str
    text: str
    by: str


@dataclass(frozen=True)
class ChildFile:
    """Everything that one response shows of a child, without its identity."""

    child: Child
    registration: Registration
    team: CareTeam | None
    cases: list[Case]
    case: Case | None
    months: list[Month]
    earlier: list[Month]
    services: list[Service]
    consents: list[Consent]
    readings: list[Reading] | None


def file_of(child: Child, by: Account) -> ChildFile:
    """The file of a child that the person may see."""
    cases = list(
        Case.objects.visible_to(by).of_child(child).select_related("responsible", "organisation", "city").order_by("-opened_on", "-id")
    )
    own = [case for case in cases if case.organisation_id == by.organisation_id]
    team = child.care_team.filter(organisation=by.organisation_id, ended_at=None).select_related("city", "account").first()
    events, initials = story(child, by)
    return ChildFile(
        child=child,
        registration=children.registration_of(child),
        team=team,
        cases=cases,
        case=next((case for case in own if case.status == Case.Status.OPEN), own[0] if own else None),
        months=_by_month(events[:SHOWN_AT_ONCE], initials),
        earlier=_by_month(events[SHOWN_AT_ONCE:], initials),
        services=assistance.services_of(child, by),
        consents=consents_of(child),
        readings=readings_of(child, by) if is_answerable(by, team) else None,
    )


def story(child: Child, by: Account) -> tuple[list[Event], dict[UUID, str]]:
    """What every room tells of a child, newest first, and the initials of those who wrote it down."""
    events = [
        *children.timeline(child, by),
        *casework.timeline(child, by),
        *assistance.timeline(child, by),
        *activities.timeline(child, by),
    ]
    events.sort(key=lambda event: (event.on, event.recorded_at), reverse=True)
    return events, initials_of(event.by for event in events)


def consents_of(child: Child) -> list[Consent]:
    """Every purpose of the pack with the newest decision; purposes no longer asked only where they were decided."""
    newest = {decision.purpose: decision for decision in children.consents_of(child)}
    asked = [code for code, _label in programme.choices("consent_purpose")]
    return [Consent(code, newest.get(code)) for code in [*asked, *(code for code in newest if code not in asked)]]


def is_answerable(by: Account, team: CareTeam | None) -> bool:
    """Whether the person answers for this child, and so sees who read the file."""
    return by.holds(Permission.CASE_READ_ORGANISATION) or (team is not None and team.account_id == by.pk)


def readings_of(child: Child, by: Account) -> list[Reading]:
    """Who opened this file, each person once for each act, newest first."""
    found: dict[tuple[object, str], list[datetime]] = {}
    for act, account, moment in audit.reads_of(child.pk, READS):
        found.setdefault((account, act), []).append(moment)
    names = readers_of((account for account, _act in found), by)
    return [
        Reading(names.get(account, "–"), act, moments[0], len(moments))  # type: ignore[call-overload]
        for (account, act), moments in found.items()
    ]


def notes_of(child: Child, by: Account) -> list[Note]:
    """What one's own organisation wrote in confidence, newest first. Opening it goes with opening the identity."""
    key = vault.data_keys("child", [child.pk]).get(child.pk)
    if key is None:
        return []
    own = {"child": child, "organisation": by.organisation_id, "sealed__isnull": False}
    risks = list(RiskAssessment.objects.current().filter(**own))
    visits = list(FollowUp.objects.current().filter(**own))
    services = list(Service.objects.current().filter(**own))
    initials = initials_of(row.recorded_by for row in [*risks, *visits, *services])
    found: list[tuple[RiskAssessment | FollowUp | Service, str]] = [(row, row.get_level_display()) for row in risks]
    found += [(row, programme.label("follow_up_type", row.kind)) for row in visits]
    found += [(row, programme.label("service_type", row.service_type)) for row in services]
    notes = [Note(row.happened_on, about, vault.open_with(key, row, "sealed"), initials.get(row.recorded_by, "")) for row, about in found]
    return sorted(notes, key=lambda note: note.on, reverse=True)


def _by_month(events: list[Event], initials: dict[UUID, str]) -> list[Month]:
    months: list[Month] = []
    for event in events:
        first = event.on.replace(day=1)
        if not months or months[-1].first != first:
            months.append(Month(first, []))
        months[-1].told.append(Told(event, initials.get(event.by, "")))
    return months
