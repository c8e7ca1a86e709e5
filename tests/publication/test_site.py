"""The site comes from the pack: once, in three languages, and never over what people wrote."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from hypothesis import given
from hypothesis import settings as settings_of
from hypothesis import strategies as st
from wagtail.models import GroupPagePermission, Page, Revision

from kanaf.access import actions as access
from kanaf.access.models import AuditEntry
from kanaf.access.roles import Role
from kanaf.core import clock
from kanaf.core.errors import NotPermitted, Refused
from kanaf.publication import actions
from kanaf.publication.actions.site import key_of
from kanaf.publication.maps import Place, maps
from kanaf.publication.models import Bulletin, ExternalFigure, HomePage, PressRelease, StandardPage
from kanaf.publication.site_files import SiteRefused, read_site
from kanaf.publication.wording import typed_numbers
from tests import worlds

SITE = settings.KANAF_PACK / "site"
OUTLINES = [outline.model_dump() for outline in read_site(SITE).outlines]


def set_up(folder: Path = SITE) -> None:
    actions.set_up_site(by=access.system_account(), at=clock.now(), folder=folder)


def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SITE, tmp_path / "site"))


@pytest.mark.django_db
def test_loading_the_site_again_changes_nothing() -> None:
    before = (Page.objects.count(), Revision.objects.count(), AuditEntry.objects.count(), GroupPagePermission.objects.count())
    set_up()
    assert (Page.objects.count(), Revision.objects.count(), AuditEntry.objects.count(), GroupPagePermission.objects.count()) == before


@pytest.mark.django_db
def test_every_page_is_there_in_three_languages_under_its_own_home() -> None:
    for page in read_site(SITE).pages:
        held = Page.objects.filter(translation_key=key_of(page.code), live=True)
        assert {one.locale.language_code for one in held} == {"fr", "ar", "en"}, page.code
        for one in held:
            assert one.url.startswith(f"/{one.locale.language_code}/")


@pytest.mark.django_db
def test_what_changes_in_the_pack_changes_on_the_site_in_that_language_only(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    file = folder / "footer.yaml"
    file.write_text(file.read_text().replace("This site follows nobody", "This site tracks nobody"))
    before = Revision.objects.count()
    set_up(folder)
    assert Revision.objects.count() == before + 1
    assert StandardPage.objects.get(slug="privacy").lead.startswith("This site tracks nobody")


@pytest.mark.django_db
def test_a_page_that_a_person_edited_is_theirs(tmp_path: Path) -> None:
    page = StandardPage.objects.get(slug="privacy")
    page.lead = "Written by a person."
    page.save_revision(user=worlds.communications_officer()).publish()
    folder = copied(tmp_path)
    file = folder / "footer.yaml"
    file.write_text(file.read_text().replace("This site follows nobody", "This site tracks nobody"))
    set_up(folder)
    assert StandardPage.objects.get(slug="privacy").lead == "Written by a person."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("footer.yaml", "code: privacy", "cod: privacy", "footer.yaml, at pages"),
        ("footer.yaml", "code: privacy", "code: method", "Two pages have the code “method”"),
        ("footer.yaml", "parent: home", "parent: nowhere", "which no page before it is"),
        ("site.yaml", "- home.yaml", "- missing.yaml", "missing.yaml: there is no such file"),
        ("site.yaml", "- home.yaml", "- ../pack.yaml", "there is no such file"),
        ("home.yaml", "pages:", "pages: [", "cannot be read"),
        ("data.yaml", "- heading:", "- paragraph: {fr: a, ar: b, en: c}\n        heading:", "several things"),
        ("external.yaml", "value: 174", "value: many", "external.yaml, at numbers"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name_and_nothing_is_loaded(tmp_path: Path, file: str, old: str, new: str, sentence: str) -> None:
    folder = copied(tmp_path)
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new))
    before = Revision.objects.count()
    with pytest.raises(SiteRefused, match=r"(?s).*") as refused:
        set_up(folder)
    assert sentence in str(refused.value)
    assert Revision.objects.count() == before


@pytest.mark.django_db
def test_who_sets_up_the_site() -> None:
    with pytest.raises(NotPermitted):
        actions.set_up_site(by=worlds.information_officer(), at=clock.now(), folder=SITE)
    with pytest.raises(NotPermitted):
        actions.publish_demo_content(by=worlds.information_officer(), at=clock.now(), folder=SITE)


@pytest.mark.django_db
def test_only_the_group_of_communications_officers_may_write_and_upload_nothing() -> None:
    group = Group.objects.get(name=Role.COMMUNICATIONS_OFFICER)
    assert set(group.permissions.values_list("codename", flat=True)) == {"access_admin"}
    held = GroupPagePermission.objects.filter(group=group)
    assert {row.permission.codename for row in held} == {"add_page", "change_page", "publish_page"}
    assert set(held.values_list("page", flat=True)) == set(HomePage.objects.values_list("pk", flat=True))
    assert not group.collection_permissions.exists()


@pytest.mark.django_db
def test_the_packs_news_wait_for_their_figures_and_come_out_once() -> None:
    with pytest.raises(Refused):
        actions.publish_demo_content(by=worlds.communications_officer(), at=clock.now(), folder=SITE)
    assert not Bulletin.objects.exists()
    assert not PressRelease.objects.exists()


def test_no_number_is_written_in_the_pack_of_the_site() -> None:
    site = read_site(SITE)
    for page in [*site.pages, *site.news]:
        for words in texts_of(page.model_dump(exclude={"code", "headline", "hotline", "dated_on", "slug"})):
            assert typed_numbers(words) == [], (page.code, words)


def texts_of(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [
            text for name, part in value.items() if name not in {"figure", "of", "phone", "code", "external"} for text in texts_of(part)
        ]
    return [text for part in value for text in texts_of(part)] if isinstance(value, list) else []


def test_french_keeps_its_no_break_spaces_and_arabic_its_western_digits() -> None:
    site = read_site(SITE)
    for page in [*site.pages, *site.news]:
        for words in _words(page):
            assert not any(f" {mark}" in words["fr"] for mark in ":;?!»"), words["fr"]
            assert "« " not in words["fr"], words["fr"]
            assert not any("٠" <= letter <= "٩" for letter in words["ar"]), words["ar"]


def _words(value: object) -> list[dict[str, str]]:
    if hasattr(value, "model_dump"):
        value = value.model_dump()
    if isinstance(value, dict):
        if set(value) == {"fr", "ar", "en"}:
            return [value]
        return [words for part in value.values() for words in _words(part)]
    return [words for part in value for words in _words(part)] if isinstance(value, list) else []


@pytest.mark.django_db
def test_what_others_printed_is_kept_with_its_source() -> None:
    assert ExternalFigure.objects.get(code="iom-member-states").value == 174
    assert {one.value for one in ExternalFigure.objects.filter(code__startswith="football")} == {6}
    assert not ExternalFigure.objects.filter(source="").exists()


@settings_of(deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=2000) | st.none(), min_size=5, max_size=5))
def test_no_label_of_the_map_lies_on_another_whatever_the_numbers(values: list[int | None]) -> None:
    where = [
        ("Nador", -2.93, 35.17),
        ("Marrakech", -7.99, 31.63),
        ("Casablanca", -7.59, 33.57),
        ("Oujda", -1.91, 34.68),
        ("Tanger", -5.81, 35.77),
    ]
    places = [
        Place(name, longitude, latitude, value, "non communiqué" if value is None else str(value))
        for (name, longitude, latitude), value in zip(where, values, strict=True)
    ]
    for drawn in maps(OUTLINES, places, language="fr"):
        boxes = []
        for pin in drawn.pins:
            wide = max(len(pin.label) * 7.0, len(pin.word) * 6.0)
            left = {"start": pin.text_x, "end": pin.text_x - wide, "middle": pin.text_x - wide / 2}[pin.anchor]
            assert 0 <= pin.x <= drawn.width
            assert 0 <= pin.y <= drawn.height
            boxes.append((left, pin.text_y - 10, left + wide, pin.text_y + 17))
        for one in range(5):
            for other in range(one):
                a, b = boxes[one], boxes[other]
                assert not (a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3])
