"""How weights are learned: from questions whose answers are known, what tells the right record from the others is found again."""

import numpy as np
import pytest

from tools.learn_weights import Seen, regression

TRUE = np.array([2.0, -1.5, 0.0])


def questions(number: int, beside: int, *, rights: int = 1, weight: float = 1.0) -> Seen:
    """Of each question's records the right ones are drawn with odds by `TRUE`, in bits."""
    chance = np.random.default_rng(5)
    rows, right = [], []
    for _question in range(number):
        seen = chance.normal(size=(beside, len(TRUE)))
        pull = np.exp2(seen @ TRUE)
        chosen = chance.choice(beside, rights, replace=False, p=pull / pull.sum())
        rows.append(seen)
        right.append(np.isin(np.arange(beside), chosen))
    flat = np.concatenate(right)
    return Seen(np.concatenate(rows), flat, np.where(flat, 1.0, weight), np.arange(0, number * beside, beside))


@pytest.mark.parametrize("which", [1.0, 0.7])
@pytest.mark.parametrize("rights", [1, 2])
def test_what_tells_the_right_one_is_found_again(which: float, rights: int) -> None:
    found = regression(questions(3000, 8, rights=rights), np.zeros(3), strength=0.1, which=which)
    assert found == pytest.approx(TRUE, abs=0.25 * rights)


def test_which_one_does_not_depend_on_what_all_of_a_question_share() -> None:
    seen = questions(400, 6)
    moved = Seen(
        seen.rows + np.repeat(np.random.default_rng(6).normal(size=(400, 1)) * 9, 6, axis=0), seen.right, seen.weights, seen.starts
    )
    one, other = (regression(of, np.zeros(3), strength=0.0, which=1.0) for of in (seen, moved))
    assert one == pytest.approx(other, abs=1e-6)


def test_a_record_that_stands_for_two_weighs_as_two() -> None:
    seen = questions(400, 6, weight=2.0)
    wrong = ~seen.right
    order = np.argsort(np.concatenate([np.arange(len(seen.rows)), np.flatnonzero(wrong)]), kind="stable")
    rows, right = np.concatenate([seen.rows, seen.rows[wrong]])[order], np.concatenate([seen.right, seen.right[wrong]])[order]
    twice = Seen(rows, right, np.ones(len(rows)), np.arange(0, len(rows), 11))
    for which in (1.0, 0.5):
        one, other = (regression(of, np.zeros(3), strength=1.0, which=which) for of in (seen, twice))
        assert one == pytest.approx(other, abs=1e-6)


def test_what_is_never_seen_stays_at_its_first_value() -> None:
    seen = questions(200, 6)
    seen.rows = np.c_[seen.rows, np.zeros(len(seen.rows))]
    assert regression(seen, np.array([0.0, 0.0, 0.0, 1.25]), strength=1.0, which=0.7)[3] == pytest.approx(1.25)
