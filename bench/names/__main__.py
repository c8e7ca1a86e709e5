"""`python -m bench.names [--people 100000] [--queries 1000]`: the table of MATCHING.md, by the evaluation door, on what can be made here.

Invented people are made here (`invented`); the licensed pairs are read from `../shared/data/matching/` where they are, and only the fifth
from which nothing was learned is asked about. DATABASE_URL chooses the engine.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.names.invented import Registry, Teller
from tools.learn_sounds import pairs, shares

ROOT = Path(__file__).resolve().parents[2]
PAIRS = ROOT.parent / "shared" / "data" / "matching" / "arabic_latin_names_cc0.tsv"
CANDIDATES, ASKED, SEED = 20_000, 1000, 7
SCRIPTS = ("latin", "arabic", "both")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.names", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=1000)
    asked = parser.parse_args()
    learned, apart = shares(pairs(PAIRS)) if PAIRS.exists() else ([], [])
    with tempfile.TemporaryDirectory() as folder:
        if apart:
            _across_scripts(Path(folder), learned, apart)
        else:
            print(f"!! NOT MEASURED: Arabic to Latin: {PAIRS} is not there")
        _registry(Path(folder), asked.people, asked.queries, apart)


def _across_scripts(folder: Path, learned: list[tuple[str, str]], apart: list[tuple[str, str]]) -> None:
    chance = random.Random(SEED)
    latin = sorted({latin for latin, _arabic in apart})
    others = sorted({latin for latin, _arabic in learned} - set(latin))
    candidates = latin + chance.sample(others, max(0, CANDIDATES - len(latin)))
    known, right = set(candidates), defaultdict(set)
    for spelled, arabic in learned + apart:
        if spelled in known:
            right[arabic].add(spelled)
    queries = chance.sample(sorted({arabic for _latin, arabic in apart}), ASKED)
    people = ({"id": name, "given": name} for name in candidates)
    said, found = _ask(folder, people, ({"query_id": arabic, "given": arabic} for arabic in queries))
    places = [_place(one, right[one["query_id"]]) for one in found]
    print(
        f"Arabic to Latin, {len(candidates):,} candidates ({said['database']}): {_line(places)} · MRR {_mrr(places):.3f} · {_speed(said)}"
    )


def _registry(folder: Path, people: int, queries: int, apart: list[tuple[str, str]]) -> None:
    chance = random.Random(SEED + 3)
    first, second = Teller(SEED + 1), Teller(SEED + 2)
    chosen = set(chance.sample(range(people), min(queries, people)))
    told, asked, traced, about = [], [], [], {}
    for child in Registry(SEED, apart).children(people):
        told.append({"id": f"p{child.number}", **first.tell(child)})
        before = child.said
        if child.number in chosen:
            asked.append({"query_id": f"q{child.number}", **second.tell(child)})
            about[f"q{child.number}"] = _slices(child, before, child.said)
            traced.append({"id": f"t{child.number}", **second.trace(child)})
    said, found = _ask(folder, told, asked, traced)
    slices: dict[str, list[int]] = defaultdict(list)
    for one in found:
        for name in about.get(one["query_id"], ["tracing"]):
            slices[name].append(_place(one, {"p" + one["query_id"][1:]}))
    print(f"\n{said['people']:,} invented people ({said['database']}): built in {said['build_seconds']:.0f} s · {_speed(said)}")
    print(f"tracing p50 {said['tracing']['p50_ms']} ms, p95 {said['tracing']['p95_ms']} ms\n")
    for name in sorted(slices):
        print(f"{name:24} {len(slices[name]):6,} asked · {_line(slices[name])}")


def _slices(child: Any, kept: set[str], asked: set[str]) -> list[str]:
    scripts = {script for said in (kept, asked) for script in said if script in SCRIPTS}
    pair = "across scripts" if scripts == {"latin", "arabic"} else "within a script"
    found = ["all", pair, f"from {child.country}", *([child.kin] if child.kin else [])]
    found += [slice_ for slice_ in ("nickname", "swapped") if slice_ in kept | asked]
    return [*found, "common names"] if child.given[0].rank < 4 and child.family.rank < 4 else found


def _ask(folder: Path, people: Iterable[Any], queries: Iterable[Any], tracing: Iterable[Any] = ()) -> tuple[Any, list[Any]]:
    files = {"people": people, "queries": queries, "tracing": tracing}
    for name, rows in files.items():
        with (folder / name).open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    arguments = [part for name in files for part in (f"--{name}", str(folder / name))]
    command = [sys.executable, "manage.py", "evaluate_matching", *arguments, "--out", str(folder / "out"), "--json"]
    said = json.loads(subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout.splitlines()[-1])
    return said, [json.loads(line) for line in (folder / "out").read_text(encoding="utf-8").splitlines()]


def _place(answer: Any, right: set[str]) -> int:
    """Where the first right candidate stands, from 0; a thousand when it is not among them."""
    return next((at for at, one in enumerate(answer["candidates"]) if one["person_id"] in right), 1000)


def _line(places: list[int]) -> str:
    return " · ".join(f"@{most} {sum(place < most for place in places) / len(places):.3f}" for most in (1, 10, 20))


def _mrr(places: list[int]) -> float:
    return sum(1 / (1 + place) for place in places if place < 1000) / len(places)


def _speed(said: Any) -> str:
    return f"p50 {said['p50_ms']} ms, p95 {said['p95_ms']} ms (cpu p50 {said['cpu_p50_ms']} ms) · {said['memory_mb']:.0f} MB"


if __name__ == "__main__":
    main()
