"""A figure goes out: what was protected is copied to where readers look, and nothing else."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from kanaf.access.models import Account, Organisation
from kanaf.activities.models import Campaign
from kanaf.core import audit
from kanaf.core.actions import action
from kanaf.indicators import actions as indicators
from kanaf.indicators import tables
from kanaf.indicators.counting import Window
from kanaf.indicators.counting.reporting import accepted
from kanaf.indicators.models import Definition, ExternalValue, FrozenFigure, PlannedTable, ProtectedCell, Release
from kanaf.places.models import City
from kanaf.places.queries import programme_cities
from kanaf.programme.models import Partnership, Term
from kanaf.publication import rules
from kanaf.publication.models import ReleasedCell, ReleasedFigure, ReleasedTable
from kanaf.publication.models.frame import LANGUAGES
from kanaf.publication.models.released import ALL

Texts = dict[str, str]


@action
def release_figure(*, by: Account, at: datetime, release: Release) -> ReleasedFigure:
    """Release an approved figure: from here on the public reads it, and its pages show this version.

    Only protected cells are copied. Refused where a newer version went out before.
    """
    figure = release.figure
    indicator = figure.definition.indicator
    before = ReleasedFigure.objects.current().filter(indicator=indicator.code, window=figure.window_code).with_cells().first()
    rules.check_is_newer(before, figure.version)
    indicators.mark_released(by=by, at=at, release=release)
    copied = _tables(release)
    total = _total(copied)
    released = ReleasedFigure(
        indicator=indicator.code,
        label_fr=indicator.label_fr,
        label_ar=indicator.label_ar,
        label_en=indicator.label_en,
        window=figure.window_code,
        campaign=figure.campaign,
        campaign_labels=_campaign_labels(figure),
        starts_on=figure.starts_on,
        ends_on=figure.ends_on,
        version=figure.version,
        replaces=before,
        kind=figure.definition.kind,
        definition_version=figure.definition.version,
        definition=figure.definition.text,
        unit_labels=figure.definition.unit_labels,
        rule=figure.definition.rule,
        as_of=figure.as_of,
        released_at=at,
        total=total.value,
        status=total.status,
        source=_source(figure),
        notes=_notes(figure),
        external=_external(figure),
        reporting=_reporting(figure),
        difference=_difference(before, copied) if before else [],
    )
    released.digest = _digest(released, copied)
    released.save()
    for table, cells in copied:
        table.figure = released
        table.save()
        for cell in cells:
            cell.table = table
    ReleasedCell.objects.bulk_create([cell for _table, cells in copied for cell in cells], batch_size=500)
    audit.record(
        "figure.published", by=by, target=released, at=at, indicator=indicator.code, window=released.window, version=released.version
    )
    return released


Copied = list[tuple[ReleasedTable, list[ReleasedCell]]]


def _tables(release: Release) -> Copied:
    """Unsaved copies of the release's tables, in the plan's order, with the labels that readers need."""
    copied: Copied = []
    definition = release.figure.definition
    for plan in tables.planned(release.figure):
        cells = list(ProtectedCell.objects.filter(release=release, cut=plan.code).order_by("id"))
        if not cells:
            continue
        labels = [_labels(definition, cut) for cut in plan.cuts]
        copied.append(
            (
                ReleasedTable(
                    code=plan.code,
                    position=plan.position,
                    label_fr=plan.label_fr,
                    label_ar=plan.label_ar,
                    label_en=plan.label_en,
                    axes=[_axis(definition, cut) for cut in plan.cuts],
                ),
                [_cell(position, cell, plan, labels) for position, cell in enumerate(cells)],
            )
        )
    return copied


def _cell(position: int, cell: ProtectedCell, plan: PlannedTable, labels: list[dict[str, Texts]]) -> ReleasedCell:
    coordinates = list(cell.coordinates) if plan.cuts else []
    return ReleasedCell(
        position=position,
        coordinates=coordinates,
        labels=[names.get(code, {}) for code, names in zip(coordinates, labels, strict=True)],
        value=cell.value,
        status=cell.status,
        reason=cell.reason,
    )


def _axis(definition: Definition, cut: str) -> dict[str, Any]:
    known = definition.cuts[cut]
    return {"cut": cut, "axis": known["axis"], "additive": known["additive"], "labels": known.get("labels", {})}


def _labels(definition: Definition, cut: str) -> dict[str, Texts]:
    """Code → labels of the categories of a cut: cities from places, all else from the pack's list of the axis's name."""
    axis = definition.cuts[cut]["axis"]
    held: QuerySet[City] | QuerySet[Term] = City.objects.all() if axis == "city" else Term.objects.filter(list=axis)
    return {row.code: _in_three(row) for row in held}


def _in_three(row: Any) -> Texts:
    return {language: row.label_in(language) for language in LANGUAGES}


def _total(copied: Copied) -> ReleasedCell:
    """The total of the first table: they agree, or disclosure control would have refused them."""
    for _table, cells in copied:
        for cell in cells:
            if all(code == ALL for code in cell.coordinates):
                return cell
    raise LookupError("A release without any total was approved.")


def _campaign_labels(figure: FrozenFigure) -> Texts:
    campaign = Campaign.objects.filter(code=figure.campaign).first() if figure.campaign else None
    return _in_three(campaign) if campaign else {}


def _source(figure: FrozenFigure) -> Texts:
    """Who stands behind the number: the organisation that produces the programme's data, in each language."""
    producers = Organisation.objects.filter(pk__in=Partnership.objects.filter(role="data_producer").values("organisation"))
    return _in_three(producers.first()) if figure.definition.kind == Definition.Kind.COMPUTED and producers else {}


def _values_of_others(figure: FrozenFigure) -> list[ExternalValue]:
    held = ExternalValue.objects.filter(indicator=figure.definition.indicator_id, starts_on=figure.starts_on, ends_on=figure.ends_on)
    return [] if figure.campaign else list(held.order_by("code"))


def _notes(figure: FrozenFigure) -> list[dict[str, Any]]:
    """What the reader must know. A note on somebody else's value stands only by the figure of the same window (A3, A4)."""
    everywhere = {note["id"] for value in ExternalValue.objects.filter(indicator=figure.definition.indicator_id) for note in value.notes}
    here = {note["id"] for value in _values_of_others(figure) for note in value.notes}
    return [note for note in figure.definition.notes if note["id"] not in everywhere - here]


def _external(figure: FrozenFigure) -> list[dict[str, Any]]:
    """Somebody else's value for the same thing, with its source; never added to ours."""
    told = {note["id"] for note in _notes(figure)}
    return [
        {
            "code": value.code,
            "labels": _in_three(value),
            "value": value.value,
            "source": value.source,
            "published": value.published,
            "notes": [note for note in value.notes if note["id"] not in told],
        }
        for value in _values_of_others(figure)
    ]


def _reporting(figure: FrozenFigure) -> list[dict[str, Any]]:
    """The programme's cities and whether each was reported for this window; nothing for a campaign, which has no submissions."""
    if figure.period is None:
        return []
    reported = {city for _organisation, city in accepted(Window(figure.starts_on, figure.ends_on, figure.as_of))}
    return [{"code": city.code, "labels": _in_three(city), "reported": city.code in reported} for city in programme_cities()]


def _difference(before: ReleasedFigure, copied: Copied) -> list[dict[str, Any]]:
    """Each cell that reads otherwise than in the version before: what was shown then and what is shown now."""
    old = {
        (table.code, tuple(cell.coordinates)): {"value": cell.value, "status": cell.status}
        for table in before.tables.all()
        for cell in table.cells.all()
    }
    changed = []
    for table, cells in copied:
        for cell in cells:
            now = {"value": cell.value, "status": cell.status}
            then = old.get((table.code, tuple(cell.coordinates)))
            if then != now:
                changed.append({"table": table.code, "cell": cell.coordinates, "labels": cell.labels, "before": then, "after": now})
    return changed


def _digest(figure: ReleasedFigure, copied: Copied) -> str:
    """SHA-256 over what readers get, in a fixed order."""
    content = {
        "figure": [figure.indicator, figure.window, figure.version, figure.definition_version, figure.kind],
        "window": [figure.starts_on.isoformat(), figure.ends_on.isoformat()],
        "as_of": figure.as_of.isoformat(),
        "total": [figure.total, figure.status],
        "cells": sorted(
            [table.code, cell.coordinates, -1 if cell.value is None else cell.value, cell.status, cell.reason]
            for table, cells in copied
            for cell in cells
        ),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
