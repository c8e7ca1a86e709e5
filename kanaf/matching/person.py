"""What is compared, and what a comparison says."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

Sex = Literal["F", "M", "unknown"]


class Field(StrEnum):
    """What a reason is about. `ORDER` is about given and family name typed in each other's place."""

    GIVEN = "given"
    FAMILY = "family"
    ORDER = "order"
    OTHER_NAMES = "other_names"
    NICKNAME = "nickname"
    MOTHER = "mother"
    FATHER = "father"
    SEX = "sex"
    BORN = "born"
    NATIONALITIES = "nationalities"
    LANGUAGES = "languages"
    ORIGIN = "origin"


class Code(StrEnum):
    """What was found of a field: the closed list that interfaces put into words."""

    SAME = "same"
    """The same, but for accents, case, marks and letters that keyboards confuse."""
    SAME_FOLDED = "same_folded"
    """Another spelling of the same sounds, or the same words in another order: Diallo, Jallow."""
    SAME_SKELETON = "same_skeleton"
    """The same consonants: محمد, Mohamed."""
    SHORT_FORM = "short_form"
    """A name and another form of it that people call its bearer by: Fatoumata, Fatou."""
    PART = "part"
    """One record gives fewer of the same names: Mamadou, Mamadou Alpha."""
    ONE_EDIT = "one_edit"
    """One letter more, less, other, or two changed about."""
    SIMILAR = "similar"
    """Close, but no more than that: names that resemble or share a word, births under a year apart."""
    DIFFERENT = "different"
    """Not alike, as two records of one child may well be."""
    OVERLAP = "overlap"
    """Something in common: a nationality, a language, days on which both may be born."""
    CONTRADICTION = "contradiction"
    """Hardly possible of one child: the other sex, no nationality in common, births years apart."""
    SWAPPED = "swapped"
    """The given name of one is the family name of the other."""
    MISSING = "missing"
    """Nothing to compare: one record, or both, does not say."""


class Band(StrEnum):
    """How a person should take a score; nothing is ever decided by it."""

    CLOSE = "close"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What one record says of a person; whatever it does not say is left out.

    Names are as typed, in either script or both in one text. A birth is the interval of days on which it
    may have happened; one bound alone stands for both. Nationalities and languages are codes; the origin is
    the place the person comes from, as told.
    Raises `ValueError` when the birth's earliest day is after its latest.
    """

    given: str = ""
    family: str = ""
    other_names: tuple[str, ...] = ()
    nickname: str = ""
    mother: str = ""
    father: str = ""
    sex: Sex = "unknown"
    born_earliest: date | None = None
    born_latest: date | None = None
    nationalities: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    origin: str = ""

    def __post_init__(self) -> None:
        """Refuse an interval that holds no day."""
        if self.born_earliest and self.born_latest and self.born_earliest > self.born_latest:
            raise ValueError("born_earliest is after born_latest")

    @property
    def born(self) -> tuple[date, date] | None:
        """The earliest and the latest day of birth, or None when neither is known."""
        earliest = self.born_earliest or self.born_latest
        latest = self.born_latest or self.born_earliest
        return (earliest, latest) if earliest and latest else None


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of an explanation: what was found of a field, its bits, and what each record says there."""

    field: Field
    code: Code
    bits: float
    ours: str = ""
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far two records look like one person, and why.

    `score` is the exact sum of the bits of `reasons`, which come contradictions first (the worst on top),
    then what speaks for one person (the best on top), then what says nothing.
    """

    score: float
    band: Band
    reasons: tuple[Reason, ...]
    weights_version: int
