"""Sealed data: AES-256-GCM under a key per subject, itself wrapped by the master key (decision 5).

The additional data names table, column and row, so that a ciphertext moved elsewhere does not open.
"""

import json
import os
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from kanaf.core import keys
from kanaf.core.models import DataKey

VERSION = b"\x01"


class Erased(Exception):
    """The subject's key is gone: what was sealed under it can be read by nobody."""


class Tampered(Exception):
    """The sealed bytes do not belong here, or were changed."""


def seal(row: models.Model, column: str, value: Any) -> bytes:
    """Seal a JSON value for one column of a row. The row says for whom: `sealed_for() -> (kind, id)`."""
    data_key = _data_key(*row.sealed_for(), create=True)  # type: ignore[attr-defined]
    return _encrypt(data_key, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), _place(row, column))


def unseal(row: models.Model, column: str) -> Any:
    """Open what `seal` closed. Raises Erased, or Tampered when the bytes belong to another place."""
    data_key = _data_key(*row.sealed_for(), create=False)  # type: ignore[attr-defined]
    return open_with(data_key, row, column)


def open_with(data_key: bytes, row: models.Model, column: str) -> Any:
    """The same with the subject's key already in hand, for scoring many at once."""
    return json.loads(_decrypt(data_key, bytes(getattr(row, column)), _place(row, column)))


def data_keys(kind: str, subjects: list[UUID]) -> dict[UUID, bytes]:
    """The keys of many subjects in one query; erased ones are left out."""
    found = DataKey.objects.filter(subject_kind=kind, subject_id__in=subjects)
    return {row.subject_id: _unwrap(row) for row in found}


def _place(row: models.Model, column: str) -> bytes:
    return f"{row._meta.db_table}|{column}|{row.pk}".encode()


def _data_key(kind: str, subject: UUID, *, create: bool) -> bytes:
    row = DataKey.objects.filter(subject_kind=kind, subject_id=subject).first()
    if row is not None:
        return _unwrap(row)
    if not create:
        raise Erased(f"{kind} {subject}")
    fresh = AESGCM.generate_key(bit_length=256)
    wrapped = _encrypt(keys.key("master"), fresh, f"core_datakey|{kind}|{subject}".encode())
    DataKey.objects.create(subject_kind=kind, subject_id=subject, wrapped=wrapped)
    return fresh


def _unwrap(row: DataKey) -> bytes:
    return _decrypt(keys.key("master"), bytes(row.wrapped), f"core_datakey|{row.subject_kind}|{row.subject_id}".encode())


def _encrypt(key: bytes, plain: bytes, place: bytes) -> bytes:
    nonce = os.urandom(12)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain, place)


def _decrypt(key: bytes, sealed: bytes, place: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[1:13], sealed[13:], place)
    except InvalidTag as error:
        raise Tampered(place.decode()) from error
