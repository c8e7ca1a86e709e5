"""The ledger of erasures: one line a child in a file outside the database, replayed after a restore (decision 5).

A line carries a kind, a random id and a moment: nothing that says who the child was. Each line is authenticated, so that nobody
can erase by writing into a file.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from kanaf.core import durable, keys

WHOLE = re.compile(r"\d{4}-\d\d-\S+ \w+ [0-9a-f-]{36} [0-9a-f-]{36} [0-9a-f]{64}\n")


@dataclass(frozen=True)
class Line:
    """Whose key is to be gone, and by which erasure."""

    kind: str
    subject: UUID
    erasure: UUID
    at: datetime

    @property
    def text(self) -> str:
        return f"{self.at.isoformat(timespec='seconds')} {self.kind} {self.subject} {self.erasure}"


class WrongLine(Exception):
    """A line of the ledger is not one that Kanaf wrote."""


def write(lines: list[Line]) -> None:
    """Append and have the disk keep it, before the transaction ends: a line too many erases what two people had approved."""
    durable.append(settings.KANAF_ERASURES, "".join(f"{line.text} {_mac(line.text)}\n" for line in lines).encode())


def read() -> Iterator[Line]:
    """Every line from the first. Raises WrongLine with its number.

    What a power cut left of a line is passed over: it was written before its erasure, which then never took place.
    """
    file = settings.KANAF_ERASURES
    if not file.exists():
        return
    with file.open(errors="replace") as lines:
        for number, text in enumerate(lines, 1):
            if not WHOLE.fullmatch(text):
                continue
            said, _space, mac = text.rstrip("\n").rpartition(" ")
            if not hmac.compare_digest(mac.encode(), _mac(said).encode()):
                raise WrongLine(f"line {number} of {file}")
            at, kind, subject, erasure = said.split(" ")
            yield Line(kind, UUID(subject), UUID(erasure), datetime.fromisoformat(at))


def _mac(text: str) -> str:
    return hmac.new(keys.key("audit"), f"erasure|{text}".encode(), hashlib.sha256).hexdigest()
