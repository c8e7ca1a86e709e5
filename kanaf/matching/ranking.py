"""Which records to look at, from the keys they share with what is asked."""

from collections.abc import Mapping, Sequence
from math import log2

import numpy as np
from numpy.typing import NDArray

from kanaf.matching.weights import WEIGHTS

# A key of more records than this says too little, and is not kept.
CAP = 4000
MOST_CANDIDATES = 1000

Numbers = Sequence[int] | NDArray[np.int64]


def best(
    found: Mapping[int, Numbers],
    registry: int,
    *,
    kinds: Mapping[int, str],
    share: Mapping[str, float] = WEIGHTS.key_share,
    most: int = MOST_CANDIDATES,
) -> list[tuple[int, float]]:
    """Return the records that share the rarest keys, best first, with how much that says, in bits.

    `found` says for each key which records are kept under it, `kinds` of which kind it is (`keys.kind`); `registry` is how many records
    there are. Keys of one kind repeat one another (one name pairs with several), so of each kind a record's rarest counts,
    as log2(registry / records under it), times the kind's share (`weights.json`).
    """
    of_kind: dict[str, list[tuple[float, Numbers]]] = {}
    for key, records in found.items():
        if len(records):
            of_kind.setdefault(kinds[key], []).append((log2(max(registry, 2) / len(records)), records))
    if not of_kind:
        return []
    keys = [one for kind in sorted(of_kind) for one in sorted(of_kind[kind], key=lambda one: one[0])]
    numbers, places = np.unique(np.concatenate([np.asarray(records, dtype=np.int64) for _bits, records in keys]), return_inverse=True)
    weighed, at = np.zeros(len(numbers)), 0
    for kind in sorted(of_kind):
        of_this = np.zeros(len(numbers))
        for bits, records in sorted(of_kind[kind], key=lambda one: one[0]):  # the rarest is written last, and stays
            of_this[places[at : at + len(records)]] = max(bits, 0.01)
            at += len(records)
        weighed += of_this * share.get(kind, 0.3)
    least = np.partition(weighed, -most)[-most] if len(weighed) > most else 0.0
    chosen = np.flatnonzero(weighed >= least)
    chosen = chosen[np.lexsort((numbers[chosen], -weighed[chosen]))][:most]
    return list(zip(numbers[chosen].tolist(), weighed[chosen].tolist(), strict=True))


def rarity(bearers: Mapping[str, float], registry: int) -> dict[str, float]:
    """Return how rare each name is, in bits: log2 of one in how many records. One that nobody bears is as rare as one bearer's."""
    return {name: log2((registry + 1) / (count + 0.5)) for name, count in bearers.items()} if registry else {}
