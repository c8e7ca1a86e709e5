"""Cells and tables say what they hold, and refuse what cannot be."""

import pytest

from kanaf.disclosure import (
    ALL,
    CHILDREN,
    Axis,
    Cell,
    ProtectedTable,
    Quantity,
    Reason,
    Status,
    Table,
    one_way,
    percentage,
    two_way,
)

CITIES = Axis("city", ("nador", "oujda"))
SEXES = Axis("sex", ("f", "m"))


def test_the_readers_marks_are_1_for_small_and_2_for_complementary() -> None:
    assert (Reason.SMALL.mark, Reason.COMPLEMENTARY.mark) == ("1", "2")


@pytest.mark.parametrize(
    ("value", "status", "reason"),
    [
        (3, Status.SUPPRESSED, Reason.SMALL),
        (None, Status.SUPPRESSED, None),
        (None, Status.EXACT, None),
        (None, Status.ROUNDED, None),
        (0, Status.NOT_REPORTED, None),
        (None, Status.NOT_REPORTED, Reason.SMALL),
        (7, Status.EXACT, Reason.SMALL),
        (-1, Status.EXACT, None),
    ],
)
def test_a_cell_whose_value_status_and_reason_disagree_is_refused(value: int | None, status: Status, reason: Reason | None) -> None:
    with pytest.raises(ValueError, match="nador"):
        Cell(("nador",), value, status, reason)


def test_a_total_is_the_sum_of_what_was_reported_and_nothing_else() -> None:
    table = one_way(measure="m", axis=CITIES, values={"nador": 672, "oujda": None})
    assert table.total == Cell((ALL,), 672)
    assert table.cell("oujda").status is Status.NOT_REPORTED


def test_where_nothing_was_reported_the_total_is_not_reported_rather_than_zero() -> None:
    table = two_way(measure="m", rows=CITIES, columns=SEXES, values=dict.fromkeys([(c, s) for c in CITIES.categories for s in "fm"]))
    assert {cell.status for cell in table.cells} == {Status.NOT_REPORTED}
    assert table.relations() == ()


def test_the_margins_of_a_two_way_table_are_summed_from_what_was_reported() -> None:
    table = two_way(
        measure="m",
        rows=CITIES,
        columns=SEXES,
        values={("nador", "f"): 5, ("nador", "m"): 7, ("oujda", "f"): None, ("oujda", "m"): None},
    )
    assert {cell.coordinates: cell.value for cell in table.margins} == {
        ("nador", ALL): 12,
        ("oujda", ALL): None,
        (ALL, "f"): 5,
        (ALL, "m"): 7,
    }
    assert table.total.value == 12
    assert len(table.inner) == 4


def test_margins_along_an_axis_that_does_not_add_up_must_be_given() -> None:
    overlapping = Axis("city", ("nador", "oujda"), additive=False)
    values: dict[tuple[str, str], int | None] = {("nador", "f"): 5, ("nador", "m"): 7, ("oujda", "f"): 6, ("oujda", "m"): 6}
    with pytest.raises(ValueError, match="each cell and each margin"):
        two_way(measure="m", rows=overlapping, columns=SEXES, values=values)
    table = two_way(measure="m", rows=overlapping, columns=SEXES, values=values, margins={(ALL, "f"): 8, (ALL, "m"): 9})
    assert table.cell("nador", ALL).value == 12
    assert table.total.value == 17
    assert not table.additive
    assert {tie.additive for tie in table.relations() if tie.whole == table.quantity((ALL, "f"))} == {False}


@pytest.mark.parametrize(
    ("axis", "total", "says"),
    [
        (CITIES, 20, "sum to 30"),
        (Axis("city", ("nador", "oujda"), additive=False), 15, "larger than its whole"),
        (Axis("city", ("nador", "oujda"), additive=False), 31, "exhaustive=False"),
    ],
)
def test_parts_that_contradict_what_the_axis_declares_are_refused(axis: Axis, total: int, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        one_way(measure="m", axis=axis, values={"nador": 20, "oujda": 10}, total=total)


def test_parts_may_overlap_or_leave_some_out_where_the_axis_says_so() -> None:
    overlapping = Axis("city", ("nador", "oujda"), additive=False)
    assert one_way(measure="m", axis=overlapping, values={"nador": 20, "oujda": 10}, total=25).total.value == 25
    some_in_none = Axis("need", ("school", "health"), additive=False, exhaustive=False)
    assert one_way(measure="m", axis=some_in_none, values={"school": 20, "health": 10}, total=99).total.value == 99


def test_a_whole_cannot_be_missing_where_a_part_was_reported() -> None:
    cells = (Cell(("nador",), 5), Cell(("oujda",), 6), Cell((ALL,), None, Status.NOT_REPORTED))
    with pytest.raises(ValueError, match="cannot be missing"):
        Table(measure="m", axes=(CITIES,), cells=cells)


def test_a_table_to_protect_holds_true_counts_only() -> None:
    cells = (Cell(("nador",), 5, Status.ROUNDED), Cell(("oujda",), 6), Cell((ALL,), 11))
    with pytest.raises(ValueError, match="true counts"):
        Table(measure="m", axes=(CITIES,), cells=cells)


def test_a_table_holds_each_cell_once() -> None:
    with pytest.raises(ValueError, match="exactly once"):
        one_way(measure="m", axis=CITIES, values={"nador": 5, "oujda": 6, "tanger": 7})
    with pytest.raises(ValueError, match="exactly once"):
        one_way(measure="m", axis=CITIES, values={"nador": 5})


def test_a_table_has_one_axis_or_two_and_never_the_same_twice() -> None:
    with pytest.raises(ValueError, match="one axis or two"):
        Table(measure="m", axes=(CITIES, SEXES, Axis("age", ("0-9",))), cells=())
    with pytest.raises(ValueError, match="same axis"):
        Table(measure="m", axes=(CITIES, CITIES), cells=())


@pytest.mark.parametrize("categories", [(), ("f", "f"), ("f", ALL)])
def test_an_axis_needs_categories_of_its_own(categories: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="sex"):
        Axis("sex", categories)


def test_an_axis_that_adds_up_leaves_nobody_out() -> None:
    with pytest.raises(ValueError, match="leave some out"):
        Axis("sex", ("f", "m"), additive=True, exhaustive=False)


def test_the_same_meaning_has_the_same_key_whatever_table_shows_it() -> None:
    by_city = one_way(measure="m", axis=CITIES, values={"nador": 12, "oujda": 13})
    values: dict[tuple[str, str], int | None] = {("f", "nador"): 5, ("f", "oujda"): 6, ("m", "nador"): 7, ("m", "oujda"): 7}
    by_sex_and_city = two_way(measure="m", rows=SEXES, columns=CITIES, values=values)
    assert by_city.quantity(("nador",)) == by_sex_and_city.quantity((ALL, "nador"))
    assert by_city.quantity((ALL,)) == by_sex_and_city.quantity((ALL, ALL)) == Quantity("m", 1)
    assert str(by_sex_and_city.quantity(("f", "nador"))) == "m (version 1): city=nador, sex=f"


def test_a_suppressed_cell_carries_no_value_to_leak() -> None:
    hidden = Cell(("nador",), None, Status.SUPPRESSED, Reason.SMALL)
    shown = ProtectedTable(measure="m", axes=(Axis("city", ("nador",)),), cells=(hidden, Cell((ALL,), 9)), rule=CHILDREN)
    assert shown.cell("nador").value is None


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [
        (Cell(("nador",), 672), Cell((ALL,), 1042), "64.5"),
        (Cell(("nador",), 25), Cell((ALL,), 50), "50.0"),
        (Cell(("nador",), 25), Cell((ALL,), 49), None),
        (Cell(("nador",), 30, Status.ROUNDED), Cell((ALL,), 90, Status.ROUNDED), "33.3"),
        (Cell(("nador",), None, Status.SUPPRESSED, Reason.SMALL), Cell((ALL,), 90), None),
        (Cell(("nador",), 30), Cell((ALL,), None, Status.SUPPRESSED, Reason.COMPLEMENTARY), None),
        (Cell(("nador",), None, Status.NOT_REPORTED), Cell((ALL,), 90), None),
    ],
)
def test_a_percentage_needs_two_printed_numbers_and_fifty_to_divide_by(part: Cell, whole: Cell, share: str | None) -> None:
    found = percentage(part, whole)
    assert (None if found is None else str(found)) == share
