"""Questions about the programme: what a code means, and how long a step may take."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kanaf.core.errors import Refused
from kanaf.programme.models import ConsentAge, ConsentWording, RetentionClass, Term, Timeframe

UNKNOWN = "unknown"
ANY_RISK = "any"
"""For `due_at`: a delay that no level of risk changes."""
SATURDAY = 5


@lru_cache(maxsize=128)
def terms(list_code: str) -> dict[str, Term]:
    """The terms of a list by code, in the pack's order. Kept by the process; the loader clears it."""
    return {term.code: term for term in Term.objects.filter(list=list_code)}


def forget() -> None:
    """After the pack was loaded again."""
    terms.cache_clear()
    _timeframes.cache_clear()
    wordings.cache_clear()
    consent_age.cache_clear()


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


def due_at(step: str, risk: str, since: datetime, *, opened_on: date | None = None) -> datetime | None:
    """When a step is due, by the newest timeframe; None where the pack sets none.

    Hours run continuously; with working days, Saturday and Sunday do not count (DOMAIN.md §3.2, clock rules). In a case's
    first days the shorter interval holds where the pack gives one.
    """
    frame = _timeframes().get((step, risk))
    if frame is None:
        return None
    if frame.first_every_days and opened_on is not None and (since.date() - opened_on).days < (frame.first_for_days or 0):
        return since + timedelta(days=frame.first_every_days)
    if frame.months:
        return _months_later(since, frame.months)
    if frame.hours is not None and not frame.working_days:
        return since + timedelta(hours=frame.hours)
    return working_days_later(since, frame.days if frame.days is not None else -(-(frame.hours or 0) // 24), frame.working_days)


def contact_after(step: str, months: int) -> str:
    """The name under which one of several contacts after an end is kept: `post_closure_3`."""
    return f"{step}_{months}"


def contacts_after(step: str, risk: str) -> list[int]:
    """After how many months to take contact again, by the newest timeframes; empty where the pack sets none."""
    held = {
        row.months for (code, of), row in _timeframes().items() if of == risk and row.months and code == contact_after(step, row.months)
    }
    return sorted(held)


def months_after(day: date, months: int) -> date:
    """The same day some months later, the last of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def _months_later(since: datetime, months: int) -> datetime:
    year, month = divmod(since.year * 12 + since.month - 1 + months, 12)
    return since.replace(year=year, month=month + 1, day=min(since.day, monthrange(year, month + 1)[1]))


def working_days_later(since: datetime, days: int, only_working: bool = True) -> datetime:
    """The same hour so many days later, Saturdays and Sundays not counted (unless all are)."""
    due = since
    while days > 0:
        due += timedelta(days=1)
        if not (only_working and due.weekday() >= SATURDAY):
            days -= 1
    return due


def nationality_group(nationalities: list[str]) -> str:
    """The cut that figures use: national as soon as one nationality is, else foreign, else unknown."""
    held = terms("nationality")
    groups = {held[code].attributes.get("group", UNKNOWN) for code in nationalities if code in held}
    return next((group for group in ("national", "foreign") if group in groups), UNKNOWN)


@lru_cache(maxsize=1)
def wordings() -> dict[tuple[str, int], ConsentWording]:
    """Every edition of every wording, by purpose and version; kept by the process."""
    return {(row.purpose, row.version): row for row in ConsentWording.objects.order_by("purpose", "version")}


def wording(purpose: str, version: int | None = None) -> ConsentWording | None:
    """The words in which a purpose is asked today, or those of an edition; None where the pack has none."""
    if version is not None:
        return wordings().get((purpose, version))
    newest = max((edition for asked, edition in wordings() if asked == purpose), default=None)
    return wordings()[purpose, newest] if newest is not None else None


@lru_cache(maxsize=1)
def consent_age() -> ConsentAge | None:
    """The ages of consent and assent of the loaded pack."""
    return ConsentAge.objects.first()


def retention() -> dict[str, RetentionClass]:
    """How long what identifies is kept, by the pack."""
    return {row.code: row for row in RetentionClass.objects.all()}
