"""The site of a programme as its pack writes it: `programmes/<pack>/site/*.yaml`, words in three languages, no code.

`site.yaml` names the other files in the order in which they are read. A file that cannot be taken is refused with its name, the
place in it and what to write.
"""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

LARGEST = 256 * 1024
Kind = Literal["home", "standard", "work", "data", "action", "agenda", "news_index", "press_release", "bulletin"]


class SiteRefused(ValueError):
    """A file of the site that was not taken; nothing of the site was loaded."""


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Part):
    """The same words in the three languages."""

    fr: str
    ar: str
    en: str

    def of(self, language: str) -> str:
        return str(getattr(self, language)).strip()


class Slug(Part):
    """The last part of a page's address, in Latin letters; Arabic pages take the French one."""

    fr: str
    en: str

    def of(self, language: str) -> str:
        return self.en if language == "en" else self.fr


class Call(Part):
    title: Words
    text: Words | None = None
    phone: str = ""
    page: str = ""
    link: Words | None = None


class Goal(Part):
    code: str
    text: Words


class Quote(Part):
    text: Words
    who: Words | None = None


class Table(Part):
    """`of` is `children_assisted@2024#city_attributed`."""

    of: str
    caption: Words | None = None
    chart: bool = True


class Block(Part):
    """One block of a page: exactly one of these is written."""

    heading: Words | None = None
    paragraph: Words | None = None
    text: Words | None = None
    items: list[Words] | None = None
    quote: Quote | None = None
    note: Words | None = None
    figure: str | None = None
    table: Table | None = None
    external: str | None = None
    calls: list[Call] | None = None
    goals: list[Goal] | None = None

    @property
    def what(self) -> str:
        return next(iter(self.model_fields_set))


class PageFile(Part):
    """A page in its three languages. `code` never changes: it is how the page is found again."""

    code: str
    type: Kind
    parent: str = ""
    in_menu: bool = False
    slug: Slug
    title: Words
    lead: Words | None = None
    hero_title: Words | None = None
    headline: str = ""
    hotline: str = ""
    hotline_note: Words | None = None
    is_axis: bool = False
    dated_on: date | None = None
    dateline: Words | None = None
    body: list[Block] = []

    def digest(self, language: str) -> str:
        """Changes when anything of the page in this language does."""
        content = json.dumps(_in(language, self.model_dump(mode="json")), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()


class Pages(Part):
    pages: list[PageFile]


class ExternalNumber(Part):
    """A number that somebody else printed. `published` is a year, a month or a day; `inferred` where its source does not say it."""

    code: str
    value: int
    at_least: bool = False
    label: Words
    unit: Words
    source: str
    published: str = ""
    inferred: bool = False
    notes: list[Words] = []


class ExternalNumbers(Part):
    numbers: list[ExternalNumber]


class Projection(Part):
    """Longitude `west` stands at the left edge and latitude `north` at the upper edge; `x` and `y` are pixels a degree."""

    west: float
    north: float
    x: float
    y: float


class Sea(Part):
    x: float
    y: float
    labels: Words


class Outline(Part):
    """A schematic coast, without any border. `css` says on which screens it is drawn."""

    css: Literal["only-wide", "only-narrow"]
    width: int
    height: int
    projection: Projection
    land: list[str]
    seas: list[Sea] = []


class MapFile(Part):
    outlines: list[Outline]


class Index(Part):
    """`site.yaml`: the files of the pages, and those of the news, in their order."""

    pages: list[str]
    news: list[str] = []


class SiteFiles(Part):
    """All that the folder says."""

    pages: list[PageFile]
    news: list[PageFile]
    numbers: list[ExternalNumber]
    outlines: list[Outline]


def read_site(folder: Path) -> SiteFiles:
    """Read and check the whole folder. Raises SiteRefused."""
    index = _read(folder, "site.yaml", Index)
    pages = [page for name in index.pages for page in _read(folder, name, Pages).pages]
    news = [page for name in index.news for page in _read(folder, name, Pages).pages]
    seen: set[str] = set()
    for page in [*pages, *news]:
        if page.parent and page.parent not in seen:
            raise SiteRefused(
                _("The page “%(code)s” stands under “%(parent)s”, which no page before it is.") % {"code": page.code, "parent": page.parent}
            )
        if page.code in seen:
            raise SiteRefused(_("Two pages have the code “%(code)s”.") % {"code": page.code})
        seen.add(page.code)
        for block in page.body:
            if len(block.model_fields_set) != 1:
                raise SiteRefused(_("In the page “%(code)s”, a block holds several things or none: write one.") % {"code": page.code})
    return SiteFiles(
        pages=pages,
        news=news,
        numbers=_read(folder, "external.yaml", ExternalNumbers).numbers,
        outlines=_read(folder, "map.yaml", MapFile).outlines,
    )


def _read(folder: Path, name: str, schema: type[Any]) -> Any:
    file = folder / name
    if not file.resolve().is_relative_to(folder.resolve()) or not file.is_file():
        raise SiteRefused(_("%(file)s: there is no such file in the site's folder.") % {"file": name})
    if file.stat().st_size > LARGEST:
        raise SiteRefused(_("%(file)s: this file is too large for a site's page.") % {"file": name})
    try:
        return schema.model_validate(YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8")))
    except (YAMLError, UnicodeDecodeError) as wrong:
        raise SiteRefused(_("%(file)s: this file cannot be read: %(why)s") % {"file": name, "why": wrong}) from wrong
    except ValidationError as wrong:
        first = wrong.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise SiteRefused(_("%(file)s, at %(place)s: %(why)s") % {"file": name, "place": place, "why": first["msg"]}) from wrong


def _in(language: str, value: Any) -> Any:
    """A page's content as one language has it: the other languages may change without it."""
    if isinstance(value, dict):
        if set(value) == {"fr", "ar", "en"}:
            return value[language]
        return {name: _in(language, part) for name, part in value.items()}
    return [_in(language, part) for part in value] if isinstance(value, list) else value
