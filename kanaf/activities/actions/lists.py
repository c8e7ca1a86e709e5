"""A list given replaces the list held, row by row, and nothing is written where nothing differs."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from kanaf.access.models import Account
from kanaf.activities.models import Attendance, Headcount, OfSession, Session, SessionReport, TrainingAttendance

Values = Mapping[str, Any]

# Which columns say what a row is about, and which say what is held about it. A session has one report.
COLUMNS: dict[type[OfSession], tuple[tuple[str, ...], tuple[str, ...]]] = {
    Attendance: (("child_id",), ("present",)),
    Headcount: (("category", "sex", "age_band"), ("count",)),
    TrainingAttendance: (("professional_id",), ()),
    SessionReport: ((), ("named", "unnamed", "total")),
}


def rows_to_write(model: type[OfSession], wanted: Iterable[Values], *, session: Session, by: Account, at: datetime) -> list[OfSession]:
    """The rows, not yet saved, that make what is held of a session say what is wanted and nothing else.

    A row that differs, or stands on another day than the session, is replaced; one that is not wanted is withdrawn; one
    that was withdrawn and is wanted again goes on in the same chain, so that of each thing one row at most is current.
    """
    about, held_about = COLUMNS[model]
    new_row: Any = model
    newest = {tuple(getattr(row, name) for name in about): row for row in model.objects.newest().filter(session=session)}
    stamp: dict[str, Any] = {
        "session": session,
        "organisation_id": session.organisation_id,
        "happened_on": session.on,
        "recorded_at": at,
        "recorded_by": by.pk,
    }
    fresh, kept = [], set()
    for values in wanted:
        place = tuple(values[name] for name in about)
        kept.add(place)
        row = newest.get(place)
        if row is None or not _says(row, values, session):
            fresh.append(new_row(**stamp, **values, replaces=row))
    for place, row in newest.items():
        if place not in kept and not row.withdrawn:
            values = {name: getattr(row, name) for name in (*about, *held_about)}
            fresh.append(new_row(**stamp, **values, replaces=row, withdrawn=True))
    return fresh


def write(rows: Iterable[OfSession]) -> None:
    """Save rows of several kinds."""
    of_kind: dict[type[OfSession], list[OfSession]] = {}
    for row in rows:
        of_kind.setdefault(type(row), []).append(row)
    for model, fresh in of_kind.items():
        model.objects.bulk_create(fresh)


def move_to_day(session: Session, *, by: Account, at: datetime) -> None:
    """Say again, on the session's new day, all that is held of it."""
    for model, (about, held_about) in COLUMNS.items():
        current = model.objects.current().filter(session=session).values(*about, *held_about)
        write(rows_to_write(model, list(current), session=session, by=by, at=at))


def take_back(session: Session, *, by: Account, at: datetime) -> None:
    """Withdraw all that is held of a session."""
    for model in COLUMNS:
        write(rows_to_write(model, [], session=session, by=by, at=at))


def _says(row: OfSession, values: Values, session: Session) -> bool:
    if row.withdrawn or row.happened_on != session.on:
        return False
    return all(getattr(row, name) == value for name, value in values.items())
