"""What is told of a relative, and what somebody says who looks for a child: sealed, and compared like any child's names."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kanaf.children.rules import years_before
from kanaf.children.told import tracing_from
from kanaf.matching import Person

MOTHER, FATHER = "mother", "father"
PARENTS = (MOTHER, FATHER)
PLACES_OF_KIN = ("last_known", "contact")
"""What says where a relative is: stays closed to who is not shared the place."""


@dataclass(frozen=True)
class Kin:
    """What is sealed of a relative, as told; `born` is a year, `about_contact` what the child says about being in touch."""

    latin: str = ""
    arabic: str = ""
    born: str = ""
    last_known: str = ""
    contact: str = ""
    about_contact: str = ""
    note: str = ""

    @property
    def name(self) -> str:
        return self.latin or self.arabic


@dataclass(frozen=True)
class Seeker:
    """What is sealed of somebody outside who looks for a child: who they say to be, how to reach them, and whom they look for."""

    name: str = ""
    contact: str = ""
    whereabouts: str = ""
    paper: str = ""
    child_latin: str = ""
    child_arabic: str = ""
    child_nickname: str = ""
    child_sex: str = ""
    born_earliest: str = ""
    born_latest: str = ""
    origin: str = ""
    nationality: str = ""
    other_parent: str = ""
    note: str = ""

    @property
    def child_name(self) -> str:
        return self.child_latin or self.child_arabic or self.child_nickname


def tidy_words(values: dict[str, Any]) -> dict[str, str]:
    """One space between words, none around them."""
    return {name: " ".join(str(value).split()) for name, value in values.items()}


def born_within(*, age: int | None, year: int | None, on: date) -> tuple[str, str]:
    """The days between which a child was born of whom a seeker says the age or the year, a year's doubt on either side."""
    if year is not None:
        return f"{year - 1}-01-01", f"{year + 1}-12-31"
    if age is not None:
        return years_before(on, age + 2).isoformat(), years_before(on, max(age - 1, 0)).isoformat()
    return "", ""


def person_sought(relation: str, told: Seeker) -> Person:
    """The child whom a seeker looks for, as matching compares it: the seeker's name stands where the relation says."""
    name = told.child_latin or told.child_arabic
    given, _space, family = name.partition(" ")
    return tracing_from(
        {
            "relation": relation,
            "seeker_name": told.name,
            "child_given": given,
            "child_family": family,
            "child_other_names": [told.child_arabic] if told.child_latin and told.child_arabic else [],
            "child_nickname": told.child_nickname,
            "child_sex": told.child_sex,
            "born_earliest": told.born_earliest,
            "born_latest": told.born_latest,
            "origin": told.origin,
            "nationalities": [told.nationality] if told.nationality else [],
            "other_parent_name": told.other_parent,
        }
    )
