"""What the public may read of a figure: copies made at its release, that hold protected cells and nothing else (decision 9)."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Prefetch, Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kanaf.core.dates import COMMA, period_in_words
from kanaf.core.history import AppendOnly, AppendOnlyQuerySet
from kanaf.core.models import Labelled
from kanaf.core.templatetags.kanaf import number
from kanaf.disclosure.rules import NONE, RULES, Rule
from kanaf.indicators.models import Definition, ProtectedCell

ALL = "*"
Status = ProtectedCell.Status


def _language() -> str:
    language = (get_language() or "fr")[:2]
    return language if language in COMMA else "en"


def in_language(texts: dict[str, str] | None) -> str:
    """A text of the pack in the reader's language, else in French."""
    return (texts or {}).get((get_language() or "fr")[:2]) or (texts or {}).get("fr", "")


def said(value: int | None, status: str) -> str:
    """A number as readers see it, or the words that stand for it."""
    if value is None:
        return _("not reported") if status == Status.NOT_REPORTED else _("hidden")
    return _("about %(number)s") % {"number": number(value)} if status == Status.ROUNDED else number(value)


class ReleasedFigureQuerySet(AppendOnlyQuerySet):
    def current(self) -> "ReleasedFigureQuerySet":
        """The newest version of each figure."""
        return self.filter(replaced_by__isnull=True)

    def with_cells(self) -> "ReleasedFigureQuerySet":
        """All that a page needs, in three queries whatever the number of figures."""
        cells = Prefetch("cells", ReleasedCell.objects.order_by("position"))
        return self.prefetch_related(Prefetch("tables", ReleasedTable.objects.order_by("position").prefetch_related(cells)))

    def by_key(self, keys: set[str]) -> "ReleasedFigureQuerySet":
        """Figures named as `children_assisted@2024`; what is not of that form is passed over."""
        wanted = Q(pk__in=[])
        for key in keys:
            code, at_sign, window = key.partition("@")
            if at_sign:
                wanted |= Q(indicator=code, window=window)
        return self.filter(wanted)


class ReleasedFigure(AppendOnly, Labelled):
    """A figure as readers may know it, in one version; a correction is a new one that `replaces` it.

    `difference` lists the cells that the version changes, as readers saw them before and see them now. `digest` is the SHA-256
    of what is published here, so that a copy can be checked.
    """

    indicator = models.SlugField(max_length=40)
    window = models.SlugField(max_length=40)
    campaign = models.SlugField(max_length=40, blank=True)
    campaign_labels = models.JSONField(default=dict, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    version = models.PositiveSmallIntegerField()
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    kind = models.CharField(max_length=10, choices=Definition.Kind)
    definition_version = models.PositiveSmallIntegerField()
    definition = models.JSONField(default=dict)
    unit_labels = models.JSONField(default=dict)
    rule = models.CharField(max_length=40, blank=True)
    as_of = models.DateTimeField()
    released_at = models.DateTimeField()
    total = models.PositiveIntegerField(null=True)
    status = models.CharField(max_length=12, choices=Status)
    source = models.JSONField(default=dict, blank=True)
    notes = models.JSONField(default=list, blank=True)
    external = models.JSONField(default=list, blank=True)
    reporting = models.JSONField(default=list, blank=True)
    difference = models.JSONField(default=list, blank=True)
    digest = models.CharField(max_length=64)

    objects: ClassVar[Any] = ReleasedFigureQuerySet.as_manager()

    class Meta:
        ordering = ["-ends_on", "indicator", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "window", "version"], name="a_released_figure_has_one_version"),
            models.CheckConstraint(
                condition=Q(status__in=["exact", "rounded"], total__isnull=False)
                | Q(status__in=["suppressed", "not_reported"], total__isnull=True),
                name="a_hidden_total_holds_no_number",
            ),
        ]

    class Privacy:
        public = (
            "indicator",
            "window",
            "campaign",
            "campaign_labels",
            "starts_on",
            "ends_on",
            "version",
            "replaces",
            "kind",
            "definition_version",
            "definition",
            "unit_labels",
            "rule",
            "as_of",
            "released_at",
            "total",
            "status",
            "source",
            "notes",
            "external",
            "reporting",
            "difference",
            "digest",
        )

    @property
    def key(self) -> str:
        """`children_assisted@2024`: the figure, whatever its version."""
        return f"{self.indicator}@{self.window}"

    @property
    def protection(self) -> Rule:
        """From which number on its cells are shown."""
        return RULES.get(self.rule, NONE)

    @property
    def said(self) -> str:
        """`1 042`, or the words that stand for a number that is not shown."""
        return said(self.total, self.status)

    @property
    def is_current(self) -> bool:
        return not ReleasedFigure.objects.filter(replaces=self).exists()

    @property
    def unit_label(self) -> str:
        return in_language(self.unit_labels)

    @property
    def sentence(self) -> str:
        """What the figure counts, in full."""
        return in_language(self.definition)

    @property
    def source_sentence(self) -> str:
        return in_language(self.source)

    @property
    def window_label(self) -> str:
        """`2024` for a year, `janvier à mars 2026` for any other window."""
        if (self.starts_on, self.ends_on) == (date(self.starts_on.year, 1, 1), date(self.starts_on.year, 12, 31)):
            return str(self.starts_on.year)
        return period_in_words(self.starts_on, self.ends_on, _language())

    @property
    def campaign_label(self) -> str:
        """The campaign's title; empty for a figure of a period."""
        return in_language(self.campaign_labels)

    @property
    def full_label(self) -> str:
        """`Enfants identifiés et assistés, 2024`."""
        return COMMA[_language()].join([self.label, self.window_label])

    @property
    def notes_shown(self) -> list[str]:
        return [in_language(note["labels"]) for note in self.notes]

    @property
    def cities_reported(self) -> list[str]:
        return [in_language(city["labels"]) for city in self.reporting if city["reported"]]

    @property
    def cities_not_reported(self) -> list[str]:
        return [in_language(city["labels"]) for city in self.reporting if not city["reported"]]

    @property
    def url(self) -> str:
        """Its definition page in the reader's language; empty where this process does not carry the site."""
        return self._url("site_figure")

    @property
    def csv_url(self) -> str:
        return self._url("site_figure_csv")

    def _url(self, name: str) -> str:
        suffix = "_en" if (get_language() or "fr").startswith("en") else ""
        try:
            return reverse(name + suffix, args=[self.indicator, self.window])
        except NoReverseMatch:
            return ""

    def view(self, cuts: list[str]) -> "View | None":
        """The cells along one cut or two, wherever the publication plan put them; None where no released table has them."""
        for table in sorted(self.tables.all(), key=lambda table: len(table.axes)):
            held = [axis["cut"] for axis in table.axes]
            if set(cuts) <= set(held):
                places = [held.index(cut) for cut in cuts]
                return View(self, table, places)
        return None

    @property
    def views(self) -> list["View"]:
        """Each cut by itself, then the tables of two cuts."""
        single: dict[str, View] = {}
        double: list[View] = []
        for table in self.tables.all():
            for index, axis in enumerate(table.axes):
                if axis["cut"] not in single and (found := self.view([axis["cut"]])):
                    single[axis["cut"]] = found
                if index == 1:
                    double.append(View(self, table, [0, 1]))
        return [*single.values(), *double]

    def city_view(self) -> "View | None":
        """The cells by city along the cut that adds up, or along the only one there is."""
        cuts = [axis for table in self.tables.all() for axis in table.axes if axis["axis"] == "city"]
        cuts.sort(key=lambda axis: not axis["additive"])
        return self.view([cuts[0]["cut"]]) if cuts else None

    def cell(self, wanted: str) -> "ReleasedCell | None":
        """The cell of one category: `nador`, or `sex=female` where two cuts share a code."""
        cut, equals, code = wanted.rpartition("=")
        for view in self.views:
            if len(view.places) == 1 and (not equals or cut in {view.axes[0]["cut"], view.axes[0]["axis"]}):
                for cell in view.inner:
                    if cell.coordinates[view.places[0]] == code:
                        return cell
        return None


class Newest(dict[str, ReleasedFigure]):
    """The newest released figures by key: those a page names, in one go; any other when it is asked for."""

    def __init__(self, keys: set[str]) -> None:
        super().__init__({figure.key: figure for figure in ReleasedFigure.objects.current().by_key(keys).with_cells()})
        self._absent: set[str] = set()

    def find(self, key: str) -> ReleasedFigure | None:
        if key not in self and key not in self._absent:
            self.update({figure.key: figure for figure in ReleasedFigure.objects.current().by_key({key}).with_cells()})
            self._absent |= {key} - set(self)
        return super().get(key)


class ReleasedTable(AppendOnly, Labelled):
    """A table of the publication plan as it was released; `axes` name its cuts with their labels."""

    figure = models.ForeignKey(ReleasedFigure, models.PROTECT, related_name="tables")
    code = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)
    axes = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["figure", "code"], name="a_figure_releases_a_table_once")]

    class Privacy:
        public = ("figure", "code", "position", "axes")


class ReleasedCell(AppendOnly):
    """One cell as readers may see it, with the labels of its coordinates; `*` stands for all categories of a cut."""

    table = models.ForeignKey(ReleasedTable, models.PROTECT, related_name="cells")
    position = models.PositiveIntegerField(default=0)
    coordinates = models.JSONField()
    labels = models.JSONField(default=list)
    value = models.PositiveIntegerField(null=True)
    status = models.CharField(max_length=12, choices=Status)
    reason = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["exact", "rounded"], value__isnull=False)
                | Q(status__in=["suppressed", "not_reported"], value__isnull=True),
                name="a_hidden_released_cell_holds_no_number",
            )
        ]

    class Privacy:
        public = ("table", "position", "coordinates", "labels", "value", "status", "reason")

    @property
    def said(self) -> str:
        return said(self.value, self.status)

    @property
    def mark(self) -> str:
        """(1) a small count, (2) hidden so that (1) cannot be found by subtraction."""
        return {"small": "1", "complementary": "2"}.get(self.reason, "")

    def label_at(self, place: int) -> str:
        return in_language(self.labels[place]) or self.coordinates[place]


class View:
    """Cells of a released table along some of its cuts, all categories of the others taken together."""

    def __init__(self, figure: ReleasedFigure, table: ReleasedTable, places: list[int]) -> None:
        self.figure = figure
        self.table = table
        self.places = places
        self.axes = [table.axes[place] for place in places]

    @property
    def key(self) -> str:
        """`children_assisted@2024#city_attributed`: what a page keeps of it."""
        return f"{self.figure.key}#{','.join(axis['cut'] for axis in self.axes)}"

    @property
    def label(self) -> str:
        """`by city of attribution and by sex`, under the figure's own label."""
        return " × ".join(in_language(axis.get("labels")) or axis["cut"] for axis in self.axes)

    @property
    def _cells(self) -> list[ReleasedCell]:
        others = [place for place in range(len(self.table.axes)) if place not in self.places]
        return [cell for cell in self.table.cells.all() if all(cell.coordinates[place] == ALL for place in others)]

    @property
    def inner(self) -> list[ReleasedCell]:
        """The categories of a single cut, without their total."""
        return [cell for cell in self._cells if all(cell.coordinates[place] != ALL for place in self.places)]

    @property
    def is_additive(self) -> bool:
        return all(axis["additive"] for axis in self.axes)

    @property
    def total(self) -> ReleasedCell | None:
        return next((cell for cell in self._cells if all(code == ALL for code in cell.coordinates)), None)

    @property
    def columns(self) -> list[str]:
        """The second cut's categories, then all of them together."""
        return [*self._labels(1), _("All")]

    def _labels(self, axis: int) -> list[str]:
        place = self.places[axis]
        return list(dict.fromkeys(cell.label_at(place) for cell in self._cells if cell.coordinates[place] != ALL))

    @property
    def rows(self) -> list[tuple[str, list[ReleasedCell | None]]]:
        """(label, cells) of each category of the first cut, in the order of the columns; the row of all comes last."""
        first, second = self.places
        held = {(cell.coordinates[first], cell.coordinates[second]): cell for cell in self._cells}
        columns = [*dict.fromkeys(code for _row, code in held if code != ALL), ALL]
        codes = [*dict.fromkeys(code for code, _column in held if code != ALL), ALL]
        names = {cell.coordinates[first]: cell.label_at(first) for cell in self._cells if cell.coordinates[first] != ALL}
        return [(names.get(code, _("All")), [held.get((code, column)) for column in columns]) for code in codes]

    @property
    def marks(self) -> set[str]:
        """Which footnotes the reader needs."""
        return {cell.mark for cell in self._cells if cell.mark}

    @property
    def has_rounded(self) -> bool:
        return any(cell.status == Status.ROUNDED for cell in self._cells)

    @property
    def has_not_reported(self) -> bool:
        return any(cell.status == Status.NOT_REPORTED for cell in self._cells)
