"""PostgreSQL entered under a role, so that row-level security holds for every statement."""

from datetime import datetime
from typing import Any

from django.db.backends.postgresql import base

from kanaf.core import rows
from kanaf.core.database import guard


class DatabaseWrapper(base.DatabaseWrapper):
    rows_applied: tuple[rows.Context, datetime] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(guard.apply_role)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self.rows_applied = None
        return super().get_new_connection(conn_params)

    # A setting made inside a transaction is undone with it: forget what was applied, once that is done.
    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]
        self.rows_applied = None

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self.rows_applied = None
