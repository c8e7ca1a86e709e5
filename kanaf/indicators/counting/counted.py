"""What a count is: subjects, each once, with a coordinate on every cut."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import product
from uuid import UUID

Coordinates = dict[str, "str | list[str]"]


@dataclass(frozen=True)
class Window:
    """The days counted (both included), what was known by `as_of`, and the campaign where there is one."""

    starts_on: date
    ends_on: date
    as_of: datetime
    campaign: str = ""


@dataclass(frozen=True)
class Subject:
    """One counted thing, once: a child, a service, a contact, a professional. `weight` is how many it stands for.

    A coordinate is the category of a cut, or the list of them where the cut does not add up (a child assisted in two cities).
    """

    id: UUID
    coordinates: Coordinates
    weight: int = 1


@dataclass(frozen=True)
class Counted:
    """Subjects and, per cut, the categories shown in order; `not_reported` lists categories without accepted submission."""

    subjects: list[Subject]
    axes: dict[str, list[str]]
    not_reported: dict[str, list[str]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(subject.weight for subject in self.subjects)

    @property
    def is_reported(self) -> bool:
        """Whether anybody reported at all: if not, the total is not a number."""
        return all(set(self.axes[name]) - set(gone) for name, gone in self.not_reported.items())

    def cells(self, cuts: list[str]) -> dict[tuple[str, ...], int | None]:
        """Value of each combination of categories; None is not reported, 0 is a real zero.

        Along a cut that does not add up, a subject is in every cell where it belongs: such cells are never summed.
        """
        found: Counter[tuple[str, ...]] = Counter()
        for subject in self.subjects:
            for place in product(*(_categories(subject.coordinates.get(cut, "unknown")) for cut in cuts)):
                found[place] += subject.weight
        missing = [set(self.not_reported.get(cut, [])) for cut in cuts]
        return {
            place: None if any(category in gone for category, gone in zip(place, missing, strict=True)) else found[place]
            for place in product(*(self.axes[cut] for cut in cuts))
        }


def _categories(coordinate: str | list[str]) -> list[str]:
    return [coordinate] if isinstance(coordinate, str) else coordinate


RULES: dict[str, Callable[[Window], Counted]] = {}


def counts(name: str) -> Callable[[Callable[[Window], Counted]], Callable[[Window], Counted]]:
    """Register a counting rule under the name that definitions refer to."""

    def register(rule: Callable[[Window], Counted]) -> Callable[[Window], Counted]:
        RULES[name] = rule
        return rule

    return register


def count(name: str, window: Window) -> Counted:
    """Count by the rule of that name. Raises KeyError for a rule that the code does not have."""
    return RULES[name](window)
