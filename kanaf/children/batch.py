"""Look-alikes in the whole registry at once: the table of keys joined with itself, then the nearest pairs compared.

Arithmetic on columns of numbers; memory is bounded by the records that are looked at in one go, so a million fit beside a database, and
several processes may share the work by taking ranges of records. Nothing is decided here either (decision 0029).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kanaf import matching
from kanaf.children.index import Hashes, rarity_among
from kanaf.matching import Asked, Comparison

# A key of more records than this brings too many strangers together; those of one child share rarer ones too.
MOST_UNDER_A_KEY = 150
# How many of those that share keys with a record are compared with it.
NEAREST = 24
AT_A_TIME = 20_000

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Joined:
    """The pairs of key and card in the order of keys, with where each key's begin and how many they are."""

    keys: Numbers
    """Each key once, in order."""
    starts: Numbers
    sizes: Numbers
    cards: Numbers
    """The cards under the first key, then those under the second, and so on."""
    by_card: Numbers
    """For every pair in the order of cards: the place of its key."""
    card_starts: Numbers
    records: int

    @classmethod
    def of(cls, keys: Numbers, cards: Numbers, records: int) -> "Joined":
        """Put pairs in order, in which cards are numbered from 0 to `records` - 1. A pair given twice counts once."""
        order = np.lexsort((cards, keys))
        keys, cards = keys[order], cards[order]
        once = np.ones(len(keys), bool)
        once[1:] = (keys[1:] != keys[:-1]) | (cards[1:] != cards[:-1])
        keys, cards = keys[once], cards[once]
        each, starts, sizes = np.unique(keys, return_index=True, return_counts=True)
        place = np.repeat(np.arange(len(each)), sizes)
        order = np.argsort(cards, kind="stable")
        return cls(each, starts, sizes, cards, place[order], np.searchsorted(cards[order], np.arange(records + 1)), records)

    def bearers(self, keys: list[int]) -> list[int]:
        """How many records are under each of the keys."""
        if not len(self.keys):
            return [0] * len(keys)
        asked = np.array(keys, dtype=np.int64)
        places = np.minimum(np.searchsorted(self.keys, asked), len(self.keys) - 1)
        found: list[int] = np.where(self.keys[places] == asked, self.sizes[places], 0).tolist()
        return found


def near(joined: Joined, first: int, last: int, *, nearest: int = NEAREST, largest: int = MOST_UNDER_A_KEY) -> tuple[Numbers, Numbers]:
    """For the records from `first` to before `last`: those that share the rarest keys with each, at most `nearest`.

    Two columns: the record, and one that is near it. A pair stands twice where each is among the other's nearest.
    """
    places = joined.by_card[joined.card_starts[first] : joined.card_starts[last]]
    ours = np.repeat(np.arange(first, last), np.diff(joined.card_starts[first : last + 1]))
    wanted = (joined.sizes[places] > 1) & (joined.sizes[places] <= largest)
    places, ours = places[wanted], ours[wanted]
    sizes = joined.sizes[places]
    # Each pair of key and record becomes as many rows as the key has records.
    ends = np.cumsum(sizes)
    within = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - sizes, sizes)
    theirs = joined.cards[np.repeat(joined.starts[places], sizes) + within]
    bits = np.repeat(np.log2(joined.records / sizes), sizes)
    ours = np.repeat(ours, sizes)
    other = ours != theirs
    pair, bits = ours[other] * joined.records + theirs[other], bits[other]
    each, inverse = np.unique(pair, return_inverse=True)
    weights = np.bincount(inverse, bits, len(each))
    ours, theirs = each // joined.records, each % joined.records
    order = np.lexsort((theirs, -weights, ours))
    ours, theirs = ours[order], theirs[order]
    begins = np.searchsorted(ours, ours)
    kept = np.arange(len(ours)) - begins < nearest
    return ours[kept], theirs[kept]


def candidates(joined: Joined, first: int, last: int, *, nearest: int = NEAREST) -> Iterator[tuple[int, list[int]]]:
    """Each record from `first` to before `last` with those to compare it with."""
    for begin in range(first, last, AT_A_TIME):
        ours, theirs = near(joined, begin, min(begin + AT_A_TIME, last), nearest=nearest)
        bounds = np.flatnonzero(np.r_[True, ours[1:] != ours[:-1], True]) if len(ours) else np.zeros(1, int)
        for start, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            yield int(ours[start]), theirs[start:end].tolist()


def look_alikes(
    joined: Joined,
    beside: Iterable[tuple[int, list[int]]],
    *,
    opener: Callable[[list[int]], Mapping[int, str]],
    hashes: Hashes,
    counts: Mapping[int, int],
    least: float = matching.WEIGHTS.possible_from,
) -> Iterator[tuple[int, int, Comparison]]:
    """Compare records with those beside them (`candidates`); give the pairs of at least so many bits.

    `opener` opens cards as `index.find` has them opened, `counts` are those of common keys. A pair may come twice, once from either
    side, with the same score.
    """
    for ours, others in beside:
        opened = opener([ours, *others])
        if ours not in opened:
            continue
        read = matching.unpack_reading(opened[ours])
        comparer = Asked(read, rarity=_rarity(joined, read, hashes, counts))
        for theirs in others:
            if theirs in opened and comparer.score(other := matching.unpack_reading(opened[theirs])) >= least:
                yield ours, theirs, comparer.compare(other)


def _rarity(joined: Joined, read: Any, hashes: Hashes, counts: Mapping[int, int]) -> dict[str, float]:
    named = {name: hashes(key) for name, key in matching.rarity_keys(read).items()}
    kept = joined.bearers(list(named.values()))
    bearers = {name: counts.get(key) or under for (name, key), under in zip(named.items(), kept, strict=True)}
    return rarity_among(bearers, joined.records)
