"""Key files: outside the database and its backups, readable by the server's user only.

Master keys are numbered: `master` is the first, `master-2` the next. New data keys are wrapped with the newest, and each says
which it needs, so that an old one may stay until nothing needs it.
"""

import base64
import os
import re
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings

NAMES = ("django", "master", "audit", "names", "heads", "factors")
MASTER = re.compile(r"master(?:-(\d+))?")
RETIRED = "retired"


class MissingKey(RuntimeError):
    """A key file is not there: `./manage.py make_keys` makes what is missing."""


@lru_cache(maxsize=32)
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
        if name == "master" and master_numbers():
            continue
        if not file.exists():
            write(file, secrets.token_bytes(32))
            made.append(file)
    key.cache_clear()
    return made


def write(file: Path, secret: bytes) -> None:
    """Write a key whole or not at all, for the server's user only. Raises FileExistsError rather than replace one."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(base64.urlsafe_b64encode(secret).decode() + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(draft, file)
    finally:
        draft.unlink()
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def master_numbers() -> list[int]:
    """The numbers of the master keys in use, oldest first. Asked of the disk each time: another process may have made one."""
    found = (MASTER.fullmatch(entry.name) for entry in os.scandir(settings.KANAF_KEYS))
    return sorted(int(match[1] or 1) for match in found if match)


def newest_master() -> int:
    """The master key with which new data keys are wrapped."""
    numbers = master_numbers()
    if not numbers:
        raise MissingKey(f"No master key in {settings.KANAF_KEYS}: run ./manage.py make_keys once.")
    return numbers[-1]


def master(number: int) -> bytes:
    """A master key by its number. A database restored from an old backup may need one that was retired."""
    name = _master_name(number)
    return key(name if (settings.KANAF_KEYS / name).exists() else f"{RETIRED}/{name}")


def make_master() -> int:
    """Make the next master key; from then on every process wraps new data keys with it."""
    number = newest_master() + 1
    write(settings.KANAF_KEYS / _master_name(number), secrets.token_bytes(32))
    return number


def retire_masters(needed: set[int]) -> list[Path]:
    """Put the master keys that nothing needs any more aside, to be taken off the machine; the newest stays."""
    retired = []
    for number in master_numbers()[:-1]:
        if number not in needed:
            folder: Path = settings.KANAF_KEYS / RETIRED
            folder.mkdir(mode=0o700, exist_ok=True)
            retired.append((settings.KANAF_KEYS / _master_name(number)).rename(folder / _master_name(number)))
    key.cache_clear()
    return retired


def _master_name(number: int) -> str:
    return "master" if number == 1 else f"master-{number}"
