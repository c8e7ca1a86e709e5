"""Who may close a case, and what a closed one means for the child's identity (DOMAIN.md §3.9, rule 8: closed → restrict at once)."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.access.queries import colleagues_who_may, in_hands_of
from kanaf.access.roles import Permission
from kanaf.casework.models import Case, Closing
from kanaf.children.restricting import restricts
from kanaf.core import rows
from kanaf.core.errors import NotPermitted, Refused


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


def others_who_may_close(case: Case, today: date, *, asked_by: Account | None = None) -> list[Account]:
    """Colleagues who may close a case: neither who follows it, nor who asks for it, nor an account that may be theirs."""
    parties = {case.responsible_id} | ({asked_by.pk} if asked_by is not None else set())
    held = colleagues_who_may(case.organisation_id, Permission.CASE_CLOSE, today, case.city_id).exclude(pk__in=parties)
    others = list(held)
    theirs = in_hands_of(parties, {account.pk for account in others})
    return [account for account in others if account.pk not in theirs]


def check_may_close(case: Case, by: Account, closing: Closing | None = None) -> None:
    """A case is closed by another than who follows it or asks for it (G9): a colleague, or the coordination where there is none."""
    is_own = case.organisation_id == by.organisation_id and by.holds(Permission.CASE_CLOSE)
    is_for_them = closing is not None and closing.for_coordination and by.holds(Permission.CASE_CLOSE_ELSEWHERE)
    if not (is_own or is_for_them):
        raise NotPermitted("a case that somebody else closes")
    parties = {case.responsible_id} | ({closing.asked_by_id} if closing is not None else set())
    if by.pk in parties:
        raise Refused(_("You follow this case, or asked that it be closed: somebody else closes it."), code="same_person")
    if in_hands_of(parties, {by.pk}):
        raise Refused(
            _("You and who follows this case were let in by one person, so you may be one person: somebody else closes it."),
            code="in_one_hand",
        )
