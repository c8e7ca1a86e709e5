"""Every statement of a request runs for the organisation of the person who asks, as long as that person is there."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from kanaf.access import presence
from kanaf.access.rules import lacks_factor, must_sign_conduct
from kanaf.core import clock, rows

ANY_TIME = frozenset(["access:locked", "access:lock", "access:activity", "account_logout", "set_language"])


class PolicyMiddleware:
    """Opens the row context of the person signed in, and ends the session of one who no longer may be in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if getattr(request, "surface", "") == "public":
            return self.get_response(request)
        if getattr(request, "surface", "") == "sender":  # who complains is nobody, signed in or not
            request.user = AnonymousUser()
            with rows.acting(rows.NOBODY):
                return self.get_response(request)
        account = request.user
        if account.is_authenticated:
            now = clock.now()
            if not account.is_current(now.date()):  # type: ignore[union-attr]
                logout(request)
            elif presence.STARTED not in request.session:
                presence.begin(request, now)
            account = request.user
        if not account.is_authenticated:
            with rows.acting(rows.NOBODY):
                return self.get_response(request)
        with rows.for_organisation(account.organisation_id):  # type: ignore[union-attr]
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        """Nobody passes a locked session, and in an interview nothing but the child's own pages."""
        if getattr(request, "surface", "") == "public" or not request.user.is_authenticated:
            return None
        now = clock.now()
        if presence.is_over(request, now):
            return _end(request)
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in ANY_TIME:
            return None
        if presence.is_locked(request, now):
            presence.lock(request)
            if not request.headers.get("HX-Request"):
                presence.hold(request, presence.keep(request, request.user.pk))
            return _to(request, "access:locked")
        if presence.is_interview(request, now) and name != "access:interview":
            of = presence.interview_of(request)
            if not getattr(view, "in_interview", False) or kwargs.get("code", "") != of:
                return _to(request, "access:interview")
        if getattr(request, "surface", "") == "cms" and (wanted := _still_to_do(request.user)):  # Wagtail's pages know no `needs`
            return redirect(wanted)
        presence.note(request, now)
        return _offer_held(request, name)


def _end(request: HttpRequest) -> HttpResponse:
    """Out after ten hours; what the form brought is kept for the same person. Only a form that passed the CSRF check comes here."""
    is_part = bool(request.headers.get("HX-Request"))
    kept = "" if is_part else presence.keep(request, request.user.pk)
    logout(request)
    presence.hold(request, kept)
    if is_part:
        return _to(request, "access:locked")
    return redirect_to_login(request.get_full_path() if request.method == "GET" else reverse("desk:home"), settings.LOGIN_URL)


def _still_to_do(account: Any) -> str:
    if lacks_factor(account):
        return "access:factor"
    return "access:conduct" if must_sign_conduct(account) else ""


def _offer_held(request: HttpRequest, name: str) -> HttpResponse | None:
    """A form that came too late is offered once, and forgotten when it is sent."""
    if presence.HELD not in request.session:
        return None
    if request.method == "POST":
        kept = presence.held(request)
        if kept is not None and kept["path"] == request.get_full_path():
            presence.forget_held(request)
    elif name != "access:held" and not request.session.get(presence.TOLD):
        request.session[presence.TOLD] = True
        if presence.held(request) is not None:
            return redirect("access:held")
    return None


def _to(request: HttpRequest, name: str) -> HttpResponse:
    """The page in the way, which leads back. A part of a page changes nothing of what is typed around it: presence.js is told."""
    is_part = bool(request.headers.get("HX-Request"))
    back = request.get_full_path() if request.method == "GET" and not is_part else ""
    url = reverse(name) + (f"?{urlencode({'next': back})}" if back else "")
    if is_part:
        answer: HttpResponse = JsonResponse({})
        answer["HX-Reswap"] = "none"
        answer["HX-Trigger"] = "kanaf-locked"
        return answer
    return redirect(url)
