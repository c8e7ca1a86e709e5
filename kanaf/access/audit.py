"""The chain of acts: HMAC of each row over the one before, its head kept in a file outside the database (G12)."""

import hmac
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from kanaf.access.models import AuditEntry
from kanaf.core import durable, keys
from kanaf.core.audit import Act

FIRST = "0" * 64
LOCK = 7266  # PostgreSQL's advisory lock of the chain: taken last and held for microseconds (decision 3)
HEAD = re.compile(rb"(\d{1,18}) ([0-9a-f]{64})\n")
COLUMNS = ("number", "act", "by", "organisation", "at", "target_kind", "target_id", "details", "previous")


def write(acts: list[Act]) -> None:
    """Append acts to the chain inside the present transaction; the head goes to its file once that is committed."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
    last = AuditEntry.objects.order_by("-number").values_list("number", "mac").first()
    number, previous = last or (0, FIRST)
    entries = []
    for act in acts:
        number += 1
        entry = AuditEntry(
            number=number,
            act=act.name,
            by=act.by,
            organisation=act.organisation,
            at=act.at.isoformat(timespec="microseconds"),
            target_kind=act.target_kind,
            target_id=act.target_id,
            details=json.dumps(act.details, sort_keys=True, separators=(",", ":")) if act.details else "",
            previous=previous,
        )
        entry.mac = previous = _mac([getattr(entry, column) for column in COLUMNS])
        entries.append(entry)
    AuditEntry.objects.bulk_create(entries)
    transaction.on_commit(lambda: _anchor(number, previous))


def _mac(values: Sequence[object]) -> str:
    text = _ENCODE([None if value is None else str(value) for value in values])
    return hmac.digest(keys.key("audit"), text.encode(), "sha256").hex()


_ENCODE = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def _anchor(number: int, mac: str) -> None:
    """Have the disk keep the head before anybody is told that it is saved: what was acknowledged cannot be cut unseen.

    After the commit, so that a power cut leaves the file behind the database and never before it.
    """
    durable.append(settings.KANAF_AUDIT_HEADS, f"{number} {mac}\n".encode())


@dataclass(frozen=True)
class Verdict:
    """`bad` is the number of the first row that is not as it was written, `why` one of the codes below it.

    `beyond` counts the newest rows that no head covers: committed in the moment of a power cut, acknowledged to nobody. The next
    act's head covers them.
    """

    rows: int
    bad: int | None = None
    why: str = ""  # changed | missing | cut | head_differs
    beyond: int = 0

    @property
    def is_sound(self) -> bool:
        return self.bad is None


def verify() -> Verdict:
    """Read the whole chain and hold it against the head file: 32 bytes of memory a row, whatever stands in it."""
    length = AuditEntry.objects.order_by("-number").values_list("number", flat=True).first() or 0
    heads, highest = _heads(length)
    number, previous, rows = 0, FIRST, 0
    for values in _stored():
        rows += 1
        if values[0] != number + 1:
            return Verdict(rows, number + 1, "missing")
        if values[8] != previous or not _is_as_written(values):
            return Verdict(rows, values[0], "changed")
        number, previous = values[0], values[9]
        anchored = heads[32 * (number - 1) : 32 * number]
        if any(anchored) and anchored.hex() != previous:
            return Verdict(rows, number, "head_differs")
    if highest > number:
        return Verdict(rows, number + 1, "cut")
    return Verdict(rows, beyond=number - highest)


def _stored() -> Iterator[tuple]:  # type: ignore[type-arg]
    """The rows as the database keeps them, not as a model would read them: a changed letter of an id must not be mended."""
    names = ", ".join(connection.ops.quote_name(name) for name in (*COLUMNS, "mac"))
    table = connection.ops.quote_name(AuditEntry._meta.db_table)
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"select {names} from {table} order by number")  # noqa: S608 - names of ours
        while found := cursor.fetchmany(2000):
            yield from found


def _is_as_written(values: Sequence[object]) -> bool:
    ids = {}
    for place in (2, 3):
        text = values[place]
        if isinstance(text, str):  # SQLite keeps an id as its 32 digits
            try:
                ids[place] = UUID(text)
            except ValueError:
                return False
            if ids[place].hex != text:
                return False
    written = [ids.get(place, value) for place, value in enumerate(values[:9])]
    return isinstance(values[9], str) and hmac.compare_digest(_mac(written).encode(), values[9].encode())


def _heads(length: int) -> tuple[bytearray, int]:
    """The anchored heads of rows 1 to `length`, 32 bytes each (zeros where none was), and the highest number anchored.

    What a power cut left of a line (half of it, zeros, anything) is no head, and says nothing.
    """
    heads, highest = bytearray(32 * length), 0
    file = settings.KANAF_AUDIT_HEADS
    if file.exists():
        with file.open("rb") as lines:
            for line in lines:
                if not (found := HEAD.fullmatch(line)):
                    continue
                number = int(found[1])
                highest = max(highest, number)
                if 0 < number <= length:
                    heads[32 * (number - 1) : 32 * number] = bytes.fromhex(found[2].decode())
    return heads, highest


def head() -> tuple[int, str]:
    """The number and the code of the newest act; 0 where there is none."""
    return AuditEntry.objects.order_by("-number").values_list("number", "mac").first() or (0, FIRST)


def reads_of(target_id: object, acts: tuple[str, ...]) -> list[tuple[str, object, datetime]]:
    """Who opened a record, newest first: (act, account id, moment)."""
    found = AuditEntry.objects.filter(target_id=str(target_id), act__in=acts).order_by("-number")[:100]
    return [(entry.act, entry.by, datetime.fromisoformat(entry.at)) for entry in found]
