"""What the living page shows: every part in its states, in the three languages at once.

The texts are invented and belong to no room, so they stand here and not among the translations. The parts' own words (pills,
paging, the error summary) come through translation like everywhere else.
"""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language

from kanaf.core import clock, dates
from kanaf.core.errors import Refused
from kanaf.core.forms import DayField, KanafForm, with_hint
from kanaf.core.pills import PILLS
from kanaf.core.specimen_texts import TEXTS


class Words(dict[str, str]):
    """`{{ t.title }}` in the reader's language."""

    def __init__(self, language: str) -> None:
        place = {"fr": 0, "ar": 1, "en": 2}.get(language, 2)
        super().__init__({key: texts[place] for key, texts in TEXTS.items()})


class SessionForm(KanafForm):
    """A form with each kind of field; the words are put in by `page`."""

    place = forms.CharField(max_length=80)
    present = forms.IntegerField(min_value=0)
    city = forms.ChoiceField()
    born_on = DayField(not_after_today=True)
    urgency = forms.ChoiceField(widget=forms.RadioSelect)
    needs = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)
    account = forms.CharField(widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(required=False)

    def __init__(self, data: dict[str, Any] | None, words: Words) -> None:
        super().__init__(data, prefix="wrong" if data is not None else "blank")
        for name, field in self.fields.items():
            field.label = words.get(f"field_{name}", "")
            field.help_text = words.get(f"hint_{name}", "")
        self.fields["city"].choices = [("nador", words["nador"]), ("oujda", words["oujda"])]  # type: ignore[attr-defined]
        self.fields["urgency"].choices = [  # type: ignore[attr-defined]
            ("urgent", with_hint(words["urgent"], words["urgent_hint"])),
            ("normal", with_hint(words["normal"], words["normal_hint"])),
        ]
        self.fields["needs"].choices = [(code, words[code]) for code in ("health", "school", "shelter", "food")]  # type: ignore[attr-defined]


def page(request: HttpRequest) -> dict[str, Any]:
    """The context of `/design/`."""
    today = clock.today()
    words = Words((get_language() or "fr")[:2])
    wrong = SessionForm(_wrong_answers(today, words), words)
    wrong.is_valid()
    wrong.add_refusal(Refused(words["refusal"], field="present"))
    return {
        "t": words,
        "pills": PILLS,
        "blank": SessionForm(None, words),
        "wrong": wrong,
        "today": today,
        "now": clock.now(),
        "yesterday": today - timedelta(days=1),
        "next_week": today + timedelta(days=7),
        "year": dates.year_of(date(today.year - 1, 1, 1)),
        "quarter": dates.quarter_of(today),
        "pager": {"shown": 25, "total": 1042, "previous_url": "", "next_url": "#paging"},
        "rows": _rows(words, today),
        "cells": _cells(words),
    }


def _wrong_answers(today: date, words: Words) -> dict[str, Any]:
    """As a person in a hurry fills it: Arabic digits, no place, a year to come."""
    return {
        "wrong-present": "١٠",
        "wrong-city": "nador",
        "wrong-born_on_day": "12",
        "wrong-born_on_month": "3",
        "wrong-born_on_year": str(today.year + 4),
        "wrong-needs": ["health"],
        "wrong-account": words["typed"],
    }


def _rows(words: Words, today: date) -> list[dict[str, Any]]:
    codes = [("7R4-M2K", "high", -1), ("M8F-1ZJ", "medium", 0), ("K5D-6PV", "low", 3)]
    return [
        {
            "code": code,
            "risk": risk,
            "due": today + timedelta(days=days),
            "late": days < 0,
            "who": words[f"child_{place}"],
            "step": words[f"step_{place}"],
        }
        for place, (code, risk, days) in enumerate(codes, start=1)
    ]


def _cells(words: Words) -> list[dict[str, Any]]:
    """The figure of `DOMAIN.md`; the ages are invented, as the caption says."""
    return [
        {"city": words["nador"], "younger": 47, "older": 625, "total": 672},
        {"city": words["marrakech"], "younger": None, "older": None, "total": 232},
        {"city": words["casablanca"], "younger": None, "older": None, "total": 138},
        {"city": words["oujda"], "missing": True},
        {"city": words["tanger"], "missing": True},
    ]
