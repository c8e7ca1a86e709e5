"""Which surface a request is for, and what the browser is told about it (decision 9)."""

from collections.abc import Callable

from csp.constants import HEADER, NONE, SELF, UNSAFE_INLINE
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from kanaf.core import rows

# Wagtail's admin needs inline scripts and styles: its own surface, its own documented policy.
CMS_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
    "base-uri": [NONE],
}


def surface_of(path: str) -> str:
    """`case`, `cms`, `sender`, `public` or `shared` for a path; the URLconf of one surface holds no other's routes.

    `sender` is who complains: nobody looks at who is signed in, and the page reads nothing but the one complaint.
    """
    if path[3:].startswith("/complaint/"):
        return "sender"
    if path.startswith("/cms/"):
        return "cms"
    if path.startswith(("/work/", "/account/", "/design/")):
        return "case"
    if path.startswith(("/fr/", "/ar/", "/en/", "/media/")):
        return "public"
    return "shared"


class SurfaceLocaleMiddleware(LocaleMiddleware):
    """Redirects to a language's prefix on the public site only: a page of work that is not there is a plain 404 (G4)."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if getattr(request, "surface", "shared") in {"case", "cms"}:
            response.setdefault("Content-Language", get_language() or "")
            patch_vary_headers(response, ("Accept-Language",))
            return response
        return super().process_response(request, response)


METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
# Nothing of ours asks for a sensor, and no page inside ours may.
FEATURES = ["accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone"]
FEATURES += ["midi", "payment", "usb"]
PERMISSIONS = ", ".join(f"{feature}=()" for feature in FEATURES)


class BrowserMiddleware:
    """What every answer tells the browser, static files and errors included; methods that nothing here speaks are refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            response: HttpResponse = HttpResponseNotAllowed(METHODS)
        else:
            response = self.get_response(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Permissions-Policy", PERMISSIONS)
        if request.method == "POST" and request.path_info == "/account/logout/":
            response["Clear-Site-Data"] = '"cache"'  # never "storage": what a telephone has not sent yet waits there
        return response


class SurfaceMiddleware:
    """Public pages read nothing but what is published; pages of work are kept by nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.surface = surface = surface_of(request.path_info)  # type: ignore[attr-defined]
        if surface == "public":
            with rows.as_public():
                return self.get_response(request)
        response = self.get_response(request)
        if surface == "cms":
            _for_editor(response)
        if surface in {"case", "cms", "sender"}:
            response["Cache-Control"] = "no-store"
        if surface in {"case", "cms"}:
            response["X-Robots-Tag"] = "noindex, nofollow"
        return response


def _for_editor(response: HttpResponse) -> None:
    """The editor's own policy; a page that it previews keeps the public one, and may be framed by the editor only."""
    response["X-Frame-Options"] = "SAMEORIGIN"
    if HEADER in response:
        response[HEADER] = response[HEADER].replace(f"frame-ancestors {NONE}", f"frame-ancestors {SELF}")
    else:
        response._csp_replace = CMS_POLICY  # type: ignore[attr-defined]
