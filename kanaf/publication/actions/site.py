"""The site comes from the pack: its pages in three languages, who may write in it, and the news that the demonstration shows."""

import hashlib
import json
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Locale, Page
from wagtail.models import Site as WagtailSite

from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission as P
from kanaf.access.roles import Role
from kanaf.core import audit
from kanaf.core.actions import action
from kanaf.core.errors import Refused
from kanaf.publication.actions.bulletins import publish_bulletin
from kanaf.publication.models import (
    ActionPage,
    AgendaPage,
    Bulletin,
    DataPage,
    ExternalFigure,
    HomePage,
    NewsIndexPage,
    NewsPage,
    PressRelease,
    ReleasedFigure,
    SitePage,
    StandardPage,
    WorkPage,
)
from kanaf.publication.models.blocks import NOT_RELEASED, unknown_references
from kanaf.publication.models.frame import LANGUAGES
from kanaf.publication.site_files import Block, Call, ExternalNumber, PageFile, SiteFiles, read_site

KINDS: dict[str, type[SitePage]] = {
    "home": HomePage,
    "standard": StandardPage,
    "work": WorkPage,
    "data": DataPage,
    "action": ActionPage,
    "agenda": AgendaPage,
    "news_index": NewsIndexPage,
    "press_release": PressRelease,
    "bulletin": Bulletin,
}
CODES = uuid.UUID("6f4c2d5e-8f0b-5c1a-9d53-2f0f7a1c4e90")  # turns a page's code into the key that ties its translations
MAY_IN_SITE = ("add", "change", "publish")

Pages = dict[tuple[str, str], SitePage]


def key_of(code: str) -> uuid.UUID:
    """The key that ties a page of the pack to its translations."""
    return uuid.uuid5(CODES, code)


@action
def set_up_site(*, by: Account, at: datetime, folder: Path) -> None:
    """Make the site as the pack's folder says, in three languages, and let communications officers write in it.

    Loading the same folder again changes nothing. A page that a person has edited since is theirs, and so is a text that readers
    had: the pack no longer touches it. Raises SiteRefused, and loads nothing, where a file is wrong.
    """
    check_holds(by, P.PACK_LOAD if by.holds(P.PACK_LOAD) else P.BULLETIN_PUBLISH)
    site = read_site(folder)
    for code in LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    for number in site.numbers:
        _keep_number(by, at, number)
    _keep_pages(by, at, site.pages, site)
    _keep_root()
    _let_write()


@action
def publish_demo_content(*, by: Account, at: datetime, folder: Path) -> None:
    """Publish the pack's press releases and bulletins, once the figures they show are released. Running again changes nothing.

    Raises Refused where a figure that one of them shows is not released.
    """
    check_holds(by, P.BULLETIN_PUBLISH)
    site = read_site(folder)
    for page in site.news:
        if not Page.objects.filter(translation_key=key_of(page.code), live=True).exists():
            _check_is_released(page)
        made = _keep_pages(by, at, [page], site)
        if made:
            publish_bulletin(by=by, at=at, key=key_of(page.code))


def _check_is_released(page: PageFile) -> None:
    """What the text speaks of and what it shows may be known to readers."""
    missing = set(unknown_references(json.dumps(page.model_dump(mode="json"), ensure_ascii=False)))
    shown = {block.figure or "" for block in page.body} | {block.table.of.partition("#")[0] for block in page.body if block.table}
    missing |= shown - {""} - {figure.key for figure in ReleasedFigure.objects.current().by_key(shown)}
    if missing:
        raise Refused(" ".join(str(NOT_RELEASED) % {"figure": key} for key in sorted(missing)), code="figure_not_released")


def _keep_number(by: Account, at: datetime, number: ExternalNumber) -> None:
    values: dict[str, Any] = {f"label_{language}": number.label.of(language) for language in LANGUAGES}
    values |= {
        "value": number.value,
        "is_at_least": number.at_least,
        "unit_labels": {language: number.unit.of(language) for language in LANGUAGES},
        "source": number.source,
        "published": number.published,
        "published_is_inferred": number.inferred,
        "notes": [{language: note.of(language) for language in LANGUAGES} for note in number.notes],
    }
    held = ExternalFigure.objects.filter(code=number.code).first()
    if held is None or any(getattr(held, name) != value for name, value in values.items()):
        kept, _made = ExternalFigure.objects.update_or_create(code=number.code, defaults=values)
        audit.record("external_figure.saved", by=by, target=kept, at=at, code=number.code)


def _keep_pages(by: Account, at: datetime, pages: list[PageFile], site: SiteFiles) -> bool:
    """Make what is missing, then fill in what changed: words may lead to a page that comes later. Says whether anything was done."""
    held = _held(site)
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    for page in pages:
        for language in LANGUAGES:
            if (page.code, language) not in held:
                held[page.code, language] = _make(page, language, held, locales[language], by)
    done = False
    for page in pages:
        for language in LANGUAGES:
            row = held[page.code, language]
            if row.pack_digest != _digest(page, language, site) and not _is_edited(row):
                _fill(row, page, language, held, site)
                revision = row.save_revision(user=None)  # nobody's: a revision with a writer marks a page that a person edited
                if isinstance(row, NewsPage):
                    type(row).objects.filter(pk=row.pk).update(written_at=at)
                else:
                    revision.publish(user=None, skip_permission_checks=True)
                audit.record("page.loaded", by=by, target=row, at=at, page=page.code, language=language)
                done = True
    return done


def _held(site: SiteFiles) -> Pages:
    """What the pack made before, by code and language."""
    codes = {key_of(page.code): page.code for page in [*site.pages, *site.news]}
    return {
        (codes[row.translation_key], row.locale.language_code): row
        for kind in KINDS.values()
        for row in kind.objects.filter(translation_key__in=codes).select_related("locale", "latest_revision")
    }


def _digest(page: PageFile, language: str, site: SiteFiles) -> str:
    """Of all that the pack says of a page; the home page draws the map too."""
    outlines = json.dumps([outline.model_dump() for outline in site.outlines], sort_keys=True) if page.type == "home" else ""
    return hashlib.sha256(f"{page.digest(language)}{outlines}".encode()).hexdigest()


def _make(page: PageFile, language: str, held: Pages, locale: Locale, by: Account) -> SitePage:
    row = KINDS[page.type](
        title=page.title.of(language),
        slug=page.slug.of(language) if page.parent else language,
        show_in_menus=page.in_menu,
        locale=locale,
        translation_key=key_of(page.code),
        live=False,
        owner=by,
    )
    parent: Page = held[page.parent, language] if page.parent else Page.get_first_root_node()
    parent.refresh_from_db()
    parent.add_child(instance=row)
    return row


def _is_edited(row: SitePage) -> bool:
    """Whether it belongs to people now: one of them wrote in it, or readers had it as news."""
    written = row.latest_revision is not None and row.latest_revision.user_id is not None
    return written or (isinstance(row, NewsPage) and row.live)


def _fill(row: SitePage, page: PageFile, language: str, held: Pages, site: SiteFiles) -> None:
    row.title = page.title.of(language)
    row.show_in_menus = page.in_menu
    row.lead = page.lead.of(language) if page.lead else ""
    row.body = [_block(block, language, held) for block in page.body]
    row.pack_digest = _digest(page, language, site)
    if isinstance(row, HomePage):
        row.hero_title = page.hero_title.of(language) if page.hero_title else page.title.of(language)
        row.headline = page.headline
        row.outlines = [outline.model_dump() for outline in site.outlines]
    if isinstance(row, StandardPage):
        row.is_axis = page.is_axis
    if isinstance(row, ActionPage):
        row.hotline = page.hotline
        row.hotline_note = page.hotline_note.of(language) if page.hotline_note else ""
    if isinstance(row, NewsPage):
        row.dated_on = page.dated_on
        row.dateline = page.dateline.of(language) if page.dateline else ""


def _block(block: Block, language: str, held: Pages) -> tuple[str, Any]:
    """A block as Wagtail keeps it."""
    value = getattr(block, block.what)
    match block.what:
        case "items":
            return "list", [words.of(language) for words in value]
        case "quote":
            return "quote", {"text": value.text.of(language), "who": value.who.of(language) if value.who else ""}
        case "figure":
            return "figure", {"figure": value}
        case "external":
            return "external_figure", {"external": value}
        case "table":
            caption = value.caption.of(language) if value.caption else ""
            return "figure_table", {"table": value.of, "caption": caption, "chart": value.chart}
        case "calls":
            return "calls", [_call(call, language, held) for call in value]
        case "goals":
            return "goals", [{"code": goal.code, "text": goal.text.of(language)} for goal in value]
        case _:
            return block.what, value.of(language)


def _call(call: Call, language: str, held: Pages) -> dict[str, Any]:
    return {
        "title": call.title.of(language),
        "text": call.text.of(language) if call.text else "",
        "phone": call.phone,
        "page": held[call.page, language] if call.page else None,
        "link": call.link.of(language) if call.link else "",
    }


def _keep_root() -> None:
    """The French home is the site's root, from which Wagtail finds those of the other languages; its first page goes."""
    home = HomePage.objects.get(translation_key=key_of("home"), locale__language_code="fr")
    site = WagtailSite.objects.filter(is_default_site=True).first()
    if site is None:
        WagtailSite.objects.create(hostname="localhost", port=80, root_page=home, is_default_site=True, site_name="Kanaf")
    elif site.root_page_id != home.pk:
        before = site.root_page
        site.root_page, site.site_name = home, "Kanaf"
        site.save()
        if before.specific_class is Page and not before.get_children().exists():
            before.delete()


def _let_write() -> None:
    """Communications officers, and nobody else, may open the editor and write under the three homes.

    They upload nothing: a photo needs a consent that is recorded first (DOMAIN.md §5.9).
    """
    group, _made = Group.objects.get_or_create(name=Role.COMMUNICATIONS_OFFICER.value)
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    for home in HomePage.objects.filter(translation_key=key_of("home")):
        for verb in MAY_IN_SITE:
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{verb}_page")
            GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)
