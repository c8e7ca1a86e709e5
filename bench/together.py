"""Many processes register children at once: what the chain of acts costs them (decision 3).

Every act takes the chain's lock, is chained by an HMAC and has its head on the disk before anybody is told. The same work without all
three is measured in processes that know another writer of acts, which lives in this file alone and dies with them.
"""

import os
import random
import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count

from django.db import connections

from bench import people
from bench.goals import Result, goal_of
from bench.world import CITY, World, work
from kanaf.access.audit import FIRST
from kanaf.access.models import Account, AuditEntry
from kanaf.children import actions as children
from kanaf.children import rules
from kanaf.core import audit, clock
from kanaf.core.audit import Act
from kanaf.places.models import City

WRITERS = 8
SECONDS = 6.0
ROUNDS = (True, False, False, True)  # with the chain or without: in turn, since machines slow down
SPAN = 10**9  # numbers of acts for one process of one round


@dataclass(frozen=True)
class Together:
    """Registrations a second of all writers together, with the chain and without it."""

    chained: float
    bare: float

    @property
    def share(self) -> float:
        return self.chained / self.bare


def side_by_side(by: Account, *, seconds: float = SECONDS, rounds: Iterable[bool] = ROUNDS) -> Together:
    """Measure both in turn. The rows that are written without the chain are in the record: only for a database to be thrown away."""
    numbers = {True: [0, 0.0], False: [0, 0.0]}
    _round(by, 0, 0.5, chained=True)  # warm
    for place, chained in enumerate(rounds, 1):
        done, took = _round(by, place, seconds, chained=chained)
        numbers[chained][0] += done
        numbers[chained][1] += took
    return Together(*(numbers[chained][0] / numbers[chained][1] for chained in (True, False)))


def _round(by: Account, place: int, seconds: float, *, chained: bool) -> tuple[int, float]:
    """How many children all writers registered, and in how many seconds from their common start."""
    connections.close_all()
    heard, said = os.pipe()
    writers = [_writer(by, place, slot, seconds, said, chained=chained) for slot in range(WRITERS)]
    os.close(said)
    time.sleep(1.0)  # until each has its connection
    started = time.perf_counter()
    for writer in writers:
        os.kill(writer, signal.SIGUSR1)
    words = b""
    while part := os.read(heard, 65536):
        words += part
    took = time.perf_counter() - started
    os.close(heard)
    for writer in writers:
        if os.waitpid(writer, 0)[1]:
            raise RuntimeError("a writer failed: its error is above")
    return sum(int(line) for line in words.split()), took


def _writer(by: Account, place: int, slot: int, seconds: float, said: int, *, chained: bool) -> int:
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
    process = os.fork()
    if process:
        return process
    failed = 1
    try:
        if not chained:
            audit.write_with(_unchained((place * WRITERS + slot + 1) * SPAN))
        register = _registering(by, seed=place * WRITERS + slot)
        register()
        signal.sigwait([signal.SIGUSR1])
        until, done = time.perf_counter() + seconds, 0
        while time.perf_counter() < until:
            register()
            done += 1
        os.write(said, f"{done}\n".encode())
        failed = 0
    finally:
        connections.close_all()
        os._exit(failed)


def _unchained(first: int) -> Callable[[list[Act]], None]:
    """Writes the same rows with numbers of its own: no lock, no HMAC, no head."""
    numbers = count(first)

    def write(acts: list[Act]) -> None:
        AuditEntry.objects.bulk_create(
            AuditEntry(
                number=next(numbers),
                act=act.name,
                by=act.by,
                organisation=act.organisation,
                at=act.at.isoformat(timespec="microseconds"),
                target_kind=act.target_kind,
                target_id=act.target_id,
                details=str(act.details),
                previous=FIRST,
                mac=FIRST,
            )
            for act in acts
        )

    return write


def _registering(by: Account, *, seed: int) -> Callable[[], None]:
    chance = random.Random(seed)
    city = City.objects.get(code=CITY)

    def register() -> None:
        at = clock.now()
        birth = rules.birth_from(precision="year", year=at.year - 15, month=None, day=None, age=None, today=at.date(), on=at.date())
        particulars = children.Particulars(sex="male", protection_status="unaccompanied", birth=birth, nationalities=["GIN"])
        told = people.invent(chance, sex="male", moroccan=False)
        children.register_child(by=by, at=at, city=city, on=at.date(), particulars=particulars, identity=told, is_synthetic=True)

    return register


@work("together")
def register_together(world: World) -> list[Result]:
    found = side_by_side(world.caseworker)
    note = f"{found.bare:.1f}/s with neither the chain's lock nor its HMAC nor its head on the disk; each by the action, without a page"
    result = Result("together", f"{WRITERS} processes registering at once, chain of acts on", goal_of("together", world.people), note=note)
    result.per_second, result.share = found.chained, found.share
    return [result]
