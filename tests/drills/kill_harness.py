"""Run as a process of its own on a database of its own: register children, be killed, count what was acknowledged.

`python -m tests.drills.kill_harness writer KILLS server KILLS` prints what it found as JSON. A writer says a child's code aloud only
after the action has returned; the harness kills it, or PostgreSQL's server under it, in the middle of whatever it does next, and looks.
"""

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django first
from django.db import connections  # noqa: E402

from kanaf.access.models import Account  # noqa: E402
from kanaf.core import rows  # noqa: E402
from tests import worlds  # noqa: E402
from tests.drills import saved  # noqa: E402

POSTGRES = settings.BASE_DIR / "tools" / "postgres"


def main(kills: dict[str, int]) -> dict[str, object]:
    rows.set_process_default(rows.OWNER)
    by = worlds.caseworker()
    acknowledged: list[str] = []
    chance = random.Random(20261122)
    for victim, times in kills.items():
        for _kill in range(times):
            acknowledged += _killed(by, chance.uniform(0.0, 0.1), _kill_server if victim == "server" else _kill_writer)
            if victim == "server":
                _start_server()
    return {"kills": sum(kills.values()), **asdict(saved.look(acknowledged))}


def _killed(by: Account, patience: float, kill: Callable[[int], None]) -> list[str]:
    """What a writer acknowledged until it or its server was killed, `patience` seconds after its first word."""
    connections.close_all()
    heard, said = os.pipe()
    writer = os.fork()
    if writer == 0:
        os.close(heard)
        _write_for_ever(by, said)
    os.close(said)
    select.select([heard], [], [], 20)
    time.sleep(patience)
    kill(writer)
    os.waitpid(writer, 0)
    words = b""
    while part := os.read(heard, 65536):
        words += part
    os.close(heard)
    return [line.decode() for line in words.split(b"\n") if len(line) == 7]


def _write_for_ever(by: Account, said: int) -> None:
    """Never returns: a writer that meets an error ends, and is then missed in what was acknowledged."""
    try:
        while True:
            os.write(said, f"{worlds.child(by).code}\n".encode())
    finally:
        os._exit(1)


def _kill_writer(writer: int) -> None:
    os.kill(writer, signal.SIGKILL)


def _kill_server(writer: int) -> None:
    """The postmaster and each process it has started, at once: what is left is what the disk has. The writer then meets an error."""
    postmaster = int((Path(os.environ["KANAF_PG_HOME"]) / "data" / "postmaster.pid").read_text().split()[0])
    backends = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    for process in (postmaster, *map(int, backends)):
        os.kill(process, signal.SIGKILL)


def _start_server() -> None:
    """Start it again, which is its recovery. The memory of what was killed is held until its last process is gone."""
    for _attempt in range(50):
        if subprocess.run([POSTGRES, "start"], check=False, capture_output=True).returncode == 0:
            return
        time.sleep(0.2)
    raise RuntimeError("PostgreSQL does not start again")


if __name__ == "__main__":
    asked = zip(sys.argv[1::2], sys.argv[2::2], strict=True)
    print(json.dumps(main({victim: int(times) for victim, times in asked})))
