"""What a closed case means for the child's identity (DOMAIN.md §3.9, rule 8: closed → restrict at once)."""

from uuid import UUID

from kanaf.access.models import Account
from kanaf.access.roles import Permission
from kanaf.casework.models import Case
from kanaf.children.restricting import restricts
from kanaf.core import rows


@restricts
def closed_to(by: Account, children: list[UUID]) -> set[UUID]:
    """Children whose last case, in whichever organisation, is closed: who they are is opened by who answers for cases alone.

    A child that never had a case is not yet followed, and stays open to who registered it; reopening opens it again.
    """
    if by.is_system or by.holds(Permission.CASE_READ_ORGANISATION):
        return set()
    with rows.as_registry():
        found = Case.objects.filter(child__in=children).values_list("child_id", "status")
        open_children = {child for child, status in found if status == Case.Status.OPEN}
        return {child for child, _status in found} - open_children
