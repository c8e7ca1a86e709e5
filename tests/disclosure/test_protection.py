"""What is hidden when, told on tables small enough to follow by hand."""

import pytest

from kanaf.disclosure import (
    ALL,
    CHILDREN,
    NONE,
    SENSITIVE_CHILDREN,
    Axis,
    CannotBeProtected,
    Coordinates,
    Grid,
    Proposal,
    Quantity,
    Relation,
    Rule,
    Status,
    Table,
    Weakness,
    audit,
    exact_for,
    nested_periods,
    one_way,
    protect,
    protect_together,
    two_way,
)
from tests.disclosure.planted import printed

CITIES = Axis("city", ("nador", "marrakech", "casablanca", "oujda", "tanger"))
SEXES = Axis("sex", ("f", "m"))


def by_city(version: int = 1, measure: str = "children@2024", **counts: int | None) -> Table:
    return one_way(measure=measure, axis=Axis("city", tuple(counts)), values=counts, version=version)


def by_city_and_sex(*rows: tuple[int, int], measure: str = "children@2024") -> Table:
    cities = Axis("city", CITIES.categories[: len(rows)])
    values: dict[tuple[str, str], int | None] = {
        (city, sex): count for city, row in zip(cities.categories, rows, strict=True) for sex, count in zip("fm", row, strict=True)
    }
    return two_way(measure=measure, rows=cities, columns=SEXES, values=values)


def seen(table: Grid) -> dict[Coordinates, int | str | None]:
    """What stands in each cell on paper: a number, (1), (2), or nothing where nothing was reported."""
    return {cell.coordinates: f"({cell.reason.mark})" if cell.reason else cell.value for cell in table.cells}


def test_the_children_assisted_in_2024_are_shown_as_they_were_reported() -> None:
    counts = {"nador": 672, "marrakech": 232, "casablanca": 138, "oujda": None, "tanger": None}
    shown = protect(one_way(measure="children_assisted@2024", axis=CITIES, values=counts), CHILDREN)
    assert seen(shown) == {**{(city,): count for city, count in counts.items()}, (ALL,): 1042}
    assert {cell.status for cell in shown.cells if cell.value is not None} == {Status.EXACT}
    assert {shown.cell("oujda").status, shown.cell("tanger").status} == {Status.NOT_REPORTED}
    assert audit([shown]) == []


def test_of_three_cities_hiding_one_takes_hiding_a_second() -> None:
    shown = protect(by_city(nador=40, marrakech=20, casablanca=3), CHILDREN)
    assert seen(shown) == {("nador",): 40, ("marrakech",): "(2)", ("casablanca",): "(1)", (ALL,): 63}


def test_the_smallest_neighbour_is_hidden_and_not_the_total() -> None:
    shown = protect(by_city(nador=672, marrakech=7, casablanca=138, oujda=2), CHILDREN)
    assert [place for place, paper in seen(shown).items() if paper in {"(1)", "(2)"}] == [("marrakech",), ("oujda",)]


def test_the_total_is_hidden_where_the_marks_would_tell_the_rest() -> None:
    # Beside a (1) and a printed 6, a (2) could only be 5: nothing less is left for it.
    assert seen(protect(by_city(nador=5, oujda=1), CHILDREN)) == {("nador",): 5, ("oujda",): "(1)", (ALL,): "(2)"}


def test_two_small_cells_protect_each_other_only_if_their_sum_leaves_room() -> None:
    assert seen(protect(by_city(nador=3, oujda=4, tanger=50), CHILDREN))[("tanger",)] == 50
    assert seen(protect(by_city(nador=2, oujda=3, tanger=50), CHILDREN))[("tanger",)] == 50
    assert seen(protect(by_city(nador=2, oujda=2, tanger=50), CHILDREN))[("tanger",)] == "(2)"


def test_zeros_are_shown_under_the_rule_for_children_and_never_taken_as_complements() -> None:
    assert seen(protect(by_city(nador=30, oujda=0, tanger=3), CHILDREN)) == {
        ("nador",): "(2)",
        ("oujda",): 0,
        ("tanger",): "(1)",
        (ALL,): 33,
    }


def test_zeros_are_hidden_in_sensitive_tables() -> None:
    shown = protect(by_city(nador=30, oujda=0, tanger=25), SENSITIVE_CHILDREN)
    assert seen(shown) == {("nador",): 30, ("oujda",): "(1)", ("tanger",): "(2)", (ALL,): 55}


def test_a_category_that_holds_everyone_of_a_city_is_hidden_in_a_sensitive_table() -> None:
    table = by_city_and_sex((40, 0), (30, 35), (33, 37))
    assert seen(protect(table, SENSITIVE_CHILDREN))[("nador", "f")] == "(2)"
    assert seen(protect(table, Rule(threshold=10, zero_is_small=True)))[("nador", "m")] == "(1)"


def test_a_whole_group_is_hidden_even_where_nothing_could_be_subtracted() -> None:
    cities = Axis("city", ("nador", "oujda"), additive=False)
    shown = protect(one_way(measure="m", axis=cities, values={"nador": 40, "oujda": 0}, total=40), SENSITIVE_CHILDREN)
    assert seen(shown) == {("nador",): "(2)", ("oujda",): "(1)", (ALL,): 40}


def test_a_city_alone_in_reporting_is_no_group_of_its_own() -> None:
    shown = protect(by_city(nador=40, oujda=None), SENSITIVE_CHILDREN)
    assert seen(shown) == {("nador",): 40, ("oujda",): None, (ALL,): 40}


def test_adults_items_and_sessions_are_never_hidden() -> None:
    assert seen(protect(by_city(nador=1, oujda=0, tanger=4), NONE))[("nador",)] == 1


def test_a_rounded_table_hides_what_is_small_and_rounds_the_rest() -> None:
    shown = protect(by_city(nador=672, marrakech=233, casablanca=4), CHILDREN.rounded())
    assert seen(shown) == {("nador",): 670, ("marrakech",): 235, ("casablanca",): "(1)", (ALL,): 910}
    assert shown.cell("nador").status is Status.ROUNDED


def test_rounding_is_not_enough_where_the_rounded_numbers_leave_too_little_room() -> None:
    table = by_city(nador=5, oujda=1)
    assert [finding.weakness for finding in audit([printed(table, CHILDREN.rounded(), [("oujda",)])])] == [Weakness.NARROW]
    assert seen(protect(table, CHILDREN.rounded())) == {("nador",): "(2)", ("oujda",): "(1)", (ALL,): 5}


def test_a_table_of_cities_and_sexes_hides_a_rectangle() -> None:
    shown = protect(by_city_and_sex((3, 40), (30, 35), (33, 37)), CHILDREN)
    hidden = {place for place, paper in seen(shown).items() if paper in {"(1)", "(2)"}}
    assert hidden == {("nador", "f"), ("nador", "m"), ("marrakech", "f"), ("marrakech", "m")}


def test_cities_where_a_child_may_be_counted_twice_need_no_complement() -> None:
    cities = Axis("city", ("nador", "oujda", "tanger"), additive=False)
    shown = protect(one_way(measure="m", axis=cities, values={"nador": 60, "oujda": 3, "tanger": 50}, total=90), CHILDREN)
    assert seen(shown) == {("nador",): 60, ("oujda",): "(1)", ("tanger",): 50, (ALL,): 90}


def test_overlap_protects_only_as_far_as_it_can_be_large() -> None:
    # With 50 and 46 in all, at least 4 of the total were in Oujda, and the mark says at most 4.
    cities = Axis("city", ("nador", "oujda"), additive=False)
    shown = protect(one_way(measure="m", axis=cities, values={"nador": 46, "oujda": 4}, total=50), CHILDREN)
    assert seen(shown)[("oujda",)] == "(1)"
    assert "(2)" in seen(shown).values()


def test_a_number_printed_by_the_source_stays_and_the_attacker_knows_it() -> None:
    shown = protect(by_city(nador=6, oujda=3, tanger=40), CHILDREN, already_public=[("oujda",), (ALL,)])
    assert seen(shown) == {("nador",): 6, ("oujda",): 3, ("tanger",): 40, (ALL,): 49}
    assert shown.already_public == {("oujda",), (ALL,)}
    assert audit([shown]) == []


def test_what_the_source_printed_is_not_rounded() -> None:
    shown = protect(by_city(nador=672, oujda=138), CHILDREN.rounded(), already_public=[("nador",)])
    assert (shown.cell("nador").value, shown.cell("oujda").value) == (672, 140)


def test_a_cell_that_printed_numbers_give_away_cannot_be_protected() -> None:
    with pytest.raises(CannotBeProtected, match="city=oujda") as raised:
        protect(by_city(nador=6, oujda=3), CHILDREN, already_public=[("nador",), (ALL,)])
    assert raised.value.findings[0].quantity == Quantity("children@2024", 1, (("city", "oujda"),))
    assert " 3" not in str(raised.value)


def test_four_ones_that_make_a_small_total_cannot_be_protected_until_zeros_are_hidden_too() -> None:
    table = by_city(nador=1, marrakech=1, oujda=1, tanger=1)
    with pytest.raises(CannotBeProtected, match="hide zeros as well"):
        protect(table, CHILDREN)
    assert audit([protect(table, Rule(threshold=5, zero_is_small=True))]) == []


def test_public_coordinates_that_are_not_in_the_table_are_refused() -> None:
    with pytest.raises(ValueError, match="rabat"):
        protect(by_city(nador=6, oujda=3), CHILDREN, already_public=[("rabat",)])


def test_what_was_not_reported_stays_so_even_where_it_is_named_public() -> None:
    assert seen(protect(by_city(nador=6, oujda=None), CHILDREN, already_public=[("oujda",)]))[("oujda",)] is None


def test_a_total_released_before_is_not_hidden_again() -> None:
    cities = protect(by_city(nador=43, marrakech=65, casablanca=70), CHILDREN)
    table = by_city_and_sex((3, 40), (30, 35), (33, 37))
    shown = protect(table, CHILDREN, released=[cities])
    assert seen(shown)[("nador", ALL)] == 43
    assert shown.released_before == {("nador", ALL), ("marrakech", ALL), ("casablanca", ALL), (ALL, ALL)}
    assert audit([cities, shown]) == []


def test_what_an_earlier_table_hid_stays_hidden_in_a_later_one() -> None:
    cities = protect(by_city(nador=3, marrakech=65, casablanca=70), CHILDREN)
    shown = protect(by_city_and_sex((1, 2), (30, 35), (33, 37)), CHILDREN, released=[cities])
    assert (seen(shown)[("nador", ALL)], seen(shown)[("marrakech", ALL)]) == ("(1)", "(2)")


def test_tables_that_come_out_together_can_be_safe_where_one_after_the_other_cannot() -> None:
    table = by_city_and_sex((5, 1), (30, 35))
    cities = by_city(nador=6, marrakech=65)
    together = protect_together([Proposal(cities, CHILDREN), Proposal(table, CHILDREN)])
    assert audit(together) == []
    assert seen(together[0]) == {("nador",): "(2)", ("marrakech",): "(2)", (ALL,): 71}
    assert seen(together[1])[("nador", ALL)] == "(2)"
    with pytest.raises(CannotBeProtected):
        protect(table, CHILDREN, released=[protect(cities, CHILDREN)])


def test_a_version_hides_what_the_version_before_it_hid() -> None:
    before = protect(by_city(nador=40, marrakech=20, casablanca=3), CHILDREN)
    after = protect(by_city(nador=40, marrakech=20, casablanca=9, version=2), CHILDREN, released=[before])
    assert seen(after) == {("nador",): 40, ("marrakech",): "(2)", ("casablanca",): "(2)", (ALL,): 69}


def test_a_cell_corrected_to_zero_is_shown_as_zero() -> None:
    before = protect(by_city(nador=40, marrakech=20, casablanca=3), CHILDREN)
    after = protect(by_city(nador=40, marrakech=20, casablanca=0, version=2), CHILDREN, released=[before])
    assert seen(after)[("casablanca",)] == 0


def test_another_value_needs_another_version() -> None:
    before = protect(by_city(nador=40, marrakech=20), CHILDREN)
    with pytest.raises(ValueError, match="needs a new version"):
        protect(by_city(nador=41, marrakech=20), CHILDREN, released=[before])
    with pytest.raises(ValueError, match="needs a new version"):
        protect_together([Proposal(by_city(nador=40, oujda=20), CHILDREN), Proposal(by_city(nador=41, oujda=20), CHILDREN)])


def test_rounded_and_exact_tables_of_the_same_figure_are_not_mixed() -> None:
    before = protect(by_city(nador=43, marrakech=21), CHILDREN.rounded())
    with pytest.raises(ValueError, match="cannot be mixed"):
        protect(by_city(nador=43, marrakech=21), CHILDREN, released=[before])
    assert seen(protect(by_city(nador=43, marrakech=21), CHILDREN.rounded(), released=[before])) == seen(before)


def test_a_zero_hidden_by_a_stricter_rule_is_not_shown_by_a_weaker_one() -> None:
    before = protect(by_city(nador=40, marrakech=30, casablanca=0), SENSITIVE_CHILDREN)
    with pytest.raises(CannotBeProtected, match="stricter rule"):
        protect(by_city(nador=40, marrakech=30, casablanca=0), CHILDREN, released=[before])


def test_a_count_released_under_one_rule_stays_legible_under_a_stricter_one() -> None:
    # Read under the stricter rule, each 10 would mean 10 or more, and their total of 24 could not be.
    table = by_city(nador=8, marrakech=8, oujda=8)
    before = protect(table, CHILDREN.rounded())
    shown = protect(table, SENSITIVE_CHILDREN.rounded(), released=[before])
    assert seen(shown) == {("nador",): 10, ("marrakech",): 10, ("oujda",): 10, (ALL,): 25}
    assert audit([before, shown]) == []


def test_what_only_a_donor_was_told_is_not_shown_to_all() -> None:
    table = by_city(nador=40, marrakech=20, casablanca=3)
    annex = exact_for("donor", table)
    assert seen(protect(table, CHILDREN, released=[annex])) == seen(protect(table, CHILDREN))


def test_a_donor_cannot_work_out_more_than_its_annex_says() -> None:
    table = by_city_and_sex((9, 40), (30, 35), (33, 3))
    annex = exact_for("donor", one_way(measure="children@2024", axis=SEXES, values={"f": 72, "m": 78}))
    with_margins_hidden = printed(table, CHILDREN, [("casablanca", "m"), ("casablanca", ALL), (ALL, "m"), (ALL, ALL)])
    assert audit([with_margins_hidden]) == []
    assert [finding.quantity for finding in audit([with_margins_hidden, annex])] == [
        table.quantity(("casablanca", ALL)),
        table.quantity(("casablanca", "m")),
    ]
    assert audit([annex, protect(table, CHILDREN, released=[annex])]) == []


def test_two_audiences_are_not_taken_to_tell_each_other() -> None:
    year = protect(by_city(measure="2024", nador=40, marrakech=20, casablanca=3), CHILDREN)
    first = by_city(measure="H1", nador=20, marrakech=9, casablanca=2)
    second = by_city(measure="H2", nador=20, marrakech=11, casablanca=1)
    relations = nested_periods(year, [first, second], covering=True)
    assert audit([year, exact_for("one", first), exact_for("another", second)], relations) == []
    assert audit([year, exact_for("one", first), exact_for("one", second)], relations)[0].weakness is Weakness.DETERMINED


def test_a_weakness_among_earlier_releases_does_not_stop_a_new_one() -> None:
    first = protect(by_city(nador=40, marrakech=20, casablanca=3), CHILDREN)
    careless = printed(by_city(nador=40, marrakech=20, casablanca=3), NONE, [])
    assert audit([first, careless])
    sexes = one_way(measure="children@2024", axis=SEXES, values={"f": 33, "m": 30})
    assert seen(protect(sexes, CHILDREN, released=[first, careless]))[("f",)] == 33


def test_a_declared_remainder_that_is_small_is_protected_too() -> None:
    quarter = protect(by_city(measure="children@2024Q1", nador=60, marrakech=20), CHILDREN)
    year = by_city(measure="children@2024", nador=90, marrakech=23)
    rest = [
        Relation(year.quantity(place), (quarter.quantity(place), Quantity("children@2024Q2-4", 1, year.quantity(place).where)))
        for place in year.places()
    ]
    assert seen(protect(year, CHILDREN, released=[quarter]))[("marrakech",)] == 23
    shown = protect(year, CHILDREN, released=[quarter], relations=rest)
    assert seen(shown) == {("nador",): "(2)", ("marrakech",): "(2)", (ALL,): 113}


def test_a_solver_that_repeats_a_refused_choice_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kanaf.disclosure.protection.cheapest_cover", lambda weights, demands: frozenset())
    with pytest.raises(RuntimeError, match="repeats"):
        protect(by_city(nador=40, marrakech=20, casablanca=3), CHILDREN)


def test_releases_that_contradict_each_other_stop_the_next_one() -> None:
    careless = [printed(by_city(nador=40, marrakech=count), CHILDREN, [(ALL,)]) for count in (20, 21)]
    sexes = one_way(measure="children@2024", axis=SEXES, values={"f": 30, "m": 30})
    with pytest.raises(CannotBeProtected, match="contradiction"):
        protect(sexes, CHILDREN, released=careless)
