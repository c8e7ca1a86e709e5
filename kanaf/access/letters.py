"""Letters that call somebody to the system and say nothing of what waits there."""

from collections.abc import Iterable

from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise

from kanaf.access.models import Account

Letter = tuple[str | Promise, str | Promise]


def send(to: Iterable[Account], letter: Letter) -> None:
    """Write to each in their language, once what happened is kept. A letter that does not leave keeps nothing from happening."""
    for account in to:
        transaction.on_commit(lambda account=account: _send(account, letter))  # type: ignore[misc]


def _send(account: Account, letter: Letter) -> None:
    with translation.override(account.language):
        send_mail(str(letter[0]), str(letter[1]), None, [account.email], fail_silently=True)
