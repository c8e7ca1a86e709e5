"""The minute's acts of this room."""

from datetime import datetime

from kanaf.access.actions import system_account
from kanaf.core.ticks import each_minute
from kanaf.safeguarding import actions


@each_minute
def watch_complaints(at: datetime) -> None:
    """Everybody who is to read a complaint does, and none waits unseen beyond its 24 hours."""
    by = system_account()
    actions.keep_readers(by=by, at=at)
    actions.escalate_overdue(by=by, at=at)
