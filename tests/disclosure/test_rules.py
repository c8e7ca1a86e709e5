"""What is small, what rounds to what, and what a reader learns from each mark."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanaf.disclosure import CHILDREN, NONE, RULES, SENSITIVE_CHILDREN, Cell, Reason, Rule, Status

SMALL = Cell(("nador",), None, Status.SUPPRESSED, Reason.SMALL)
COMPLEMENTARY = Cell(("nador",), None, Status.SUPPRESSED, Reason.COMPLEMENTARY)


@pytest.mark.parametrize(
    ("rule", "small"),
    [(CHILDREN, range(1, 5)), (SENSITIVE_CHILDREN, range(10)), (NONE, range(0))],
    ids=["children", "sensitive", "none"],
)
def test_what_is_small_under_each_rule(rule: Rule, small: range) -> None:
    assert [value for value in range(20) if rule.is_small(value)] == list(small)


def test_a_pack_names_the_rules() -> None:
    assert RULES == {"children": CHILDREN, "sensitive_children": SENSITIVE_CHILDREN, "none": NONE}


@pytest.mark.parametrize(
    "wrong",
    [
        {"threshold": -1},
        {"threshold": 0, "zero_is_small": True},
        {"threshold": 5, "rounding_base": 1},
        {"threshold": 5, "sensitive": True},
    ],
)
def test_a_rule_that_cannot_be_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Rule(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(("value", "shown"), [(0, 0), (2, 0), (3, 5), (5, 5), (7, 5), (8, 10), (1042, 1040)])
def test_rounding_is_to_the_nearest_five(value: int, shown: int) -> None:
    assert CHILDREN.rounded().round(value) == shown
    assert CHILDREN.round(value) == value


@given(st.integers(0, 5000), st.integers(2, 12))
def test_the_interval_a_reader_gives_to_a_rounded_count_is_all_that_rounds_to_it(value: int, base: int) -> None:
    rule = Rule(threshold=0, rounding_base=base)
    shown = rule.round(value)
    alike = [other for other in range(max(0, value - 2 * base), value + 2 * base) if rule.round(other) == shown]
    assert rule.printed_bounds(Cell(("nador",), shown, Status.ROUNDED)) == (alike[0], alike[-1])


def test_a_number_alone_says_nothing_of_a_hidden_cell() -> None:
    assert CHILDREN.printed_bounds(SMALL) == CHILDREN.printed_bounds(COMPLEMENTARY) == (0, None)


def test_the_marks_say_what_the_rule_says() -> None:
    assert CHILDREN.deduced_bounds(SMALL) == (1, 4)
    assert SENSITIVE_CHILDREN.deduced_bounds(SMALL) == (0, 9)
    assert CHILDREN.deduced_bounds(COMPLEMENTARY) == (5, None)


def test_a_rounded_count_was_not_small_or_it_would_be_hidden() -> None:
    rounded = CHILDREN.rounded()
    assert rounded.deduced_bounds(Cell(("nador",), 5, Status.ROUNDED)) == (5, 7)
    assert rounded.deduced_bounds(Cell(("nador",), 0, Status.ROUNDED)) == (0, 0)


def test_a_hidden_cell_keeps_a_range_of_five_or_of_its_threshold() -> None:
    assert (NONE.safe_width, CHILDREN.safe_width, SENSITIVE_CHILDREN.safe_width) == (5, 5, 10)
