"""Since when a child's identity is kept longer than it may be, and what holds it back (DOMAIN.md §3.9, rule 8)."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kanaf.assistance.models import Service
from kanaf.casework.models import Case, CaseEvent
from kanaf.children.models import Child, Registration, SameChild
from kanaf.children.rules import ESTIMATE_MARGIN, years_before
from kanaf.core import rows
from kanaf.core.keepers import KEEPERS
from kanaf.core.models import DataKey
from kanaf.programme.models import RetentionClass
from kanaf.protection.models import JudicialHold, RetentionLine

Held = RetentionLine.Held


@dataclass(frozen=True)
class Facts:
    """What is known of one child over all its registrations.

    `ended_on` is the last day on which anything ended or was done for it; `born_latest` the latest day on which it can have been
    born, the day of registration where nothing is known.
    """

    ended_on: date
    born_latest: date
    is_open: bool = False
    is_held: bool = False
    is_reopened: bool = False
    kept_by: str = ""


@dataclass(frozen=True)
class Judged:
    """One child with an identity: since when it is due, or will be, and what holds it back."""

    child: UUID
    code: str
    due_on: date
    held: str


def years_later(day: date, years: int) -> date:
    """The same day some years later; the 1st of March where a 29th of February is missing, never a day too early."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def due_on(facts: Facts, *, years: int, until_age: int) -> date:
    """Some years after the end, and not before an age: whichever is later."""
    return max(years_later(facts.ended_on, years), years_later(facts.born_latest, until_age))


def held_by(facts: Facts) -> str:
    """What holds an identity back whatever its day; an order before anything else."""
    if facts.is_held:
        return Held.ORDER
    if facts.kept_by:
        return facts.kept_by
    if facts.is_open:
        return Held.REOPENED if facts.is_reopened else Held.OPEN_CASE
    return ""


def latest_birth(born_latest: date | None, declared_age: int | None, on: date) -> date:
    """The latest day of birth that a registration allows: where only an age was told, by that age with its margin; else the interview's."""
    if born_latest is not None:
        return born_latest
    return on if declared_age is None else years_before(on, max(declared_age - ESTIMATE_MARGIN, 0))


def judge(at: datetime, kept: RetentionClass, only: Iterable[UUID] | None = None) -> list[Judged]:
    """Every child whose identity still exists and whose day has come, one line for each registration of it."""
    with rows.as_registry():
        facts, codes = _facts(at, None if only is None else list(only))
    found = []
    for child, known in facts.items():
        day = due_on(known, years=kept.years or 0, until_age=kept.until_age or 0)
        if day <= at.date():
            found.append(Judged(child, codes[child], day, held_by(known)))
    return sorted(found, key=lambda one: (one.due_on, one.code))


def digest_of(judged: Iterable[Judged]) -> str:
    """What a list said, in 64 characters, whatever the order of its lines."""
    ordered = sorted(judged, key=lambda one: (one.due_on, one.code))
    lines = "\n".join(f"{one.child}|{one.code}|{one.due_on}|{one.held}" for one in ordered)
    return hashlib.sha256(lines.encode()).hexdigest()


def _facts(at: datetime, only: list[UUID] | None) -> tuple[dict[UUID, Facts], dict[UUID, str]]:
    """Over all registrations of each child; those whose key is gone are left out."""
    same = dict(SameChild.objects.filter(ended_at=None).values_list("child_id", "survivor_id"))
    people: dict[UUID, set[UUID]] = defaultdict(set)
    for child, survivor in same.items():
        people[survivor] |= {child, survivor}
    asked = None if only is None else {one for child in only for one in people.get(same.get(child, child), {child})}
    children = Child.objects.all() if asked is None else Child.objects.filter(pk__in=asked)
    codes = dict(children.values_list("pk", "code"))
    keys = DataKey.objects.filter(subject_kind="child")
    with_key = set((keys if asked is None else keys.filter(subject_id__in=asked)).values_list("subject_id", flat=True))
    ends: dict[UUID, date] = {}
    born: dict[UUID, date] = {}
    registered = Registration.objects.current().filter(child__in=codes) if asked is not None else Registration.objects.current()
    for child, day, known, told in registered.values_list("child_id", "happened_on", "born_latest", "declared_age"):
        latest = latest_birth(known, told, day)
        ends[child] = max(ends.get(child, day), day)
        born[child] = max(born.get(child, latest), latest)
    closed = CaseEvent.objects.current().filter(kind=CaseEvent.Kind.CLOSED)
    for events in (closed, Service.objects.current()):
        for child, day in (events if asked is None else events.filter(child__in=asked)).values_list("child_id", "happened_on"):
            ends[child] = max(ends.get(child, day), day)
    is_open = set(Case.objects.open().values_list("child_id", flat=True))
    is_held = set(JudicialHold.objects.live(at).values_list("child_id", flat=True))
    again = CaseEvent.objects.filter(kind=CaseEvent.Kind.REOPENED).values("case")
    is_reopened = set(Case.objects.open().filter(pk__in=again).values_list("child_id", flat=True))
    kept = {reason: keeper(list(codes), at) for reason, keeper in sorted(KEEPERS.items())}
    found: dict[UUID, Facts] = {}
    for child in codes:
        if child not in with_key or child not in ends:
            continue
        person = people.get(same.get(child, child), {child})
        found[child] = Facts(
            max(ends[one] for one in person if one in ends),
            max(born[one] for one in person if one in born),
            is_open=bool(person & is_open),
            is_held=bool(person & is_held),
            is_reopened=bool(person & is_reopened),
            kept_by=next((reason for reason, children in kept.items() if person & children), ""),
        )
    return found, codes
