"""Sealed data: AES-256-GCM under a key per subject, itself wrapped by the master key (decision 5).

The additional data names table, column and row, so that a ciphertext moved elsewhere does not open. Sealed bytes begin with the
generation of the key under which they were closed: a reader who took the old key and the new bytes, or the other way round, while
a key was changed, sees it and looks again.
"""

import json
import os
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import IntegrityError, connection, models, transaction

from kanaf.core import keys
from kanaf.core.models import DataKey

FIRST_FORM = b"\x01"  # nonce, ciphertext: generation 0
SECOND_FORM = b"\x02"  # generation in four bytes, nonce, ciphertext
NONCE = 12


class Erased(Exception):
    """The subject's key is gone: what was sealed under it can be read by nobody."""


class Tampered(Exception):
    """The sealed bytes do not belong here, or were changed."""


class DataSecret(bytes):
    """The 32 bytes of a subject's key, and which generation of it they are."""

    generation: int = 0

    @classmethod
    def of(cls, secret: bytes, generation: int) -> "DataSecret":
        made = cls(secret)
        made.generation = generation
        return made


def seal(row: models.Model, column: str, value: Any, *, secret: bytes | None = None) -> bytes:
    """Seal a JSON value for one column of a row. The row says for whom: `sealed_for() -> (kind, id)`.

    `secret` is that subject's key, where it was made in this transaction (`begin`).
    """
    return seal_bytes(row, column, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), secret=secret)


def seal_bytes(row: models.Model, column: str, plain: bytes, *, secret: bytes | None = None) -> bytes:
    """The same for bytes that are no JSON."""
    return _seal(secret or data_key(*row.sealed_for(), create=True), plain, _place(row, column))  # type: ignore[attr-defined]


def begin(kind: str, subject: UUID) -> bytes:
    """The key of a subject that is new in this transaction, for all that is sealed of it there: nobody else can know of it yet."""
    row = _new_key(kind, subject)
    return data_key(kind, subject, create=True) if row is None else unwrap(row)


def unseal(row: models.Model, column: str) -> Any:
    """Open what `seal` closed. Raises Erased, or Tampered when the bytes belong to another place."""
    return open_with(data_key(*row.sealed_for(), create=False), row, column)  # type: ignore[attr-defined]


def open_with(secret: bytes, row: models.Model, column: str) -> Any:
    """The same with the subject's key already in hand, for scoring many at once."""
    return json.loads(_open(secret, row, column))


def _open(secret: bytes, row: models.Model, column: str) -> bytes:
    sealed = bytes(getattr(row, column))
    if generation_of(sealed) != getattr(secret, "generation", 0):
        # The key was changed between two of the reader's statements: take both anew.
        secret = data_key(*row.sealed_for(), create=False)  # type: ignore[attr-defined]
        found = type(row)._base_manager.filter(pk=row.pk).values_list(column, flat=True).first()
        sealed = sealed if found is None else bytes(found)
        if generation_of(sealed) != getattr(secret, "generation", 0):
            raise Tampered(_place(row, column).decode())
    return _unseal(secret, sealed, _place(row, column))


def data_keys(kind: str, subjects: list[UUID]) -> dict[UUID, bytes]:
    """The keys of many subjects in one query; erased ones are left out."""
    found = list(DataKey.objects.filter(subject_kind=kind, subject_id__in=subjects))
    masters = {number: keys.master(number) for number in {row.master for row in found}}
    return {row.subject_id: _unwrap(row, masters[row.master]) for row in found}


def data_key(kind: str, subject: UUID, *, create: bool) -> bytes:
    """The key of a subject; a new one where there is none and `create`. Else raises Erased.

    Who is about to seal holds the key until the transaction ends, so that nothing is closed under a key being replaced.
    """
    held = DataKey.objects.filter(subject_kind=kind, subject_id=subject)
    row = _held_for_sealing(held) if create else held.first()
    if row is None and create:
        row = _new_key(kind, subject) or _held_for_sealing(held)
    if row is None:
        raise Erased(f"{kind} {subject}")
    return unwrap(row)


def _held_for_sealing(held: Any) -> DataKey | None:
    if connection.vendor != "postgresql":  # SQLite has one writer at a time
        return held.first()
    query, params = held.query.sql_with_params()
    return next(iter(DataKey.objects.raw(f"{query} for share", params)), None)


def _new_key(kind: str, subject: UUID) -> DataKey | None:
    """The row of a new key, or None where somebody else made one meanwhile."""
    row = DataKey(subject_kind=kind, subject_id=subject)
    wrap(row, AESGCM.generate_key(bit_length=256))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return None
    return row


def wrap(row: DataKey, secret: bytes) -> None:
    """Wrap a subject's key with the newest master key; the row is not saved."""
    row.master = keys.newest_master()
    row.wrapped = _encrypt(keys.master(row.master), secret, _wrapped_for(row))


def unwrap(row: DataKey) -> bytes:
    """The subject's key, with the master key that the row names."""
    return _unwrap(row, keys.master(row.master))


def _unwrap(row: DataKey, master: bytes) -> bytes:
    return DataSecret.of(_decrypt(master, bytes(row.wrapped)[1:], _wrapped_for(row)), row.generation)


def reseal(old: bytes, new: bytes, row: models.Model, column: str) -> bytes:
    """The sealed bytes of a column closed anew under the subject's next key."""
    place = _place(row, column)
    return _seal(new, _unseal(old, bytes(getattr(row, column)), place), place)


def generation_of(sealed: bytes) -> int:
    """Under which generation of the subject's key these bytes were sealed."""
    return int.from_bytes(sealed[1:5], "big") if sealed[:1] == SECOND_FORM else 0


def _place(row: models.Model, column: str) -> bytes:
    return f"{row._meta.db_table}|{column}|{row.pk}".encode()


def _wrapped_for(row: DataKey) -> bytes:
    return f"core_datakey|{row.subject_kind}|{row.subject_id}".encode()


def _seal(secret: bytes, plain: bytes, place: bytes) -> bytes:
    generation = getattr(secret, "generation", 0)
    if generation == 0:
        return _encrypt(secret, plain, place)
    head = SECOND_FORM + generation.to_bytes(4, "big")
    return head + _encrypt(secret, plain, head + place)[1:]


def _unseal(secret: bytes, sealed: bytes, place: bytes) -> bytes:
    if sealed[:1] == SECOND_FORM:
        return _decrypt(secret, sealed[5:], sealed[:5] + place)
    return _decrypt(secret, sealed[1:], place)


def _encrypt(key: bytes, plain: bytes, place: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return FIRST_FORM + nonce + AESGCM(key).encrypt(nonce, plain, place)


def _decrypt(key: bytes, sealed: bytes, place: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], place)
    except (InvalidTag, ValueError) as error:
        raise Tampered(place.decode(errors="replace")) from error
