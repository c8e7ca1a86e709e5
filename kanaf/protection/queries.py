"""What waits for whom, in the work of data protection."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from kanaf.access.models import Account
from kanaf.access.roles import Permission
from kanaf.children.models import Child
from kanaf.core import rows
from kanaf.programme import queries as programme
from kanaf.programme.models import RetentionClass
from kanaf.protection.erasing import registrations_of_person
from kanaf.protection.models import Attachment, Erasure, Export, JudicialHold, RetentionLine, RetentionRun

SHOWN = 50
MOST_LINES = 500


@dataclass(frozen=True)
class Shown:
    """A row with what is meant by its ids: a case code, the initials of people."""

    row: Any
    code: str
    asked_by: str
    decided_by: str


def codes_of(children: Iterable[UUID | None]) -> dict[UUID, str]:
    """The case codes of children whom one's organisation need not follow."""
    wanted = {child for child in children if child is not None}
    with rows.as_registry():
        return dict(Child.objects.filter(pk__in=wanted).values_list("pk", "code")) if wanted else {}


def initials_of(people: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """What lists show of colleagues."""
    wanted = {one for one in people if one is not None}
    return {account.pk: account.initials for account in Account.objects.filter(pk__in=wanted)} if wanted else {}


def shown(found: Iterable[Any]) -> list[Shown]:
    """Rows with their codes and people, in two queries."""
    held = list(found)
    codes = codes_of(row.child_id for row in held)
    people = {row.asked_by for row in held} | {row.decided_by for row in held if row.decided_by}
    initials = {account.pk: account.initials for account in Account.objects.filter(pk__in=people)} if people else {}
    return [Shown(row, codes.get(row.child_id, ""), initials.get(row.asked_by, ""), initials.get(row.decided_by, "")) for row in held]


def erasures(by: Account) -> list[Shown]:
    """The erasures that a person may read, newest first."""
    return shown(Erasure.objects.visible_to(by)[:SHOWN])


def attachments_of(child: Child, by: Account) -> list[Attachment] | None:
    """The papers of a child's file, newest first; None for who may not read identities."""
    if not by.holds(Permission.IDENTITY_READ):
        return None
    return list(Attachment.objects.visible_to(by).filter(child=child).order_by("-recorded_at").defer("sealed"))


def exports(by: Account) -> list[Shown]:
    """The exports that a person may read, newest first."""
    return shown(Export.objects.visible_to(by).select_related("city")[:SHOWN])


@dataclass(frozen=True)
class List:
    """A retention list with its people and how far it has come."""

    run: RetentionRun
    made_by: str
    decided_by: str
    due: int
    held: int
    erased: int
    left: int

    @property
    def done(self) -> int:
        return self.erased + self.left

    @property
    def number(self) -> int:
        return self.due + self.held


def retention_lists(by: Account, only: UUID | None = None) -> list[List]:
    """The lists that a person may read, newest first, counted in one query."""
    found = RetentionRun.objects.visible_to(by)
    found = found.filter(pk=only) if only else found
    counted = found.annotate(
        due=Count("lines", filter=Q(lines__held="")),
        held=Count("lines", filter=~Q(lines__held="")),
        erased=Count("lines", filter=Q(lines__outcome=RetentionLine.Outcome.ERASED)),
        left=Count("lines", filter=Q(lines__outcome=RetentionLine.Outcome.LEFT)),
    )
    runs = list(counted[:SHOWN])
    initials = _initials({run.made_by for run in runs} | {run.decided_by for run in runs if run.decided_by})
    return [
        List(run, initials.get(run.made_by, ""), initials.get(run.decided_by, ""), run.due, run.held, run.erased, run.left) for run in runs
    ]


def retention_lines(run: RetentionRun) -> list[RetentionLine]:
    """What a list says, longest overdue first, as far as a page shows it."""
    return list(run.lines.all()[:MOST_LINES])


def kept() -> list[RetentionClass]:
    """The classes of the pack."""
    return list(programme.retention().values())


@dataclass(frozen=True)
class Hold:
    """An order that holds a file, with its code and people."""

    hold: JudicialHold
    code: str
    set_by: str
    end_asked_by: str


def holds(by: Account, at: datetime) -> list[Hold]:
    """The orders that hold files now, as far as a person may read them."""
    found = list(JudicialHold.objects.live(at).visible_to(by)[:SHOWN])
    codes = codes_of(hold.child_id for hold in found)
    initials = _initials({hold.set_by for hold in found} | {hold.end_asked_by for hold in found if hold.end_asked_by})
    return [Hold(hold, codes.get(hold.child_id, ""), initials.get(hold.set_by, ""), initials.get(hold.end_asked_by, "")) for hold in found]


def is_held(child: Child, at: datetime) -> bool:
    """Whether an order holds a child's file, whoever set it: shown to whoever follows the child, without its reference."""
    with rows.as_registry():
        return JudicialHold.objects.live(at).filter(child__in=registrations_of_person(child)).exists()


def _initials(accounts: set[UUID]) -> dict[UUID, str]:
    return {account.pk: account.initials for account in Account.objects.filter(pk__in=accounts)} if accounts else {}
