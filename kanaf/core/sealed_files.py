"""Files sealed on disk in chunks (AES-256-GCM in the STREAM form of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).

Each file has a key of its own, kept sealed in the row that owns it: who erases the subject's key loses the file's. The chunk's
number and whether it is the last stand in the nonce, so that chunks cannot be cut, doubled or moved; the file's id in the
additional data, so that files cannot be swapped.
"""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from kanaf.core import durable
from kanaf.core.vault import Tampered

MAGIC = b"KNF1"
CHUNK = 64 * 1024
TAG = 16


def path_of(id: UUID) -> Path:
    """Where the sealed file of an id lies; its name says nothing."""
    return settings.KANAF_SEALED_FILES / id.hex[-2:] / id.hex


def write(id: UUID, content: bytes) -> bytes:
    """Seal a file on disk and return its key. It is there whole or not at all, and the disk has it."""
    key = AESGCM.generate_key(bit_length=256)
    durable.write_whole(path_of(id), _sealed(id, key, content))
    return key


def read(id: UUID, key: bytes) -> bytes:
    """The file whole, every chunk checked before anything is given out. Raises Tampered, FileNotFoundError."""
    return b"".join(_chunks(id, key))


def remove(id: UUID) -> None:
    path_of(id).unlink(missing_ok=True)


def _sealed(id: UUID, key: bytes, content: bytes) -> Iterator[bytes]:
    yield MAGIC
    last = max(len(content) - 1, 0) // CHUNK
    for number in range(last + 1):
        yield AESGCM(key).encrypt(_nonce(number, number == last), content[number * CHUNK : (number + 1) * CHUNK], id.bytes)


def _chunks(id: UUID, key: bytes) -> Iterator[bytes]:
    with path_of(id).open("rb") as stream:
        if stream.read(len(MAGIC)) != MAGIC:
            raise Tampered(str(id))
        number, sealed = 0, stream.read(CHUNK + TAG)
        while True:
            following = stream.read(CHUNK + TAG)
            try:
                yield AESGCM(key).decrypt(_nonce(number, not following), sealed, id.bytes)
            except (InvalidTag, ValueError) as error:
                raise Tampered(str(id)) from error
            if not following:
                return
            number, sealed = number + 1, following


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
