"""Who is opened: those who share rare keys, each kind of key counted once."""

from hypothesis import given
from hypothesis import strategies as st

from kanaf.matching import best, rarity

KINDS = {1: "p", 2: "p", 3: "s", 4: "b"}
FOUND = st.dictionaries(st.sampled_from(sorted(KINDS)), st.lists(st.integers(0, 30), max_size=20, unique=True))


@given(FOUND, st.integers(1, 40))
def test_the_best_are_the_first_of_all_in_order(found: dict[int, list[int]], most: int) -> None:
    every = best(found, 1000, kinds=KINDS, most=1000)
    assert {record for record, _bits in every} == {record for records in found.values() for record in records}
    assert [bits for _record, bits in every] == sorted((bits for _record, bits in every), reverse=True)
    assert best(found, 1000, kinds=KINDS, most=most)[:1] == every[:1]
    assert len(best(found, 1000, kinds=KINDS, most=most)) == min(most, len(every))


def test_keys_of_one_kind_repeat_one_another() -> None:
    once = dict(best({1: [7]}, 1000, kinds=KINDS))
    twice = dict(best({1: [7], 2: [7, 8]}, 1000, kinds=KINDS))
    assert once[7] == twice[7] > twice[8]


def test_keys_of_two_kinds_add_up() -> None:
    assert dict(best({1: [7], 3: [7]}, 1000, kinds=KINDS))[7] > dict(best({1: [7]}, 1000, kinds=KINDS))[7]


def test_nothing_found_is_nothing_to_open() -> None:
    assert best({}, 1000, kinds={}) == best({1: []}, 1000, kinds=KINDS) == []


def test_who_is_borne_by_fewer_is_rarer() -> None:
    said = rarity({"few": 1, "many": 500, "none": 0}, 1000)
    assert said["none"] > said["few"] > said["many"] > 0
    assert rarity({"few": 1}, 0) == {}
