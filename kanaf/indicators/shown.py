"""Figures as pages show them: headline, tables in words, notes, versions. Readers get released cells only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.access.roles import Permission
from kanaf.core.templatetags.kanaf import number
from kanaf.disclosure.cells import ALL, Reason
from kanaf.indicators import charts, tables
from kanaf.indicators.models import Definition, ExternalValue, FigureCell, FrozenFigure, Indicator, PlannedTable, ProtectedCell, Release
from kanaf.indicators.queries import Shown as Live
from kanaf.places.models import City
from kanaf.programme import queries as programme

MOST_BARS = 8
Status = ProtectedCell.Status
TOTALS = Q(coordinates=[ALL]) | Q(coordinates=[ALL, ALL])


@dataclass(frozen=True)
class ShownCell:
    """One number, or why there is none."""

    value: int | None
    status: str = Status.EXACT
    reason: str = ""

    @property
    def mark(self) -> str:
        """(1) small or (2) complementary, as printed beside a hidden cell."""
        return Reason(self.reason).mark if self.reason else ""

    @property
    def words(self) -> str:
        """What stands in place of a number; nothing where there is one."""
        if self.status == Status.SUPPRESSED:
            return _("hidden (%(mark)s)") % {"mark": self.mark}
        return _("not reported") if self.status == Status.NOT_REPORTED else ""


@dataclass(frozen=True)
class ShownRow:
    label: str
    cells: list[ShownCell]


@dataclass(frozen=True)
class ShownTable:
    """A planned table in words: rows are the first cut, columns the second with its total."""

    code: str
    label: str
    row_head: str
    columns: list[str]
    rows: list[ShownRow]
    total: ShownRow

    @property
    def hidden(self) -> int:
        return sum(cell.status == Status.SUPPRESSED for row in [*self.rows, self.total] for cell in row.cells)

    @property
    def marks(self) -> set[str]:
        return {cell.mark for row in [*self.rows, self.total] for cell in row.cells if cell.mark}

    @property
    def has_missing(self) -> bool:
        return any(cell.status == Status.NOT_REPORTED for row in self.rows for cell in row.cells)

    @property
    def chart(self) -> charts.Chart:
        """The rows' totals as bars, the table's words where a number is not shown; a long list leaves its zeros to the table."""
        rows = [charts.Bar(row.label, row.cells[-1].value, row.cells[-1].words) for row in self.rows]
        if len(rows) > MOST_BARS:
            rows = [bar for bar in rows if bar.value != 0]
        return charts.bars(rows, description=self.label, rtl=(get_language() or "")[:2] == "ar")

    @property
    def is_one_way(self) -> bool:
        return len(self.columns) == 1

    @property
    def finding(self) -> str:
        """What the chart says first: its highest row beside the total; the table's label where no number can be told."""
        shown = [row for row in self.rows if row.cells[-1].value]
        whole = self.total.cells[-1].value
        if not shown or whole is None:
            return self.label
        first = max(shown, key=lambda row: row.cells[-1].value or 0)
        words = {"category": first.label, "value": number(first.cells[-1].value), "total": number(whole)}
        return _("%(category)s: %(value)s of %(total)s") % words


@dataclass(frozen=True)
class Version:
    """One version of a figure, and what it changed, for those who may see unprotected counts."""

    figure: FrozenFigure
    release: Release | None
    total: ShownCell
    changes: list[str] = field(default_factory=list)

    @property
    def state(self) -> str:
        return state_of(self.release)


@dataclass(frozen=True)
class ShownFigure:
    """All that the page of a figure shows to one person. `unprotected` is empty for readers."""

    figure: FrozenFigure
    release: Release | None
    total: ShownCell
    tables: list[ShownTable]
    unprotected: list[ShownTable]
    versions: list[Version]
    is_newest: bool

    @property
    def state(self) -> str:
        return state_of(self.release)

    @property
    def is_protected(self) -> bool:
        return self.release is not None

    @property
    def hidden(self) -> int:
        return sum(table.hidden for table in self.tables)

    @property
    def marks(self) -> set[str]:
        return set().union(*(table.marks for table in self.tables), {self.total.mark} - {""})

    @property
    def has_missing(self) -> bool:
        return any(table.has_missing for table in self.tables)


@dataclass(frozen=True)
class Newest:
    """The newest version of a figure over one window that a person may see, with its number."""

    figure: FrozenFigure
    release: Release | None
    total: ShownCell

    @property
    def state(self) -> str:
        return state_of(self.release)


def state_of(release: Release | None) -> str:
    """The status as people see it: `frozen` until it is out."""
    return "released" if release is not None and release.status == Release.Status.RELEASED else "frozen"


class Words:
    """Labels of categories and cuts, in the reader's language."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.cities = {city.code: city.label for city in City.objects.all()}

    def cut(self, code: str) -> str:
        return self.definition.in_language(self.definition.cuts[code].get("labels", {})) or code

    def category(self, cut: str, code: str) -> str:
        if code == ALL:
            return _("Total")
        axis = self.definition.cuts[cut]["axis"]
        return self.cities.get(code, code) if axis == "city" else programme.label(axis, code)


def newest_by_indicator(by: Account) -> list[tuple[Indicator, list[Newest]]]:
    """Each indicator with the newest figure of each window that a person may see; unprotected totals for those who freeze."""
    seen: dict[tuple[str, str], FrozenFigure] = {}
    visible = FrozenFigure.objects.visible_to(by).select_related("definition", "period").order_by("-ends_on", "-starts_on", "-version")
    for figure in visible:
        seen.setdefault((figure.definition.indicator_id, figure.window_code), figure)
    releases = standing_releases(by, [figure.pk for figure in seen.values()])
    totals = totals_of(releases.values())
    found: dict[str, list[Newest]] = {}
    for figure in seen.values():
        release = releases.get(figure.pk)
        found.setdefault(figure.definition.indicator_id, []).append(Newest(figure, release, _total(figure, release, totals)))
    indicators = Indicator.objects.prefetch_related("definitions")
    return [(indicator, found.get(indicator.pk, [])) for indicator in indicators]


def standing_releases(by: Account, figures: list[Any]) -> dict[Any, Release]:
    """Figure id → the release that is under way or done, as far as one may see."""
    held = Release.objects.visible_to(by).standing().filter(figure__in=figures)
    return {release.figure_id: release for release in held.select_related("asked_by", "decided_by", "released_by")}


def totals_of(releases: Iterable[Release]) -> dict[Any, ShownCell]:
    """Release id → its total as readers see it."""
    held = ProtectedCell.objects.filter(TOTALS, release__in=[release.pk for release in releases])
    return {cell.release_id: ShownCell(cell.value, cell.status, cell.reason) for cell in held}


def _total(figure: FrozenFigure, release: Release | None, totals: dict[Any, ShownCell]) -> ShownCell:
    """The total as readers see it where there is a release; before that only those who freeze look at it."""
    return ShownCell(figure.total) if release is None else totals.get(release.pk, ShownCell(None, Status.SUPPRESSED, Reason.SMALL))


def shown_figure(figure: FrozenFigure, by: Account) -> ShownFigure:
    """A figure as one person may see it: protected cells as soon as there is a release, the unprotected only for those who freeze."""
    words = Words(figure.definition)
    window = figure.period.kind if figure.period else "campaign"
    plans = list(PlannedTable.objects.filter(indicator=figure.definition.indicator_id, window=window))
    versions = _versions(figure, by, words, {plan.code: plan for plan in plans})
    release = next(version.release for version in versions if version.figure.pk == figure.pk)
    total = next(version.total for version in versions if version.figure.pk == figure.pk)
    protected = tables_in_words(plans, _protected(release), words) if release else []
    unprotected = tables_in_words(plans, _frozen(figure), words) if by.holds(Permission.FIGURE_FREEZE) else []
    return ShownFigure(
        figure=figure,
        release=release,
        total=total,
        tables=protected if release else unprotected,
        unprotected=unprotected if release else [],
        versions=versions,
        is_newest=versions[0].figure.pk == figure.pk,
    )


def _protected(release: Release) -> dict[str, dict[tuple[str, ...], ShownCell]]:
    return _by_table((cell.cut, cell.coordinates, ShownCell(cell.value, cell.status, cell.reason)) for cell in release.cells.order_by("id"))


def _frozen(figure: FrozenFigure) -> dict[str, dict[tuple[str, ...], ShownCell]]:
    cells = FigureCell.objects.filter(figure=figure).order_by("id")
    return _by_table((cell.cut, cell.coordinates, _exact(cell.value)) for cell in cells)


def _exact(value: int | None) -> ShownCell:
    return ShownCell(value, Status.NOT_REPORTED if value is None else Status.EXACT)


def _by_table(cells: Iterable[tuple[str, list[str], ShownCell]]) -> dict[str, dict[tuple[str, ...], ShownCell]]:
    found: dict[str, dict[tuple[str, ...], ShownCell]] = {}
    for table, coordinates, cell in cells:
        found.setdefault(table, {})[tuple(coordinates)] = cell
    return found


def tables_in_words(plans: list[PlannedTable], cells: dict[str, dict[tuple[str, ...], ShownCell]], words: Words) -> list[ShownTable]:
    """The planned tables that have a cut, each with its rows, columns and totals; a total alone is the headline's."""
    return [_in_words(plan, cells[plan.code], words) for plan in plans if plan.cuts and plan.code in cells]


def _in_words(plan: PlannedTable, cells: dict[tuple[str, ...], ShownCell], words: Words) -> ShownTable:
    first = _categories(cells, 0)
    second: list[str] = [*_categories(cells, 1), ALL] if len(plan.cuts) == 2 else []
    columns = [words.category(plan.cuts[1], code) for code in second] if second else [words.definition.unit_label]

    def row(code: str, label: str) -> ShownRow:
        return ShownRow(label, [cells[(code, other)] for other in second] if second else [cells[(code,)]])

    rows = [row(code, words.category(plan.cuts[0], code)) for code in first]
    return ShownTable(plan.code, plan.label, words.cut(plan.cuts[0]), columns, rows, row(ALL, _("Total")))


def _categories(cells: dict[tuple[str, ...], ShownCell], index: int) -> list[str]:
    return list(dict.fromkeys(place[index] for place in cells if len(place) > index and place[index] != ALL))


def _versions(figure: FrozenFigure, by: Account, words: Words, plans: dict[str, PlannedTable]) -> list[Version]:
    """Newest first, as far as one may see; what each changed only for those who freeze."""
    same = FrozenFigure.objects.visible_to(by).filter(
        definition__indicator=figure.definition.indicator_id, period=figure.period_id, campaign=figure.campaign
    )
    held = list(same.select_related("definition", "frozen_by").order_by("-version"))
    releases = standing_releases(by, [each.pk for each in held])
    totals = totals_of(releases.values())
    unprotected = by.holds(Permission.FIGURE_FREEZE)
    return [
        Version(
            each,
            releases.get(each.pk),
            _total(each, releases.get(each.pk), totals),
            _changes(each, words, plans) if unprotected else [],
        )
        for each in held
    ]


def _changes(figure: FrozenFigure, words: Words, plans: dict[str, PlannedTable]) -> list[str]:
    """The difference to the version before, in words."""
    if not figure.difference:
        return []
    told = figure.difference
    lines = [_("Records added: %(added)s; taken out: %(removed)s.") % {"added": number(told["added"]), "removed": number(told["removed"])}]
    for change in told["cells"]:
        plan = plans.get(change["table"])
        if plan is None:
            continue
        place = [words.category(cut, code) for cut, code in zip(plan.cuts, change["cell"], strict=False)]
        values = {"before": _told(change["before"]), "after": _told(change["after"])}
        cell = " · ".join(place) or _("Total")
        lines.append(_("%(table)s, %(cell)s: %(before)s, now %(after)s.") % {"table": plan.label, "cell": cell, **values})
    return lines


def small_corrections(release: Release, words: Words) -> list[str]:
    """Where this version differs from a released one by so few that readers of both may learn of one child."""
    lines: dict[str, str] = {}
    for finding in tables.small_corrections(release):
        place = [words.category(cut, code) for cut, code in finding.quantity.where if cut in words.definition.cuts]
        cell = " · ".join(place) or _("Total")
        if finding.low is None:
            lines.setdefault(cell, _("%(cell)s: shown in one version, hidden in the other.") % {"cell": cell})
        else:
            lines.setdefault(cell, _("%(cell)s: differs by %(change)s.") % {"cell": cell, "change": number(finding.low)})
    return list(lines.values())


def _told(value: int | None) -> str:
    return _("not reported") if value is None else number(value)


def live_table(live: Live) -> ShownTable | None:
    """The unprotected count of this moment by city; nothing where the indicator has no city."""
    if not live.cells:
        return None
    words = Words(live.definition)
    rows = [ShownRow(words.category(live.cut, cell["city"]), [ShownCell(cell["value"], cell["status"])]) for cell in live.cells]
    columns = [live.definition.unit_label]
    return ShownTable(live.cut, live.indicator.label, words.cut(live.cut), columns, rows, ShownRow(_("Total"), [_exact(live.total)]))


def external_values(indicator: Indicator, starts_on: date, ends_on: date) -> list[ExternalValue]:
    """What others printed for the same thing over the same days (A3)."""
    return [value for value in indicator.external_values.all() if (value.starts_on, value.ends_on) == (starts_on, ends_on)]


def notes_of(definition: Definition) -> list[str]:
    """The definition's notes, but for those about somebody else's value: they stand beside that value (A3, A4)."""
    values = definition.indicator.external_values.all()
    about_values = {note["id"] for value in values for note in value.notes}
    return [definition.in_language(note["labels"]) for note in definition.notes if note["id"] not in about_values]
