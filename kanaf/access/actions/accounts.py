"""People and organisations come in, change and leave."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kanaf.access.models import Account, Grant, Organisation
from kanaf.access.policy import check_holds
from kanaf.access.roles import NATIONAL, Permission, Role
from kanaf.access.rules import CONDUCT, check_is_another, check_is_given_here, check_not_held, check_same_organisation
from kanaf.core import audit, clock
from kanaf.core.actions import action
from kanaf.core.errors import NotPermitted, Refused
from kanaf.places.models import City

SYSTEM_EMAIL = "system@kanaf.invalid"


def system_account() -> Account:
    """The doer of what no person does: loading the pack, the minute's tick. It cannot sign in.

    Made at its first use, with an organisation of its own that owns no child.
    """
    account = Account.objects.filter(email=SYSTEM_EMAIL).first()
    if account is None:
        name = "Kanaf"
        organisation, _made = Organisation.objects.get_or_create(
            code="kanaf", defaults={"kind": Organisation.Kind.SYSTEM, "label_fr": name, "label_ar": name, "label_en": name}
        )
        account = Account(email=SYSTEM_EMAIL, name=name, organisation=organisation, is_active=False, is_system=True, created_at=clock.now())
        account.set_unusable_password()
        account.save(force_insert=True)
    return account


@action
def save_organisation(
    *,
    by: Account,
    at: datetime,
    code: str,
    kind: str,
    labels: dict[str, str],
    short_name: str = "",
    aliases: list[str] | None = None,
    coordinates: bool = False,
) -> Organisation:
    """Make or bring up to date an organisation of the pack. A new one comes with the pack's command: people let one in by two (G9).

    Who holds a national role there keeps it coordinating.
    """
    check_holds(by, Permission.PACK_LOAD)
    values: dict[str, Any] = {f"label_{language}": text for language, text in labels.items()}
    values |= {"kind": kind, "short_name": short_name, "aliases": aliases or [], "coordinates": coordinates}
    organisation = Organisation.objects.filter(code=code).first()
    if organisation is None:
        if not by.is_system:
            raise NotPermitted("one person lets no organisation in")
        organisation = Organisation.objects.create(code=code, **values)
        audit.record("organisation.created", by=by, target=organisation, at=at)
    elif any(getattr(organisation, name) != value for name, value in values.items()):
        if not coordinates and Grant.objects.filter(account__organisation=organisation, role__in=NATIONAL, ended_at=None).exists():
            message = _("%(name)s still has people with national roles: end these roles first, then take it out of “coordinated_by”.")
            raise Refused(message % {"name": organisation.name}, code="national_roles_held")
        for name, value in values.items():
            setattr(organisation, name, value)
        organisation.save()
        audit.record("organisation.changed", by=by, target=organisation, at=at)
    return organisation


@action
def create_account(
    *,
    by: Account,
    at: datetime,
    email: str,
    name: str,
    organisation: Organisation,
    password: str | None,
    language: str = "fr",
    expires_on: date | None = None,
    is_demo: bool = False,
) -> Account:
    """Make an account without any role yet; without a password it cannot sign in until one is set by invitation."""
    check_holds(by, Permission.ACCOUNT_MANAGE)
    check_same_organisation(by, organisation)
    account = Account(
        email=email.lower(),
        name=name,
        organisation=organisation,
        language=language,
        expires_on=expires_on,
        is_demo=is_demo,
        created_at=at,
    )
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("There is already an account with this e-mail address."), field="email", code="account_exists") from error
    audit.record("account.created", by=by, target=account, at=at)
    return account


@action
def give_role(*, by: Account, at: datetime, account: Account, role: Role, city: City | None = None) -> Grant:
    """Give a person of one's own organisation a role, in one city or in all; giving it twice changes nothing."""
    check_holds(by, Permission.ACCOUNT_MANAGE)
    check_same_organisation(by, account.organisation)
    check_is_another(by, account)
    if not by.is_system or role in NATIONAL:
        check_is_given_here(account.organisation, role)
    grant = Grant.objects.filter(account=account, role=role, city=city, ended_at=None).first()
    if grant is None:
        grant = Grant.objects.create(account=account, role=role, city=city, given_at=at, given_by=by.pk)
        account.groups.add(Group.objects.get_or_create(name=role)[0])  # what third-party admin pages ask about
        end_sessions(account)
        audit.record("role.given", by=by, target=account, at=at, role=role, city=city.code if city else None)
    return grant


@action
def end_role(*, by: Account, at: datetime, grant: Grant) -> None:
    """End a role that a person holds; ending it twice changes nothing."""
    account = grant.account
    check_holds(by, Permission.ACCOUNT_MANAGE)
    check_same_organisation(by, account.organisation)
    check_is_another(by, account)
    if not Grant.objects.filter(pk=grant.pk, ended_at=None).update(ended_at=at):
        return
    if not Grant.objects.filter(account=account, role=grant.role, ended_at=None).exists():
        account.groups.remove(*Group.objects.filter(name=grant.role))
    end_sessions(account)
    audit.record("role.ended", by=by, target=account, at=at, role=grant.role, city=grant.city.code if grant.city else None)


@action
def suspend_account(*, by: Account, at: datetime, account: Account) -> None:
    """Keep a person out from the next request on."""
    check_holds(by, Permission.ACCOUNT_MANAGE)
    check_same_organisation(by, account.organisation)
    check_is_another(by, account)
    account.is_active = False
    account.save(update_fields=["is_active"])
    end_sessions(account)
    audit.record("account.suspended", by=by, target=account, at=at)


@action
def resume_account(*, by: Account, at: datetime, account: Account) -> None:
    """Let a suspended person in again, with the roles they still hold."""
    check_holds(by, Permission.ACCOUNT_MANAGE)
    check_same_organisation(by, account.organisation)
    check_is_another(by, account)
    if account.is_system:
        raise Refused(_("The system itself does not sign in."), code="system_account")
    check_not_held(account)
    account.is_active = True
    account.save(update_fields=["is_active"])
    end_sessions(account)
    audit.record("account.resumed", by=by, target=account, at=at)


@action
def set_expiry(*, by: Account, at: datetime, account: Account, expires_on: date | None) -> None:
    """Say until which day a person belongs to the organisation; without one, until somebody ends it."""
    check_holds(by, Permission.ACCOUNT_MANAGE)
    check_same_organisation(by, account.organisation)
    check_is_another(by, account)
    if expires_on is not None and expires_on < at.date():
        raise Refused(_("This day is past: suspend the account instead."), field="expires_on", code="expiry_is_past")
    account.expires_on = expires_on
    account.save(update_fields=["expires_on"])
    end_sessions(account)
    audit.record("account.expiry_set", by=by, target=account, at=at, on=expires_on)


@action
def sign_conduct(*, by: Account, at: datetime) -> None:
    """Sign the code of conduct in force, for oneself."""
    by.conduct_version, by.conduct_signed_at = CONDUCT, at
    by.save(update_fields=["conduct_version", "conduct_signed_at"])
    audit.record("conduct.signed", by=by, target=by, at=at, version=CONDUCT)


@action
def note_sign_in_change(*, by: Account, at: datetime, what: str) -> None:
    """A passphrase or a factor of one's own has changed: every other session ends (G8)."""
    end_sessions(by)
    audit.record("sign_in.changed", by=by, target=by, at=at, what=what)


def end_sessions(account: Account) -> None:
    """Part of an act: every session of the person ends at its next request."""
    Account.objects.filter(pk=account.pk).update(epoch=F("epoch") + 1)
    account.refresh_from_db(fields=["epoch"])
