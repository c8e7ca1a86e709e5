"""History cannot be rewritten, by the ORM or by SQL; a correction adds a row."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from kanaf.assistance import actions as assistance
from kanaf.assistance.models import Service
from kanaf.core import clock
from kanaf.core.history import Rewriting
from tests import worlds

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Service:
    by = worlds.caseworker()
    return worlds.service(by, worlds.child(by))


def test_the_orm_refuses_to_change_or_remove_a_row(service: Service) -> None:
    service.quantity = 2
    with pytest.raises(Rewriting):
        service.save()
    with pytest.raises(Rewriting):
        service.delete()
    with pytest.raises(Rewriting):
        Service.objects.filter(pk=service.pk).update(quantity=2)
    with pytest.raises(Rewriting):
        Service.objects.all().delete()
    with pytest.raises(Rewriting):
        Service.objects.bulk_update([service], ["quantity"])


@pytest.mark.parametrize("statement", ['update "{t}" set quantity = 2', 'delete from "{t}"'])
def test_sql_is_refused_by_the_database(service: Service, statement: str) -> None:
    sql = statement.format(t=Service._meta.db_table)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_every_append_only_table_has_its_trigger() -> None:
    from django.apps import apps

    tables = {model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False)}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("select c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid where t.tgname = 'append_only'")
            guarded = {name for (name,) in cursor.fetchall()}
        else:
            cursor.execute("select tbl_name from sqlite_master where type = 'trigger' and name like 'append_only_%'")
            names = [name for (name,) in cursor.fetchall()]
            guarded = {name for name in names if names.count(name) == 2}
    assert tables <= guarded
    assert len(tables) >= 10


def test_as_of_a_moment_is_what_was_recorded_and_not_yet_replaced(service: Service) -> None:
    by = worlds.Account.objects.get(pk=service.recorded_by)
    before = service.recorded_at
    later = clock.now() + timedelta(hours=1)
    corrected = assistance.correct_service(
        by=by, at=later, service=service, on=date(2023, 5, 1), service_type=service.service_type, quantity=1
    )
    assert list(Service.objects.as_of(before - timedelta(seconds=1))) == []
    assert list(Service.objects.as_of(later - timedelta(seconds=1))) == [service]
    assert list(Service.objects.as_of(later)) == [corrected]
    assert list(Service.objects.current()) == [corrected]


def test_a_row_is_replaced_once(service: Service) -> None:
    by = worlds.Account.objects.get(pk=service.recorded_by)
    values = {"on": service.happened_on, "service_type": service.service_type, "quantity": 3}
    assistance.correct_service(by=by, at=clock.now(), service=service, **values)
    with pytest.raises(Exception, match="corrected meanwhile"):
        assistance.correct_service(by=by, at=clock.now(), service=service, **values)


def test_a_withdrawn_row_is_held_true_no_more(service: Service) -> None:
    by = worlds.Account.objects.get(pk=service.recorded_by)
    assistance.correct_service(
        by=by, at=clock.now(), service=service, on=service.happened_on, service_type=service.service_type, quantity=1, withdrawn=True
    )
    assert not Service.objects.current().exists()
