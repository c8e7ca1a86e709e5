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
from kanaf.children import tracing
from kanaf.children.models import AgeAssessment, CareTeam, Child, ChildLink, ConsentDecision, Group, Registration, Sharing, TracingRequest
from kanaf.children.queries import Standing
from kanaf.core import vault
from kanaf.core.stories import Event
from kanaf.desk import words
from kanaf.desk.queries.people import initials_of, readers_of
from kanaf.programme import queries as programme
from kanaf.programme.models import ConsentWording

READS = (
    "child.opened",
    "child.printed",
    "identity.opened",
    "attachment.opened",
    "identity.exported",
    "emergency.read",
    "emergency.place_read",
    "family.opened",
)
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
    """What was last decided for a purpose of the pack, with a recipient where it has one; nothing where nobody asked yet."""

    purpose: str
    standing: Standing | None
    wording: ConsentWording | None

    @property
    def state(self) -> str:
        return self.standing.state if self.standing else "to_ask"

    @property
    def decision(self) -> ConsentDecision | None:
        return self.standing.decision if self.standing else None


@dataclass(frozen=True)
class Asked:
    """One decision with the very words in which it was asked, and who wrote it down."""

    standing: Standing
    words: str
    by: str
    second: str
    is_newest: bool


@dataclass(frozen=True)
class Shared:
    """A sharing of one's own organisation, and how often and when last the recipient's people read the file."""

    sharing: Sharing
    times: int
    last: datetime | None
    by: str


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
    sharings: list[Sharing]
    readings: list[Reading] | None
    searches: list[TracingRequest]


@dataclass(frozen=True)
class Beside:
    """A child who belongs with this one, as its own file would say it."""

    link: ChildLink
    child: Child
    who: str


def beside(child: Child, by: Account, on: date) -> list[Beside]:
    """The children linked with this one whom one follows too."""
    links = list(ChildLink.objects.visible_to(by).live().of_child(child).select_related("child", "other").order_by("linked_at"))
    others = [link.beside(child) for link in links]
    registered = children.registrations_of([other.pk for other in others]) if others else {}
    return [Beside(link, other, words.child(registered.get(other.pk), on)) for link, other in zip(links, others, strict=True)]


def assessed(child: Child, by: Account) -> list[AgeAssessment]:
    """What was found about the child's age, newest first."""
    return list(AgeAssessment.objects.visible_to(by).current().filter(child=child).order_by("-happened_on", "-recorded_at"))


def file_of(child: Child, by: Account) -> ChildFile:
    """The file of a child that the person may see."""
    cases = list(
        Case.objects.visible_to(by).of_child(child).select_related("responsible", "organisation", "city").order_by("-opened_on", "-id")
    )
    own = [case for case in cases if case.organisation_id == by.organisation_id]
    team = child.care_team.live().filter(organisation=by.organisation_id).select_related("city", "account").first()
    searches = tracing.requests_of(child, by)
    events, initials = story(child, by, searches)
    return ChildFile(
        child=child,
        registration=children.registration_of(child),
        team=team,
        cases=cases,
        case=next((case for case in own if case.status == Case.Status.OPEN), own[0] if own else None),
        months=_by_month(events[:SHOWN_AT_ONCE], initials),
        earlier=_by_month(events[SHOWN_AT_ONCE:], initials),
        services=assistance.services_of(child, by),
        consents=consents_of(child, by),
        sharings=children.sharings_of(child, by),
        readings=readings_of(child, by) if is_answerable(by, team) else None,
        searches=searches,
    )


@dataclass(frozen=True)
class SharedFile:
    """What a recipient reads of a child that its organisation does not follow: only the groups that are shared with it."""

    registration: Registration
    sharings: list[Sharing]
    groups: set[str]
    cases: list[Case]
    services: list[Service]
    months: list[Month]


def shared_file_of(child: Child, by: Account) -> SharedFile:
    """Every part is asked through its own `visible_to`; what is not shared is not there."""
    sharings = children.shared_in(child, by)
    groups = {str(group) for sharing in sharings for group in sharing.groups}
    events, initials = story(child, by)
    held = Case.objects.visible_to(by).of_child(child).select_related("organisation", "responsible", "city")
    return SharedFile(
        registration=children.registration_of(child),
        sharings=sharings,
        groups=groups,
        cases=list(held.order_by("-opened_on")) if Group.CASE in groups else [],
        services=assistance.services_of(child, by) if Group.SERVICES in groups else [],
        months=_by_month(events[:SHOWN_AT_ONCE], initials) if Group.CASE in groups else [],
    )


def story(child: Child, by: Account, searches: list[TracingRequest] | None = None) -> tuple[list[Event], dict[UUID, str]]:
    """What every room tells of a child, newest first, and the initials of those who wrote it down."""
    events = [
        *children.timeline(child, by),
        *tracing.timeline(child, by, searches),
        *casework.timeline(child, by),
        *assistance.timeline(child, by),
        *activities.timeline(child, by),
    ]
    events.sort(key=lambda event: (event.on, event.recorded_at), reverse=True)
    return events, initials_of(event.by for event in events)


def consents_of(child: Child, by: Account) -> list[Consent]:
    """Every purpose of the pack with what was last decided, a sharing once for each recipient."""
    standings = children.standings(child, by)
    asked = [code for code, _label in programme.choices("consent_purpose")]
    decided = [standing.decision.purpose for standing in standings]
    found = []
    for code in dict.fromkeys([*asked, *decided]):
        held: list[Standing | None] = [standing for standing in standings if standing.decision.purpose == code]
        found += [Consent(code, standing, programme.wording(code)) for standing in held or [None]]
    return found


def asked_of(child: Child, by: Account) -> list[Asked]:
    """What was asked, when, in which words, newest first."""
    decisions = children.decisions_of(child, by)
    second = {decision.pk: getattr(decision, "second_person", None) for decision in decisions}
    initials = initials_of([*(one.recorded_by for one in decisions), *(one.second for one in second.values() if one)])
    seen, found = set(), []
    for decision in decisions:
        key = (decision.organisation_id, decision.purpose, decision.recipient_id)
        answer, wording = second[decision.pk], programme.wording(decision.purpose, decision.wording_version)
        found.append(
            Asked(
                standing=Standing(decision, answer),
                words=wording.words if wording else "",
                by=initials.get(decision.recorded_by, ""),
                second=initials.get(answer.second, "") if answer else "",
                is_newest=key not in seen,
            )
        )
        seen.add(key)
    return found


def sharings_of(child: Child, by: Account) -> list[Shared]:
    """What one's organisation shares of a child, and who reads it."""
    reads = audit.reads_of(child.pk, READS)
    homes = dict(Account.objects.filter(pk__in={account for _act, account, _at in reads}).values_list("pk", "organisation"))
    held = children.sharings_of(child, by)
    initials = initials_of(sharing.shared_by for sharing in held)
    found = []
    for sharing in held:
        end = sharing.ended_at or sharing.expires_at
        moments = [at for _act, account, at in reads if homes.get(account) == sharing.recipient_id and sharing.shared_at <= at <= end]  # type: ignore[call-overload]
        found.append(Shared(sharing, len(moments), moments[0] if moments else None, initials.get(sharing.shared_by, "")))
    return found


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
