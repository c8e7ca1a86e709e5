"""Make tables safe to print, hiding as little as can be.

Primary suppression by threshold and by group, then complementary suppression of least loss. The complements are found as in
Fischetti & Salazar (Management Science 47(7), 2001), with cuts as in Codato & Fischetti (Operations Research 54(4), 2006): print
what is hidden so far, attack it, and demand for each weakness that one more of the numbers on which it rests be hidden (or that the
cell it opens, if only a complement, be shown); the cheapest choice that meets all demands so far is printed next, until the attack
finds nothing. Each demand is necessary, so the choice that passes is the cheapest of all.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kanaf.disclosure.auditing import Finding, Weakness, audit
from kanaf.disclosure.cells import Cell, Coordinates, Quantity, Reason, Relation, Status
from kanaf.disclosure.covering import Demand, cheapest_cover
from kanaf.disclosure.rules import NONE, Rule
from kanaf.disclosure.tables import ProtectedTable, Table


class CannotBeProtected(Exception):
    """No choice of cells to hide makes these tables safe; the message says which stay open, without the numbers.

    What helps is another table. `findings` are what the last attempt left open (see `Finding` for who may read them).
    """

    def __init__(self, reason: str, findings: Sequence[Finding] = ()) -> None:
        self.findings = tuple(findings)
        super().__init__(reason)


@dataclass(frozen=True)
class Proposal:
    """A table that someone wants to release, the rule of its subject, and which of its values were printed elsewhere before."""

    table: Table
    rule: Rule
    already_public: Collection[Coordinates] = ()


def protect(
    table: Table,
    rule: Rule,
    already_public: Collection[Coordinates] = (),
    *,
    released: Sequence[ProtectedTable] = (),
    relations: Sequence[Relation] = (),
) -> ProtectedTable:
    """The table as it may be printed beside everything in `released`, with the least loss.

    `already_public` names coordinates (margins with `ALL`) whose true values were printed elsewhere: they are shown exactly, and the
    attacker is taken to know them. What `released` shows, or hides, of the same quantities is shown or hidden alike, and what an
    earlier version hid stays hidden; what it told a restricted audience only is used for the attack and not shown. The loss that is
    kept least is the number of children (or items) in complementary cells, so a margin goes last; ties fall in printing order.

    The result passes `audit` with `released` and `relations`, but for weaknesses that these have among themselves and for relations
    that the numbers refute, which the attack leaves out.
    Raises CannotBeProtected where no choice of cells is safe, and ValueError where inputs contradict each other.
    """
    return protect_together([Proposal(table, rule, already_public)], released=released, relations=relations)[0]


def protect_together(
    proposals: Sequence[Proposal], *, released: Sequence[ProtectedTable] = (), relations: Sequence[Relation] = ()
) -> list[ProtectedTable]:
    """`protect` for tables that come out together, in the order given: a quantity they share is hidden in all or in none.

    Cheaper than one after the other, since what the first has printed can no longer be hidden for the second.
    """
    linked = _linked(proposals, released, relations)
    plan = _Plan(proposals, released)
    known = {(finding.weakness, finding.quantity) for finding in _blocking(audit(linked, relations))}
    demands: list[Demand[Quantity]] = []
    complements: frozenset[Quantity] = frozenset()
    while True:
        tables = plan.printed(complements)
        findings = [
            finding
            for finding in _blocking(audit([*tables, *linked], relations))
            if (finding.weakness, finding.quantity) not in known or finding.weakness is Weakness.CONTRADICTION
        ]
        if not findings:
            return tables
        demands += [plan.demand_of(finding, complements) for finding in findings]
        cheapest = cheapest_cover(plan.weights, demands)
        if cheapest is None or any(finding.weakness is Weakness.CONTRADICTION for finding in findings):
            raise CannotBeProtected(_why_not(findings), findings)
        if cheapest == complements:
            raise RuntimeError("The solver repeats a choice that was refused.")
        complements = cheapest


def exact_for(audience: str, table: Table) -> ProtectedTable:
    """Every cell as it is, for a named audience alone, such as a donor's annex; hand it to every later `protect` and `audit`."""
    return ProtectedTable(
        measure=table.measure,
        version=table.version,
        axes=table.axes,
        cells=table.cells,
        rule=NONE,
        audience=audience,
    )


class _Plan:
    """What must be hidden, what may be, and what is out already."""

    def __init__(self, proposals: Sequence[Proposal], released: Sequence[ProtectedTable]) -> None:
        self._proposals = proposals
        self._values = _true_values(proposals)
        self._public = _public(proposals)
        self._out = _released(proposals, released, self._values)
        # The source's own numbers come before ours.
        self._out |= {quantity: Cell((), self._values[quantity]) for quantity in self._public}
        must_hide = _hidden_before(self._values, released).union(*(_small(proposal) | _whole_groups(proposal) for proposal in proposals))
        self._hidden = must_hide - self._out.keys()
        self._check_zeros_can_be_hidden()
        # A zero that is not small is never a complement, or the mark (2) could no longer promise a count above the threshold.
        self.weights = {
            quantity: value + 1
            for quantity, value in self._values.items()
            if value > 0 and quantity not in self._out and quantity not in self._hidden
        }

    def printed(self, complements: frozenset[Quantity]) -> list[ProtectedTable]:
        hidden = self._hidden | complements
        return [self._print(proposal, hidden) for proposal in self._proposals]

    def demand_of(self, finding: Finding, complements: frozenset[Quantity]) -> Demand[Quantity]:
        """One more must be hidden of what the weakness rests on, or else what it opens must not be hidden as a complement."""
        more = (frozenset(finding.because) & self.weights.keys()) - complements
        return Demand(more, finding.quantity if finding.quantity in complements else None)

    def _print(self, proposal: Proposal, hidden: Collection[Quantity]) -> ProtectedTable:
        table = proposal.table
        return ProtectedTable(
            measure=table.measure,
            version=table.version,
            axes=table.axes,
            rule=proposal.rule,
            cells=tuple(self._shown(table, proposal.rule, place, hidden) for place in table.places()),
            already_public=self._places(table, self._public),
            released_before=self._places(table, self._out.keys() - self._public),
        )

    @staticmethod
    def _places(table: Table, quantities: Collection[Quantity]) -> frozenset[Coordinates]:
        return frozenset(cell.coordinates for quantity, cell in table.quantities.items() if quantity in quantities)

    def _shown(self, table: Table, rule: Rule, place: Coordinates, hidden: Collection[Quantity]) -> Cell:
        cell, quantity = table.cell(*place), table.quantity(place)
        if cell.value is None:
            return cell
        if quantity in self._out:
            return Cell(place, self._out[quantity].value, self._out[quantity].status)
        if quantity in hidden:
            reason = Reason.SMALL if rule.is_small(cell.value) else Reason.COMPLEMENTARY
            return Cell(place, None, Status.SUPPRESSED, reason)
        if rule.rounding_base is not None:
            return Cell(place, rule.round(cell.value), Status.ROUNDED)
        return cell

    def _check_zeros_can_be_hidden(self) -> None:
        for proposal in self._proposals:
            for quantity in proposal.table.quantities.keys() & self._hidden:
                if self._values[quantity] == 0 and not proposal.rule.zero_is_small:
                    raise CannotBeProtected(
                        f"{quantity} is hidden by a stricter rule in another table; release this one under that rule too."
                    )


def _blocking(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.weakness is not Weakness.REFUTED]


def _why_not(findings: Sequence[Finding]) -> str:
    open_cells = "; ".join(str(finding) for finding in findings)
    return (
        f"No choice of further cells protects these: {open_cells}. "
        "Merge categories, take a longer period or a wider area, round, or hide zeros as well."
    )


def _true_values(proposals: Sequence[Proposal]) -> dict[Quantity, int]:
    values: dict[Quantity, int] = {}
    for proposal in proposals:
        for quantity, cell in proposal.table.quantities.items():
            value = cell.value or 0
            if values.setdefault(quantity, value) != value:
                raise ValueError(f"{quantity} has two values; a correction needs a new version.")
    return values


def _public(proposals: Sequence[Proposal]) -> set[Quantity]:
    found = set()
    for proposal in proposals:
        for place in proposal.already_public:
            if place not in proposal.table.places():
                raise ValueError(f"{place} is no cell of {proposal.table.measure!r}.")
            if proposal.table.cell(*place).is_shown:
                found.add(proposal.table.quantity(place))
    return found


def _released(proposals: Sequence[Proposal], released: Sequence[ProtectedTable], values: dict[Quantity, int]) -> dict[Quantity, Cell]:
    """The cells of earlier releases that readers hold already, as they hold them."""
    out: dict[Quantity, Cell] = {}
    bases = {quantity: each.rule.rounding_base for each in proposals for quantity in each.table.quantities}
    for table in released:
        for quantity, cell in table.quantities.items():
            if quantity not in values or not cell.is_shown or table.audience is not None:
                continue
            if cell.status is Status.EXACT and cell.value != values[quantity]:
                raise ValueError(f"{quantity} was released with another value; a correction needs a new version.")
            if cell.status is Status.ROUNDED and bases[quantity] != table.rule.rounding_base:
                raise ValueError(f"{quantity} was released rounded; exact and rounded tables of it cannot be mixed.")
            if quantity not in out or cell.status is Status.EXACT:
                out[quantity] = cell
    return out


def _hidden_before(values: dict[Quantity, int], released: Sequence[ProtectedTable]) -> set[Quantity]:
    """What an earlier table or version hid: shown now, it would open that one, for most cells do not change between versions."""
    hidden = {quantity for table in released for quantity, cell in table.quantities.items() if cell.is_hidden}
    elsewhere = {(quantity.measure, quantity.where) for quantity in hidden}
    # A cell corrected to zero cannot stay hidden under a rule that shows zeros; nobody is left in it.
    return {
        quantity
        for quantity, value in values.items()
        if quantity in hidden or (value > 0 and (quantity.measure, quantity.where) in elsewhere)
    }


def _small(proposal: Proposal) -> set[Quantity]:
    return {
        quantity for quantity, cell in proposal.table.quantities.items() if cell.value is not None and proposal.rule.is_small(cell.value)
    }


def _whole_groups(proposal: Proposal) -> set[Quantity]:
    """The cells that hold everyone in their row or column, where saying so tells the attribute of all of them."""
    if not proposal.rule.sensitive:
        return set()
    return {
        proposal.table.quantity(part.coordinates)
        for _, whole, parts in proposal.table.lines()
        for part in parts
        if len(parts) > 1 and part.value == whole.value and part.value != 0
    }


def _linked(proposals: Sequence[Proposal], released: Sequence[ProtectedTable], relations: Sequence[Relation]) -> list[ProtectedTable]:
    """The earlier releases that share a quantity with these, directly or through other releases and relations."""
    reached = {quantity for proposal in proposals for quantity in proposal.table.quantities}
    groups = [*({tie.whole, *tie.parts} for tie in relations), *(set(table.quantities) for table in released)]
    size = 0
    while size < len(reached):
        size = len(reached)
        reached.update(*(group for group in groups if not group.isdisjoint(reached)))
    return [table for table in released if not reached.isdisjoint(table.quantities)]
