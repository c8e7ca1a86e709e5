"""The search of the masthead: a code or a name, among one's own files."""

from collections.abc import Callable

import pytest
from django.test import Client

from kanaf.access.models import Account, AuditEntry
from tests import worlds
from tests.desk.browsing import text_of

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]
URL = "/work/search/"


def test_a_code_leads_to_its_file_however_it_is_typed(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    child = worlds.child(by)

    response = signed_in(by).post(URL, {"q": f" {child.code.lower().replace('-', ' ')} "})

    assert response.status_code == 302
    assert response.url == f"/work/children/{child.code}/"


def test_a_name_leads_to_codes_and_reasons_and_shows_no_name(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    child = worlds.child(by, latin="Zoumanigui Pivi", mother="Kadiatou")

    page = text_of(signed_in(by).post(URL, {"q": "Zumanigi Pivi"}))

    assert child.code in page
    assert "given name" in page
    assert "same family name" in page
    assert "boy, " in page
    assert "Zoumanigui" not in page
    assert "Kadiatou" not in page


def test_another_organisations_child_is_not_found_by_name_nor_by_code(signed_in: SignIn) -> None:
    theirs = worlds.child(worlds.caseworker("oujda"), city="oujda", latin="Zoumanigui Pivi")
    client = signed_in(worlds.caseworker())

    for typed in ("Zoumanigui Pivi", theirs.code):
        page = text_of(client.post(URL, {"q": typed}))
        assert "No file of yours fits" in page
        assert f"/children/{theirs.code}/" not in page


def test_a_code_that_is_nobodys_and_a_code_of_anothers_child_are_answered_alike(signed_in: SignIn) -> None:
    theirs = worlds.child(worlds.caseworker("oujda"), city="oujda")
    client = signed_in(worlds.caseworker())
    pages = [client.post(URL, {"q": code}) for code in (theirs.code, "333-333")]

    assert [page.status_code for page in pages] == [200, 200]
    assert all("No file of yours fits" in text_of(page) for page in pages)


def test_what_is_typed_is_never_read_from_an_address(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    child = worlds.child(by, latin="Zoumanigui Pivi")

    page = text_of(signed_in(by).get(URL, {"q": "Zoumanigui Pivi"}))

    assert child.code not in page
    assert "Zoumanigui" not in page


def test_a_search_is_recorded_without_its_words(signed_in: SignIn) -> None:
    signed_in(worlds.caseworker()).post(URL, {"q": "Zoumanigui Pivi"})

    entry = AuditEntry.objects.get(act="child.searched")
    assert entry.details == '{"found":0,"kind":"name"}'


def test_an_empty_search_says_what_to_write(signed_in: SignIn) -> None:
    assert "Answer this: Case code or name." in text_of(signed_in(worlds.caseworker()).post(URL, {"q": "  "}))


def test_who_reads_no_file_searches_none_and_sees_no_box(signed_in: SignIn) -> None:
    client = signed_in(worlds.outreach_worker())

    assert client.post(URL, {"q": "Awa"}).status_code == 403
    assert "mast-search" not in text_of(client.get("/work/"))
    assert "mast-search" in text_of(signed_in(worlds.caseworker()).get("/work/"))
