"""Signing in as a browser does: step by step, from an address, with or without a known device."""

import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from kanaf.access.models import Account, UsedCode
from tests import worlds


def browser(address: str = "203.0.113.7") -> Client:
    client = Client(REMOTE_ADDR=address)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def code(shift: int = 0) -> str:
    """What the application shows now."""
    return str(format_hotp_value(hotp_value(worlds.TOTP_SECRET, int(time.time()) // 30 + shift)))


def try_passphrase(client: Client, email: str, passphrase: str) -> Any:
    return client.post("/account/login/", {"login": email, "password": passphrase})


def sign_in(account: Account, client: Client | None = None) -> Client:
    """The whole way: passphrase, then code. A code counts once; tests have no half minute to wait for the next."""
    cache.clear()
    UsedCode.objects.all().delete()
    client = client or browser()
    response = try_passphrase(client, account.email, worlds.PASSPHRASE)
    assert response.headers.get("Location", "") == "/account/2fa/authenticate/", response.content.decode()[:2000]
    response = client.post("/account/2fa/authenticate/", {"code": code()})
    assert response.status_code == 302, response.content.decode()[:3000]
    return client
