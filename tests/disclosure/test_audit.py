"""The attack finds each kind of hole that is planted for it, and says on what it rests."""

import pytest

from kanaf.disclosure import (
    ALL,
    CHILDREN,
    NONE,
    SENSITIVE_CHILDREN,
    Axis,
    Contradiction,
    Quantity,
    Relation,
    Rule,
    Table,
    Weakness,
    audit,
    one_way,
    possible_ranges,
    protect,
    two_way,
)
from kanaf.disclosure.attack import Attack
from tests.disclosure.planted import printed
from tests.disclosure.strategies import axis

CITIES = Axis("city", ("nador", "marrakech", "casablanca"))


def by_city(*counts: int | None, measure: str = "m", version: int = 1) -> Table:
    return one_way(measure=measure, version=version, axis=CITIES, values=dict(zip(CITIES.categories, counts, strict=True)))


def by_city_and_sex(*rows: tuple[int, int]) -> Table:
    cities = Axis("city", CITIES.categories[: len(rows)])
    values: dict[tuple[str, str], int | None] = {
        (city, sex): count for city, row in zip(cities.categories, rows, strict=True) for sex, count in zip("fm", row, strict=True)
    }
    return two_way(measure="m", rows=cities, columns=Axis("sex", ("f", "m")), values=values)


def test_hiding_one_city_of_three_is_useless() -> None:
    planted = printed(by_city(40, 20, 3), CHILDREN, [("casablanca",)])
    (finding,) = audit([planted])
    assert (finding.weakness, finding.low, finding.high) == (Weakness.DETERMINED, 3, 3)
    assert finding.quantity == planted.quantity(("casablanca",))
    assert set(finding.because) == {planted.quantity(place) for place in (("nador",), ("marrakech",), (ALL,))}


def test_primary_suppression_alone_is_caught_in_a_two_way_table() -> None:
    table = by_city_and_sex((3, 40), (30, 35), (33, 4))
    planted = printed(table, CHILDREN, [("nador", "f"), ("casablanca", "m")])
    assert [(finding.weakness, finding.low) for finding in audit([planted])] == [
        (Weakness.DETERMINED, 4),
        (Weakness.DETERMINED, 3),
    ]
    assert audit([protect(table, CHILDREN)]) == []


def test_two_hidden_cells_whose_sum_is_small_are_too_close() -> None:
    findings = audit([printed(by_city(40, 1, 2), CHILDREN, [("marrakech",), ("casablanca",)])])
    assert [(finding.weakness, finding.low, finding.high) for finding in findings] == [(Weakness.NARROW, 0, 3)] * 2


def test_a_sensitive_cell_needs_a_range_as_wide_as_its_threshold() -> None:
    rule = Rule(threshold=10, zero_is_small=True)
    table = by_city(40, 4, 3)
    assert {finding.weakness for finding in audit([printed(table, rule, [("marrakech",), ("casablanca",)])])} == {Weakness.NARROW}
    assert audit([printed(table, CHILDREN, [("marrakech",), ("casablanca",)])]) == []


def test_the_marks_tell_what_the_numbers_do_not() -> None:
    # Of 6, a cell marked (2) has 5 or more: the cell marked (1) has the one that is left.
    planted = printed(by_city(20, 5, 1), CHILDREN, [("marrakech",), ("casablanca",)])
    assert {known.width for known in possible_ranges([planted], reading_marks=False).values()} == {6}
    assert [(finding.weakness, finding.low) for finding in audit([planted])] == [(Weakness.DETERMINED, 1), (Weakness.DETERMINED, 5)]


def test_a_printed_small_count_is_a_finding_unless_the_source_had_printed_it() -> None:
    (finding,) = audit([printed(by_city(40, 20, 3), CHILDREN, [])])
    assert (finding.weakness, finding.low) == (Weakness.SHOWN, 3)
    assert audit([printed(by_city(40, 20, 3), NONE, [])]) == []
    assert audit([protect(by_city(40, 20, 3), CHILDREN, already_public=[("casablanca",)])]) == []


def test_a_printed_zero_is_a_finding_in_a_sensitive_table_only() -> None:
    assert audit([printed(by_city(40, 20, 0), CHILDREN, [])]) == []
    assert Weakness.SHOWN in {finding.weakness for finding in audit([printed(by_city(40, 20, 0), SENSITIVE_CHILDREN, [])])}


def test_a_cell_hidden_in_one_table_and_printed_in_another_is_caught() -> None:
    safe = protect(by_city(40, 20, 3), CHILDREN)
    other = protect(by_city_and_sex((19, 21), (9, 11), (3, 0)), CHILDREN)
    assert audit([safe]) == audit([other]) == []
    leak = printed(by_city_and_sex((19, 21), (9, 11), (3, 0)), CHILDREN, [("casablanca", "f"), ("casablanca", ALL)])
    assert safe.quantity(("marrakech",)) in {finding.quantity for finding in audit([safe, leak])}


def test_tables_safe_alone_are_caught_together() -> None:
    sexes = one_way(measure="m", axis=Axis("sex", ("f", "m")), values={"f": 72, "m": 78})
    cities = printed(
        by_city_and_sex((9, 40), (30, 35), (33, 3)), CHILDREN, [("casablanca", "m"), ("casablanca", ALL), (ALL, "m"), (ALL, ALL)]
    )
    alone = protect(sexes, CHILDREN)
    assert audit([cities]) == audit([alone]) == []
    assert audit([cities, alone])[0].weakness is Weakness.DETERMINED


def test_tables_of_another_measure_or_version_say_nothing_of_each_other() -> None:
    safe = protect(by_city(40, 20, 3), CHILDREN)
    others = [printed(by_city(40, 20, 3, measure="other"), NONE, []), printed(by_city(40, 20, 3, version=2), NONE, [])]
    assert audit([safe, *others]) == []


def test_a_place_that_has_not_reported_hides_nothing() -> None:
    # Read as hidden, Marrakech would protect Casablanca; read as zero, it would be known. It is neither.
    planted = printed(by_city(40, None, 3), CHILDREN, [("casablanca",)])
    (finding,) = audit([planted])
    assert (finding.weakness, finding.low) == (Weakness.DETERMINED, 3)
    assert planted.quantity(("marrakech",)) not in finding.because


def test_numbers_that_contradict_each_other_are_a_finding() -> None:
    tables = [printed(by_city(40, 20, 30), CHILDREN, []), printed(by_city(40, 21, 30), CHILDREN, [])]
    assert [finding.weakness for finding in audit(tables)] == [Weakness.CONTRADICTION]
    with pytest.raises(Contradiction, match="cannot all be true"):
        possible_ranges([printed(by_city(40, 20, 3), CHILDREN, [("casablanca",)]), *tables])


def test_numbers_that_do_not_add_up_contradict_each_other() -> None:
    other = one_way(measure="m", axis=Axis("sex", ("f", "m")), values={"f": 20, "m": 30})
    whole = one_way(measure="m", axis=Axis("city", ("nador", "oujda")), values={"nador": 40, "oujda": 20})
    tables = [printed(other, CHILDREN, [(ALL,)]), printed(whole, CHILDREN, [(ALL,)])]
    assert [finding.weakness for finding in audit(tables)] == [Weakness.CONTRADICTION]


def test_a_contradiction_in_one_figure_does_not_stop_the_attack_on_the_others() -> None:
    wrong = [printed(by_city(40, 20, 30), CHILDREN, []), printed(by_city(40, 21, 30), CHILDREN, [("marrakech",)])]
    hole = printed(by_city(40, 20, 3, measure="other"), CHILDREN, [("casablanca",)])
    assert [finding.weakness for finding in audit([*wrong, hole])] == [Weakness.CONTRADICTION, Weakness.DETERMINED]


def test_what_cannot_be_true_is_not_attacked_through_relations_either() -> None:
    wrong = [printed(by_city(40, 20, 30), CHILDREN, []), printed(by_city(40, 21, 30), CHILDREN, [("marrakech",)])]
    later = Relation(wrong[0].quantity(("casablanca",)), (Quantity("early", 1), Quantity("late", 1)))
    assert [finding.weakness for finding in audit(wrong, [later])] == [Weakness.CONTRADICTION]


def test_a_total_without_any_reported_part_is_known_only_by_its_mark() -> None:
    overlapping = Axis("city", ("nador", "oujda"), additive=False)
    shown = protect(one_way(measure="m", axis=overlapping, values={"nador": None, "oujda": None}, total=3), CHILDREN)
    (known,) = possible_ranges([shown]).values()
    assert (known.low, known.high) == (1, 4)


def test_the_solver_finds_its_way_back_from_a_cell_without_limit() -> None:
    # After an unlimited margin, the next question was once answered "unknown".
    cities, sexes = axis("city", 2), axis("sex", 2)
    values: dict[tuple[str, str], int | None] = {
        ("city0", "sex0"): 1,
        ("city0", "sex1"): 2,
        ("city1", "sex0"): 3,
        ("city1", "sex1"): 1,
    }
    table = two_way(measure="m", rows=cities, columns=sexes, values=values)
    planted = printed(table, Rule(threshold=3), [place for place in table.places() if place != (ALL, "sex1")])
    known = possible_ranges([planted])
    assert known[planted.quantity((ALL, ALL))].high is None
    assert (known[planted.quantity(("city0", ALL))].low, known[planted.quantity(("city0", ALL))].high) == (3, 4)


def test_where_nothing_limits_a_cell_its_range_says_so() -> None:
    planted = printed(by_city(40, 20, 3), CHILDREN, [("casablanca",), (ALL,)])
    known = possible_ranges([planted], reading_marks=False)[planted.quantity(("casablanca",))]
    assert (known.low, known.high, known.width) == (0, None, None)


def test_overlapping_cities_cannot_be_subtracted_but_cannot_exceed_the_total() -> None:
    cities = Axis("city", ("nador", "oujda"), additive=False)
    planted = printed(one_way(measure="m", axis=cities, values={"nador": 46, "oujda": 12}, total=50), CHILDREN, [("oujda",)])
    known = possible_ranges([planted], reading_marks=False)[planted.quantity(("oujda",))]
    assert (known.low, known.high) == (4, 50)
    needs = Axis("city", ("nador", "oujda"), additive=False, exhaustive=False)
    planted = printed(one_way(measure="m", axis=needs, values={"nador": 46, "oujda": 12}, total=50), CHILDREN, [("oujda",)])
    assert possible_ranges([planted], reading_marks=False)[planted.quantity(("oujda",))].low == 0


def triangle(name: str) -> tuple[list[Quantity], list[Relation], dict[Quantity, tuple[int, int | None]]]:
    """Three counts of which each pair sums to 1 at most: three halves in fractions, one child in truth."""
    corners = [Quantity(f"{name}{number}", 1) for number in range(3)]
    sides = [Quantity(f"{name} without {number}", 1) for number in range(3)]
    ties = [Relation(side, tuple(corner for corner in corners if corner != left)) for side, left in zip(sides, corners, strict=True)]
    return corners, ties, dict.fromkeys(sides, (0, 1))


def test_a_range_that_only_fractions_of_children_would_reach_is_not_a_range() -> None:
    corners, ties, bounds = zip(*(triangle(name) for name in "ab"), strict=True)
    everyone = Quantity("everyone", 1)
    all_corners = tuple(corner for three in corners for corner in three)
    attack = Attack({**bounds[0], **bounds[1]}, [*ties[0], *ties[1], Relation(everyone, all_corners)])
    assert (attack.range_of(everyone).low, attack.range_of(everyone).high) == (0, 2)


def test_fractions_that_reach_no_further_than_whole_numbers_change_nothing() -> None:
    corners, ties, bounds = triangle("a")
    everyone = Quantity("everyone", 1)
    assert Attack(bounds, [*ties, Relation(everyone, tuple(corners))]).range_of(everyone).high == 1


def test_numbers_that_only_fractions_of_children_would_satisfy_contradict_each_other() -> None:
    _, ties, bounds = triangle("a")
    attack = Attack(dict.fromkeys(bounds, (1, 1)), ties)
    assert len(attack.contradictions()) == 1


def test_years_of_releases_are_attacked_in_seconds() -> None:
    rows, columns = axis("city", 5), axis("age", 3)
    tables = [
        protect(
            two_way(
                measure=f"m{number}",
                rows=rows,
                columns=columns,
                values={
                    (city, age): (7 * i + 11 * j + 5 * number) % 23
                    for i, city in enumerate(rows.categories)
                    for j, age in enumerate(columns.categories)
                },
            ),
            CHILDREN,
        )
        for number in range(12)
    ]
    assert audit(tables) == []
