"""Who looked while typing waits for nothing twice, and is still told of whoever came since."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kanaf.access.models import Account
from kanaf.access.roles import Role
from kanaf.children import actions as children
from kanaf.children import queries, recognition
from kanaf.children.models import Child, Draft
from kanaf.children.told import Names
from kanaf.core import clock, rows
from kanaf.core.errors import Refused
from kanaf.desk import looked
from tests import worlds
from tests.desk.browsing import registration, text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[Account], Client]
URL, LOOK_ALIKES = "/work/children/register/", "/work/children/look-alikes/"
ASKS = "of your files look"


def note_in(answer: Any) -> str:
    found = re.search(r'name="looked"\s+value="([^"]+)"', text_of(answer))
    assert found
    return found[1]


def typed(client: Client, **changes: Any) -> dict[str, Any]:
    """A form as it stands after its look-alikes were looked for while it was typed."""
    sent = registration(form_id=str(uuid4()), **changes)
    return sent | {"looked": note_in(client.post(LOOK_ALIKES, sent))}


@pytest.fixture
def comparisons(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was compared with all files in sight."""
    made: list[object] = []
    real = recognition.find

    def find(asked: Any, kept: Any, **more: Any) -> Any:
        if not isinstance(kept, recognition._Among):
            made.append(asked)
        return real(asked, kept, **more)

    monkeypatch.setattr(recognition, "find", find)
    return made


def test_what_was_compared_while_typing_is_not_compared_again(signed_in: SignIn, comparisons: list[object]) -> None:
    by = worlds.caseworker()
    known = worlds.child(by, latin="Mohamadou Jallow", nationalities=["GIN"])
    client = signed_in(by)
    sent = typed(client, seen=str(known.pk))

    answer = client.post(URL, sent)

    assert answer.status_code == 302
    assert len(comparisons) == 1
    assert Child.objects.count() == 2


def test_a_page_that_came_back_is_not_compared_a_third_time(signed_in: SignIn, comparisons: list[object]) -> None:
    """Without JavaScript the page itself carries the note."""
    by = worlds.caseworker()
    known = worlds.child(by, latin="Mohamadou Jallow", nationalities=["GIN"])
    client, sent = signed_in(by), registration(form_id=str(uuid4()))
    page = client.post(URL, sent)
    assert ASKS in text_of(page)
    assert client.post(URL, sent | {"looked": note_in(page), "seen": str(known.pk)}).status_code == 302
    assert len(comparisons) == 1


def test_who_was_found_and_not_looked_at_brings_the_page_back(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    worlds.child(by, latin="Mohamadou Jallow", nationalities=["GIN"])
    client = signed_in(by)
    assert ASKS in text_of(client.post(URL, typed(client)))
    assert Child.objects.count() == 1


def test_a_child_whom_a_colleague_registers_meanwhile_is_shown(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    client = signed_in(by)
    sent = typed(client)
    theirs = worlds.child(worlds.person(Role.CASEWORKER, "asticude", "nador"), latin="Mohamadou Jallow", nationalities=["GIN"])

    page = text_of(client.post(URL, sent))

    assert ASKS in page
    assert theirs.code in page
    assert Child.objects.count() == 1


def test_a_child_whose_name_was_corrected_meanwhile_is_shown(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    other = worlds.child(by, latin="Souleymane Coulibaly", nationalities=["GIN"])
    client = signed_in(by)
    sent = typed(client)
    children.correct_identity(by=by, at=clock.now(), child=other, told=Names(latin="Mohamadou Jallow"))

    assert other.code in text_of(client.post(URL, sent))


def test_a_child_whose_saving_began_before_and_ended_after_is_shown(signed_in: SignIn) -> None:
    by, began = worlds.caseworker(), clock.now() - timedelta(minutes=2)
    client = signed_in(by)
    sent = typed(client)
    theirs = worlds.child(by, at=began, latin="Mohamadou Jallow", nationalities=["GIN"])

    assert theirs.code in text_of(client.post(URL, sent))


def test_a_shared_child_whose_name_was_corrected_meanwhile_is_shown(signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    by, elsewhere = worlds.caseworker(), worlds.caseworker("oujda")
    other = worlds.child(elsewhere, city="oujda", latin="Souleymane Coulibaly", nationalities=["GIN"])
    worlds.shared(elsewhere, other, by)
    later = clock.now() + timedelta(minutes=20)
    monkeypatch.setattr(clock, "now", lambda: later)
    client = signed_in(by)
    sent = typed(client)
    with rows.for_organisation(elsewhere.organisation_id):
        children.correct_identity(by=elsewhere, at=later, child=other, told=Names(latin="Mohamadou Jallow"))

    assert other.code in text_of(client.post(URL, sent))


def test_a_child_shared_meanwhile_is_shown_and_one_that_is_not_never(signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    by, elsewhere = worlds.caseworker(), worlds.caseworker("oujda")
    shared, kept = (worlds.child(elsewhere, city="oujda", latin="Mohamadou Jallow", nationalities=["GIN"]) for _one in range(2))
    later = clock.now() + timedelta(minutes=20)
    monkeypatch.setattr(clock, "now", lambda: later)
    client = signed_in(by)
    sent = typed(client)
    worlds.shared(elsewhere, shared, by)

    page = text_of(client.post(URL, sent))

    assert shared.code in page
    assert kept.code not in page


@pytest.mark.parametrize(
    "change",
    [
        {"latin": "Mamadou Diallou"},
        {"mother": "Fatoumata Bah"},
        {"sex": "female"},
        {"birth_year": "2012"},
        {"nationality": "SEN"},
        {"language": "ff"},
        {"form_id": str(uuid4())},
        {"looked": ""},
        {"looked": "forged:note"},
        {"looked": signing.dumps(["0" * 64, 0.0, []], salt=looked.SALT)},
        {"looked": signing.dumps(["0" * 64, 0.0, []])},
    ],
    ids=lambda change: "-".join(f"{name}" for name in change),
)
def test_a_note_of_anything_else_is_none(signed_in: SignIn, comparisons: list[object], change: dict[str, str]) -> None:
    client = signed_in(worlds.caseworker())
    sent = typed(client)

    assert client.post(URL, sent | change).status_code == 302
    assert len(comparisons) == 2


def test_a_note_of_somebody_else_is_none(signed_in: SignIn, comparisons: list[object]) -> None:
    sent = typed(signed_in(worlds.caseworker()))
    signed_in(worlds.caseworker("oujda")).post(URL, sent | {"city": "oujda"})
    assert len(comparisons) == 2


@pytest.mark.parametrize(("minutes", "again"), [(29, 1), (31, 2), (-31, 2)])
def test_a_note_grows_old(signed_in: SignIn, comparisons: list[object], monkeypatch: pytest.MonkeyPatch, minutes: int, again: int) -> None:
    at = clock.now()
    client = signed_in(worlds.caseworker())
    note = looked.note
    monkeypatch.setattr(looked, "note", lambda *args, **said: note(*args, **said | {"at": at - timedelta(minutes=minutes)}))
    assert client.post(URL, typed(client)).status_code == 302
    assert len(comparisons) == again


def test_a_page_on_which_nothing_was_compared_carries_no_note(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    client = signed_in(by)
    assert 'name="looked"' not in text_of(client.get(URL))

    sent = typed(client, do="draft")
    client.post(URL, sent)
    draft = text_of(client.get("/work/"))
    address = re.search(r"/work/children/register/\?draft=[0-9a-f-]+", draft)
    assert address
    held = children.open_draft(by=by, at=clock.now(), draft=Draft.objects.get())
    assert "latin" in held
    assert not {"looked", "seen"} & set(held)
    assert 'name="looked"' not in text_of(client.get(address[0]))


def test_a_refused_registration_keeps_its_sentence_and_what_was_compared(signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(**_values: Any) -> Child:
        raise Refused("The city is closed today.", field="city", code="closed")

    by = worlds.caseworker()
    known = worlds.child(by, latin="Mohamadou Jallow", nationalities=["GIN"])
    client = signed_in(by)
    sent = typed(client, seen=str(known.pk))
    monkeypatch.setattr(children, "register_child", refuses)

    page = client.post(URL, sent)

    assert "The city is closed today." in text_of(page)
    assert known.code in text_of(page)
    assert note_in(page)


def test_the_note_says_no_name(signed_in: SignIn) -> None:
    client = signed_in(worlds.caseworker())
    said = str(signing.loads(typed(client, latin="Zoumanigui Pivi")["looked"], salt=looked.SALT))
    assert "oumanigui" not in said


def test_looking_at_what_is_new_takes_two_statements_where_nothing_is(django_assert_num_queries: Any) -> None:
    by = worlds.caseworker()
    worlds.child(by, latin="Mohamadou Jallow", nationalities=["GIN"])
    asked, later = Names(latin="Mamadou Diallo"), clock.now() + timedelta(seconds=1)
    queries.look_alikes(by=by, told=asked, since=later)
    with django_assert_num_queries(2):
        assert queries.look_alikes(by=by, told=asked, since=later) == []


def test_saving_commits_once(signed_in: SignIn) -> None:
    """What is said of it stands in the next page's address: in the session it took a commit of its own."""
    client = signed_in(worlds.caseworker())
    sent = typed(client)
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(URL, sent)
    assert not [one["sql"] for one in captured if "django_session" in one["sql"] and not one["sql"].startswith("SELECT")]
    code = Child.objects.get().code
    arrived = text_of(client.get(answer.url))
    assert "registered under the code" in arrived
    assert code in arrived
    assert "registered under the code" not in text_of(client.get(answer.url.partition("?")[0]))


def test_what_is_new_is_asked_of_ones_own_files_alone() -> None:
    """Not even by how long it takes does saving tell that somebody else registered a child just now (decision 0026)."""
    by, elsewhere = worlds.caseworker(), worlds.caseworker("oujda")
    since = clock.now() - timedelta(minutes=1)
    own, theirs = worlds.child(by), worlds.child(elsewhere, city="oujda")
    shared = worlds.child(elsewhere, city="oujda")
    worlds.shared(elsewhere, shared, by)
    with rows.for_organisation(by.organisation_id), rows.happening(clock.now()):
        fresh = recognition._in_sight_since(by, since)
    assert set(fresh) == {own.pk, shared.pk}
    assert theirs.pk not in fresh
