"""G13: what was acknowledged is saved, whole, with its act; killed in the middle leaves nothing by half."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.drills import homes

pytestmark = pytest.mark.django_db
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's writers and server are killed below")
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server to kill")
Promise = Callable[[str, str], None]


def _check(found: dict[str, Any], what: str, promise: Promise) -> None:
    held = {name: found[name] for name in ("lost", "half", "bare", "chain")}
    promise(
        "G13", f"{what} killed while {found['acknowledged']:,} children were acknowledged: {found['lost']} lost, {found['half']} by half"
    )
    assert held == {"lost": 0, "half": 0, "bare": 0, "chain": "sound"}
    assert found["acknowledged"] >= found["kills"]


@on_sqlite
def test_a_writer_killed_at_any_moment_loses_nothing_it_acknowledged(tmp_path: Path, promise: Promise) -> None:
    _check(homes.run(homes.sqlite_home(tmp_path), "kill_harness", "writer", "25"), "25 writers on SQLite", promise)


@on_sqlite
@pytest.mark.drill
def test_a_thousand_kills_lose_nothing(tmp_path: Path, promise: Promise) -> None:
    _check(homes.run(homes.sqlite_home(tmp_path), "kill_harness", "writer", "1000"), "1,000 writers on SQLite", promise)


@on_postgresql
def test_a_writer_or_its_server_killed_at_any_moment_loses_nothing(tmp_path: Path, promise: Promise) -> None:
    with homes.postgresql_home(tmp_path) as environment:
        found = homes.run(environment, "kill_harness", "writer", "8", "server", "2")
    _check(found, "8 writers on PostgreSQL, and 2 times its server,", promise)


@on_postgresql
@pytest.mark.drill
def test_hundreds_of_kills_of_writers_and_server_lose_nothing(tmp_path: Path, promise: Promise) -> None:
    with homes.postgresql_home(tmp_path) as environment:
        found = homes.run(environment, "kill_harness", "writer", "300", "server", "40")
    _check(found, "300 writers on PostgreSQL, and 40 times its server,", promise)
