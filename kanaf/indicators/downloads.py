"""Protected tables as CSV: for spreadsheets that must run nothing (G19) and for readers who must learn nothing hidden."""

import csv
import io

from django.conf import settings
from django.utils.translation import gettext as _

from kanaf.core.spreadsheets import safe
from kanaf.disclosure.cells import ALL
from kanaf.indicators.models import PlannedTable, ProtectedCell, Release
from kanaf.indicators.shown import Words

COLUMNS = (
    "indicator", "definition_version", "figure_version", "kind", "unit", "starts_on", "ends_on", "campaign", "as_of",
    "table", "cut_1", "category_1", "label_1", "cut_2", "category_2", "label_2", "value", "status", "reason", "data",
)  # fmt: skip


def csv_of(release: Release) -> str:
    """All protected cells of a release, margins as `*`; a hidden or unreported cell has no value, only its status."""
    figure = release.figure
    definition = figure.definition
    words = Words(definition)
    plans = {plan.code: plan for plan in PlannedTable.objects.filter(indicator=definition.indicator_id)}
    out = io.StringIO()
    out.write("\ufeff")  # without it a common spreadsheet reads Arabic as garbage
    lines = csv.writer(out)
    lines.writerow(COLUMNS)
    head = [
        definition.indicator_id,
        definition.version,
        figure.version,
        definition.kind,
        definition.unit,
        figure.starts_on.isoformat(),
        figure.ends_on.isoformat(),
        figure.campaign,
        figure.as_of.isoformat(timespec="seconds"),
    ]
    data = _("Demonstration – fictitious data") if figure.is_synthetic or settings.KANAF_DEMO else ""
    for cell in release.cells.order_by("id"):
        value = "" if cell.value is None else cell.value
        row = [*head, cell.cut, *_places(cell, plans.get(cell.cut), words), value, cell.status, cell.reason, data]
        lines.writerow([safe(each) for each in row])
    return out.getvalue()


def _places(cell: ProtectedCell, plan: PlannedTable | None, words: Words) -> list[str]:
    """Cut, category and label of each coordinate; a total has neither cut nor category but its margin."""
    found: list[str] = []
    cuts = plan.cuts if plan else []
    for index in range(2):
        code = cell.coordinates[index] if index < len(cell.coordinates) else ""
        cut = cuts[index] if index < len(cuts) else ""
        found += [cut, code, words.category(cut, code) if cut or code == ALL else ""]
    return found
