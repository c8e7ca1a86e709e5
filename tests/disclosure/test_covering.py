"""The cheapest choice, told on a few letters."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kanaf.disclosure.covering import Demand, cheapest_cover
from kanaf.disclosure.solver import new_solver, solve

LETTERS = "abcde"
WEIGHTS = st.fixed_dictionaries({letter: st.integers(1, 30) for letter in LETTERS})
SOME = st.frozensets(st.sampled_from(LETTERS), max_size=3)
DEMANDS = st.lists(st.builds(Demand, SOME, st.none() | st.sampled_from(LETTERS)), max_size=6)


def meets(choice: frozenset[str], demand: Demand[str]) -> bool:
    return bool(choice & demand.one_of) or (demand.once_chosen is not None and demand.once_chosen not in choice)


@settings(deadline=None, max_examples=150)
@given(WEIGHTS, DEMANDS)
def test_no_choice_that_meets_the_demands_weighs_less(weights: dict[str, int], demands: list[Demand[str]]) -> None:
    choices = [frozenset(some) for size in range(len(LETTERS) + 1) for some in combinations(LETTERS, size)]
    able = [choice for choice in choices if all(meets(choice, demand) for demand in demands)]
    found = cheapest_cover(weights, demands)
    if found is None:
        assert not able
    else:
        assert found in able
        assert sum(weights[letter] for letter in found) == min(sum(weights[letter] for letter in choice) for choice in able)


def test_of_two_equal_choices_the_first_is_taken() -> None:
    demand = Demand(frozenset("ba"))
    assert cheapest_cover({"a": 4, "b": 4}, [demand]) == frozenset("a")
    assert cheapest_cover({"b": 4, "a": 4}, [demand]) == frozenset("b")


def test_there_is_no_choice_where_there_is_nothing_to_choose() -> None:
    assert cheapest_cover({}, []) == frozenset()
    assert cheapest_cover({}, [Demand(frozenset())]) is None
    assert cheapest_cover({"a": 1}, [Demand(frozenset("a")), Demand(frozenset(), once_chosen="a")]) is None


def test_a_solver_that_gives_up_is_not_taken_for_an_answer() -> None:
    solver = new_solver()
    solver.setOptionValue("time_limit", 0.0)
    solver.setOptionValue("presolve", "off")
    solver.addCol(1.0, 0.0, 9.0, 0, [], [])
    solver.addRow(3.0, 3.0, 1, [0], [2.0])
    with pytest.raises(RuntimeError, match="without an answer"):
        solve(solver)
