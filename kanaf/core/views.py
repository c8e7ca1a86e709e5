"""What belongs to no room: errors, the choice of language, and the living page of the interface."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template import loader
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language as django_set_language

from kanaf.core import specimen
from kanaf.core.doors import public


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
    """Drawn without context processors: the database may be what failed."""
    return HttpResponse(loader.render_to_string("500.html"), status=500)
