"""Whether the database waits for the disk before it says that something is saved (G13)."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import Tags, Warning, register
from django.db import connection

# What each setting must be; `synchronous_commit` may say more than `on`, and may not say `off`. SQLite's are given at each connection.
MUST = {"fsync": ("on",), "full_page_writes": ("on",), "synchronous_commit": ("on", "local", "remote_write", "remote_apply")}


def unsafe_settings() -> list[str]:
    """The settings of PostgreSQL under which a power cut takes what was acknowledged, as they stand on this server now."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("select name, setting from pg_settings where name = any(%s) order by name", [list(MUST)])
        return [f"{name} = {setting}" for name, setting in cursor.fetchall() if setting not in MUST[name]]


@register(Tags.database)
def the_database_waits_for_the_disk(databases: Sequence[str] | None = None, **_: Any) -> list[Warning]:
    """Said by `./manage.py migrate` and by `./manage.py check --database default`."""
    if not databases:
        return []
    return [
        Warning(
            f"{found}: after a power cut, records that were said to be saved may be gone.",
            hint="Set it back in postgresql.conf and reload the server (docs/how-to/after-a-power-cut.md).",
            id="kanaf.W001",
        )
        for found in unsafe_settings()
    ]
