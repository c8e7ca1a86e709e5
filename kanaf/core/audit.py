"""What was done, kept until the end of the action and then written last (decision 3). No personal data in it.

The chain itself is `access.audit`; rooms only say what happened: `audit.record("referral.sent", by=by, target=referral, at=at)`.
"""

import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

SAFE = re.compile(r"[A-Za-z0-9_.:/+-]{0,80}")


@dataclass(frozen=True)
class Act:
    """One thing a person did: a domain noun and a past tense, on what, with coded details only."""

    name: str
    by: UUID | None
    organisation: UUID | None
    at: datetime
    target_kind: str = ""
    target_id: str = ""
    details: dict[str, Any] = field(default_factory=dict)


_pending: ContextVar[list[Act] | None] = ContextVar("kanaf_acts", default=None)
_write: Callable[[list[Act]], None] | None = None


def write_with(writer: Callable[[list[Act]], None]) -> None:
    """Said once at start-up by the room that keeps the record."""
    global _write  # noqa: PLW0603 - one record for the process
    _write = writer


def record(name: str, *, by: Any, at: datetime, target: models.Model | None = None, **details: Any) -> None:
    """Say that something was done; it is written with the transaction of the action that says it.

    Raises ValueError for a detail that could carry personal data: codes, numbers, days and ids only.
    """
    act = Act(
        name=name,
        by=getattr(by, "pk", None),
        organisation=getattr(by, "organisation_id", None),
        at=at,
        target_kind=target._meta.label_lower if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
        details={key: _coded(key, value) for key, value in sorted(details.items())},
    )
    pending = _pending.get()
    if pending is None:
        write([act])
    else:
        pending.append(act)


def write(acts: list[Act]) -> None:
    if acts:
        if _write is None:
            raise RuntimeError("No room keeps the record of acts.")
        _write(acts)


def _coded(key: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    if not SAFE.fullmatch(text):
        raise ValueError(f"The audit keeps codes, not text: detail {key!r} is refused.")
    return text
