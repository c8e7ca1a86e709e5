"""The navigation of the person at work: only what they may open, and what waits there."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from kanaf.access.roles import Permission as P


@dataclass(frozen=True)
class Item:
    url: str
    icon: str
    label: str
    current: bool
    count: int | None = None


# (permission or None, url name, icon, label); the first five that a person may open stand under the thumb.
PLACES: list[tuple[P | None, str, str, Any]] = [
    (None, "desk:home", "sun", _("My day")),
    (P.CASE_READ, "desk:cases", "folder-open", _("Cases")),
    (P.ACTIVITY_READ, "activities:sessions", "calendar-check", _("Activities")),
    (P.SUBMISSION_SEND, "indicators:submissions", "send", _("Submissions")),
    (P.SUBMISSION_ACCEPT, "indicators:submissions", "send", _("Submissions")),
    (P.FIGURE_READ, "indicators:figures", "chart-column", _("Figures")),
    (P.BULLETIN_WRITE, "publication:desk", "newspaper", _("Publications")),
    (P.RECOMMENDATION_FOLLOW, "coordination:recommendations", "list-checks", _("Recommendations")),
    (P.AUDIT_READ, "desk:audit", "history", _("Record of acts")),
]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The items of the main navigation, in order, each once."""
    account = getattr(request, "user", None)
    if getattr(request, "surface", "") == "public" or account is None or not account.is_authenticated:
        return {"navigation": []}
    items: list[Item] = []
    for permission, name, icon, label in PLACES:
        if permission is not None and not account.holds(permission):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:  # this surface does not carry that room
            continue
        if any(item.url == url for item in items):
            continue
        items.append(Item(url, icon, str(label), request.path.startswith(url)))
    return {"navigation": items[:6]}
