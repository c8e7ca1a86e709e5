"""What the frame of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi


def frame(request: HttpRequest) -> dict[str, Any]:
    return {
        "KANAF_DEMO": settings.KANAF_DEMO,
        "surface": getattr(request, "surface", "shared"),
        "language": (get_language() or "fr")[:2],
        "direction": "rtl" if get_language_bidi() else "ltr",
    }
