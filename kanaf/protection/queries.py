"""What waits for whom, in the work of data protection."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kanaf.access.models import Account
from kanaf.access.roles import Permission
from kanaf.children.models import Child
from kanaf.core import rows
from kanaf.protection.models import Attachment, Erasure, Export

SHOWN = 50


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
