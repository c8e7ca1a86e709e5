"""What figures count: run inside `rows.as_counter()`, on clear tables only.

Each query says what was held true at a moment (`as_of`), for events of the days from `starts_on` to `ends_on`, both included.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from kanaf.activities.models import Attendance, Headcount, OfSession, TrainingAttendance
from kanaf.core.history import RecordedQuerySet

PresentNamed = tuple[UUID, UUID, UUID, UUID, str, date]
CountedHeads = tuple[UUID, UUID, UUID, str, str, str, str, int]
TrainedOne = tuple[UUID, UUID, str, UUID, str, date]


def present_named(starts_on: date, ends_on: date, as_of: datetime, campaign: str = "") -> Iterable[PresentNamed]:
    """(attendance, child, session, organisation, city, day) of every named child who came; a child may come many times."""
    held = _held(Attendance, starts_on, ends_on, as_of, campaign).filter(present=True)
    return held.order_by("happened_on", "recorded_at", "id").values_list(
        "id", "child_id", "session_id", "organisation_id", "session__city_id", "happened_on"
    )


def headcounts(starts_on: date, ends_on: date, as_of: datetime, campaign: str = "") -> Iterable[CountedHeads]:
    """(headcount, session, organisation, city, category, sex, age band, count): contacts, never distinct people."""
    held = _held(Headcount, starts_on, ends_on, as_of, campaign)
    return held.order_by("happened_on", "id").values_list(
        "id", "session_id", "organisation_id", "session__city_id", "category", "sex", "age_band", "count"
    )


def trained(starts_on: date, ends_on: date, as_of: datetime, campaign: str = "") -> Iterable[TrainedOne]:
    """(attendance, professional, kind of institution, organisation, city of the training, day); one may come many times."""
    held = _held(TrainingAttendance, starts_on, ends_on, as_of, campaign)
    return held.order_by("happened_on", "recorded_at", "id").values_list(
        "id", "professional_id", "professional__institution_kind", "organisation_id", "session__city_id", "happened_on"
    )


def _held(model: type[OfSession], starts_on: date, ends_on: date, as_of: datetime, campaign: str) -> RecordedQuerySet:
    held = model.objects.as_of(as_of).filter(happened_on__range=(starts_on, ends_on))
    return held.filter(session__campaign=campaign) if campaign else held
