"""G23: no path of the application rewrites a row that is history – by the ORM, by SQL, under any role of the database."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, models, transaction

from kanaf.core import rows
from kanaf.core.database.policies import ROLES
from kanaf.core.history import Rewriting
from tests import worlds
from tests.matrix.world import World, make

pytestmark = pytest.mark.django_db
HISTORY = [model for model in apps.get_models() if getattr(model, "append_only", False)]
REFUSALS = (Rewriting, DatabaseError, rows.OutsidePolicy)


def by_orm(row: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Every way in which Django changes or removes a row, the manager of the model and the one beneath it."""
    model, pk = type(row), row.pk
    name = next(field.name for field in model._meta.concrete_fields if not field.primary_key)
    same = {name: getattr(row, name)}
    for word, manager in (("objects", model.objects), ("base manager", model._base_manager)):
        here = manager.filter(pk=pk)
        yield f"{word}.update", lambda here=here: here.update(**same)
        yield f"{word}.delete", here.delete
        yield f"{word}.bulk_update", lambda manager=manager: manager.bulk_update([row], [name])
        yield f"{word}.update_or_create", lambda manager=manager: manager.update_or_create(pk=pk, defaults=same)
        yield f"{word}._raw_delete", lambda here=here: here._raw_delete(here.db)
        yield (
            f"{word}.bulk_create over it",
            lambda manager=manager: manager.bulk_create(
                [row], update_conflicts=True, update_fields=[name], unique_fields=[model._meta.pk.name]
            ),
        )
    yield "save", row.save
    yield "save of a column", lambda: row.save(update_fields=[name])
    yield "Model.save", lambda: models.Model.save(row)
    yield "save_base", lambda: row.save_base(force_update=True)
    yield "delete", row.delete
    yield "Model.delete", lambda: models.Model.delete(row)


def by_sql(row: Any) -> Iterator[tuple[str, str]]:
    table, key = type(row)._meta.db_table, type(row)._meta.pk.column
    column = next(field.column for field in type(row)._meta.concrete_fields if not field.primary_key)
    yield "update", f'update "{table}" set "{column}" = "{column}"'
    yield "delete", f'delete from "{table}" where "{key}" is not null'
    if connection.vendor == "postgresql":
        yield "truncate", f'truncate "{table}" cascade'
        yield "merge", f'merge into "{table}" t using (select 1) s on true when matched then delete'
    else:
        yield "replace", f'insert or replace into "{table}" select * from "{table}"'
    sealed = [field.column for field in type(row)._meta.concrete_fields if field.column.startswith("sealed")]
    if sealed and connection.vendor == "postgresql":
        yield "reseal", f"select set_config('kanaf.resealing', '{table}', true); update \"{table}\" set {sealed[0]} = '\\x00'::bytea"


def contexts(world: World) -> Iterator[rows.Context]:
    organisation = next(actor.account.organisation_id for actor in world.actors if actor.account)
    account = next(actor.account.pk for actor in world.actors if actor.role == "safeguarding_focal_point" and actor.account)
    for role in ROLES:
        yield rows.Context(role, organisation, str(account))
    yield rows.Context("kanaf_safeguarding", organisation, rows.EVERY_COMPLAINT)


def tried(act: Callable[[], Any]) -> bool:
    """Whether it was refused, or reached no row at all. Whatever was done is taken back."""
    try:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)
    except REFUSALS:
        return True
    return False


def test_no_path_rewrites_history(promise: Callable[[str, str], None]) -> None:
    world = make()
    held, attempts, through = 0, 0, []
    for model in HISTORY:
        row = model._base_manager.first()
        if row is None:
            continue
        held += 1
        for context in (rows.OWNER, *contexts(world)):
            acts = list(by_orm(row)) if context is rows.OWNER else []
            acts += [(word, lambda sql=sql: _run(sql)) for word, sql in by_sql(row)]
            for word, act in acts:
                if context is rows.OWNER and word in {"truncate", "reseal"}:
                    continue  # the owner of the tables makes and moves them: no page acts as it, and rotation changes seals alone
                with rows.acting(context):
                    attempts += 1
                    if not tried(act):
                        through.append(f"{model._meta.label} by {word} as {context.role}")
    where = f"{held} of {len(HISTORY)} append-only tables under {len(ROLES) + 1} roles"
    promise("G23", f"{attempts:,} attempts to change {where}: {len(through)} went through ({connection.vendor})")
    assert "\n".join(through) == ""
    assert held >= len(HISTORY) * 2 // 3


def _run(sql: str) -> None:
    """Run a statement; one that reached nothing, because its role sees nothing, is refused too."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        if cursor.rowcount == 0:
            raise Rewriting("nothing was reached")


def test_a_path_that_went_through_would_be_seen() -> None:
    """The hole planted once: a table whose trigger is gone."""

    by = worlds.caseworker()
    worlds.service(by, worlds.child(by))
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("set constraints all immediate")
            cursor.execute("alter table assistance_service disable trigger append_only")
        else:
            cursor.execute('drop trigger "append_only_update_assistance_service"')
        assert not tried(lambda: _run("update assistance_service set quantity = quantity + 1"))
        transaction.set_rollback(True)


CHANGES = re.compile(r"""["'`\s](update\s+["{%\w]+\s+set|delete\s+from|truncate\s+["{%]|drop\s+trigger|disable\s+trigger)""", re.IGNORECASE)
MAY_SAY_IT = {"core/database/triggers.py", "core/rotation.py", "children/index.py"}
"""By hand: where a key is changed, the sealed columns alone are closed anew (decision 5); the throw-away index of an evaluation."""


def test_no_source_of_ours_holds_such_a_statement() -> None:
    root = Path(settings.BASE_DIR) / "kanaf"
    found = {
        str(file.relative_to(root)) for file in root.rglob("*.py") if "migrations" not in file.parts and CHANGES.search(file.read_text())
    }
    assert found - MAY_SAY_IT == set()
    assert CHANGES.search("cursor.execute(f'delete from \"{table}\"')")
