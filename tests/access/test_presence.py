"""Sessions end, work does not (G8)."""

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.sessions.models import Session
from django.test import Client
from fido2.cose import ES256
from fido2.webauthn import AttestedCredentialData

from kanaf.access import actions
from kanaf.access.models import Account, AuditEntry, Visit
from kanaf.access.roles import Role
from kanaf.children.models import Child
from kanaf.core import clock
from tests import worlds
from tests.access.signing import browser, code, sign_in
from tests.desk.browsing import file_url, registration, text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[Account], Client]


@pytest.fixture
def at(settings: Any) -> Callable[[str], None]:
    """Turn the clock to an hour of the day."""

    def turn(hour: str) -> None:
        settings.KANAF_CLOCK = f"2026-11-16T{hour}"

    turn("10:00:00")
    return turn


def worker(**changes: Any) -> Account:
    return worlds.real_person(Role.CASEWORKER, "asticude", "nador", **changes)


def test_fourteen_minutes_of_silence_are_nothing(at: Any, signed_in: SignIn) -> None:
    client = signed_in(worlds.caseworker())
    client.get("/work/")
    at("10:14:00")
    assert client.get("/work/").status_code == 200


def test_after_fifteen_minutes_every_page_is_locked(at: Any, signed_in: SignIn) -> None:
    client = signed_in(worlds.caseworker())
    client.get("/work/")
    at("10:15:30")
    for url in ("/work/", "/work/cases/", "/account/sessions/", "/account/2fa/", "/cms/"):
        response = client.get(url)
        assert response.headers["Location"].startswith("/account/locked/"), url


def test_a_part_of_a_page_is_locked_too(at: Any, signed_in: SignIn) -> None:
    client = signed_in(worlds.caseworker())
    client.get("/work/")
    at("10:15:30")
    response = client.get("/work/cases/", headers={"HX-Request": "true"})
    assert (response.headers["HX-Trigger"], response.headers["HX-Reswap"]) == ("kanaf-locked", "none")
    assert response.content == b"{}"


def test_typing_is_activity(at: Any, signed_in: SignIn) -> None:
    client = signed_in(worlds.caseworker())
    client.get("/work/")
    for minute in (12, 24, 36, 48):
        at(f"10:{minute}:00")
        assert client.post("/account/activity/").json() == {"open": True}
    at("10:59:00")
    assert client.get("/work/").status_code == 200


def test_activity_does_not_open_what_is_locked(at: Any, signed_in: SignIn) -> None:
    client = signed_in(worlds.caseworker())
    client.get("/work/")
    at("10:20:00")
    assert client.post("/account/activity/").json() == {"open": False}
    assert client.get("/work/").status_code == 302


def test_the_passphrase_reopens_the_same_session_on_the_same_page(at: Any) -> None:
    client = sign_in(worker())
    client.get("/work/")
    key = client.session.session_key
    at("10:20:00")
    response = client.get("/work/cases/?risk=high")
    assert response.headers["Location"] == "/account/locked/?next=%2Fwork%2Fcases%2F%3Frisk%3Dhigh"

    wrong = client.post("/account/locked/", {"passphrase": "wrong", "next": "/work/cases/?risk=high"})
    assert "That is not it" in text_of(wrong)
    right = client.post("/account/locked/", {"passphrase": worlds.PASSPHRASE, "next": "/work/cases/?risk=high"})

    assert right.headers["Location"] == "/work/cases/?risk=high"
    assert client.session.session_key == key
    assert client.get("/work/cases/?risk=high").status_code == 200


def test_a_code_reopens_it_too(at: Any) -> None:
    client = sign_in(worker())
    client.get("/work/")
    client.post("/account/lock/")
    assert client.post("/account/locked/", {"code": code(1)}).status_code in {200, 302}
    assert client.post("/account/locked/", {"passphrase": worlds.PASSPHRASE}, headers={"Accept": "application/json"}).json() == {
        "open": True
    }


def test_a_screen_that_was_locked_by_hand_stays_locked(at: Any) -> None:
    """Somebody was there a moment ago: nothing but the lock itself keeps the pages closed."""
    client = sign_in(worker())
    assert client.get("/work/").status_code == 200
    client.post("/account/lock/")
    for url in ("/work/", "/work/cases/", "/work/search/"):
        assert client.get(url).headers["Location"].startswith("/account/locked/"), url


def test_the_lock_leads_nowhere_else(at: Any) -> None:
    client = sign_in(worker())
    client.get("/work/")
    client.post("/account/lock/")
    response = client.post("/account/locked/", {"passphrase": worlds.PASSPHRASE, "next": "https://evil.example/"})
    assert response.headers["Location"] == "/work/"


def test_guessing_at_the_lock_ends_the_session(at: Any) -> None:
    client = sign_in(worker())
    client.get("/work/")
    client.post("/account/lock/")
    answers = [client.post("/account/locked/", {"passphrase": f"wrong {number}"}).status_code for number in range(11)]
    assert answers == [200] * 10 + [302]
    assert client.get("/work/").headers["Location"].startswith("/account/login/")


def test_a_form_that_comes_too_late_is_kept_sealed_and_sent_again(at: Any) -> None:
    client = sign_in(worker())
    client.get("/work/children/register/")
    before = Child.objects.count()
    at("10:20:00")

    late = client.post("/work/children/register/", registration(latin="Zoubeidawa Canarinou"))

    assert late.headers["Location"] == "/account/locked/"
    assert Child.objects.count() == before
    held = Session.objects.get(pk=client.session.session_key).get_decoded()["held"]
    assert "Zoubeidawa" not in held
    assert "is kept" in text_of(client.get("/account/locked/"))
    client.post("/account/locked/", {"passphrase": worlds.PASSPHRASE})
    page = client.get("/work/", follow=True)
    assert page.redirect_chain == [("/account/held/", 302)]
    assert 'value="Zoubeidawa Canarinou"' in text_of(page)
    sent = client.post("/work/children/register/", registration(latin="Zoubeidawa Canarinou"))
    assert sent.status_code == 302
    assert Child.objects.count() == before + 1
    assert client.get("/account/held/").status_code == 302


def test_another_person_at_the_same_browser_does_not_get_what_was_kept(at: Any) -> None:
    client = sign_in(worker())
    client.get("/work/")
    at("20:30:00")
    client.post("/work/children/register/", registration(latin="Zoubeidawa Canarinou"))
    other = worker()
    sign_in(other, client)
    page = text_of(client.get("/work/", follow=True))
    assert "Zoubeidawa" not in page
    assert "Zoubeidawa" not in text_of(client.get("/account/held/", follow=True))


def test_ten_hours_are_the_end_whatever_happens_and_the_form_is_kept(at: Any) -> None:
    account = worker()
    client = sign_in(account)
    for hour in range(10, 20):
        for minute in (0, 14, 28, 42, 56):
            at(f"{hour}:{minute:02}:00")
            assert client.get("/account/conduct/").status_code == 200
    at("20:01:00")
    late = client.post("/work/children/register/", registration(latin="Zoubeidawa Canarinou"))
    assert late.headers["Location"].startswith("/account/login/")
    sign_in(account, client)
    assert 'value="Zoubeidawa Canarinou"' in text_of(client.get("/work/", follow=True))


def test_a_forged_form_is_not_kept(at: Any) -> None:
    account = worker()
    client = browser()
    client.handler.enforce_csrf_checks = True
    client.force_login(account)
    client.get("/work/")
    for moment in ("10:20:00", "20:01:00"):
        at(moment)
        client.post("/work/children/register/", registration(latin="Zoubeidawa Canarinou"))
        assert "held" not in client.session


def test_an_interview_holds_one_childs_pages_for_two_hours_and_nothing_else(at: Any) -> None:
    account = worker()
    child, other = worlds.child(account), worlds.child(account)
    client = sign_in(account)

    assert client.post("/account/interview/start/", {"code": child.code}).headers["Location"] == file_url(child)
    at("11:55:00")

    assert client.get(file_url(child)).status_code == 200
    for url in ("/work/", "/work/cases/", file_url(other), "/account/sessions/", "/account/password/change/", "/work/children/register/"):
        assert client.get(url).headers["Location"].startswith("/account/interview/"), url
    assert client.post("/account/interview/start/", {"code": other.code}).status_code == 302
    assert client.get(file_url(other)).status_code == 302
    at("13:56:00")
    assert client.get(file_url(child)).headers["Location"].startswith("/account/locked/")


def test_the_passphrase_ends_an_interview(at: Any) -> None:
    client = sign_in(worker())
    client.post("/account/interview/start/", {"code": ""})
    assert "only this child" in text_of(client.get("/work/children/register/"))
    assert client.post("/account/interview/", {"passphrase": "no"}).status_code == 200
    assert client.get("/work/").status_code == 302
    client.post("/account/interview/", {"passphrase": worlds.PASSPHRASE})
    assert client.get("/work/").status_code == 200


def test_an_interview_is_not_started_for_a_page(signed_in: SignIn) -> None:
    client = signed_in(worlds.caseworker())
    assert client.post("/account/interview/start/", {"code": "../cases"}).status_code == 404


def test_ones_sessions_are_listed_and_ended(at: Any) -> None:
    account = worker()
    here, there = sign_in(account), sign_in(account, browser("198.51.100.4"))
    here.get("/work/")
    there.get("/work/")
    assert text_of(here.get("/account/sessions/")).count("/end/") == 2
    foreign = Visit.objects.get(session_key=there.session.session_key)

    stranger = sign_in(worker())
    assert stranger.post(f"/account/sessions/{foreign.pk}/end/").status_code == 404
    assert there.get("/work/").status_code == 200

    here.post(f"/account/sessions/{foreign.pk}/end/")
    assert there.get("/work/").status_code == 302
    assert here.get("/work/").status_code == 200


def test_a_change_of_passphrase_ends_every_other_session(at: Any) -> None:
    account = worker()
    here, there = sign_in(account), sign_in(account)
    new = "cinq autres mots que nul ne devine"
    changed = here.post("/account/password/change/", {"oldpassword": worlds.PASSPHRASE, "password1": new, "password2": new})
    assert changed.status_code == 302, text_of(changed)
    assert here.get("/work/").status_code == 200
    assert there.get("/work/").headers["Location"].startswith("/account/login/")
    assert AuditEntry.objects.filter(act="sign_in.changed", target_id=str(account.pk)).exists()


def test_a_change_of_role_status_or_last_day_ends_every_session(at: Any) -> None:
    account = worker()
    by, now = worlds.person(Role.ADMINISTRATOR, "asticude"), clock.now()
    acts: list[Callable[[], Any]] = [
        lambda: actions.give_role(by=by, at=now, account=account, role=Role.OUTREACH_WORKER),
        lambda: actions.end_role(by=by, at=now, grant=account.grant_set.get(role="outreach_worker")),
        lambda: actions.set_expiry(by=by, at=now, account=account, expires_on=now.date()),
        lambda: actions.suspend_account(by=by, at=now, account=account),
    ]
    for act in acts:
        client = sign_in(account)
        assert client.get("/work/").status_code == 200
        act()
        assert client.get("/work/").headers["Location"].startswith("/account/login/")


def test_a_weighty_act_asks_again_after_a_quarter_of_an_hour(at: Any) -> None:
    by = worlds.person(Role.ADMINISTRATOR, "asticude")
    by.set_password(worlds.PASSPHRASE)
    by.save()
    colleague = worlds.caseworker()
    client = browser()
    client.force_login(by)
    client.get("/work/people/")
    for minute in (10, 16):
        at(f"10:{minute}:00")
        client.get("/work/people/")

    asked = client.post(f"/work/people/{colleague.pk}/suspend/", {"why": "x"})

    assert asked.headers["Location"] == "/account/confirm/"
    assert Account.objects.get(pk=colleague.pk).is_active
    shown = client.post("/account/confirm/", {"passphrase": worlds.PASSPHRASE}, follow=True)
    assert f'action="/work/people/{colleague.pk}/suspend/"' in text_of(shown)
    client.post(f"/work/people/{colleague.pk}/suspend/", {"why": "x"})
    assert not Account.objects.get(pk=colleague.pk).is_active


def test_who_has_no_passkey_is_offered_none(signed_in: SignIn) -> None:
    client = signed_in(worlds.caseworker())
    assert client.get("/account/locked/", headers={"Accept": "application/json"}).json() == {"request_options": {}}
    assert "data-reopen" not in text_of(client.get("/account/locked/"))


def test_a_passkey_must_have_looked_at_its_person(signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser is told so, and the server, which looks at the answer by what stands in the session, remembers it."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    held = [AttestedCredentialData.create(bytes(16), b"a key", key)]
    monkeypatch.setattr("kanaf.access.passkeys.auth.get_credentials", lambda _account: held)
    client = signed_in(worlds.caseworker())
    asked = client.get("/account/locked/", headers={"Accept": "application/json"}).json()["request_options"]
    assert asked["publicKey"]["userVerification"] == "required"
    assert client.session["mfa.webauthn.state"]["user_verification"] == "required"


@pytest.mark.parametrize(
    "credential", ["{}", "[]", "null", '"x"', '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}', "{"]
)
def test_what_is_no_answer_of_a_passkey_opens_nothing(at: Any, signed_in: SignIn, credential: str) -> None:
    client = signed_in(worlds.caseworker())
    client.get("/work/")
    at("10:15:30")
    page = text_of(client.post("/account/locked/", {"credential": credential}))
    assert "Still locked" in page
    assert client.get("/work/").headers["Location"].startswith("/account/locked/")


def test_answers_of_a_passkey_are_counted_as_guesses(at: Any, signed_in: SignIn) -> None:
    client = signed_in(worlds.caseworker())
    client.get("/work/")
    at("10:15:30")
    tries = [client.post("/account/locked/", {"credential": '{"id": "AA"}'}).status_code for _once in range(20)]
    assert 302 in tries, "after too many the session is over"
