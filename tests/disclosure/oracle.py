"""A reader without a solver: writes down every table there could be and looks at what they have in common.

Shares no arithmetic with kanaf.disclosure: only the data are read. For additive tables small enough to enumerate.
"""

from collections.abc import Iterator
from itertools import product
from math import prod

from kanaf.disclosure import ALL, Cell, Coordinates, ProtectedTable, Reason, Rule, Status


def values_compatible_with(table: ProtectedTable, *, ceiling: int, reading_marks: bool) -> dict[Coordinates, set[int]]:
    """For each hidden cell, the values it has in any table of whole numbers up to `ceiling` that would be printed like this one."""
    hidden = [cell.coordinates for cell in table.cells if cell.status is Status.SUPPRESSED]
    seen: dict[Coordinates, set[int]] = {place: set() for place in hidden}
    for candidate in _tables_that_print_alike(table, ceiling, reading_marks):
        for place in hidden:
            seen[place].add(candidate[place])
    return seen


def _tables_that_print_alike(table: ProtectedTable, ceiling: int, reading_marks: bool) -> Iterator[dict[Coordinates, int]]:
    fillings = [list(_rows_that_print_alike(table, row, ceiling, reading_marks)) for row in _rows(table)]
    for filling in product(*fillings):
        candidate: dict[Coordinates, int] = {}
        for part in filling:
            candidate.update(part)
        sums = dict(candidate)
        for place, value in candidate.items():
            for above in product(*((code, ALL) for code in place)):
                if above != place:
                    sums[above] = sums.get(above, 0) + value
        if all(_prints_alike(table.cell(*place), value, table.rule, reading_marks) for place, value in sums.items()):
            yield sums


def how_many_tables_to_try(table: ProtectedTable, *, ceiling: int) -> int:
    return prod(sum(1 for _ in _rows_that_print_alike(table, row, ceiling, reading_marks=False)) for row in _rows(table))


def _rows(table: ProtectedTable) -> list[list[Coordinates]]:
    if len(table.axes) == 1:
        return [[(code,) for code in table.axes[0].categories]]
    return [[(row, column) for column in table.axes[1].categories] for row in table.axes[0].categories]


def _rows_that_print_alike(
    table: ProtectedTable, row: list[Coordinates], ceiling: int, reading_marks: bool
) -> Iterator[dict[Coordinates, int]]:
    reported = [place for place in row if table.cell(*place).status is not Status.NOT_REPORTED]
    margin = table.cell(*(() if len(table.axes) == 1 else (row[0][0],)), ALL)
    choices = [
        [value for value in range(ceiling + 1) if _prints_alike(table.cell(*place), value, table.rule, reading_marks)]
        if table.cell(*place).value is None or table.cell(*place).status is Status.ROUNDED
        else [table.cell(*place).value or 0]
        for place in reported
    ]
    for values in product(*choices):
        if not reported or _prints_alike(margin, sum(values), table.rule, reading_marks):
            yield dict(zip(reported, values, strict=True))


def _prints_alike(cell: Cell, value: int, rule: Rule, reading_marks: bool) -> bool:
    small = (1 if not rule.zero_is_small else 0) <= value < rule.threshold
    if cell.status is Status.EXACT:
        return cell.value == value
    if cell.status is Status.ROUNDED:
        # With an odd base no count lies half-way.
        half = (rule.rounding_base or 0) // 2
        return abs(value - (cell.value or 0)) <= half and not (reading_marks and small)
    if not reading_marks:
        return True
    return small if cell.reason is Reason.SMALL else value >= rule.threshold
