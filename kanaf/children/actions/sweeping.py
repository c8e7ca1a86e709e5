"""The whole registry compared with itself: after an import, or when keys and weights have changed."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import connection, transaction

from kanaf import matching
from kanaf.children import batch, cards
from kanaf.children.actions.resemblances import MOST_ASKED, note_pairs
from kanaf.children.batch import Joined, Numbers
from kanaf.children.models import Card, Child, KeyCount, Resemblance, Sweep
from kanaf.children.recognition import LookAlike
from kanaf.core import rows

SLICE = 500  # files in one transaction
ROWS_AT_A_TIME = 100_000
CARDS = 5000  # asked for in one statement


@dataclass(frozen=True)
class _Registry:
    """All cards by number, and which of them share keys, as they were when the sweep began."""

    numbers: Numbers
    joined: Joined
    counts: dict[int, int]

    @classmethod
    def read(cls) -> "_Registry":
        numbers = np.fromiter(
            Card.objects.filter(version=matching.KEYS_VERSION).order_by("number").values_list("number", flat=True), np.int64
        )
        keys, places = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        with transaction.atomic(), connection.chunked_cursor() as cursor:
            cursor.execute(f"select key, card from {cards.KEYS}")  # noqa: S608 - a table's name
            while some := cursor.fetchmany(ROWS_AT_A_TIME):
                key, card = np.array(some, np.int64).T
                place = np.searchsorted(numbers, card)
                is_here = place < len(numbers)
                is_here[is_here] = numbers[place[is_here]] == card[is_here]
                keys.append(key[is_here])
                places.append(place[is_here])
        joined = Joined.of(np.concatenate(keys), np.concatenate(places), len(numbers))
        return cls(numbers, joined, dict(KeyCount.objects.filter(records__gt=0).values_list("key", "records")))


def sweep(*, at: datetime, size: int = SLICE) -> Iterator[Sweep]:
    """Go through all files from where it was stopped, a slice a transaction. Yields how far it has come."""
    with rows.as_registry():
        whole = _Registry.read()
        held = Sweep.objects.filter(finished_at=None).order_by("-begun_at").first()
        under_way = held or Sweep.objects.create(begun_at=at, cards=len(whole.numbers))
        while under_way.finished_at is None:
            with transaction.atomic():
                _slice(under_way, whole, at, size)
            yield under_way


def _slice(under_way: Sweep, whole: _Registry, at: datetime, size: int) -> None:
    first = int(np.searchsorted(whole.numbers, under_way.upto, side="right"))
    last = min(first + size, len(whole.numbers))
    if first < last:
        before = Resemblance.objects.count()
        _compare(whole, first, last, at)
        under_way.found += Resemblance.objects.count() - before
        under_way.upto, under_way.done = int(whole.numbers[last - 1]), under_way.done + last - first
    if last == len(whole.numbers):
        under_way.finished_at = at
    under_way.save()


def _compare(whole: _Registry, first: int, last: int, at: datetime) -> None:
    """Compare a slice's files with those that share the rarest keys with each, and write down which resemble them."""
    beside = list(batch.candidates(whole.joined, first, last))
    held, packed = _opened(whole, np.unique(np.fromiter((place for ours, others in beside for place in (ours, *others)), np.int64)))
    alike: dict[int, list[tuple[int, matching.Comparison]]] = defaultdict(list)
    pairs = batch.look_alikes(
        whole.joined,
        beside,
        opener=lambda places: {place: packed[place] for place in places if place in packed},
        hashes=cards.hashes(),
        counts=whole.counts,
    )
    for one, other, said in pairs:
        alike[one].append((other, said))
    children = Child.objects.in_bulk([held[other].child_id for others in alike.values() for other, _said in others])
    for one, others in alike.items():
        best = sorted(others, key=lambda pair: -pair[1].score)[:MOST_ASKED]
        note_pairs(held[one], [LookAlike(children[held[other].child_id], said) for other, said in best], at=at)


def _opened(whole: _Registry, places: Numbers) -> tuple[dict[int, Card], dict[int, str]]:
    """The cards at these places, and what they say."""
    place_of = dict(zip(whole.numbers[places].tolist(), places.tolist(), strict=True))
    numbers = list(place_of)
    held = [card for start in range(0, len(numbers), CARDS) for card in Card.objects.filter(number__in=numbers[start : start + CARDS])]
    packed = cards.opened(held)
    return {place_of[card.number]: card for card in held}, {place_of[number]: said for number, said in packed.items()}
