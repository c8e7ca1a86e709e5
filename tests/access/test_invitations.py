"""A person comes in by a link that only they use, with a second factor and a signature before anything opens (G10)."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from kanaf.access import actions
from kanaf.access.models import Account, Invitation, Organisation
from kanaf.access.roles import Role
from kanaf.core import clock
from kanaf.core.errors import Refused
from tests import worlds
from tests.access.signing import browser, code, try_passphrase
from tests.desk.browsing import text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[Account], Client]
CHOSEN = "quatre mots que personne ne joint"
ANSWERS = {"name": "Salma Nouvelle", "email": "Salma@asticude.example", "language": "ar", "role": "caseworker", "city": "nador"}


def administrator(organisation: str = "asticude") -> Account:
    return worlds.person(Role.ADMINISTRATOR, organisation)


def invited(**changes: Any) -> actions.Invited:
    by = administrator()
    values: dict[str, Any] = {"email": "salma@asticude.example", "name": "Salma Nouvelle", "role": Role.CASEWORKER}
    return actions.invite_person(by=by, at=clock.now(), **(values | changes))


def link(page: str) -> str:
    found = re.search(r'value="http://testserver(/account/invitation/[^"]+)"', page)
    assert found
    return found[1]


def test_the_whole_way_in(signed_in: SignIn) -> None:
    page = text_of(signed_in(administrator()).post("/work/people/invite/", ANSWERS))
    newcomer = browser()
    assert "Salma Nouvelle" in text_of(newcomer.get(link(page)))

    kept = newcomer.post(link(page), {"passphrase": CHOSEN, "again": CHOSEN})
    assert kept.headers["Location"] == "/account/login/"
    try_passphrase(newcomer, "salma@asticude.example", CHOSEN)

    assert newcomer.get("/work/").headers["Location"] == "/account/second-factor/"
    assert "USB key" in text_of(newcomer.get("/account/second-factor/"))
    account = Account.objects.get(email="salma@asticude.example")
    setup = text_of(newcomer.get("/account/2fa/totp/activate/"))
    worlds.TOTP_SECRET, before = re.search(r'dir="ltr">([A-Z2-7]{16,})</span>', setup)[1], worlds.TOTP_SECRET  # type: ignore[index]
    try:
        newcomer.post("/account/2fa/totp/activate/", {"code": code()})
    finally:
        worlds.TOTP_SECRET = before
    assert account.authenticator_set.filter(type="totp").exists()
    assert newcomer.get("/work/cases/").headers["Location"] == "/account/conduct/"
    assert newcomer.post("/account/conduct/", {}).status_code == 200
    newcomer.post("/account/conduct/", {"agreed": "on"})
    assert newcomer.get("/work/cases/").status_code == 200
    account.refresh_from_db()
    assert (account.conduct_version, account.conduct_signed_at is not None) == ("2026-1", True)
    assert account.language == "ar"


def test_a_link_works_once() -> None:
    token, client = invited().token, browser()
    url = f"/account/invitation/{token}/"
    assert client.post(url, {"passphrase": CHOSEN, "again": CHOSEN}).status_code == 302
    assert client.get(url).status_code == 404
    assert client.post(url, {"passphrase": "another long passphrase", "again": "another long passphrase"}).status_code == 404


def test_a_link_works_for_72_hours(settings: Any) -> None:
    url, client = f"/account/invitation/{invited().token}/", browser()
    settings.KANAF_CLOCK = "2026-11-19T09:50:00"
    assert client.get(url).status_code == 200
    settings.KANAF_CLOCK = "2026-11-19T10:10:00"
    assert client.get(url).status_code == 404


def test_a_link_never_tells_whether_it_once_existed() -> None:
    url, client = f"/account/invitation/{invited().token}/", browser()
    client.post(url, {"passphrase": CHOSEN, "again": CHOSEN})
    client = browser()
    used, never = client.get(url), client.get("/account/invitation/nothing-of-ours/")
    assert used.status_code == never.status_code == 404
    assert re.sub(r'value="[^"]*"', "", text_of(used)) == re.sub(r'value="[^"]*"', "", text_of(never))


def test_only_the_digest_of_a_link_is_kept() -> None:
    token = invited().token
    assert token not in str(Invitation.objects.values_list().get())


def test_a_new_link_ends_the_one_before() -> None:
    client = browser()
    first = invited()
    by = Account.objects.get(pk=Invitation.objects.get().made_by)
    second = actions.renew_invitation(by=by, at=clock.now() + timedelta(minutes=1), account=first.account)
    actions.suspend_account(by=by, at=clock.now(), account=first.account)
    assert client.get(f"/account/invitation/{first.token}/").status_code == 404
    assert client.get(f"/account/invitation/{second.token}/").status_code == 404, "suspended meanwhile"
    actions.resume_account(by=by, at=clock.now(), account=first.account)
    assert client.get(f"/account/invitation/{second.token}/").status_code == 200


def test_no_link_takes_over_an_account_in_use() -> None:
    account = worlds.real_person(Role.CASEWORKER, "asticude")
    with pytest.raises(Refused, match="come in already"):
        actions.renew_invitation(by=administrator(), at=clock.now(), account=account)


@pytest.mark.parametrize(
    ("passphrase", "again", "sentence"),
    [
        ("short", "short", "too short"),
        ("password1234", "password1234", "too common"),
        ("salma@asticude.example", "salma@asticude.example", "too similar"),
        (CHOSEN, "something else entirely", "differ"),
        ("", "", "Answer this"),
    ],
)
def test_a_weak_passphrase_comes_back_with_its_sentence(passphrase: str, again: str, sentence: str) -> None:
    url, client = f"/account/invitation/{invited().token}/", browser()
    page = text_of(client.post(url, {"passphrase": passphrase, "again": again}))
    assert sentence in page
    assert not Account.objects.get(email="salma@asticude.example").has_usable_password()


def test_passphrases_are_kept_with_argon2id_at_46_mib() -> None:
    account = worlds.real_person(Role.CASEWORKER, "asticude")
    assert account.password.startswith("argon2$argon2id$v=19$m=47104,t=1,p=1$")


def test_where_mail_leaves_the_server_the_administrator_does_not_see_the_link(signed_in: SignIn, settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example"
    page = text_of(signed_in(administrator()).post("/work/people/invite/", ANSWERS))
    assert "/account/invitation/" not in page
    (message,) = mail.outbox
    assert message.to == ["salma@asticude.example"]
    assert "/account/invitation/" in message.body


def test_an_invitation_with_a_bad_answer_comes_back_with_its_sentence(signed_in: SignIn) -> None:
    client = signed_in(administrator())
    page = text_of(client.post("/work/people/invite/", ANSWERS | {"email": "nobody", "role": "national_coordinator"}))
    assert "valid email address" in page
    assert "not one of the available choices" in page
    assert 'value="Salma Nouvelle"' in page
    assert not Account.objects.filter(name="Salma Nouvelle").exists()


def test_an_address_that_has_an_account_is_refused_at_its_field(signed_in: SignIn) -> None:
    taken = worlds.caseworker()
    page = text_of(signed_in(administrator()).post("/work/people/invite/", ANSWERS | {"email": taken.email.upper()}))
    assert "There is already an account" in page


def test_an_association_makes_nobody_a_national_coordinator() -> None:
    colleague = worlds.caseworker()
    for role in (Role.NATIONAL_COORDINATOR, Role.INFORMATION_OFFICER, Role.COMMUNICATIONS_OFFICER, Role.DONOR_READER):
        with pytest.raises(Refused, match="This role is"):
            actions.give_role(by=administrator(), at=clock.now(), account=colleague, role=role)


def test_nobody_invites_into_another_organisation() -> None:
    with pytest.raises(Refused, match="own organisation only"):
        actions.invite_person(
            by=administrator(),
            at=clock.now(),
            email="x@omdh.example",
            name="X",
            role=Role.CASEWORKER,
            organisation=Organisation.objects.get(code="omdh"),
        )


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_an_administrator_invites(signed_in: SignIn, role: Role) -> None:
    client = signed_in(worlds.person(role, "oim"))
    assert client.get("/work/people/invite/").status_code == 403
    assert client.post("/work/people/invite/", ANSWERS).status_code == 403
    assert not Account.objects.filter(name="Salma Nouvelle").exists()


def test_the_first_administrator_is_invited_from_the_command_line(capsys: Any) -> None:
    call_command("invite_administrator", "asticude", "first@asticude.example", "Premiere Personne", site="https://kanaf.example")
    address = capsys.readouterr().out.split()[-1]
    assert address.startswith("https://kanaf.example/account/invitation/")
    assert browser().get(address.removeprefix("https://kanaf.example")).status_code == 200
    with pytest.raises(CommandError, match="already an account"):
        call_command("invite_administrator", "asticude", "first@asticude.example", "Premiere Personne")
    with pytest.raises(CommandError, match="No organisation"):
        call_command("invite_administrator", "nobody", "x@x.example", "X")
