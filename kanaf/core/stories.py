"""One line of a child's story, as each room tells it and `desk` merges it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class Event:
    """Happened on a day, written down at a moment; no identity in it."""

    on: date
    recorded_at: datetime
    icon: str
    title: str
    detail: str
    by: UUID
    is_urgent: bool = False
    link: str = ""
