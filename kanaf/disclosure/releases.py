"""What two releases tell together that neither tells alone: periods that overlap, and corrections."""

from collections.abc import Sequence

from kanaf.disclosure.auditing import Finding, Weakness, audit
from kanaf.disclosure.cells import ALL, Cell, Quantity, Relation, Status
from kanaf.disclosure.tables import Grid, ProtectedTable


def nested_periods(whole: Grid, parts: Sequence[Grid], *, covering: bool, additive: bool = True) -> tuple[Relation, ...]:
    """What ties a table over a period to tables of the same indicator over parts of that period, cell by cell.

    `covering`: the parts leave out no time of the whole. `additive`: who is counted in one part is counted in no other, as with
    registrations; not so with children assisted, who come back.

    What the parts leave over (Apr-Dec, of a year and its first quarter) becomes a quantity of its own that no table holds, so that
    `audit` judges it: a year of 100 beside a quarter of 97 says 3. Where counts do not add up, each part has a remainder of its
    own, the children of the whole who are not in that part.

    Cells that one of the tables lacks are left out; margins too, unless all tables lack the same cells, because a total over other
    reporters is another total. Raises ValueError where the tables are not cut along the same axes.
    """
    names = {tuple(axis.name for axis in table.axes) for table in (whole, *parts)}
    if len(names) != 1 or not parts:
        raise ValueError("Periods can be compared where there are parts, all cut along the same axes.")
    found: list[Relation] = []
    missing = [_not_reported(table) for table in (whole, *parts)]
    for cell in whole.cells:
        place = cell.coordinates
        if any(place not in table.places() or place in gaps for table, gaps in zip((whole, *parts), missing, strict=True)):
            continue
        if ALL in place and any(gaps != missing[0] for gaps in missing):
            continue
        all_of_it = whole.quantity(place)
        pieces = tuple(table.quantity(place) for table in parts)
        if additive:
            rest = () if covering else (_remainder(all_of_it, pieces),)
            found.append(Relation(all_of_it, (*pieces, *rest)))
        else:
            found += [Relation(all_of_it, (piece, _remainder(all_of_it, (piece,)))) for piece in pieces]
            if covering:
                found.append(Relation(all_of_it, pieces, additive=False))
    return tuple(found)


def nested_figures(whole: Sequence[Grid], part: Sequence[Grid]) -> tuple[Relation, ...]:
    """What ties all tables of one figure to all tables of another over a window inside it, however each is cut.

    A year told by city and sex holds each city's total as a margin; a quarter told by city alone holds it as a cell. Whoever reads
    both can subtract, so every quantity that both print is tied, with the remainder that neither prints (see `nested_periods`,
    `additive=False`). Where one figure lacks a category that the other reports, only what lies on that axis is compared.
    """
    ours, theirs = _by_place(whole), _by_place(part)
    gaps = {place for place in _gaps(whole) ^ _gaps(part) if len(place) == 1}
    gap_axes = {axis for place in gaps for axis, _category in place}
    return tuple(
        Relation(ours[where], (theirs[where], _remainder(ours[where], (theirs[where],))))
        for where in ours
        if where in theirs and gap_axes <= {axis for axis, _category in where}
    )


def differences(new: Sequence[ProtectedTable], released: Sequence[ProtectedTable], relations: Sequence[Relation] = ()) -> list[Finding]:
    """What `new` gives away once it is held beside everything released before.

    Two questions. Do the tables, joined by `relations` (see `nested_periods`; any other nesting, such as cities in a province, is a
    Relation written by hand), determine a hidden cell, or show that a count nobody printed is small? And does a corrected version
    change an exact cell by less than the threshold, or hide what another version shows? Such a difference speaks of the few who
    were added or taken out, and only a person can judge whether that matters; rounding both versions is the remedy. Its `low` and
    `high` are the change, and None where one side is hidden.

    Includes all that `audit` finds in the tables together. Method: differencing attacks, Handbook on Statistical Disclosure
    Control, ch. 5. A remainder that no relation declares is not seen.
    """
    return [*corrections(new, released), *audit([*released, *new], relations)]


def corrections(new: Sequence[ProtectedTable], released: Sequence[ProtectedTable]) -> list[Finding]:
    """The first question of `differences` alone: cells that a corrected version changes by less than the threshold, or opens or hides."""
    found: set[Finding] = set()
    for table in new:
        for other in released:
            if other.measure != table.measure or other.version == table.version:
                continue
            threshold = max(table.rule.threshold, other.rule.threshold)
            now = {quantity.where: quantity for quantity in table.quantities}
            for old, old_cell in other.quantities.items():
                quantity = now.get(old.where)
                if quantity is not None and _tells_few(old_cell, table.quantities[quantity], threshold):
                    change = _change(old_cell, table.quantities[quantity])
                    found.add(Finding(Weakness.CORRECTION, quantity, change, change, (old,)))
    return sorted(found, key=lambda finding: (finding.quantity, finding.because))


def _tells_few(old: Cell, new: Cell, threshold: int) -> bool:
    if old.is_hidden != new.is_hidden:
        return True
    change = _change(old, new)
    return {old.status, new.status} == {Status.EXACT} and change is not None and 0 < change < threshold


def _change(old: Cell, new: Cell) -> int | None:
    return None if old.value is None or new.value is None else abs(new.value - old.value)


def _not_reported(table: Grid) -> frozenset[tuple[str, ...]]:
    return frozenset(cell.coordinates for cell in table.cells if cell.status is Status.NOT_REPORTED)


def _remainder(whole: Quantity, pieces: tuple[Quantity, ...]) -> Quantity:
    less = " and ".join(sorted(f"{piece.measure} (version {piece.version})" for piece in pieces))
    return Quantity(f"{whole.measure} less {less}", whole.version, whole.where)


def _by_place(tables: Sequence[Grid]) -> dict[tuple[tuple[str, str], ...], Quantity]:
    return {quantity.where: quantity for table in tables for quantity in table.quantities}


def _gaps(tables: Sequence[Grid]) -> set[tuple[tuple[str, str], ...]]:
    return {table.quantity(place).where for table in tables for place in _not_reported(table)}
