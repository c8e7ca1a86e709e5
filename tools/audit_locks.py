"""Known holes don't ship (G28): ask pip-audit about every release that our locks name (`make check`).

A finding fails, unless `requirements/accepted.yaml` says why it may wait and until which day. Where the index has no advisories for a
release, or there is no network, that is said loudly and fails nothing: nobody's tests depend on a line to the world.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import requests
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[1]
LOCKS = (ROOT / "requirements" / "run.lock", ROOT / "requirements" / "dev.lock")
ACCEPTED = ROOT / "requirements" / "accepted.yaml"
# Of the newest release of a project the index tells the advisories here too, when it has no page for each release.
PROJECT = "https://pypi.org/pypi/{name}/json"
SECONDS = 10

Known = dict[str, Any]


@dataclass
class Verdict:
    """What is known of the releases that are locked."""

    judged: set[str] = field(default_factory=set)
    findings: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        return bool(self.findings)


def reported(lock: Path) -> tuple[list[Known], str]:
    """pip-audit's answer for each release of a lock, or nothing and why."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json"]
    command += ["--timeout", str(SECONDS), "--requirement", str(lock)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        return json.loads(done.stdout)["dependencies"], ""
    except subprocess.TimeoutExpired:
        return [], "pip-audit did not end"
    except (json.JSONDecodeError, KeyError):
        said = done.stderr.strip().splitlines()
        return [], said[-1][:200] if said else "pip-audit said nothing"


def of_newest(name: str, version: str) -> list[Known] | None:
    """The index's advisories for a release that is its project's newest; None where it does not tell."""
    try:
        answer = requests.get(PROJECT.format(name=name), timeout=SECONDS)
        told = answer.json() if answer.ok else {}
    except (requests.RequestException, ValueError):
        return None
    if told.get("info", {}).get("version") != version or "vulnerabilities" not in told:
        return None
    return [known for known in told["vulnerabilities"] if not known.get("withdrawn")]


def accepted(file: Path = ACCEPTED) -> list[Known]:
    """Findings that may wait: package, id, reason, and the day on which they wait no more."""
    lines = YAML(typ="safe").load(file.read_text()) or []
    for line in lines:
        if set(line) != {"package", "id", "reason", "until"} or not isinstance(line["until"], date) or not str(line["reason"]).strip():
            raise SystemExit(f"{file.name}: each line says package, id, reason and until: {line}")
    return list(lines)


def judge(answers: list[Known], *, may_wait: list[Known], today: date, ask: Callable[[str, str], list[Known] | None]) -> Verdict:
    """Each release is clean, or has a finding, or is left out by name. `ask` is tried where pip-audit had no answer."""
    verdict = Verdict()
    unanswered = [known for known in answers if "vulns" not in known]
    with ThreadPoolExecutor(8) as helpers:
        told = dict(zip((known["name"] for known in unanswered), helpers.map(lambda known: _asked(known, ask), unanswered), strict=True))
    for known in answers:
        holes = known.get("vulns", told.get(known["name"]))
        if holes is None:
            verdict.left_out.append(known["name"])
            continue
        verdict.judged.add(known["name"])
        for hole in holes:
            _weigh(verdict, known["name"], {hole["id"], *hole.get("aliases", ())}, may_wait, today)
    for line in may_wait:
        if line["package"] in verdict.judged and not any(line["package"] in waiting for waiting in verdict.waiting + verdict.findings):
            verdict.findings.append(
                f"{line['package']} {line['id']}: accepted.yaml names it and nothing has it any more: take the line out"
            )
    return verdict


def _asked(known: Known, ask: Callable[[str, str], list[Known] | None]) -> list[Known] | None:
    version = known.get("version") or _version_in(known.get("skip_reason", ""))
    return ask(known["name"], version) if version else None


def _version_in(reason: str) -> str:
    """pip-audit names the release it skipped only in its sentence: `… could not be audited: wagtail (8.0.1)`."""
    return reason.rpartition("(")[2].rstrip(")") if reason.endswith(")") else ""


def _weigh(verdict: Verdict, package: str, ids: set[str], may_wait: list[Known], today: date) -> None:
    name = f"{package} {' '.join(sorted(ids))}"
    line = next((line for line in may_wait if line["package"] == package and line["id"] in ids), None)
    if line is None:
        verdict.findings.append(name)
    elif line["until"] < today:
        verdict.findings.append(f"{name}: was to wait until {line['until']}")
    else:
        verdict.waiting.append(f"{name}: waits until {line['until']}, {line['reason']}")


def main() -> int:
    answers: dict[str, Known] = {}
    for lock in LOCKS:
        told, why = reported(lock)
        if why:
            sys.stderr.write(f"!! LEFT OUT: advisories for {lock.name}: {why}\n")
        answers |= {known["name"]: known for known in told}
    verdict = judge(list(answers.values()), may_wait=accepted(), today=datetime.now(UTC).date(), ask=of_newest)
    if verdict.left_out:
        named = ", ".join(sorted(verdict.left_out))
        sys.stderr.write(f"!! LEFT OUT: the index tells no advisories here for {len(verdict.left_out)} releases: {named}\n")
    for line in verdict.waiting:
        sys.stderr.write(f"A known hole: {line}\n")
    for line in verdict.findings:
        sys.stderr.write(f"!! A KNOWN HOLE: {line}\n")
    sys.stdout.write(f"Advisories: {len(verdict.judged)} of {len(answers)} locked releases judged, {len(verdict.findings)} findings.\n")
    return 1 if verdict.failed else 0


if __name__ == "__main__":
    sys.exit(main())
