"""Questions about those who came: the roll to call, children found by their code, what is held."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from kanaf.access.models import Account
from kanaf.activities.choices import Kind, State
from kanaf.activities.models import Attendance, Headcount, Session, SessionReport, TrainingAttendance
from kanaf.children.codes import read_code
from kanaf.children.models import Child, SameChild, team_of
from kanaf.children.queries import age_shown, registrations_of

BETWEEN_CODES = re.compile(r"[\s,;،/]+")


@dataclass(frozen=True)
class Attendee:
    """A child of a roll, as an animator may know it: a code, an age, a sex. No name."""

    child: Child
    age: int | None
    sex: str
    present: bool = True


@dataclass(frozen=True)
class Roll:
    """The children to call, in the order of their codes; `proposed_from` says that nothing is kept yet."""

    attendees: list[Attendee] = field(default_factory=list)
    proposed_from: Session | None = None

    @property
    def present(self) -> list[Child]:
        return [one.child for one in self.attendees if one.present]

    @property
    def absent(self) -> list[Child]:
        return [one.child for one in self.attendees if not one.present]


@dataclass(frozen=True)
class Found:
    """Children by code, and what was typed that is no code, or none of a child in reach."""

    children: dict[str, Child] = field(default_factory=dict)
    misread: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def children_by_code(by: Account, typed: str | Iterable[str], session: Session | None = None) -> Found:
    """The children whose codes were typed, among those whom the person's organisation follows in the person's cities.

    For people who read no file: nothing comes back but what a roll shows, and another organisation's child is as unknown as
    a code that nobody has. A child who is on the session's list stays in reach when the organisation follows it no more.
    """
    pieces = [piece for piece in (BETWEEN_CODES.split(typed) if isinstance(typed, str) else typed) if piece]
    codes = {piece: read_code(piece) for piece in dict.fromkeys(pieces)}
    wanted = {code for code in codes.values() if code}
    reach = Q(Exists(team_of(by).filter(child=OuterRef("pk"))))
    if session is not None:
        listed = Attendance.objects.current().filter(session=session, organisation=by.organisation_id)
        reach |= Q(Exists(listed.filter(child=OuterRef("pk"))))
    found = {child.code: child for child in Child.objects.filter(reach, code__in=wanted)} if wanted else {}
    return Found(
        children={code: found[code] for code in dict.fromkeys(code for code in codes.values() if code in found) if code},
        misread=[piece for piece, code in codes.items() if code is None],
        unknown=[piece for piece, code in codes.items() if code is not None and code not in found],
    )


def roll_held(session: Session, by: Account) -> Roll:
    """The list that is held of a session of one's own organisation."""
    held = Attendance.objects.visible_to(by).current().filter(session=session).select_related("child")
    return Roll(_attendees(session, {row.child: row.present for row in held}))


def roll_of(session: Session, by: Account) -> Roll:
    """The list that is held; where none is, the children of the last session of the same name, to be confirmed."""
    if session.state != State.PLANNED:
        return roll_held(session, by)
    last = _session_before(session)
    if last is None:
        return Roll()
    followed = Exists(team_of(by).filter(child=OuterRef("child")))
    known = Attendance.objects.visible_to(by).current().filter(followed, session=last).select_related("child")
    attendees = _attendees(session, {row.child: True for row in known})
    return Roll(attendees, last if attendees else None)


def roll_called(session: Session, by: Account, codes: list[str], absent: set[str]) -> tuple[Roll, list[str]]:
    """The roll as a form sends it back, and the codes that are out of reach by now."""
    found = children_by_code(by, codes, session)
    roll = Roll(_attendees(session, {child: code not in absent for code, child in found.children.items()}))
    return roll, [*found.misread, *found.unknown]


def same_children(children: Iterable[UUID]) -> dict[UUID, UUID]:
    """Registration → the child under which it counts, for registrations found to be of one child."""
    held = SameChild.objects.filter(child__in=set(children), ended_at__isnull=True)
    return dict(held.values_list("child_id", "survivor_id"))


def report_of(session: Session) -> SessionReport | None:
    """How many came, as it is held; None while no list is kept."""
    return SessionReport.objects.current().filter(session=session).first()


def headcount_of(session: Session) -> dict[tuple[str, str, str], int]:
    """(category, sex, age band) → how many came without a name."""
    held = Headcount.objects.current().filter(session=session)
    return {(category, sex, band): count for category, sex, band, count in held.values_list("category", "sex", "age_band", "count")}


def trained_by_kind(session: Session, by: Account) -> Counter[str]:
    """Kind of institution → how many professionals came to a training of one's own organisation."""
    held = TrainingAttendance.objects.visible_to(by).current().filter(session=session)
    return Counter(held.values_list("professional__institution_kind", flat=True))


def _attendees(session: Session, presence: dict[Child, bool]) -> list[Attendee]:
    registrations = registrations_of([child.pk for child in presence])
    attendees = []
    for child, present in sorted(presence.items(), key=lambda pair: pair[0].code):
        known = registrations.get(child.pk)
        age = age_shown(known, session.on) if known else None
        attendees.append(Attendee(child, age, known.sex if known else "", present))
    return attendees


def _session_before(session: Session) -> Session | None:
    """The session of the same activity before this one. Awareness sessions without a title are no series."""
    if not session.title and session.kind != Kind.ACTIVITY:
        return None
    series = Session.objects.filter(
        organisation=session.organisation_id,
        city=session.city_id,
        kind=session.kind,
        activity_type=session.activity_type,
        title=session.title,
        state=State.HELD,
        on__lte=session.on,
    )
    return series.exclude(pk=session.pk).order_by("-on", "-id").first()
