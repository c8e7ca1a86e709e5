"""History cannot be rewritten: the database itself refuses to change or remove an append-only row (G23)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection

# Whoever owns the tables may close what is sealed anew under another key, saying so for one transaction; nothing else may change.
REFUSE_CHANGE = """
create or replace function kanaf_refuse_change() returns trigger language plpgsql as $$
declare
    changed text;
begin
    if tg_op = 'UPDATE' and current_setting('kanaf.resealing', true) = tg_table_name
       and pg_has_role(current_user, (select relowner from pg_class where oid = tg_relid), 'USAGE') then
        select string_agg(n.key, ',') into changed
        from jsonb_each(to_jsonb(new)) n join jsonb_each(to_jsonb(old)) o using (key)
        where n.value is distinct from o.value and n.key not like 'sealed%';
        if changed is null then
            return new;
        end if;
    end if;
    raise exception 'append-only: % may not be changed', tg_table_name;
end $$
"""


def apply() -> None:
    """Put the refusal on every table whose model says `append_only`, or names rows `refused`; running again changes nothing."""
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        if connection.vendor == "postgresql":
            cursor.execute(REFUSE_CHANGE)
        for model in apps.get_models():
            table = model._meta.db_table
            for name, condition in getattr(model, "refused", {}).items():
                for statement in _refuse_row(table, name, condition) if table in existing else ():
                    cursor.execute(statement)
            if not getattr(model, "append_only", False) or table not in existing:
                continue
            if connection.vendor == "postgresql":
                cursor.execute(f'drop trigger if exists append_only on "{table}"')
                cursor.execute(
                    f'create trigger append_only before update or delete on "{table}" for each row execute function kanaf_refuse_change()'
                )
            else:
                for verb in ("update", "delete"):
                    cursor.execute(_refusal(verb, table))


def _refuse_row(table: str, name: str, condition: str) -> list[str]:
    """What a check constraint cannot say, because it asks another table: no row for which `condition` holds is written."""
    if connection.vendor == "postgresql":
        return [
            f"create or replace function {_short(name)}() returns trigger language plpgsql as $$ begin if {condition} then "
            f"raise exception '{name}' using errcode = 'check_violation'; end if; return new; end $$",
            f'drop trigger if exists "{_short(name)}" on "{table}"',
            f'create trigger "{_short(name)}" before insert or update on "{table}" for each row execute function {_short(name)}()',
        ]
    statements = []
    for verb in ("insert", "update"):
        statements += [
            f'drop trigger if exists "{verb}_{name}"',
            f'create trigger "{verb}_{name}" before {verb} on "{table}" when {condition} begin select raise(abort, \'{name}\'); end',
        ]
    return statements


def _short(name: str) -> str:
    """PostgreSQL cuts longer names off."""
    return name[:63]


def _refusal(verb: str, table: str) -> str:
    return (
        f'create trigger if not exists "append_only_{verb}_{table}" before {verb} on "{table}" '
        f"begin select raise(abort, 'append-only: {table} may not be changed'); end"
    )


@contextmanager
def resealing(model: Any) -> Iterator[None]:
    """Within a transaction, let sealed columns of an append-only table be closed anew under another key.

    PostgreSQL's trigger goes on refusing any other change, and the application's role may not update at all. SQLite lifts the
    refusal inside the transaction, which nobody else sees before it is back.
    """
    table = model._meta.db_table
    if not getattr(model, "append_only", False):
        yield
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("select set_config('kanaf.resealing', %s, true)", [table])
            yield
            cursor.execute("select set_config('kanaf.resealing', '', true)")
        else:
            cursor.execute(f'drop trigger "append_only_update_{table}"')
            yield
            cursor.execute(_refusal("update", table))
