"""What a count is: subjects, each once, with a coordinate on every cut."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import product
from typing import Any
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


Group = tuple[Coordinates, int]


class Later(Sequence[Subject]):
    """Subjects that the database counted in groups: read one by one only when somebody asks, as for freezing."""

    def __init__(self, load: Callable[[], list[Subject]]) -> None:
        self.load = load

    @cached_property
    def held(self) -> list[Subject]:
        return self.load()

    def __getitem__(self, index: Any) -> Any:
        return self.held[index]

    def __len__(self) -> int:
        return len(self.held)

    def __iter__(self) -> Iterator[Subject]:
        return iter(self.held)


@dataclass(frozen=True)
class Counted:
    """Subjects and, per cut, the categories shown in order; `not_reported` lists categories without accepted submission.

    `groups` are the same subjects as the database counted them: coordinates on the cuts that add up, with how many have them.
    """

    subjects: Sequence[Subject]
    axes: dict[str, list[str]]
    not_reported: dict[str, list[str]] = field(default_factory=dict)
    groups: list[Group] | None = None

    @property
    def total(self) -> int:
        return sum(number for _coordinates, number in self._grouped([]))

    @property
    def is_reported(self) -> bool:
        """Whether anybody reported at all: if not, the total is not a number."""
        return all(set(self.axes[name]) - set(gone) for name, gone in self.not_reported.items())

    def cells(self, cuts: list[str]) -> dict[tuple[str, ...], int | None]:
        """Value of each combination of categories; None is not reported, 0 is a real zero.

        Along a cut that does not add up, a subject is in every cell where it belongs: such cells are never summed.
        """
        found: Counter[tuple[str, ...]] = Counter()
        for coordinates, number in self._grouped(cuts):
            for place in product(*(_categories(coordinates.get(cut, "unknown")) for cut in cuts)):
                found[place] += number
        missing = [set(self.not_reported.get(cut, [])) for cut in cuts]
        return {
            place: None if any(category in gone for category, gone in zip(place, missing, strict=True)) else found[place]
            for place in product(*(self.axes[cut] for cut in cuts))
        }

    def _grouped(self, cuts: list[str]) -> Iterable[Group]:
        """The database's groups where they hold these cuts, or else every subject by itself."""
        if self.groups is not None and all(cut in coordinates for coordinates, _number in self.groups[:1] for cut in cuts):
            return self.groups
        return ((subject.coordinates, subject.weight) for subject in self.subjects)


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
