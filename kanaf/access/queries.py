"""Questions about organisations, and about who let people in."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from kanaf.access.models import AccessReview, Account, Grant, Invitation, Organisation
from kanaf.access.roles import MAY, Permission


def coordination() -> QuerySet[Organisation]:
    """The organisations that coordinate the programme, as the pack says; usually one."""
    return Organisation.objects.filter(coordinates=True)


def is_national(by: Account) -> bool:
    """Whether the person's organisation coordinates the programme, and so answers for all of it."""
    return by.organisation.coordinates


def colleagues_who_may(organisation: UUID, permission: Permission, today: date, city: str | None = None) -> QuerySet[Account]:
    """People of an organisation who may be in today and hold a permission, in one city or wherever it works."""
    roles = [role for role, permissions in MAY.items() if permission in permissions]
    there = Q(city__isnull=True) | Q(city=city) if city is not None else Q()
    held = Grant.objects.filter(there, account=OuterRef("pk"), role__in=roles, ended_at__isnull=True)
    live = Q(expires_on__isnull=True) | Q(expires_on__gte=today)
    return Account.objects.filter(live, Exists(held), organisation=organisation, is_active=True, is_system=False).order_by("name", "pk")


def in_one_hand(one: UUID, other: UUID) -> bool:
    """Whether two accounts may be one person's: one let the other in, or a third let both in, and nobody else has confirmed it since.

    A confirmation is the quarter's review of access by somebody who let neither of them in. The pack's own accounts were let in by nobody.
    """
    return bool(in_hands_of({one}, {other}))


def in_hands_of(some: set[UUID], others: set[UUID]) -> set[UUID]:
    """Those of the others that may be one person with some of these, in as many queries for many as for two."""
    everybody = some | others
    hosts: dict[UUID, set[UUID]] = defaultdict(set)
    for account, host in Invitation.objects.filter(account__in=everybody).values_list("account", "made_by"):
        hosts[account].add(host)
    reviewers: dict[UUID, set[UUID]] = defaultdict(set)
    for account, by in AccessReview.objects.filter(account__in=everybody).values_list("account", "by"):
        reviewers[account].add(by)

    def are_one(one: UUID, other: UUID) -> bool:
        involved = {one, other} | hosts[one] | hosts[other]
        confirmed = {account for account in (one, other) if reviewers[account] - involved}
        let_in_by_each_other = any(host in hosts[guest] and guest not in confirmed for host, guest in ((one, other), (other, one)))
        return let_in_by_each_other or (bool(hosts[one] & hosts[other]) and not confirmed)

    return {other for other in others if any(are_one(one, other) for one in some)}
