"""What stands around every page of the site: navigation, footer, the same page in the other languages."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from wagtail.models import Page, Site

LANGUAGES = ("fr", "ar", "en")
OWN_NAMES = {"fr": "Français", "ar": "العربية", "en": "English"}


@dataclass(frozen=True)
class Link:
    url: str
    label: str
    current: bool = False


@dataclass(frozen=True)
class Translation:
    """This very page in a language, or that language's home where it is not translated."""

    code: str
    url: str


def homes() -> dict[str, Page]:
    """Language → its home page; nothing before the site is set up."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return {}
    found = Page.objects.filter(translation_key=site.root_page.translation_key).live().select_related("locale")
    return {page.locale.language_code: page for page in found}


def frame_of(page: Page | None = None, *, translations: list[Translation] | None = None) -> dict[str, Any]:
    """The context of `base_public.html`, in the language that is active.

    Give `translations` for a page that is not Wagtail's: it has its own address in each language.
    """
    language = (get_language() or "fr")[:2]
    held = homes()
    home = held.get(language)
    if home is None:
        return {"site_url": "/", "site_navigation": [], "footer_navigation": [], "translations": []}
    children = list(home.get_children().live().select_related("content_type"))
    here = page.url_path if page is not None else ""
    navigation = [Link(home.url or "", home.title, page is not None and page.pk == home.pk)]
    navigation += [Link(child.url or "", child.title, here.startswith(child.url_path)) for child in children if child.show_in_menus]
    footer = [Link(child.url or "", child.title) for child in children if not child.show_in_menus]
    return {
        "site_url": home.url or "/",
        "site_navigation": navigation,
        "footer_navigation": footer,
        "translations": translations if translations is not None else _translations(page or home, held),
        "home": home,
        "data_page": next((child for child in children if child.content_type.model == "datapage"), None),
    }


def _translations(page: Page, held: dict[str, Page]) -> list[Translation]:
    found: QuerySet[Page] = Page.objects.filter(translation_key=page.translation_key).live().select_related("locale")
    urls = {one.locale.language_code: one.url for one in found}
    return [Translation(code, urls.get(code) or held[code].url or "/") for code in LANGUAGES if code in held]
