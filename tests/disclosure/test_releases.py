"""What a release tells beside the ones before it."""

import pytest

from kanaf.disclosure import (
    ALL,
    CHILDREN,
    NONE,
    Axis,
    Finding,
    ProtectedTable,
    Quantity,
    Relation,
    Rule,
    Weakness,
    audit,
    differences,
    nested_figures,
    nested_periods,
    one_way,
    protect,
    two_way,
)
from tests.disclosure.planted import printed


def figure(measure: str, rule: Rule = CHILDREN, version: int = 1, **counts: int | None) -> ProtectedTable:
    """The table by city, printed as it is."""
    return printed(one_way(measure=measure, version=version, axis=Axis("city", tuple(counts)), values=counts), rule, [])


def places(findings: list[Finding]) -> list[tuple[tuple[str, str], ...]]:
    return [finding.quantity.where for finding in findings]


OUJDA = (("city", "oujda"),)


def test_a_quarter_taken_from_its_year_shows_the_few_who_came_later() -> None:
    year, quarter = figure("2024", nador=100, oujda=43), figure("2024Q1", nador=60, oujda=40)
    assert audit([year, quarter]) == []
    relations = nested_periods(year, [quarter], covering=False)
    (finding,) = differences([year], [quarter], relations)
    assert (finding.weakness, finding.quantity.where, finding.low, finding.high) == (Weakness.REMAINDER, OUJDA, 3, 3)
    assert set(finding.because) >= {year.quantity(("oujda",)), quarter.quantity(("oujda",))}


def test_a_quarter_that_leaves_many_for_the_rest_of_the_year_is_no_finding() -> None:
    year, quarter = figure("2024", nador=100, oujda=43), figure("2024Q1", nador=60, oujda=30)
    assert differences([year], [quarter], nested_periods(year, [quarter], covering=False)) == []


def test_a_quarter_equal_to_its_year_shows_a_zero_which_children_s_tables_may_show() -> None:
    year, quarter = figure("2024", nador=100, oujda=43), figure("2024Q1", nador=60, oujda=43)
    assert differences([year], [quarter], nested_periods(year, [quarter], covering=False)) == []


def test_rounding_both_releases_closes_the_difference() -> None:
    rule = CHILDREN.rounded()
    year = protect(one_way(measure="2024", axis=Axis("city", ("nador", "oujda")), values={"nador": 100, "oujda": 43}), rule)
    quarter = protect(one_way(measure="2024Q1", axis=Axis("city", ("nador", "oujda")), values={"nador": 60, "oujda": 40}), rule)
    assert differences([year], [quarter], nested_periods(year, [quarter], covering=False)) == []


def test_what_two_quarters_leave_over_is_the_third() -> None:
    half = figure("2024H1", nador=100, oujda=44)
    parts = [figure("2024Q1", nador=30, oujda=20), figure("2024Q2", nador=30, oujda=22)]
    assert places(differences([half], parts, nested_periods(half, parts, covering=False))) == [OUJDA]


def test_quarters_that_make_up_the_year_open_what_the_year_hides() -> None:
    year = protect(one_way(measure="2024", axis=Axis("city", ("nador", "oujda")), values={"nador": 100, "oujda": 3}), CHILDREN)
    parts = [figure("H1", NONE, nador=60, oujda=1), figure("H2", NONE, nador=40, oujda=2)]
    assert audit([year, *parts]) == []
    found = differences([year], parts, nested_periods(year, parts, covering=True))
    assert {finding.weakness for finding in found} == {Weakness.DETERMINED}
    assert OUJDA in places(found)


def test_children_who_come_back_still_leave_a_remainder_for_each_part() -> None:
    year = figure("2024", nador=100, oujda=43)
    parts = [figure("H1", nador=60, oujda=41), figure("H2", nador=60, oujda=30)]
    found = differences([year], parts, nested_periods(year, parts, covering=True, additive=False))
    assert [(finding.weakness, finding.quantity.where, finding.low) for finding in found] == [(Weakness.REMAINDER, OUJDA, 2)]


def test_children_who_come_back_make_the_parts_more_than_the_whole_without_contradiction() -> None:
    year = figure("2024", nador=100, oujda=43)
    parts = [figure("H1", nador=60, oujda=30), figure("H2", nador=60, oujda=30)]
    assert differences([year], parts, nested_periods(year, parts, covering=True, additive=False)) == []


def test_a_relation_that_the_numbers_refute_is_named_and_the_others_still_serve_the_attack() -> None:
    # A duplicate was merged after the quarter was out, so that the year holds fewer in Nador than its first quarter.
    year, quarter = figure("2024", nador=59, oujda=43), figure("2024Q1", nador=60, oujda=40)
    relations = nested_periods(year, [quarter], covering=False)
    found = differences([year], [quarter], relations)
    assert [(finding.weakness, finding.quantity.where) for finding in found] == [
        (Weakness.REFUTED, (("city", "nador"),)),
        (Weakness.REMAINDER, ()),
        (Weakness.REMAINDER, OUJDA),
    ]


def test_a_refuted_relation_does_not_stop_a_release() -> None:
    quarter = figure("2024Q1", nador=60, oujda=40)
    year = one_way(measure="2024", axis=Axis("city", ("nador", "oujda")), values={"nador": 59, "oujda": 80})
    shown = protect(year, CHILDREN, released=[quarter], relations=nested_periods(year, [quarter], covering=False))
    assert [cell.value for cell in shown.cells] == [59, 80, 139]


def test_totals_over_other_reporters_are_not_compared() -> None:
    year, quarter = figure("2024", nador=100, oujda=50), figure("2024Q1", nador=98, oujda=None)
    relations = nested_periods(year, [quarter], covering=False)
    assert [relation.whole.where for relation in relations] == [(("city", "nador"),)]
    assert places(differences([year], [quarter], relations)) == [(("city", "nador"),)]


def test_totals_over_the_same_reporters_are_compared() -> None:
    year, quarter = figure("2024", nador=100, oujda=None), figure("2024Q1", nador=98, oujda=None)
    assert {relation.whole.where for relation in nested_periods(year, [quarter], covering=False)} == {(), (("city", "nador"),)}


def test_a_city_that_one_period_does_not_have_is_left_out() -> None:
    year, quarter = figure("2024", nador=100, oujda=50), figure("2024Q1", nador=60)
    assert {relation.whole.where for relation in nested_periods(year, [quarter], covering=False)} == {(), (("city", "nador"),)}


def test_periods_cut_differently_cannot_be_compared() -> None:
    by_sex = one_way(measure="2024Q1", axis=Axis("sex", ("f", "m")), values={"f": 20, "m": 30})
    with pytest.raises(ValueError, match="same axes"):
        nested_periods(figure("2024", nador=100, oujda=50), [by_sex], covering=False)
    with pytest.raises(ValueError, match="there are parts"):
        nested_periods(by_sex, [], covering=True)


def test_any_other_nesting_is_a_relation_written_by_hand() -> None:
    cities = figure("2024", nador=100, oujda=50)
    province = printed(one_way(measure="2024", axis=Axis("province", ("p1", "p2")), values={"p1": 102, "p2": 48}), CHILDREN, [])
    around = Relation(
        province.quantity(("p1",)), (cities.quantity(("nador",)), Quantity("2024", 1, (("province", "p1 outside the city"),)))
    )
    (finding,) = differences([province], [cities], [around])
    assert (finding.weakness, finding.low, finding.because) == (
        Weakness.REMAINDER,
        2,
        (cities.quantity(("nador",)), province.quantity(("p1",))),
    )


@pytest.mark.parametrize(("before", "after", "told"), [(40, 43, 3), (43, 40, 3), (40, 40, None), (40, 45, None), (40, 44, 4)])
def test_a_correction_by_few_is_left_to_a_person(before: int, after: int, told: int | None) -> None:
    old, new = figure("2024", nador=100, oujda=before), figure("2024", version=2, nador=100, oujda=after)
    findings = differences([new], [old])
    expected = [] if told is None else [((), told), (OUJDA, told)]
    assert [(finding.quantity.where, finding.low) for finding in findings] == expected
    assert {finding.weakness for finding in findings} <= {Weakness.CORRECTION}


def test_a_rounded_correction_tells_nothing() -> None:
    rule = CHILDREN.rounded()
    old = protect(one_way(measure="2024", axis=Axis("city", ("nador", "oujda")), values={"nador": 100, "oujda": 40}), rule)
    new = protect(one_way(measure="2024", axis=Axis("city", ("nador", "oujda")), values={"nador": 100, "oujda": 43}, version=2), rule)
    assert differences([new], [old]) == []


def test_a_correction_that_shows_what_was_hidden_is_left_to_a_person() -> None:
    axis = Axis("city", ("nador", "oujda", "tanger"))
    old = protect(one_way(measure="2024", axis=axis, values={"nador": 100, "oujda": 20, "tanger": 3}), CHILDREN)
    new = figure("2024", version=2, nador=100, oujda=20, tanger=13)
    assert [(finding.weakness, finding.low) for finding in differences([new], [old])] == [(Weakness.CORRECTION, None)] * 2


def test_adults_may_be_corrected_one_by_one() -> None:
    assert differences([figure("2024", NONE, 2, nador=101)], [figure("2024", NONE, nador=100)]) == []


def test_a_difference_is_found_between_a_margin_and_a_one_way_table() -> None:
    old = figure("2024", nador=100, oujda=40)
    assert old.total.coordinates == (ALL,)
    new = printed(one_way(measure="2024", version=2, axis=Axis("sex", ("f", "m")), values={"f": 70, "m": 73}), CHILDREN, [])
    assert places(differences([new], [old])) == [()]


def test_everything_the_attack_finds_is_among_the_differences() -> None:
    hole = printed(one_way(measure="m", axis=Axis("city", ("nador", "oujda")), values={"nador": 60, "oujda": 3}), CHILDREN, [("oujda",)])
    assert differences([hole], []) == audit([hole])


def test_two_tables_of_one_version_are_no_correction_of_each_other() -> None:
    table = one_way(measure="m", axis=Axis("city", ("nador", "oujda")), values={"nador": 60, "oujda": 30})
    both = [printed(table, CHILDREN, [("oujda",), ("nador",)]), printed(table, CHILDREN, [])]
    assert {finding.weakness for finding in differences(both[:1], both[1:])} == {Weakness.DETERMINED}


def test_a_year_by_city_and_sex_is_tied_to_its_quarter_by_city() -> None:
    values = {("nador", "f"): 40, ("nador", "m"): 60, ("oujda", "f"): 20, ("oujda", "m"): 23}
    year = printed(
        two_way(measure="2024", rows=Axis("city", ("nador", "oujda")), columns=Axis("sex", ("f", "m")), values=values), CHILDREN, []
    )
    quarter = figure("2024Q1", nador=60, oujda=40)
    assert differences([year], [quarter]) == []
    found = differences([year], [quarter], nested_figures([year], [quarter]))
    assert [(finding.weakness, finding.quantity.where, finding.low) for finding in found] == [(Weakness.REMAINDER, OUJDA, 3)]


def test_figures_of_other_reporters_are_compared_city_by_city_only() -> None:
    year, quarter = figure("2024", nador=100, oujda=50), figure("2024Q1", nador=98, oujda=None)
    assert [relation.whole.where for relation in nested_figures([year], [quarter])] == [(("city", "nador"),)]
    alike = figure("2024Q1", nador=98, oujda=1)
    assert {relation.whole.where for relation in nested_figures([year], [alike])} == {(), (("city", "nador"),), OUJDA}
