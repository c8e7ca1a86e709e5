"""What keeps a child's identity whatever its time: rooms below `protection` register a reason each, as they do acts of the tick."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

Keeper = Callable[[list[UUID], datetime], set[UUID]]
KEEPERS: dict[str, Keeper] = {}


def keeps_child(reason: str) -> Callable[[Keeper], Keeper]:
    """Register a function that, of children asked about at a moment, returns those that are kept.

    The reason is one of `protection.models.RetentionLine.Held`: tracing of the family will be `@keeps_child("tracing")`.
    """

    def keep(function: Keeper) -> Keeper:
        KEEPERS[reason] = function
        return function

    return keep
