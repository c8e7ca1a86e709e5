"""A home of its own for a drill that kills, fills or cuts: a copy of the tests' database, its keys, its head file."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from kanaf.core.database import policies


@contextmanager
def quick_folder() -> Iterator[Path]:
    """A folder in memory where there is one: what is drilled is the order of things, and the disk is played."""
    memory = Path("/dev/shm")  # noqa: S108 - or wherever temporary folders are
    with tempfile.TemporaryDirectory(prefix="kanaf-drill-", dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)


def sqlite_home(folder: Path) -> dict[str, str]:
    """The environment of a home under `folder` whose database is a copy of the tests'; the test itself has written nothing."""
    home = folder / "home"
    home.mkdir()
    shutil.copy(connection.settings_dict["NAME"], home / "kanaf.sqlite3")
    return home_of(folder, f"sqlite:///{home / 'kanaf.sqlite3'}")


def home_of(folder: Path, database: str) -> dict[str, str]:
    """The environment of a home under `folder` with that database."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    shutil.copytree(settings.KANAF_KEYS, folder / "keys")
    return os.environ | {
        "DATABASE_URL": database,
        "KANAF_HOME": str(home),
        "KANAF_KEYS": str(folder / "keys"),
        "KANAF_AUDIT_HEADS": str(home / "audit" / "heads.txt"),
        "DJANGO_SETTINGS_MODULE": "kanaf.config.settings",
    }


def run(environment: dict[str, str], module: str, *arguments: str) -> dict[str, Any]:
    """Run a drill's own process to its end; what it found is the last line it prints."""
    command = [sys.executable, "-m", f"tests.drills.{module}", *arguments]
    done = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False, timeout=7200)
    assert done.returncode == 0, done.stderr[-3000:]
    if not done.stdout.strip():
        return {}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(f"\n{module} {' '.join(arguments)}: {found}")
    return found


@contextmanager
def postgresql_home(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a home whose database is a copy of the tests' in a PostgreSQL of its own, durable as in production."""
    with tempfile.TemporaryDirectory(prefix="kanaf-drill-pg-") as server:
        environment = os.environ | {"KANAF_PG_HOME": server, "KANAF_PG_FSYNC": "on"}
        tool = str(settings.BASE_DIR / "tools" / "postgres")
        started = subprocess.run([tool, "start"], check=True, capture_output=True, text=True, env=environment)
        url = started.stdout.strip().splitlines()[-1]
        try:
            _copy_to(url)
            yield environment | home_of(folder, url) | {"KANAF_PG_HOME": server, "KANAF_PG_FSYNC": "on"}
        finally:
            subprocess.run([tool, "stop"], check=False, env=environment)


def _copy_to(url: str) -> None:
    held = connection.settings_dict
    roles = "".join(f"create role {role} nologin; grant {role} to current_user; " for role in policies.ROLES)
    members = "".join(f"grant kanaf_app to {role}; " for role in policies.OF_COMPLAINTS)
    subprocess.run(["psql", "-qX", "-d", url, "-c", roles + members], check=True)
    dump = ["pg_dump", "-d", f"postgresql://{held['USER']}@/{held['NAME']}?host={held['HOST'] or held['OPTIONS'].get('host', '')}"]
    with subprocess.Popen(dump, stdout=subprocess.PIPE) as dumped:
        subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-d", url], stdin=dumped.stdout, stdout=subprocess.DEVNULL, check=True)
    assert dumped.returncode == 0
