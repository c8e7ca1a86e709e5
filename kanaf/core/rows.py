"""Whose rows the next statement may touch: the coarse second barrier under every query (decision 7).

On PostgreSQL the context becomes the role and the organisation that row-level security reads; on SQLite a guard refuses
protected tables where no context is open. The fine policy is each model's `visible_to`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kanaf.core import clock


class OutsidePolicy(RuntimeError):
    """A protected table was touched by code that had not said for whom it acts."""


# Roles that reach an organisation's rows only with its name; two of them reach complaints besides, each its own.
NEEDS_ORGANISATION = ("kanaf_app", "kanaf_safeguarding", "kanaf_sender", "kanaf_emergency")
EVERY_COMPLAINT = "clock"


@dataclass(frozen=True)
class Context:
    """`role` is a database role (`none` is whoever logged in: migrations only); `organisation` its rows.

    `subject` is what some policies compare: the person who reads complaints, the mark of a sender's code, or the emergency
    under which one file is open, `until` its hour is over.
    """

    role: str
    organisation: UUID | None = None
    subject: str = ""
    until: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.organisation is not None or self.role not in NEEDS_ORGANISATION


NOBODY = Context("kanaf_app")
OWNER = Context("none")

_current: ContextVar[Context | None] = ContextVar("kanaf_rows", default=None)
_moment: ContextVar[datetime | None] = ContextVar("kanaf_moment", default=None)
_default = NOBODY


def current() -> Context:
    return _current.get() or _default


def moment() -> datetime:
    """When the next statement happens, for what ends at a moment: the act's own, else now. To the minute, so never too late by more."""
    return (_moment.get() or clock.now()).replace(second=0, microsecond=0)


@contextmanager
def happening(at: datetime) -> Iterator[None]:
    """What ends is judged as of this moment: an act says when it happened."""
    token = _moment.set(at)
    try:
        yield
    finally:
        _moment.reset(token)


def set_process_default(context: Context) -> None:
    """What holds where nobody has said anything: `OWNER` for commands that change the schema, else `NOBODY`."""
    global _default  # noqa: PLW0603 - one process, one default, set once by manage.py
    _default = context


@contextmanager
def acting(context: Context) -> Iterator[None]:
    token = _current.set(context)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def for_organisation(organisation_id: UUID) -> Iterator[None]:
    """Act with the rows of one organisation and what is shared with it."""
    with acting(Context("kanaf_app", organisation_id)):
        yield


@contextmanager
def as_counter() -> Iterator[None]:
    """Count over all organisations: clear, non-identifying columns only; no sealed table can be read."""
    with acting(Context("kanaf_counter")):
        yield


@contextmanager
def as_registry() -> Iterator[None]:
    """Match and trace over all organisations."""
    with acting(Context("kanaf_registry")):
        yield


@contextmanager
def as_eraser() -> Iterator[None]:
    """Take away what identifies a child, whoever follows it: only what tables say goes with it can be touched."""
    with acting(Context("kanaf_eraser")):
        yield


@contextmanager
def in_emergency(access_id: UUID, organisation_id: UUID, until: datetime) -> Iterator[None]:
    """Read, and read only, the one file that an emergency opens, until its hour is over: the database looks at both."""
    with acting(Context("kanaf_emergency", organisation_id, str(access_id), until)):
        yield


@contextmanager
def as_public() -> Iterator[None]:
    """Serve the public site: nothing but what is published can be read."""
    with acting(Context("kanaf_public")):
        yield


@contextmanager
def as_safeguarding(account_id: UUID, organisation_id: UUID) -> Iterator[None]:
    """Handle the complaints that one person may read: no other role of the database reaches any."""
    with acting(Context("kanaf_safeguarding", organisation_id, str(account_id))):
        yield


@contextmanager
def as_safeguarding_clock() -> Iterator[None]:
    """Watch over every complaint's 24 hours: the minute's tick only."""
    with acting(Context("kanaf_safeguarding", None, EVERY_COMPLAINT)):
        yield


@contextmanager
def as_sender(mark: str) -> Iterator[None]:
    """Write a complaint, or come back to it with its code: the one complaint that bears this mark."""
    with acting(Context("kanaf_sender", None, mark)):
        yield


@contextmanager
def as_owner() -> Iterator[None]:
    """Change the schema, or restore: never reached from a page."""
    with acting(OWNER):
        yield
