"""Measure one engine in a home that is ready."""

import json
import sqlite3
import traceback
from pathlib import Path
from typing import Any

from django.db import connection

from bench import counting, reading, starting, together, writing  # noqa: F401 - each registers its works
from bench.goals import Result
from bench.raw import Raw
from bench.serving import serving
from bench.timing import per_second
from bench.world import WORKS, NotThere, World
from kanaf.children.models import Child

# In this order: what is read before what writes, memory last on the server that did the work.
SERVED = ("list", "frame", "file", "typing", "indicator", "register", "service", "attendance", "memory")
ALONE = ("close", "public", "demo", "together")  # last what leaves a record without a chain


def measure(people: int, only: str) -> dict[str, Any]:
    """Every work whose name has `only` in it."""
    world, results, missing = World(people, Raw()), [], {}
    wanted = [name for name in (*SERVED, *ALONE) if only in name]
    if "list" in wanted:
        results.append(bare_page(world))
    if any(name in SERVED for name in wanted):
        with serving(KANAF_SURFACE="case", path="/account/login/") as server:
            world.server = server
            print(f"  server answers after {server.started_in:.1f} s", flush=True)
            for name in wanted:
                if name in SERVED:
                    results += attempt(world, name, missing)
        world.server = None
    for name in wanted:
        if name in ALONE:
            results += attempt(world, name, missing)
    return {
        "engine": connection.vendor,
        "people": people,
        "children": Child.objects.count(),
        "about": about(),
        "results": [result.as_json() for result in results],
        "missing": missing,
    }


def attempt(world: World, name: str, missing: dict[str, str]) -> list[Result]:
    """Measure, or say why not; one work that fails does not take the others with it."""
    try:
        results = WORKS[name](world)
    except NotThere as reason:
        missing[name] = str(reason)
    except Exception as error:  # said in the table, with its trace on the terminal
        traceback.print_exc()
        missing[name] = f"{type(error).__name__}: {error}"[:500]
    else:
        for result in results:
            print(f"  {result.name}: {result.ours.median if result.ours else result.megabytes or result.per_second or 0:,.1f}", flush=True)
        return results
    print(f"  !! NOT MEASURED: {name}: {missing[name]}", flush=True)
    return []


def bare_page(world: World) -> Result:
    """Django with a session and a query of 25 rows, by the same server: what the list is held beside."""
    with serving("bench.bare:application", path="/none", DJANGO_SETTINGS_MODULE="bench.bare_settings") as server:
        world.server = server
        browser = world.browser(world.caseworker)
        result = world.result("bare", "bare Django page, the same 25 cases", lambda: browser.get("/"))
        result.per_second = per_second(lambda _client: browser.get("/"))
    world.bare = result.ours.median if result.ours else None
    return result


def about() -> str:
    """The engine and its settings."""
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}, journal_mode=delete, synchronous=extra"
    with connection.cursor() as cursor:
        said = []
        for setting in ("server_version", "jit", "fsync", "synchronous_commit", "shared_buffers"):
            cursor.execute(f"show {setting}")
            said.append(f"{setting.removeprefix('server_')} {cursor.fetchone()[0]}")
    return "PostgreSQL, " + ", ".join(said)


def main(people: str, out: str, only: str = "") -> None:
    Path(out).write_text(json.dumps(measure(int(people), only), indent=1))
