"""G13: what was acknowledged is saved, whole, with its act; killed in the middle leaves nothing by half."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="on PostgreSQL the server ends the transaction of a client that died")


def _killed(tmp_path: Path, kills: int) -> dict[str, object]:
    """Kill writers on a copy of the tests' database, in a home of its own."""
    database = tmp_path / "kanaf.sqlite3"
    shutil.copy(connection.settings_dict["NAME"], database)  # the test itself has written nothing
    shutil.copytree(settings.KANAF_KEYS, tmp_path / "keys")
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{database}",
        "KANAF_HOME": str(tmp_path),
        "KANAF_KEYS": str(tmp_path / "keys"),
        "KANAF_AUDIT_HEADS": str(tmp_path / "heads.txt"),
        "DJANGO_SETTINGS_MODULE": "kanaf.config.settings",
    }
    command = [sys.executable, "-m", "tests.drills.kill_harness", str(kills)]
    done = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False, timeout=1800)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    print(f"\nkilled while registering: {found}")
    return found


@on_sqlite
@pytest.mark.django_db
def test_a_writer_killed_at_any_moment_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    found = _killed(tmp_path, 25)
    assert found["acknowledged"] >= 25
    assert (found["lost"], found["half"], found["chain"]) == (0, 0, "sound")


@on_sqlite
@pytest.mark.drill
@pytest.mark.django_db
def test_a_thousand_kills_lose_nothing(tmp_path: Path) -> None:
    found = _killed(tmp_path, 1000)
    assert (found["kills"], found["lost"], found["half"], found["chain"]) == (1000, 0, 0, "sound")
