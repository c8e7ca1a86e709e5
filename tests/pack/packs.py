"""The real pack, and copies of it with one thing changed."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kanaf.pack.problems import PackError, PackRefused
from kanaf.pack.reader import pack_of, read_pack
from kanaf.pack.text import Tree, read_tree

MAROC = Path(__file__).resolve().parents[2] / "programmes" / "maroc"

Change = Callable[[str], str]


@dataclass(frozen=True)
class Broken:
    """One change to one file, and what must be said of it on the line where `at` first stands after the change."""

    name: str
    file: str
    change: Change
    at: str
    says: str
    hint: str


def check_refused(broken: Broken) -> None:
    """The change is refused at its file and line, in exactly this sentence, with exactly this hint."""
    text = broken.change((MAROC / broken.file).read_text())

    errors = errors_with(broken.file, text.encode())

    found = {(error.file, error.line, error.message): error.hint for error in errors}
    expected = (broken.file, line_of(text, broken.at), broken.says)
    assert expected in found, "\n".join(map(str, errors))
    assert found[expected] == broken.hint


def copy_of_maroc(folder: Path) -> Path:
    copy = folder / "maroc"
    shutil.copytree(MAROC, copy)
    return copy


def errors_of(path: Path) -> list[PackError]:
    """What the reader says of this pack; nothing if it takes it."""
    try:
        read_pack(path)
    except PackRefused as refused:
        return list(refused.errors)
    return []


def replace(old: str, new: str) -> Change:
    """Change the first occurrence; a test whose text has gone from the pack fails here, not silently."""

    def change(text: str) -> str:
        assert old in text, f"{old!r} is no longer in the pack"
        return text.replace(old, new, 1)

    return change


def line_of(text: str, part: str) -> int:
    """The line, from 1, on which the first occurrence begins."""
    assert part in text, f"{part!r} is not in the text"
    return text.count("\n", 0, text.index(part)) + 1


@cache
def trees_of_maroc() -> dict[str, Tree]:
    """The files of the real pack, read once: reading them all takes most of a second."""
    trees = {}
    for path in MAROC.rglob("*.yaml"):
        file = path.relative_to(MAROC).as_posix()
        tree, errors = read_tree(file, path.read_bytes())
        assert tree is not None
        assert not errors
        trees[file] = tree
    return trees


def errors_with(file: str, content: bytes) -> list[PackError]:
    """What the reader says of the real pack with this one file in place of its own."""
    tree, errors = read_tree(file, content)
    trees = {name: one for name, one in trees_of_maroc().items() if name != file}
    try:
        pack_of(MAROC, trees if tree is None else {**trees, file: tree}, errors, "")
    except PackRefused as refused:
        return list(refused.errors)
    return []
