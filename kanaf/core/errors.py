"""What an action says when it will not do what was asked."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied


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


class NotPermitted(PermissionDenied):
    """The person may see this and may not do it (403)."""


def allowed(check: Callable[..., None], *args: Any, **kwargs: Any) -> bool:
    """Answer yes or no for a template from a check that raises."""
    try:
        check(*args, **kwargs)
    except (Refused, PermissionDenied):
        return False
    return True
