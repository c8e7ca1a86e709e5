"""Who a person may be: look-alikes among the files one may see, and, for the national coordinator alone, in the whole country.

Nothing here decides anything, and nothing says that there is somebody whom the one who asks may not see (decision 0026).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from kanaf.access.models import Account, Organisation
from kanaf.access.roles import Permission
from kanaf.children import cards
from kanaf.children.index import MOST_OPENED, MOST_SHOWN, Candidate, bearers_of, cards_under, compare_with, find
from kanaf.children.models import Card, Child, Group, KeyCount, NameKey, Sharing
from kanaf.core import rows
from kanaf.matching import CAP, Band, Comparison, Person, Reading
from kanaf.matching.ranking import Numbers

COUNTS = f'"{KeyCount._meta.db_table}"'
EXACT_BELOW = 20_000
"""As long as there are fewer cards they are counted at each search, so that a young programme's numbers are not a day old."""
BETTER_THAN = {Band.CLOSE: (Band.CLOSE,), Band.POSSIBLE: (Band.CLOSE, Band.POSSIBLE), Band.UNLIKELY: tuple(Band)}


@dataclass(frozen=True)
class LookAlike:
    """A child, and how far and why it may be the person asked about."""

    child: Child
    comparison: Comparison


def look_alikes(
    asked: Person | Reading,
    *,
    by: Account,
    at: datetime,
    besides: Child | UUID | None = None,
    most: int = MOST_SHOWN,
    least: Band = Band.POSSIBLE,
    since: datetime | None = None,
) -> list[LookAlike]:
    """Files that somebody may see, their own organisation's and those shared with it, which may be of this person; best first.

    Neither the answer nor its score depends on any file that they may not see. `besides` is left out; `least` is the weakest band shown.
    With `since`, only files that were written, or came in sight, from that moment on.
    """
    if not by.holds(Permission.CHILD_READ):
        return []
    with rows.for_organisation(by.organisation_id), rows.happening(at):
        if since is None:
            return _found(asked, _InSight(by, _id(besides)), most, least)
        fresh = _in_sight_since(by, since)
        return _found(asked, _Among(by, _id(besides), fresh), most, least) if fresh else []


def look_alikes_everywhere(
    asked: Person | Reading,
    *,
    besides: Child | UUID | None = None,
    most: int = MOST_SHOWN,
    least: Band = Band.POSSIBLE,
    also: Collection[UUID] = (),
) -> list[LookAlike]:
    """Files of the whole country which may be of this person, best first: for the national coordinator's eyes alone.

    The files of the children in `also` are compared and given back whatever comes of it.
    """
    with rows.as_registry():
        return _found(asked, _Everywhere(_id(besides), also), most, least)


def compare_everywhere(asked: Reading, children: Collection[UUID]) -> list[LookAlike]:
    """One file beside these, best first: for the national coordinator's eyes alone."""
    with rows.as_registry():
        kept = _Everywhere(None, children)
        return _with_children(compare_with(asked, kept, []), kept)


def _found(asked: Person | Reading, kept: "_Everywhere", most: int, least: Band) -> list[LookAlike]:
    found = find(asked, kept, most=MOST_OPENED + len(kept.also) if kept.also else most)
    shown = [one for one in found if one.comparison.band in BETTER_THAN[least]][:most]
    shown += [one for one in found if kept.child_of[one.number] in kept.also and one not in shown]
    return _with_children(shown, kept)


def _with_children(found: list[Candidate], kept: "_Everywhere") -> list[LookAlike]:
    children = Child.objects.in_bulk([kept.child_of[one.number] for one in found])
    return [LookAlike(children[kept.child_of[one.number]], one.comparison) for one in found]


class _Everywhere:
    """All cards, searched as the registry (`rows.as_registry`)."""

    knows_rarity = True
    fewest_opened = 150  # nobody waits

    def __init__(self, besides: UUID | None, also: Collection[UUID] = ()) -> None:
        self.hashes = cards.hashes()
        self.besides, self.also = besides, set(also)
        self.child_of: dict[int, UUID] = {}
        self.everybody = 0

    def records(self) -> int:
        return self.everybody if self.everybody >= EXACT_BELOW else Card.objects.count()

    def counts(self, keys: set[int]) -> dict[int, int]:
        everybody = self.hashes(cards.EVERYBODY)
        found = bearers_of(COUNTS, keys | {everybody})
        self.everybody = found.pop(everybody, 0)
        return found

    def under(self, keys: set[int]) -> dict[int, Numbers]:
        return cards_under(cards.KEYS, keys)

    def open(self, numbers: list[int]) -> Mapping[int, str]:
        found = list(self._cards().filter(Q(number__in=numbers) | Q(child__in=self.also)).exclude(child=self.besides))
        self.child_of = {card.number: card.child_id for card in found}
        return cards.opened(found)

    def _cards(self) -> QuerySet[Card]:
        return Card.objects.all()


class _InSight(_Everywhere):
    """The cards of one's own organisation and those shared with it: no foreign row is read, and no rare name's number either."""

    knows_rarity = False
    fewest_opened = 60  # somebody waits: of 1,000 questions to 10,000 people one fewer is answered within 20, in two thirds of the time

    def __init__(self, by: Account, besides: UUID | None) -> None:
        super().__init__(besides)
        self.by = by

    def records(self) -> int:
        return max(self.everybody, CAP)

    def under(self, keys: set[int]) -> dict[int, Numbers]:
        ours = Organisation._meta.pk.get_db_prep_value(self.by.organisation_id, connection)
        found = dict(cards_under(cards.KEYS, keys, "organisation_id = %s", [ours]))
        # Children first, then their keys: the other way round everybody's keys would be read.
        shared = list(Sharing.objects.live_to(self.by, Group.IDENTITY).values_list("child", flat=True))
        theirs = NameKey.objects.filter(child__in=shared, key__in=keys).values_list("key", "card") if shared else ()
        for key, card in theirs:
            found[key] = [*found.get(key, ()), card]
        return found

    def _cards(self) -> QuerySet[Card]:
        return Card.objects.visible_to(self.by)


class _Among(_InSight):
    """A few of them."""

    def __init__(self, by: Account, besides: UUID | None, children: Collection[UUID]) -> None:
        super().__init__(by, besides)
        self.children = children

    def under(self, keys: set[int]) -> dict[int, Numbers]:
        found: dict[int, list[int]] = {}
        for key, card in NameKey.objects.filter(child__in=self.children, key__in=keys).values_list("key", "card"):
            found.setdefault(key, []).append(card)
        return dict(found)


def _in_sight_since(by: Account, since: datetime) -> list[UUID]:
    """The children whose cards were written, or came in sight, from a moment on."""
    written = Card.objects.filter(written_at__gte=since)
    shared = dict(Sharing.objects.live_to(by, Group.IDENTITY).values_list("child", "shared_at"))
    fresh = set(written.filter(organisation=by.organisation_id).values_list("child", flat=True))
    fresh |= {child for child, moment in shared.items() if moment >= since}
    return [*fresh, *(written.filter(child__in=shared.keys() - fresh).values_list("child", flat=True) if shared else ())]


def _id(besides: Child | UUID | None) -> UUID | None:
    return besides.pk if isinstance(besides, Child) else besides
