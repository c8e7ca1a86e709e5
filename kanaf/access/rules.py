"""What is true of accounts, invitations and reviews, whoever asks."""

import hashlib
from datetime import date, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from kanaf.access.models import Account, Organisation
from kanaf.access.roles import NATIONAL, PRIVILEGED, Role, given_in
from kanaf.core.dates import quarter_of
from kanaf.core.errors import Refused

INVITED_FOR = timedelta(hours=72)
REVIEW_WITHIN = timedelta(days=30)  # of a quarter's first day
CONDUCT = "2026-1"  # the version of the code of conduct in force; a new one is signed again


def check_same_organisation(by: Account, organisation: Organisation) -> None:
    """An administrator's power ends at their own organisation."""
    if not by.is_system and by.organisation_id != organisation.pk:
        raise Refused(_("An administrator manages the people of their own organisation only."), code="other_organisation")


def check_is_another(by: Account, account: Account) -> None:
    """Nobody changes what they themselves may do (G5)."""
    if by.pk == account.pk:
        raise Refused(_("Nobody changes their own access: ask your deputy."), code="own_account")


def check_is_given_here(organisation: Organisation, role: Role) -> None:
    """A role that such an organisation has: no association, and no UN agency but the lead, makes itself a national coordinator."""
    if role in NATIONAL and not organisation.coordinates:
        raise Refused(_("This role is given only in the organisation that coordinates the programme."), field="role", code="national_role")
    if role not in given_in(organisation.kind, coordinates=organisation.coordinates):
        raise Refused(_("This role is not given in an organisation of this kind."), field="role", code="role_of_another_kind")


def check_not_held(account: Account) -> None:
    """Refuse to open an account that the programme keeps closed: who manages accounts learns nothing more."""
    if account.is_held:
        raise Refused(_("This account can be opened again by the programme’s coordination only."), code="held")


def is_excepted(account: Account) -> bool:
    """Accounts of the demonstration, and only while it is one, have neither second factor nor signature."""
    return bool(account.is_demo and settings.KANAF_DEMO)


def is_privileged(account: Account) -> bool:
    """Whether the person needs a passkey."""
    return bool(PRIVILEGED & {Role(role) for role in account.roles})


def lacks_factor(account: Account) -> bool:
    """Whether the person has yet to set up what their roles ask for: a passkey, or any second factor, printed codes too (G10)."""
    if is_excepted(account):
        return False
    types = {one.type for one in account.authenticator_set.all()}  # type: ignore[attr-defined]
    return "webauthn" not in types if is_privileged(account) else not types & {"webauthn", "totp", "recovery_codes"}


def must_sign_conduct(account: Account) -> bool:
    return account.conduct_version != CONDUCT and not is_excepted(account)


def digest_of(token: str) -> str:
    """What is kept of an invitation's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def quarter_code(day: date) -> str:
    """`2026-Q4`."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def review_due_on(day: date) -> date:
    """The last day on which this quarter's review is in time."""
    return quarter_of(day)[0] + REVIEW_WITHIN
