"""Splink on the same people and questions, so that Kanaf's figures stand beside those of the best-known free tool.

Not a dependency of Kanaf: nothing of `make setup` or `make test` installs it. In an environment of its own:

    python3 -m venv /tmp/splink && /tmp/splink/bin/pip install splink==5.0.0 rapidfuzz==3.14.6 anyascii==0.3.3 numpy==2.4.6
    python -m bench.names --only registry --people 100000 --keep /tmp/names
    /tmp/splink/bin/python -m bench.names.splink_beside /tmp/names/registry

Splink is given what it can use: names folded by Kanaf (it has no notion of two scripts), their consonants, years of birth, sex,
nationality, folded origin, with term frequencies; u from random pairs, m by expectation–maximisation, as its guide says.
Its blocks are exact equalities of two things or more each (names as consonants), as far as memory allows.
"""

import json
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from bench.names.asking import NOWHERE, best_candidates, line
from kanaf.matching import fold, skeleton

PAIRS = 3e6
BLOCKS = (
    ("given_bones", "family_bones"),
    ("given_bones", "mother_bones"),
    ("given_bones", "father_bones"),
    ("family_bones", "mother_bones"),
    ("given_bones", "origin_sound"),
    ("family_bones", "origin_sound", "sex"),
    ("given_bones", "nationality", "sex", "year"),
    ("family_bones", "nationality", "sex", "year"),
)


def main() -> None:
    folder = Path(sys.argv[1])
    people, queries = (_rows(folder / f"{name}.jsonl") for name in ("people", "queries"))
    about = json.loads((folder / "slices.json").read_text())
    started = time.perf_counter()
    answers = _answers(people, queries)
    print(f"Splink: {len(people):,} people, {len(queries):,} questions in {time.perf_counter() - started:.0f} s")
    slices: dict[str, list[int]] = defaultdict(list)
    given = [{"query_id": query["unique_id"], "candidates": answers.get(query["unique_id"], [])} for query in queries]
    for one in given:
        right = "p" + one["query_id"][1:]
        at = next((at for at, candidate in enumerate(one["candidates"]) if candidate["person_id"] == right), NOWHERE)
        for name in about[one["query_id"]]:
            slices[name].append(at)
    f1, sure = best_candidates(given, {q: "p" + q[1:] for q, names in about.items() if names})
    print(f"F1 of the best candidate {f1:.3f}, recall at precision .99 {sure:.3f}\n")
    for name in sorted(slices):
        print(f"{name:24} {len(slices[name]):6,} asked · {line(slices[name])}")


def _rows(path: Path) -> list[dict[str, Any]]:
    return [_row(json.loads(said)) for said in path.read_text(encoding="utf-8").splitlines()]


def _row(said: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {"unique_id": said.get("query_id") or said["id"]}
    for name in ("given", "family", "mother", "father", "origin"):
        words = fold(said.get(name, ""))
        row[f"{name}_sound"] = "".join(words) or None
        row[f"{name}_bones"] = skeleton(words[0]) if words else None
    row["sex"] = said.get("sex") if said.get("sex") != "unknown" else None
    row["nationality"] = (said.get("nationalities") or [None])[0]
    earliest, latest = said.get("born_earliest"), said.get("born_latest")
    row["born"] = earliest if earliest == latest and earliest and not earliest.endswith("-01-01") else None
    row["year"] = (int(earliest[:4]) + int(latest[:4])) // 2 if earliest and latest else None
    return row


def _answers(people: list[dict[str, Any]], queries: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    connection = duckdb.connect()
    connection.sql("set threads = 2")
    api = DuckDBAPI(connection)
    tables = []
    for name, rows in (("people", people), ("queries", queries)):
        columns = {column: "integer" if column == "year" else "varchar" for column in rows[0]}
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
            file.flush()
            connection.sql(f"create table {name} as select * from read_json('{file.name}', columns = {columns})")
        tables.append(api.register(name, dataset_display_name=name))
    linker = Linker(tables, _settings())
    linker.training.estimate_probability_two_random_records_match([block_on("given_sound", "family_sound", "mother_sound")], recall=0.1)
    linker.training.estimate_u_using_random_sampling(max_pairs=PAIRS, seed=1)
    for block in (block_on("given_bones", "family_bones"), block_on("mother_bones", "father_bones"), block_on("born", "sex")):
        linker.training.estimate_parameters_using_expectation_maximisation(block)
    found = linker.inference.predict()
    rows = connection.sql(f"select unique_id_l, unique_id_r, match_weight from {found.physical_name} order by match_weight desc").fetchall()
    print(f"{len(rows):,} pairs scored")
    answers: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one, other, weight in rows:
        query, person = (one, other) if one.startswith("q") else (other, one)
        if len(answers[query]) < 20:
            answers[query].append({"person_id": person, "score": weight})
    return answers


def _settings() -> SettingsCreator:
    def name(column: str) -> Any:
        return comparisons.CustomComparison(
            output_column_name=column,
            comparison_levels=[
                levels.NullLevel(f"{column}_sound"),
                levels.ExactMatchLevel(f"{column}_sound", term_frequency_adjustments=True),
                levels.ExactMatchLevel(f"{column}_bones"),
                levels.JaroWinklerLevel(f"{column}_sound", 0.9),
                levels.JaroWinklerLevel(f"{column}_sound", 0.8),
                levels.ElseLevel(),
            ],
        )

    return SettingsCreator(
        link_type="link_only",
        comparisons=[
            name("given"),
            name("family"),
            name("mother"),
            name("father"),
            comparisons.ExactMatch("sex"),
            comparisons.ExactMatch("nationality").configure(term_frequency_adjustments=True),
            comparisons.ExactMatch("origin_sound").configure(term_frequency_adjustments=True),
            comparisons.CustomComparison(
                output_column_name="birth",
                comparison_levels=[
                    levels.NullLevel("year"),
                    levels.ExactMatchLevel("born"),
                    levels.AbsoluteDifferenceLevel("year", 0),
                    levels.AbsoluteDifferenceLevel("year", 1),
                    levels.AbsoluteDifferenceLevel("year", 3),
                    levels.ElseLevel(),
                ],
            ),
        ],
        blocking_rules_to_generate_predictions=[block_on(*block) for block in BLOCKS],
    )


if __name__ == "__main__":
    main()
