"""National roles are given only in the organisation that the pack says coordinates the programme (decision 0022)."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from kanaf.access import actions
from kanaf.access.models import Account, Grant, Organisation
from kanaf.access.queries import is_national
from kanaf.access.roles import GIVEN_IN, NATIONAL, NATIONAL_PERMISSIONS, Permission, Role
from kanaf.core import clock, rows
from kanaf.core.database.policies import ORGANISATION
from kanaf.core.errors import NotPermitted, Refused
from kanaf.desk.forms.people import RoleForm
from tests import worlds

pytestmark = pytest.mark.django_db


def administrator(organisation: str) -> Account:
    return worlds.person(Role.ADMINISTRATOR, organisation)


def given(by: Account, role: Role) -> Grant:
    colleague = worlds.person(Role.CAMPAIGN_MANAGER, by.organisation.code)
    return actions.give_role(by=by, at=clock.now(), account=colleague, role=role)


def test_the_pack_says_who_coordinates() -> None:
    assert list(Organisation.objects.filter(coordinates=True).values_list("code", flat=True)) == ["oim"]


@pytest.mark.parametrize("role", sorted(NATIONAL))
def test_a_un_agency_that_does_not_lead_gives_no_national_role(role: Role) -> None:
    with pytest.raises(Refused, match="coordinates the programme"):
        given(administrator("hcr"), role)
    assert given(administrator("oim"), role).role == role


@pytest.mark.parametrize("code", ["hcr", "asticude", "cnclt"])
def test_the_form_offers_what_the_action_gives(code: str) -> None:
    by = administrator(code)
    offered = {value for value, _label in RoleForm(by=by).fields["role"].choices}  # type: ignore[attr-defined]
    assert offered == {role.value for role in GIVEN_IN[by.organisation.kind]}
    assert not offered & NATIONAL


def test_the_system_itself_gives_none_elsewhere() -> None:
    with pytest.raises(Refused, match="coordinates the programme"):
        worlds.person(Role.NATIONAL_COORDINATOR, "hcr")


@pytest.mark.parametrize("role", sorted(NATIONAL))
def test_the_database_refuses_it_whoever_writes(role: Role) -> None:
    account = administrator("hcr")
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(account=account, role=role, given_at=clock.now())
    grant = Grant.objects.get(account=account)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(role=role)
    Grant.objects.filter(pk=grant.pk).update(role=role, ended_at=clock.now())  # what has ended is history
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(ended_at=None)


def test_who_holds_national_roles_goes_on_coordinating_until_they_end() -> None:
    lead, coordinator = Organisation.objects.get(code="oim"), worlds.coordinator()
    values: dict[str, Any] = {"code": lead.code, "kind": lead.kind, "short_name": lead.short_name, "aliases": lead.aliases}
    values |= {"labels": {"fr": lead.label_fr, "ar": lead.label_ar, "en": lead.label_en}}
    with pytest.raises(Refused, match="national roles"):
        actions.save_organisation(by=actions.system_account(), at=clock.now(), **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=lead.pk).update(coordinates=False)
    Grant.objects.filter(account=coordinator).update(ended_at=clock.now())
    actions.save_organisation(by=actions.system_account(), at=clock.now(), **values)
    assert not Organisation.objects.filter(coordinates=True).exists()


def test_what_reaches_past_ones_own_organisation_is_held_at_the_lead_only() -> None:
    """Two officers whom a false partner invites do not let a second false partner in."""
    own, lead = worlds.person(Role.DATA_PROTECTION_OFFICER, "asticude"), worlds.person(Role.DATA_PROTECTION_OFFICER, "oim")
    assert lead.holds(Permission.ORGANISATION_CREATE)
    assert own.holds(Permission.PROTECTION_READ)
    for account in (own, administrator("asticude"), administrator("hcr")):
        assert not account.permissions & NATIONAL_PERMISSIONS
    with pytest.raises(NotPermitted):
        actions.decline_organisation(by=own, at=clock.now(), request=None)  # type: ignore[arg-type]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="row-level security is PostgreSQL's")
@pytest.mark.parametrize("code", ["oim", "hcr", "asticude"])
def test_the_database_agrees_on_who_is_national(code: str) -> None:
    from kanaf.access.models import COORDINATES

    account = administrator(code)
    with rows.for_organisation(account.organisation_id), connection.cursor() as cursor:
        cursor.execute(f"select {COORDINATES}, {ORGANISATION}")
        said, where = cursor.fetchone()
    assert (said, where) == (is_national(account), account.organisation_id)
