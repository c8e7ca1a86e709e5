"""Questions about colleagues: who can be responsible for a case, who an id was, who is in one's organisation."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from kanaf.access.models import Account
from kanaf.access.roles import MAY, Permission


def of_organisation(by: Account) -> QuerySet[Account]:
    """The people of one's own organisation, with their roles at hand."""
    people = Account.objects.filter(organisation=by.organisation_id, is_system=False)
    return people.prefetch_related("grant_set__city").order_by("-is_active", "name")


def who_may_be_responsible(by: Account) -> QuerySet[Account]:
    """Colleagues who may carry a case, in one's own organisation."""
    roles = [role for role, permissions in MAY.items() if Permission.CASE_UPDATE in permissions]
    holds = Q(grant__role__in=roles, grant__ended_at__isnull=True)
    return Account.objects.filter(holds, organisation=by.organisation_id, is_active=True).distinct().order_by("name")


def initials_of(accounts: Iterable[Any]) -> dict[UUID, str]:
    """What a page shows of the people behind ids, in one query."""
    wanted = {account for account in accounts if account is not None}
    return {account.pk: account.initials for account in Account.objects.filter(pk__in=wanted)} if wanted else {}


def readers_of(accounts: Iterable[Any], by: Account) -> dict[UUID, str]:
    """The same with the organisation of whoever is of another one."""
    wanted = {account for account in accounts if account is not None}
    found = Account.objects.filter(pk__in=wanted).select_related("organisation") if wanted else []
    return {
        account.pk: account.initials
        if account.organisation_id == by.organisation_id
        else f"{account.initials} ({account.organisation.name})"
        for account in found
    }
