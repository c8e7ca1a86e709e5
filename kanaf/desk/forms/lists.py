"""Choices of the programme's lists, and dates of which only a part may be known."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account
from kanaf.core import clock
from kanaf.core.days import DayWidget, no_future, read_day
from kanaf.core.forms import with_hint
from kanaf.matching.names import western_digits
from kanaf.places.models import City
from kanaf.places.queries import programme_cities
from kanaf.programme import queries as programme

EARLIEST_YEAR = 1990
Choices = list[tuple[str, Any]]


def offered(list_code: str, *, empty: str | Promise | None = None) -> Callable[[], Choices]:
    """What a select offers: the terms of a list in the reader's language, after an empty answer where one is given."""

    def choices() -> Choices:
        terms: Choices = list(programme.choices(list_code))
        return terms if empty is None else [("", empty), *terms]

    return choices


def explained(list_code: str) -> Callable[[], Choices]:
    """The same with each term's definition under it."""

    def choices() -> Choices:
        language = (get_language() or "fr")[:2]
        found: Choices = []
        for code, label in programme.choices(list_code):
            definition = getattr(programme.terms(list_code)[code], f"definition_{language}", "")
            found.append((code, with_hint(label, definition) if definition else label))
        return found

    return choices


def own_cities(by: Account) -> list[City]:
    """The cities of the programme in which a person acts."""
    allowed = by.city_codes
    return [city for city in programme_cities() if allowed is None or city.code in allowed]


def city_choices(cities: list[City]) -> Choices:
    named: Choices = [(city.code, city.label) for city in cities]
    return named if len(named) == 1 else [("", _("Choose a city")), *named]


class PartialDayField(forms.Field):
    """A year, a month of a year, or a day: `2025`, `2025-06`, `2025-06-12`. Empty where nothing is known."""

    widget = DayWidget

    def to_python(self, value: Any) -> str:
        parts = [western_digits(str(part or "")).strip() for part in (value or [])]
        if not any(parts):
            return ""
        day, month, year = parts
        if not year and re.fullmatch(r"\d{4}", day) and not month:
            day, year = "", day  # a year alone, typed in the first box
        known = read_day(day or "1", month or "1", year)
        if day and not month:
            raise ValidationError(_("The month is missing."), code="wrong_month", params={"part": "month"})
        if known.year < EARLIEST_YEAR:
            raise ValidationError(
                _("Check the year: %(year)s is too long ago."), code="wrong_year", params={"part": "year", "year": known.year}
            )
        no_future(known, clock.today())
        return _iso(known, with_month=bool(month), with_day=bool(day))


def _iso(day: date, *, with_month: bool, with_day: bool) -> str:
    if with_day:
        return day.isoformat()
    return f"{day:%Y-%m}" if with_month else f"{day:%Y}"
