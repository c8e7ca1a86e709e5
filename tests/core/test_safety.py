"""A database that does not wait for the disk is named (G13)."""

from collections.abc import Callable

import pytest
from django.core.checks import run_checks
from django.db import connection
from django.test import Client

from kanaf.access.models import Account
from kanaf.access.roles import Role
from kanaf.core.database import safety
from tests import worlds
from tests.desk.browsing import text_of

pytestmark = pytest.mark.django_db


def test_sqlite_is_set_at_each_connection() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite alone")
    assert safety.unsafe_settings() == []
    with connection.cursor() as cursor:
        assert cursor.execute("pragma synchronous").fetchone() == (3,)


def test_postgresql_is_asked_what_it_does_now() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL alone")
    with connection.cursor() as cursor:
        cursor.execute("show fsync")
        is_on = cursor.fetchone() == ("on",)
        assert ("fsync = off" in safety.unsafe_settings()) is not is_on
        cursor.execute("set synchronous_commit to off")
        assert "synchronous_commit = off" in safety.unsafe_settings()
        cursor.execute("set synchronous_commit to remote_apply")
        assert not [one for one in safety.unsafe_settings() if one.startswith("synchronous")]
        cursor.execute("reset synchronous_commit")


def test_who_migrates_and_who_administers_are_told(signed_in: Callable[[Account], Client], monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(worlds.person(Role.ADMINISTRATOR, "asticude"))
    monkeypatch.setattr(safety, "unsafe_settings", lambda: ["fsync = off"])
    assert [found.id for found in run_checks(tags=["database"], databases=["default"]) if str(found.id).startswith("kanaf")] == [
        "kanaf.W001"
    ]
    assert "does not wait for the disk" in text_of(client.get("/work/people/missing/"))
    monkeypatch.setattr(safety, "unsafe_settings", list)
    assert "does not wait for the disk" not in text_of(client.get("/work/people/missing/"))
