"""SQLite with the row guard. Durability is set in `settings` (decision 2)."""

import os
from typing import Any

from django.db.backends.sqlite3 import base

from kanaf.core.database import guard


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(guard.refuse_outside_policy)
        self._opened: tuple[int, int] | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        opened = super().get_new_connection(conn_params)
        self._opened = _file(conn_params["database"])
        return opened

    def is_usable(self) -> bool:
        """Not once a restored backup lies in the file's place: a connection is kept between requests, and would write to what is gone."""
        return self._opened == _file(self.settings_dict["NAME"]) and super().is_usable()


def _file(name: object) -> tuple[int, int] | None:
    """Which file lies under a name now."""
    try:
        found = os.stat(str(name))
    except OSError:
        return None
    return found.st_dev, found.st_ino
