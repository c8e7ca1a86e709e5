"""Drafts, corrections, assessed ages, children who belong together."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from kanaf.access.models import Account, AuditEntry
from kanaf.children import actions, rules
from kanaf.children.actions import drafts
from kanaf.children.models import AgeAssessment, Child, ChildLink, Draft, Identity, NameKey, Registration
from kanaf.children.models.draft import KEPT
from kanaf.children.queries import look_alikes
from kanaf.children.told import Names
from kanaf.core import clock
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.models import DataKey
from kanaf.places.models import City
from tests import worlds

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Account:
    return worlds.caseworker("nador")


def in_dispute(by: Account) -> Child:
    return actions.register_child(
        by=by,
        at=clock.now(),
        city=City.objects.get(code="nador"),
        on=clock.today(),
        particulars=worlds.particulars(age_in_dispute=True),
        identity=Names(nickname="Baobab"),
    )


def assess(by: Account, child: Child, **changes: Any) -> AgeAssessment:
    values: dict[str, Any] = {
        "on": clock.today(),
        "decided_by": "panel",
        "methods": ["psychosocial", "medical"],
        "youngest": 16,
        "oldest": 19,
        "why": "Deux documents se contredisent.",
        "child_agreed": True,
    }
    return actions.record_age_assessment(by=by, at=clock.now(), child=child, **(values | changes))


def test_a_draft_is_sealed_kept_once_and_goes_when_the_child_is_registered(by: Account) -> None:
    form = uuid4()
    for latin in ("Kanf", "Kanfory"):
        draft = actions.keep_draft(by=by, at=clock.now(), typed={"latin": [latin]}, id=form)
    assert Draft.objects.count() == 1
    assert actions.open_draft(by=by, at=clock.now(), draft=draft) == {"latin": ["Kanfory"]}
    with connection.cursor() as cursor:
        cursor.execute("select sealed from children_draft")
        assert b"Kanf" not in bytes(cursor.fetchone()[0])
    worlds.child(by, id=form)
    assert not Draft.objects.exists()
    assert not DataKey.objects.filter(subject_kind="draft").exists()


def test_a_draft_is_its_authors_alone(by: Account) -> None:
    draft = actions.keep_draft(by=by, at=clock.now(), typed={"latin": ["K"]}, id=uuid4())
    colleague = worlds.supervisor("nador")
    assert not Draft.objects.visible_to(colleague).exists()
    for act in (actions.open_draft, actions.throw_draft_away):
        with pytest.raises(NotPermitted):
            act(by=colleague, at=clock.now(), draft=draft)


def test_a_draft_is_thrown_away_with_its_key_and_twice_changes_nothing(by: Account) -> None:
    draft = actions.keep_draft(by=by, at=clock.now(), typed={"latin": ["K"]}, id=uuid4())
    for _ in range(2):
        actions.throw_draft_away(by=by, at=clock.now(), draft=draft)
    assert not DataKey.objects.filter(subject_kind="draft").exists()
    assert AuditEntry.objects.filter(act="draft.thrown_away").count() == 1


def test_an_old_draft_goes_by_itself(by: Account) -> None:
    actions.keep_draft(by=by, at=clock.now(), typed={"latin": ["K"]}, id=uuid4())
    drafts.forget_old_drafts(clock.now() + KEPT - timedelta(hours=1))
    assert Draft.objects.exists()
    drafts.forget_old_drafts(clock.now() + KEPT + timedelta(hours=1))
    assert not Draft.objects.exists()
    assert not DataKey.objects.filter(subject_kind="draft").exists()


def test_drafts_have_a_limit_and_a_length(by: Account) -> None:
    with pytest.raises(Refused) as refused:
        actions.keep_draft(by=by, at=clock.now(), typed={"latin": ["x" * 70_000]}, id=uuid4())
    assert refused.value.code == "too_long"
    for _ in range(drafts.MOST):
        actions.keep_draft(by=by, at=clock.now(), typed={}, id=uuid4())
    with pytest.raises(Refused) as refused:
        actions.keep_draft(by=by, at=clock.now(), typed={}, id=uuid4())
    assert refused.value.code == "too_many_drafts"


def test_a_corrected_identity_keeps_the_earlier_one_and_is_found_by_both(by: Account) -> None:
    child = worlds.child(by, latin="Mamadou Diallo")
    actions.correct_identity(by=by, at=clock.now(), child=child, told=Names(latin="Ousmane Kourouma"))
    assert actions.open_identity(by=by, at=clock.now(), child=child, reason="follow_up").latin == "Ousmane Kourouma"
    assert Identity.objects.filter(child=child).count() == 2
    keys = list(NameKey.objects.filter(child=child).values_list("key", flat=True))
    assert len(keys) == len(set(keys))
    assert [alike.child for alike in look_alikes(by=by, told=Names(latin="Ousmane Kourouma"))] == [child]


def test_who_did_not_register_a_child_corrects_nothing(by: Account) -> None:
    child = worlds.child(by)
    other = worlds.caseworker("marrakech")
    worlds.followed_too(by, child, other, city="marrakech")
    for act, what in (
        (actions.correct_identity, {"told": Names(latin="X")}),
        (actions.correct_registration, {"particulars": worlds.particulars()}),
    ):
        with pytest.raises(NotPermitted):
            act(by=other, at=clock.now(), child=child, **what)


def test_an_assessed_age_stands_beside_the_declared_one(by: Account) -> None:
    child, supervisor = in_dispute(by), worlds.supervisor("nador")
    before = Registration.objects.get(child=child)
    row = assess(supervisor, child)
    assert row.is_child
    assert Registration.objects.get(child=child).declared_age == before.declared_age
    assert not assess(supervisor, child, youngest=18, oldest=20).is_child


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"child_agreed": False}, "not_agreed"),
        ({"why": ""}, "no_reason"),
        ({"methods": []}, "no_method"),
        ({"methods": ["medical"]}, "medical_alone"),
        ({"methods": ["palmistry"]}, "unknown_code"),
        ({"decided_by": "me"}, "unknown_code"),
        ({"youngest": 20}, "margin"),
        ({"oldest": 120}, "margin"),
        ({"on": clock.today() + timedelta(days=1)}, "future"),
    ],
)
def test_no_age_is_assessed_otherwise(by: Account, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        assess(worlds.supervisor("nador"), in_dispute(by), **changes)
    assert refused.value.code == code


def test_an_age_that_nobody_disputes_is_not_assessed(by: Account) -> None:
    with pytest.raises(Refused) as refused:
        assess(worlds.supervisor("nador"), worlds.child(by))
    assert refused.value.code == "no_doubt"
    with pytest.raises(NotPermitted):
        assess(by, in_dispute(by))


@pytest.mark.parametrize("youngest", range(14, 23))
def test_the_doubt_benefits_the_child_in_the_database_too(by: Account, youngest: int) -> None:
    row = assess(worlds.supervisor("nador"), in_dispute(by), youngest=youngest, oldest=25)
    assert row.is_child is (youngest < rules.ADULT)
    wrong = AgeAssessment(**{field.attname: getattr(row, field.attname) for field in AgeAssessment._meta.fields if field.name != "id"})
    wrong.is_child = not row.is_child
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong.save()


def test_children_who_belong_together_are_linked_once_in_either_order(by: Account) -> None:
    child, other = worlds.child(by), worlds.child(by)
    link = actions.link_children(by=by, at=clock.now(), child=child, other=other, kind="sibling")
    with pytest.raises(Refused) as refused:
        actions.link_children(by=by, at=clock.now(), child=other, other=child, kind="sibling")
    assert refused.value.code == "linked_already"
    actions.link_children(by=by, at=clock.now(), child=other, other=child, kind="travelled")
    with pytest.raises(Refused):
        actions.link_children(by=by, at=clock.now(), child=child, other=child, kind="sibling")
    for _ in range(2):
        actions.unlink_children(by=by, at=clock.now(), link=link)
    assert list(ChildLink.objects.live().values_list("kind", flat=True)) == ["travelled"]
    assert AuditEntry.objects.filter(act="children.unlinked").count() == 1


def test_a_link_is_no_way_to_a_child_out_of_reach(by: Account) -> None:
    own, foreign = worlds.child(by), worlds.child(worlds.caseworker("marrakech"), city="marrakech")
    with pytest.raises(NotPermitted):
        actions.link_children(by=by, at=clock.now(), child=own, other=foreign, kind="sibling")
    with pytest.raises(NotPermitted):
        actions.link_children(by=by, at=clock.now(), child=foreign, other=own, kind="sibling")
