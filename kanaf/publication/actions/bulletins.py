"""A text is written around figures in three languages, and goes out in the three at once."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.core import audit
from kanaf.core.actions import action
from kanaf.core.errors import Refused
from kanaf.publication import queries, rules
from kanaf.publication.models import NewsPage, ReleasedFigure
from kanaf.publication.models.blocks import view_of
from kanaf.publication.models.frame import LANGUAGES
from kanaf.publication.queries.bulletins import KINDS, Draft

HEADING, ITEM = "#", "-"


@dataclass(frozen=True)
class Words:
    """A text in one language. `body` has a blank line between paragraphs, `#` before a heading, `-` before an item of a list."""

    title: str
    lead: str
    body: str
    dateline: str = ""


@dataclass(frozen=True)
class Telling:
    """What a press release or bulletin says, language by language, and which figures or tables it shows under the text."""

    kind: str
    words: dict[str, Words]
    shown: list[str] = field(default_factory=list)
    dated_on: date | None = None


@action
def write_bulletin(*, by: Account, at: datetime, key: UUID, telling: Telling) -> Draft:
    """Make the linked pages of a press release or bulletin, not yet published; the same `key` again changes nothing.

    A language without a title is left out: publishing is refused until it is written. Refused where a number is typed or a
    figure is not released.
    """
    check_holds(by, Permission.BULLETIN_WRITE)
    held = queries.draft(key)
    if held is not None:
        return held
    indexes = queries.news_indexes()
    if set(indexes) != set(LANGUAGES):
        raise Refused(_("The site is not set up in the three languages: ask your administrator."), code="no_site")
    _check(telling)
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    name = (
        next((slugify(words.title) for code in ("fr", "en") if (words := telling.words.get(code)) and slugify(words.title)), "")
        or key.hex[:12]
    )
    for code in LANGUAGES:
        words = telling.words.get(code)
        if words is None or not words.title.strip():
            continue
        slug = slugify(words.title) if code == "en" else name
        page = KINDS[telling.kind](
            title=words.title.strip(),
            slug=_free_slug(indexes[code], (slug or name)[:90]),
            lead=words.lead.strip(),
            body=body_of(words.body, telling.shown),
            dateline=words.dateline.strip(),
            dated_on=telling.dated_on,
            written_at=at,
            locale=locales[code],
            translation_key=key,
            live=False,
            owner=by,
        )
        indexes[code].add_child(instance=page)
        page.save_revision(user=by)
        audit.record("bulletin.written", by=by, target=page, at=at, bulletin=key, kind=telling.kind, language=code)
    return _held(key)


@action
def publish_bulletin(*, by: Account, at: datetime, key: UUID) -> Draft:
    """Publish the pages of a press release or bulletin in the three languages at once, as last written.

    Refused where a language is missing or a figure in it is not released. Publishing again puts out what was written since;
    the day on which readers first had it stays.
    """
    check_holds(by, Permission.BULLETIN_PUBLISH)
    held = _held(key)
    rules.check_has_all_languages(held.pages)
    rules.check_figures_are_released(held.pages.values())
    rules.check_is_words(held.pages.values())
    for code in LANGUAGES:
        page = held.pages[code]
        page.published_at = page.published_at or at
        page.save_revision(user=by).publish(user=by, skip_permission_checks=True)
        audit.record("bulletin.published", by=by, target=page, at=at, bulletin=key, language=code)
    return _held(key)


@action
def withdraw_bulletin(*, by: Account, at: datetime, key: UUID) -> None:
    """Take a press release or bulletin off the site in the three languages; it stays as a draft."""
    check_holds(by, Permission.BULLETIN_PUBLISH)
    for code, page in _held(key).pages.items():
        if page.live:
            type(page).objects.get(pk=page.pk).unpublish(user=by)
            audit.record("bulletin.withdrawn", by=by, target=page, at=at, bulletin=key, language=code)


def _held(key: UUID) -> Draft:
    held = queries.draft(key)
    if held is None:
        raise Refused(_("There is no such bulletin."), code="no_bulletin")
    return held


def _check(telling: Telling) -> None:
    if not any(words.title.strip() for words in telling.words.values()):
        raise Refused(_("Write a title in at least one language."), field="title_fr", code="no_title")
    for code, words in telling.words.items():
        for name, text in (("title", words.title), ("lead", words.lead), ("body", words.body), ("dateline", words.dateline)):
            rules.check_words(text, field=f"{name}_{code}")
    keys = {choice.partition("#")[0] for choice in telling.shown}
    figures = {figure.key: figure for figure in ReleasedFigure.objects.current().by_key(keys).with_cells()}
    for choice in telling.shown:
        if choice not in figures and view_of(choice, figures) is None:
            raise Refused(
                _("“%(figure)s” is not released: choose a released figure.") % {"figure": choice}, field="shown", code="figure_not_released"
            )


def body_of(text: str, shown: list[str]) -> list[tuple[str, Any]]:
    """The blocks of a text typed in one field, then the figures and tables chosen for it, in their order."""
    blocks: list[tuple[str, Any]] = []
    for part in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        words: list[str] = []
        items: list[str] = []
        for line in lines:
            if line.startswith(HEADING):
                blocks.append(("heading", line.lstrip("# ")))
            elif line.startswith(ITEM):
                items.append(line.lstrip("- "))
            else:
                words.append(line)
        if words:
            blocks.append(("paragraph", " ".join(words)))
        if items:
            blocks.append(("list", items))
    for choice in shown:
        blocks.append(
            ("figure_table", {"table": choice, "caption": "", "chart": True}) if "#" in choice else ("figure", {"figure": choice})
        )
    return blocks


def _free_slug(parent: Page, wanted: str) -> str:
    taken = set(parent.get_children().filter(slug__startswith=wanted).values_list("slug", flat=True))
    number = 2
    slug = wanted
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    return slug


def check_may_publish(page: NewsPage) -> None:
    """What the editor's own publish button must respect too: all languages written, all figures released."""
    held = _held(page.translation_key)
    rules.check_has_all_languages(held.pages | {page.locale.language_code: page})
    rules.check_figures_are_released([page])
    rules.check_is_words([page])
