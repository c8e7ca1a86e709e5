"""One- and two-way tables of counts, before and after protection."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from kanaf.disclosure.cells import ALL, Axis, Cell, Coordinates, Quantity, Relation, Status
from kanaf.disclosure.rules import Rule


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A count cut along one or two axes, with every margin and its total.

    `measure` says what is counted, among whom and when (`children_identified@2024`); tables of the same measure and version are
    understood to come from the same frozen figure, and share every quantity that means the same. `cells` holds one cell for each
    combination of categories and `ALL`, in any order.

    Three axes are refused: four-way tables with their margins were recovered exactly, 387 cells out of 387 (TRUST).
    Raises ValueError where an axis or a cell is missing or named twice.
    """

    measure: str
    axes: tuple[Axis, ...]
    cells: tuple[Cell, ...]
    version: int = 1

    def __post_init__(self) -> None:
        if len(self.axes) not in (1, 2):
            raise ValueError("A published table has one axis or two.")
        if len({axis.name for axis in self.axes}) != len(self.axes):
            raise ValueError("A table cannot be cut twice along the same axis.")
        places = set(self.places())
        if len(self.cells) != len(places) or set(self._by_coordinates) != places:
            raise ValueError(f"The table {self.measure!r} must hold each cell and each margin exactly once.")

    def places(self) -> tuple[Coordinates, ...]:
        """All coordinates in printing order: the inner cells of a row, then its margin; the margins of columns come last."""
        return tuple(product(*((*axis.categories, ALL) for axis in self.axes)))

    def cell(self, *coordinates: str) -> Cell:
        return self._by_coordinates[coordinates]

    @property
    def total(self) -> Cell:
        return self.cell(*(ALL for _ in self.axes))

    @property
    def inner(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if ALL not in cell.coordinates)

    @property
    def margins(self) -> tuple[Cell, ...]:
        """The sums along one axis of a two-way table; a one-way table has none but its total."""
        return tuple(cell for cell in self.cells if ALL in cell.coordinates and set(cell.coordinates) != {ALL})

    @property
    def additive(self) -> bool:
        """Whether every axis partitions the total."""
        return all(axis.additive for axis in self.axes)

    def quantity(self, coordinates: Coordinates) -> Quantity:
        pairs = zip((axis.name for axis in self.axes), coordinates, strict=True)
        return Quantity(self.measure, self.version, tuple(sorted(pair for pair in pairs if pair[1] != ALL)))

    @cached_property
    def quantities(self) -> dict[Quantity, Cell]:
        """What is counted, for each cell that was reported."""
        return {self.quantity(cell.coordinates): cell for cell in self.cells if cell.status is not Status.NOT_REPORTED}

    def lines(self) -> tuple[tuple[Axis, Cell, tuple[Cell, ...]], ...]:
        """Each row and each column, margins included: its axis, its whole and its reported parts.

        Lines of which nothing was reported are left out: where all is unknown there is no sum to speak of.
        """
        found = []
        for index, axis in enumerate(self.axes):
            for place in self.places():
                if place[index] != ALL:
                    continue
                row = [self.cell(*place[:index], code, *place[index + 1 :]) for code in axis.categories]
                parts = tuple(cell for cell in row if cell.status is not Status.NOT_REPORTED)
                whole = self.cell(*place)
                if parts and whole.status is not Status.NOT_REPORTED:
                    found.append((axis, whole, parts))
        return tuple(found)

    def relations(self) -> tuple[Relation, ...]:
        """What ties the cells together; cells not reported are left out of every sum."""
        return tuple(
            Relation(
                self.quantity(whole.coordinates),
                tuple(self.quantity(part.coordinates) for part in parts),
                axis.additive,
                axis.exhaustive,
            )
            for axis, whole, parts in self.lines()
        )

    @cached_property
    def _by_coordinates(self) -> dict[Coordinates, Cell]:
        return {cell.coordinates: cell for cell in self.cells}


@dataclass(frozen=True, kw_only=True)
class Table(Grid):
    """A table of true counts, not yet fit to be shown: every cell is exact or not reported.

    Raises ValueError where parts and whole disagree with what the axis declares, or a whole is not reported although a part is.
    """

    def __post_init__(self) -> None:
        super().__post_init__()
        for cell in self.cells:
            if cell.status not in (Status.EXACT, Status.NOT_REPORTED):
                raise ValueError(f"A table to protect holds true counts; {cell.coordinates} is {cell.status}.")
        self._check_no_whole_is_missing()
        for axis, whole, parts in self.lines():
            _check_agrees(axis, whole, parts)

    def _check_no_whole_is_missing(self) -> None:
        for cell in self.cells:
            if cell.status is Status.NOT_REPORTED:
                continue
            for index in range(len(self.axes)):
                above = (*cell.coordinates[:index], ALL, *cell.coordinates[index + 1 :])
                if self.cell(*above).status is Status.NOT_REPORTED:
                    raise ValueError(f"{above} cannot be missing: {cell.coordinates}, a part of it, was reported.")


@dataclass(frozen=True, kw_only=True)
class ProtectedTable(Grid):
    """A table as its readers see it, and nothing more: the values that were hidden are not in it.

    `already_public` are the coordinates whose values the source itself had printed, `released_before` those that an earlier
    release of ours shows under another table's rule; both are shown as they are, however small. Only the first are no secret any
    more: hidden in another table, they are no weakness of it.

    `audience` names the few to whom alone the table went (a donor with its annex); None is everybody.
    """

    rule: Rule
    already_public: frozenset[Coordinates] = frozenset()
    released_before: frozenset[Coordinates] = frozenset()
    audience: str | None = None

    @cached_property
    def shown_regardless(self) -> frozenset[Coordinates]:
        """The cells of which this table's rule says nothing, because they were out before."""
        return self.already_public | self.released_before


def one_way(*, measure: str, axis: Axis, values: Mapping[str, int | None], total: int | None = None, version: int = 1) -> Table:
    """A table along one axis; None is "not reported".

    The total of an additive axis may be left out: it is the sum of what was reported.
    Raises ValueError where a category is missing or unknown, or a needed total is not given.
    """
    return _table(measure, (axis,), [((ALL,), total), *(((code,), value) for code, value in values.items())], version)


def two_way(
    *,
    measure: str,
    rows: Axis,
    columns: Axis,
    values: Mapping[tuple[str, str], int | None],
    margins: Mapping[tuple[str, str], int | None] | None = None,
    version: int = 1,
) -> Table:
    """A table along two axes; None is "not reported".

    `margins` (total included, keyed with `ALL`) may leave out any that is a sum along an additive axis. Raises ValueError where a
    cell is missing or unknown, or a margin that cannot be computed is not given.
    """
    return _table(measure, (rows, columns), [*values.items(), *(margins or {}).items()], version)


def _table(
    measure: str,
    axes: tuple[Axis, ...],
    given: Iterable[tuple[Coordinates, int | None]],
    version: int,
) -> Table:
    known = {place: value for place, value in given if value is not None or ALL not in place}
    for index, axis in enumerate(axes):
        for place in product(*((*other.categories, ALL) for other in axes)):
            if place[index] == ALL and known.get(place) is None:
                parts = [known.get((*place[:index], code, *place[index + 1 :])) for code in axis.categories]
                reported = [part for part in parts if part is not None]
                if not reported:
                    known.setdefault(place, None)
                elif axis.additive:
                    known[place] = sum(reported)
    cells = tuple(Cell(place, value, Status.NOT_REPORTED if value is None else Status.EXACT) for place, value in known.items())
    return Table(measure=measure, axes=axes, cells=cells, version=version)


def _check_agrees(axis: Axis, whole: Cell, parts: tuple[Cell, ...]) -> None:
    values = [part.value or 0 for part in parts]
    most = whole.value or 0
    if axis.additive and sum(values) != most:
        raise ValueError(f"The categories of {axis.name!r} sum to {sum(values)}, but {whole.coordinates} is {most}.")
    if max(values) > most:
        raise ValueError(f"A category of {axis.name!r} is larger than its whole {whole.coordinates}, {most}.")
    if axis.exhaustive and sum(values) < most:
        raise ValueError(f"The categories of {axis.name!r} leave out some of {whole.coordinates}: declare it exhaustive=False.")
