"""The roll of a session: everyone is present until said otherwise; who gives no name is counted apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kanaf.activities import rules
from kanaf.activities.choices import ADULT, AGE_BAND, CATEGORY
from kanaf.core.forms import KanafForm
from kanaf.programme import queries as programme

Cell = tuple[str, str, str]
CHILDREN = {"female": _("Girls"), "male": _("Boys"), "unknown": pgettext_lazy("girls, boys or", "Not known")}
ADULTS = {"female": _("Women"), "male": _("Men"), "unknown": pgettext_lazy("women, men or", "Not known")}


@dataclass(frozen=True)
class Line:
    """A line of a grid: its heading and a box for each sex."""

    label: str
    cells: list[Any]


@dataclass(frozen=True)
class Grid:
    """The boxes of one group of people who came without giving a name."""

    name: str
    label: str
    columns: list[str]
    lines: list[Line]
    is_open: bool
    is_first: bool = False


def field_of(cell: Cell) -> str:
    category, sex, band = cell
    return "-".join(("count", category, sex, band or "adult"))


class RollForm(KanafForm):
    """Counts without a name, the number counted in the room, and codes to add. Who is present stands in the page's cards."""

    mark_optional = False

    codes = forms.CharField(
        label=_("Add a child already known"), required=False, max_length=2000, help_text=_("Case codes, one or several: 7R4-M3K.")
    )
    total = forms.IntegerField(
        label=_("Counted in the room, in all"),
        required=False,
        min_value=0,
        max_value=rules.MOST,
        help_text=_("If you counted: it is compared with the list."),
    )
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput(attrs={"id": False}))

    def __init__(self, *args: Any, counted: dict[Cell, int] | None = None, named_only: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cells = {} if named_only else {field_of(cell): cell for cell in _all_cells()}
        for name, cell in self.cells.items():
            self.fields[name] = forms.IntegerField(
                label=_label(cell), required=False, min_value=0, max_value=rules.MOST, initial=(counted or {}).get(cell)
            )
            self.fields[name].widget.attrs["aria-label"] = _label(cell)
        self.fields["codes"].widget.attrs |= {"autocomplete": "off", "autocapitalize": "characters", "dir": "ltr"}

    @property
    def typed(self) -> MultiValueDict[str, Any]:
        """What was sent, with the children on the page and whether each is present."""
        return self.data  # type: ignore[return-value]

    @property
    def doing(self) -> tuple[str, str]:
        """(save, add, drop or everyone; the code that is dropped). Codes typed are added first: a save leaves none behind."""
        doing, _colon, code = str(self.typed.get("do", "save")).partition(":")
        return ("add" if doing == "save" and self.typed.get("codes") else doing), code

    def on_page(self) -> tuple[list[str], set[str]]:
        """(codes of the children on the page, those among them marked absent), after what is being done."""
        doing, dropped = self.doing
        codes = [code for code in self.typed.getlist("child") if not (doing == "drop" and code == dropped)]
        if doing == "everyone":
            return codes, set()
        return codes, {code for code in codes if self.typed.get(f"presence-{code}") == "absent"}

    def leave_to_add(self, codes: list[str]) -> None:
        """Keep in the box only the codes that could not be added, and the cursor there."""
        self.data = self.typed.copy()
        self.typed["codes"] = " ".join(codes)
        self.fields["codes"].widget.attrs["autofocus"] = True

    def headcount(self) -> list[rules.Counted]:
        """The boxes that hold a number, once the form is valid."""
        return [rules.Counted(*cell, count=count) for name, cell in self.cells.items() if (count := self.cleaned_data.get(name))]

    @property
    def unnamed(self) -> int:
        """How many are counted without a name as the form stands; what is no number counts as none."""
        values = (self[name].value() for name in self.cells)
        return sum(int(value) for value in values if str(value or "").isdecimal())

    @property
    def wrong_cells(self) -> list[str]:
        """The sentences of boxes that hold no number, each once."""
        return list(dict.fromkeys(str(sentence) for name in self.cells for sentence in self.errors.get(name, [])))

    def grids(self) -> Iterator[Grid]:
        """One grid for each category of children, and one for all adults."""
        if not self.cells:
            return
        sexes, bands = list(CHILDREN), list(programme.terms(AGE_BAND))
        children = [category for category in programme.terms(CATEGORY) if rules.is_of_children(category)]
        for place, category in enumerate(children):
            lines = [Line(programme.label(AGE_BAND, band), [self[field_of((category, sex, band))] for sex in sexes]) for band in bands]
            yield Grid(category, programme.label(CATEGORY, category), _words(CHILDREN), lines, _filled(lines), place == 0)
        adults = [category for category in programme.terms(CATEGORY) if category not in children]
        lines = [Line(programme.label(CATEGORY, one), [self[field_of((one, sex, ADULT))] for sex in sexes]) for one in adults]
        yield Grid("adults", gettext("Adults"), _words(ADULTS), lines, _filled(lines))


def _all_cells() -> Iterator[Cell]:
    for category in programme.terms(CATEGORY):
        for sex in CHILDREN:
            for band in programme.terms(AGE_BAND) if rules.is_of_children(category) else [ADULT]:
                yield category, sex, band


def _label(cell: Cell) -> str:
    category, sex, band = cell
    parts = [programme.label(CATEGORY, category), str((CHILDREN if band else ADULTS)[sex])]
    return " · ".join([*parts, programme.label(AGE_BAND, band)] if band else parts)


def _words(columns: dict[str, Any]) -> list[str]:
    return [str(word) for word in columns.values()]


def _filled(lines: list[Line]) -> bool:
    return any(cell.value() or cell.errors for line in lines for cell in line.cells)
