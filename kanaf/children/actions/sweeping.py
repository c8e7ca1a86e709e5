"""The whole registry compared with itself: after an import, or when keys and weights have changed."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from heapq import nlargest
from math import log2

from django.db import connection, transaction

from kanaf import matching
from kanaf.children import cards, recognition
from kanaf.children.actions.resemblances import MOST_ASKED, note_pairs
from kanaf.children.models import Card, Sweep
from kanaf.core import rows

SLICE = 500  # files in one transaction
RAREST = 100
"""Keys that more files share than this bring nobody together here: two files of one child nearly always share a rarer one."""
MOST_BESIDE = 20  # files compared with one
KEYS = recognition.KEYS


def sweep(*, at: datetime, size: int = SLICE) -> Iterator[Sweep]:
    """Go through all files from where it was stopped, a slice a transaction. Yields how far it has come."""
    with rows.as_registry():
        total = Card.objects.filter(version=matching.KEYS_VERSION).count()
        under_way = Sweep.objects.filter(finished_at=None).order_by("-begun_at").first() or Sweep.objects.create(begun_at=at, cards=total)
        _weigh_keys(total)
        while under_way.finished_at is None:
            with transaction.atomic():
                _slice(under_way, total, at, size)
            yield under_way


def _slice(under_way: Sweep, total: int, at: datetime, size: int) -> None:
    several = list(Card.objects.filter(version=matching.KEYS_VERSION, number__gt=under_way.upto).defer("sealed").order_by("number")[:size])
    if several:
        beside = _sharing_rare_keys(several[0].number, several[-1].number, total)
        for card in several:
            under_way.found += _compare(card, beside.get(card.number, []), at)
        under_way.upto, under_way.done = several[-1].number, under_way.done + len(several)
    if len(several) < size:
        under_way.finished_at = at
    under_way.save()


def _compare(card: Card, others: list[int], at: datetime) -> int:
    ours = cards.reading_of(card.child_id) if others else None
    if ours is None:
        return 0
    children = list(Card.objects.filter(number__in=others).values_list("child", flat=True))
    return note_pairs(card, recognition.compare_everywhere(ours, children)[:MOST_ASKED], at=at)


def _weigh_keys(total: int) -> None:
    """The keys that few share, each with its weight, for this connection."""
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists sweep_weights")
        cursor.execute(
            "create temporary table sweep_weights as select key, ln(%s / count(*)) / ln(2.0) as weight "  # noqa: S608 - a table's name
            f"from {KEYS} group by key having count(*) between 2 and {RAREST}",
            [float(max(total, 2))],
        )
        cursor.execute("create index sweep_weights_by_key on sweep_weights (key)")
        if connection.vendor == "postgresql":
            cursor.execute("analyze sweep_weights")


def _sharing_rare_keys(first: int, last: int, total: int) -> dict[int, list[int]]:
    """For each card of a slice, the cards with a higher number that share the rarest keys with it: each pair comes up once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select a.card, b.card, sum(w.weight) "  # noqa: S608 - a table's name
            f"from {KEYS} a join sweep_weights w on w.key = a.key join {KEYS} b on b.key = a.key and b.card > a.card "
            "where a.card between %s and %s group by a.card, b.card having sum(w.weight) >= %s",
            [first, last, log2(max(total, 2))],
        )
        found: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for card, other, weight in cursor.fetchall():
            found[card].append((weight, other))
    return {card: [other for _weight, other in nlargest(MOST_BESIDE, others)] for card, others in found.items()}
