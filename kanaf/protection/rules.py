"""What may be erased, and by whom it may be decided."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.access.queries import in_one_hand, is_national
from kanaf.casework.models import Case
from kanaf.children.models import CareTeam, Child, SameChild
from kanaf.core import clock, rows
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.keepers import KEEPERS
from kanaf.core.models import DataKey
from kanaf.protection.erasing import lock_keys, registrations_of_person
from kanaf.protection.models import Export, JudicialHold

MOST_ALONE = 5
ALONE_WITHIN = timedelta(days=30)
"""One file after the other is many identities too (G9, decision 0020)."""


def child_in_reach(by: Account, code: str) -> Child | None:
    """The child of a code, for an officer who need not follow it: registered by their organisation, or any for the national one."""
    with rows.as_registry():
        child = Child.objects.filter(code=code).first()
    return child if child is not None and (child.organisation_id == by.organisation_id or is_national(by)) else None


def check_in_reach(by: Account, child: Child) -> None:
    if not (by.is_system or child.organisation_id == by.organisation_id or is_national(by)):
        raise NotPermitted("another organisation's child")


def check_can_be_erased(child: Child) -> None:
    """An open case keeps its child's name: whoever works on it would help somebody they cannot call."""
    children = registrations_of_person(child)
    lock_keys(children)
    with rows.as_registry():
        is_open = Case.objects.filter(child__in=children, status=Case.Status.OPEN).exists()
        is_held = JudicialHold.objects.live(clock.now()).filter(child__in=children).exists()
        is_sought = bool(KEEPERS["tracing"](children, clock.now()))
        has_key = DataKey.objects.filter(subject_kind="child", subject_id=child.pk).exists()
    if is_open:
        raise Refused(_("A case of this child is still open. Have it closed first, then erase."), field="code", code="case_open")
    if is_held:
        raise Refused(
            _("A court’s order holds this child’s file: nothing of it is erased until two people end the hold."), field="code", code="held"
        )
    if is_sought:
        raise Refused(
            _("The family of this child is being looked for: close that request first, then erase."), field="code", code="tracing"
        )
    if not has_key:
        raise Refused(_("This child’s identity is erased already."), field="code", code="erased_already")


def check_nothing_joined_since(child: Child, asked_at: datetime) -> None:
    """Two people decide on the same registrations: one that was joined after the first had asked was seen by the second alone."""
    with rows.as_registry():
        live = SameChild.objects.filter(ended_at=None)
        survivor = live.filter(child=child).values_list("survivor_id", flat=True).first() or child.pk
        joined = live.filter(Q(child=child) | Q(survivor=survivor), decided_at__gte=asked_at).exists()
    if joined:
        raise Refused(
            _("Another registration was joined to this child after the erasure was asked for: decline it, and have it asked anew."),
            code="joined_since",
        )


def may_export_alone(by: Account, child: Child, at: datetime) -> bool:
    """Whether a file leaves by one person's doing: one is responsible for it, and has not taken out many others of late."""
    if not is_responsible(by, child):
        return False
    alone = Export.objects.filter(asked_by=by.pk, alone=True, asked_at__gt=at - ALONE_WITHIN).exclude(child=child)
    return alone.values("child").distinct().count() < MOST_ALONE


def is_responsible(by: Account, child: Child) -> bool:
    """Whether the child is in this person's hands: by the care team or by an open case."""
    if CareTeam.objects.live().filter(child=child, account=by).exists():
        return True
    return Case.objects.visible_to(by).open().filter(child=child, responsible=by).exists()


def check_is_second_person(by: Account, asked_by: UUID) -> None:
    """Whoever asks does not approve, nor does an account that may be theirs (decision 0020)."""
    if by.pk == asked_by:
        raise Refused(_("You asked for this yourself: another person has to decide."), code="same_person")
    if in_one_hand(by.pk, asked_by):
        raise Refused(
            _(
                "The same person let you both in, or one of you the other, and nobody else has confirmed it since. Somebody else has to "
                "decide, or to review your access first."
            ),
            code="in_one_hand",
        )
