"""In a real browser: the lock that keeps what was typed, and a passkey from its first use to the next sign-in (G8, G10)."""

from typing import Any

import pytest

from tests.e2e.conftest import Demo
from tests.e2e.test_one_child_one_figure import visitor

pytestmark = pytest.mark.browser
IDLE_IN_A_SECOND = "document.getElementById('lock').dataset.idle = '21'"
NEWCOMER = """
from kanaf.access import actions
from kanaf.access.models import Account
from kanaf.access.roles import Role
from kanaf.core import clock
by = Account.objects.get(email='administrator@demo.kanaf.example')
invited = actions.invite_person(by=by, at=clock.now(), email='passkey@oim.example', name='Zineb Clef', role=Role.DATA_PROTECTION_OFFICER)
print(invited.token)
"""
CHOSEN = "quatre mots que personne ne joint"


def test_the_page_locks_by_itself_and_opens_with_what_was_typed(demo: Demo, chromium: Any) -> None:
    with visitor(demo, chromium, "caseworker.nador") as person:
        page = person.page
        page.goto(f"{demo.url}/work/children/register/")
        page.fill("[name=latin]", "Texte Inacheve")
        page.evaluate(IDLE_IN_A_SECOND)
        page.wait_for_selector("#lock:not([hidden])", timeout=20_000)
        assert not page.is_visible("[name=latin]")
        assert page.locator("main").is_hidden()
        page.wait_for_timeout(500)
        elsewhere = page.context.new_page()
        elsewhere.goto(f"{demo.url}/work/cases/")
        assert "/account/locked/" in elsewhere.url, "the server locked too"
        elsewhere.close()

        page.fill("#lock-passphrase", "ce n’est pas cela")
        page.press("#lock-passphrase", "Enter")
        page.wait_for_selector("[data-lock-error]:not([hidden])")
        page.fill("#lock-passphrase", demo.passphrase)
        page.press("#lock-passphrase", "Enter")
        page.wait_for_selector("#lock", state="hidden")

        assert page.input_value("[name=latin]") == "Texte Inacheve"
        assert page.evaluate("fetch('/work/').then(answer => answer.redirected)") is False


def test_a_passkey_from_the_invitation_to_the_next_sign_in(demo: Demo, chromium: Any) -> None:
    token = demo.run(NEWCOMER).strip().splitlines()[-1]
    with visitor(demo, chromium) as person:
        page = person.page
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": True, "isUserVerified": True}
        key = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})

        page.goto(f"{demo.url}/account/invitation/{token}/")
        page.fill("[name=passphrase]", CHOSEN)
        page.fill("[name=again]", CHOSEN)
        page.click("button.btn-main")
        _passphrase(page)
        page.wait_for_url("**/account/second-factor/")
        assert page.get_by_role("link", name="application").count() == 0, "a privileged role is offered the passkey alone"
        page.get_by_role("link", name="clé d’accès").click()
        page.click("#mfa_webauthn_add")
        page.wait_for_url(lambda url: "webauthn/add" not in url)
        page.goto(f"{demo.url}/work/")
        page.wait_for_url("**/account/conduct/")
        page.check("[name=agreed]")
        page.click("button.btn-main")
        page.wait_for_url("**/work/")

        page.goto(f"{demo.url}/account/logout/")
        page.get_by_role("button", name="Se déconnecter").last.click()
        page.goto(f"{demo.url}/work/")
        _passphrase(page)
        page.wait_for_url("**/account/2fa/authenticate/")
        page.click("#mfa_webauthn_authenticate")
        page.wait_for_url("**/work/")

        page.goto(f"{demo.url}/work/protection/")
        page.evaluate(IDLE_IN_A_SECOND)  # the page's own lock, where it is
        page.wait_for_selector("#lock:not([hidden])", timeout=20_000)
        page.click("#lock [data-reopen] button")
        page.wait_for_selector("#lock", state="hidden")
        assert page.evaluate("fetch('/work/').then(answer => answer.redirected)") is False

        page.evaluate("fetch('/account/lock/', {method: 'POST', headers: {'X-CSRFToken': document.forms[0].csrfmiddlewaretoken.value}})")
        page.goto(f"{demo.url}/account/sessions/")  # the server's, with the page where one was
        assert "/account/locked/" in page.url
        page.click("[data-reopen] button")
        page.wait_for_url("**/account/sessions/")

        devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key["authenticatorId"], "isUserVerified": False})
        page.goto(f"{demo.url}/work/")
        page.evaluate(IDLE_IN_A_SECOND)
        page.wait_for_selector("#lock:not([hidden])", timeout=20_000)
        page.click("#lock [data-reopen] button")  # a key that asked for neither PIN nor finger opens nothing
        page.wait_for_timeout(1_000)
        assert page.is_visible("#lock")
        page.fill("#lock-passphrase", CHOSEN)
        page.press("#lock-passphrase", "Enter")
        page.wait_for_selector("#lock", state="hidden")


def _passphrase(page: Any) -> None:
    page.fill("[name=login]", "passkey@oim.example")
    page.fill("[name=password]", CHOSEN)
    page.click("button.btn-main")
