"""Released cells as a file that opens in any spreadsheet and does nothing there."""

import csv
import io
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from kanaf.core import clock
from kanaf.core.spreadsheets import safe
from kanaf.publication.models import ReleasedFigure

BYTE_ORDER_MARK = "\ufeff"  # without it a well-known spreadsheet reads Arabic as noise
COLUMNS = [
    "indicator",
    "label",
    "window",
    "starts_on",
    "ends_on",
    "unit",
    "kind",
    "definition_version",
    "version",
    "as_of",
    "released_at",
    "table",
    "cut_1",
    "code_1",
    "label_1",
    "cut_2",
    "code_2",
    "label_2",
    "value",
    "status",
    "reason",
    "data",
]


def csv_of(figure: ReleasedFigure) -> str:
    """One row a cell of every released table; a value that is hidden or not reported is empty, with its status beside it."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for row in _rows(figure):
        writer.writerow([safe("" if value is None else value) for value in row])
    return BYTE_ORDER_MARK + stream.getvalue()


def _rows(figure: ReleasedFigure) -> Iterator[list[object]]:
    head: list[object] = [
        figure.indicator,
        figure.label,
        figure.window,
        figure.starts_on.isoformat(),
        figure.ends_on.isoformat(),
        figure.unit_label,
        figure.kind,
        figure.definition_version,
        figure.version,
        figure.as_of.astimezone(clock.CASABLANCA).date().isoformat(),
        figure.released_at.astimezone(clock.CASABLANCA).date().isoformat(),
    ]
    data = _("Demonstration – fictitious data") if settings.KANAF_DEMO else ""
    for table in figure.tables.all():
        for cell in table.cells.all():
            places: list[object] = []
            for place in range(2):
                if place < len(table.axes):
                    places += [table.axes[place]["cut"], cell.coordinates[place], cell.label_at(place)]
                else:
                    places += ["", "", ""]
            yield [*head, table.code, *places, cell.value, cell.status, cell.reason, data]
