"""What the frame of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, get_language_bidi


def frame(request: HttpRequest) -> dict[str, Any]:
    return {
        "KANAF_DEMO": settings.KANAF_DEMO,
        "surface": getattr(request, "surface", "shared"),
        "complaint_url": _complaint_url(),
        "language": (get_language() or "fr")[:2],
        "direction": "rtl" if get_language_bidi() else "ltr",
    }


def _complaint_url() -> str:
    """Where anybody complains: here, or where this process's settings say, since the public site may run apart."""
    try:
        return reverse("complaint:complain")
    except NoReverseMatch:
        return settings.KANAF_COMPLAINT_URL
