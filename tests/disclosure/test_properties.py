"""What must hold for every table, tried on many."""

from itertools import combinations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kanaf.disclosure import (
    ALL,
    CHILDREN,
    SENSITIVE_CHILDREN,
    CannotBeProtected,
    Cell,
    Proposal,
    ProtectedTable,
    Reason,
    Rule,
    Status,
    Table,
    audit,
    one_way,
    possible_ranges,
    protect,
    protect_together,
)
from tests.disclosure.oracle import how_many_tables_to_try, values_compatible_with
from tests.disclosure.planted import printed
from tests.disclosure.strategies import SMALL_RULES, axis, one_way_tables, two_way_tables

ANY_TABLE = one_way_tables() | two_way_tables()


def protected_or_refused(table: Table, rule: Rule) -> ProtectedTable:
    try:
        return protect(table, rule)
    except CannotBeProtected:
        assume(False)
        raise


@settings(deadline=None, max_examples=60)
@given(ANY_TABLE, SMALL_RULES)
def test_a_reader_who_tries_every_table_cannot_determine_a_hidden_cell(table: Table, rule: Rule) -> None:
    shown = protected_or_refused(table, rule)
    ceiling = 9 + rule.safe_width
    assume(how_many_tables_to_try(shown, ceiling=ceiling) <= 5_000)
    for place, values in values_compatible_with(shown, ceiling=ceiling, reading_marks=False).items():
        assert max(values) - min(values) >= rule.safe_width, place
    for place, values in values_compatible_with(shown, ceiling=ceiling, reading_marks=True).items():
        assert len(values) > 1, place


@settings(deadline=None, max_examples=60)
@given(
    one_way_tables(largest=3, with_gaps=False) | two_way_tables(largest=3, with_gaps=False),
    st.sampled_from([Rule(threshold=3), Rule(threshold=3, zero_is_small=True)]),
    st.data(),
    st.booleans(),
)
def test_the_ranges_are_those_of_every_table_there_could_be(table: Table, rule: Rule, data: st.DataObject, reading_marks: bool) -> None:
    can_hide = [place for place in table.places() if (table.cell(*place).value or 0) > 0 or rule.zero_is_small]
    shown = printed(table, rule, set(data.draw(st.lists(st.sampled_from(can_hide), unique=True)) if can_hide else []))
    ceiling = (table.total.value or 0) + rule.threshold
    assume(how_many_tables_to_try(shown, ceiling=ceiling) <= 5_000)
    seen = values_compatible_with(shown, ceiling=ceiling, reading_marks=reading_marks)
    ranges = possible_ranges([shown], reading_marks=reading_marks)
    assert set(ranges) == {shown.quantity(place) for place in seen}
    for place, values in seen.items():
        found = ranges[shown.quantity(place)]
        assert found.low == min(values)
        assert found.high == max(values) if found.high is not None else max(values) >= ceiling


@settings(deadline=None, max_examples=60)
@given(ANY_TABLE, SMALL_RULES)
def test_what_is_printed_agrees_with_what_is_true(table: Table, rule: Rule) -> None:
    shown = protected_or_refused(table, rule)
    ranges = possible_ranges([shown])
    for cell in shown.cells:
        truth = table.cell(*cell.coordinates).value
        if cell.status is Status.EXACT:
            assert cell.value == truth
        elif cell.status is Status.ROUNDED:
            assert cell.value == rule.round(truth or 0)
        elif cell.is_hidden:
            found = ranges[shown.quantity(cell.coordinates)]
            assert truth is not None
            assert found.low <= truth
            assert found.high is None or truth <= found.high
            assert (cell.reason is Reason.SMALL) == rule.is_small(truth)
        else:
            assert truth is None


@settings(deadline=None, max_examples=60)
@given(ANY_TABLE, SMALL_RULES)
def test_nothing_small_is_printed_and_a_zero_is_hidden_only_where_the_rule_says(table: Table, rule: Rule) -> None:
    shown = protected_or_refused(table, rule)
    for cell in shown.cells:
        truth = table.cell(*cell.coordinates).value
        if truth is not None and rule.is_small(truth):
            assert cell.is_hidden
        if truth == 0 and not rule.zero_is_small:
            assert cell.is_shown


@settings(deadline=None, max_examples=60)
@given(ANY_TABLE, SMALL_RULES)
def test_not_reported_is_never_zero_never_hidden_and_never_added(table: Table, rule: Rule) -> None:
    shown = protected_or_refused(table, rule)
    for cell in shown.cells:
        assert (cell.status is Status.NOT_REPORTED) == (table.cell(*cell.coordinates).value is None)
    tied = {quantity for relation in shown.relations() for quantity in (relation.whole, *relation.parts)}
    assert not tied & {shown.quantity(cell.coordinates) for cell in shown.cells if cell.status is Status.NOT_REPORTED}


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=4), SMALL_RULES)
def test_a_place_that_has_not_reported_changes_nothing_for_those_that_have(counts: list[int], rule: Rule) -> None:
    cities = axis("city", len(counts) + 1)
    fewer = axis("city", len(counts))
    values = dict(zip(fewer.categories, counts, strict=True))
    alone = protected_or_refused(one_way(measure="children", axis=fewer, values=values), rule)
    silent = cities.categories[-1]
    beside = protect(one_way(measure="children", axis=cities, values={**values, silent: None}), rule)
    assert beside.cell(silent) == Cell((silent,), None, Status.NOT_REPORTED)
    assert {cell for cell in beside.cells if cell.coordinates != (silent,)} == set(alone.cells)


@settings(deadline=None, max_examples=20)
@given(
    one_way_tables(with_gaps=False) | two_way_tables(largest=7, with_gaps=False),
    st.sampled_from([CHILDREN, Rule(threshold=3, zero_is_small=True)]),
)
def test_no_choice_of_complements_loses_less(table: Table, rule: Rule) -> None:
    small = {cell.coordinates for cell in table.cells if rule.is_small(cell.value or 0)}
    candidates = [cell for cell in table.cells if cell.coordinates not in small and cell.value]
    assume(len(candidates) <= 6)
    losses = [
        sum((cell.value or 0) + 1 for cell in extra)
        for size in range(len(candidates) + 1)
        for extra in combinations(candidates, size)
        if not audit([printed(table, rule, small | {cell.coordinates for cell in extra})])
    ]
    try:
        shown = protect(table, rule)
    except CannotBeProtected:
        assert not losses
    else:
        extra = {cell.coordinates for cell in shown.cells if cell.is_hidden} - small
        assert sum((table.cell(*place).value or 0) + 1 for place in extra) == min(losses)


@settings(deadline=None, max_examples=25)
@given(two_way_tables(largest=40, rows=4, columns=3), st.sampled_from([CHILDREN, SENSITIVE_CHILDREN, CHILDREN.rounded()]))
def test_tables_that_share_margins_hide_alike_and_pass_the_attack_together(table: Table, rule: Rule) -> None:
    cities, sexes = table.axes
    by_city = one_way(measure="children", axis=cities, values={code: table.cell(code, ALL).value for code in cities.categories})
    by_sex = one_way(measure="children", axis=sexes, values={code: table.cell(ALL, code).value for code in sexes.categories})
    try:
        together = protect_together([Proposal(each, rule) for each in (by_city, by_sex, table)])
    except CannotBeProtected:
        assume(False)
        raise
    assert audit(together) == []
    assert all(together[0].cell(code).is_hidden == together[2].cell(code, ALL).is_hidden for code in cities.categories)
    assert all(together[1].cell(code).is_hidden == together[2].cell(ALL, code).is_hidden for code in sexes.categories)


@settings(deadline=None, max_examples=25)
@given(one_way_tables(largest=30), two_way_tables(largest=30, rows=3, columns=2))
def test_the_same_figure_is_protected_the_same_way_every_time(first: Table, second: Table) -> None:
    for table in (first, second):
        shown = protected_or_refused(table, CHILDREN)
        assert protect(table, CHILDREN) == shown
        # Printing again what is out already reveals nothing new, and hides nothing more.
        assert set(protect(table, CHILDREN, released=[shown]).cells) == set(shown.cells)
