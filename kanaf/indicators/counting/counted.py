"""What a count is: subjects, each once, with a coordinate on every axis."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class Window:
    """The days counted (both included), what was known by `as_of`, and the campaign where there is one."""

    starts_on: date
    ends_on: date
    as_of: datetime
    campaign: str = ""


@dataclass(frozen=True)
class Subject:
    """One counted thing, once: a child, a service, a contact, a professional. `weight` is how many it stands for."""

    id: UUID
    coordinates: dict[str, str]
    weight: int = 1


@dataclass(frozen=True)
class Counted:
    """Subjects and, per axis, the categories shown in order; `not_reported` lists categories without accepted submission."""

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

    def cells(self, axes: list[str]) -> dict[tuple[str, ...], int | None]:
        """Value of each combination of categories; None is not reported, 0 is a real zero."""
        found: Counter[tuple[str, ...]] = Counter()
        for subject in self.subjects:
            found[tuple(subject.coordinates.get(axis, "unknown") for axis in axes)] += subject.weight
        combinations: list[tuple[str, ...]] = [()]
        for axis in axes:
            combinations = [(*start, category) for start in combinations for category in self.axes[axis]]
        missing = [set(self.not_reported.get(axis, [])) for axis in axes]
        return {
            combination: None if any(category in gone for category, gone in zip(combination, missing, strict=True)) else found[combination]
            for combination in combinations
        }


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
