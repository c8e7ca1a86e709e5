"""Files beside the database are there whole or not at all, and a full disk is told from any other error (G13)."""

import errno
import os
import sqlite3
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import OperationalError

from kanaf.core import durable


def test_a_file_is_replaced_whole_and_no_draft_is_left(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b" / "file"
    durable.write_whole(file, [b"one"])
    durable.write_whole(file, [b"two", b"three"])
    assert file.read_bytes() == b"twothree"
    assert list(file.parent.iterdir()) == [file]
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_could_not_be_written_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    durable.write_whole(tmp_path / "file", [b"one"])
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        durable.write_whole(tmp_path / "file", [b"two"])
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("file", b"one")]


def test_a_torn_line_is_ended_by_the_next_and_takes_it_not_along(tmp_path: Path) -> None:
    file = tmp_path / "lines"
    durable.append(file, b"1 one\n")
    with file.open("ab") as torn:
        torn.write(b"2 tw")
    durable.append(file, b"3 three\n")
    durable.append(file, b"4 four\n")
    assert file.read_bytes() == b"1 one\n2 tw\n3 three\n4 four\n"


def test_half_a_line_is_never_taken_for_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, content: write(descriptor, content[: len(content) // 2]))
    with pytest.raises(OSError, match="No space") as raised:
        durable.append(tmp_path / "lines", b"1 one\n")
    assert durable.is_no_room(raised.value)


def test_bytes_and_folder_are_synced_before_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda descriptor: (synced.append(os.readlink(f"/proc/self/fd/{descriptor}")), fsync(descriptor)))
    durable.append(tmp_path / "lines", b"1\n")
    durable.write_whole(tmp_path / "file", [b"1"])
    assert synced[:2] == [str(tmp_path / "lines"), str(tmp_path)]
    assert synced[2].endswith(".draft")
    assert synced[3] == str(tmp_path)


def _sqlite(code: int) -> Exception:
    error = sqlite3.OperationalError("no room")
    error.sqlite_errorcode = code  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize(
    ("cause", "is_so"),
    [
        (OSError(errno.ENOSPC, ""), True),
        (OSError(errno.EACCES, ""), False),
        (_sqlite(sqlite3.SQLITE_FULL), True),
        (_sqlite(sqlite3.SQLITE_IOERR_FSYNC), True),
        (_sqlite(sqlite3.SQLITE_CONSTRAINT), False),
        (psycopg.errors.DiskFull(), True),
        (psycopg.errors.DeadlockDetected(), False),
    ],
)
def test_a_full_disk_is_told_from_other_errors_however_deep(cause: Exception, is_so: bool) -> None:
    raised: Any = None
    try:
        try:
            raise cause
        except type(cause) as error:
            raise OperationalError("wrapped") from error
    except OperationalError as error:
        raised = error
    assert durable.is_no_room(raised) is is_so
