"""What one may see and do, and what nobody of one's role ever sees, in one's own language."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kanaf.access import words
from kanaf.access.models import Account
from kanaf.access.policy import signed_in
from kanaf.access.roles import Permission


@require_safe
@signed_in
def show_rights(request: HttpRequest) -> HttpResponse:
    """One's roles, where they hold, and what they let one do."""
    by: Account = request.user  # type: ignore[assignment]
    context = {
        "by": by,
        "grants": by.grants,
        "parts": words.in_parts(by.permissions),
        "not_parts": words.in_parts(set(Permission) - by.permissions),
        "reads_children": by.holds(Permission.CHILD_READ),
    }
    return render(request, "access/rights.html", context)
