"""Every view says who may open it; start-up fails on one that does not (decision 7)."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
SIGNED_IN = "signed in"


def public(view: View) -> View:
    """Anyone may open this page."""
    view.needs = PUBLIC  # type: ignore[attr-defined]
    return view


# What an included third-party URLconf needs, declared once for the whole: module prefix → need.
THIRD_PARTY: dict[str, Any] = {
    "allauth": PUBLIC,  # its pages decide themselves between signed in and not
    "wagtail": PUBLIC,  # the site's own pages; the admin's routes check Wagtail's permission per view
    "django.views.static": PUBLIC,
    "django.views.i18n": PUBLIC,
    "django.contrib.staticfiles": PUBLIC,
    "django.views.generic.base": PUBLIC,
}
