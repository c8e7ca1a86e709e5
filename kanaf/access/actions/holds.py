"""The programme keeps a person out, whatever their organisation; two people let them in again."""

from datetime import datetime

from django.utils.translation import gettext as _

from kanaf.access.actions.accounts import end_sessions, system_account
from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.core import audit
from kanaf.core.actions import action
from kanaf.core.errors import Refused


@action
def hold_account(*, by: Account, at: datetime, account: Account) -> bool:
    """Keep a person of any organisation out from the next request on, until two people let them in again.

    Looks like any suspension to whoever manages accounts; the record of acts names the system as its doer, and the room
    that asked for it keeps by whom and why. Returns whether the person could sign in until then.
    """
    check_holds(by, Permission.ACCOUNT_HOLD)
    if account.pk == by.pk or account.is_system:
        raise Refused(_("Nobody suspends their own account: ask your deputy."), code="own_account")
    was_active = account.is_active
    account.is_active, account.is_held = False, True
    account.save(update_fields=["is_active", "is_held"])
    end_sessions(account)
    audit.record("account.suspended", by=system_account(), target=account, at=at)
    return was_active


@action
def end_hold(*, by: Account, at: datetime, account: Account, asked_by: Account, active: bool) -> None:
    """Let a person in again who was kept out: one person has asked for it, another one does it."""
    check_holds(by, Permission.ACCOUNT_HOLD)
    check_holds(asked_by, Permission.ACCOUNT_HOLD)
    if account.pk in {by.pk, asked_by.pk} or by.pk == asked_by.pk:
        raise Refused(_("A second person lets somebody in again: neither the first nor the person concerned."), code="second_person")
    account.is_held, account.is_active = False, active
    account.save(update_fields=["is_active", "is_held"])
    audit.record("account.resumed", by=system_account(), target=account, at=at)
