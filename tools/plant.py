"""Plant each past hole of systems like this one, one at a time, in a copy, and see the tests catch it (`make plant`).

A hole is a small change of the code that somebody could make by mistake (TRUST.md, "Past holes"). Planted is caught where the tests
named with it fail; they must pass before. Where the code meanwhile reads otherwise, the hole cannot be planted, and that is said too.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from holes import HOLES
from holes.hole import LINT, Hole

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", default="", help="holes with this in their name")
    only = asked.parse_args().only
    with tempfile.TemporaryDirectory(prefix="kanaf-plant-") as folder:
        copy = Path(folder) / "kanaf"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(copy)], check=True)
        (copy / ".venv").symlink_to(ROOT / ".venv")
        subprocess.run([".venv/bin/python", "tools/messages.py", "--compile"], check=True, cwd=copy)
        holes = [hole for hole in HOLES if only in hole.name]
        for by, engine in sorted({(hole.by, hole.engine) for hole in holes}):
            if not _passes(by, engine, copy, tell=True):
                print(f"Without any hole, {by} does not pass: nothing can be said.")
                return 1
        caught = sum(_is_caught(hole, copy) for hole in holes)
    print(f"{caught} caught / {len(holes)} planted")
    return 0 if caught == len(holes) else 1


def _is_caught(hole: Hole, copy: Path) -> bool:
    file = copy / hole.file
    sound = file.read_text()
    if hole.before not in sound:
        print(f"CANNOT BE PLANTED  {hole.name}: {hole.file} reads otherwise now", flush=True)
        return False
    file.write_text(sound.replace(hole.before, hole.after))
    try:
        caught = not _passes(hole.by, hole.engine, copy)
    finally:
        file.write_text(sound)
    print(f"{'caught' if caught else 'NOT CAUGHT'}  {hole.name}", flush=True)
    return caught


def _passes(by: str, engine: str, copy: Path, *, tell: bool = False) -> bool:
    """Whether tests pass. A run that breaks off (exit code over 1) is neither: it stops everything."""
    if by == LINT:
        return subprocess.run([".venv/bin/ruff", "check", "--quiet", "kanaf"], check=False, cwd=copy, capture_output=True).returncode == 0
    command = [".venv/bin/python", "-m", "pytest", "-q", "-x", "-n", "2", "--dist", "worksteal", "-m", "not drill", by]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | _database(engine)
    done = subprocess.run(command, check=False, cwd=copy, capture_output=True, text=True, env=environment)
    if done.returncode > 1 and "\nFAILED " not in done.stdout:  # stopped at its first failure, a parallel run ends with 2 as well
        raise SystemExit(f"{by} broke off:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    if tell and done.returncode:
        print("\n".join(line for line in done.stdout.splitlines() if line.startswith("E  ")))
    return done.returncode == 0


@cache
def _database(engine: str) -> dict[str, str]:
    """The environment that names the tests' database on an engine; nothing for SQLite, which is a file of theirs."""
    if engine == "sqlite":
        return {}
    return {
        "DATABASE_URL": subprocess.run(["tools/postgres", "start"], check=True, cwd=ROOT, capture_output=True, text=True).stdout.strip()
    }


if __name__ == "__main__":
    sys.exit(main())
