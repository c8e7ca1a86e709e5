"""The whole registry compared with itself: who shares rare keys meets, and nobody else."""

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanaf import matching
from kanaf.children.batch import Joined, candidates, look_alikes, near
from kanaf.children.index import Hashes
from kanaf.matching import Band, Person

FEW = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9)), max_size=60)

PEOPLE = [
    Person(given="Mamadou", family="Diallo", mother="Fatoumata Bah", nationalities=("GIN",)),
    Person(given="Souleymane", family="Coulibaly", father="Adama"),
    Person(given="محمادو", family="جالو", mother="فاطوماتا باه"),
    Person(given="Awa", family="Traoré"),
    Person(),
    Person(given="Sulayman", family="Kulibali", father="Adama"),
]


def joined(pairs: list[tuple[int, int]], records: int) -> Joined:
    keys, cards = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    return Joined.of(keys, cards, records)


def plainly(pairs: list[tuple[int, int]], largest: int) -> set[tuple[int, int]]:
    """What sharing a key means, said slowly."""
    under = {key: {card for k, card in pairs if k == key} for key, _card in pairs}
    return {(a, b) for cards in under.values() if len(cards) <= largest for a in cards for b in cards if a != b}


@given(FEW, st.integers(2, 10))
def test_near_are_exactly_those_who_share_a_key_that_is_rare_enough(pairs: list[tuple[int, int]], largest: int) -> None:
    ours, theirs = near(joined(pairs, 10), 0, 10, nearest=100, largest=largest)
    assert set(zip(ours.tolist(), theirs.tolist(), strict=True)) == plainly(pairs, largest)


@given(FEW, st.integers(0, 10))
def test_a_registry_in_two_parts_is_as_the_whole(pairs: list[tuple[int, int]], cut: int) -> None:
    whole = joined(pairs, 10)
    assert [*candidates(whole, 0, cut), *candidates(whole, cut, 10)] == list(candidates(whole, 0, 10))


def test_of_those_who_share_keys_the_rarest_shared_come_first() -> None:
    common, rare = 1, 2
    whole = joined([(common, 0), (common, 1), (common, 2), (rare, 0), (rare, 2)], 3)
    assert dict(candidates(whole, 0, 3, nearest=1)) == {0: [2], 1: [0], 2: [0]}


def test_a_pair_given_twice_counts_once() -> None:
    assert joined([(1, 0), (1, 0), (1, 1)], 2).bearers([1, 9]) == [2, 0]


def test_nothing_is_near_nothing() -> None:
    assert list(candidates(joined([], 0), 0, 0)) == []
    assert joined([], 3).bearers([4]) == [0]


def opener(cards: list[str], shut: int | None = None) -> Callable[[list[int]], dict[int, str]]:
    return lambda numbers: {number: cards[number] for number in numbers if number != shut}


@pytest.fixture
def registry() -> tuple[Joined, Hashes, list[str]]:
    hashes = Hashes(b"secret")
    read = [matching.reading(person) for person in PEOPLE]
    pairs = [(key, number) for number, one in enumerate(read) for key in hashes.of(one)]
    return joined(pairs, len(PEOPLE)), hashes, [one.pack() for one in read]


def test_two_registrations_of_one_child_are_proposed_with_their_reasons(registry: tuple[Joined, Hashes, list[str]]) -> None:
    whole, hashes, cards = registry
    found = list(look_alikes(whole, candidates(whole, 0, len(PEOPLE)), opener=opener(cards), hashes=hashes, counts=Counter(), least=0.0))
    assert {(a, b) for a, b, _comparison in found} == {(0, 2), (2, 0), (1, 5), (5, 1)}
    for a, b, comparison in found:
        assert comparison.band is not Band.UNLIKELY
        assert comparison.score == sum(reason.bits for reason in comparison.reasons)
        assert next(c for x, y, c in found if (x, y) == (b, a)).score == pytest.approx(comparison.score, abs=3)


def test_a_card_that_may_not_be_opened_is_left_out(registry: tuple[Joined, Hashes, list[str]]) -> None:
    whole, hashes, cards = registry
    found = look_alikes(whole, candidates(whole, 0, len(PEOPLE)), opener=opener(cards, shut=2), hashes=hashes, counts=Counter(), least=0.0)
    assert {frozenset(pair[:2]) for pair in found} == {frozenset({1, 5})}


def test_who_scores_less_than_asked_for_is_not_proposed(registry: tuple[Joined, Hashes, list[str]]) -> None:
    whole, hashes, cards = registry
    assert not list(
        look_alikes(whole, candidates(whole, 0, len(PEOPLE)), opener=opener(cards), hashes=hashes, counts=Counter(), least=1000.0)
    )
