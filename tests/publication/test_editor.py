"""Wagtail's editor on its own surface: for communications officers only, under our rules, with its own documented policy."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Page
from wagtail.rich_text import RichText

from kanaf.access.models import AuditEntry
from kanaf.access.roles import Role
from kanaf.core.checks import declared_urls
from kanaf.core.middleware import CMS_POLICY
from kanaf.publication.models import Bulletin, HomePage, StandardPage
from kanaf.publication.models.blocks import FigureBlock, FigureTableBlock, RichBlock, WordsBlock
from tests import worlds
from tests.publication import builders

pytestmark = pytest.mark.django_db

CMS_URLS = ["/cms/", "/cms/pages/", "/cms/reports/locked/", "/cms/account/", "/cms/jsi18n/", "/cms/sprite/", "/cms/nowhere/"]


@pytest.mark.parametrize("url", [*CMS_URLS, "/cms/login/", "/cms/password_reset/"])
def test_whoever_is_not_in_comes_to_our_own_door(client: Client, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/?next=")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COMMUNICATIONS_OFFICER])
def test_nobody_else_comes_in(signed_in: Any, role: Role) -> None:
    browser = signed_in(worlds.person(role, "oim"))
    assert {browser.get(url).status_code for url in [*CMS_URLS, "/cms/login/"]} == {403}


def test_every_door_of_the_editor_asks_for_the_right() -> None:
    doors = {need for route, _name, need in declared_urls() if route.startswith("cms/")}
    assert doors == {"bulletin.write"}


def test_the_second_factor_is_asked_for_here_too(signed_in: Any, settings: Any) -> None:
    settings.KANAF_DEMO = False
    assert signed_in(worlds.communications_officer()).get("/cms/")["Location"] == "/account/second-factor/"


def test_the_officer_writes_in_the_site_and_manages_nothing_else(signed_in: Any) -> None:
    browser = signed_in(worlds.communications_officer())
    assert browser.get("/cms/").status_code == 200
    home = HomePage.objects.get(locale__language_code="ar")
    assert browser.get(f"/cms/pages/{home.pk}/edit/").status_code == 200
    for url in ("/cms/users/", "/cms/groups/", "/cms/images/", "/cms/documents/", "/cms/images/add/", "/cms/snippets/"):
        assert browser.get(url).status_code in {302, 403, 404}, url
    assert browser.get("/cms/login/")["Location"] == "/cms/"
    assert browser.get("/cms/account/")["Location"].startswith("/account/2fa/")


def test_the_policy_of_the_editor_is_the_documented_one(signed_in: Any) -> None:
    response = signed_in(worlds.communications_officer()).get("/cms/")
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";") if part.strip())
    assert policy | {name: " ".join(values) for name, values in CMS_POLICY.items()} == policy
    assert policy["object-src"] == "'none'"
    assert "http" not in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["Cache-Control"].startswith("no-store") or "no-store" in response["Cache-Control"]


def test_the_editor_asks_nothing_of_another_host(signed_in: Any) -> None:
    browser = signed_in(worlds.communications_officer())
    page = Page.objects.get(slug="qui-sommes-nous", locale__language_code="fr")
    for url in ("/cms/", f"/cms/pages/{page.pk}/", f"/cms/pages/{page.pk}/edit/"):
        html = builders.html(browser, url)
        fetched = re.findall(r'<(?:link|script|img|iframe)[^>]*(?:href|src)="([^"]*)"', html)
        assert fetched
        assert not [one for one in fetched if re.match(r"(?:https?:)?//", one)], url
        assert "gravatar" not in html


def test_a_preview_keeps_the_public_policy_and_may_be_framed_by_the_editor(signed_in: Any) -> None:
    builders.small_year()
    draft = builders.written()
    browser = signed_in(worlds.communications_officer())
    response = browser.get(f"/cms/pages/{draft.pages['ar'].pk}/view_draft/")
    assert response.status_code == 200
    assert builders.is_in(response.content.decode(), "ar")
    assert ">28</a>" in response.content.decode()
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("block", "value", "sentence"),
    [
        (WordsBlock(), "In all 1042 children", "1042"),
        (WordsBlock(), "In all {figure:nothing@2024}", "nothing@2024"),
        (WordsBlock(), "In all {figure}", "stands for no figure"),
        (RichBlock(), RichText("<p>In <b>1&nbsp;042</b> cases</p>"), "no number is typed"),
        (FigureBlock(), {"figure": "children_assisted@1999"}, ""),
        (FigureTableBlock(), {"table": "children_assisted@2024#age_band", "caption": "", "chart": True}, ""),
    ],
)
def test_a_block_refuses_what_is_not_released(block: Any, value: Any, sentence: str) -> None:
    builders.small_year()
    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python(value) if isinstance(value, dict) else value)
    assert sentence in str(refused.value)


def test_a_block_takes_a_released_figure() -> None:
    builders.small_year()
    assert FigureBlock().clean(FigureBlock().to_python({"figure": "children_assisted@2024"}))["figure"] == "children_assisted@2024"
    table = {"table": "children_assisted@2024#city_attributed,sex", "caption": "By city and sex", "chart": True}
    assert FigureTableBlock().clean(FigureTableBlock().to_python(table))["caption"] == "By city and sex"
    assert WordsBlock().clean(f"In all {builders.FIGURE} children, of whom {{figure:children_assisted@2024:nador}} in Nador.")


def test_the_editor_does_not_publish_in_one_language_only(signed_in: Any) -> None:
    builders.small_year()
    page = builders.written(words={"fr": builders.words("Bulletin")}, shown=[]).pages["fr"]
    browser = signed_in(worlds.communications_officer())
    response = browser.post(f"/cms/pages/{page.pk}/edit/", body_of(page) | {"action-publish": "1"}, follow=True)
    assert "The text is missing in: Arabic, English." in response.content.decode()
    assert not Bulletin.objects.get(pk=page.pk).live


def test_the_editor_publishes_what_is_complete_and_it_is_recorded(signed_in: Any) -> None:
    builders.small_year()
    page = builders.written().pages["fr"]
    officer = worlds.communications_officer()
    response = signed_in(officer).post(f"/cms/pages/{page.pk}/edit/", body_of(page) | {"action-publish": "1"}, follow=True)
    assert response.status_code == 200
    held = Bulletin.objects.get(pk=page.pk)
    assert held.live
    assert held.published_at is not None
    assert set(AuditEntry.objects.filter(by=officer.pk).values_list("act", flat=True)) == {"page.published", "page.written"}


def test_the_editor_refuses_a_typed_number_with_its_sentence(signed_in: Any) -> None:
    page = StandardPage.objects.get(slug="methode", locale__language_code="fr")
    browser = signed_in(worlds.communications_officer())
    sent = body_of(page) | {"lead": "En tout 1 042 enfants", "action-publish": "1"}
    response = browser.post(f"/cms/pages/{page.pk}/edit/", sent)
    assert "no number is typed into a page" in response.content.decode()
    assert StandardPage.objects.get(pk=page.pk).lead == page.lead


def body_of(page: Any) -> dict[str, str]:
    """What the editor's form sends of a page: its fields, and one paragraph of body."""
    fields = {"title": page.title, "slug": page.slug, "lead": page.lead, "search_description": "", "seo_title": ""}
    fields |= {"dateline": "", "dated_on": ""} if isinstance(page, Bulletin) else {}
    return fields | {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "paragraph",
        "body-0-id": "",
        "body-0-value": "Words only.",
    }
