"""Questions about organisations, and about who let people in."""

from collections import defaultdict
from uuid import UUID

from django.db.models import QuerySet

from kanaf.access.models import AccessReview, Account, Invitation, Organisation


def coordination() -> QuerySet[Organisation]:
    """The organisations that coordinate the programme, as the pack says; usually one."""
    return Organisation.objects.filter(coordinates=True)


def is_national(by: Account) -> bool:
    """Whether the person's organisation coordinates the programme, and so answers for all of it."""
    return by.organisation.coordinates


def in_one_hand(one: UUID, other: UUID) -> bool:
    """Whether two accounts may be one person's: one let the other in, or a third let both in, and nobody else has confirmed it since.

    A confirmation is the quarter's review of access by somebody who let neither of them in. The pack's own accounts were let in by nobody.
    """
    hosts: dict[UUID, set[UUID]] = defaultdict(set)
    for account, host in Invitation.objects.filter(account__in=[one, other]).values_list("account", "made_by"):
        hosts[account].add(host)
    involved = {one, other} | hosts[one] | hosts[other]
    confirmed = set(AccessReview.objects.filter(account__in=[one, other]).exclude(by__in=involved).values_list("account", flat=True))
    let_in_by_each_other = any(host in hosts[guest] and guest not in confirmed for host, guest in ((one, other), (other, one)))
    return let_in_by_each_other or (bool(hosts[one] & hosts[other]) and not {one, other} & confirmed)
