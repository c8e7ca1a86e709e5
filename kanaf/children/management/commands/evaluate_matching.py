"""Measure how people are found again: an index of the people given, thrown away afterwards, and every query put to it."""

import json
import resource
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from kanaf.children.index import Candidate, ThrowAway
from kanaf.children.told import person_from, tracing_from
from kanaf.core import rows


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", required=True, type=Path, metavar="people.jsonl", help="one person a line")
        parser.add_argument("--queries", type=Path, metavar="queries.jsonl", help="one person a line, with query_id or id")
        parser.add_argument("--tracing", type=Path, metavar="tracing.jsonl", help="one request of a relative a line")
        parser.add_argument(
            "--out", required=True, type=Path, metavar="results.jsonl", help="one line for each query, best candidates first"
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object instead of lines for people")

    def handle(self, *_args: Any, **options: Any) -> None:
        ids: list[str] = []
        index = ThrowAway()
        if connection.vendor == "sqlite":  # a fresh machine has no home yet; what is made here goes with the connection
            Path(str(connection.settings_dict["NAME"])).parent.mkdir(parents=True, exist_ok=True)
        with rows.as_owner():
            started = time.perf_counter()
            try:
                index.load((number, person_from(row)) for number, row in enumerate(_numbered(options["people"], ids)))
                build = time.perf_counter() - started
                with options["out"].open("w", encoding="utf-8") as out:
                    queries = [*_timed(index, options["queries"], ids, out, tracing=False)]
                    tracing = [*_timed(index, options["tracing"], ids, out, tracing=True)]
            finally:
                index.drop()
        found = {
            "database": connection.vendor,
            "people": len(ids),
            "build_seconds": round(build, 2),
            "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
            "queries": len(queries),
            **_times(queries),
            "tracing": {"queries": len(tracing), **_times(tracing)},
        }
        if options["as_json"]:
            self.stdout.write(json.dumps(found))
        else:
            for name, value in found.items():
                self.stdout.write(f"{name}: {value}")


def _numbered(path: Path, ids: list[str]) -> Iterator[dict[str, Any]]:
    for row in _rows(path):
        ids.append(row.get("id", ""))
        yield row


def _rows(path: Path | None) -> Iterator[dict[str, Any]]:
    if path is None:
        return
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for at, line in enumerate(lines, start=1):
                if line.strip():
                    yield _row(line, f"{path}:{at}")
    except OSError as trouble:
        raise CommandError(f"{path}: {trouble.strerror}") from trouble


def _row(line: str, place: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as trouble:
        raise CommandError(f"{place}: not JSON ({trouble})") from trouble
    if not isinstance(row, dict):
        raise CommandError(f"{place}: an object is needed, with an id")
    return row


def _timed(index: ThrowAway, path: Path | None, ids: list[str], out: Any, *, tracing: bool) -> Iterator[tuple[float, float]]:
    for row in _rows(path):
        started, worked = time.perf_counter(), time.process_time()
        found = index.find((tracing_from if tracing else person_from)(row))
        took, cpu = (time.perf_counter() - started) * 1000, (time.process_time() - worked) * 1000
        name = next((row[key] for key in ("query_id", "request_id", "id") if row.get(key) is not None), "")
        answer = {"query_id": name, "ms": round(took, 3), "candidates": [_said(one, ids) for one in found]}
        out.write(json.dumps(answer, ensure_ascii=False) + "\n")
        yield took, cpu


def _said(candidate: Candidate, ids: list[str]) -> dict[str, Any]:
    reasons = [
        {"field": reason.field, "code": reason.code, "bits": reason.bits, "ours": reason.ours, "theirs": reason.theirs}
        for reason in candidate.comparison.reasons
        if reason.bits
    ]
    score, band = candidate.comparison.score, candidate.comparison.band
    return {"person_id": ids[candidate.number], "score": score, "band": band, "reasons": reasons}


def _times(took: list[tuple[float, float]]) -> dict[str, float | None]:
    """Median and 95th of a hundred, in ms; `cpu` is this process's own share, which a busy machine stretches less."""
    wall, cpu = (sorted(times) for times in zip(*took, strict=True)) if took else ([], [])
    return {
        "p50_ms": round(median(wall), 2) if wall else None,
        "p95_ms": round(wall[min(len(wall) - 1, int(len(wall) * 0.95))], 2) if wall else None,
        "cpu_p50_ms": round(median(cpu), 2) if cpu else None,
    }
