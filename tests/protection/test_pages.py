"""The pages on which data protection is worked on."""

from collections.abc import Callable

import pytest
from django.test import Client

from kanaf.access.models import Account
from kanaf.access.roles import Role
from kanaf.children.models import Identity
from kanaf.core import vault
from kanaf.protection.models import Erasure
from tests import worlds
from tests.desk.browsing import queries_of, text_of

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]
URL = "/work/protection/"


def officer(organisation: str = "oim") -> Account:
    return worlds.person(Role.DATA_PROTECTION_OFFICER, organisation)


def test_an_erasure_is_asked_by_one_and_approved_by_another(signed_in: SignIn) -> None:
    second, by = worlds.coordinator(), officer()
    child = worlds.child(worlds.caseworker(), latin="Zoumanigui Pivi")

    page = signed_in(by).post(URL + "erasures/", {"code": child.code.lower(), "reason": "request"}, follow=True)
    erasure = Erasure.objects.get()
    assert child.code in text_of(page)
    assert "Zoumanigui" not in text_of(page)
    own = text_of(signed_in(by).get(f"{URL}erasures/{erasure.pk}/"))
    assert "another person has to decide" in own
    assert "Approve and erase" not in own
    page = signed_in(second).post(f"{URL}erasures/{erasure.pk}/", {"decision": "approve"}, follow=True)

    assert "nobody can read it any more" in text_of(page)
    with pytest.raises(vault.Erased):
        vault.unseal(Identity.objects.get(child=child), "sealed")


def test_an_unknown_code_comes_back_with_its_sentence(signed_in: SignIn) -> None:
    worlds.coordinator()
    page = text_of(signed_in(officer()).post(URL + "erasures/", {"code": "7R4-XXX", "reason": "request"}))
    assert "No child in your reach has this code" in page
    assert "7R4-XXX" in page
    assert not Erasure.objects.exists()


def test_an_open_case_is_said_at_the_code(signed_in: SignIn) -> None:
    worlds.coordinator()
    case = worlds.case(worlds.caseworker())
    page = text_of(signed_in(officer()).post(URL + "erasures/", {"code": case.child.code, "reason": "request"}))
    assert "still open" in page


def test_a_partners_officer_finds_no_erasure_of_another(signed_in: SignIn) -> None:
    worlds.coordinator()
    by, stranger = officer("asticude"), officer("omdh")
    child = worlds.child(worlds.caseworker())
    signed_in(by).post(URL + "erasures/", {"code": child.code, "reason": "request"})
    erasure = Erasure.objects.get()
    client = signed_in(stranger)
    assert client.get(f"{URL}erasures/{erasure.pk}/").status_code == 404
    assert client.post(f"{URL}erasures/{erasure.pk}/", {"decision": "approve"}).status_code == 404
    assert child.code not in text_of(client.get(URL))
    assert "No child in your reach" in text_of(client.post(URL + "erasures/", {"code": child.code, "reason": "request"}))


def test_only_who_works_on_it_opens_the_pages(signed_in: SignIn) -> None:
    for by in (worlds.caseworker(), worlds.supervisor(), worlds.information_officer()):
        assert signed_in(by).get(URL).status_code == 403
        assert signed_in(by).get(URL + "erasures/").status_code == 403


def test_the_overview_costs_the_same_however_much_there_is(signed_in: SignIn) -> None:
    worlds.coordinator()
    by, worker = officer(), worlds.caseworker()
    client = signed_in(by)
    few = queries_of(client, URL)
    for _number in range(3):
        client.post(URL + "erasures/", {"code": worlds.child(worker).code, "reason": "request"})
    assert queries_of(client, URL) <= few + 2
