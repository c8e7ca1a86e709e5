"""The head of the record of acts, signed each day and laid down with two organisations (G12).

Signed with Ed25519 rather than HMAC: whoever keeps the heads can check them with a public key, and could not make one. Each
statement carries the digest of the one before, so that a day taken out of the middle is missed.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from kanaf.access import audit
from kanaf.access.models import AuditEntry
from kanaf.core import clock, durable, keys
from kanaf.core.ticks import each_minute

SUFFIX = ".head"
NOTHING = "0" * 64


@dataclass(frozen=True)
class Statement:
    """What is signed: on this day the record ended with act `number`, whose code was `mac`."""

    day: date
    number: int
    mac: str
    before: str

    @property
    def text(self) -> str:
        said = {"before": self.before, "day": self.day.isoformat(), "mac": self.mac, "number": self.number}
        return json.dumps(said, sort_keys=True, separators=(",", ":"))

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


class WrongHead(Exception):
    """A head file is not what was signed, or the record is not what it says."""


def public_key() -> str:
    """What the organisations that keep the heads are given once, in 64 hexadecimal digits."""
    return _signing_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def export(at: datetime) -> list[Path]:
    """Lay the signed head of the day down in every folder that does not have it yet. Returns what was written."""
    day = at.astimezone(clock.CASABLANCA).date()
    return [_write(folder, day) for folder in settings.KANAF_HEAD_FOLDERS if not (folder / f"{day}{SUFFIX}").exists()]


@each_minute
def export_each_day(at: datetime) -> None:
    """The first minute of a day lays down its head."""
    if audit.head()[0]:
        export(at)


def check(file: Path, *, public: str | None = None) -> Statement:
    """Check a head's signature, and that the head before it in the same folder is the one it names. Raises WrongHead."""
    statement = read(file, public=public or public_key())
    earlier = [other for other in sorted(file.parent.glob(f"*{SUFFIX}")) if other.name < file.name]
    before = read(earlier[-1], public=public or public_key()).digest if earlier else NOTHING
    if statement.before != before:
        raise WrongHead(f"{file}: the head before it is not the one it was signed after")
    return statement


def check_record(statement: Statement) -> None:
    """Hold the record against a head. Raises WrongHead where the act is gone or another one."""
    mac = AuditEntry.objects.filter(number=statement.number).values_list("mac", flat=True).first()
    if mac != statement.mac:
        raise WrongHead(f"act {statement.number} of {statement.day} is not in the record as it was signed")


def read(file: Path, *, public: str) -> Statement:
    """A head whose signature is right. Raises WrongHead."""
    text, _newline, signature = file.read_text().rstrip("\n").partition("\n")
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), text.encode())
        said = json.loads(text)
        return Statement(date.fromisoformat(said["day"]), said["number"], said["mac"], said["before"])
    except (InvalidSignature, ValueError, KeyError) as error:
        raise WrongHead(f"{file}: its signature is not Kanaf’s") from error


def _write(folder: Path, day: date) -> Path:
    earlier = sorted(folder.glob(f"*{SUFFIX}"))
    before = read(earlier[-1], public=public_key()).digest if earlier else NOTHING
    number, mac = audit.head()
    statement = Statement(day, number, mac, before)
    file = folder / f"{day}{SUFFIX}"
    durable.write_whole(file, [f"{statement.text}\n{_signing_key().sign(statement.text.encode()).hex()}\n".encode()])
    return file


def _signing_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keys.key("heads"))
