"""Tables with holes, as protection would never print them."""

from collections.abc import Collection

from kanaf.disclosure import Cell, Coordinates, ProtectedTable, Reason, Rule, Status, Table


def printed(table: Table, rule: Rule, hidden: Collection[Coordinates]) -> ProtectedTable:
    """The table with just these cells hidden, safe or not."""
    cells = tuple(_print(cell, rule, cell.coordinates in hidden) for cell in table.cells)
    return ProtectedTable(measure=table.measure, version=table.version, axes=table.axes, cells=cells, rule=rule)


def _print(cell: Cell, rule: Rule, is_hidden: bool) -> Cell:
    if cell.value is None:
        return cell
    if is_hidden:
        return Cell(cell.coordinates, None, Status.SUPPRESSED, Reason.SMALL if rule.is_small(cell.value) else Reason.COMPLEMENTARY)
    if rule.rounding_base is not None:
        return Cell(cell.coordinates, rule.round(cell.value), Status.ROUNDED)
    return cell
