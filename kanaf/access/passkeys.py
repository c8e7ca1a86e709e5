"""A passkey shows that the person is still there (G8): asked for once, answered within the same session, with PIN or fingerprint."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from fido2.webauthn import UserVerificationRequirement

from kanaf.access.models import Account


def has_one(account: Account) -> bool:
    return Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN).exists()


def asked_of(account: Account) -> dict[str, Any]:
    """What the browser is to ask of the key; nothing for who has none. The question is kept in the session and answered once.

    The key must have looked at its person: one that lies in the computer all day would open it to whoever touches it.
    """
    credentials = auth.get_credentials(account)
    if not credentials:
        return {}
    options, state = auth.get_server().authenticate_begin(credentials=credentials, user_verification=UserVerificationRequirement.REQUIRED)
    auth.set_state(state)
    return dict(options)


def is_answer_of(account: Account, credential: Any) -> bool:
    """Whether this is the answer of one of the person's keys to the question that stands in the session, which is over thereby."""
    try:
        auth.parse_authentication_response(credential)
        auth.complete_authentication(account, credential)
    except (ValidationError, AttributeError, KeyError):
        return False
    finally:
        auth.clear_state()
    return True
