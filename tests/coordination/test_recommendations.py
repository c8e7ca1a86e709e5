"""Recommendations: written down, given owners, followed up until there is evidence."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kanaf.access.models import Account, AuditEntry, Organisation
from kanaf.access.roles import Role
from kanaf.coordination import actions, queries
from kanaf.coordination.actions import OwnerStated
from kanaf.coordination.models import FollowUpAction, Recommendation, RecommendationOwner
from kanaf.core import clock, ids
from kanaf.core.errors import NotPermitted, Refused
from tests import worlds
from tests.activities import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Account:
    return builders.campaign_manager("oim")


@pytest.fixture
def recommendation() -> Recommendation:
    return Recommendation.objects.get(number=2)


def organisation(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def follow(by: Account, recommendation: Recommendation, **changes: Any) -> FollowUpAction:
    values: dict[str, Any] = {"on": clock.today(), "status": "in_progress", "what": "A meeting was held."}
    return actions.follow_up_recommendation(by=by, at=clock.now(), recommendation=recommendation, **(values | changes))


def save(by: Account, **changes: Any) -> Recommendation:
    labels = {"fr": "Faire", "ar": "القيام", "en": "Do"}
    values: dict[str, Any] = {"code": "do", "number": 9, "labels": labels, "campaign": "enas-2024"}
    return actions.save_recommendation(by=by, at=clock.now(), **(values | changes))


def test_the_pack_brings_three_with_proposed_owners() -> None:
    found = Recommendation.objects.all()
    assert [row.number for row in found] == [1, 2, 3]
    assert all(owner.is_proposed for row in found for owner in row.owners.all())
    assert all(row.owners.exists() for row in found)


def test_saving_twice_changes_nothing_and_undoes_no_follow_up(by: Account) -> None:
    saved = save(by, owners=[OwnerStated(organisation("oim"), is_proposed=False)], source="S3")
    follow(by, saved)
    acts = AuditEntry.objects.count()
    again = save(by, owners=[OwnerStated(organisation("oim"))], source="S3")
    assert AuditEntry.objects.count() == acts
    assert again.status == "in_progress"
    assert again.owners.get().reference == "S3"
    assert not again.owners.get().is_proposed
    assert save(by, number=8).number == 8


def test_an_owner_is_proposed_once(by: Account, recommendation: Recommendation) -> None:
    first = actions.propose_owner(by=by, at=clock.now(), recommendation=recommendation, organisation=organisation("cnclt"))
    again = actions.propose_owner(by=by, at=clock.now(), recommendation=recommendation, organisation=organisation("cnclt"))
    assert first == again
    assert first.is_proposed


def test_an_organisation_agrees_itself(by: Account, recommendation: Recommendation) -> None:
    owner = actions.propose_owner(by=by, at=clock.now(), recommendation=recommendation, organisation=organisation("oim"))
    actions.confirm_owner(by=by, at=clock.now(), owner=owner)
    assert not owner.is_proposed
    with pytest.raises(Refused, match="already agreed"):
        actions.confirm_owner(by=by, at=clock.now(), owner=owner)


def test_what_a_state_institution_agreed_on_paper_needs_its_reference(by: Account, recommendation: Recommendation) -> None:
    owner = actions.propose_owner(by=by, at=clock.now(), recommendation=recommendation, organisation=organisation("cnclt"))
    with pytest.raises(Refused, match="Write the reference of the letter") as refused:
        actions.confirm_owner(by=by, at=clock.now(), owner=owner)
    assert refused.value.field == "reference"
    actions.confirm_owner(by=by, at=clock.now(), owner=owner, reference=" Lettre  14/2026 ")
    owner.refresh_from_db()
    assert owner.reference == "Lettre 14/2026"


def test_the_database_keeps_proposed_and_confirmed_apart(recommendation: Recommendation) -> None:
    owner = recommendation.owners.first()
    assert owner is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        RecommendationOwner.objects.filter(pk=owner.pk).update(is_proposed=False)


def test_a_step_gives_the_status_and_the_next_day(by: Account, recommendation: Recommendation) -> None:
    due_on = clock.today() + timedelta(days=30)
    form_id = ids.new_id()
    first = follow(by, recommendation, due_on=due_on, id=form_id)
    assert follow(by, recommendation, id=form_id, what="Other words") == first
    recommendation.refresh_from_db()
    assert (recommendation.status, recommendation.due_on) == ("in_progress", due_on)
    assert queries.actions_of(recommendation, by) == [first]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"status": "done"}, "evidence", "Say where the evidence is"),
        ({"status": "accepted"}, "status", "No organisation has agreed"),
        ({"status": "forgotten"}, "status", "is not in the list"),
        ({"on": date(2031, 1, 1)}, "on", "in the future"),
        ({"what": "  "}, "what", "Say in a few words"),
        ({"due_on": date(2020, 1, 1)}, "due_on", "comes after this one"),
        ({"status": "not_pursued", "due_on": date(2030, 1, 1)}, "due_on", "has no next step"),
    ],
)
def test_a_step_that_cannot_be_is_refused(
    by: Account, recommendation: Recommendation, changes: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        follow(by, recommendation, **changes)
    assert refused.value.field == field
    assert not FollowUpAction.objects.exists()


def test_done_is_done_with_its_evidence(by: Account, recommendation: Recommendation) -> None:
    follow(by, recommendation, status="done", evidence="Rapport 2026")
    recommendation.refresh_from_db()
    assert recommendation.has_ended
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUpAction.objects.create(
            recommendation=recommendation,
            organisation=by.organisation,
            happened_on=clock.today(),
            recorded_at=clock.now(),
            recorded_by=by.pk,
            status="done",
            what="x",
        )


def test_those_who_neither_carry_the_campaign_nor_own_it_do_not_follow_it_up(by: Account, recommendation: Recommendation) -> None:
    other = builders.campaign_manager("bayti")
    with pytest.raises(NotPermitted):
        follow(other, recommendation)
    actions.propose_owner(by=by, at=clock.now(), recommendation=recommendation, organisation=organisation("bayti"))
    follow(other, recommendation)


def test_a_caseworker_reads_and_does_not_follow_up(recommendation: Recommendation) -> None:
    worker = worlds.caseworker()
    assert len(queries.recommendations(worker)) == 3
    with pytest.raises(NotPermitted):
        follow(worker, recommendation)
    assert queries.recommendations(worlds.person(Role.DONOR_READER, "dk-mfa")) == []


def test_what_is_due_is_told_to_those_who_carry_it(by: Account, recommendation: Recommendation) -> None:
    actions.propose_owner(by=by, at=clock.now(), recommendation=recommendation, organisation=organisation("oim"))
    follow(by, recommendation, due_on=clock.today())
    end_of_day = clock.now().replace(hour=23)
    assert queries.due(by, end_of_day) == [recommendation]
    assert queries.due(by, clock.now() - timedelta(days=1)) == []
    assert queries.due(builders.campaign_manager("bayti"), end_of_day) == []
