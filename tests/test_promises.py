"""The table of promises names tests that exist, and each says its promise."""

import ast
import re
from functools import lru_cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LINES = [line for line in (ROOT / "docs/reference/promises.md").read_text().splitlines() if re.match(r"\| G\d", line)]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def rows() -> list[tuple[str, str, str]]:
    """(promise, file, function) of the last column."""
    found = []
    for line in LINES:
        name = line.split()[1]
        last = line.rstrip(" |").rpartition("|")[2]
        found += [(name, file, function) for file, function in NAMED.findall(last)]
    return found


@lru_cache
def functions(file: str) -> dict[str, str]:
    """The functions of a test's file and their source."""
    text = (ROOT / file).read_text() if (ROOT / file).exists() else ""
    return {node.name: ast.get_source_segment(text, node) or "" for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("name", sorted({name for name, _file, _function in rows()}, key=lambda name: int(name[1:])))
def test_each_named_test_exists_and_says_its_promise(name: str) -> None:
    wrong = []
    for promise, file, function in rows():
        if promise != name:
            continue
        source = functions(file).get(function)
        if source is None:
            wrong.append(f"{file}::{function} does not exist")
        elif not any(f'"{name}"' in one and ("promise(" in one or "say(" in one) for one in _said_by(file, source)):
            wrong.append(f"{file}::{function} does not say {name}")
    assert wrong == []


def _said_by(file: str, source: str) -> list[str]:
    """The test's own source, and that of the functions of its file that it hands `promise` to."""
    return [source, *(text for name, text in functions(file).items() if re.search(rf"\b{name}\(", source) and "say" in text)]


def test_every_line_names_a_test() -> None:
    assert len(LINES) > 30
    assert all(NAMED.search(line.rstrip(" |").rpartition("|")[2]) for line in LINES)
    assert functions("tests/nowhere.py") == {}
