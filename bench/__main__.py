"""`python -m bench [--people 10000|100000|1000000] [--engine sqlite|postgresql|both] [--only NAME] [--out bench.json]`."""

import argparse
import json
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

from bench import homes, table


def main() -> None:
    asked = _arguments()
    engines = homes.ENGINES if asked.engine == "both" else (asked.engine,)
    machine, measured = table.machine(), []
    with ExitStack() as stack:
        server = stack.enter_context(homes.postgresql()) if "postgresql" in engines else ""
        for engine in engines:
            measured.append(_measure(homes.Home(engine, asked.people, server), asked.only))
    at = datetime.now().astimezone().isoformat(timespec="minutes")
    print(f"\n{at} · {machine['cores']} cores, {machine['cpu']}, load {machine['load']:.1f} before")
    print(f"Python {machine['python']}, Django {machine['django']}, gunicorn {machine['gunicorn']} with 2 workers\n")
    for found in measured:
        print("\n".join(table.lines(found)))
    asked.out.write_text(json.dumps({"at": at, "machine": machine, "measured": measured}, indent=1) + "\n")
    print(f"Written to {asked.out}.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Kanaf beside the raw engine: same rows, same minute.")
    parser.add_argument("--people", type=int, default=10_000, help="how many generated children (default: 10000)")
    parser.add_argument("--engine", choices=[*homes.ENGINES, "both"], default="both")
    parser.add_argument("--only", default="", help="works with this in their name: list, file, typing, register, indicator, close ...")
    parser.add_argument("--out", type=Path, default=homes.ROOT / "var" / "bench.json")
    return parser.parse_args()


def _measure(home: homes.Home, only: str) -> dict[str, Any]:
    homes.ready(home)
    print(f"Measuring {home.engine} with {home.people:,} children ...", flush=True)
    out = home.folder / "measured.json"
    home.run("-m", "bench.within", "run", str(home.people), str(out), only)
    found: dict[str, Any] = json.loads(out.read_text())
    return found


if __name__ == "__main__":
    main()
