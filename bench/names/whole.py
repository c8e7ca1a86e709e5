"""Look-alikes of a whole registry, told once or twice each: how many true pairs are among the candidates, and how long it takes."""

import multiprocessing
import os
import random
import time
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from bench.names.invented import Registry, Teller
from kanaf import matching
from kanaf.children.batch import Joined, candidates, look_alikes
from kanaf.children.index import Hashes
from kanaf.children.told import person_from

AT_A_TIME = 5000
Told = list[tuple[int, Any]]


@dataclass
class Whole:
    """The registry, in memory, as the processes that share the work see it."""

    hashes: Hashes
    cards: list[str]
    joined: Joined
    counts: dict[int, int]


SHARED: dict[str, Whole] = {}


def measure(people: int, seed: int, rare: list[tuple[str, str]], processes: int = 2) -> dict[str, float]:
    """`people` records, one in five of which is of a child that is there twice."""
    truth = _truth(people, seed)
    told = list(_told(people, seed, rare))
    hashes = Hashes(os.urandom(32))
    started = time.perf_counter()
    keys, numbers, counts, cards = array("q"), array("q"), Counter[int](), []
    with multiprocessing.Pool(processes, _ready, (hashes,)) as pool:
        for part in pool.imap(_read, _parts(told)):
            keys.frombytes(part[0])
            numbers.frombytes(part[1])
            counts.update(part[2])
            cards += part[3]
    joined = Joined.of(np.frombuffer(keys, np.int64), np.frombuffer(numbers, np.int64), len(cards))
    read_in = time.perf_counter() - started
    SHARED["whole"] = Whole(hashes, cards, joined, dict(counts))
    del keys, numbers
    ranges = [(first, min(first + 20_000, people)) for first in range(0, people, 20_000)]
    found, scored, above = set(), 0, set()
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        for near, pairs, compared in pool.imap_unordered(_compared, ranges):
            found |= near & truth
            above |= pairs & truth
            scored += compared
    took = time.perf_counter() - started
    return {
        "records": people,
        "true_pairs": len(truth),
        "among_candidates": len(found) / len(truth),
        "scored_possible": len(above) / len(truth),
        "compared_each": scored / people,
        "read_seconds": read_in,
        "seconds": took,
    }


def _truth(people: int, seed: int) -> set[tuple[int, int]]:
    """The last tenth of the records are second tellings of some of the others."""
    once = people - people // 10
    again = random.Random(seed + 5).sample(range(once), people - once)
    return {(number, once + at) for at, number in enumerate(sorted(again))}


def _told(people: int, seed: int, rare: list[tuple[str, str]]) -> Iterator[tuple[int, Any]]:
    again = dict(_truth(people, seed))
    once, first, second = people - people // 10, Teller(seed + 1), Teller(seed + 2)
    for child in Registry(seed, rare).children(once):
        yield child.number, first.tell(child)
        if child.number in again:
            yield again[child.number], second.tell(child)


def _parts(told: Told) -> Iterator[Told]:
    told = sorted(told, key=lambda one: one[0])
    coming = iter(told)
    while part := list(islice(coming, AT_A_TIME)):
        yield part


def _ready(hashes: Hashes) -> None:
    SHARED["hashes"] = hashes  # type: ignore[assignment]


def _read(part: Told) -> tuple[bytes, bytes, Counter[int], list[str]]:
    hashes: Any = SHARED["hashes"]
    keys, numbers, counts, cards = array("q"), array("q"), Counter[int](), []
    for number, row in part:
        read = matching.reading(person_from(row))
        of_this = hashes.of(read)
        keys.extend(of_this)
        numbers.extend([number] * len(of_this))
        counts.update(hashes(key) for key in matching.counted_keys(read))
        cards.append(read.pack())
    return keys.tobytes(), numbers.tobytes(), counts, cards


def _compared(bounds: tuple[int, int]) -> tuple[set[tuple[int, int]], set[tuple[int, int]], int]:
    whole = SHARED["whole"]
    opened = _Open(whole.cards)
    beside = list(candidates(whole.joined, *bounds))
    near = {(min(one, other), max(one, other)) for one, others in beside for other in others}
    pairs = {
        (min(one, other), max(one, other))
        for one, other, _comparison in look_alikes(whole.joined, beside, opener=opened, hashes=whole.hashes, counts=whole.counts)
    }
    return near, pairs, opened.times


class _Open:
    def __init__(self, cards: list[str]) -> None:
        self.cards, self.times = cards, 0

    def __call__(self, numbers: list[int]) -> dict[int, str]:
        self.times += len(numbers) - 1
        return {number: self.cards[number] for number in numbers}
