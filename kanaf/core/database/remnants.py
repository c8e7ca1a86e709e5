"""What SQLite leaves of a deleted row: bytes in the gaps of pages whose rows moved on, which no query reads and a search of the file finds.

`secure_delete` overwrites a row where it stands, not the copies that stayed behind when a full page was split and its rows moved to the
next. Only writing the file anew takes them away. PostgreSQL's dead rows are its vacuum's.
"""

import logging
from datetime import datetime, timedelta

from django.db import connection, transaction

from kanaf.core.ticks import each_minute

logger = logging.getLogger(__name__)
ONCE_IN = timedelta(hours=1)
_CLEARED: dict[str, datetime] = {}  # by this process; a worker begun anew does it once more at worst


def leave() -> None:
    """Somebody was erased in this transaction: the file is to be written anew. Counted in its header; a restored file says it too."""
    if connection.vendor == "sqlite":
        _count(_counted() + 1)


def clear() -> bool:
    """Write the file anew if somebody was erased since it last was; a second or two for 10,000 children, in which writers wait."""
    if connection.vendor != "sqlite" or _is_in_transaction() or not (before := _counted()):
        return False
    _write_anew()
    with transaction.atomic():
        if _counted() == before:  # else somebody was erased meanwhile, and it is done again
            _count(0)
    return True


@each_minute
def clear_remnants(at: datetime) -> None:
    """Within a minute after the first erasure of an hour, and then for those of the hour together: drafts are thrown away all day."""
    if at - _CLEARED.get("at", datetime.min.replace(tzinfo=at.tzinfo)) >= ONCE_IN and clear():
        _CLEARED["at"] = at
        logger.info("the database was written anew after an erasure")


def _is_in_transaction() -> bool:
    return connection.in_atomic_block


def _write_anew() -> None:
    with connection.cursor() as cursor:
        cursor.execute("vacuum")


def _counted() -> int:
    with connection.cursor() as cursor:
        cursor.execute("pragma user_version")
        return int(cursor.fetchone()[0])


def _count(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"pragma user_version = {int(number)}")
