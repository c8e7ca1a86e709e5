"""Run as a process of its own on a database file of its own: register children, be killed, count what was acknowledged.

`python -m tests.drills.kill_harness KILLS` prints what it found as JSON. A writer says a child's code aloud only after the action
has returned; the harness kills it in the middle of whatever it does next, a thousand times, and then looks.
"""

import json
import os
import random
import select
import signal
import sys
import time

import django

django.setup()

from django.db import connections  # noqa: E402 - Django first

from kanaf.access import audit  # noqa: E402
from kanaf.access.models import Account, AuditEntry  # noqa: E402
from kanaf.children.models import CareTeam, Child, Identity, Registration  # noqa: E402
from kanaf.core import rows  # noqa: E402
from tests import worlds  # noqa: E402


def main(kills: int) -> dict[str, object]:
    rows.set_process_default(rows.OWNER)
    by = worlds.caseworker()
    acknowledged: list[str] = []
    chance = random.Random(20261122)
    for _kill in range(kills):
        acknowledged += _killed_writer(by, chance.uniform(0.0, 0.03))
    return _look(acknowledged, kills)


def _killed_writer(by: Account, patience: float) -> list[str]:
    """What a writer acknowledged until it was killed, `patience` seconds after its first word."""
    connections.close_all()
    heard, said = os.pipe()
    writer = os.fork()
    if writer == 0:
        os.close(heard)
        _write_for_ever(by, said)
    os.close(said)
    select.select([heard], [], [], 20)
    time.sleep(patience)
    os.kill(writer, signal.SIGKILL)
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


def _look(acknowledged: list[str], kills: int) -> dict[str, object]:
    """Lost: acknowledged and not there. Half: there without one of the rows that belong to it, its act among them."""
    children = dict(Child.objects.values_list("code", "pk"))
    written = {str(target) for target in AuditEntry.objects.filter(act="child.registered").values_list("target_id", flat=True)}
    parts = [set(model.objects.values_list("child_id", flat=True)) for model in (Registration, Identity, CareTeam)]
    half = [code for code, pk in children.items() if str(pk) not in written or any(pk not in part for part in parts)]
    ghosts = written - {str(pk) for pk in children.values()}
    verdict = audit.verify()
    return {
        "kills": kills,
        "acknowledged": len(acknowledged),
        "stored": len(children),
        "lost": len([code for code in acknowledged if code not in children]),
        "half": len(half) + len(ghosts),
        "chain": "sound" if verdict.is_sound else f"{verdict.why} {verdict.bad}",
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
