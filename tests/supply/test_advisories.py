"""What is judged of an advisory: found, waiting, over, or left out; nothing of it asks the network."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tools import audit_locks

TODAY = date(2026, 11, 27)
HOLE = {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fix_versions": []}


def answer(name: str = "somelib", *holes: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "version": "1.0", "vulns": list(holes)}


def line(until: date, package: str = "somelib", id: str = "CVE-2026-1") -> dict[str, Any]:
    return {"package": package, "id": id, "reason": "its server is never started", "until": until}


def judged(*answers: dict[str, Any], may_wait: Any = (), told: Any = None) -> audit_locks.Verdict:
    return audit_locks.judge(list(answers), may_wait=list(may_wait), today=TODAY, ask=lambda _name, _version: told)


def test_a_clean_release_passes() -> None:
    verdict = judged(answer())
    assert (verdict.failed, verdict.judged, verdict.left_out) == (False, {"somelib"}, [])


def test_a_known_hole_fails() -> None:
    """The hole planted."""
    assert judged(answer("somelib", HOLE)).failed


def test_a_hole_that_may_wait_is_said_and_fails_nothing_until_its_day() -> None:
    verdict = judged(answer("somelib", HOLE), may_wait=[line(TODAY)])
    assert not verdict.failed
    assert "never started" in verdict.waiting[0]
    assert judged(answer("somelib", HOLE), may_wait=[line(date(2026, 11, 26))]).failed


def test_a_line_of_another_package_excuses_nothing() -> None:
    assert judged(answer("somelib", HOLE), may_wait=[line(TODAY, package="otherlib")]).failed


def test_a_line_that_nothing_needs_any_more_is_taken_out() -> None:
    assert "take the line out" in judged(answer(), may_wait=[line(TODAY)]).findings[0]


def test_what_pip_audit_cannot_answer_is_asked_of_the_project_and_else_left_out() -> None:
    skipped = {"name": "somelib", "skip_reason": "Dependency not found on PyPI and could not be audited: somelib (1.0)"}
    assert judged(skipped).left_out == ["somelib"]
    assert judged(skipped, told=[]).judged == {"somelib"}
    assert judged(skipped, told=[HOLE]).failed


def test_left_out_alone_fails_nothing() -> None:
    """No network, no failure."""
    assert not judged({"name": "somelib", "skip_reason": "offline"}).failed


def test_every_line_of_the_accepted_file_says_why_and_until_when(tmp_path: Path) -> None:
    audit_locks.accepted()
    file = tmp_path / "accepted.yaml"
    file.write_text('- {package: somelib, id: CVE-2026-1, reason: " ", until: 2026-12-01}\n')
    with pytest.raises(SystemExit):
        audit_locks.accepted(file)
