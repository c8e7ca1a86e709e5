"""Files that stand beside the database and must be as safe as it: there whole, and still there after a power cut (G13).

A file is on the disk when its bytes were synced *and* the folder that names it was: without the second, a file that was written
and synced may have no name after a power cut. A full disk raises OSError, and leaves nothing by half.
"""

import contextlib
import errno
import os
import secrets
import sqlite3
from collections.abc import Iterable
from pathlib import Path

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EIO}
SQLITE_NO_ROOM = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
POSTGRESQL_NO_ROOM = {"53100", "58030"}  # disk_full, io_error


def write_whole(file: Path, parts: Iterable[bytes]) -> None:
    """Write a file, for the server's user only, and return when the disk has it. Readers see the old content or the new one."""
    _make_folder(file.parent)
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}.draft")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.writelines(parts)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
    sync_folder(file.parent)


def append(file: Path, lines: bytes) -> None:
    """Append whole lines by one call of the operating system, whatever others append, and return when the disk has them.

    A line that a power cut or a full disk tore is ended first, so that it takes no other with it.
    """
    is_new = not file.exists()
    if is_new:
        _make_folder(file.parent)
    descriptor = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        content = lines if not size or os.pread(descriptor, 1, size - 1) == b"\n" else b"\n" + lines
        if os.write(descriptor, content) != len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(file))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if is_new:
        sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Have the disk keep which files a folder names."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_no_room(error: BaseException | None) -> bool:
    """Whether an error means that the disk is full, or that it would not take what was written."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            return True
        if isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) & 0xFF in SQLITE_NO_ROOM:
            return True
        if getattr(error, "sqlstate", None) in POSTGRESQL_NO_ROOM:
            return True
        error = error.__cause__ or error.__context__
    return False


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True, mode=0o700)
        sync_folder(folder.parent)
