"""History cannot be rewritten: the database itself refuses to change or remove an append-only row (G23)."""

from django.apps import apps
from django.db import connection


def apply() -> None:
    """Put the refusal on every table whose model says `append_only`; running again changes nothing."""
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        if connection.vendor == "postgresql":
            cursor.execute(
                "create or replace function kanaf_refuse_change() returns trigger language plpgsql as "
                "$$ begin raise exception 'append-only: % may not be changed', tg_table_name; end $$"
            )
        for model in apps.get_models():
            table = model._meta.db_table
            if not getattr(model, "append_only", False) or table not in existing:
                continue
            if connection.vendor == "postgresql":
                cursor.execute(f'drop trigger if exists append_only on "{table}"')
                cursor.execute(
                    f'create trigger append_only before update or delete on "{table}" for each row execute function kanaf_refuse_change()'
                )
            else:
                for verb in ("update", "delete"):
                    cursor.execute(
                        f'create trigger if not exists "append_only_{verb}_{table}" before {verb} on "{table}" '
                        f"begin select raise(abort, 'append-only: {table} may not be changed'); end"
                    )
