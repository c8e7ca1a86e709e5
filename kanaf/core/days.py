"""A day asked for in three boxes, and read however people write it."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from kanaf.core import clock, dates
from kanaf.matching.names import western_digits

ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
WRITTEN = re.compile(r"(?P<day>\d{1,2}|1er)\s*[\s/.,\-،]\s*(?P<month>\d{1,2}|[^\W\d_]+)\s*[\s/.,\-،]\s*(?P<year>\d+)")
EARLIEST = date(1900, 1, 1)
BOXES = {"day": "input w-2", "month": "input w-2", "year": "input w-4"}
PARTS = tuple(BOXES)


class DayWidget(forms.MultiWidget):
    """Day, month and year in three boxes (GOV.UK date input): quicker than any calendar for a date that one knows."""

    template_name = "forms/widgets/day.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            part: forms.TextInput({"class": css, "inputmode": "numeric", "autocomplete": "off"}) for part, css in BOXES.items()
        }
        super().__init__(boxes, attrs)
        self.wrong_parts: list[str] = []

    def decompress(self, value: Any) -> list[str]:
        if isinstance(value, date):
            return [str(value.day), str(value.month), str(value.year)]
        return split_day(value) if value else ["", "", ""]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """What was typed, in three pieces; a script or an import may send it in one, under the plain name."""
        if whole := data.get(name):
            return split_day(str(whole))
        typed = [str(part or "").strip() for part in super().value_from_datadict(data, files, name)]
        return split_day(typed[0]) if typed[0] and not any(typed[1:]) else typed

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and super().value_omitted_from_data(data, files, name)

    def id_for_label(self, id_: str, index: str = "0") -> str:
        return f"{id_}_day" if id_ else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        id_ = context["widget"]["attrs"].get("id")
        labels = (gettext("Day"), gettext("Month"), gettext("Year"))
        for box, part, label in zip(context["widget"]["subwidgets"], PARTS, labels, strict=True):
            box["label"] = label
            box["attrs"] = {**box["attrs"], "class": BOXES[part]}
            if id_:
                box["attrs"]["id"] = f"{id_}_{part}"
            if box["attrs"].pop("aria-invalid", None) and (part in self.wrong_parts or not self.wrong_parts):
                box["attrs"] |= {"aria-invalid": "true", "aria-describedby": f"{id_}_error"}
        return context


class DayField(forms.Field):
    """A day: three boxes, or one text such as `27/03/2010` or `2010-03-27`, in any digits; the month may be a word.

    `not_after_today` refuses what has not happened yet. An error names the part to correct (`params["part"]`).
    """

    widget = DayWidget
    default_error_messages = {"required": _("Write the day, the month and the year, for example 27 3 2010.")}

    def __init__(self, *, not_after_today: bool = False, earliest: date = EARLIEST, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.not_after_today = not_after_today
        self.earliest = earliest

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        parts = split_day(value) if isinstance(value, str) else [western_digits(str(part or "")).strip() for part in value]
        return read_day(*parts) if any(parts) else None

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if value < self.earliest:
            raise _wrong("year", _("Check the year: %(year)s is too long ago."), year=value.year)
        if self.not_after_today:
            no_future(value, clock.today())

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True


def no_future(day: date, today: date) -> None:
    """Raise a sentence for a day that has not come yet."""
    if day.year > today.year:
        raise _wrong("year", _("This date is in the future. Check the year: we are in %(year)s."), year=today.year)
    if day > today:
        written = dates.day_in_words(today, get_language() or "fr")
        raise _wrong("month" if day.month != today.month else "day", _("This date is in the future: today is %(today)s."), today=written)


def split_day(text: str) -> list[str]:
    """Day, month, year of a date written in one piece; what cannot be read stays whole in the first, as it was typed."""
    tidy = western_digits(text).strip()
    found = ISO.fullmatch(tidy) or WRITTEN.fullmatch(tidy)
    return [found["day"], found["month"], found["year"]] if found else [tidy, "", ""]


def read_day(day: str, month: str, year: str) -> date:
    """The day that three pieces of text say. Raises ValidationError with the sentence for the piece that is wrong."""
    if day and not day.isdigit() and not month and not year:
        raise _wrong("day", _("Write the date as day, month and year, for example 27/03/2010."))
    day = "1" if day == "1er" else day
    missing = [part for part, text in zip(PARTS, (day, month, year), strict=True) if not text]
    if missing:
        sentences = {"day": _("The day is missing."), "month": _("The month is missing."), "year": _("The year is missing.")}
        raise _wrong(missing[0], sentences[missing[0]])
    if not day.isdigit() or not 1 <= int(day) <= 31:
        raise _wrong("day", _("Write the day as a number from 1 to 31."))
    number = _month_number(month)
    if number is None:
        raise _wrong("month", _("Write the month as a number from 1 to 12."))
    if not re.fullmatch(r"[1-9][0-9]{3}", year):
        raise _wrong("year", _("Write the year with four digits, for example 2010."))
    last = dates.days_in_month(int(year), number)
    if int(day) > last:
        named = dates.month_in_words(date(int(year), number, 1), get_language() or "fr")
        raise _wrong("day", _("This day does not exist: %(month)s has %(days)s days."), month=named, days=last)
    return date(int(year), number, int(day))


def _month_number(text: str) -> int | None:
    if text.isdigit():
        return int(text) if 1 <= int(text) <= 12 else None
    for names in dates.MONTHS.values():
        for number, name in enumerate(names, start=1):
            if name.casefold() == text.casefold():
                return number
    return None


def _wrong(part: str, sentence: Any, **params: Any) -> ValidationError:
    return ValidationError(sentence, code=f"wrong_{part}", params={"part": part, **params})
