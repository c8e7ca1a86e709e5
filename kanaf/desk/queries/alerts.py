"""Alerts as pages show them: what waits, in the order in which somebody should go; and what could be about one child."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language

from kanaf.access.models import Account
from kanaf.children.models import Alert, Screening
from kanaf.core import clock, dates, vault
from kanaf.desk import words
from kanaf.desk.queries.people import initials_of
from kanaf.programme import queries as programme

MOST_WAITING = 100
AROUND = timedelta(days=45)
"""Two alerts further apart than this are hardly one meeting; joining is offered within it."""
MOST_OFFERED = 40


@dataclass(frozen=True)
class Shown:
    """One alert in a list: whom it is about, without a name or a place."""

    alert: Alert
    who: str
    state: str
    is_late: bool


@dataclass(frozen=True)
class Looked:
    """A screening with its note and who wrote it."""

    screening: Screening
    note: str
    by: str


def who(alert: Alert) -> str:
    """`Girl · 13 and 14`: as far as it could be seen."""
    return f"{words.SEXES.get(alert.sex, words.SEXES['unknown'])} · {programme.label('age_band', alert.age_band)}"


def in_a_choice(alert: Alert) -> str:
    day = dates.day_short_in_words(alert.seen_on, get_language() or "fr", clock.today())
    return f"{who(alert)} · {alert.city.label} · {day}"


def shown(alert: Alert, at: datetime) -> Shown:
    state = "joined" if alert.joined_to_id else alert.status
    return Shown(alert, who(alert), state, alert.is_late(at))


def waiting(by: Account, at: datetime) -> list[Shown]:
    """What somebody has to go and look at, dangers and the longest overdue first."""
    held = Alert.objects.visible_to(by).waiting().select_related("city").order_by("-is_urgent", "screen_due_at", "id")
    return [shown(alert, at) for alert in held[:MOST_WAITING]]


def everything(by: Account) -> Any:
    return Alert.objects.visible_to(by).select_related("city", "child")


def looked(alert: Alert) -> list[Looked]:
    """Every screening of an alert, oldest first; notes that went with the alert's key are empty."""
    rows = list(alert.screenings.all())
    initials = initials_of({row.recorded_by for row in rows})
    return [Looked(row, _opened(row), initials.get(row.recorded_by, "")) for row in rows]


def _opened(row: Screening) -> str:
    try:
        return str(vault.unseal(row, "sealed")) if row.sealed else ""
    except vault.Erased:
        return ""


def could_be_the_same(alert: Alert, by: Account) -> Any:
    """Alerts of the same organisation and city around the same days, not joined elsewhere: a person decides."""
    near = Alert.objects.visible_to(by).filter(
        city=alert.city_id, joined_to__isnull=True, seen_on__range=(alert.seen_on - AROUND, alert.seen_on + AROUND)
    )
    others = near.exclude(pk=alert.pk).exclude(status=Alert.Status.EXPIRED)
    if alert.sex != "unknown":
        others = others.filter(sex__in=[alert.sex, "unknown"])
    ids = list(others.order_by("-seen_on").values_list("pk", flat=True)[:MOST_OFFERED])
    return Alert.objects.visible_to(by).filter(pk__in=ids).select_related("city").order_by("-seen_on")
