"""Which records to look at, from the keys they share with what is asked."""

from collections.abc import Mapping, Sequence
from heapq import nlargest
from math import log2

# A key of more records than this says too little, and is not kept.
CAP = 4000
MOST_CANDIDATES = 1000
# When so many are found, commoner keys only add to them.
ENOUGH = 1500


def best(found: Mapping[int, Sequence[int]], registry: int, *, most: int = MOST_CANDIDATES) -> list[tuple[int, float]]:
    """Return the records that share the rarest keys, best first, with the sum of log2(registry / records under the key).

    `found` says for each key which records are kept under it; `registry` is how many records there are.
    """
    weighed: dict[int, float] = {}
    for records in sorted(found.values(), key=len):
        weight = log2(max(registry, 2) / len(records)) if records else 0.0
        if weight <= 0:
            weight = 0.01
        if len(weighed) < ENOUGH:
            for record in records:
                weighed[record] = weighed.get(record, 0.0) + weight
        else:
            for record in records:
                if record in weighed:
                    weighed[record] += weight
    return nlargest(most, weighed.items(), key=lambda item: (item[1], -item[0]))


def rarity(bearers: Mapping[str, float], registry: int) -> dict[str, float]:
    """Return how rare each name is, in bits: log2 of one in how many records. One that nobody bears is as rare as one bearer's."""
    return {name: log2((registry + 1) / (count + 0.5)) for name, count in bearers.items()} if registry else {}
