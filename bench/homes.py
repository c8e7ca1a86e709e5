"""Where a bench lives: a home and a database of its own for each engine and size, built once for one state of the code.

What was built is kept aside, and every run starts from a copy of it: no run measures what another one wrote.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]
CLOCK = "2027-01-18T10:00:00"  # three years of the registry are over; everything is dated by it
ENGINES = ("sqlite", "postgresql")
# What decides which rows are built: another content, another build.
SOURCES = (
    "kanaf/*/models.py",
    "kanaf/*/models/*.py",
    "kanaf/*/migrations/*.py",
    "kanaf/core/database/**/*.py",
    "kanaf/core/vault.py",
    "kanaf/matching/*.py",
    "kanaf/children/told.py",
    "kanaf/pack/demo/people.py",
    "programmes/maroc/**/*.yaml",
    "bench/people.py",
    "bench/registry.py",
    "bench/build.py",
)


@dataclass(frozen=True)
class Home:
    """The home of one engine and size. `server` is the URL of the bench's own PostgreSQL."""

    engine: str
    people: int
    server: str = ""

    @property
    def folder(self) -> Path:
        return ROOT / "var" / f"bench-{self.engine}-{self.people}"

    @property
    def built(self) -> Path:
        return self.folder / "built"

    @property
    def name(self) -> str:
        return f"kanaf_bench_{self.people}"

    @property
    def database(self) -> str:
        if self.engine == "sqlite":
            return f"sqlite:///{self.folder / 'kanaf.sqlite3'}"
        return self.server.replace("/kanaf?", f"/{self.name}?")

    def environment(self, **more: str) -> dict[str, str]:
        """For every process of this home: the demonstration's accounts, on one day, whatever else is set outside."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KANAF_")}
        return kept | {
            "KANAF_HOME": str(self.folder),
            "KANAF_DEMO": "1",
            "KANAF_CLOCK": CLOCK,
            "DATABASE_URL": self.database,
            "DJANGO_SETTINGS_MODULE": "kanaf.config.settings",
            "PYTHONPATH": str(ROOT),
            **more,
        }

    def run(self, *arguments: str) -> None:
        """Run a Python command of this home to its end."""
        subprocess.run([sys.executable, *arguments], check=True, cwd=ROOT, env=self.environment())


def fingerprint() -> str:
    """Changes with every file that decides which rows are built."""
    digest = hashlib.sha256()
    for file in sorted({file for pattern in SOURCES for file in ROOT.glob(pattern) if file.is_file()}):
        digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def ready(home: Home) -> None:
    """Have the home as it was when built, building it where there is none of this code."""
    mark = home.built / "fingerprint"
    if not (mark.exists() and mark.read_text() == fingerprint() and _is_kept(home)):
        _build(home)
        _keep(home)
        mark.write_text(fingerprint())
    _take_out(home)
    home.run("manage.py", "collectstatic", "--no-input", "--verbosity", "0")


def _build(home: Home) -> None:
    print(f"Building {home.people:,} generated children for {home.engine} ...", flush=True)
    shutil.rmtree(home.folder, ignore_errors=True)
    home.built.mkdir(parents=True)
    if home.engine == "postgresql":
        _again(home, home.name)
    home.run("manage.py", "make_keys")
    home.run("tools/messages.py", "--compile")
    home.run("manage.py", "migrate", "--verbosity", "0", "--skip-checks")
    home.run("-m", "bench.within", "build", str(home.people))


def _is_kept(home: Home) -> bool:
    if home.engine == "sqlite":
        return (home.built / "kanaf.sqlite3").exists()
    with _administering(home) as database:
        return database.execute("select 1 from pg_database where datname = %s", [f"{home.name}_built"]).fetchone() is not None


def _keep(home: Home) -> None:
    """Put what was built aside."""
    shutil.copy(home.folder / "audit" / "heads.txt", home.built / "heads.txt")
    if home.engine == "sqlite":
        shutil.copy(home.folder / "kanaf.sqlite3", home.built / "kanaf.sqlite3")
    else:
        _again(home, f"{home.name}_built", template=home.name)


def _take_out(home: Home) -> None:
    """Start from a copy of what was built."""
    shutil.copy(home.built / "heads.txt", home.folder / "audit" / "heads.txt")
    if home.engine == "sqlite":
        (home.folder / "kanaf.sqlite3-journal").unlink(missing_ok=True)
        shutil.copy(home.built / "kanaf.sqlite3", home.folder / "kanaf.sqlite3")
    else:
        _again(home, home.name, template=f"{home.name}_built")
        with psycopg.connect(home.database, autocommit=True) as database:
            database.execute("vacuum analyze")


def _again(home: Home, name: str, template: str = "template0") -> None:
    with _administering(home) as database:
        database.execute(f'drop database if exists "{name}" with (force)')
        database.execute(f'create database "{name}" template "{template}"')


@contextmanager
def _administering(home: Home) -> Iterator[psycopg.Connection]:
    with psycopg.connect(home.server, autocommit=True) as database:
        yield database


@contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL of the bench's own, durable as in production (fsync on); stopped afterwards. Gives its URL."""
    environment = os.environ | {"KANAF_PG_FSYNC": "on", "KANAF_PG_HOME": f"/tmp/kanaf-bench-pg-{os.getuid()}"}  # noqa: S108 - a short socket path
    started = subprocess.run([ROOT / "tools/postgres", "start"], check=True, capture_output=True, text=True, env=environment)
    try:
        yield started.stdout.strip().splitlines()[-1]
    finally:
        subprocess.run([ROOT / "tools/postgres", "stop"], check=False, env=environment)
