"""What a child tells of itself and its people: put in its script, and read as a person who may be found again."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from kanaf import matching
from kanaf.matching import Person
from kanaf.matching.person import Sex

LONGEST_NAME, MOST_VALUES = 200, 8
SEXES: dict[str, Sex] = {"f": "F", "female": "F", "m": "M", "male": "M"}

PLACES = ("place", "contact", "parents_whereabouts", "caregiver_contact")
"""What says where the child or its people are: stays closed to who is not shared the place."""


@dataclass(frozen=True)
class Names:
    """What is sealed: the child's names as told, in both scripts, and the people and place around it."""

    latin: str = ""
    arabic: str = ""
    nickname: str = ""
    other_names: str = ""
    mother: str = ""
    father: str = ""
    origin: str = ""
    parents_whereabouts: str = ""
    contact: str = ""
    place: str = ""
    caregiver: str = ""
    caregiver_contact: str = ""
    separation_place: str = ""
    unhcr_number: str = ""
    icrc_number: str = ""
    other_number: str = ""


def tidy(told: Names) -> Names:
    """Put what was typed in its script: a name in mixed script is split into its two scripts, nothing is dropped."""
    latin_of_latin, arabic_of_latin = matching.split_scripts(told.latin)
    latin_of_arabic, arabic_of_arabic = matching.split_scripts(told.arabic)
    values = asdict(told)
    values["latin"] = " ".join(part for part in (latin_of_latin, latin_of_arabic) if part)
    values["arabic"] = " ".join(part for part in (arabic_of_latin, arabic_of_arabic) if part)
    return Names(**{name: " ".join(value.split()) for name, value in values.items()})


def as_person(told: Names) -> Person:
    """What matching compares of the names. The first word is the given name, the others the family's."""
    name = told.latin or told.arabic
    given, _space, family = name.partition(" ")
    others = tuple(part for part in (told.arabic if told.latin else "", told.other_names) if part)
    return Person(
        given=given, family=family, other_names=others, nickname=told.nickname, mother=told.mother, father=told.father, origin=told.origin
    )


def person_from(row: Mapping[str, Any]) -> Person:
    """A person of a file of people (MATCHING.md): anything may be missing, and what cannot be read says nothing."""
    earliest, latest = _day(row.get("born_earliest")), _day(row.get("born_latest"))
    if earliest and latest and earliest > latest:
        earliest, latest = latest, earliest
    return Person(
        given=_text(row.get("given")),
        family=_text(row.get("family")),
        other_names=tuple(_texts(row.get("other_names"))),
        nickname=_text(row.get("nickname")),
        mother=_text(row.get("mother")),
        father=_text(row.get("father")),
        sex=SEXES.get(_text(row.get("sex")).casefold(), "unknown"),
        born_earliest=earliest,
        born_latest=latest,
        nationalities=tuple(code.upper() for code in _texts(row.get("nationalities"))),
        languages=tuple(code.casefold() for code in _texts(row.get("languages"))),
        origin=_text(row.get("origin")),
    )


def tracing_from(row: Mapping[str, Any]) -> Person:
    """The child whom a request looks for: the seeker's name stands as the parent's that the relation says."""
    child = {name.removeprefix("child_"): value for name, value in row.items()}
    relation, seeker, other = (_text(row.get(name)) for name in ("relation", "seeker_name", "other_parent_name"))
    if relation == "mother":
        child |= {"mother": seeker, "father": other}
    elif relation == "father":
        child |= {"father": seeker, "mother": other}
    return person_from(child)


def _text(value: Any) -> str:
    return " ".join(str(value).split())[:LONGEST_NAME] if isinstance(value, str | int | float) else ""


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple) else re.split(r"[,;]", value) if isinstance(value, str) else []
    return [text for one in values[:MOST_VALUES] if (text := _text(one))]


def _day(value: Any) -> date | None:
    """A day, or the first of a month or year that is given alone."""
    parts = re.findall(r"\d+", _text(value))
    try:
        year, month, day = (int(part) for part in [*parts[:3], "1", "1"][:3])
        return date(year, month, day)
    except ValueError:
        return None
