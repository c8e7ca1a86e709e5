"""What a disk may hold after a power cut, played from what a process asked of it (`disk.c` writes that down).

The model is harsh and knows no file system: what was synced is there. Of what was not, any sector of 512 bytes may be there in
any of its versions, or torn off; a file's length may be ahead of its bytes, which are then zeros or anything; a name given, changed or
taken away lasts from the sync of its folder on, and before that it may or may not. A sync that had not returned may have done its work
or not.
"""

import ctypes
import os
import random
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

SECTOR = 512
SOURCE = Path(__file__).with_name("disk.c")


def compiled(folder: Path) -> Path:
    """The library to put into LD_PRELOAD."""
    library = folder / "disk.so"
    subprocess.run(["gcc", "-Wall", "-O1", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"], check=True)
    return library


@lru_cache(maxsize=1)
def _library() -> ctypes.CDLL:
    """The library this process was started with."""
    return ctypes.CDLL(os.environ["LD_PRELOAD"])


def mark(word: str) -> None:
    """Say in the log that this was acknowledged, after all that came before it."""
    _library().disk_mark(word.encode())


def fill(at: int, stays: bool) -> None:
    """From the `at`-th call that needs room on, the disk is full; for that one write only, unless it stays so. 0: there is room."""
    _library().disk_fill(ctypes.c_long(at), ctypes.c_long(stays))


def asked() -> int:
    """How many calls needed room since `fill`."""
    return int(_library().disk_asked())


@dataclass(frozen=True)
class Call:
    """One line of the log: `open`, `write`, `truncate`, `sync`, `unlink`, `rename`, `mkdir` or `mark`."""

    kind: str
    words: tuple[str, ...]
    data: bytes = b""


def calls(log: Path) -> Iterator[Call]:
    with log.open("rb") as stream:
        while line := stream.readline():
            kind, _space, rest = line.decode().rstrip("\n").partition(" ")
            words = tuple(rest.split("\t") if kind == "rename" else rest.split(" ", 3 if kind == "open" else -1))
            yield Call(kind, words, stream.read(int(words[2])) if kind == "write" else b"")


Change = tuple[int, bytes | None]
"""Bytes written at a place; with None the place is the new length."""


@dataclass(eq=False)
class File:
    """`kept` is what the disk surely has, `pending` what it was told since. A folder made is a file that nobody writes."""

    kept: bytearray = field(default_factory=bytearray)
    pending: list[Change] = field(default_factory=list)
    is_folder: bool = False

    def sync(self) -> None:
        for change in self.pending:
            _apply(self.kept, change)
        self.pending.clear()


@dataclass
class Disk:
    """Files under a folder. `names` is what the process sees, `kept` what the disk surely has, `pending` changes of names since."""

    names: dict[str, File] = field(default_factory=dict)
    kept: dict[str, File] = field(default_factory=dict)
    pending: list[tuple[str, File | None]] = field(default_factory=list)
    open: dict[str, str | File] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Path) -> "Disk":
        """What lies there now, all of it on the disk."""
        disk = cls()
        disk.kept = {str(file): File(bytearray(file.read_bytes())) for file in root.rglob("*") if file.is_file()}
        disk.names = dict(disk.kept)
        return disk

    def play(self, call: Call) -> None:
        match call.kind, call.words:
            case "open", (descriptor, is_new, truncates, path):
                if is_new == "1":
                    self._name(path, File())
                file = self.names.get(path)
                self.open[descriptor] = path if file is None or file.is_folder else file
                if truncates == "1" and is_new == "0":
                    self.names[path].pending.append((0, None))
            case "write", (descriptor, at, _length):
                self._file(descriptor).pending.append((int(at), call.data))
            case "truncate", (descriptor, length):
                self._file(descriptor).pending.append((int(length), None))
            case "sync", (descriptor,):
                self._sync(self.open[descriptor])
            case "unlink", _:
                self._name(" ".join(call.words), None)
            case "mkdir", _:
                self._name(" ".join(call.words), File(is_folder=True))
            case "rename", (old, new):
                moved = self.names[old]
                self._name(old, None)
                self._name(new, moved)

    def after_a_cut(self, chance: random.Random) -> dict[str, bytes]:
        """One of the many contents the disk may have if the power goes now: path → bytes."""
        order = chance.choice(("nothing", "everything", "in order", "any", "any"))
        names = dict(self.kept)
        for path, file in _some(self.pending, order, chance):
            if file is None:
                names.pop(path, None)
            else:
                names[path] = file
        without = {path for path, file in self.names.items() if file.is_folder} - names.keys()
        return {
            path: _after_a_cut(file, order, chance)
            for path, file in names.items()
            if not file.is_folder and not any(path.startswith(f"{folder}/") for folder in without)
        }

    def _file(self, descriptor: str) -> File:
        file = self.open[descriptor]
        assert isinstance(file, File), f"{file} is a folder"
        return file

    def _name(self, path: str, file: File | None) -> None:
        self.pending.append((path, file))
        if file is None:
            self.names.pop(path, None)
        else:
            self.names[path] = file

    def _sync(self, what: str | File) -> None:
        if isinstance(what, File):
            what.sync()
            return
        for path, file in [change for change in self.pending if os.path.dirname(change[0]) == what]:
            self.pending.remove((path, file))
            if file is None:
                self.kept.pop(path, None)
            else:
                self.kept[path] = file


def _some(changes: list, order: str, chance: random.Random) -> list:  # type: ignore[type-arg]
    if order == "nothing":
        return []
    if order == "in order":
        return changes[: chance.randint(0, len(changes))]
    share = chance.random()
    return [change for change in changes if order == "everything" or chance.random() < share]


def _after_a_cut(file: File, order: str, chance: random.Random) -> bytes:
    content = bytearray(file.kept)
    if order == "any":
        share = chance.random()
        longest = max([len(content), *(at + len(data) for at, data in file.pending if data is not None)])
        if longest > len(content) and chance.random() < 0.3:  # the length came before the bytes
            more = chance.randint(len(content), longest) - len(content)
            content += chance.randbytes(more) if chance.random() < 0.5 else bytes(more)
        for at, data in file.pending:
            for change in _sectors(at, data):
                if chance.random() < share:
                    _apply(content, change)
        return bytes(content)
    kept = _some(file.pending, order, chance)
    for change in kept:
        _apply(content, change)
    if order == "in order" and len(kept) < len(file.pending):  # the next one is torn
        pieces = _sectors(*file.pending[len(kept)])
        for change in pieces[: chance.randint(0, len(pieces))]:
            _apply(content, change)
    return bytes(content)


def _sectors(at: int, data: bytes | None) -> list[Change]:
    """A write as the disk does it: one sector, or a part of one, after the other."""
    if data is None:
        return [(at, None)]
    edges = [at, *range(at - at % SECTOR + SECTOR, at + len(data), SECTOR), at + len(data)]
    return [(start, data[start - at : end - at]) for start, end in pairwise(edges)]


def _apply(content: bytearray, change: Change) -> None:
    at, data = change
    if data is None:
        if at < len(content):
            del content[at:]
        else:
            content.extend(bytes(at - len(content)))
        return
    if at > len(content):
        content.extend(bytes(at - len(content)))
    content[at : at + len(data)] = data
