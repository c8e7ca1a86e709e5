"""A family is looked for with the child's consent; a seeker hears nothing; candidates are decided once; each step has its refusals."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from kanaf.access.models import Account, AuditEntry
from kanaf.children import actions, candidates, tracing
from kanaf.children.actions.seekers import forget_old_seekers
from kanaf.children.keeping import sought as kept
from kanaf.children.kin import Kin, Seeker, born_within, person_sought
from kanaf.children.models import TracingAction, TracingCandidate, TracingRequest, TracingStep
from kanaf.core import clock, rows, vault
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.models import DataKey
from kanaf.core.rotation import rekey
from tests import worlds
from tests.children import kin

pytestmark = pytest.mark.django_db
Status = TracingRequest.Status


@pytest.fixture
def by() -> Account:
    return worlds.caseworker("nador")


def refused(act: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value.code


def closed(by: Account, request: TracingRequest, **changes: Any) -> None:
    values: dict[str, Any] = {"on": clock.today(), "outcome": "unsuccessful", "reason": "not_found"} | changes
    actions.close_tracing(by=by, at=clock.now(), request=request, **values)


def reopened(by: Account, request: TracingRequest, why: str = "A new address.") -> None:
    actions.reopen_tracing(by=by, at=clock.now(), request=request, on=clock.today(), why=why)


def handed(by: Account, request: TracingRequest, **changes: Any) -> TracingStep:
    values: dict[str, Any] = {"body": "red_crescent", "source": "child", "reference": "TR-77", "on": clock.today()}
    values |= {"until": clock.today() + timedelta(days=90)}
    return actions.hand_over_tracing(by=by, at=clock.now(), request=request, **(values | changes))


# --- a child seeks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decisions", "code"),
    [((), "not_asked"), (("refused",), "consent_refused"), (("given", "withdrawn"), "consent_withdrawn"), (("given",), "")],
)
def test_nobody_is_looked_for_without_a_consent_that_holds(by: Account, decisions: tuple[str, ...], code: str) -> None:
    child = worlds.child(by)
    for decision in decisions:
        kin.consents(by, child, decision)
    mother = kin.relative(by, child)
    ask = {"by": by, "at": clock.now(), "child": child, "relative": mother, "on": clock.today()}
    assert (refused(lambda: actions.open_tracing(**ask)) if code else actions.open_tracing(**ask) and "") == code
    assert worlds.service(by, child)


def test_a_decision_in_best_interests_waits_for_its_second_person(by: Account) -> None:
    child = worlds.child(by)
    decision = worlds.consent(by, child, purpose="tracing", source="best_interests_decision", childs_view="unable", why="Too young.")
    mother = kin.relative(by, child)
    ask = {"by": by, "at": clock.now(), "child": child, "relative": mother, "on": clock.today()}
    assert refused(lambda: actions.open_tracing(**ask)) == "awaits_second"
    actions.answer_best_interests(by=worlds.supervisor("nador"), at=clock.now(), decision=decision, agrees=True)
    assert actions.open_tracing(**ask).status == Status.OPEN


@pytest.mark.parametrize("wish", ["refuses", "afraid"])
def test_nobody_is_looked_for_against_the_childs_wish(by: Account, wish: str) -> None:
    child = worlds.child(by)
    assert refused(lambda: kin.sought(by, child, relative=kin.relative(by, child, wish=wish))) == "against_wish"


def test_one_request_for_one_relative(by: Account) -> None:
    child, form = worlds.child(by), uuid4()
    mother = kin.relative(by, child)
    request = kin.sought(by, child, relative=mother, id=form)
    assert kin.sought(by, child, relative=mother, id=form) == request
    assert refused(lambda: kin.sought(by, child, relative=mother)) == "sought_already"
    assert refused(lambda: kin.sought(by, worlds.child(by), on=clock.today() + timedelta(days=1))) == "future"
    other = worlds.child(by)
    with pytest.raises(NotPermitted):
        kin.sought(by, other, relative=mother)


def test_strangers_open_nothing(by: Account) -> None:
    child = worlds.child(by)
    kin.consents(by, child)
    mother = kin.relative(by, child)
    for stranger in (worlds.caseworker("marrakech"), worlds.outreach_worker("nador"), worlds.coordinator()):
        with pytest.raises(NotPermitted):
            actions.open_tracing(by=stranger, at=clock.now(), child=child, relative=mother, on=clock.today())


# --- a seeker ---------------------------------------------------------------------------------------------------------------


def test_what_a_seeker_says_is_sealed_under_a_key_of_the_request(by: Account) -> None:
    request = kin.seeker(by, child_nickname="Kanforyba")
    with connection.cursor() as cursor:
        cursor.execute("select sealed from children_tracingrequest")
        assert b"Kanforyba" not in bytes(cursor.fetchone()[0])
    assert request.sealed_for() == ("tracing", request.pk)
    assert actions.open_request(by=by, at=clock.now(), request=request) is not None
    kin.act(by, request, note="Called.")
    assert rekey("tracing", request.pk) == 2
    assert vault.unseal(TracingRequest.objects.get(), "sealed")["child_nickname"] == "Kanforyba"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": ""}, "no_seeker"),
        ({"contact": " "}, "no_seeker"),
        ({"child_latin": ""}, "no_name"),
        ({"child_sex": "sailor"}, "unknown_code"),
        ({"nationality": "XXX"}, "unknown_code"),
        ({"relation": "neighbour"}, "unknown_code"),
    ],
)
def test_a_request_without_its_words_is_refused(by: Account, changes: dict[str, Any], code: str) -> None:
    assert refused(lambda: kin.seeker(by, **changes)) == code


def test_a_request_is_taken_down_in_ones_cities_once(by: Account) -> None:
    form = uuid4()
    assert kin.seeker(by, id=form) == kin.seeker(by, id=form)
    with pytest.raises(NotPermitted):
        kin.seeker(by, city="marrakech")


def test_requests_are_seen_by_who_took_them_down_and_by_the_coordination(by: Account) -> None:
    request, stranger = kin.seeker(by), worlds.caseworker("marrakech")
    assert not TracingRequest.objects.visible_to(stranger).exists()
    assert TracingRequest.objects.visible_to(worlds.supervisor("nador")).get() == request
    assert TracingRequest.objects.visible_to(worlds.coordinator()).get() == request
    assert not TracingRequest.objects.visible_to(worlds.outreach_worker("nador")).exists()
    with pytest.raises(NotPermitted):
        actions.open_request(by=stranger, at=clock.now(), request=request)


def test_the_database_keeps_a_childs_name_off_a_seekers_request(by: Account) -> None:
    request, child = kin.seeker(by), worlds.child(by)
    with pytest.raises(IntegrityError), transaction.atomic():
        TracingRequest.objects.filter(pk=request.pk).update(child=child)


@pytest.mark.parametrize(
    ("relation", "mother", "father"), [("mother", "Mariama", "Modibo"), ("father", "Modibo", "Mariama"), ("uncle_or_aunt", "", "")]
)
def test_the_seekers_name_stands_where_the_relation_says(relation: str, mother: str, father: str) -> None:
    person = person_sought(relation, Seeker(name="Mariama", child_latin="Alpha", other_parent="Modibo"))
    names = {"mother": person.mother, "father": person.father}
    expected = {"mother": mother, "father": father}
    if relation == "father":
        expected = {"father": "Mariama", "mother": "Modibo"}
    assert names == expected


def test_an_age_or_a_year_becomes_an_interval() -> None:
    today = clock.today()
    assert born_within(age=None, year=2010, on=today) == ("2009-01-01", "2011-12-31")
    earliest, latest = born_within(age=14, year=None, on=today)
    assert earliest < latest
    assert born_within(age=None, year=None, on=today) == ("", "")


# --- actions and statuses ---------------------------------------------------------------------------------------------------


def test_the_first_action_begins_the_tracing(by: Account) -> None:
    request = kin.sought(by)
    kin.act(by, request)
    kin.act(by, request, outcome="pending", due_on=clock.today() + timedelta(days=3))
    request.refresh_from_db()
    assert request.status == Status.IN_PROGRESS
    assert [step.kind for step in tracing.steps_of(request, by)] == ["opened", "in_progress"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"outcome": "pending"}, "no_day"),
        ({"outcome": "pending", "due_on": clock.today() - timedelta(days=1)}, "wrong_day"),
        ({"kind": "prayer"}, "unknown_code"),
        ({"outcome": "miracle"}, "unknown_code"),
        ({"on": clock.today() + timedelta(days=1)}, "future"),
    ],
)
def test_an_action_has_its_refusals(by: Account, changes: dict[str, Any], code: str) -> None:
    request = kin.sought(by)
    assert refused(lambda: kin.act(by, request, **changes)) == code


def test_what_is_pending_is_due_then_settled_once(by: Account) -> None:
    request = kin.sought(by)
    today = clock.today()
    pending = kin.act(by, request, outcome="pending", due_on=today)
    assert [(due.request, due.is_late) for due in tracing.due(by, today)] == [(request, False)]
    assert [due.is_late for due in tracing.due(by, today + timedelta(days=2))] == [True]
    assert [due.is_late for due in tracing.due(worlds.supervisor("nador"), today + timedelta(days=2))] == [True]
    assert tracing.due(worlds.supervisor("nador"), today) == []

    def settle(outcome: str = "successful") -> TracingAction:
        return actions.settle_tracing_action(by=by, at=clock.now(), action=pending, on=today, outcome=outcome)

    assert refused(lambda: settle("pending")) == "no_day"
    settle()
    assert refused(settle) == "settled_already"
    assert tracing.due(by, today) == []
    assert [action.outcome for action in tracing.actions_of(request, by)] == ["successful"]


def test_withdrawn_consent_stops_everything_but_closing(by: Account) -> None:
    child = worlds.child(by)
    request = kin.sought(by, child)
    reunified = kin.sought(by, child)
    TracingRequest.objects.filter(pk=reunified.pk).update(status="reunified")
    kin.consents(by, child, "withdrawn")
    assert dict(TracingRequest.objects.values_list("pk", "status")) == {request.pk: "closed", reunified.pk: "reunified"}
    step = TracingStep.objects.get(request=request, kind="closed")
    assert (step.outcome, step.reason, step.recorded_by) == ("unsuccessful", "child_stopped", by.pk)
    assert AuditEntry.objects.filter(act="tracing.closed", by=by.pk).count() == 1
    assert refused(lambda: kin.act(by, request)) == "closed"
    assert refused(lambda: handed(by, request)) == "closed"
    assert refused(lambda: reopened(by, request)) == "consent_withdrawn"


def test_closing_says_outcome_and_reason_and_reopening_why(by: Account) -> None:
    request = kin.sought(by)
    assert refused(lambda: closed(by, request, outcome="pending")) == "still_pending"
    assert refused(lambda: closed(by, request, reason="tired")) == "unknown_code"
    assert refused(lambda: reopened(by, request)) == "open_already"
    closed(by, request)
    assert refused(lambda: closed(by, request)) == "closed"
    assert refused(lambda: kin.act(by, request)) == "closed"
    assert refused(lambda: kin.verified(by, request, "adult")) == "closed"
    assert refused(lambda: reopened(by, request, why=" ")) == "no_reason"
    reopened(by, request)
    request.refresh_from_db()
    assert request.status == Status.OPEN


def test_a_request_opened_twice_over_is_refused(by: Account) -> None:
    child = worlds.child(by)
    mother = kin.relative(by, child)
    first = kin.sought(by, child, relative=mother)
    closed(by, first)
    kin.sought(by, child, relative=mother)
    assert refused(lambda: reopened(by, first)) == "sought_already"


def test_the_database_wants_an_outcome_and_a_basis(by: Account) -> None:
    request = kin.sought(by)
    bare = {"request": request, "child": request.child, "organisation": by.organisation, "happened_on": clock.today()}
    bare |= {"recorded_at": clock.now(), "recorded_by": by.pk}
    for kind in ("closed", "handed_over"):
        with pytest.raises(IntegrityError), transaction.atomic():
            TracingStep.objects.create(**bare, kind=kind)
    with pytest.raises(IntegrityError), transaction.atomic():
        TracingAction.objects.create(**bare, kind="telephone", outcome="pending")


# --- handing over -------------------------------------------------------------------------------------------------------------


def test_a_hand_over_rests_on_its_own_basis(by: Account) -> None:
    request = kin.sought(by)
    step = handed(by, request)
    assert (step.body, step.basis_kind, tracing.note_of(step)) == ("red_crescent", "consent", "TR-77")
    request.refresh_from_db()
    assert (request.handled_by, request.status) == ("red_crescent", Status.IN_PROGRESS)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"body": "in_house"}, "in_house"),
        ({"body": "circus"}, "unknown_code"),
        ({"source": "best_interests_decision"}, "ask_the_child"),
        ({"source": "caregiver"}, "view_missing"),
        ({"source": "caregiver", "childs_view": "disagrees"}, "no_assent"),
        ({"source": "legal_obligation"}, "child_not_told"),
        ({"until": clock.today() - timedelta(days=1)}, "wrong_end"),
        ({"until": clock.today() + timedelta(days=500)}, "wrong_end"),
    ],
)
def test_a_hand_over_has_its_refusals(by: Account, changes: dict[str, Any], code: str) -> None:
    request = kin.sought(by)
    assert refused(lambda: handed(by, request, **changes)) == code


def test_a_seekers_request_is_handed_on_when_they_agree(by: Account) -> None:
    request = kin.seeker(by)
    assert refused(lambda: handed(by, request, source="")) == "seeker_not_asked"
    assert handed(by, request, source="", told=True).basis_kind == "consent"


# --- candidates ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def found(by: Account) -> tuple[TracingRequest, Any, Account, Account]:
    """A mother's request in Nador, her son's file in Marrakech, his caseworker, and the national coordinator."""
    theirs = worlds.caseworker("marrakech")
    return kin.seeker(by), kin.sought_child(theirs, city="marrakech"), theirs, worlds.coordinator()


def shown(request: TracingRequest, by: Account) -> list[candidates.Candidate]:
    told = candidates.told_by_seeker(request)
    assert told is not None
    return candidates.children_for(request, told, by=by, at=clock.now())


def test_only_the_coordination_is_shown_another_organisations_child(by: Account, found: Any) -> None:
    request, child, theirs, coordinator = found
    assert shown(request, by) == []
    assert shown(request, worlds.supervisor("nador")) == []
    best = shown(request, coordinator)[0]
    assert best.child == child
    assert best.comparison is not None
    assert {str(reason.field) for reason in best.comparison.reasons if reason.bits > 0} >= {"mother", "family"}
    with pytest.raises(NotPermitted):
        candidates.seekers_of(child, by=theirs)
    assert [one.request for one in candidates.seekers_of(child, by=coordinator)] == [request]


def test_who_took_it_down_is_shown_their_own_children(by: Account) -> None:
    request, child = kin.seeker(by), kin.sought_child(by)
    assert [one.child for one in shown(request, by)] == [child]
    assert kin.compared(by, request, child).verdict == "same"


@pytest.mark.parametrize("verdict", ["same", "not", "unsure"])
def test_a_decided_candidate_is_never_asked_about_again(found: Any, verdict: str) -> None:
    request, child, _theirs, coordinator = found
    kin.compared(coordinator, request, child, verdict)
    assert kin.compared(coordinator, request, child, verdict)
    assert TracingCandidate.objects.count() == 1
    after = shown(request, coordinator)
    assert [(one.child, one.decided and one.decided.verdict) for one in after] == [(child, verdict)]


def test_a_match_tells_the_childs_team_and_nobody_who_took_it_down(by: Account, found: Any) -> None:
    request, child, theirs, coordinator = found
    assert not TracingRequest.objects.visible_to(theirs).exists()
    kin.compared(coordinator, request, child)
    assert TracingRequest.objects.visible_to(theirs).get() == request
    assert not TracingCandidate.objects.visible_to(by).exists()
    assert tracing.matched_child(request, by) is None
    assert tracing.matched_child(request, theirs) == child
    request.refresh_from_db()
    assert request.status == Status.OPEN
    assert [step.kind for step in tracing.steps_of(request, by)] == ["opened"]
    with rows.for_organisation(by.organisation_id):
        mine = TracingCandidate.objects.all().exists()
    assert mine is (connection.vendor == "sqlite")  # on PostgreSQL the rows themselves stay out of reach
    kin.compared(coordinator, request, child, "not")
    assert not TracingRequest.objects.visible_to(theirs).exists()


def test_candidates_have_their_refusals(by: Account, found: Any) -> None:
    request, child, theirs, coordinator = found
    for stranger in (by, theirs):
        with pytest.raises(NotPermitted):
            kin.compared(stranger, request, child)
    other = worlds.child(theirs, city="marrakech")
    kin.compared(coordinator, request, child)
    assert refused(lambda: kin.compared(coordinator, request, other)) == "another_is_the_same"
    ask = {"by": coordinator, "at": clock.now(), "request": request, "child": other, "verdict": "not"}
    assert refused(lambda: actions.decide_candidate(**ask, note=" ")) == "no_note"
    own = kin.sought(by)
    assert refused(lambda: kin.compared(coordinator, own, child)) == "no_seeker"
    closed(by, request)
    assert refused(lambda: kin.compared(coordinator, request, child, "not")) == "closed"


def test_the_childs_team_does_not_work_on_a_foreign_request(found: Any) -> None:
    request, child, theirs, coordinator = found
    kin.compared(coordinator, request, child)
    for act in (lambda: kin.act(theirs, request), lambda: closed(theirs, request), lambda: handed(theirs, request, told=True)):
        assert refused(act) == "in_other_hands"


def test_open_tracing_keeps_a_childs_identity(by: Account, found: Any) -> None:
    request, child, _theirs, coordinator = found
    own = kin.sought(by)
    everybody = [child.pk, own.child_id, worlds.child(by).pk]
    assert kept(everybody, clock.now()) == {own.child_id}
    kin.compared(coordinator, request, child)
    assert kept(everybody, clock.now()) == {own.child_id, child.pk}
    closed(by, own)
    closed(by, request)
    assert kept(everybody, clock.now()) == set()


def test_a_wish_that_changes_stops_the_search(by: Account) -> None:
    child = worlds.child(by)
    mother = kin.relative(by, child)
    request = kin.sought(by, child, relative=mother)
    actions.correct_relative(
        by=by,
        at=clock.now(),
        child=child,
        relative=mother,
        relation="mother",
        told=Kin(latin="Mariama"),
        life="alive",
        source="child",
        wish="afraid",
    )
    assert refused(lambda: kin.act(by, request)) == "against_wish"
    closed(by, request, reason="child_stopped")


def test_what_a_seeker_said_goes_a_year_after_closing(by: Account) -> None:
    stays, old = kin.seeker(by), kin.seeker(by)
    kin.act(by, old, note="Called.")
    closed(by, old)
    forget_old_seekers(clock.now() + timedelta(days=364))
    assert DataKey.objects.filter(subject_kind="tracing").count() == 2
    forget_old_seekers(clock.now() + timedelta(days=366))
    forget_old_seekers(clock.now() + timedelta(days=366))
    assert DataKey.objects.get(subject_kind="tracing").subject_id == stays.pk
    assert AuditEntry.objects.filter(act="tracing.expired").count() == 1
    assert actions.open_request(by=by, at=clock.now(), request=old) is None
    assert refused(lambda: reopened(by, old)) == "erased"


def test_the_story_tells_what_was_done(by: Account) -> None:
    child = worlds.child(by)
    request = kin.sought(by, child)
    kin.act(by, request)
    titles = [event.title for event in tracing.timeline(child, by)]
    assert titles == ["Family tracing asked for", "Tracing begun", "Telephone call"]
    assert tracing.timeline(child, worlds.outreach_worker("nador")) == []
