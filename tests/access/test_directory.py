"""Signing in through an organisation's directory: accounts that exist, at its own addresses, with the second factor."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core.cache import cache
from django.test import Client

from kanaf.access.models import Account, UsedCode
from kanaf.access.roles import Role
from tests import worlds
from tests.access.signing import browser, code
from tests.desk.browsing import text_of

pytestmark = pytest.mark.django_db
URL = "/account/oidc/directory/login/"
Claims = dict[str, Any]


@pytest.fixture
def through(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """`through(client, email=…)` goes to the directory, which says who it is, and comes back."""
    app = {
        "provider_id": "directory",
        "name": "Annuaire",
        "client_id": "kanaf",
        "secret": "s",
        "settings": {"server_url": "https://idp.example"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    settings.KANAF_OIDC_DOMAINS = ["asticude.example"]
    config = {"authorization_endpoint": "https://idp.example/authorize", "token_endpoint": "https://idp.example/token"}
    claims: Claims = {}
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "openid_config", config | {"userinfo_endpoint": "https://idp.example/me"})
    monkeypatch.setattr(OAuth2Client, "get_access_token", lambda *_args, **_kwargs: {"access_token": "t"})
    monkeypatch.setattr(
        OpenIDConnectOAuth2Adapter,
        "complete_login",
        lambda self, request, app, token, **_kwargs: self.get_provider().sociallogin_from_response(request, {"userinfo": dict(claims)}),
    )

    def go(client: Client, email: str, *, sub: str = "1", verified: bool = True, process: str = "") -> Any:
        claims.clear()
        claims.update({"sub": sub, "email": email, "email_verified": verified, "name": "Nom Delannuaire"})
        away = client.post(f"{URL}?process={process}" if process else URL)
        assert away.headers["Location"].startswith("https://idp.example/authorize?"), away
        state = parse_qs(urlsplit(away.headers["Location"]).query)["state"][0]
        cache.clear()
        return client.get(f"{URL}callback/", {"code": "c", "state": state})

    return go


def worker(**changes: Any) -> Account:
    return worlds.real_person(Role.CASEWORKER, "asticude", "nador", **changes)


def test_the_directory_opens_an_account_that_exists_and_skips_no_factor(through: Any) -> None:
    account = worker()
    for _first_and_again in range(2):
        UsedCode.objects.all().delete()  # the next code would be half a minute away
        client = browser()
        back = through(client, account.email.upper())
        assert back.headers["Location"] == "/account/2fa/authenticate/"
        assert client.get("/work/").headers["Location"].startswith("/account/login/")
        client.post("/account/2fa/authenticate/", {"code": code()})
        assert client.get("/work/").status_code == 200
    assert SocialAccount.objects.get(user=account).extra_data == {}


def test_without_a_factor_nothing_opens(through: Any) -> None:
    account = worker(factor="")
    client = browser()
    through(client, account.email)
    assert client.get("/work/").headers["Location"] == "/account/second-factor/"


@pytest.mark.parametrize("kind", ["unknown", "unverified", "foreign domain", "suspended"])
def test_whoever_has_no_account_here_gets_none(through: Any, kind: str) -> None:
    account = worlds.real_person(Role.CASEWORKER, "omdh") if kind == "foreign domain" else worker()
    if kind == "suspended":
        Account.objects.filter(pk=account.pk).update(is_active=False)
    email = "nobody@asticude.example" if kind == "unknown" else account.email
    before = Account.objects.count()
    client = browser()
    back = through(client, email, verified=kind != "unverified")
    assert back.headers["Location"] == "/account/login/"
    assert "knows no account here" in text_of(client.get("/account/login/"))
    assert client.get("/work/").headers["Location"].startswith("/account/login/")
    assert (Account.objects.count(), SocialAccount.objects.count()) == (before, 0)


def test_one_who_is_linked_does_not_become_another(through: Any) -> None:
    first, second = worker(), worker()
    through(browser(), first.email, sub="1")
    client = browser()
    assert through(client, second.email, sub="1").headers["Location"] == "/account/login/"
    assert SocialAccount.objects.get().user_id == first.pk


def test_nobody_links_their_account_to_a_directory_by_themselves(through: Any) -> None:
    client = browser()
    client.force_login(worlds.caseworker())
    account = worker()
    through(client, account.email, process="connect")
    assert not SocialAccount.objects.exists()


def test_without_a_directory_there_is_no_door(client: Client) -> None:
    assert client.post(URL).status_code == 404
    assert "oidc" not in text_of(client.get("/account/login/"))


def test_the_button_is_shown_where_there_is_one(through: Any) -> None:
    assert "Sign in with Annuaire" in text_of(browser().get("/account/login/"))
