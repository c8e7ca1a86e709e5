"""Many rows at once, written as a model would have written them: COPY on PostgreSQL, one prepared statement on SQLite."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, models


def insert(rows: Iterable[models.Model]) -> int:
    """Write new rows of one or several models, each model's together. Returns how many."""
    of_model: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        of_model.setdefault(type(row), []).append(row)
    for model, fresh in of_model.items():
        _write(model, fresh)
    return sum(len(fresh) for fresh in of_model.values())


def _write(model: type[models.Model], rows: list[models.Model]) -> None:
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    prepared = (tuple(_prepared(field, row) for field in fields) for row in rows)
    quote = connection.ops.quote_name
    table, columns = quote(model._meta.db_table), ", ".join(quote(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"copy {table} ({columns}) from stdin") as copy:
                for values in prepared:
                    copy.write_row(values)
        else:
            cursor.executemany(f"insert into {table} ({columns}) values ({', '.join(['%s'] * len(fields))})", list(prepared))


def _prepared(field: Any, row: models.Model) -> Any:
    value = field.pre_save(row, add=True)
    if isinstance(value, bytes):
        return value
    return field.get_db_prep_save(value, connection=connection)
