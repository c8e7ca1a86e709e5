"""Timings: one warm-up, then ours and the raw engine in turn, so that a machine that slows down slows both."""

import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

MOST_SECONDS = 60.0


@dataclass(frozen=True)
class Times:
    """Of a number of runs, in milliseconds."""

    median: float
    p95: float
    runs: int

    @classmethod
    def of(cls, milliseconds: list[float]) -> "Times":
        ordered = sorted(milliseconds)
        return cls(statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], len(ordered))


def in_turn(
    ours: Callable[[], object], raw: Callable[[], object] | None = None, *, runs: int = 40, warm: int = 1
) -> tuple[Times, Times | None]:
    """Time ours and raw alternately. Stops early after a minute, with at least two runs; what is slow is known by then."""
    held: list[float] = []
    beside: list[float] = []
    until = time.perf_counter() + MOST_SECONDS
    for run in range(warm + runs):
        took = timed(ours)
        took_raw = timed(raw) if raw is not None else 0.0
        if run >= warm:
            held.append(took)
            beside.append(took_raw)
        if len(held) >= 2 and time.perf_counter() > until:
            break
    return Times.of(held), Times.of(beside) if raw is not None else None


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that one call takes."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def per_second(work: Callable[[int], object], *, clients: int = 8, seconds: float = 5.0) -> float:
    """How often a second that many clients get an answer together. `work` is told which client asks."""
    done = [0] * clients
    failed: list[BaseException] = []
    started = time.perf_counter()
    until = started + seconds

    def ask(client: int) -> None:
        try:
            while time.perf_counter() < until:
                work(client)
                done[client] += 1
        except BaseException as error:  # raised again by the caller, in its own thread
            failed.append(error)

    threads = [threading.Thread(target=ask, args=(client,)) for client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return sum(done) / (time.perf_counter() - started)
