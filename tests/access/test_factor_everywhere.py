"""G10: no door opens to a passphrase alone, whichever it is and however it is knocked at."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from kanaf.access.models import Account
from kanaf.access.roles import PRIVILEGED, Role
from kanaf.core import checks, doors
from tests import worlds
from tests.access.signing import browser

pytestmark = pytest.mark.django_db
METHODS = ("get", "post", "put", "delete")
TO_THE_FACTOR = "/account/second-factor/"
ARGUMENTS = {"uuid": lambda: str(uuid4()), "int": lambda: "1", "str": lambda: "ZZZ-ZZZ", "slug": lambda: "anything", "path": lambda: "a/b"}
HALF_WAY = {
    "account/second-factor/",
    "account/conduct/",
    "account/locked/",
    "account/lock/",
    "account/activity/",
    "account/confirm/",
    "account/interview/",
    "account/interview/start/",
    "account/held/",
}
"""By hand: what somebody needs who has still to set up a factor, or whose session is locked. None of them tells anything (below)."""


def by_session(account: Account) -> Client:
    """Signed in by passphrase alone: what a stolen one opens."""
    client = browser()
    client.force_login(account)
    return client


def addresses() -> list[tuple[str, str]]:
    """(route, address) of every URL of ours for signed-in people, with something in the place of each argument."""
    found = []
    for route, name, need in checks.declared_urls():
        if name.startswith("kanaf.") and need not in {None, doors.PUBLIC}:
            filled = re.sub(r"<(?:(\w+):)?\w+>", lambda match: ARGUMENTS[match[1] or "str"](), route)
            found.append((route, f"/{filled}"))
    return found


LACKING = [
    *((role, "") for role in Role),
    *((role, "recovery_codes") for role in sorted(PRIVILEGED)),
    *((role, "totp") for role in sorted(PRIVILEGED)),
]
"""Who lacks what their role asks for: any factor; the passkey, though they have printed codes or an application."""


def opened(asked: list[tuple[Client, str, str]]) -> list[str]:
    found = []
    for client, method, address in asked:
        response = getattr(client, method)(address)
        if (response.status_code, response.headers.get("Location")) not in {(302, TO_THE_FACTOR), (405, None)}:
            found.append(f"{method} {address}: {response.status_code}")
    return found


def lacking() -> list[Client]:
    return [by_session(worlds.real_person(role, "oim", factor=factor)) for role, factor in LACKING]


def test_every_address_leads_to_the_factor(promise: Callable[[str, str], None]) -> None:
    clients, every = lacking(), [address for route, address in addresses() if route not in HALF_WAY]
    asked = [
        (clients[(place + turn) % len(clients)], method, address)
        for place, address in enumerate(every)
        for turn, method in enumerate(("get", "post"))
    ]
    found = opened(asked)
    promise(
        "G10", f"{len(asked)} requests to {len(every)} addresses without the factor of one's role: {len(found)} open ({connection.vendor})"
    )
    assert len(every) > 100
    assert found == []


@pytest.mark.drill
def test_every_address_leads_everybody_to_the_factor(promise: Callable[[str, str], None]) -> None:
    every = [address for route, address in addresses() if route not in HALF_WAY]
    asked = [(client, method, address) for client in lacking() for address in every for method in METHODS]
    found = opened(asked)
    who = f"{len(LACKING)} people without what their role asks for"
    promise(
        "G10", f"{len(every)} addresses × {len(METHODS)} methods × {who}, {len(asked):,} requests: {len(found)} open ({connection.vendor})"
    )
    assert found == []


def test_the_editor_asks_too_whatever_the_address() -> None:
    client = by_session(worlds.real_person(Role.COMMUNICATIONS_OFFICER, "oim", factor=""))
    for address in ("/cms/", "/cms/pages/", "/cms/images/", "/cms/documents/", "/cms/reports/site-history/", "/cms/users/"):
        assert client.get(address).headers.get("Location") == TO_THE_FACTOR, address


def test_what_is_open_half_way_tells_nothing_of_the_work() -> None:
    by = worlds.real_person(Role.CASEWORKER, "asticude", "nador", factor="")
    child = worlds.child(by, latin="Zoumanigui Bartholomeus")
    client = by_session(by)
    for route in sorted(HALF_WAY):
        text = client.get(f"/{route}").content.decode()
        assert child.code not in text, route
        assert "Zoumanigui" not in text, route


def test_accounts_of_the_demonstration_are_real_ones_outside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    clients = [by_session(account) for account in worlds.one_of_each_role().values()]
    assert all(client.get("/work/").status_code == 200 for client in clients)
    monkeypatch.setattr(settings, "KANAF_DEMO", False)
    assert {client.get("/work/").headers.get("Location") for client in clients} == {TO_THE_FACTOR}
