"""Nobody grants themselves anything: every field of every form of ours about people, as every role (G5)."""

from typing import Any

import pytest
from django.forms import model_to_dict
from django.test import Client
from django.urls import get_resolver

from kanaf.access.models import Account, Grant, Organisation
from kanaf.access.roles import Role
from kanaf.core import checks
from tests import worlds

pytestmark = pytest.mark.django_db
# What a hostile colleague adds to every form: each field of an account, and what forms about people call theirs.
HOSTILE: dict[str, Any] = {
    "is_active": "on",
    "is_superuser": "on",
    "is_staff": "on",
    "is_system": "on",
    "is_demo": "on",
    "epoch": "99",
    "conduct_version": "9999",
    "permissions": "account.manage",
    "user_permissions": "1",
    "groups": "1",
    "created_at": "2020-01-01",
    "password": "x",
    "role": "administrator",
    "city": "",
    "kind": "keys_kept",
    "deputy": "",
    "quarter": "2030-Q1",
    "expires_on": "01/01/2040",
    "expires_on_day": "1",
    "expires_on_month": "1",
    "expires_on_year": "2040",
    "email": "other@evil.example",
    "name": "Another Name",
    "language": "en",
    "agreed": "on",
}
# What each address may change of one's own account, and nothing else.
OWN = {"account/conduct/": {"conduct_version", "conduct_signed_at"}}


def addresses(of: Account) -> list[tuple[str, str]]:
    """(route, address) of every page about people and accounts, about oneself where it is about somebody."""
    found = []
    for route, name, _need in checks.declared_urls():
        if not route.startswith(("work/people/", "account/")) or "logout" in route or "<str:token>" in route or "<int:pk>" in route:
            continue
        if "(?P" in route or "2fa/" in route:
            continue
        address = route.replace("<uuid:pk>", str(of.pk)).replace("<int:grant>", str(of.grants[0].pk))
        if name.startswith("kanaf."):
            found.append((route, f"/{address}"))
    return found


def state(account: Account) -> dict[str, Any]:
    fresh = Account.objects.get(pk=account.pk)
    kept = model_to_dict(fresh, exclude=["groups", "user_permissions"]) | {"id": fresh.pk, "conduct_signed_at": fresh.conduct_signed_at}
    kept["groups"] = sorted(fresh.groups.values_list("name", flat=True))
    kept["rights"] = fresh.user_permissions.count()
    kept["grants"] = sorted(Grant.objects.filter(account=fresh).values_list("role", "city", "ended_at"), key=str)
    kept["deputy"] = Organisation.objects.get(pk=fresh.organisation_id).deputy_id
    return kept


@pytest.mark.parametrize("role", list(Role))
def test_no_form_changes_ones_own_access(role: Role) -> None:
    by = worlds.person(role, "oim" if role not in {Role.DONOR_READER} else "dk-mfa")
    other = Organisation.objects.exclude(pk=by.organisation_id).first()
    assert other is not None
    hostile = HOSTILE | {"organisation": str(other.pk), "account": str(by.pk), "person": str(by.pk), "deputy": str(by.pk)}
    tried = 0
    for route, address in addresses(by):
        client = Client()
        client.force_login(by)
        before = state(by)
        client.post(address, hostile)
        after = state(by)
        changed = {name for name in before if before[name] != after[name]}
        assert changed <= OWN.get(route, set()), f"{role} {address} changed {changed}"
        tried += 1
    assert tried > 20


def test_the_oracle_sees_a_change() -> None:
    """The hole planted once: a form that would take any field is noticed."""
    by = worlds.caseworker()
    before = state(by)
    Account.objects.filter(pk=by.pk).update(is_superuser=True)
    assert state(by) != before


def test_allauths_page_that_changes_ones_address_is_not_there() -> None:
    names = {pattern.name for pattern in get_resolver("kanaf.access.urls").url_patterns if hasattr(pattern, "name")}
    assert "account_email" not in names
    client = Client()
    client.force_login(worlds.caseworker())
    assert client.get("/account/email/").status_code == 404


def test_without_any_live_role_nothing_is_seen() -> None:
    by = worlds.caseworker()
    worlds.case(by)
    Grant.objects.filter(account=by).update(ended_at="2026-11-15T10:00:00Z")
    fresh = Account.objects.get(pk=by.pk)
    assert fresh.city_codes == set()
    client = Client()
    client.force_login(fresh)
    for _route, name, _need in checks.declared_urls():
        assert name
    for url in ("/work/cases/", "/work/figures/", "/work/activities/", "/work/people/", "/work/record/", "/work/search/"):
        assert client.get(url).status_code in {403, 405}, url
    home = client.get("/work/")
    assert home.status_code == 200
    assert not home.context["counts"]
