"""When a count is too small to show, and what a reader who knows the rule learns from each mark."""

from dataclasses import dataclass, replace

from kanaf.disclosure.cells import Cell, Reason, Status

SAFE_WIDTH = 5
"""The least difference between the smallest and the largest value that a hidden cell may have for a reader (TRUST, G21)."""

Bounds = tuple[int, int | None]
"""The smallest and the largest value a count may have; None where nothing limits it."""


@dataclass(frozen=True)
class Rule:
    """What a table's subject demands before its counts are shown.

    `threshold`: counts from 1 to `threshold - 1` are small; with `zero_is_small`, zero too. `rounding_base`: counts that are
    shown are first rounded to the nearest multiple. `sensitive`: a category that holds a whole row is hidden as well, since it
    tells the attribute of everyone in the row; as the zeros beside it would tell the same, this demands `zero_is_small`.

    Thresholds by subject: TRUST, "Disclosure control". Group disclosure: Handbook on Statistical Disclosure Control, ch. 5.
    """

    threshold: int
    zero_is_small: bool = False
    rounding_base: int | None = None
    sensitive: bool = False

    def __post_init__(self) -> None:
        if self.threshold < 0:
            raise ValueError("A threshold cannot be negative.")
        if self.zero_is_small and self.threshold == 0:
            raise ValueError("Zero can only be small under a threshold of 1 or more.")
        if self.rounding_base is not None and self.rounding_base < 2:
            raise ValueError("Rounding needs a base of 2 or more.")
        if self.sensitive and not self.zero_is_small:
            raise ValueError("A sensitive rule must hide zeros, or they show that another category holds the whole row.")

    def rounded(self, base: int = 5) -> "Rule":
        """The same rule for figures published as a series, where corrections and late entries would be legible."""
        return replace(self, rounding_base=base)

    def is_small(self, value: int) -> bool:
        return value < self.threshold and (value > 0 or self.zero_is_small)

    def round(self, value: int) -> int:
        """The nearest multiple of the base, halves upward: the same count gives the same answer wherever it is shown."""
        if self.rounding_base is None:
            return value
        return (value + self.rounding_base // 2) // self.rounding_base * self.rounding_base

    def shows_small(self, cell: Cell) -> bool:
        """Whether the number in the cell tells by itself that the count is small."""
        low, high = self.printed_bounds(cell)
        return high is not None and all(self.is_small(value) for value in range(low, high + 1))

    @property
    def safe_width(self) -> int:
        """How wide a hidden cell's range must stay: the threshold, and never less than `SAFE_WIDTH`."""
        return max(SAFE_WIDTH, self.threshold)

    def printed_bounds(self, cell: Cell) -> Bounds:
        """What the number in the cell says by itself: the count, the interval that rounds to it, or nothing."""
        if cell.status is Status.EXACT and cell.value is not None:
            return cell.value, cell.value
        if cell.status is Status.ROUNDED and cell.value is not None and self.rounding_base is not None:
            least = cell.value - self.rounding_base // 2
            return max(0, least), least + self.rounding_base - 1
        return 0, None

    def deduced_bounds(self, cell: Cell) -> Bounds:
        """What a reader who knows this rule adds to that.

        (1) says that the count is small. (2) says that it is not, and it is never zero: zeros are not chosen as complements. A
        rounded count was not small either, or it would have been hidden.
        """
        low, high = self.printed_bounds(cell)
        if cell.reason is Reason.SMALL:
            return (0 if self.zero_is_small else 1), self.threshold - 1
        if cell.reason is Reason.COMPLEMENTARY:
            return self.threshold, None
        if cell.status is Status.ROUNDED and high is not None:
            possible = [value for value in range(low, high + 1) if not self.is_small(value)] or [low, high]
            return possible[0], possible[-1]
        return low, high


CHILDREN = Rule(threshold=5)
SENSITIVE_CHILDREN = Rule(threshold=10, zero_is_small=True, sensitive=True)
NONE = Rule(threshold=0)

RULES = {"children": CHILDREN, "sensitive_children": SENSITIVE_CHILDREN, "none": NONE}
"""By the name a programme pack uses: counts of children; of children by trafficking, sexual violence, health or best interests;
adults trained, items and sessions."""
