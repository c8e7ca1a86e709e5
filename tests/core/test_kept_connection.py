"""A connection is kept between requests, and never writes to a file that another has replaced."""

import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from django.conf import settings
from django.db.utils import ConnectionHandler

from kanaf.core import rows


def noted(file: Path) -> list[str]:
    with sqlite3.connect(file) as plain:
        return [row[0] for row in plain.execute("select words from notes order by words")]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "kept.sqlite3"
    with sqlite3.connect(file) as plain:
        plain.execute("create table notes (words text)")
        plain.execute("insert into notes values ('first')")
    return file


@pytest.mark.django_db
def test_after_a_restore_the_next_request_writes_to_what_was_restored(file: Path) -> None:
    of = {"ENGINE": "kanaf.core.database.sqlite", "NAME": str(file), "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    kept = ConnectionHandler({"default": of})["default"]
    backup = shutil.copy(file, file.with_suffix(".backup"))

    def request(words: str) -> None:
        kept.close_if_unusable_or_obsolete()
        with rows.as_owner(), kept.cursor() as cursor:
            cursor.execute("insert into notes values (%s)", [words])

    try:
        request("lost with the file that was replaced")
        opened = kept.connection
        request("and this")
        assert kept.connection is opened
        os.replace(backup, file)
        request("after the restore")
        assert kept.connection is not opened
        assert noted(file) == ["after the restore", "first"]
    finally:
        kept.close()


def test_both_databases_keep_their_connections() -> None:
    of = settings.DATABASES["default"]
    assert (of["CONN_MAX_AGE"], of["CONN_HEALTH_CHECKS"]) == (60, True)
