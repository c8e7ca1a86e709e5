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
    (P.ALERT_RAISE, "desk:alerts", "megaphone", _("Alerts")),
    (P.CASE_READ, "desk:cases", "folder-open", _("Cases")),
    (P.ACTIVITY_READ, "activities:sessions", "calendar-check", _("Activities")),
    (P.SUBMISSION_SEND, "indicators:submissions", "send", _("Submissions")),
    (P.SUBMISSION_ACCEPT, "indicators:submissions", "send", _("Submissions")),
    (P.FIGURE_READ, "indicators:figures", "chart-column", _("Figures")),
    (P.BULLETIN_WRITE, "publication:desk", "newspaper", _("Publications")),
    (P.RECOMMENDATION_FOLLOW, "coordination:recommendations", "list-checks", _("Recommendations")),
    (P.COMPLAINT_READ, "safeguarding:complaints", "shield-alert", _("Complaints")),
    (P.PROTECTION_READ, "protection:overview", "shield", _("Data protection")),
    (P.AUDIT_READ, "desk:audit", "history", _("Record of acts")),
    (P.ACCOUNT_MANAGE, "desk:people", "users", _("People")),
]
# Pages that belong to a place without lying under its address.
ALSO_UNDER = {"desk:cases": ("/work/children/", "/work/services/", "/work/consents/", "/work/sharings/", "/work/tracing/")}
MOST = 6


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The items of the main navigation, in order, each once; the place whose address is nearest is the current one."""
    account = getattr(request, "user", None)
    if getattr(request, "surface", "") in {"public", "sender"} or account is None or not account.is_authenticated:
        return {"navigation": []}
    found: dict[str, tuple[int, str, Any]] = {}
    for permission, name, icon, label in PLACES:
        if permission is not None and not account.holds(permission):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:  # this surface does not carry that room
            continue
        found.setdefault(url, (_nearness(name, url, request.path), icon, label))
    places = list(found.items())[:MOST]
    nearest = max((near for _url, (near, _icon, _label) in places), default=0)
    return {"navigation": [Item(url, icon, str(label), 0 < near == nearest) for url, (near, icon, label) in places]}


def _nearness(name: str, url: str, path: str) -> int:
    """How much of the page's address a place explains; my day explains only itself, since every page of work lies under it."""
    if name == "desk:home":
        return len(url) if path == url else 0
    return max((len(start) for start in (url, *ALSO_UNDER.get(name, ())) if path.startswith(start)), default=0)
