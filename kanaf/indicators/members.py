"""Writing down what a figure counted: hundreds of thousands of rows, without a model instance for each."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from kanaf.core import ids
from kanaf.indicators.counting import Subject
from kanaf.indicators.models import FigureMember, FrozenFigure

BATCH = 20_000
ROW_BY_ROW = "insert into {table} (id, figure_id, subject, coordinates, weight) values (%s, %s, %s, %s, %s)"
IN_COLUMNS = """
insert into {table} (id, figure_id, subject, coordinates, weight)
select u.id, %s, u.subject, u.coordinates::jsonb, u.weight
from unnest(%s::uuid[], %s::uuid[], %s::text[], %s::int[]) as u(id, subject, coordinates, weight)
"""


def keep_members(figure: FrozenFigure, subjects: Sequence[Subject]) -> None:
    """Insert a row for each subject, in the transaction that freezes the figure. Append-only like any other insert."""
    table = connection.ops.quote_name(FigureMember._meta.db_table)
    written: dict[tuple[Any, ...], str] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(subjects), BATCH):
            batch = subjects[start : start + BATCH]
            if connection.vendor == "postgresql":
                columns: tuple[list[Any], ...] = (
                    [ids.new_id() for _subject in batch],
                    [subject.id for subject in batch],
                    [_as_json(subject, written) for subject in batch],
                    [subject.weight for subject in batch],
                )
                cursor.execute(IN_COLUMNS.format(table=table), [figure.pk, *columns])
            else:
                rows = [(ids.new_id().hex, figure.pk.hex, one.id.hex, _as_json(one, written), one.weight) for one in batch]
                cursor.executemany(ROW_BY_ROW.format(table=table), rows)


def _as_json(subject: Subject, written: dict[tuple[Any, ...], str]) -> str:
    """The coordinates as the database keeps them; the same few combinations come back again and again."""
    key = tuple(code if isinstance(code, str) else tuple(code) for code in subject.coordinates.values())
    if key not in written:
        written[key] = json.dumps(subject.coordinates)
    return written[key]
