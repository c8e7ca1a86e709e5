"""What the public reads: Wagtail's pages, the definition of each figure, its cells to take away."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from wagtail.views import serve

from kanaf.core.doors import public
from kanaf.publication import queries
from kanaf.publication.downloads import csv_of
from kanaf.publication.models import ExternalFigure, ReleasedFigure, ShownFigure
from kanaf.publication.models.frame import LANGUAGES, Translation, frame_of


@require_safe
@public
def root(request: HttpRequest) -> HttpResponse:
    """The site in the visitor's language: the one chosen before, else the browser's, else French."""
    language = translation.get_language_from_request(request)[:2]
    response = redirect(f"/{language if language in LANGUAGES else 'fr'}/")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@require_safe
@public
def page(request: HttpRequest, path: str) -> HttpResponseBase:
    """A page of the site."""
    return serve(request, path)


@require_safe
@public
def figure(request: HttpRequest, indicator: str, window: str) -> HttpResponse:
    """What a number counts and what it does not: definition, tables, notes, versions, and where it is shown."""
    versions = queries.versions_of(indicator, window)
    if not versions:
        raise Http404
    current = versions[0]
    language = (translation.get_language() or "fr")[:2]
    context = frame_of(translations=_translations(current))
    context |= {
        "figure": current,
        "versions": versions,
        "corrections": [version for version in versions if version.difference],
        "shown_in": [one for one in ShownFigure.pages_of(current) if one.locale.language_code == language],
    }
    return render(request, "publication/figure.html", context)


@require_safe
@public
def figure_csv(request: HttpRequest, indicator: str, window: str) -> HttpResponse:
    """The released cells of a figure's newest version, as CSV."""
    current = ReleasedFigure.objects.current().filter(indicator=indicator, window=window).with_cells().first()
    if current is None:
        raise Http404
    response = HttpResponse(csv_of(current), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{current.indicator}-{current.window}-v{current.version}.csv"'
    if settings.KANAF_DEMO:
        response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_safe
@public
def external(request: HttpRequest, code: str) -> HttpResponse:
    """A number that somebody else printed: whose it is, and since when."""
    found = ExternalFigure.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return render(request, "publication/external.html", frame_of(translations=_translations(found)) | {"external": found})


@require_safe
@public
def robots(request: HttpRequest) -> HttpResponse:
    """The demonstration is found by no search engine; the site of a programme is, its pages of work are not."""
    rules = ["Disallow: /"] if settings.KANAF_DEMO else [f"Disallow: /{part}/" for part in ("work", "cms", "account")]
    return HttpResponse("\n".join(["User-agent: *", *rules, ""]), content_type="text/plain; charset=utf-8")


def _translations(one: ReleasedFigure | ExternalFigure) -> list[Translation]:
    found = []
    for code in LANGUAGES:
        with translation.override(code):
            found.append(Translation(code, one.url))
    return found
