"""Percentages that say no more than the table beside them."""

from decimal import ROUND_HALF_UP, Decimal

from kanaf.disclosure.cells import Cell

LEAST_DENOMINATOR = 50


def percentage(part: Cell, whole: Cell) -> Decimal | None:
    """The share of `part` in `whole` in percent, to one decimal; None where it may not be shown.

    It is computed from what is printed, never from what is hidden or was rounded, and only over a whole of 50 or more: below that,
    one person moves a percentage by more than two points (TRUST, "Disclosure control").
    """
    if part.value is None or whole.value is None or whole.value < LEAST_DENOMINATOR:
        return None
    return (Decimal(100 * part.value) / whole.value).quantize(Decimal("0.1"), ROUND_HALF_UP)
