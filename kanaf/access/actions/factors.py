"""A lost second factor is restored by two people, and never skipped (G10)."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from kanaf.access.actions.accounts import end_sessions
from kanaf.access.actions.invitations import Invited, write_invitation
from kanaf.access.models import Account, FactorReset
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission, Role
from kanaf.access.rules import check_is_another
from kanaf.core import audit
from kanaf.core.actions import action
from kanaf.core.errors import Refused


@action
def ask_factor_reset(*, by: Account, at: datetime, account: Account) -> FactorReset:
    """Ask that a colleague's lost factor be restored; asking twice is asking once. Nothing changes before a second person grants it."""
    _check_may_restore(by, account)
    reset = FactorReset.objects.filter(account=account, decided_at=None).first()
    if reset is None:
        reset = FactorReset.objects.create(account=account, asked_by=by, asked_at=at)
        audit.record("factor_reset.asked", by=by, target=account, at=at)
    return reset


@action
def grant_factor_reset(*, by: Account, at: datetime, reset: FactorReset) -> Invited:
    """After calling the person back: their factors and passphrase stop working, and a link lets them choose both anew."""
    account = reset.account
    _check_may_restore(by, account)
    if reset.asked_by_id == by.pk:
        raise Refused(_("A second person grants this: not the one who asked."), code="same_person")
    if not FactorReset.objects.filter(pk=reset.pk, decided_at=None).update(decided_by=by, decided_at=at, is_granted=True):
        raise Refused(_("This was decided meanwhile."), code="decided")
    Authenticator.objects.filter(user=account).delete()
    account.set_unusable_password()
    account.save(update_fields=["password"])
    end_sessions(account)
    audit.record("factor_reset.granted", by=by, target=account, at=at)
    return write_invitation(by=by, at=at, account=account)


@action
def decline_factor_reset(*, by: Account, at: datetime, reset: FactorReset) -> None:
    """Not the person, or not lost: nothing changes."""
    _check_may_restore(by, reset.account)
    if FactorReset.objects.filter(pk=reset.pk, decided_at=None).update(decided_by=by, decided_at=at, is_granted=False):
        audit.record("factor_reset.declined", by=by, target=reset.account, at=at)


def _check_may_restore(by: Account, account: Account) -> None:
    """Supervisors and administrators for their own organisation, the national coordinator for every one."""
    check_holds(by, Permission.FACTOR_RESTORE)
    check_is_another(by, account)
    if by.organisation_id != account.organisation_id and Role.NATIONAL_COORDINATOR not in by.roles:
        raise Refused(_("An administrator manages the people of their own organisation only."), code="other_organisation")
