"""What the bench of names says of answers: places, F1 of the best candidate, recall where nearly all proposals are right."""

from bench.names.asking import best_candidates, mean_reciprocal, place, thresholds, within
from bench.names.historical import half


def answer(query: str, *candidates: tuple[str, float]) -> dict[str, object]:
    return {"query_id": query, "candidates": [{"person_id": person, "score": score} for person, score in candidates]}


def test_the_place_is_that_of_the_first_right_one() -> None:
    found = answer("q", ("a", 3.0), ("b", 2.0))
    assert [place(found, right) for right in ({"a"}, {"b"}, {"c"})] == [0, 1, 1000]
    assert within([0, 1, 1000], 1) == 1 / 3
    assert mean_reciprocal([0, 1, 1000]) == 0.5


def test_a_proposal_for_somebody_who_is_not_there_is_wrong() -> None:
    right = {"q1": "a", "q2": "b"}
    answers = [answer("q1", ("a", 9.0)), answer("q2", ("b", 5.0)), answer("stranger", ("a", 7.0))]
    f1, sure = best_candidates(answers, right)
    assert f1 == 2 * (2 / 3) * 1 / (2 / 3 + 1)  # all three proposed
    assert sure == 0.5  # only the one above the stranger


def test_a_threshold_does_not_part_equal_scores() -> None:
    assert thresholds([(5.0, True), (5.0, False)], 1) == (2 * 0.5 / 1.5, 0.0)


def test_nobody_found_is_no_error() -> None:
    assert best_candidates([answer("q")], {"q": "a"}) == (0.0, 0.0)


def test_historical_clusters_are_in_one_half_for_good() -> None:
    halves = [half(f"Q{number}") for number in range(1000)]
    assert set(halves) == {0, 1}
    assert 400 < sum(halves) < 600
    assert half("Q2516590") == half("Q2516590")
