"""Questions about press releases and bulletins on their way to readers: one text in three languages is one thing here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.utils.translation import get_language
from wagtail.models import Locale

from kanaf.publication import rules
from kanaf.publication.models import Bulletin, NewsIndexPage, NewsPage, PressRelease, ReleasedFigure
from kanaf.publication.models.frame import LANGUAGES
from kanaf.publication.models.news import NEVER

KINDS: dict[str, type[NewsPage]] = {"bulletin": Bulletin, "press_release": PressRelease}


@dataclass(frozen=True)
class Draft:
    """A text in its languages, as last written: language → page, published or not."""

    key: UUID
    pages: dict[str, NewsPage]

    @property
    def page(self) -> NewsPage:
        """The one that stands for all in lists: in the reader's language, or in the first there is."""
        mine = (get_language() or "fr")[:2]
        return next(self.pages[code] for code in (mine, *LANGUAGES) if code in self.pages)

    @property
    def title(self) -> str:
        return self.page.title

    @property
    def is_published(self) -> bool:
        return all(page.live for page in self.pages.values())

    @property
    def published_at(self) -> datetime | None:
        return min((page.published_at for page in self.pages.values() if page.published_at), default=None)

    @cached_property
    def figure_keys(self) -> set[str]:
        return {key for page in self.pages.values() for key in page.figure_keys()}

    @cached_property
    def figures(self) -> list[ReleasedFigure]:
        """The newest version of each figure in it."""
        return list(ReleasedFigure.objects.current().by_key(self.figure_keys).with_cells())

    @cached_property
    def missing_languages(self) -> list[str]:
        return [rules.language_name(code) for code in rules.missing_languages(self.pages)]

    @cached_property
    def unreleased(self) -> list[str]:
        return rules.unreleased(self.pages.values())

    @cached_property
    def newer(self) -> list[ReleasedFigure]:
        """Figures with a version released after the text was published, or after it was written where it is a draft."""
        since = self.published_at or _written_at(self)
        return [figure for figure in self.figures if figure.version > 1 and since and figure.released_at > since]

    @property
    def is_ready(self) -> bool:
        return not self.missing_languages and not self.unreleased


def drafts() -> list[Draft]:
    """Every press release and bulletin, those not yet published first, then the newest."""
    found = [Draft(key, pages) for key, pages in _by_key().items()]
    return sorted(found, key=lambda one: (one.is_published, -(one.published_at or _written_at(one) or NEVER).timestamp()))


def draft(key: UUID) -> Draft | None:
    pages = dict(_pages(key))
    return Draft(key, pages) if pages else None


def _written_at(one: Draft) -> datetime | None:
    """When the language written first was last written in."""
    return min((page.written_at for page in one.pages.values() if page.written_at), default=None)


def _by_key() -> dict[UUID, dict[str, NewsPage]]:
    found: dict[UUID, dict[str, NewsPage]] = {}
    for kind in KINDS.values():
        for page in kind.objects.select_related("locale", "latest_revision"):
            found.setdefault(page.translation_key, {})[page.locale.language_code] = _as_written(page)
    return found


def _pages(key: UUID) -> Iterator[tuple[str, NewsPage]]:
    for kind in KINDS.values():
        for page in kind.objects.filter(translation_key=key).select_related("locale", "latest_revision"):
            yield page.locale.language_code, _as_written(page)


def _as_written(page: NewsPage) -> NewsPage:
    """With what was last saved, published or not."""
    latest: NewsPage = page.get_latest_revision_as_object()
    latest.live, latest.published_at, latest.written_at = page.live, page.published_at, page.written_at
    return latest


def news_indexes() -> dict[str, NewsIndexPage]:
    """Language → the page under which its news stand; nothing before the site is set up."""
    languages = dict(Locale.objects.values_list("pk", "language_code"))
    return {languages[page.locale_id]: page for page in NewsIndexPage.objects.live()}
