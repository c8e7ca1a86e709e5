"""The licensed historical people (Splink's `historical_figures_with_errors_50k`, MIT), as persons of the evaluation door."""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

try:
    import duckdb
except ImportError:  # no dependency of ours: only this file is Parquet
    duckdb = None

FILE = "historical_people_half.parquet"


def records(data: Path) -> Iterator[dict[str, Any]]:
    """Every record, with its `cluster`; the place of birth stands as the origin."""
    for row in _rows(data / FILE):
        said = {
            "id": row["unique_id"],
            "cluster": row["cluster"],
            "given": _given(row),
            "family": row["surname"],
            "sex": {"male": "M", "female": "F"}.get(str(row["gender"]), "unknown"),
            "born_earliest": row["dob"],
            "born_latest": row["dob"],
            "origin": row["birth_place"],
        }
        yield {name: str(value) for name, value in said.items() if isinstance(value, str) and value}


def half(cluster: str) -> int:
    """0 for the clusters from which weights are learned, 1 for those kept apart."""
    return zlib.crc32(cluster.encode()) % 2


def _given(row: dict[str, Any]) -> Any:
    """All that stands before the family name."""
    full, family = row["full_name"], row["surname"]
    if isinstance(full, str) and isinstance(family, str) and full.endswith(" " + family):
        return full.removesuffix(" " + family)
    return row["first_name"]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if duckdb is None:
        raise SystemExit(f"{path} is a Parquet file: pip install duckdb (it comes with Splink too), anywhere on PYTHONPATH")
    found = duckdb.sql(f"select * from read_parquet('{path}')")
    yield from (dict(zip(found.columns, row, strict=True)) for row in found.fetchall())
