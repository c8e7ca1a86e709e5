"""The public surface reads what is published and nothing else: the role on PostgreSQL, the guard on SQLite (decision 9)."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import DatabaseError
from wagtail.models import Page

from kanaf.access.models import Account, AuditEntry
from kanaf.children.models import Child
from kanaf.core import rows
from kanaf.core.database.guard import PUBLIC_PREFIXES, protected_tables
from kanaf.indicators.models import FigureCell, FrozenFigure
from kanaf.publication.models import HomePage, ReleasedCell, ReleasedFigure
from tests import worlds
from tests.publication import builders

pytestmark = pytest.mark.django_db


def read(model: Any) -> None:
    """Ask for one row; the name of the table is what a failure says."""
    assert not model._base_manager.exists(), model._meta.db_table
    raise AssertionError(model._meta.db_table)


def test_no_protected_table_is_in_reach() -> None:
    worlds.child(worlds.caseworker())
    for model in protected_tables().values():
        with rows.as_public(), pytest.raises((rows.OutsidePolicy, DatabaseError)), transaction.atomic():
            read(model)


def test_what_is_published_is_in_reach() -> None:
    builders.small_year()
    with rows.as_public():
        assert ReleasedFigure.objects.current().get().total == 28
        assert ReleasedCell.objects.exists()
        assert HomePage.objects.live().count() == 3
        assert Page.objects.filter(live=True).exists()


def test_the_role_of_the_site_reads_no_other_table_at_all() -> None:
    """Not people, not the audit, not frozen figures: on PostgreSQL even tables without a policy of their own are out of reach."""
    if connection.vendor != "postgresql":
        pytest.skip("roles are PostgreSQL's; SQLite's guard is tested above")
    builders.small_year()
    for model in (Account, AuditEntry, FrozenFigure, FigureCell, Child):
        with rows.as_public(), pytest.raises(DatabaseError), transaction.atomic():
            model._base_manager.exists()
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if not table.startswith(PUBLIC_PREFIXES):
            with rows.as_public(), pytest.raises(DatabaseError), transaction.atomic():
                read(model)


def test_the_role_of_the_site_writes_nothing() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("roles are PostgreSQL's")
    released = builders.small_year()
    with rows.as_public(), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("update publication_releasedfigure set total = 1")
    with rows.as_public(), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from wagtailcore_page")
    released.refresh_from_db()
    assert released.total == 28
