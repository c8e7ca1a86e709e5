"""A person is let in by a link that only they use: nobody else ever knows their passphrase."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kanaf.access.actions.accounts import create_account, end_sessions, give_role
from kanaf.access.models import Account, Invitation, Organisation
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission, Role
from kanaf.access.rules import INVITED_FOR, check_is_another, check_same_organisation, digest_of
from kanaf.core import audit
from kanaf.core.actions import action
from kanaf.core.errors import Refused
from kanaf.places.models import City


@dataclass(frozen=True)
class Invited:
    """An account and the token of its link, which is shown once and kept nowhere."""

    account: Account
    token: str
    expires_at: datetime


@action
def invite_person(
    *,
    by: Account,
    at: datetime,
    email: str,
    name: str,
    role: Role,
    organisation: Organisation | None = None,
    city: City | None = None,
    language: str = "fr",
    expires_on: date | None = None,
) -> Invited:
    """Make a colleague's account with its first role, and the link by which they choose their passphrase."""
    if expires_on is not None and expires_on < at.date():
        raise Refused(_("This day is past."), field="expires_on", code="expiry_is_past")
    account = create_account(
        by=by, at=at, email=email, name=name, organisation=organisation or by.organisation, password=None, language=language,
        expires_on=expires_on,
    )  # fmt: skip
    give_role(by=by, at=at, account=account, role=role, city=city)
    return write_invitation(by=by, at=at, account=account)


@action
def renew_invitation(*, by: Account, at: datetime, account: Account) -> Invited:
    """Another link for somebody who has not come in yet; the one before stops working."""
    check_holds(by, Permission.ACCOUNT_MANAGE)
    check_same_organisation(by, account.organisation)
    check_is_another(by, account)
    if account.has_usable_password():
        raise Refused(_("This person has come in already: they choose a new passphrase themselves."), code="already_in")
    return write_invitation(by=by, at=at, account=account)


@action
def write_invitation(*, by: Account, at: datetime, account: Account) -> Invited:
    """Part of an act that lets a person in: earlier links end, one new link is made."""
    Invitation.objects.filter(account=account, used_at=None, expires_at__gt=at).update(expires_at=at)
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(account=account, digest=digest_of(token), made_at=at, made_by=by.pk, expires_at=at + INVITED_FOR)
    audit.record("invitation.made", by=by, target=account, at=at)
    return Invited(account, token, at + INVITED_FOR)


@action
def accept_invitation(*, by: Account, at: datetime, invitation: Invitation, passphrase: str) -> None:
    """The invited person chooses their passphrase. A link works once, within its time, and for who may be in."""
    account = Account.objects.select_for_update().get(pk=invitation.account_id)
    used = Invitation.objects.filter(pk=invitation.pk, used_at=None, expires_at__gt=at).update(used_at=at)
    if by.pk != account.pk or not used or not account.is_current(at.date()):
        raise Refused(_("This link is no longer valid: ask for another."), code="invitation_over")
    try:
        validate_password(passphrase, account)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="passphrase", code="weak_passphrase") from error
    account.set_password(passphrase)
    account.save(update_fields=["password"])
    end_sessions(account)
    audit.record("invitation.accepted", by=account, target=account, at=at)
