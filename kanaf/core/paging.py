"""A long list a page at a time, by the key of its last row: a row that arrives meanwhile is neither skipped nor shown twice.

The rows are ordered by a day, the newest first, or by another column, the highest first, and then by id. Drawn by `_pager.html`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest

SIZE = 30
AFTER, BEFORE = "after", "before"


@dataclass(frozen=True)
class Page:
    """One page of rows; the urls are empty where the list ends. `total` is over all pages."""

    rows: list[Any]
    total: int
    previous_url: str = ""
    next_url: str = ""

    @property
    def shown(self) -> int:
        return len(self.rows)

    @property
    def is_whole(self) -> bool:
        """Whether nothing stands before or after: no pager is needed."""
        return not (self.previous_url or self.next_url)


def page_of(queryset: Any, request: HttpRequest, *, day: str, size: int = SIZE, read: Callable[[str], Any] = date.fromisoformat) -> Page:
    """The page of a queryset that a request asks for. A key that nobody can read is as none: the list from its beginning.

    `day` is the column of the order, `read` reads its value from an address.
    """
    ordered = queryset.order_by(f"-{day}", "-id")
    after, before = _key(request.GET.get(AFTER), read), _key(request.GET.get(BEFORE), read)
    if before is not None:
        newer = queryset.order_by(day, "id").filter(Q(**{f"{day}__gt": before[0]}) | Q(**{day: before[0], "id__gt": before[1]}))
        found = list(newer[: size + 1])
        rows, has_previous, has_next = found[:size][::-1], len(found) > size, True
    else:
        if after is not None:
            ordered = ordered.filter(Q(**{f"{day}__lt": after[0]}) | Q(**{day: after[0], "id__lt": after[1]}))
        found = list(ordered[: size + 1])
        rows, has_previous, has_next = found[:size], after is not None, len(found) > size
    return Page(
        rows,
        queryset.count(),
        _url(request, BEFORE, rows[0], day) if rows and has_previous else "",
        _url(request, AFTER, rows[-1], day) if rows and has_next else "",
    )


def _key(text: str | None, read: Callable[[str], Any]) -> tuple[Any, UUID] | None:
    day, _space, pk = (text or "").partition(" ")
    try:
        return read(day), UUID(pk)
    except ValueError:
        return None


def _url(request: HttpRequest, name: str, row: Any, day: str) -> str:
    kept = [(key, value) for key, values in request.GET.lists() for value in values if key not in {AFTER, BEFORE}]
    value = getattr(row, day)
    key = value.isoformat() if isinstance(value, date) else repr(value)
    return "?" + urlencode([*kept, (name, f"{key} {row.pk}")])
