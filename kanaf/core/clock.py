"""The only place that reads the time. `KANAF_CLOCK` sets it in the demonstration and in tests."""

import time
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

CASABLANCA = ZoneInfo("Africa/Casablanca")


def now() -> datetime:
    """The present moment, aware, in Africa/Casablanca.

    With `KANAF_CLOCK` an ISO moment, time runs on from that moment since the process began, and never back, whatever is done
    to the machine's clock meanwhile; with `file:PATH`, it stands at the moment written in that file (read at each call, so that
    a browser test can turn the page of a quarter).
    """
    setting = settings.KANAF_CLOCK
    if not setting:
        return datetime.now(CASABLANCA)
    if setting.startswith("file:"):
        return _aware(Path(setting.removeprefix("file:")).read_text().strip())
    return _aware(setting) + timedelta(seconds=time.monotonic() - _started())


def today() -> date:
    """The present day in Africa/Casablanca."""
    return now().date()


def _aware(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=CASABLANCA) if moment.tzinfo is None else moment.astimezone(CASABLANCA)


def seconds_since_written(file: Path) -> float:
    """How long ago a file was last written, by the machine's own clock."""
    return datetime.now(CASABLANCA).timestamp() - file.stat().st_mtime


@lru_cache(maxsize=1)
def _started() -> float:
    return time.monotonic()


def in_days(moment: datetime, days: int) -> datetime:
    return moment + timedelta(days=days)
