"""The page from which data protection is worked on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kanaf.access.policy import needs
from kanaf.access.roles import Permission
from kanaf.protection import queries


@require_safe
@needs(Permission.PROTECTION_READ)
def overview(request: HttpRequest) -> HttpResponse:
    """What waits and what was done; case codes only."""
    by: Any = request.user
    context = {"may_ask": by.holds(Permission.PROTECTION_ASK), "erasures": queries.erasures(by)}
    return render(request, "protection/overview.html", context)
