"""`python -m bench.names [--people 100000] [--queries 1000] [--batch 100000] [--out FILE] [--keep FOLDER]`: MATCHING.md's table.

By the evaluation door, on what can be made here. Invented people are made here (`invented`); the licensed pairs and historical people
are read from `--data`, and only those are asked about from which nothing was learned. DATABASE_URL chooses the engine. `--keep` leaves
people, questions, answers and slices for others to be run beside (`bench/names/splink_beside.py`). The goals of MATCHING.md for a
registry hold at a million people: `--people 1000000 --batch 1000000` takes half an hour.
"""

import argparse
import json
import random
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from bench.names import historical, whole
from bench.names.asking import ROOT, ask, best_candidates, line, mean_reciprocal, place, speed, within
from bench.names.invented import Registry, Teller
from tools.learn_sounds import pairs, shares

DATA = ROOT.parent / "shared" / "data" / "matching"
CANDIDATES, ASKED, SEED = 20_000, 1000, 7
SCRIPTS = ("latin", "arabic", "both")
PARTS = ("pairs", "historical", "registry", "batch")

Line = tuple[str, str, str, bool | None]  # what, goal, reached, met


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.names", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--batch", type=int, default=100_000, help="records of the batch (default: 100000)")
    parser.add_argument("--only", choices=PARTS, action="append", help="this part alone; may be given again")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "bench-names.json")
    asked = parser.parse_args()
    parts = asked.only or PARTS
    there = (asked.data / "arabic_latin_names_cc0.tsv").exists()
    learned, apart = shares(pairs(asked.data / "arabic_latin_names_cc0.tsv")) if there else ([], [])
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as folder:
        keep = asked.keep or Path(folder)
        if "pairs" in parts:
            lines += _across_scripts(keep / "pairs", learned, apart) if there else _left_out("Arabic to Latin", asked.data)
        if "historical" in parts:
            readable = there and historical.duckdb is not None
            lines += (
                _historical(keep / "historical", asked.data) if readable else _left_out("historical people (duckdb reads them)", asked.data)
            )
        if "registry" in parts:
            lines += _registry(keep / "registry", asked.people, asked.queries, apart)
        if "batch" in parts:
            lines += _batch(asked.batch, apart)
    print("\n| | goal | reached | met |\n|---|---|---|---|")
    for what, goal, reached, met in lines:
        print(f"| {what} | {goal} | {reached} | {'–' if met is None else 'yes' if met else 'NO'} |")
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(
        json.dumps([dict(zip(("what", "goal", "reached", "met"), one, strict=True)) for one in lines], indent=1, ensure_ascii=False) + "\n"
    )


def _left_out(what: str, data: Path) -> list[Line]:
    print(f"!! NOT MEASURED: {what}: not in {data}")
    return [(what, "–", "not measured", None)]


def _across_scripts(folder: Path, learned: list[tuple[str, str]], apart: list[tuple[str, str]]) -> list[Line]:
    chance = random.Random(SEED)
    latin = sorted({latin for latin, _arabic in apart})
    others = sorted({latin for latin, _arabic in learned} - set(latin))
    names = latin + chance.sample(others, max(0, CANDIDATES - len(latin)))
    known, right = set(names), defaultdict(set)
    for spelled, arabic in learned + apart:
        if spelled in known:
            right[arabic].add(spelled)
    queries = chance.sample(sorted({arabic for _latin, arabic in apart}), ASKED)
    people = ({"id": name, "given": name} for name in names)
    said, found = ask(folder, people, ({"query_id": arabic, "given": arabic} for arabic in queries))
    places = [place(one, right[one["query_id"]]) for one in found]
    first, ten, mrr = within(places, 1), within(places, 10), mean_reciprocal(places)
    print(f"Arabic to Latin, {len(names):,} candidates ({said['database']}): {line(places)} · MRR {mrr:.3f} · {speed(said)}")
    of = f"Arabic → Latin, {len(names):,}"
    return [
        (f"{of}: first", "≥ .82", f"{first:.3f}", first >= 0.82),
        (f"{of}: first ten", "≥ .975", f"{ten:.3f}", ten >= 0.975),
        (f"{of}: MRR", "≥ .87", f"{mrr:.3f}", mrr >= 0.87),
        (f"{of}: ms", "≤ 5 ms", f"{said['p50_ms']} ms", said["p50_ms"] <= 5),
    ]


def _historical(folder: Path, data: Path) -> list[Line]:
    """The clusters kept apart: one record of half of them asks, all its others are there; the other half's are not."""
    told: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in historical.records(data):
        if historical.half(row["cluster"]) == 1:
            told[row["cluster"]].append(row)
    chance = random.Random(SEED)
    asking = chance.sample([c for c in sorted(told) if len(told[c]) > 1], min(ASKED, len(told)))
    queries, people, right = [], [], {}
    for at, cluster in enumerate(sorted(told)):
        rows = told[cluster]
        if cluster in asking:
            one = chance.choice(rows)
            queries.append({**one, "query_id": cluster})
            rows = [row for row in rows if row is not one] if at % 2 else []
            right[cluster] = {row["id"] for row in rows}
        people += rows
    said, found = ask(folder, people, queries)
    known = [one for one in found if right[one["query_id"]]]
    places = [place(one, right[one["query_id"]]) for one in known]
    first = {one["query_id"]: one["candidates"][0]["person_id"] for one in known if one["candidates"]}
    f1, sure = best_candidates(found, {query: answer if answer in right[query] else "" for query, answer in first.items()})
    print(
        f"historical people ({said['people']:,} records): {line(places)} · F1 {f1:.3f} · recall at precision .99 {sure:.3f} · {speed(said)}"
    )
    return [
        ("historical people apart: first / first 20", "–", f"{within(places, 1):.3f} / {within(places, 20):.3f}", None),
        ("historical people: F1 of the best candidate; recall at precision .99", "–", f"{f1:.3f}; {sure:.3f}", None),
    ]


def _registry(folder: Path, people: int, queries: int, apart: list[tuple[str, str]]) -> list[Line]:
    chance = random.Random(SEED + 3)
    first, second = Teller(SEED + 1), Teller(SEED + 2)
    drawn = chance.sample(range(people + queries), queries * 2)
    known, strangers = set(drawn[:queries]), set(drawn[queries:])
    told, asked, traced, about = [], [], [], {}
    for child in Registry(SEED, apart).children(people + queries):
        row, before = first.tell(child), child.said
        if child.number not in strangers:
            told.append({"id": f"p{child.number}", **row})
        if child.number in known or child.number in strangers:
            name = f"q{child.number}"
            again = second.tell(child)
            asked.append({"query_id": name, **again})
            about[name] = _slices(child, before, child.said, row, again) if child.number in known else []
        if child.number in known:
            traced.append({"id": f"t{child.number}", **second.trace(child)})
    said, found = ask(folder, told, asked, traced)
    (folder / "slices.json").write_text(json.dumps(about))
    slices: dict[str, list[int]] = defaultdict(list)
    for one in found:
        for name in about.get(one["query_id"], ["tracing"]):
            slices[name].append(place(one, {"p" + one["query_id"][1:]}))
    f1, sure = best_candidates([one for one in found if one["query_id"] in about], {q: "p" + q[1:] for q, names in about.items() if names})
    print(f"\n{said['people']:,} invented people ({said['database']}): built in {said['build_seconds']:.0f} s · {speed(said)}")
    print(f"tracing p50 {said['tracing']['p50_ms']} ms, p95 {said['tracing']['p95_ms']} ms")
    print(f"F1 of the best candidate {f1:.3f}, recall at precision .99 {sure:.3f}; as many asked about who are not there\n")
    for name in sorted(slices):
        print(f"{name:24} {len(slices[name]):6,} asked · {line(slices[name])}")
    return _lines(said, slices, f1, sure)


def _lines(said: Any, slices: dict[str, list[int]], f1: float, sure: float) -> list[Line]:
    of, places = f"{said['people']:,} people ({said['database']})", slices["all"]
    scripts = [within(slices[name], 20) for name in ("across scripts", "within latin", "within arabic") if len(slices.get(name, ())) >= 30]
    countries = [within(found, 20) for name, found in slices.items() if name.startswith("from ") and len(found) >= 30]
    return [
        (f"{of}: first", "≥ .88", f"{within(places, 1):.3f}", within(places, 1) >= 0.88),
        (f"{of}: first 20", "≥ .97", f"{within(places, 20):.3f}", within(places, 20) >= 0.97),
        (f"{of}: p50 / p95", "≤ 15 / 40 ms", f"{said['p50_ms']} / {said['p95_ms']} ms", said["p50_ms"] <= 15 and said["p95_ms"] <= 40),
        (f"{of}: memory", "≤ 2 GiB", f"{said['memory_mb']:.0f} MB", said["memory_mb"] <= 2048),
        (f"{of}: F1 of the best candidate", "≥ .94", f"{f1:.3f}", f1 >= 0.94),
        (f"{of}: recall at precision ≥ .99", "≥ .85", f"{sure:.3f}", sure >= 0.85),
        (
            f"{of}: between scripts, first 20",
            "≤ 3 points",
            f"{(max(scripts) - min(scripts)) * 100:.1f}",
            max(scripts) - min(scripts) <= 0.03,
        ),
        (
            f"{of}: between nationalities",
            "≤ 3 points",
            f"{(max(countries) - min(countries)) * 100:.1f}",
            max(countries) - min(countries) <= 0.03,
        ),
        (f"{of}: request → child, first 20", "≥ .90", f"{within(slices['tracing'], 20):.3f}", within(slices["tracing"], 20) >= 0.9),
    ]


def _batch(people: int, apart: list[tuple[str, str]]) -> list[Line]:
    found = whole.measure(people, SEED + 11, apart)
    minutes = found["seconds"] / 60
    print(f"\nbatch: {json.dumps({name: round(value, 3) for name, value in found.items()})}")
    return [
        (
            f"batch of {people:,}: true pairs among candidates",
            "≥ .95",
            f"{found['among_candidates']:.3f}",
            found["among_candidates"] >= 0.95,
        ),
        (
            f"batch of {people:,}: minutes, 2 processes",
            "≤ 10 (of 1,000,000)",
            f"{minutes:.1f}",
            minutes <= 10 if people >= 1_000_000 else None,
        ),
    ]


def _slices(child: Any, kept: set[str], asked: set[str], row: dict[str, Any], again: dict[str, Any]) -> list[str]:
    scripts = {script for said in (kept, asked) for script in said if script in SCRIPTS}
    pair = "across scripts" if scripts == {"latin", "arabic"} else f"within {scripts.pop()}" if len(scripts) == 1 else "one in both scripts"
    found = ["all", pair, f"from {child.country}", *([child.kin] if child.kin else [])]
    found += [slice_ for slice_ in ("nickname", "swapped") if slice_ in kept | asked]
    both = {name for name in row if name in again}
    found += ["no parent in common"] if not both & {"mother", "father"} else []
    found += ["a family name missing"] if "family" not in both else []
    found += ["a birth missing"] if "born_earliest" not in both else []
    return [*found, "common names"] if child.given[0].rank < 4 and child.family.rank < 4 else found


if __name__ == "__main__":
    main()
