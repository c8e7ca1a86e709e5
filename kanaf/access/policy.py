"""Who may open a page, and the gesture that loads a row and authorises it at once (decision 7)."""

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from kanaf.access import presence
from kanaf.access.models import Account
from kanaf.access.roles import Permission
from kanaf.access.rules import lacks_factor, must_sign_conduct
from kanaf.core import clock, doors
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
                return redirect("access:factor")
            if must_sign_conduct(by):
                return redirect("access:conduct")
            if permission != doors.SIGNED_IN:
                check_holds(by, Permission(permission))
            return view(request, *args, **kwargs)

        wrapper.needs = permission  # type: ignore[attr-defined]
        return wrapper

    return decorate


signed_in = needs(doors.SIGNED_IN)


def half_signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The page is for people who have signed in and have not done yet what `needs` asks of them: a factor, a signature."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        return view(request, *args, **kwargs)

    wrapper.needs = doors.SIGNED_IN  # type: ignore[attr-defined]
    return wrapper


def step_up(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What the page does, when it is sent, is done only by who has shown within 15 minutes that it is them.

    What was typed is kept and offered again afterwards. Stands under `needs`.
    """

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not presence.is_confirmed(request, clock.now()):
            presence.hold(request, presence.keep(request, request.user.pk))
            return redirect(f"{reverse('access:confirm')}")
        return view(request, *args, **kwargs)

    wrapper.step_up = True  # type: ignore[attr-defined]
    return wrapper


def in_interview(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The page can be opened while a child is being interviewed: the registration, or the pages of that one child."""
    view.in_interview = True  # type: ignore[attr-defined]
    return view


def must_set_second_factor(request: HttpRequest) -> bool:
    """Everyone has a second factor, and who could do most harm a passkey (G10)."""
    return lacks_factor(request.user)  # type: ignore[arg-type]


def load_or_404(queryset: Any, by: Account, **lookup: Any) -> Any:
    """The row, if this person may see it. Not visible and not existing are one answer (G4)."""
    try:
        return queryset.visible_to(by).get(**lookup)
    except (queryset.model.DoesNotExist, ValueError, ValidationError) as error:
        raise Http404 from error
