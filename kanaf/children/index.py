"""The table of keys and the sealed cards behind it: who may be the person that is asked about, on either database.

Three tables (decision 0025): `keys` holds pairs of a keyed hash and a card's number, `cards` a sealed reading of each record, `counts` how
many records bear a key that is too common to keep. Without the secret none of them says anything.
"""

import hmac
import os
import struct
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from heapq import nsmallest
from itertools import islice
from operator import itemgetter
from typing import Any, Protocol

import numpy as np
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, transaction

from kanaf import matching
from kanaf.matching import WEIGHTS, Asked, Comparison, Person, Reading
from kanaf.matching.comparison import NATIONALITY, ORIGIN, bits_of
from kanaf.matching.ranking import Numbers

MOST_SHOWN = 20
# Of those found by keys, the best are opened: as many as weigh this share of the very best, within bounds.
LEAST_SHARE, FEWEST_OPENED, MOST_OPENED = 0.45, 80, 300
AT_A_TIME = 20_000
# Fewer records say too little about how rare a name is: as many people with usual names are thought beside them.
ENOUGH_TO_COUNT = 4096
USUAL_SHARE = {NATIONALITY: 2.0, ORIGIN: WEIGHTS.usual_origin}
# Keys that are far above the cap already among the first people are counted, and not written at all.
SAMPLE, FAR_ABOVE = 50_000, 1.5

COPY_HEAD, COPY_TAIL = b"PGCOPY\n\xff\r\n\x00" + bytes(8), b"\xff\xff"
COPY_KEY, COPY_CARD = struct.Struct(">hiqiq"), struct.Struct(">hiqi")
NONCE = 12


@dataclass(frozen=True)
class Tables:
    """The names of the three tables, as a statement writes them."""

    keys: str
    cards: str
    counts: str


@dataclass(frozen=True)
class Candidate:
    """A record that may be of the person asked about, and why."""

    number: int
    comparison: Comparison


class Hashes:
    """Keyed hashes of plain keys: 64 bits of HMAC-SHA-256, as the signed numbers that both databases order fastest."""

    def __init__(self, secret: bytes) -> None:
        self.secret = secret

    def __call__(self, plain: str) -> int:
        return int.from_bytes(hmac.digest(self.secret, plain.encode(), "sha256")[:8], "big", signed=True)

    def of(self, person: Reading) -> list[int]:
        """The hashes under which a record is kept."""
        return [self(key) for key in matching.keys(person)]


class Kept(Protocol):
    """Where records are kept, as far as the one who searches may look."""

    hashes: Hashes
    knows_rarity: bool
    """Whether the rarity of every name weighs in the score, or of common ones only: a rare name's would say that it is there."""
    fewest_opened: int
    """So many cards are opened where there are as many, however little their keys weigh."""

    def records(self) -> int:
        """How many there are."""

    def counts(self, keys: set[int]) -> dict[int, int]:
        """How many bear those of the keys that are known to be common."""

    def under(self, keys: set[int]) -> dict[int, Numbers]:
        """The numbers of the cards under each key."""

    def open(self, numbers: list[int]) -> Mapping[int, str]:
        """The cards with these numbers, packed; those that may not be seen are left out."""


def find(asked: Person | Reading, kept: Kept, *, most: int = MOST_SHOWN) -> list[Candidate]:
    """Return the records that look most like the one asked about, best first."""
    ours = asked if isinstance(asked, Reading) else matching.reading(asked)
    kinds = {kept.hashes(key): matching.kind(key) for key in matching.asked_keys(ours)}
    names = _Names(ours, kept, set(kinds))
    under = {key: names.under[key] for key in kinds.keys() & names.under.keys()}
    chosen = _worth_opening(matching.best(under, names.records, kinds=kinds, most=MOST_OPENED), kept.fewest_opened)
    return names.compared(chosen, most)


def compare_with(asked: Reading, kept: Kept, numbers: list[int]) -> list[Candidate]:
    """Compare one record with these alone, whatever keys they share; best first."""
    return _Names(asked, kept, set()).compared(numbers, MOST_OPENED)


class _Names:
    """The names of one record, and how common each is where one may look."""

    def __init__(self, ours: Reading, kept: Kept, looked_under: set[int]) -> None:
        self.ours, self.kept = ours, kept
        self.keys = {name: kept.hashes(key) for name, key in matching.rarity_keys(ours).items()}
        self.counts = kept.counts(looked_under | set(self.keys.values()))
        counted_here = {key for key in self.keys.values() if key not in self.counts} if kept.knows_rarity else set()
        self.under = kept.under({key for key in looked_under if self.counts.get(key, 0) <= matching.CAP} | counted_here)
        self.records = kept.records()

    def compared(self, numbers: list[int], most: int) -> list[Candidate]:
        comparer = Asked(self.ours, rarity=rarity_among(self._bearers(), self.records))
        found = ((number, comparer.found(theirs)) for number, theirs in _readings(self.kept.open(numbers)))
        best = nsmallest(most, ((-bits_of(each), number, each) for number, each in found), key=itemgetter(0, 1))
        return [Candidate(number, comparer.said(each)) for _bits, number, each in best]

    def _bearers(self) -> dict[str, int]:
        known = self.kept.knows_rarity
        return {
            name: self.counts.get(key) or len(self.under.get(key, ())) for name, key in self.keys.items() if known or key in self.counts
        }


def rarity_among(bearers: Mapping[str, int], records: int) -> dict[str, float]:
    """What having a name in common says, by how many of so many records bear it."""
    beside = max(0, ENOUGH_TO_COUNT - records)
    usual = {name: beside * 2.0 ** -USUAL_SHARE.get(name[:1], WEIGHTS.usual_rarity) for name in bearers}
    return matching.rarity({name: count + usual[name] for name, count in bearers.items()}, records + beside)


def _worth_opening(weighed: list[tuple[int, float]], fewest: int) -> list[int]:
    if not weighed:
        return []
    least = weighed[0][1] * LEAST_SHARE
    return [number for place, (number, weight) in enumerate(weighed) if place < fewest or weight >= least]


def _readings(opened: Mapping[int, str]) -> Iterator[tuple[int, Reading]]:
    return ((number, matching.unpack_reading(packed)) for number, packed in opened.items())


def cards_under(table: str, keys: set[int], where: str = "true", params: Sequence[Any] = ()) -> dict[int, Numbers]:
    """The numbers of the cards under each key of a table, gathered by the database."""
    if not keys:
        return {}
    gathered = "array_agg(card)" if connection.vendor == "postgresql" else "group_concat(card)"
    # Keys are numbers of our own making: written into the statement, they spare the database as many parameters.
    with connection.cursor() as cursor:
        cursor.execute(f"select key, {gathered} from {table} where {where} and key in ({_listed(keys)}) group by key", params)  # noqa: S608
        rows = cursor.fetchall()
    return dict(rows) if connection.vendor == "postgresql" else {key: np.fromstring(joined, np.int64, sep=",") for key, joined in rows}


def bearers_of(table: str, keys: set[int]) -> dict[int, int]:
    """How many bear each of the keys that a table of counts holds."""
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"select key, records from {table} where records > 0 and key in ({_listed(keys)})")  # noqa: S608
        return dict(cursor.fetchall())


def _listed(numbers: Iterable[int]) -> str:
    return ",".join(map(str, numbers))


class ThrowAway:
    """An index of its own in temporary tables of the configured database, under secrets that end with it."""

    def __init__(self) -> None:
        self.tables = Tables("throw_away_keys", "throw_away_cards", "throw_away_counts")
        self.hashes = Hashes(os.urandom(32))
        self.knows_rarity = True
        self.fewest_opened = FEWEST_OPENED
        self._records = 0
        self._cipher = AESGCM(os.urandom(32))

    def load(self, people: Iterable[tuple[int, Person]]) -> None:
        """Read, hash and seal people, by their numbers."""
        loader = Loader(self.tables, self.hashes, self._sealed)
        loader.create()
        self._records = loader.fill(people)

    def find(self, asked: Person, most: int = MOST_SHOWN) -> list[Candidate]:
        return find(asked, self, most=most)

    def records(self) -> int:
        return self._records

    def counts(self, keys: set[int]) -> dict[int, int]:
        return bearers_of(self.tables.counts, keys)

    def under(self, keys: set[int]) -> dict[int, Numbers]:
        return cards_under(self.tables.keys, keys)

    def drop(self) -> None:
        with connection.cursor() as cursor:
            for table in (self.tables.keys, f"{self.tables.keys}_staged", self.tables.cards, self.tables.counts):
                cursor.execute(f"drop table if exists {table}")

    def _sealed(self, number: int, packed: str) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, packed.encode(), number.to_bytes(8, "big"))

    def open(self, numbers: list[int]) -> dict[int, str]:
        if not numbers:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(f"select number, sealed from {self.tables.cards} where number in ({_listed(numbers)})")  # noqa: S608
            rows = cursor.fetchall()
        decrypt = self._cipher.decrypt
        return {
            number: decrypt(bytes(sealed[:NONCE]), bytes(sealed[NONCE:]), number.to_bytes(8, "big")).decode() for number, sealed in rows
        }


class Loader:
    """Fills the tables with many people at once: minutes for a million."""

    def __init__(self, tables: Tables, hashes: Hashes, seal: Callable[[int, str], bytes]) -> None:
        self.tables = tables
        self.hashes = hashes
        self.seal = seal
        self.counts: Counter[int] = Counter()
        self._is_postgresql = connection.vendor == "postgresql"
        self._staged = f"{tables.keys}_staged"

    def create(self) -> None:
        """Make the tables, for this connection only."""
        with connection.cursor() as cursor:
            if self._is_postgresql:
                cursor.execute("set temp_buffers = '64MB'; set maintenance_work_mem = '256MB'; set work_mem = '256MB'; set jit = off")
            number, without = ("bigint", "") if self._is_postgresql else ("integer", " without rowid")
            cursor.execute(f"create temporary table {self._staged} (key {number} not null, card {number} not null)")
            if not self._is_postgresql:
                cursor.execute(f"create temporary table {self.tables.keys} (key integer, card integer, primary key (key, card)){without}")
                cursor.execute("pragma temp.cache_size = -131072")
            bytes_ = "bytea" if self._is_postgresql else "blob"
            cursor.execute(f"create temporary table {self.tables.cards} (number {number} primary key, sealed {bytes_} not null)")
            cursor.execute(f"create temporary table {self.tables.counts} (key {number} primary key, records integer not null)")

    def fill(self, people: Iterable[tuple[int, Person]]) -> int:
        """Write everybody's keys and cards; keys above the cap end as counts. Returns how many people there were."""
        coming, records = iter(people), 0
        sample: Counter[int] | None = Counter()
        common: set[int] = set()
        while chunk := list(islice(coming, AT_A_TIME)):
            keys, cards = self._read(chunk, common)
            if sample is not None:
                sample.update(keys[::2])
            self._write(keys, cards)
            records += len(chunk)
            if sample is not None and records >= SAMPLE:
                common = {key for key, seen in sample.items() if seen > matching.CAP * FAR_ABOVE}
                self.counts.update({key: sample[key] for key in common})
                sample = None
        self._order(common)
        return records

    def _read(self, chunk: list[tuple[int, Person]], common: set[int]) -> tuple["array[int]", list[tuple[int, bytes]]]:
        keys, cards = array("q"), []
        for number, person in chunk:
            ours = matching.reading(person)
            for key in self.hashes.of(ours):
                if key in common:
                    self.counts[key] += 1
                else:
                    keys.append(key)
                    keys.append(number)
            self.counts.update(self.hashes(key) for key in matching.counted_keys(ours))
            cards.append((number, self.seal(number, ours.pack())))
        return keys, cards

    def _write(self, keys: "array[int]", cards: list[tuple[int, bytes]]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            if self._is_postgresql:
                _copy(
                    cursor,
                    f"{self._staged} (key, card)",
                    (COPY_KEY.pack(2, 8, key, 8, card) for key, card in zip(*[iter(keys)] * 2, strict=True)),
                )
                _copy(
                    cursor, f"{self.tables.cards} (number, sealed)", (COPY_CARD.pack(2, 8, n, len(sealed)) + sealed for n, sealed in cards)
                )
            else:
                with _plainly(cursor) as plain:
                    plain.executemany(f"insert into {self._staged} values (?, ?)", zip(*[iter(keys)] * 2, strict=True))  # noqa: S608
                    plain.executemany(f"insert into {self.tables.cards} values (?, ?)", cards)  # noqa: S608

    def _order(self, common: set[int]) -> None:
        """Put the pairs in order, and turn what is above the cap into counts."""
        kept, staged = self.tables.keys, self._staged
        with transaction.atomic(), connection.cursor() as cursor:
            if self._is_postgresql:
                cursor.execute(f"create temporary table {kept} as select key, card from {staged} order by key, card")  # noqa: S608
                cursor.execute(f"create index on {kept} (key) include (card)")
                cursor.execute(f"analyze {kept}")
            else:
                cursor.execute(f"insert or ignore into {kept} select key, card from {staged} order by key, card")  # noqa: S608
            cursor.execute(f"drop table {staged}")
            cursor.execute(f"select key, count(*) from {kept} group by key having count(*) > {matching.CAP}")  # noqa: S608
            above = dict(cursor.fetchall())
            self.counts.update(above)
            for few in _in_parts(list({*above, *common}), 500):
                cursor.execute(f"delete from {kept} where key in ({_listed(few)})")  # noqa: S608
            cursor.executemany(f"insert into {self.tables.counts} values (%s, %s)", list(self.counts.items()))  # noqa: S608


def _in_parts(values: list[int], size: int) -> Iterator[list[int]]:
    return (values[at : at + size] for at in range(0, len(values), size))


def _copy(cursor: Any, target: str, rows: Iterable[bytes]) -> None:
    with cursor.copy(f"copy {target} from stdin (format binary)") as copy:
        copy.write(COPY_HEAD + b"".join(rows) + COPY_TAIL)


@contextmanager
def _plainly(cursor: Any) -> Iterator[Any]:
    """The engine's own cursor: Django would read each of millions of rows for its parameters."""
    yield cursor.connection.cursor()
