"""The database has no room: what was typed comes back, in the person's language, and nothing is there (G13).

Each write of SQLite is made to fail in `tests/drills`; here it is PostgreSQL's own error, raised by PostgreSQL, and the last resort.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client

from kanaf.access.models import Account, AuditEntry
from kanaf.children import actions as children
from kanaf.children.models import Child
from kanaf.core.errors import NoRoom
from tests import worlds
from tests.desk.browsing import registration, text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[Account], Client]
URL = "/work/children/register/"
SENTENCES = {"fr": "Le disque du serveur est plein", "ar": "قرص الخادم ممتلئ", "en": "The server’s disk is full"}

FULL = """
create function kanaf_test_full() returns trigger language plpgsql as $$
begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
create trigger full_disk before insert on {table} for each row execute function kanaf_test_full();
"""


@pytest.fixture(params=["children_child", "children_identity", "access_auditentry"])
def full_table(request: pytest.FixtureRequest) -> str:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's disk is filled in tests/drills")
    return str(request.param)


def _fill(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FULL.format(table=table))


@pytest.mark.parametrize("language", SENTENCES)
def test_a_registration_comes_back_with_what_was_typed(signed_in: SignIn, full_table: str, language: str) -> None:
    client = signed_in(worlds.caseworker())
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    before = AuditEntry.objects.count()
    _fill(full_table)

    page = text_of(client.post(URL, registration()))

    assert SENTENCES[language] in page
    assert "Mamadou Diallo" in page
    assert (Child.objects.count(), AuditEntry.objects.count()) == (0, before)


def test_an_action_refuses_in_words(full_table: str) -> None:
    by = worlds.caseworker()
    _fill(full_table)
    with pytest.raises(NoRoom, match="disk is full"):
        worlds.child(by)


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any page that meets a full disk outside an action."""

    def take_nothing(**_anything: Any) -> None:
        raise OperationalError("database or disk is full") from OSError(28, "No space left on device")

    monkeypatch.setattr(children, "register_child", take_nothing)


@pytest.mark.parametrize("language", SENTENCES)
def test_a_page_that_cannot_go_on_keeps_what_was_sent(signed_in: SignIn, full: None, language: str) -> None:
    client = signed_in(worlds.caseworker())
    client.raise_request_exception = False
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    response = client.post(URL, registration(latin='Mamadou "Petit" Diallo'))

    page = text_of(response)
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "60", "no-store")
    assert SENTENCES[language] in page
    assert '<input type="hidden" name="latin" value="Mamadou &quot;Petit&quot; Diallo">' in page
    assert f'action="{URL}"' in page


def test_a_passphrase_is_never_kept_in_the_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def take_nothing(*_anything: Any, **_more: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("allauth.account.forms.LoginForm.clean", take_nothing)
    client.raise_request_exception = False

    response = client.post("/account/login/", {"login": "someone@example.org", "password": worlds.PASSPHRASE})

    assert response.status_code == 503
    assert worlds.PASSPHRASE not in text_of(response)
