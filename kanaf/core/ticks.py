"""What happens by itself each minute: rooms register small idempotent acts that take the moment (decision 11)."""

import logging
from collections.abc import Callable
from datetime import datetime

logger = logging.getLogger(__name__)
TICKS: list[Callable[[datetime], None]] = []


def each_minute(act: Callable[[datetime], None]) -> Callable[[datetime], None]:
    """Register an act for the minute's tick. Called twice for one minute it changes nothing the second time."""
    TICKS.append(act)
    return act


def tick(at: datetime) -> int:
    """Run every registered act; one that fails does not keep the others from running. Returns how many failed."""
    failed = 0
    for act in TICKS:
        try:
            act(at)
        except Exception:
            failed += 1
            logger.exception("tick: %s failed", act.__qualname__)
    return failed
