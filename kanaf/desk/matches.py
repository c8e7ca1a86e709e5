"""Look-alikes as pages show them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from kanaf.children.models import Child
from kanaf.children.queries import registrations_of
from kanaf.children.recognition import LookAlike
from kanaf.desk import words


@dataclass(frozen=True)
class Match:
    """A child one may see, and in words why it resembles what was typed."""

    child: Child
    who: str
    band: str
    lines: list[words.Line]
    is_seen: bool

    @property
    def is_close(self) -> bool:
        return self.band == "very_close"


def matches_of(found: list[LookAlike], on: date, *, with_names: bool, seen: Collection[str] = ()) -> list[Match]:
    """`seen` are the ids of those that somebody has looked at and set apart."""
    registered = registrations_of([alike.child.pk for alike in found])
    return [
        Match(
            child=alike.child,
            who=words.child(registered.get(alike.child.pk), on),
            band=words.BANDS[alike.comparison.band],
            lines=words.reasons(alike.comparison, with_names=with_names),
            is_seen=str(alike.child.pk) in seen,
        )
        for alike in found
    ]
