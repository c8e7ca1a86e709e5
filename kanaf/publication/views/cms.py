"""The doors of the editor that are ours: people sign in and out, and keep their account, in one place."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from kanaf.access.policy import needs
from kanaf.access.roles import Permission


@require_safe
@needs(Permission.BULLETIN_WRITE)
def to_home(request: HttpRequest, path: str = "") -> HttpResponse:
    """Whoever is in is sent to the editor's first page; whoever is not, to our own door."""
    return redirect("wagtailadmin_home")


@require_safe
@needs(Permission.BULLETIN_WRITE)
def to_account(request: HttpRequest) -> HttpResponse:
    """Password and second factor are kept on our own pages."""
    return redirect("mfa_index")
