"""The chain of acts lets eight people write at once: at least 60 % of what they do without it, each act on the disk when told."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from tests.drills import homes

pytestmark = [pytest.mark.django_db, pytest.mark.drill, pytest.mark.alone]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time, chain or none")
def test_eight_writers_keep_most_of_their_pace_with_the_chain(tmp_path: Path, promise: Callable[[str, str], None]) -> None:
    with homes.postgresql_home(tmp_path) as environment:
        found = homes.run(environment, "throughput", "8")
    chained, bare, share = found["chained"], found["bare"], found["share"]
    promise("G13", f"8 writers on PostgreSQL, fsync on: {chained}/s with the chain of acts, {bare}/s without: {share:.0%}")
    assert share >= 0.60
