"""G8, the whole table: whatever changes about a person, whichever sessions they have open, however those stand."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client

from kanaf.access import actions, presence
from kanaf.access.models import Account
from kanaf.access.roles import Role
from kanaf.core import clock, rows
from kanaf.places.models import City
from kanaf.safeguarding import actions as safeguarding
from tests import worlds
from tests.access.signing import browser
from tests.safeguarding import builders as complaints

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"
NEW = "cinq autres mots que nul ne devine"


def _by_form(client: Client, address: str, **body: str) -> None:
    assert client.post(address, body).status_code == 302, address


def _new_passphrase(account: Account, own: Client) -> None:
    _by_form(own, "/account/password/change/", oldpassword=worlds.PASSPHRASE, password1=NEW, password2=NEW)


def _forgotten_passphrase(account: Account, own: Client) -> None:
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    address = f"/account/password/reset/key/{user_pk_to_url_str(account)}-{default_token_generator.make_token(account)}/"
    stranger = browser("198.51.100.9")
    _by_form(stranger, stranger.get(address).headers["Location"], password1=NEW, password2=NEW)


def _factor_taken_away(account: Account, own: Client) -> None:
    _by_form(own, "/account/2fa/totp/deactivate/")


def _new_recovery_codes(account: Account, own: Client) -> None:
    _by_form(own, "/account/2fa/recovery-codes/generate/")


def _factor_restored(account: Account, own: Client) -> None:
    reset = actions.ask_factor_reset(by=worlds.supervisor(), at=clock.now(), account=account)
    actions.grant_factor_reset(by=worlds.coordinator(), at=clock.now(), reset=reset)


def _role_given(account: Account, own: Client) -> None:
    actions.give_role(by=_administrator(), at=clock.now(), account=account, role=Role.OUTREACH_WORKER)


def _same_role_elsewhere(account: Account, own: Client) -> None:
    actions.give_role(by=_administrator(), at=clock.now(), account=account, role=Role.CASEWORKER, city=City.objects.get(code="oujda"))


def _role_ended(account: Account, own: Client) -> None:
    actions.end_role(by=_administrator(), at=clock.now(), grant=account.grant_set.get())


def _last_day(account: Account, own: Client) -> None:
    actions.set_expiry(by=_administrator(), at=clock.now(), account=account, expires_on=clock.today() + timedelta(days=90))


def _last_day_over(account: Account, own: Client) -> None:
    Account.objects.filter(pk=account.pk).update(expires_on=clock.today() - timedelta(days=1))  # midnight passed: nobody did anything


def _suspended(account: Account, own: Client) -> None:
    actions.suspend_account(by=_administrator(), at=clock.now(), account=account)


def _suspended_and_resumed(account: Account, own: Client) -> None:
    _suspended(account, own)
    actions.resume_account(by=_administrator(), at=clock.now(), account=Account.objects.get(pk=account.pk))


def _kept_out(account: Account, own: Client) -> None:
    reader = worlds.person(Role.SAFEGUARDING_FOCAL_POINT, "oim")
    complaint = complaints.complaint()
    safeguarding.name_concerned(by=reader, at=clock.now(), complaint=complaint, account=account)
    safeguarding.suspend_concerned(by=reader, at=clock.now(), complaint=complaint, account=account)


def _invited_anew(account: Account, own: Client) -> None:
    """A new link is used on another device."""
    account.set_unusable_password()
    account.save(update_fields=["password"])
    token = actions.renew_invitation(by=_administrator(), at=clock.now(), account=account).token
    _by_form(browser("198.51.100.9"), f"/account/invitation/{token}/", passphrase=NEW, again=NEW)


def _administrator() -> Account:
    return worlds.person(Role.ADMINISTRATOR, "asticude")


CHANGES: dict[str, tuple[Callable[[Account, Client], None], bool | None]] = {
    # What changes: (how, whether the session in which the person did it goes on). Recovery codes are noted after the commit, which
    # in a test is after the answer too: whether that session goes on cannot be asked here.
    "a new passphrase": (_new_passphrase, True),
    "a forgotten passphrase": (_forgotten_passphrase, False),
    "a factor taken away": (_factor_taken_away, True),
    "new recovery codes": (_new_recovery_codes, None),
    "a lost factor restored": (_factor_restored, False),
    "a role given": (_role_given, False),
    "the same role in another city": (_same_role_elsewhere, False),
    "a role ended": (_role_ended, False),
    "a last day set": (_last_day, False),
    "the last day over": (_last_day_over, False),
    "suspended": (_suspended, False),
    "suspended and let in again": (_suspended_and_resumed, False),
    "kept out by the programme": (_kept_out, False),
    "invited anew": (_invited_anew, False),
}
REQUESTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "a page": ("get", "/work/", {}),
    "a form": ("post", "/work/search/", {"data": {"q": "x"}}),
    "a part of a page": ("get", "/work/cases/", {"headers": {"HX-Request": "true"}}),
    "a sign of activity": ("post", "/account/activity/", {}),
    "the lock": ("post", "/account/locked/", {"data": {"passphrase": worlds.PASSPHRASE}}),
    "an export": ("get", "/work/protection/exports/", {}),
}
STANDS = ("open", "locked", "in an interview")


def _session(account: Account, stands: str) -> Client:
    client = browser()
    client.force_login(account)
    assert client.get("/work/").status_code == 200
    if stands == "locked":
        client.post("/account/lock/")
    elif stands == "in an interview":
        client.post("/account/interview/start/", {"code": ""})
    return client


def _is_out(client: Client, request: str) -> bool:
    method, address, more = REQUESTS[request]
    response = getattr(client, method)(address, **more)
    return response.status_code == 302 and response.headers["Location"].startswith(LOGIN)


@pytest.mark.parametrize("change", CHANGES)
def test_every_session_is_over_at_its_next_request(
    change: str, promise: Callable[[str, str], None], django_capture_on_commit_callbacks: Any
) -> None:
    """One session for each way it may stand and each request that may come next; and the one in which it was done."""
    how, own_goes_on = CHANGES[change]
    account = worlds.real_person(Role.CASEWORKER, "asticude", "nador")
    account.authenticator_set.create(type=Authenticator.Type.RECOVERY_CODES, data={"seed": "", "used_mask": 0, "migrated_codes": []})
    own = _session(account, "open")
    others = {pair: _session(account, pair[0]) for pair in product(STANDS, REQUESTS)}
    bystander = _session(worlds.real_person(Role.CASEWORKER, "asticude", "nador"), "open")

    with rows.acting(rows.OWNER), django_capture_on_commit_callbacks(execute=True):
        how(Account.objects.get(pk=account.pk), own)

    alive = [pair for pair, client in others.items() if not _is_out(client, pair[1])]
    goes_on = own.get("/account/sessions/").headers.get("Location", "") not in {f"{LOGIN}?next=/account/sessions/"}
    promise("G8", f"{change}: {len(others)} sessions, {len(alive)} of them alive at their next request ({connection.vendor})")
    assert alive == []
    assert own_goes_on in {None, goes_on}
    assert bystander.get("/work/").status_code == 200


def test_the_table_sees_a_session_that_goes_on() -> None:
    """The hole planted once: nothing has changed, and every session is alive."""
    account = worlds.real_person(Role.CASEWORKER, "asticude", "nador")
    assert not any(_is_out(_session(account, "open"), request) for request in REQUESTS)


def test_the_times_are_those_promised(promise: Callable[[str, str], None]) -> None:
    minutes = [int(time.total_seconds() // 60) for time in (presence.IDLE, presence.INTERVIEW, presence.AT_MOST)]
    promise("G8", f"locks after {minutes[0]} min, an interview holds {minutes[1]} min, over after {minutes[2]} min")
    assert minutes == [15, 120, 600]
