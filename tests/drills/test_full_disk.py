"""G13: whichever write the disk has no room for, nobody is told that something is saved which is not, and nothing is there by half."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.drills import disk, homes

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="PostgreSQL's disk is its server's: how a client hears of it is in test_no_room"
    ),
]
Promise = Callable[[str, str], None]
NAMES = {"action": "a registration", "page": "a registration by its page", "attachment": "an attachment", "export": "an export"}


def _fill(tmp_path: Path, promise: Promise, **steps: int) -> None:
    with homes.quick_folder() as folder:
        environment = homes.sqlite_home(folder)
        watched = environment | {"LD_PRELOAD": str(disk.compiled(tmp_path)), "DISK_WATCH": environment["KANAF_HOME"]}
        by_scene = homes.run(watched, "full_disk", *[str(word) for scene in steps.items() for word in scene])
    for scene, found in by_scene.items():
        promise(
            "G13", f"the disk full at {found['full']} writes of {NAMES[scene]}: {_broken(found) or 'no false “saved”, nothing by half'}"
        )
    for found in by_scene.values():
        assert not _broken(found), found["worst"]
        assert found["refused"] >= found["full"] / 2


def _broken(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name not in {"full", "saved", "refused", "worst"}}


def test_a_full_disk_is_said_and_saves_nothing_by_half(tmp_path: Path, promise: Promise) -> None:
    _fill(tmp_path, promise, action=37, page=67, attachment=97, export=127)


@pytest.mark.drill
@pytest.mark.parametrize("scene", NAMES)
def test_a_full_disk_at_every_write(tmp_path: Path, promise: Promise, scene: str) -> None:
    _fill(tmp_path, promise, **{scene: 1})
