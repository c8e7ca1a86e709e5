"""A second factor always: passkeys for who could do most harm, and a lost one restored by two people (G10)."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from kanaf.access import actions
from kanaf.access.models import Account, FactorReset
from kanaf.access.roles import PRIVILEGED, Role
from kanaf.core import checks, clock
from kanaf.core.errors import NotPermitted, Refused
from tests import worlds
from tests.access.signing import browser, code, sign_in, try_passphrase
from tests.desk.browsing import text_of

pytestmark = pytest.mark.django_db


def by_session(account: Account) -> Client:
    client = browser()
    client.force_login(account)
    return client


def our_plain_urls() -> list[str]:
    """Every URL of ours without an argument that asks for a signed-in person."""
    found = []
    for route, name, need in checks.declared_urls():
        if name.startswith("kanaf.") and need not in {None, "public"} and "<" not in route and route.startswith("work/"):
            found.append(f"/{route}")
    return found


def test_without_a_second_factor_every_page_of_work_leads_to_setting_it_up() -> None:
    client = by_session(worlds.real_person(Role.CASEWORKER, "asticude", factor=""))
    urls = our_plain_urls()
    assert len(urls) > 20
    for url in urls:
        for method in (client.get, client.post):
            response = method(url)
            assert (response.status_code, response.headers.get("Location")) in {(302, "/account/second-factor/"), (405, None)}, url


def test_the_editor_asks_for_the_second_factor_too() -> None:
    account = worlds.real_person(Role.COMMUNICATIONS_OFFICER, "oim", factor="")
    assert by_session(account).get("/cms/").headers["Location"] == "/account/second-factor/"
    account.authenticator_set.create(type="totp", data={})
    assert by_session(account).get("/cms/").headers.get("Location", "") in {"", "/account/login/?next=/cms/"}, "Wagtail's own answer"
    Account.objects.filter(pk=account.pk).update(conduct_version="")
    assert by_session(account).get("/cms/").headers["Location"] == "/account/conduct/"


@pytest.mark.parametrize("role", sorted(PRIVILEGED))
def test_a_privileged_role_asks_for_a_passkey(role: Role) -> None:
    client = by_session(worlds.real_person(role, "oim", factor="totp"))
    assert client.get("/work/").headers["Location"] == "/account/second-factor/"
    page = text_of(client.get("/account/second-factor/"))
    assert "asks for a passkey" in page
    assert "totp/activate" not in page
    assert by_session(worlds.real_person(role, "oim", factor="webauthn")).get("/work/").status_code == 200


@pytest.mark.parametrize("role", sorted(set(Role) - PRIVILEGED))
def test_the_others_may_use_an_application(role: Role) -> None:
    assert by_session(worlds.real_person(role, "oim", factor="totp")).get("/work/").status_code == 200


def test_who_has_a_passkey_and_needs_it_does_not_come_in_by_a_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda _user: [])
    account = worlds.real_person(Role.ADMINISTRATOR, "oim")
    account.authenticator_set.create(type="webauthn", data={})
    client = browser()
    try_passphrase(client, account.email, worlds.PASSPHRASE)
    page = text_of(client.post("/account/2fa/authenticate/", {"code": code()}))
    assert "asks for your passkey" in page
    assert client.get("/work/").headers["Location"].startswith("/account/login/")


def test_demonstration_accounts_are_excepted_only_while_it_is_one(settings: Any) -> None:
    client = by_session(worlds.caseworker())
    assert client.get("/work/").status_code == 200
    settings.KANAF_DEMO = False
    assert client.get("/work/").headers["Location"] == "/account/second-factor/"


def test_a_sheet_of_printed_codes_is_a_factor_for_who_has_neither_telephone_nor_key() -> None:
    """Each code once, asked for at each sign-in, and another sheet before the last one is used (G10)."""
    account = worlds.real_person(Role.CASEWORKER, "asticude", factor="")
    client = by_session(account)
    assert "Print a sheet of codes" in text_of(client.get("/account/second-factor/"))
    assert "Make new codes" in text_of(client.get("/account/2fa/recovery-codes/generate/"))
    assert client.post("/account/2fa/recovery-codes/generate/").status_code == 302
    sheet = account.authenticator_set.get().wrap().get_unused_codes()
    assert len(sheet) == 30
    assert client.get("/work/").status_code == 200

    for tried, comes_in in ((sheet[0], True), (sheet[0], False), ("00000000", False), (sheet[1], True)):
        another = browser()
        assert try_passphrase(another, account.email, worlds.PASSPHRASE).headers["Location"] == "/account/2fa/authenticate/"
        assert another.get("/work/").headers["Location"].startswith("/account/login/"), "a passphrase alone opens nothing"
        another.post("/account/2fa/authenticate/", {"code": tried})
        assert (another.get("/work/").status_code == 200) is comes_in
    assert client.post("/account/2fa/recovery-codes/generate/").status_code == 302
    renewed = Account.objects.get(pk=account.pk).authenticator_set.get().wrap().get_unused_codes()
    assert not set(renewed) & set(sheet)


@pytest.mark.parametrize("role", sorted(PRIVILEGED))
def test_a_sheet_of_codes_is_no_factor_for_a_privileged_role(role: Role) -> None:
    client = by_session(worlds.real_person(role, "oim", factor=""))
    assert "Print a sheet" not in text_of(client.get("/account/second-factor/"))
    assert "set it up first" in text_of(client.post("/account/2fa/recovery-codes/generate/"))
    account = worlds.real_person(role, "oim", factor="")
    account.authenticator_set.create(type="recovery_codes", data={})
    assert by_session(account).get("/work/").headers["Location"] == "/account/second-factor/"


def test_a_forgotten_passphrase_never_skips_the_second_factor(mailoutbox: Any) -> None:
    account = worlds.real_person(Role.CASEWORKER, "asticude")
    client = browser()
    client.post("/account/password/reset/", {"email": account.email})
    url = next(word for word in mailoutbox[0].body.split() if "/password/reset/key/" in word)
    page = client.get(url.replace("http://testserver", ""), follow=True)
    new = "cinq autres mots que nul ne devine"
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert client.get("/work/").headers["Location"].startswith("/account/login/")
    response = try_passphrase(client, account.email, new)
    assert response.headers["Location"] == "/account/2fa/authenticate/"
    assert client.get("/work/").headers["Location"].startswith("/account/login/")


def test_after_a_restored_factor_the_mailbox_alone_opens_nothing(mailoutbox: Any) -> None:
    account = worlds.real_person(Role.CASEWORKER, "asticude")
    reset = actions.ask_factor_reset(by=worlds.supervisor(), at=clock.now(), account=account)
    actions.grant_factor_reset(by=worlds.coordinator(), at=clock.now(), reset=reset)
    response = browser().post("/account/password/reset/", {"email": account.email})
    assert response.headers["Location"] == "/account/password/reset/done/"
    assert not any("/password/reset/key/" in message.body for message in mailoutbox)


def test_a_lost_factor_is_restored_by_two_people_and_both_secrets_are_chosen_anew() -> None:
    account = worlds.real_person(Role.CASEWORKER, "asticude")
    theirs = sign_in(account)
    administrator, supervisor = worlds.person(Role.ADMINISTRATOR, "asticude"), worlds.supervisor()
    asked = by_session(administrator).post(f"/work/people/{account.pk}/factor/", follow=True)
    assert "calls this person back" in text_of(asked)
    assert theirs.get("/work/").status_code == 200, "nothing changes before it is granted"

    reset = FactorReset.objects.get()
    own = by_session(administrator).post(f"/work/people/factors/{reset.pk}/grant/", follow=True)
    assert "not the one who asked" in text_of(own)
    assert account.authenticator_set.exists()
    page = text_of(by_session(supervisor).post(f"/work/people/factors/{reset.pk}/grant/"))

    assert "/account/invitation/" in page
    assert theirs.get("/work/").status_code == 302
    assert not account.authenticator_set.exists()
    refused = try_passphrase(browser(), account.email, worlds.PASSPHRASE)
    assert "Not signed in" in text_of(refused), "the old passphrase alone opens nothing"
    again = by_session(worlds.supervisor()).post(f"/work/people/factors/{reset.pk}/grant/")
    assert again.status_code == 404


def test_the_database_refuses_one_person_alone() -> None:
    account, asker, now = worlds.caseworker(), worlds.supervisor(), clock.now()
    values = {"account": account, "asked_by": asker, "asked_at": now, "decided_at": now, "is_granted": True}
    for changes in ({"decided_by": asker}, {"decided_by": account}, {"asked_by": account, "decided_by": asker}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FactorReset.objects.create(**(values | changes))


def test_nobody_asks_or_grants_for_themselves_or_for_another_organisation() -> None:
    account, now = worlds.supervisor(), clock.now()
    with pytest.raises(Refused):
        actions.ask_factor_reset(by=account, at=now, account=account)
    with pytest.raises(Refused, match="own organisation"):
        actions.ask_factor_reset(by=worlds.supervisor("oujda"), at=now, account=account)
    with pytest.raises(NotPermitted):
        actions.ask_factor_reset(by=worlds.caseworker(), at=now, account=account)
    reset = actions.ask_factor_reset(by=worlds.supervisor(), at=now, account=account)
    stranger = by_session(worlds.supervisor("oujda"))
    assert stranger.post(f"/work/people/factors/{reset.pk}/grant/").status_code == 404
    assert account.name not in text_of(stranger.get("/work/people/factors/"))
    assert actions.grant_factor_reset(by=worlds.coordinator(), at=now, reset=reset).token


def test_a_declined_reset_changes_nothing() -> None:
    account = worlds.real_person(Role.CASEWORKER, "asticude")
    reset = actions.ask_factor_reset(by=worlds.supervisor(), at=clock.now(), account=account)
    by_session(worlds.supervisor()).post(f"/work/people/factors/{reset.pk}/decline/")
    assert account.authenticator_set.exists()
    sign_in(account)
