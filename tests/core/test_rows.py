"""The second barrier: nothing protected is in reach of code that has not said for whom it acts (G6)."""

import contextlib
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError
from django.test.utils import CaptureQueriesContext

from kanaf.children.models import CareTeam, Child, Identity, Registration
from kanaf.core import rows
from kanaf.core.database import policies
from kanaf.core.database.guard import protected_tables
from tests import worlds

pytestmark = pytest.mark.django_db


def test_with_nobody_in_context_no_protected_row_is_reached() -> None:
    worlds.child(worlds.caseworker())
    for table, model in protected_tables().items():
        with rows.acting(rows.NOBODY):
            if connection.vendor == "postgresql":
                assert not _reaches(model), table
            else:
                with pytest.raises(rows.OutsidePolicy, match=table):
                    model._base_manager.exists()
    assert len(protected_tables()) >= 12


def _reaches(model: Any) -> bool:
    """Whether a row comes; a table that the role may not even ask gives none."""
    with contextlib.suppress(ProgrammingError), transaction.atomic():
        return bool(model._base_manager.exists())
    return False


def test_another_organisations_rows_do_not_come_even_without_the_policy_function() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("row-level security is PostgreSQL's; SQLite's guard is tested above")
    mine, theirs = worlds.caseworker("nador"), worlds.caseworker("casablanca")
    own, foreign = worlds.child(mine), worlds.child(theirs, city="casablanca")
    with rows.for_organisation(mine.organisation_id):
        assert set(Child.objects.values_list("pk", flat=True)) == {own.pk}
        assert not Registration.objects.filter(child=foreign).exists()
        assert not Identity.objects.filter(child=foreign).exists()
        assert not CareTeam.objects.filter(child=foreign).exists()


def test_rows_cannot_be_written_for_another_organisation() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("row-level security is PostgreSQL's")
    mine, theirs = worlds.caseworker("nador"), worlds.caseworker("casablanca")
    foreign = worlds.child(theirs, city="casablanca")
    with rows.for_organisation(mine.organisation_id), pytest.raises(DatabaseError), transaction.atomic():
        CareTeam.objects.create(
            child=foreign, organisation_id=theirs.organisation_id, city_id="nador", started_at="2026-01-01T00:00+01:00", ended_at=None
        )


def test_counting_never_opens_a_sealed_table() -> None:
    worlds.child(worlds.caseworker())
    with rows.as_counter():
        assert Registration.objects.exists()
        with pytest.raises((rows.OutsidePolicy, DatabaseError)), transaction.atomic():
            Identity.objects.exists()


def test_the_context_holds_after_a_rollback() -> None:
    """A setting made inside a transaction is undone with it; the barrier must not be."""
    mine, theirs = worlds.caseworker("nador"), worlds.caseworker("casablanca")
    worlds.child(mine)
    worlds.child(theirs, city="casablanca")

    def seen() -> int:
        return CareTeam.objects.count() if connection.vendor == "postgresql" else 1

    with rows.for_organisation(theirs.organisation_id):
        assert seen() == 1
        with contextlib.suppress(RuntimeError), transaction.atomic(), rows.for_organisation(mine.organisation_id):
            assert seen() == 1
            raise RuntimeError
        assert seen() == 1
        if connection.vendor == "postgresql":
            assert CareTeam.objects.get().organisation_id == theirs.organisation_id


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles")
def test_roles_that_are_there_are_not_given_again() -> None:
    """Two databases of one cluster set up in the same moment broke off on the row of the catalog that both wrote."""
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        policies.create_roles(cursor)
    assert [query["sql"] for query in asked if query["sql"].lower().startswith(("create", "grant"))] == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no policies")
def test_barriers_are_brought_in_line_as_often_as_one_migrates() -> None:
    before = _policies()
    policies.apply()
    assert _policies() == before != []


def _policies() -> list[Any]:
    with rows.as_owner(), connection.cursor() as cursor:
        cursor.execute("select tablename, policyname, roles, cmd, qual, with_check from pg_policies order by 1, 2")
        return list(cursor.fetchall())
