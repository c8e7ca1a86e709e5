"""What an action says when it will not do what was asked."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _


class Refused(Exception):
    """Expected, written for the user: says what to do, and comes back to the form with what was typed still there.

    `field` names the form field it belongs to, where there is one. `code` is what the audit keeps: never the message.
    """

    def __init__(self, message: object, *, field: str | None = None, code: str = "refused") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code

    def __str__(self) -> str:
        return str(self.message)


class NoRoom(Refused):
    """The server's disk is full, or would not take what was written: expected of any action at any moment (G13)."""

    def __init__(self) -> None:
        sentence = _("The server’s disk is full or does not answer: take this as not saved.")
        advice = _("Tell your administrator, then send it again: it is saved only once.")
        super().__init__(f"{sentence} {advice}", code="no_room")


class NotPermitted(PermissionDenied):
    """The person may see this and may not do it (403)."""


def allowed(check: Callable[..., None], *args: Any, **kwargs: Any) -> bool:
    """Answer yes or no for a template from a check that raises."""
    try:
        check(*args, **kwargs)
    except (Refused, PermissionDenied):
        return False
    return True
