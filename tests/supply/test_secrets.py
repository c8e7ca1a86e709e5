"""A planted secret is caught, in the tree and in the history; nothing of ours holds one (G28)."""

import random
import string
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import scan_secrets

DICE = random.Random(28)
RANDOM = "".join(DICE.choices(string.ascii_letters + string.digits, k=40))
# Put together here, so that this file holds none.
PLANTED = {
    "a private key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "a key of a cloud": "AKIA" + "".join(DICE.choices(string.ascii_uppercase + string.digits, k=16)),
    "a passphrase": 'DATABASE_PASSWORD = "' + "correct-horse-battery" + '"',
    "a passphrase in an address": "postgresql:" + "//kanaf" + ":hunter2hunter" + "@db/kanaf",
    "dice": "value " + RANDOM,
    "a token": "ghp_" + "".join(DICE.choices(string.ascii_letters, k=36)),
    "a machine path": "see /" + "home/somebody/notes.txt",
    "another index": "--extra-" + "index-url https:" + "//mirror.corp/pypi",
    "another index's address": "https:" + "//mirror.corp.example/pypi" + "/simple/django/",
    "somebody's mail": "write to amina" + "@" + "gmail.com",
    "a telephone": "call " + "+212 6" + "12 34 56 78",
    "a telephone at home": "call 06" + "12345678",
}
HARMLESS = [
    "https://example.org/work/cases/ and /work/children/ABC",
    "amina@terre-asile.example, somebody@example.org",
    "2026-11-27T10:00:00 and 1,042 children",
    "password = settings.PASSWORD",
    "var(--ink-2) 0 0 10px rgba(0, 0, 0, .05)",
]


@pytest.mark.parametrize("name", sorted(PLANTED))
def test_a_planted_secret_is_caught(name: str) -> None:
    assert scan_secrets.scan(iter([("notes.txt", f"one\n{PLANTED[name]}\nthree")]), [], set())


@pytest.mark.parametrize("line", HARMLESS)
def test_what_is_harmless_is_none(line: str) -> None:
    assert scan_secrets.scan(iter([("notes.txt", line)]), [], set()) == []


def test_a_secret_that_was_taken_out_again_is_found_in_the_history(tmp_path: Path) -> None:
    def git(*command: str) -> None:
        name = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org")
        subprocess.run(["git", "-C", str(tmp_path), *name, *command], check=True, capture_output=True)

    git("init")
    file = tmp_path / "notes.txt"
    for text in (PLANTED["a passphrase"], "nothing"):
        file.write_text(text)
        git("add", ".")
        git("commit", "-m", "notes")
    assert scan_secrets.scan(scan_secrets.tree(tmp_path), [], set()) == []
    found = scan_secrets.scan(scan_secrets.history(tmp_path), [], set())
    assert [finding.file for finding in found] == ["notes.txt"]
    assert "correct-horse" not in str(found[0])


def test_a_judged_finding_is_none_only_where_it_was_judged() -> None:
    source = PLANTED["a passphrase"]
    found = scan_secrets.scan(iter([("notes.txt", source)]), [], set())
    line = {"where": "notes.txt", "kind": found[0].kind, "text": "correct-.*", "why": "a test"}
    assert scan_secrets.scan(iter([("notes.txt", source)]), [line], set()) == []
    assert scan_secrets.scan(iter([("other.txt", source)]), [line], set())


def test_nothing_of_ours_holds_a_secret(promise: Callable[[str, str], None]) -> None:
    seen: set[str] = set()
    lines = scan_secrets.judged()
    found = scan_secrets.scan(scan_secrets.tree(), lines, seen) + scan_secrets.scan(scan_secrets.history(), lines, seen)
    promise("G28", f"{len(seen):,} different lines of tree and history: {len(found)} secrets, {len(lines)} kinds of finding judged none")
    assert [str(finding) for finding in found] == []
