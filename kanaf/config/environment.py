"""Typed readers of the environment: each value fails with its name and a hint, never later and elsewhere."""

import os
from datetime import datetime
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None, *, hint: str = "") -> str:
    value = os.environ.get(name, default)
    if value is None or value == "":
        if default is not None:
            return default
        raise ImproperlyConfigured(f"{name} is not set. {hint}".strip())
    return value


def flag(name: str, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value == "":
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no: write 1 or 0.")


def number(name: str, default: int) -> int:
    value = os.environ.get(name, "")
    if value == "":
        return default
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.") from error


def one_of(name: str, default: str, allowed: set[str]) -> str:
    value = os.environ.get(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}={value!r}: write one of {', '.join(sorted(allowed))}.")
    return value


def words(name: str, default: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def path(name: str, default: Path) -> Path:
    return Path(os.environ.get(name) or default).expanduser().resolve()


def clock(name: str) -> str:
    """Nothing, a moment in ISO 8601, or `file:PATH` whose content is such a moment (demo and tests only)."""
    value = os.environ.get(name, "").strip()
    if value and not value.startswith("file:"):
        try:
            datetime.fromisoformat(value)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}={value!r} is not a moment: write it like 2026-12-31T10:00.") from error
    return value
