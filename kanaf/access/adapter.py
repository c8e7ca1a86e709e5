"""How django-allauth signs our people in: nobody signs up by themselves; suspended or expired people stay out."""

import os
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kanaf.access import actions, guesses, presence
from kanaf.access.forms import TOO_MANY
from kanaf.access.models import Account
from kanaf.core import audit, clock, keys


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {"too_many_login_attempts": TOO_MANY}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        if not user.is_current(clock.today()):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """A full sign-in makes this a known device: guessing elsewhere never locks it out (G7)."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        guesses.remember_device(request, response, user, secrets.token_hex(8), secure=settings.SESSION_COOKIE_SECURE)
        audit.record("session.started", by=user, at=clock.now(), target=user)
        return response

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Count the guess first, then look at it; a right one does not count."""
        email = str(credentials.get("email") or credentials.get("username") or "")
        known = Account.objects.filter(email__iexact=email).values_list("pk", flat=True).first()
        device = guesses.device_of(request, known) if known else ""
        budget = {"subject": email, "address": guesses.address_of(request), "device": device}
        if not guesses.may_guess(at=clock.now(), **budget):
            raise self.validation_error("too_many_login_attempts")
        user = super().authenticate(request, **credentials)
        if user is not None:
            guesses.forget_last(**budget)
        else:
            guesses.note_wrong(Account.objects.filter(pk=known).first() if known else None, "passphrase")
        return user

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """allauth's own limit counts in each process's memory and knows no device: ours stands in `authenticate`."""

    def is_reauthentication_required(self, **_kwargs: Any) -> bool:
        """Before a factor is changed, as before every weighty act: within a quarter of an hour of showing that it is them."""
        return not presence.is_confirmed(context.request, clock.now())

    def send_password_reset_mail(self, user: Any, *args: Any, **kwargs: Any) -> None:
        """Who has no passphrase comes in by an invitation, also after a restored factor: a mailbox alone is not enough."""
        if user.has_usable_password():
            super().send_password_reset_mail(user, *args, **kwargs)

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        """allauth says here that a passphrase or a factor has changed: other sessions end, this one goes on."""
        actions.note_sign_in_change(by=user, at=clock.now(), what=template_prefix.rsplit("/", 1)[-1])
        request = context.request
        if request is not None and request.user.pk == user.pk:
            request.user.refresh_from_db()
            update_session_auth_hash(request, request.user)
        super().send_notification_mail(template_prefix, user, *args, **kwargs)


class FactorAdapter(DefaultMFAAdapter):
    """Second-factor secrets are sealed in the database. A sheet of printed codes is a factor like any other."""

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        """allauth asks for the second step only of who has an application or a passkey: who has codes alone is asked for one too."""
        if types is not None and Authenticator.Type.WEBAUTHN in types:
            types = [*types, Authenticator.Type.RECOVERY_CODES]
        return bool(super().is_mfa_enabled(user, types))

    def encrypt(self, text: str) -> str:
        nonce = os.urandom(12)
        return (nonce + AESGCM(keys.key("factors")).encrypt(nonce, text.encode(), b"mfa")).hex()

    def decrypt(self, encrypted_text: str) -> str:
        sealed = bytes.fromhex(encrypted_text)
        return AESGCM(keys.key("factors")).decrypt(sealed[:12], sealed[12:], b"mfa").decode()


class DirectoryAdapter(DefaultSocialAccountAdapter):
    """Signing in through an organisation's own directory (OpenID Connect): only for accounts that exist, and only its own addresses."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the account by an address that the directory has verified; the second factor is asked for afterwards, as always."""
        account = _account_of(sociallogin)
        linked = sociallogin.user.pk if sociallogin.is_existing else None
        if account is None or sociallogin.state.get("process", "login") != "login" or linked not in {None, account.pk}:
            messages.error(request, _("This directory knows no account here: ask your organisation’s administrator."))
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.account.extra_data = {}  # names and numbers of the directory are none of ours
        if linked is None:
            sociallogin.connect(request, account)
        else:
            sociallogin.account.save(update_fields=["extra_data"])


def _account_of(sociallogin: Any) -> Account | None:
    verified = {address.email.lower() for address in sociallogin.email_addresses if address.verified}
    ours = [email for email in verified if email.rpartition("@")[2] in settings.KANAF_OIDC_DOMAINS]
    return Account.objects.filter(email__in=ours, is_active=True, is_system=False).first()
