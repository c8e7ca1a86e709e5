"""Colleagues who opened far more files than work asks for: stopped, seen, and let on again by somebody else."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kanaf.access import reading
from kanaf.access.policy import needs
from kanaf.access.roles import Permission
from kanaf.core import clock
from kanaf.core.errors import Refused
from kanaf.desk.views.asked import asker


@require_safe
@needs(Permission.CASE_READ_ORGANISATION)
def list_stopped(request: HttpRequest) -> HttpResponse:
    """Who is stopped, and since when."""
    by = asker(request)
    return render(
        request, "desk/reading.html", {"stopped": reading.stopped_colleagues(by, clock.now()), "by": by, "most": reading.MOST_A_DAY}
    )


@require_POST
@needs(Permission.CASE_READ_ORGANISATION)
def let_on(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One colleague may read on."""
    by, at = asker(request), clock.now()
    found = next((person for person, _when in reading.stopped_colleagues(by, at) if person.pk == pk), None)
    if found is None:
        raise Http404
    try:
        reading.extend_reading(by=by, at=at, account=found)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(name)s may read on; it is recorded.") % {"name": found.name})
    return redirect("desk:reading")
