"""The small kinds of value that every file of a pack is made of: codes, texts in several languages, dates."""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, RootModel, model_validator
from pydantic_core import PydanticCustomError

from kanaf.pack.schemas.iso import COUNTRIES_2, COUNTRIES_3, NATIONALITIES_APART


class Part(BaseModel):
    """A piece of a pack: every key is known, every value has its type, nothing is changed after reading."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


@dataclass(frozen=True)
class Defines:
    """Marks a code that names a thing of this kind for the other files."""

    kind: str


@dataclass(frozen=True)
class Refers:
    """Marks a code that must name a thing of this kind, somewhere in the pack; a `term` is one of the list `within`."""

    kind: str
    within: str = ""


def _code(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+([-_][a-z0-9]+)*", value):
        raise PydanticCustomError("code", "not a code", {"suggestion": slug(value)})
    return value


def slug(value: str) -> str:
    """The code that a text would make: `École 2` gives `ecole-2`, a text without Latin letters gives nothing."""
    bare = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9_]+", "-", bare.lower()).strip("-_")


def western(value: str) -> str:
    """The same text with its digits written 0 to 9."""
    return "".join(str(unicodedata.digit(c)) if unicodedata.category(c) == "Nd" else c for c in value)


def _text(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("text_empty", "empty")
    if western(value) != value:
        raise PydanticCustomError("text_digits", "digits", {"suggestion": western(value)})
    return unicodedata.normalize("NFC", value.strip())


def _partial_date(value: str) -> str:
    try:
        _days_of(value)
    except ValueError:
        raise PydanticCustomError("partial_date", "not a date") from None
    return value


def _days_of(value: str) -> tuple[date, date]:
    if not re.fullmatch(r"(19|20)[0-9]{2}(-[0-9]{2}){0,2}", value):
        raise ValueError(value)
    year, month, day = ([int(part) for part in value.split("-")] + [0, 0])[:3]
    first = date(year, month if len(value) > 4 else 1, day if len(value) > 7 else 1)
    last_month = month if len(value) > 4 else 12
    return first, date(year, last_month, day if len(value) > 7 else monthrange(year, last_month)[1])


def _year_as_text(value: Any) -> Any:
    return str(value) if type(value) is int else value


def _day(value: Any) -> date:
    if isinstance(value, str) and re.fullmatch(r"(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("day", "not a day")


def _shape(kind: str, pattern: str) -> AfterValidator:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise PydanticCustomError(kind, kind)
        return value

    return AfterValidator(check)


def _country(value: str) -> str:
    if value not in COUNTRIES_2:
        raise PydanticCustomError("country", "country")
    return value


def _nationality(value: str) -> str:
    if value not in COUNTRIES_3 and value not in NATIONALITIES_APART:
        raise PydanticCustomError("nationality", "nationality")
    return value


Code = Annotated[str, AfterValidator(_code)]
SourceCode = Annotated[str, _shape("source_code", r"[A-Z0-9]+(-[A-Z0-9]+)*")]
NoteCode = Annotated[str, _shape("note_code", r"[A-Z][0-9]{1,3}")]
Text = Annotated[str, AfterValidator(_text)]
Language = Annotated[str, _shape("language", r"[a-z]{2,3}")]
Country = Annotated[str, AfterValidator(_country)]
Nationality = Annotated[str, AfterValidator(_nationality)]
Region = Annotated[str, _shape("region_code", r"[A-Z]{2}-[A-Z0-9]{1,3}")]
Province = Annotated[str, _shape("province_code", r"[A-Z]{2}-[A-Z0-9]{1,3}")]
Day = Annotated[date, BeforeValidator(_day)]
PartialDate = Annotated[str, BeforeValidator(_year_as_text), AfterValidator(_partial_date)]
Url = Annotated[str, _shape("url", r"https?://[^\s<>\"]+")]
Source = Annotated[SourceCode, Refers("source")]


class Labels(RootModel[dict[str, Text]]):
    """A text in each language of the pack. The reader has checked that none is missing and none is in excess."""

    model_config = ConfigDict(strict=True, frozen=True)

    def __getitem__(self, language: str) -> str:
        return self.root[language]

    def as_dict(self) -> dict[str, str]:
        """The texts by language, in the order of the file."""
        return dict(self.root)


class Note(Part):
    """What a reader must know beside a fact; `id` is that of the ambiguity it stands for (A1, A3…)."""

    id: NoteCode
    labels: Labels


class StatedDate(Part):
    """A date as its source gives it, or as it was inferred and why (A7). Both empty: not known."""

    stated: PartialDate | None = None
    inferred: PartialDate | None = None
    why: Labels | None = None

    @model_validator(mode="after")
    def _an_inference_says_why(self) -> "StatedDate":
        if self.inferred is not None and self.why is None:
            raise PydanticCustomError("inferred_without_why", "why")
        return self

    @property
    def value(self) -> str | None:
        """The date as written: a year, a month or a day."""
        return self.stated or self.inferred

    @property
    def first_day(self) -> date | None:
        return _days_of(self.value)[0] if self.value else None

    @property
    def last_day(self) -> date | None:
        return _days_of(self.value)[1] if self.value else None
