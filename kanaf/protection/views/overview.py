"""The page from which data protection is worked on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kanaf.access.policy import needs
from kanaf.access.roles import Permission
from kanaf.core import clock
from kanaf.protection import answering, handling, queries


@require_safe
@needs(Permission.PROTECTION_READ)
def overview(request: HttpRequest) -> HttpResponse:
    """What waits and what was done; case codes only."""
    by: Any = request.user
    context = {
        "may_ask": by.holds(Permission.PROTECTION_ASK),
        "may_record": by.holds(Permission.REQUEST_RECORD),
        "erasures": queries.erasures(by),
        "requests": answering.requests(by, clock.today()),
        "incidents": [(seen, handling.number_of(seen.row)) for seen in handling.open_for(by, clock.now())],
    }
    return render(request, "protection/overview.html", context)
