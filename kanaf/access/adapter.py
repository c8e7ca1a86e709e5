"""How django-allauth signs our people in: nobody signs up by themselves; suspended or expired people stay out."""

import os
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.http import HttpRequest, HttpResponse

from kanaf.core import clock, keys


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        if not user.is_current(clock.today()):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)


class FactorAdapter(DefaultMFAAdapter):
    """Second-factor secrets are sealed in the database."""

    def encrypt(self, text: str) -> str:
        nonce = os.urandom(12)
        return (nonce + AESGCM(keys.key("master")).encrypt(nonce, text.encode(), b"mfa")).hex()

    def decrypt(self, encrypted_text: str) -> str:
        sealed = bytes.fromhex(encrypted_text)
        return AESGCM(keys.key("master")).decrypt(sealed[:12], sealed[12:], b"mfa").decode()
