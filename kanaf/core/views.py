"""What belongs to no room: errors, the choice of language, and the living page of the interface."""

import sys

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template import loader
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language as django_set_language

from kanaf.core import durable, specimen
from kanaf.core.doors import public

NEVER_KEPT = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "passphrase", "login", "code"}


@require_safe
@public
def design(request: HttpRequest) -> HttpResponse:
    """Every part in every state, to copy from. In the demonstration only."""
    if not settings.KANAF_DEMO:
        raise Http404
    return render(request, "design/index.html", specimen.page(request))


@require_POST
@public
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Keep the chosen language in a cookie and show the same page in it."""
    return django_set_language(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if durable.is_no_room(exception):  # a session that could not be written reads as one that has ended
        return _no_room(request)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What one may see and may not do. What one may not see is not found."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same words for what is not there and for what is another's."""
    return render(request, "404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Drawn without context processors: the database may be what failed. Called while the error is being handled."""
    if durable.is_no_room(sys.exc_info()[1]):
        return _no_room(request)
    return HttpResponse(loader.render_to_string("500.html"), status=500)


def _no_room(request: HttpRequest) -> HttpResponse:
    """The disk took nothing. It is said, and what was sent is kept in the page to be sent again."""
    context = {"kept": _sent(request), "path": request.get_full_path(), "csrf_token": get_token(request)}
    response = HttpResponse(loader.render_to_string("503.html", context), status=503)
    response["Retry-After"] = "60"
    return response


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form brought; passphrases and codes are typed again."""
    if request.method != "POST" or getattr(request, "sensitive_post_parameters", None) or request.headers.get("HX-Request"):
        return []
    return [(name, str(value)) for name, values in request.POST.lists() for value in values if name not in NEVER_KEPT]
