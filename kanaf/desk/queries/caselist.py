"""The list of cases: filters that only ever narrow it, its order by what is due next, its pages by key."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Max, Q

from kanaf.access.models import Account
from kanaf.casework.models import Case, CaseQuerySet, FollowUp
from kanaf.children.models import Registration
from kanaf.children.queries import registrations_of
from kanaf.core import clock

PAGE = 25
MOST_COUNTED = 99
WEEK = timedelta(days=7)
LATE, TODAY, SOON = "late", "today", "soon"
OPEN, CLOSED, ALL = "open", "closed", "all"
NO_STEP = "-"


@dataclass(frozen=True)
class Filters:
    """What to keep of the cases that a person may see. Nothing here widens anything."""

    due: str = ""
    risk: tuple[str, ...] = ()
    status: str = OPEN
    responsible: UUID | None = None
    code: str = ""


@dataclass(frozen=True)
class Row:
    """A case as a list shows it: no name, no place."""

    case: Case
    registration: Registration | None
    last_contact: date | None
    due: str

    @property
    def is_late(self) -> bool:
        return self.due == LATE


@dataclass(frozen=True)
class Page:
    """A page of the list, and the keys of the pages before and after it; empty where there is none."""

    rows: list[Row]
    before: str = ""
    after: str = ""


def midnight_after(at: datetime) -> datetime:
    """The first moment of tomorrow, in Casablanca."""
    local = at.astimezone(clock.CASABLANCA) + timedelta(days=1)
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def cases(by: Account, filters: Filters, at: datetime) -> CaseQuerySet:
    """The cases that a person may see and asks for."""
    found: CaseQuerySet = Case.objects.visible_to(by)
    if filters.status in {OPEN, CLOSED}:
        found = found.filter(status=filters.status)
    if filters.due:
        found = found.filter(_due(filters.due, at))
    if filters.risk:
        found = found.filter(risk__in=filters.risk)
    if filters.responsible is not None:
        found = found.filter(responsible=filters.responsible)
    if filters.code:
        found = found.filter(child__code__startswith=filters.code)
    return found


def count(by: Account, filters: Filters, at: datetime) -> int:
    """How many, up to one more than `MOST_COUNTED`: a count may not cost more in a larger registry."""
    return len(cases(by, filters, at).order_by().values_list("pk")[: MOST_COUNTED + 1])


def counts_by_risk(by: Account, filters: Filters, at: datetime) -> dict[str, int]:
    """How many of each risk level, each up to one more than `MOST_COUNTED`."""
    return {risk: count(by, replace(filters, risk=(risk,)), at) for risk in ("high", "medium", "low")}


def page(by: Account, filters: Filters, at: datetime, *, after: str = "", before: str = "", size: int = PAGE) -> Page:
    """One page, the most overdue first. A key that cannot be read gives the first page."""
    found = cases(by, filters, at)
    start, end = _key(after), _key(before)
    if end is not None:
        backwards = found.filter(_earlier(*end)).order_by(F("next_due_at").desc(nulls_first=True), "-id")
        held = _whole(backwards[: size + 1])
        more_before, more_after = len(held) > size, True
        held = held[:size][::-1]
    else:
        forwards = found.filter(_later(*start)) if start is not None else found
        held = _whole(forwards.order_by(F("next_due_at").asc(nulls_last=True), "id")[: size + 1])
        more_before, more_after = start is not None, len(held) > size
        held = held[:size]
    return Page(
        rows=rows(held, at),
        before=_key_of(held[0]) if held and more_before else "",
        after=_key_of(held[-1]) if held and more_after else "",
    )


def _whole(asked: CaseQuerySet) -> list[Case]:
    """The rows of a page, in its order. The ids first: the index gives them without joining what the page does not show."""
    ids = list(asked.values_list("pk", flat=True))
    found = {case.pk: case for case in Case.objects.filter(pk__in=ids).select_related("child", "responsible", "organisation", "city")}
    return [found[pk] for pk in ids if pk in found]


def rows(held: list[Case], at: datetime) -> list[Row]:
    """Cases with what a list says of them, in two queries however many there are."""
    if not held:
        return []
    registrations = registrations_of([case.child_id for case in held])
    visits = FollowUp.objects.current().filter(case__in=[case.pk for case in held]).order_by()
    contacts = dict(visits.values("case").annotate(last=Max("happened_on")).values_list("case", "last"))
    return [Row(case, registrations.get(case.child_id), contacts.get(case.pk), due_of(case, at)) for case in held]


def due_of(case: Case, at: datetime) -> str:
    """`late`, `today`, `soon` (within seven days), or `later`; nothing without a next step."""
    if case.next_due_at is None:
        return ""
    if case.next_due_at < at:
        return LATE
    midnight = midnight_after(at)
    if case.next_due_at < midnight:
        return TODAY
    return SOON if case.next_due_at < midnight + WEEK else "later"


def _due(due: str, at: datetime) -> Q:
    midnight = midnight_after(at)
    between = {LATE: (None, at), TODAY: (at, midnight), SOON: (midnight, midnight + WEEK)}.get(due)
    if between is None:
        return Q()
    first, last = between
    return Q(next_due_at__lt=last) & (Q(next_due_at__gte=first) if first else Q())


def _later(due: datetime | None, identifier: UUID) -> Q:
    if due is None:
        return Q(next_due_at__isnull=True, id__gt=identifier)
    return Q(next_due_at__gt=due) | Q(next_due_at=due, id__gt=identifier) | Q(next_due_at__isnull=True)


def _earlier(due: datetime | None, identifier: UUID) -> Q:
    if due is None:
        return Q(next_due_at__isnull=False) | Q(next_due_at__isnull=True, id__lt=identifier)
    return Q(next_due_at__lt=due) | Q(next_due_at=due, id__lt=identifier)


def _key_of(case: Case) -> str:
    due = case.next_due_at.isoformat() if case.next_due_at else NO_STEP
    return f"{due}~{case.pk}"


def _key(text: str) -> tuple[datetime | None, UUID] | None:
    due, _tilde, identifier = text.partition("~")
    try:
        moment = None if due == NO_STEP else datetime.fromisoformat(due)
        if moment is not None and moment.tzinfo is None:
            return None
        return moment, UUID(identifier)
    except ValueError:
        return None
