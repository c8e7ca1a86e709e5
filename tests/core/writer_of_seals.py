"""A process that seals and opens without rest until a file appears: `python -m tests.core.writer_of_seals STOP-FILE`.

Now and then it changes a subject's own key. Without a file it opens every key there is, which the newest master key must wrap.
"""

import os
import random
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

KEYS = os.environ["KANAF_KEYS"]

import tests.environment  # noqa: E402, F401 - its keys are not ours

os.environ["KANAF_KEYS"] = KEYS
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kanaf.config.settings")


class Row:
    """A row of a table that is not there, sealed for a subject of its own."""

    _meta = SimpleNamespace(db_table="drilled")
    sealed = b""

    def __init__(self) -> None:
        self.pk = uuid4()

    def sealed_for(self) -> tuple[str, Any]:
        return "drill", self.pk


def write(stop: Path, vault: Any) -> int:
    done = 0
    held: list[tuple[Any, str]] = []
    while not stop.exists():
        row: Any = Row()
        row.sealed = vault.seal(row, "sealed", str(row.pk))
        held.append((row, str(row.pk)))
        other, text = random.choice(held)
        assert vault.unseal(row, "sealed") == str(row.pk)
        assert vault.unseal(other, "sealed") == text
        done += 3
    return done


def main() -> int:
    import django

    django.setup()
    from kanaf.core import keys, rows, vault
    from kanaf.core.models import DataKey

    with rows.as_owner():
        if len(sys.argv) > 1:
            sys.stdout.write("at work\n")
            sys.stdout.flush()
            return write(Path(sys.argv[1]), vault)
        found = list(DataKey.objects.all())
        assert {row.master for row in found} <= {keys.newest_master()}
        return len([vault.unwrap(row) for row in found])


if __name__ == "__main__":
    sys.stdout.write(f"{main()}\n")
