"""What a session is: a new key at each sign-in, nothing after it ended, and the way out on every page."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from kanaf.access.models import Account
from tests import worlds
from tests.access.signing import browser, code

pytestmark = pytest.mark.django_db
SignIn = Callable[[Account], Client]


def key_of(client: Client) -> str:
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def test_signing_in_changes_the_sessions_key() -> None:
    """A key that somebody planted before is worth nothing after."""
    person = worlds.real_person("caseworker", "asticude", "nador")
    client = browser()
    client.post("/account/login/", {"login": person.email, "password": worlds.PASSPHRASE})
    before = key_of(client)
    client.post("/account/2fa/authenticate/", {"code": code()})
    assert client.get("/work/").status_code == 200
    assert key_of(client) != before
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = before
    assert thief.get("/work/").status_code == 302


def test_a_session_that_was_signed_out_opens_nothing(signed_in: SignIn) -> None:
    client = signed_in(worlds.caseworker())
    kept = key_of(client)
    assert client.get("/work/").status_code == 200
    client.post("/account/logout/")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = kept
    assert thief.get("/work/").headers["Location"].startswith("/account/login/")


@pytest.mark.parametrize("path", ["/work/", "/work/cases/", "/work/sharings/", "/account/sessions/", "/account/rights/"])
def test_signing_out_is_on_every_page_of_work(signed_in: SignIn, path: str) -> None:
    assert b'action="/account/logout/"' in signed_in(worlds.caseworker()).get(path).content
