"""Questions about colleagues: who can be responsible for a case, who an id was, who is in one's organisation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from kanaf.access.models import AccessReview, Account, Assurance, FactorReset, OrganisationRequest
from kanaf.access.queries import colleagues_who_may
from kanaf.access.roles import Permission, Role
from kanaf.access.rules import lacks_factor, must_sign_conduct, quarter_code, review_due_on
from kanaf.children import cards
from kanaf.core import clock
from kanaf.core.database import safety


def of_organisation(by: Account) -> QuerySet[Account]:
    """The people of one's own organisation, with their roles at hand."""
    people = Account.objects.filter(organisation=by.organisation_id, is_system=False)
    return people.prefetch_related("grant_set__city").order_by("-is_active", "name", "pk")


def who_may_be_responsible(by: Account) -> QuerySet[Account]:
    """Colleagues who may carry a case, in one's own organisation."""
    return colleagues_who_may(by.organisation_id, Permission.CASE_UPDATE, clock.today())


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


def current(by: Account, today: date) -> QuerySet[Account]:
    """Colleagues who may be in today, without oneself."""
    live = Q(expires_on__isnull=True) | Q(expires_on__gte=today)
    return of_organisation(by).filter(live, is_active=True).exclude(pk=by.pk)


def open_resets(by: Account) -> list[FactorReset]:
    """Lost factors that wait for a second person: one's organisation's, or everyone's for the national coordinator."""
    waiting = FactorReset.objects.filter(decided_at=None).select_related("account__organisation", "asked_by").order_by("asked_at")
    if Role.NATIONAL_COORDINATOR not in by.roles:
        waiting = waiting.filter(account__organisation=by.organisation_id)
    return list(waiting)


def open_requests() -> list[OrganisationRequest]:
    """Organisations that wait for a second person."""
    return list(OrganisationRequest.objects.filter(decided_at=None).select_related("asked_by__organisation").order_by("asked_at"))


@dataclass(frozen=True)
class Reviewed:
    """A colleague in this quarter's review: confirmed by whom and when, or not yet."""

    account: Account
    review: AccessReview | None
    is_self: bool


def review(by: Account, today: date) -> list[Reviewed]:
    """Everybody who may be in, with this quarter's confirmation; those not confirmed first."""
    live = Q(expires_on__isnull=True) | Q(expires_on__gte=today)
    people = list(of_organisation(by).filter(live, is_active=True))
    done = {one.account_id: one for one in AccessReview.objects.filter(account__in=people, quarter=quarter_code(today))}
    rows = [Reviewed(account, done.get(account.pk), account.pk == by.pk) for account in people]
    return sorted(rows, key=lambda row: (row.review is not None, row.account.name))


@dataclass(frozen=True)
class Missing:
    """One thing to see to. `people` are those whom it is about."""

    kind: str
    people: tuple[Account, ...] = ()
    is_late: bool = False


def missing(by: Account, today: date) -> list[Missing]:
    """What an administrator without IT staff has to see to next, the gravest first."""
    everybody = list(of_organisation(by).prefetch_related("authenticator_set"))
    here = [account for account in everybody if account.is_current(today)]
    reviewed = set(AccessReview.objects.filter(account__in=here, quarter=quarter_code(today)).values_list("account_id", flat=True))
    kinds = set(Assurance.objects.values_list("kind", flat=True))
    found = [Missing(kind, is_late=True) for kind in Assurance.Kind.values if kind not in kinds]
    found += [
        Missing("factor", tuple(account for account in here if lacks_factor(account)), is_late=True),
        Missing("conduct", tuple(account for account in here if must_sign_conduct(account))),
        Missing("expired", tuple(account for account in everybody if account.is_active and not account.is_current(today))),
        Missing("roleless", tuple(account for account in here if not account.roles)),
        Missing("review", tuple(account for account in here if account.pk not in reviewed), is_late=today > review_due_on(today)),
    ]
    deputy = by.organisation.deputy
    no_deputy = [Missing("deputy")] if deputy is None or not deputy.is_current(today) else []
    # Whoever looks after the server sets the database right, and runs `rebuild_name_keys` after an update that says so.
    server = [Missing("disk", is_late=True)] if safety.unsafe_settings() else []
    server += [Missing("name_keys", is_late=True)] if cards.waiting() else []
    return server + [one for one in found if one.people or one.kind in Assurance.Kind.values] + no_deputy
