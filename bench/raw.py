"""The raw engine: the same rows by hand-written SQL, without Django between. Durable as Kanaf's own connections are."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection
from psycopg.types.json import Jsonb

Statement = tuple[str, Sequence[Any]]


class Raw:
    """One connection. SQL is written with `?` for both engines."""

    def __init__(self) -> None:
        held = settings.DATABASES["default"]
        self.vendor = connection.vendor
        self.database: Any
        if self.vendor == "sqlite":
            self.database = sqlite3.connect(held["NAME"], isolation_level=None, timeout=20, check_same_thread=False)
            for pragma in ("journal_mode = delete", "synchronous = extra", "secure_delete = on"):
                self.database.execute(f"pragma {pragma}")
        else:
            self.database = psycopg.connect(
                dbname=held["NAME"], user=held["USER"], host=held["OPTIONS"].get("host") or held["HOST"], autocommit=True
            )

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        values = [self.value(one) for one in parameters]
        return list(self.database.execute(self._marked(sql), values).fetchall())

    def write(self, statements: list[Statement]) -> None:
        """Several statements in one transaction, committed to disk."""
        with self.transaction():
            for sql, parameters in statements:
                self.database.execute(self._marked(sql), [self.value(one) for one in parameters])

    def write_many(self, sql: str, several: list[Sequence[Any]]) -> None:
        """One statement for many rows, inside a transaction of the caller."""
        cursor = self.database.cursor()
        cursor.executemany(self._marked(sql), [[self.value(one) for one in parameters] for parameters in several])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.database.execute("begin immediate" if self.vendor == "sqlite" else "begin")
        try:
            yield
        except BaseException:
            self.database.execute("rollback")
            raise
        self.database.execute("commit")

    def value(self, value: Any) -> Any:
        """A value as the engine's driver takes it."""
        if self.vendor != "sqlite":
            return Jsonb(value) if isinstance(value, list | dict) else value
        if isinstance(value, UUID):
            return value.hex
        if isinstance(value, datetime):
            return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
        if isinstance(value, date):
            return value.isoformat()
        return value

    def _marked(self, sql: str) -> str:
        return sql if self.vendor == "sqlite" else sql.replace("?", "%s")

    def copies(self, table: str, where: str, parameters: Sequence[Any]) -> tuple[str, list[str], list[list[Any]]]:
        """(insert statement, its columns, the values of the rows found): to write rows like those that stand there."""
        found = self.database.execute(self._marked(f"select * from {table} where {where}"), [self.value(one) for one in parameters])
        columns = [f'"{column[0]}"' for column in found.description]
        rows = [list(row) for row in found.fetchall()]
        marks = ", ".join("?" * len(columns))
        return f"insert into {table} ({', '.join(columns)}) values ({marks})", columns, rows

    def close(self) -> None:
        self.database.close()
