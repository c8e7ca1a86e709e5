"""SQLite with the row guard. Durability is set in `settings` (decision 2)."""

from typing import Any

from django.db.backends.sqlite3 import base

from kanaf.core.database import guard


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(guard.refuse_outside_policy)
