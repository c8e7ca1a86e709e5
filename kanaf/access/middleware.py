"""Every statement of a request runs for the organisation of the person who asks."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from kanaf.core import clock, rows


class PolicyMiddleware:
    """Opens the row context of the person signed in, and ends the session of one who no longer may be in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if getattr(request, "surface", "") == "public":
            return self.get_response(request)
        account = request.user
        if account.is_authenticated and not account.is_current(clock.today()):  # type: ignore[union-attr]
            logout(request)
            account = request.user
        if not account.is_authenticated:
            with rows.acting(rows.NOBODY):
                return self.get_response(request)
        with rows.for_organisation(account.organisation_id):  # type: ignore[union-attr]
            return self.get_response(request)
