"""What a reader with pencil, patience and a solver can work out about a quantity that was not printed.

For each quantity, the smallest and the largest value that some table of whole numbers, compatible with everything known, gives
it: the "attacker's problem" of Fischetti & Salazar, Solving the cell suppression problem on tabular data with linear constraints,
Management Science 47(7), 2001; Handbook on Statistical Disclosure Control, ch. 5.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from highspy import Highs, HighsVarType, kHighsInf

from kanaf.disclosure.cells import Quantity, Relation
from kanaf.disclosure.rules import Bounds
from kanaf.disclosure.solver import TOLERANCE, new_solver, solve


class Contradiction(Exception):
    """No table of whole numbers agrees with everything that was printed."""

    def __init__(self, quantities: Iterable[Quantity]) -> None:
        self.quantities = tuple(sorted(quantities))
        super().__init__("The numbers printed cannot all be true together.")


@dataclass(frozen=True)
class Range:
    """The values a quantity may have, both ends included; `high` is None where nothing limits it.

    `because`: the quantities on whose knowledge the two ends rest. Unless something more of *these* is hidden, the range cannot
    become wider, whatever else is hidden.
    """

    low: int
    high: int | None
    because: frozenset[Quantity]

    @property
    def width(self) -> int | None:
        return None if self.high is None else self.high - self.low


class Attack:
    """Everything known, ready to be asked about one quantity after another.

    `bounds` holds what is known of each quantity by itself; those that only appear in a relation may be any whole number from
    zero. `ties` hold by construction of the tables. `assumed` relations are believed as long as the numbers allow: those that they
    refute, taken in order, are left out and listed in `refuted` (figures counted on different days need not agree).

    Quantities that no relation ties together are worked on apart, so years of releases cost little more than their parts.
    """

    def __init__(self, bounds: Mapping[Quantity, Bounds], ties: Sequence[Relation], assumed: Sequence[Relation] = ()) -> None:
        self.refuted: list[Relation] = []
        self._systems: dict[Quantity, _System] = {}
        doubted = set(assumed).difference(ties)
        for members, relations in _islands(bounds, [*ties, *assumed]):
            known = {quantity: bounds.get(quantity, (0, None)) for quantity in members}
            system = _System(known, relations)
            if not system.is_possible:
                system = self._without_the_refuted(known, relations, doubted)
            self._systems |= dict.fromkeys(members, system)

    def range_of(self, quantity: Quantity) -> Range:
        """The exact range of whole numbers. Raises Contradiction where nothing at all is possible."""
        return self._systems[quantity].range_of(quantity)

    def is_possible(self, quantity: Quantity) -> bool:
        """Whether what is known of this quantity, and of all that is tied to it, can be true."""
        return self._systems[quantity].is_possible

    def contradictions(self) -> list[Contradiction]:
        """One for each set of tied quantities that cannot all be true together."""
        systems = {id(system): system for system in self._systems.values()}.values()
        return [Contradiction(system.bounds) for system in systems if not system.is_possible]

    def _without_the_refuted(
        self, known: Mapping[Quantity, Bounds], relations: Sequence[Relation], doubted: Collection[Relation]
    ) -> "_System":
        kept = [relation for relation in relations if relation not in doubted]
        system = _System(known, kept)
        if not system.is_possible:
            return system
        for relation in relations:
            if relation in doubted:
                with_it = _System(known, [*kept, relation])
                if with_it.is_possible:
                    kept.append(relation)
                    system = with_it
                else:
                    self.refuted.append(relation)
        return system


class _System:
    """Quantities tied by relations: one linear programme, asked many questions."""

    def __init__(self, bounds: Mapping[Quantity, Bounds], relations: Sequence[Relation]) -> None:
        self.bounds = dict(sorted(bounds.items()))
        self.relations = relations
        self._columns = {quantity: column for column, quantity in enumerate(self.bounds)}
        self._solver: Highs | None = None
        self.is_possible = self._check_possible()

    def range_of(self, quantity: Quantity) -> Range:
        if not self.is_possible:
            raise Contradiction(self.bounds)
        if self._solver is None:
            return Range(*self.bounds[quantity], because=frozenset({quantity}))
        low, why_low = self._extreme(self._solver, quantity, 1)
        high, why_high = self._extreme(self._solver, quantity, -1)
        return Range(low or 0, high, why_low | why_high)

    def _check_possible(self) -> bool:
        if any(high is not None and high < low for low, high in self.bounds.values()):
            return False
        if not self.relations:
            return True
        self._solver = self._build(whole_numbers=False)
        if solve(self._solver) is None:
            return False
        return self._is_whole(self._solver) or solve(self._build(whole_numbers=True)) is not None

    def _extreme(self, solver: Highs, quantity: Quantity, sense: int) -> tuple[int | None, frozenset[Quantity]]:
        """The smallest (sense 1) or largest (sense -1) value, None where unlimited, and what it rests on."""
        column = self._columns[quantity]
        solver.changeColCost(column, float(sense))
        value = solve(solver)
        duals = list(solver.getSolution().col_dual)
        is_whole = self._is_whole(solver)
        solver.changeColCost(column, 0.0)
        if value is None:
            return None, frozenset()
        # By duality a quantity without reduced cost does not carry the bound: hiding it would not move the bound.
        because = frozenset(name for name, dual in zip(self.bounds, duals, strict=True) if abs(dual) > TOLERANCE)
        extreme = _inwards(value, sense)
        if not is_whole:
            # A vertex in fractions is no table of children: only branching says how far whole numbers reach.
            integral = self._build(whole_numbers=True)
            integral.changeColCost(column, float(sense))
            value = solve(integral)
            if value is None:
                raise RuntimeError(f"The solver found no whole number for {quantity}.")
            exact = _inwards(value, sense)
            if exact != extreme:
                return exact, frozenset(self.bounds)
        return extreme, because

    def _build(self, *, whole_numbers: bool) -> Highs:
        solver = new_solver()
        if not whole_numbers:
            # Asked many times over, it starts each time from the last answer; presolve would throw that away.
            solver.setOptionValue("presolve", "off")
        for column, (low, high) in enumerate(self.bounds.values()):
            solver.addCol(0.0, float(low), kHighsInf if high is None else float(high), 0, [], [])
            if whole_numbers:
                solver.changeColIntegrality(column, HighsVarType.kInteger)
        for relation in self.relations:
            self._add_rows(solver, relation)
        return solver

    def _add_rows(self, solver: Highs, relation: Relation) -> None:
        whole = self._columns[relation.whole]
        parts = [self._columns[part] for part in relation.parts]
        columns, ones = [*parts, whole], [1.0] * len(parts)
        if relation.additive or relation.exhaustive:
            most = 0.0 if relation.additive else kHighsInf
            solver.addRow(0.0, most, len(columns), columns, [*ones, -1.0])
        if not relation.additive:
            for part in parts:
                solver.addRow(-kHighsInf, 0.0, 2, [part, whole], [1.0, -1.0])

    @staticmethod
    def _is_whole(solver: Highs) -> bool:
        return all(abs(value - round(value)) <= TOLERANCE for value in solver.getSolution().col_value)


def _inwards(value: float, sense: int) -> int:
    return ceil(value - TOLERANCE) if sense > 0 else floor(-value + TOLERANCE)


def _islands(bounds: Iterable[Quantity], relations: Sequence[Relation]) -> Iterable[tuple[list[Quantity], list[Relation]]]:
    """Sets of quantities between which no relation runs, each with its own relations."""
    parent: dict[Quantity, Quantity] = {quantity: quantity for quantity in bounds}

    def root(quantity: Quantity) -> Quantity:
        parent.setdefault(quantity, quantity)
        while parent[quantity] != quantity:
            parent[quantity] = parent[parent[quantity]]
            quantity = parent[quantity]
        return quantity

    for relation in relations:
        for part in relation.parts:
            parent[root(part)] = root(relation.whole)
    members: dict[Quantity, list[Quantity]] = {}
    for quantity in parent:
        members.setdefault(root(quantity), []).append(quantity)
    tied: dict[Quantity, list[Relation]] = {}
    for relation in relations:
        tied.setdefault(root(relation.whole), []).append(relation)
    return [(names, tied.get(head, [])) for head, names in members.items()]
