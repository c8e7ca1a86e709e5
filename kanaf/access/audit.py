"""The chain of acts: HMAC of each row over the one before, its head kept in a file outside the database (G12)."""

import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from kanaf.access.models import AuditEntry
from kanaf.core import keys
from kanaf.core.audit import Act

FIRST = "0" * 64
LOCK = 7266  # PostgreSQL's advisory lock of the chain: taken last and held for microseconds (decision 3)
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


def _mac(values: list[object]) -> str:
    text = json.dumps([None if value is None else str(value) for value in values], separators=(",", ":"), ensure_ascii=False)
    return hmac.new(keys.key("audit"), text.encode(), hashlib.sha256).hexdigest()


def _anchor(number: int, mac: str) -> None:
    """One line appended by the operating system as a whole, whatever other workers append."""
    file = settings.KANAF_AUDIT_HEADS
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, f"{number} {mac}\n".encode())
    finally:
        os.close(descriptor)


@dataclass(frozen=True)
class Verdict:
    """`bad` is the number of the first row that is not as it was written, `why` one of the codes below it."""

    rows: int
    bad: int | None = None
    why: str = ""  # changed | missing | cut | head_differs

    @property
    def is_sound(self) -> bool:
        return self.bad is None


def verify() -> Verdict:
    """Read the whole chain and hold it against the head file. Memory does not grow with it."""
    heads = dict(_heads())
    number, previous, rows = 0, FIRST, 0
    for values in AuditEntry.objects.order_by("number").values_list(*COLUMNS, "mac").iterator(chunk_size=5000):
        rows += 1
        if values[0] != number + 1:
            return Verdict(rows, number + 1, "missing")
        if values[8] != previous or _mac(list(values[:-1])) != values[-1]:
            return Verdict(rows, values[0], "changed")
        number, previous = values[0], values[-1]
        if heads.get(number, previous) != previous:
            return Verdict(rows, number, "head_differs")
    highest = max(heads, default=0)
    if highest > number:
        return Verdict(rows, number + 1, "cut")
    return Verdict(rows)


def _heads() -> Iterator[tuple[int, str]]:
    file = settings.KANAF_AUDIT_HEADS
    if file.exists():
        with file.open() as lines:
            for line in lines:
                number, _, mac = line.strip().partition(" ")
                if number.isdigit():
                    yield int(number), mac


def reads_of(target_id: object, acts: tuple[str, ...]) -> list[tuple[str, object, datetime]]:
    """Who opened a record, newest first: (act, account id, moment)."""
    found = AuditEntry.objects.filter(target_id=str(target_id), act__in=acts).order_by("-number")[:100]
    return [(entry.act, entry.by, datetime.fromisoformat(entry.at)) for entry in found]
