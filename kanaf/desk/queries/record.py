"""The record of acts as a data protection officer reads it: filters, pages by number, and who and what is meant."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from json import loads
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from kanaf.access.models import Account, AuditEntry
from kanaf.access.queries import is_national
from kanaf.assistance.models import Service
from kanaf.casework.models import Case
from kanaf.children.models import Child
from kanaf.core import rows
from kanaf.desk.queries.people import initials_of

PAGE = 50
VERIFIED_AT_ONCE = 50_000  # longer chains are verified by the command, outside a request
CHILD = "children.child"
READ = "reads"
# What may be asked for under one name: the pages that show who somebody is.
GROUPS = {
    READ: (
        "child.opened",
        "child.printed",
        "identity.opened",
        "child.searched",
        "look_alike.shown",
        "training_list.opened",
        "attachment.opened",
        "identity.exported",
    )
}


@dataclass(frozen=True)
class Filters:
    """What to keep of the record."""

    act: str = ""
    day: date | None = None
    person: UUID | None = None
    child: Child | None = None


@dataclass(frozen=True)
class Line:
    """One act with the words that a reader needs: initials, a child's code where the act concerns one."""

    number: int
    act: str
    at: datetime
    who: str
    code: str
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """Newest first. `older` and `newer` are the numbers from which the neighbouring pages start; 0 where there is none."""

    lines: list[Line]
    older: int = 0
    newer: int = 0


def entries(by: Account, filters: Filters) -> QuerySet[AuditEntry]:
    """The acts that a person may read and asks for: the whole chain nationally, elsewhere those of one's own organisation."""
    found: QuerySet[AuditEntry] = AuditEntry.objects.all()
    if not is_national(by):
        found = found.filter(organisation=by.organisation_id)
    if filters.act:
        found = found.filter(act__in=GROUPS.get(filters.act, (filters.act,)))
    if filters.day is not None:
        # A range of text, not a prefix: an index serves it on both engines.
        found = found.filter(at__gte=filters.day.isoformat(), at__lt=(filters.day + timedelta(days=1)).isoformat())
    if filters.person is not None:
        found = found.filter(by=filters.person)
    if filters.child is not None:
        found = found.filter(target_id__in=_of_child(by, filters.child))
    return found


def page(by: Account, filters: Filters, *, older: int = 0, newer: int = 0, size: int = PAGE) -> Page:
    """A page of the record; `older` are the numbers below it, `newer` those above."""
    found = entries(by, filters)
    if newer:
        held = list(found.filter(number__gt=newer).order_by("number")[: size + 1])
        has_newer, has_older = len(held) > size, True
        held = held[:size][::-1]
    else:
        held = list((found.filter(number__lt=older) if older else found).order_by("-number")[: size + 1])
        has_newer, has_older = bool(older), len(held) > size
        held = held[:size]
    return Page(
        _lines(by, held),
        older=held[-1].number if held and has_older else 0,
        newer=held[0].number if held and has_newer else 0,
    )


def length() -> int:
    """How many acts the chain holds: its numbers have no gap."""
    return AuditEntry.objects.order_by("-number").values_list("number", flat=True).first() or 0


def people(by: Account) -> QuerySet[Account]:
    """The people whose acts one may read."""
    everybody = Account.objects.order_by("organisation__code", "name").select_related("organisation")
    return everybody if is_national(by) else everybody.filter(organisation=by.organisation_id)


def child_of_code(by: Account, code: str) -> Child | None:
    """The child of a code in reach of one's organisation, nationally any: only to find acts, nothing of it is shown."""
    with _codes(by):
        found = Child.objects.filter(code=code)
        if not is_national(by):
            found = found.filter(Q(organisation=by.organisation_id) | Q(care_team__organisation=by.organisation_id)).distinct()
        return found.first()


def _codes(by: Account) -> AbstractContextManager[None]:
    """Case codes, and which case is whose, are read past the organisations by whoever answers for all of them."""
    return rows.as_registry() if is_national(by) else nullcontext()


def _of_child(by: Account, child: Child) -> list[str]:
    with _codes(by):
        cases = Case.objects.filter(child=child).values_list("pk", flat=True)
        services = Service.objects.filter(child=child).values_list("pk", flat=True)
        return [str(child.pk), *map(str, cases), *map(str, services)]


def _lines(by: Account, held: list[AuditEntry]) -> list[Line]:
    initials = initials_of(entry.by for entry in held)
    children = {entry.target_id for entry in held if entry.target_kind == CHILD}
    codes = {}
    if children:
        with _codes(by):
            codes = {str(pk): code for pk, code in Child.objects.filter(pk__in=children).values_list("pk", "code")}
    return [
        Line(
            number=entry.number,
            act=entry.act,
            at=datetime.fromisoformat(entry.at),
            who=initials.get(entry.by, "–") if entry.by else "–",
            code=codes.get(entry.target_id, ""),
            details=loads(entry.details) if entry.details else {},
        )
        for entry in held
    ]
