"""The cheapest choice that meets every demand."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from highspy import HighsVarType, kHighsInf

from kanaf.disclosure.solver import new_solver, solve

T = TypeVar("T")


@dataclass(frozen=True)
class Demand(Generic[T]):
    """At least one of `one_of` must be chosen; if `once_chosen` is given, only where that is chosen too."""

    one_of: frozenset[T]
    once_chosen: T | None = None


def cheapest_cover(weights: Mapping[T, int], demands: Collection[Demand[T]]) -> frozenset[T] | None:
    """The choice of least total weight that meets every demand, None where there is none; ties fall to the earliest in `weights`.

    Weighted set cover with conditions, solved to the end as an integer programme. Demands name keys of `weights` only, and all
    weights are positive.
    """
    if any(not demand.one_of and demand.once_chosen is None for demand in demands):
        return None
    columns = {choice: column for column, choice in enumerate(weights)}
    solver = new_solver()
    for column, weight in enumerate(weights.values()):
        # All these together stay below one unit of weight: they only order choices that are equally good.
        order = (column + 1) / (len(weights) + 1) ** 2
        solver.addCol(weight + order, 0.0, 1.0, 0, [], [])
        solver.changeColIntegrality(column, HighsVarType.kInteger)
    for demand in demands:
        members = sorted(columns[choice] for choice in demand.one_of)
        signs = [1.0] * len(members)
        least = 1.0
        if demand.once_chosen is not None:
            members, signs, least = [*members, columns[demand.once_chosen]], [*signs, -1.0], 0.0
        solver.addRow(least, kHighsInf, len(members), members, signs)
    if solve(solver) is None:
        return None
    taken = solver.getSolution().col_value
    return frozenset(choice for choice, column in columns.items() if taken[column] > 0.5)
