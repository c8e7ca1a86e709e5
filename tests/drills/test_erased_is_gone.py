"""G20: of an erased child nothing that could be read is left in any file at rest, nor after an older database came back."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the files of a PostgreSQL server are not the application's to read"),
]
Promise = Callable[[str, str], None]


def _erased(tmp_path: Path, children: int) -> dict[str, object]:
    """Erase by a list on a copy of the tests' database, in a home of its own."""
    home = tmp_path / "home"
    home.mkdir()
    database = home / "kanaf.sqlite3"
    shutil.copy(connection.settings_dict["NAME"], database)  # the test itself has written nothing
    shutil.copytree(settings.KANAF_KEYS, tmp_path / "keys")
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{database}",
        "KANAF_HOME": str(home),
        "KANAF_KEYS": str(tmp_path / "keys"),
        "KANAF_AUDIT_HEADS": str(home / "heads.txt"),
        "DJANGO_SETTINGS_MODULE": "kanaf.config.settings",
    }
    command = [sys.executable, "-m", "tests.drills.erase_harness", str(children)]
    done = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False, timeout=1800)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    print(f"\nerased: {found}")
    return found


def _check(found: dict[str, object], promise: Promise) -> None:
    left, replayed, canaries = found["left after erasing"], found["left after the replay"], found["canaries"]
    promise(
        "G20",
        f"{found['erased']} children erased by a list: of {found['secrets']} keys {left} left in {found['files']} files, {replayed} after "
        f"an older database came back, {canaries} canaries, figures {found['figures']}",
    )
    assert found["there before"] == found["secrets"]  # the search finds what is there
    assert (left, replayed, canaries) == (0, 0, 0)
    assert found["came back with the older database"] == found["erased"]
    assert (found["kept"], found["figures"], found["chain"]) == (3, "equal", "sound")


def test_an_erased_child_is_gone_from_every_file(tmp_path: Path, promise: Promise) -> None:
    _check(_erased(tmp_path, 6), promise)


@pytest.mark.drill
def test_four_hundred_erased_children_are_gone_from_every_file(tmp_path: Path, promise: Promise) -> None:
    _check(_erased(tmp_path, 400), promise)
