"""A text is written around figures, refuses typed numbers, and goes out in three languages at once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from kanaf.access.models import AuditEntry
from kanaf.access.roles import Role
from kanaf.core import clock, ids
from kanaf.core.errors import NotPermitted, Refused
from kanaf.publication import actions, queries
from kanaf.publication.models import Bulletin, PressRelease, ReleasedFigure, ShownFigure
from tests import worlds
from tests.publication import builders

pytestmark = pytest.mark.django_db


def refusal(**changes: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        builders.written(**changes)
    return refused.value


def test_a_bulletin_is_three_linked_pages_that_nobody_sees_yet(client: Client) -> None:
    builders.small_year()
    draft = builders.written()
    assert set(draft.pages) == {"fr", "ar", "en"}
    assert {page.translation_key for page in draft.pages.values()} == {draft.key}
    assert not draft.is_published
    assert draft.pages["ar"].slug == draft.pages["fr"].slug == "bulletin-de-printemps"
    assert [block.block_type for block in draft.pages["en"].body] == ["heading", "paragraph", "list", "figure", "figure_table"]
    for page in draft.pages.values():
        assert client.get(page.url).status_code == 404


def test_writing_it_again_with_the_same_key_makes_it_once() -> None:
    builders.small_year()
    key = ids.new_id()
    builders.written(key=key)
    builders.written(key=key)
    assert Bulletin.objects.filter(translation_key=key).count() == 3


def test_two_bulletins_of_one_title_have_two_addresses() -> None:
    builders.small_year()
    assert builders.written().pages["fr"].slug != builders.written().pages["fr"].slug


def test_published_its_numbers_are_those_of_the_figure_and_lead_to_it(client: Client) -> None:
    builders.small_year()
    draft = builders.published()
    for code, page in draft.pages.items():
        html = builders.html(client, page.url)
        definition = "/en/figures" if code == "en" else f"/{code}/chiffres"
        assert f'<a class="fig-link" href="{definition}/children_assisted/2024/">28</a>' in html
        assert f'<a class="big" href="{definition}/children_assisted/2024/">28</a>' in html
    text = builders.text_of(builders.html(client, draft.pages["en"].url))
    assert "Published on 16 November 2026" in text
    assert "Oujda not reported" in text
    assert "Marrakesh 13" in text


def test_a_figure_and_the_texts_that_show_it_lead_to_one_another(client: Client) -> None:
    figure = builders.small_year()
    assert list(queries.not_shown()) == [figure]
    draft = builders.written()
    assert list(queries.not_shown()) == [figure]
    actions.publish_bulletin(by=worlds.communications_officer(), at=clock.now(), key=draft.key)
    assert queries.not_shown() == []
    assert f'<a href="{draft.pages["en"].url}">Spring bulletin</a>' in builders.html(client, "/en/figures/children_assisted/2024/")
    actions.withdraw_bulletin(by=worlds.communications_officer(), at=clock.now(), key=draft.key)
    assert "Spring bulletin" not in builders.html(client, "/en/figures/children_assisted/2024/")
    assert client.get(draft.pages["en"].url).status_code == 404
    assert ShownFigure.objects.filter(indicator="children_assisted").exists()


@pytest.mark.parametrize("name", ["title", "lead", "body"])
@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_a_typed_number_is_refused_at_its_field(name: str, language: str) -> None:
    builders.small_year()
    told = {"title": "Bulletin", "lead": "", "body": "Words."} | {name: "In all ١٠٤٢ children, or 1 042"}
    refused = refusal(words={language: actions.Words(**told)})
    assert (refused.field, refused.code) == (f"{name}_{language}", "typed_number")
    assert "no number is typed into a page" in str(refused)
    assert not Bulletin.objects.filter(title__contains="Bulletin de").exists()


def test_a_figure_that_is_not_released_is_refused() -> None:
    unreleased = "{figure:children_assisted@2024}"
    assert "“children_assisted@2024” is not released" in str(refusal(words={"fr": builders.words(body=unreleased)}, shown=[]))
    assert refusal(words={"fr": builders.words(body="Words.")}, shown=["children_assisted@2024"]).field == "shown"
    builders.small_year()
    assert refusal(words={"fr": builders.words(body="In {figure:children_assisted@2024:paris}.")}, shown=[]).code == "typed_number"
    assert refusal(words={"fr": builders.words(body="{figure:children_assisted}")}, shown=[]).code == "typed_number"
    assert refusal(words={"fr": builders.words(body="Words.")}, shown=["children_assisted@2024#age_band"]).field == "shown"


def test_without_any_title_there_is_nothing_to_keep() -> None:
    assert refusal(words={"fr": builders.words(title=" ")}, shown=[]).code == "no_title"


def test_a_missing_language_is_refused_at_publication_and_named() -> None:
    builders.small_year()
    draft = builders.written(words={"fr": builders.words("Bulletin"), "ar": builders.words("نشرة", body="")}, shown=[])
    assert draft.missing_languages == ["Arabic", "English"] or len(draft.missing_languages) == 2
    with pytest.raises(Refused) as refused:
        actions.publish_bulletin(by=worlds.communications_officer(), at=clock.now(), key=draft.key)
    assert refused.value.code == "language_missing"
    assert not Bulletin.objects.filter(translation_key=draft.key, live=True).exists()


def test_a_figure_never_released_is_refused_at_publication_even_if_it_came_in_by_another_door() -> None:
    builders.small_year()
    draft = builders.written()
    page = draft.pages["fr"]
    page.body = [("figure", {"figure": "children_assisted@2031"})]
    page.save_revision()
    with pytest.raises(Refused) as refused:
        actions.publish_bulletin(by=worlds.communications_officer(), at=clock.now(), key=draft.key)
    assert refused.value.code == "figure_not_released"
    assert "children_assisted@2031" in str(refused.value)
    assert not Bulletin.objects.filter(translation_key=draft.key, live=True).exists()


def test_the_page_itself_refuses_a_typed_number_whatever_the_door() -> None:
    builders.small_year()
    page = builders.written().pages["en"]
    page.body = [("paragraph", "In all 1042 children.")]
    with pytest.raises(ValidationError, match="1042"):
        page.save_revision()
    page.save_revision(clean=False)
    with pytest.raises(Refused, match="1042"):
        actions.publish_bulletin(by=worlds.communications_officer(), at=clock.now(), key=page.translation_key)
    page.body, page.live = [("list", ["in Nador 672"])], True
    with pytest.raises(ValidationError, match="672"):
        page.save()
    assert not Bulletin.objects.filter(translation_key=page.translation_key, live=True).exists()


def test_nobody_publishes_what_is_not_there() -> None:
    with pytest.raises(Refused) as refused:
        actions.publish_bulletin(by=worlds.communications_officer(), at=clock.now(), key=ids.new_id())
    assert refused.value.code == "no_bulletin"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COMMUNICATIONS_OFFICER])
def test_only_communications_officers_write_and_publish(role: Role) -> None:
    builders.small_year()
    by = worlds.person(role, "oim")
    with pytest.raises(NotPermitted):
        builders.written(by)
    draft = builders.written()
    with pytest.raises(NotPermitted):
        actions.publish_bulletin(by=by, at=clock.now(), key=draft.key)
    with pytest.raises(NotPermitted):
        actions.withdraw_bulletin(by=by, at=clock.now(), key=draft.key)


def test_after_a_new_version_the_old_page_shows_the_new_number_and_the_correction(client: Client) -> None:
    first = builders.small_year()
    draft = builders.published(at=clock.now() + timedelta(hours=1))
    before = builders.text_of(builders.html(client, draft.pages["en"].url))
    assert "Correction" not in before
    builders.corrected(first, at=builders.later())
    text = builders.text_of(builders.html(client, draft.pages["en"].url))
    assert "Correction, 23 November 2026" in text
    assert "Children identified and assisted, 2024: 27 instead of 28." in text
    assert "In all 27 children." in text
    assert "Published on 16 November 2026" in text
    assert [one.version for one in queries.draft(draft.key).newer] == [2]  # type: ignore[union-attr]


def test_a_text_published_after_a_correction_does_not_speak_of_it(client: Client) -> None:
    first = builders.small_year()
    builders.corrected(first)
    draft = builders.published(at=builders.later())
    text = builders.text_of(builders.html(client, draft.pages["en"].url))
    assert "In all 27 children." in text
    assert "Correction" not in text


def test_publishing_again_keeps_the_first_day() -> None:
    builders.small_year()
    draft = builders.published()
    first = draft.published_at
    again = actions.publish_bulletin(by=worlds.communications_officer(), at=builders.later(), key=draft.key)
    assert again.published_at == first


def test_each_act_is_recorded_by_language() -> None:
    builders.small_year()
    by = worlds.communications_officer()
    builders.published(by)
    acts = list(AuditEntry.objects.filter(by=by.pk).order_by("number").values_list("act", flat=True))
    assert acts == ["bulletin.written"] * 3 + ["bulletin.published"] * 3


def test_a_press_release_is_written_the_same_way() -> None:
    builders.small_year()
    assert builders.written(kind="press_release").pages["fr"].pk in PressRelease.objects.values_list("pk", flat=True)


# The pages of work -----------------------------------------------------------------------------------------------------


def form(**changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {"form_id": str(ids.new_id()), "kind": "bulletin", "shown": ["children_assisted@2024"]}
    for code, title in (("fr", "Bulletin de printemps"), ("ar", "نشرة الربيع"), ("en", "Spring bulletin")):
        values |= {f"title_{code}": title, f"lead_{code}": "", f"body_{code}": f"{builders.FIGURE}.", f"dateline_{code}": ""}
    return values | changes


def test_from_the_desk_to_the_readers(signed_in: Any, client: Client) -> None:
    builders.small_year()
    me = signed_in(worlds.communications_officer())
    assert "Children identified and assisted" in builders.html(me, "/work/publications/")
    page = builders.html(me, "/work/publications/bulletins/new/?figure=children_assisted@2024")
    assert builders.FIGURE in page
    assert 'value="children_assisted@2024" id="id_shown_0" checked' in page or "checked" in page
    sent = form()
    response = me.post("/work/publications/bulletins/new/", sent)
    assert response["Location"] == f"/work/publications/bulletins/{sent['form_id']}/"
    assert "Publish in three languages" in builders.html(me, response["Location"])
    preview = builders.html(me, response["Location"] + "ar/")
    assert builders.is_in(preview, "ar")
    published = me.post(response["Location"] + "publish/", follow=True).content.decode()
    assert "Published in French, Arabic and English." in published
    draft = queries.draft(UUID(sent["form_id"]))
    assert draft is not None
    assert ">28</a>" in builders.html(client, draft.pages["ar"].url)
    assert "Spring bulletin" in builders.html(client, "/en/news/")
    me.post(response["Location"] + "withdraw/")
    assert client.get(draft.pages["ar"].url).status_code == 404


def test_sending_the_form_twice_keeps_one_bulletin(signed_in: Any) -> None:
    builders.small_year()
    me, sent = signed_in(worlds.communications_officer()), form()
    me.post("/work/publications/bulletins/new/", sent)
    me.post("/work/publications/bulletins/new/", sent)
    assert Bulletin.objects.filter(translation_key=sent["form_id"]).count() == 3


def test_a_typed_number_comes_back_with_its_sentence_and_the_words_kept(signed_in: Any) -> None:
    builders.small_year()
    me = signed_in(worlds.communications_officer())
    response = me.post("/work/publications/bulletins/new/", form(body_ar="في المجموع 672 طفلا"))
    text = response.content.decode()
    assert response.status_code == 200
    assert 'href="#id_body_ar"' in text
    assert "no number is typed into a page" in text
    assert "في المجموع 672 طفلا" in text
    assert "Bulletin de printemps" in text


def test_an_incomplete_text_says_why_it_cannot_be_published(signed_in: Any) -> None:
    builders.small_year()
    me = signed_in(worlds.communications_officer())
    draft = builders.written(words={"fr": builders.words("Bulletin")}, shown=[])
    url = f"/work/publications/bulletins/{draft.key}/"
    page = builders.html(me, url)
    assert "missing: Arabic · English" in page
    assert 'aria-disabled="true"' in page
    assert "The text is missing in: Arabic, English." in me.post(url + "publish/", follow=True).content.decode()


@pytest.mark.parametrize("path", ["", "bulletins/new/", "bulletins/{key}/", "bulletins/{key}/fr/"])
def test_who_opens_the_pages(signed_in: Any, client: Client, path: str) -> None:
    builders.small_year()
    url = "/work/publications/" + path.format(key=builders.written().key)
    assert signed_in(worlds.communications_officer()).get(url).status_code == 200
    assert signed_in(worlds.information_officer()).get(url).status_code == 403
    assert signed_in(worlds.caseworker()).get(url).status_code == 403
    assert client.get(url)["Location"].startswith("/account/login/")


@pytest.mark.parametrize("act", ["publish", "withdraw"])
def test_who_publishes_from_the_page(signed_in: Any, client: Client, act: str) -> None:
    builders.small_year()
    url = f"/work/publications/bulletins/{builders.written().key}/{act}/"
    assert signed_in(worlds.supervisor()).post(url).status_code == 403
    assert signed_in(worlds.communications_officer()).get(url).status_code == 405
    assert client.post(url)["Location"].startswith("/account/login/")
    assert not ShownFigure.objects.filter(indicator="children_assisted").exists()


def test_a_bulletin_that_is_not_there_is_not_found(signed_in: Any) -> None:
    me = signed_in(worlds.communications_officer())
    url = f"/work/publications/bulletins/{ids.new_id()}/"
    assert me.get(url).status_code == 404
    assert me.get(url + "fr/").status_code == 404
    assert me.post(url + "publish/").status_code == 404
    assert me.post(url + "withdraw/").status_code == 404
    builders.small_year()
    draft = builders.written(words={"fr": builders.words("Bulletin")}, shown=[])
    assert me.get(f"/work/publications/bulletins/{draft.key}/ar/").status_code == 404
    assert ReleasedFigure.objects.count() == 1
