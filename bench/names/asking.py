"""Questions put to the evaluation door, and how well they were answered."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NOWHERE = 1000
SHOWN = (1, 10, 20)


def ask(folder: Path, people: Iterable[Any], queries: Iterable[Any], tracing: Iterable[Any] = ()) -> tuple[Any, list[Any]]:
    """What `./manage.py evaluate_matching` says of itself, and its answers. The files stay in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"people": people, "queries": queries, "tracing": tracing}
    for name, rows in files.items():
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    arguments = [part for name in files for part in (f"--{name}", str(folder / f"{name}.jsonl"))]
    command = [sys.executable, "manage.py", "evaluate_matching", *arguments, "--out", str(folder / "results.jsonl"), "--json"]
    said = json.loads(subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout.splitlines()[-1])
    return said, [json.loads(line) for line in (folder / "results.jsonl").read_text(encoding="utf-8").splitlines()]


def place(answer: Any, right: set[str]) -> int:
    """Where the first right candidate stands, from 0."""
    return next((at for at, one in enumerate(answer["candidates"]) if one["person_id"] in right), NOWHERE)


def within(places: list[int], most: int) -> float:
    return sum(at < most for at in places) / len(places) if places else 0.0


def mean_reciprocal(places: list[int]) -> float:
    return sum(1 / (1 + at) for at in places if at < NOWHERE) / len(places)


def line(places: list[int]) -> str:
    return " · ".join(f"@{most} {within(places, most):.3f}" for most in SHOWN)


def speed(said: Any) -> str:
    return f"p50 {said['p50_ms']} ms, p95 {said['p95_ms']} ms (cpu p50 {said['cpu_p50_ms']} ms) · {said['memory_mb']:.0f} MB"


def best_candidates(answers: list[Any], right: dict[str, str]) -> tuple[float, float]:
    """F1 of the best candidate at the best threshold, and the recall that is left where at least 99 of 100 proposals are right.

    `right` names the person of each question that has one; the others ask about somebody who is not there.
    """
    proposed = [
        (one["candidates"][0]["score"], one["candidates"][0]["person_id"] == right.get(one["query_id"]))
        for one in answers
        if one["candidates"]
    ]
    return thresholds(proposed, len(right))


def thresholds(proposed: list[tuple[float, bool]], findable: int) -> tuple[float, float]:
    """The best F1 and the recall at a precision of .99, of proposals with their scores."""
    found, best, sure = 0, 0.0, 0.0
    ordered = sorted(proposed, reverse=True)
    for at, (score, ok) in enumerate(ordered, start=1):
        found += ok
        if at < len(ordered) and ordered[at][0] == score:
            continue  # a threshold cannot part equal scores
        precision, recall = found / at, found / findable
        if found:
            best = max(best, 2 * precision * recall / (precision + recall))
        if precision >= 0.99:
            sure = max(sure, recall)
    return best, sure
