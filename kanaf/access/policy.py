"""Who may open a page, and the gesture that loads a row and authorises it at once (decision 7)."""

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from kanaf.access.models import Account
from kanaf.access.roles import Permission
from kanaf.core import doors
from kanaf.core.errors import NotPermitted


def check_holds(by: Account, permission: Permission) -> None:
    """Raise NotPermitted unless the person holds the permission. Every action asks; pages are one door among others."""
    if not (by.is_system or by.holds(permission)):
        raise NotPermitted(permission.value)


def needs(permission: Permission | str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """The page is for people who hold the permission: others are asked to sign in, or get 403."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            by = request.user
            if not by.is_authenticated:
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            if must_set_second_factor(request):
                return redirect("mfa_activate_totp")
            if permission != doors.SIGNED_IN:
                check_holds(by, Permission(permission))
            return view(request, *args, **kwargs)

        wrapper.needs = permission  # type: ignore[attr-defined]
        return wrapper

    return decorate


signed_in = needs(doors.SIGNED_IN)


def must_set_second_factor(request: HttpRequest) -> bool:
    """Everyone has a second factor; demonstration accounts are excepted, and only while `KANAF_DEMO` (G10)."""
    account = request.user
    if account.is_demo and settings.KANAF_DEMO:  # type: ignore[union-attr]
        return False
    return not account.authenticator_set.exists()  # type: ignore[union-attr]


def load_or_404(queryset: Any, by: Account, **lookup: Any) -> Any:
    """The row, if this person may see it. Not visible and not existing are one answer (G4)."""
    try:
        return queryset.visible_to(by).get(**lookup)
    except (queryset.model.DoesNotExist, ValueError) as error:
        raise Http404 from error
