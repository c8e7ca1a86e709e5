"""Key files: outside the database and its backups, readable by the server's user only."""

import base64
import os
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings

NAMES = ("django", "master", "audit", "names")


class MissingKey(RuntimeError):
    """A key file is not there: `./manage.py make_keys` makes what is missing."""


@lru_cache(maxsize=8)
def key(name: str) -> bytes:
    """The 32 bytes of a key, read once a process."""
    file = settings.KANAF_KEYS / name
    if not file.exists():
        raise MissingKey(f"No key at {file}: run ./manage.py make_keys once, then keep copies as docs/how-to/keys.md says.")
    return base64.urlsafe_b64decode(file.read_text().strip())


def make_missing() -> list[Path]:
    """Make the key files that are not there yet; never touches one that is."""
    settings.KANAF_KEYS.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = []
    for name in NAMES:
        file: Path = settings.KANAF_KEYS / name
        if not file.exists():
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as stream:
                stream.write(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode() + "\n")
            made.append(file)
    key.cache_clear()
    return made
