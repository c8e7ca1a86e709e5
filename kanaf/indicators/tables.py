"""From counts to the tables of the publication plan, and from released cells back to the tables an attacker holds."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any
from uuid import UUID

from kanaf.disclosure import (
    ALL,
    RULES,
    Axis,
    Cell,
    Finding,
    ProtectedTable,
    Reason,
    Relation,
    Status,
    Table,
    corrections,
    nested_figures,
    one_way,
    two_way,
)
from kanaf.disclosure.tables import Grid
from kanaf.indicators.counting import Counted
from kanaf.indicators.models import Definition, FigureCell, FrozenFigure, PlannedTable, ProtectedCell, PublicValue, Release

TOTAL = Axis("total", ("all",))


def planned(figure: FrozenFigure) -> list[PlannedTable]:
    """The tables that the plan allows for this figure's window."""
    window = figure.period.kind if figure.period else "campaign"
    return list(PlannedTable.objects.filter(indicator=figure.definition.indicator_id, window=window))


def cells_of(counted: Counted, cuts: list[str]) -> dict[tuple[str, ...], int | None]:
    """Every cell of a planned table, margins included (`*`); None is not reported."""
    if not cuts:
        return {(ALL,): counted.total}
    inner = counted.cells(cuts)
    cells = dict(inner)
    for size in range(len(cuts)):
        for kept in combinations(range(len(cuts)), size):
            # Counted anew, not summed: along a cut that does not add up, the parts are more than the whole.
            margins = counted.cells([cuts[index] for index in kept]) if kept else {(): counted.total}
            for categories, value in margins.items():
                at = dict(zip(kept, categories, strict=True))
                place = tuple(at.get(index, ALL) for index in range(len(cuts)))
                parts = [part for inside, part in inner.items() if all(inside[index] == code for index, code in at.items())]
                cells[place] = None if all(part is None for part in parts) else value
    return cells


def _axes(definition: Definition, cuts: list[str], cells: Iterable[Any]) -> tuple[Axis, ...]:
    if not cuts:
        return (TOTAL,)
    categories: list[list[str]] = [[] for _cut in cuts]
    for cell in cells:
        for index, code in enumerate(cell.coordinates):
            if code != ALL and code not in categories[index]:
                categories[index].append(code)
    return tuple(Axis(cut, tuple(codes), additive=definition.cuts[cut]["additive"]) for cut, codes in zip(cuts, categories, strict=True))


def measure(figure: FrozenFigure) -> str:
    return f"{figure.definition.indicator_id}.{figure.definition.version}@{figure.window_code}"


def table_of(figure: FrozenFigure, plan: PlannedTable) -> Table:
    """The frozen cells of a planned table, as disclosure control reads them."""
    cells = list(FigureCell.objects.filter(figure=figure, cut=plan.code).order_by("id"))
    axes = _axes(figure.definition, plan.cuts, cells)  # type: ignore[arg-type]
    values = {tuple(cell.coordinates): cell.value for cell in cells}
    if not plan.cuts:
        total = values[(ALL,)]
        return one_way(measure=measure(figure), version=figure.version, axis=TOTAL, values={"all": total}, total=total)
    if len(axes) == 1:
        inner = {place[0]: value for place, value in values.items() if place[0] != ALL}
        return one_way(measure=measure(figure), version=figure.version, axis=axes[0], values=inner, total=values[(ALL,)])
    margins = {place: value for place, value in values.items() if ALL in place}
    inner_two = {place: value for place, value in values.items() if ALL not in place}
    return two_way(measure=measure(figure), version=figure.version, rows=axes[0], columns=axes[1], values=inner_two, margins=margins)  # type: ignore[arg-type]


def exempt(figure: FrozenFigure, plan: PlannedTable) -> set[tuple[str, ...]]:
    """The cells of a planned table whose true value was printed elsewhere before."""
    held = PublicValue.objects.filter(indicator=figure.definition.indicator_id, campaign=figure.campaign)
    if not figure.campaign:
        held = held.filter(starts_on=figure.starts_on, ends_on=figure.ends_on)
    values = {tuple(cell.coordinates): cell.value for cell in FigureCell.objects.filter(figure=figure, cut=plan.code)}
    found = set()
    for public in held:
        if set(public.cell) - set(plan.cuts):
            continue
        place = tuple(public.cell.get(cut, ALL) for cut in plan.cuts) or (ALL,)
        if values.get(place) == public.value:
            found.add(place)
    return found


def released_tables(indicator: str) -> list[tuple[FrozenFigure, PlannedTable, ProtectedTable]]:
    """Everything of an indicator that readers hold already, or that is approved or asked for."""
    found = []
    releases = Release.objects.filter(figure__definition__indicator=indicator).exclude(status=Release.Status.DECLINED)
    for release in releases.select_related("figure__definition", "figure__period"):
        for plan in planned(release.figure):
            cells = list(ProtectedCell.objects.filter(release=release, cut=plan.code).order_by("id"))
            if cells:
                public = frozenset(exempt(release.figure, plan))
                found.append((release.figure, plan, protected_table(release.figure, plan, cells, public)))
    return found


def protected_table(
    figure: FrozenFigure, plan: PlannedTable, cells: list[ProtectedCell], already_public: frozenset[tuple[str, ...]] = frozenset()
) -> ProtectedTable:
    """A planned table as its readers hold it."""
    axes = _axes(figure.definition, plan.cuts, cells)  # type: ignore[arg-type]
    held = [Cell(tuple(cell.coordinates), cell.value, Status(cell.status), Reason(cell.reason) if cell.reason else None) for cell in cells]
    if not plan.cuts:
        held.append(Cell(("all",), held[0].value, held[0].status, held[0].reason))
    return ProtectedTable(
        measure=measure(figure),
        version=figure.version,
        axes=axes,
        cells=tuple(held),
        rule=RULES[figure.definition.rule],
        already_public=already_public,
    )


Released = tuple[FrozenFigure, PlannedTable, ProtectedTable]


def nesting(figure: FrozenFigure, ours: Sequence[Grid], released: list[Released]) -> list[Relation]:
    """What ties this figure's tables to released ones over windows inside its own or around it, whatever their cuts."""
    others: dict[FrozenFigure, list[ProtectedTable]] = {}
    for other, _plan, table in released:
        others.setdefault(other, []).append(table)
    relations: list[Relation] = []
    for other, theirs in others.items():
        if other.definition_id != figure.definition_id or other.window_code == figure.window_code:
            continue
        if figure.starts_on <= other.starts_on and other.ends_on <= figure.ends_on:
            relations += nested_figures(ours, theirs)
        elif other.starts_on <= figure.starts_on and figure.ends_on <= other.ends_on:
            relations += nested_figures(theirs, ours)
    return relations


def small_corrections(release: Release) -> list[Finding]:
    """Where this release, held beside versions that went out before, speaks of so few that it may speak of one child (G22)."""
    figure = release.figure
    versions = FrozenFigure.objects.filter(definition=figure.definition, period=figure.period, campaign=figure.campaign)
    before = Release.objects.filter(figure__in=versions.filter(version__lt=figure.version)).standing().select_related("figure__definition")
    plans = planned(figure)
    shown: dict[tuple[UUID, str], list[ProtectedCell]] = {}
    for cell in ProtectedCell.objects.filter(release__in=[release, *before]).order_by("id"):
        shown.setdefault((cell.release_id, cell.cut), []).append(cell)

    def tables_of(each: Release) -> list[ProtectedTable]:
        held = [(plan, shown.get((each.pk, plan.code))) for plan in plans]
        return [protected_table(each.figure, plan, cells) for plan, cells in held if cells]

    return corrections(tables_of(release), [table for each in before for table in tables_of(each)])
