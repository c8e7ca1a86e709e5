"""Questions about the programme: what a code means, and how long a step may take."""

from datetime import datetime, timedelta
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kanaf.core.errors import Refused
from kanaf.programme.models import Term, Timeframe

UNKNOWN = "unknown"


@lru_cache(maxsize=128)
def terms(list_code: str) -> dict[str, Term]:
    """The terms of a list by code, in the pack's order. Kept by the process; the loader clears it."""
    return {term.code: term for term in Term.objects.filter(list=list_code)}


def forget() -> None:
    """After the pack was loaded again."""
    terms.cache_clear()
    _timeframes.cache_clear()


def label(list_code: str, code: str, language: str | None = None) -> str:
    """The label of a code in the reader's language; a code that the list does not know is shown as it is."""
    term = terms(list_code).get(code)
    return term.label_in(language or get_language() or "fr") if term else code


def choices(list_code: str) -> list[tuple[str, str]]:
    """What a form offers: the list's living terms with their labels."""
    return [(code, term.label) for code, term in terms(list_code).items() if not term.is_retired]


def check_code(list_code: str, code: str, *, field: str) -> None:
    """Refuse a code that the pack's list does not hold."""
    if code not in terms(list_code):
        raise Refused(
            _("“%(code)s” is not in the list “%(list)s” of the programme: choose one of the list.") % {"code": code, "list": list_code},
            field=field,
            code="unknown_code",
        )


@lru_cache(maxsize=1)
def _timeframes() -> dict[tuple[str, str], Timeframe]:
    return {(row.step, row.risk): row for row in Timeframe.objects.order_by("version")}


def due_at(step: str, risk: str, since: datetime) -> datetime | None:
    """When a step is due, by the newest timeframe; None where the pack sets none.

    Hours run continuously; working days skip Saturday and Sunday (DOMAIN.md §3.2, clock rules).
    """
    frame = _timeframes().get((step, risk))
    if frame is None:
        return None
    if frame.hours is not None:
        return since + timedelta(hours=frame.hours)
    due, left = since, frame.days or 0
    while left > 0:
        due += timedelta(days=1)
        if not (frame.working_days and due.weekday() >= 5):
            left -= 1
    return due
