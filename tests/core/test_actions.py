"""An action changes the record whole or not at all, and its audit rows come last."""

from typing import Any

import pytest

from kanaf.access.models import Account, AuditEntry
from kanaf.children import actions as children
from kanaf.children.actions import registration
from kanaf.children.models import CareTeam, Child
from kanaf.core import audit, clock
from kanaf.core.actions import action, one_transaction
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.models import DataKey
from tests import worlds

pytestmark = pytest.mark.django_db


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("number").values_list("act", flat=True))


def test_an_action_is_recorded_by_whom_when_and_on_what() -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    entry = AuditEntry.objects.latest("number")
    assert (entry.act, entry.by, entry.target_id) == ("child.registered", by.pk, str(child.pk))


def test_an_action_that_fails_half_way_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    by = worlds.caseworker()
    before = acts()

    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(registration, "_write_identity", fail)
    with pytest.raises(RuntimeError):
        worlds.child(by)
    assert not Child.objects.exists()
    assert not CareTeam.objects.exists()
    assert not DataKey.objects.exists()
    assert acts() == before


def test_a_refusal_is_recorded_after_the_rollback() -> None:
    by = worlds.caseworker()
    with pytest.raises(NotPermitted):
        worlds.child(by, city="oujda")
    assert not Child.objects.exists()
    entry = AuditEntry.objects.latest("number")
    assert entry.act == "refused"
    assert "children.actions.registration.register_child" in entry.details


def test_the_refusal_of_an_inner_act_undoes_the_outer_act_and_is_recorded_once() -> None:
    by = worlds.caseworker()
    before = len(acts())

    @action
    def register_and_stumble(*, by: Account, at: Any) -> None:
        worlds.child(by)
        raise Refused("no", code="stumbled")

    with pytest.raises(Refused):
        register_and_stumble(by=by, at=clock.now())
    assert not Child.objects.exists()
    assert acts()[before:] == ["refused"]


def test_acts_joined_in_one_transaction_are_written_together_in_order() -> None:
    by = worlds.caseworker()
    before = len(acts())
    with one_transaction():
        worlds.child(by)
        worlds.child(by)
        assert len(acts()) == before
    assert acts()[before:] == ["child.registered", "child.registered"]


@pytest.mark.parametrize("detail", ["Mamadou", "محمد", "two words", "x" * 81])
def test_no_free_text_enters_the_record(detail: str) -> None:
    if detail == "Mamadou":
        audit.record("test.done", by=None, at=clock.now(), city=detail)  # a code may look like a word: rooms pass codes only
        return
    with pytest.raises(ValueError, match="codes, not text"):
        audit.record("test.done", by=None, at=clock.now(), city=detail)


def test_an_action_without_by_and_at_is_a_bug() -> None:
    with pytest.raises(TypeError, match="by= and at="):
        children.register_child(city=None)  # type: ignore[call-arg]
