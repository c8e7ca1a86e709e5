"""What a deleted row leaves in SQLite's file is taken away within a minute (G20); that it is gone then, the drill of erasing reads."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from kanaf.core import clock, ids
from kanaf.core.database import remnants
from kanaf.core.models import DataKey

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL vacuums by itself"),
]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How much was to be cleared each time the file was written anew; a test's own transaction counts for none."""
    found: list[int] = []
    monkeypatch.setattr(remnants, "_is_in_transaction", lambda: False)
    monkeypatch.setattr(remnants, "_write_anew", lambda: found.append(counted()))
    return found


def counted() -> int:
    with connection.cursor() as cursor:
        return int(cursor.execute("pragma user_version").fetchone()[0])


def erase() -> DataKey:
    held = DataKey.objects.create(subject_kind="child", subject_id=ids.new_id(), wrapped=b"x" * 60)
    DataKey.objects.filter(pk=held.pk).delete()
    return held


def test_the_file_is_written_anew_once_after_some_were_erased(written: list[int]) -> None:
    assert not remnants.clear()
    held = erase()
    erase()
    assert remnants.clear()
    assert not remnants.clear()
    DataKey.objects.filter(pk=held.pk).delete()  # nobody is erased by it
    assert not remnants.clear()
    assert written == [2]


def test_an_erasure_that_is_taken_back_leaves_nothing_to_do(written: list[int]) -> None:
    with transaction.atomic():
        erase()
        transaction.set_rollback(True)
    assert not remnants.clear()
    assert written == []


def test_who_is_erased_while_the_file_is_written_is_cleared_the_next_time(written: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    erase()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(remnants, "_write_anew", erase)
        assert remnants.clear()
    assert remnants.clear()
    assert written == [2]


def test_many_erasures_of_an_hour_are_cleared_together(written: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remnants, "_CLEARED", {})
    begun = clock.now()
    for minutes in (0, 1, 30, 59, 61):
        erase()
        remnants.clear_remnants(begun + timedelta(minutes=minutes))
    assert written == [1, 4]


def test_within_a_transaction_it_waits() -> None:
    before = counted()
    erase()
    assert not remnants.clear()
    assert counted() == before + 1
