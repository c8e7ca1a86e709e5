"""Letters that call somebody to the system and say nothing of what waits there."""

from collections.abc import Iterable

from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account

ARRIVED = (
    _("Something waits for you in Kanaf"),
    _("Sign in and open “Complaints”: one has arrived. The first action is due within 24 hours."),
)
DANGER = (_("Kanaf: act now"), _("Sign in and open “Complaints”: somebody may be in danger now."))
LATE = (_("Kanaf: 24 hours have passed"), _("Sign in and open “Complaints”: one has waited for more than 24 hours without any action."))
NOBODY = (
    _("Kanaf needs a deputy"),
    _("Something waits that nobody may read: give another person the role of deputy of the safeguarding focal point."),
)


def send(to: Iterable[Account], letter: tuple[str | Promise, str | Promise]) -> None:
    """Write to each in their language, once what happened is kept. A letter that does not leave keeps nothing from happening."""
    for account in to:
        transaction.on_commit(lambda account=account: _send(account, letter))  # type: ignore[misc]


def _send(account: Account, letter: tuple[str | Promise, str | Promise]) -> None:
    with translation.override(account.language):
        send_mail(str(letter[0]), str(letter[1]), None, [account.email], fail_silently=True)
