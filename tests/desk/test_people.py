"""The people of an organisation, for its administrator."""

from collections.abc import Callable

import pytest
from django.test import Client

from kanaf.access.models import Account
from kanaf.access.roles import Role
from tests import worlds
from tests.desk.browsing import text_of

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]
URL = "/work/people/"


def administrator() -> Account:
    return worlds.person(Role.ADMINISTRATOR, "asticude")


def person_url(account: Account) -> str:
    return f"{URL}{account.pk}/"


def test_the_people_of_ones_own_organisation_are_listed_with_their_roles(signed_in: SignIn) -> None:
    colleague = worlds.person(Role.CASEWORKER, "asticude", "nador", name="Samira Test")
    stranger = worlds.person(Role.CASEWORKER, "omdh", "oujda", name="Hicham Test")

    page = text_of(signed_in(administrator()).get(URL))

    assert colleague.name in page
    assert "Caseworker (Nador)" in page
    assert stranger.name not in page


def test_a_role_is_given(signed_in: SignIn) -> None:
    colleague = worlds.caseworker()

    response = signed_in(administrator()).post(person_url(colleague), {"role": "supervisor", "city": ""}, follow=True)

    assert "The role is given." in text_of(response)
    assert Account.objects.get(pk=colleague.pk).roles == {"caseworker", "supervisor"}


def test_a_role_that_does_not_exist_is_refused_at_its_field(signed_in: SignIn) -> None:
    colleague = worlds.caseworker()

    page = text_of(signed_in(administrator()).post(person_url(colleague), {"role": "king", "city": "atlantis"}))

    assert "Select a valid choice. king is not one of the available choices." in page
    assert 'href="#id_role"' in page
    assert Account.objects.get(pk=colleague.pk).roles == {"caseworker"}


def test_nobody_gives_themselves_a_role_or_suspends_themselves(signed_in: SignIn) -> None:
    by = administrator()
    client = signed_in(by)

    given = text_of(client.post(person_url(by), {"role": "supervisor", "city": ""}))
    suspended = text_of(client.post(f"{person_url(by)}suspend/", follow=True))

    assert "Nobody changes their own access" in given
    assert "Nobody changes their own access" in suspended
    by.refresh_from_db()
    assert by.is_active
    assert Account.objects.get(pk=by.pk).roles == {"administrator"}


def test_a_suspended_colleague_is_out_at_the_next_page(signed_in: SignIn) -> None:
    colleague = worlds.caseworker()
    theirs = signed_in(colleague)
    assert theirs.get("/work/").status_code == 200

    response = signed_in(administrator()).post(f"{person_url(colleague)}suspend/", follow=True)

    assert "The account is suspended" in text_of(response)
    assert theirs.get("/work/").status_code == 302


def test_another_organisations_people_are_not_found(signed_in: SignIn) -> None:
    stranger = worlds.caseworker("oujda")
    client = signed_in(administrator())

    assert client.get(person_url(stranger)).status_code == 404
    assert client.post(person_url(stranger), {"role": "supervisor", "city": ""}).status_code == 404
    assert client.post(f"{person_url(stranger)}suspend/").status_code == 404
    stranger.refresh_from_db()
    assert stranger.is_active


def test_only_an_administrator_manages_people(signed_in: SignIn) -> None:
    colleague = worlds.caseworker()
    for by in (worlds.caseworker(), worlds.supervisor(), worlds.coordinator()):
        client = signed_in(by)
        assert client.get(URL).status_code == 403
        assert client.get(person_url(colleague)).status_code == 403
        assert client.post(f"{person_url(colleague)}suspend/").status_code == 403
