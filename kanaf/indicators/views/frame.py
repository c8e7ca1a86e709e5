"""The frame of the room's pages: beside the main navigation, tabs to what one may open here."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kanaf.access.roles import Permission

P = Permission

TABS: list[tuple[tuple[Permission, ...], str, Any]] = [
    ((P.FIGURE_READ,), "indicators:figures", _("Figures")),
    ((P.SUBMISSION_SEND, P.SUBMISSION_ACCEPT), "indicators:submissions", _("Submissions")),
    ((P.PERIOD_CLOSE,), "indicators:periods", _("Periods")),
    ((P.FIGURE_FREEZE, P.FIGURE_READ_LIVE), "indicators:live", _("Live count")),
]


@dataclass(frozen=True)
class Tab:
    url: str
    label: str
    current: bool


def tabs(request: HttpRequest) -> list[Tab]:
    """The tabs that one may open; none where there is but one."""
    found = [
        (reverse(name), str(label))
        for permissions, name, label in TABS
        if any(request.user.holds(permission) for permission in permissions)  # type: ignore[union-attr]
    ]
    current = max((url for url, _label in found if request.path.startswith(url)), key=len, default="")
    return [Tab(url, label, url == current) for url, label in found] if len(found) > 1 else []


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, {"tabs": tabs(request), **context})
