"""What must hold before a figure or a page goes out."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanaf.core.errors import Refused
from kanaf.publication.models import NewsPage, ReleasedFigure
from kanaf.publication.models.blocks import NOT_RELEASED, problems_of, texts_in, unknown_references
from kanaf.publication.models.frame import LANGUAGES

LANGUAGE_NAMES = {"fr": lambda: _("French"), "ar": lambda: _("Arabic"), "en": lambda: _("English")}


def language_name(code: str) -> str:
    return LANGUAGE_NAMES[code]()


def check_is_newer(before: ReleasedFigure | None, version: int) -> None:
    """What readers hold is never replaced by something older."""
    if before is not None and before.version >= version:
        raise Refused(
            _("Version %(version)s of this figure was released already: an older one cannot follow it.") % {"version": before.version},
            code="older_version",
        )


def check_words(text: str, *, field: str) -> None:
    """Words only: no typed number, no placeholder that stands for nothing."""
    if problems := problems_of(text):
        raise Refused(" ".join(problems), field=field, code="typed_number")


def check_is_words(pages: Iterable[NewsPage]) -> None:
    """No number was typed by another door."""
    for page in pages:
        for text in (page.title, page.lead, texts_in(page.body)):
            check_words(text, field="")


def missing_languages(pages: dict[str, NewsPage]) -> list[str]:
    """Languages without a page, or whose page has no title or no text."""
    return [code for code in LANGUAGES if code not in pages or not pages[code].title.strip() or not len(pages[code].body)]


def check_has_all_languages(pages: dict[str, NewsPage]) -> None:
    """Readers of the three languages get it on the same day."""
    missing = missing_languages(pages)
    if missing:
        names = pgettext("between names of languages", ", ").join(language_name(code) for code in missing)
        raise Refused(
            _("The text is missing in: %(languages)s. Write it before publishing: it goes out in three languages at once.")
            % {"languages": names},
            code="language_missing",
        )


def unreleased(pages: Iterable[NewsPage]) -> list[str]:
    """Figures that the pages show or speak of and that readers may not know."""
    pages = list(pages)
    keys = {key for page in pages for key in page.figure_keys()}
    released = {figure.key for figure in ReleasedFigure.objects.current().by_key(keys)}
    spoken = [missing for page in pages for missing in unknown_references(page.words)]
    return sorted((keys - released) | set(spoken))


def check_figures_are_released(pages: Iterable[NewsPage]) -> None:
    """Every number in it was approved by two people and released."""
    missing = unreleased(pages)
    if missing:
        raise Refused(" ".join(str(NOT_RELEASED) % {"figure": key} for key in missing), code="figure_not_released")
