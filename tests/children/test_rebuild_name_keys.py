"""A new version of the keys finds everybody again, whenever it is stopped and whoever registers meanwhile."""

import io
from typing import Any

import pytest
from django.core.management import call_command

from kanaf.access.models import Account
from kanaf.children import cards, recognition
from kanaf.children.management.commands import rebuild_name_keys
from kanaf.children.models import Card, Child, NameKey
from kanaf.core import clock, vault
from kanaf.desk.queries import people
from kanaf.matching import Person
from tests import worlds

pytestmark = pytest.mark.django_db

MAMADOU = Person(given="Mamadou", family="Diallo")


@pytest.fixture
def by() -> Account:
    return worlds.caseworker()


def of_an_older_version(*children: Child) -> None:
    """As an update leaves them: the keys of another version, which nothing of today meets."""
    Card.objects.filter(child__in=children).update(version=0, sealed=b"")
    NameKey.objects.filter(child__in=children).delete()


def rebuilt(**options: Any) -> str:
    said = io.StringIO()
    call_command("rebuild_name_keys", stdout=said, **options)
    return said.getvalue()


def found_by(by: Account) -> set[Child]:
    return {alike.child for alike in recognition.look_alikes(MAMADOU, by=by, at=clock.now())}


def test_everybody_is_found_again_and_a_second_time_changes_nothing(by: Account) -> None:
    children = [worlds.child(by, latin="Mamadou Diallo"), worlds.child(by, latin="Mamadu Jallow")]
    before = set(NameKey.objects.values_list("child", "key"))
    of_an_older_version(*children)
    assert found_by(by) == set()
    assert cards.waiting() == 2
    assert "2 files read again" in rebuilt()
    assert found_by(by) == set(children)
    assert set(NameKey.objects.values_list("child", "key")) == before
    assert "0 files read again" in rebuilt()


def test_stopped_halfway_it_goes_on(by: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    children = [worlds.child(by, latin="Mamadou Diallo") for _one in range(3)]
    of_an_older_version(*children)

    def stopped(_seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(rebuild_name_keys.time, "sleep", stopped)
    with pytest.raises(KeyboardInterrupt):
        rebuilt(batch=1)
    monkeypatch.undo()
    assert cards.waiting() == 2
    rebuilt(batch=1)
    assert cards.waiting() == 0
    assert found_by(by) == set(children)


def test_people_register_and_correct_while_it_runs(by: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    children = [worlds.child(by, latin="Mamadou Diallo") for _one in range(3)]
    of_an_older_version(*children)
    monkeypatch.setattr(rebuild_name_keys.time, "sleep", lambda _seconds: children.append(worlds.child(by, latin="Mamadou Diallo")))
    rebuilt(batch=1)
    assert len(children) == 6
    assert found_by(by) == set(children)


def test_an_erased_child_is_passed_over(by: Account) -> None:
    child = worlds.child(by, latin="Mamadou Diallo")
    of_an_older_version(child)
    vault.DataKey.objects.filter(subject_id=child.pk).delete()
    assert "0 files read again" in rebuilt()


def test_the_administrator_is_told_as_long_as_old_keys_are_left(by: Account) -> None:
    of_an_older_version(worlds.child(by, latin="Mamadou Diallo"))
    administrator = worlds.person(worlds.Role.ADMINISTRATOR, "asticude")
    assert "name_keys" in {one.kind for one in people.missing(administrator, clock.today())}
    rebuilt()
    assert "name_keys" not in {one.kind for one in people.missing(administrator, clock.today())}
