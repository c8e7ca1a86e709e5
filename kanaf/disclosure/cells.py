"""The smallest pieces of a published table: a cell, an axis, and the quantity a cell stands for."""

from dataclasses import dataclass
from enum import StrEnum

ALL = "*"
"""Stands for "every category" in a cell's coordinates: `("nador", ALL)` is Nador's margin."""

Coordinates = tuple[str, ...]
"""One category code for each axis of the table, in the order of the axes; `ALL` for a margin."""


class Status(StrEnum):
    """How a cell is shown."""

    EXACT = "exact"
    SUPPRESSED = "suppressed"
    ROUNDED = "rounded"
    NOT_REPORTED = "not_reported"


class Reason(StrEnum):
    """Why a cell is suppressed; readers see it as (1) or (2), so an attacker knows it too."""

    SMALL = "small"
    COMPLEMENTARY = "complementary"

    @property
    def mark(self) -> str:
        return "1" if self is Reason.SMALL else "2"


@dataclass(frozen=True)
class Cell:
    """One place in a table, holding only what its status allows a holder of the table to know.

    A suppressed cell has no value at all, so that what is stored with a release cannot leak it. A cell not reported (no accepted
    submission) has none either, and is neither zero nor hidden: it enters no sum.

    `value` is a count of children, adults, items or sessions; for a rounded cell, the rounded count.
    Raises ValueError where value, status and reason do not belong together.
    """

    coordinates: Coordinates
    value: int | None
    status: Status = Status.EXACT
    reason: Reason | None = None

    def __post_init__(self) -> None:
        if (self.value is not None) != self.is_shown:
            raise ValueError(f"A cell {self.status} at {self.coordinates} cannot hold the value {self.value!r}.")
        if self.value is not None and self.value < 0:
            raise ValueError(f"A count cannot be negative: {self.value} at {self.coordinates}.")
        if (self.reason is not None) != self.is_hidden:
            raise ValueError(f"A cell has a reason if and only if it is suppressed: {self.coordinates}.")

    @property
    def is_shown(self) -> bool:
        return self.status in (Status.EXACT, Status.ROUNDED)

    @property
    def is_hidden(self) -> bool:
        return self.status is Status.SUPPRESSED


@dataclass(frozen=True)
class Axis:
    """One way of cutting a count, with its category codes in the order they are printed.

    The name and a code together carry the meaning: two tables that both say `city=nador` speak of the same children. Old and new
    age bands, or two editions of a list of places, must therefore have different names.

    `additive`: each one counted falls in exactly one category, so the categories sum to the margin. Without it (a child assisted
    in two cities) no sum holds, and only `part <= whole` is known. `exhaustive`: each one counted falls in at least one category;
    say False where some fall in none (children without any recorded need). It matters only where `additive` is False.
    """

    name: str
    categories: tuple[str, ...]
    additive: bool = True
    exhaustive: bool = True

    def __post_init__(self) -> None:
        if not self.categories:
            raise ValueError(f"The axis {self.name!r} has no category.")
        if len(set(self.categories)) != len(self.categories):
            raise ValueError(f"The axis {self.name!r} names a category twice.")
        if ALL in self.categories:
            raise ValueError(f"{ALL!r} stands for the margin and cannot be a category of {self.name!r}.")
        if self.additive and not self.exhaustive:
            raise ValueError(f"The axis {self.name!r} cannot add up to its total and leave some out.")


@dataclass(frozen=True, order=True)
class Quantity:
    """What a cell counts, whichever table shows it: the key by which tables are linked.

    `where` holds sorted (axis, category) pairs; the total of a measure has none.
    """

    measure: str
    version: int
    where: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        cut = ", ".join(f"{axis}={category}" for axis, category in self.where) or "total"
        return f"{self.measure} (version {self.version}): {cut}"


@dataclass(frozen=True)
class Relation:
    """What everybody knows about a whole and its parts before any number is printed.

    Additive: whole = sum of parts. Otherwise each part <= whole and, if exhaustive, whole <= sum of parts.
    """

    whole: Quantity
    parts: tuple[Quantity, ...]
    additive: bool = True
    exhaustive: bool = True
