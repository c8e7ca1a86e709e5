"""Two people verify, a third decides, the child's view counts; then somebody looks at 1, 3 and 6 months, or it is the supervisor's."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from kanaf.access.models import Account, AuditEntry
from kanaf.access.roles import Role
from kanaf.children import actions, tracing
from kanaf.children.actions.reunification import escalate_late_follow_ups
from kanaf.children.keeping import sought as kept
from kanaf.children.models import Child, Reunification, ReunionFollowUp, TracingRequest
from kanaf.core import clock
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.rotation import rekey
from tests import worlds
from tests.children import kin
from tests.protection.test_exports import let_in

pytestmark = pytest.mark.django_db
Status = TracingRequest.Status


class Team:
    """A child of Nador that seeks its mother, and the people around it."""

    def __init__(self) -> None:
        self.first, self.second = worlds.caseworker("nador"), worlds.caseworker("nador")
        self.supervisor, self.coordinator = worlds.supervisor("nador"), worlds.coordinator()
        self.child = worlds.child(self.first)
        self.request = kin.sought(self.first, self.child)

    def both_verified(self) -> TracingRequest:
        kin.verified(self.first, self.request, "adult")
        kin.verified(self.second, self.request, "child")
        return self.now()

    def reunited(self, on: date | None = None) -> Reunification:
        self.both_verified()
        reunification: Reunification = kin.decided(self.supervisor, self.request)
        actions.record_reunion(by=self.first, at=clock.now(), reunification=reunification, on=on or clock.today())
        reunification.refresh_from_db()
        return reunification

    def now(self) -> TracingRequest:
        self.request.refresh_from_db()
        return self.request


@pytest.fixture
def team() -> Team:
    return Team()


def refused(act: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value.code


def looked_at(by: Account, follow_up: ReunionFollowUp, outcome: str = "well", **changes: Any) -> None:
    values: dict[str, Any] = {"on": clock.today(), "note": "At home with her mother."} | changes
    actions.record_reunion_follow_up(by=by, at=clock.now(), follow_up=follow_up, outcome=outcome, **values)


# --- verification -------------------------------------------------------------------------------------------------------------


def test_both_sides_by_two_people_make_it_verified(team: Team) -> None:
    kin.verified(team.first, team.request, "adult")
    assert team.now().status == Status.IN_PROGRESS
    assert refused(lambda: kin.verified(team.first, team.request, "child")) == "same_person"
    kin.verified(team.second, team.request, "child")
    assert team.now().status == Status.VERIFIED


def test_the_same_form_verifies_once(team: Team) -> None:
    form = uuid4()
    assert kin.verified(team.first, team.request, "adult", id=form) == kin.verified(team.first, team.request, "adult", id=form)


@pytest.mark.parametrize("result", ["negative", "unclear"])
@pytest.mark.parametrize("of", ["adult", "child"])
def test_anything_but_a_clear_yes_is_not_verified(team: Team, of: str, result: str) -> None:
    team.both_verified()
    kin.verified(team.first if of == "adult" else team.second, team.request, of, result=result)
    assert team.now().status == Status.IN_PROGRESS
    assert refused(lambda: kin.decided(team.supervisor, team.request)) == "not_verified"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"methods": []}, "no_method"),
        ({"methods": ["dreams"]}, "unknown_code"),
        ({"note": " "}, "no_note"),
        ({"on": clock.today() + timedelta(days=1)}, "future"),
    ],
)
def test_a_verification_has_its_refusals(team: Team, changes: dict[str, Any], code: str) -> None:
    assert refused(lambda: kin.verified(team.first, team.request, "adult", **changes)) == code


def test_the_childs_side_is_verified_by_its_own_people_while_it_consents(team: Team) -> None:
    with pytest.raises(NotPermitted):
        kin.verified(worlds.caseworker("marrakech"), team.request, "child")
    with pytest.raises(NotPermitted):
        kin.verified(team.coordinator, team.request, "child")
    kin.consents(team.first, team.child, "withdrawn")
    assert refused(lambda: kin.verified(team.second, team.request, "child")) == "closed"
    TracingRequest.objects.filter(pk=team.request.pk).update(status="open")  # as one that was left open before
    assert refused(lambda: kin.verified(team.second, team.request, "child")) == "consent_withdrawn"


# --- a seeker outside ---------------------------------------------------------------------------------------------------------


def test_a_seeker_hears_nothing_before_both_sides_are_verified(team: Team) -> None:
    theirs, colleague = worlds.caseworker("marrakech"), worlds.caseworker("marrakech")
    child = kin.sought_child(theirs, city="marrakech")
    request = kin.seeker(team.first)
    kin.verified(team.first, request, "adult")
    assert refused(lambda: kin.verified(team.second, request, "child")) == "no_child"
    kin.compared(team.coordinator, request, child)
    assert refused(lambda: kin.verified(team.second, request, "child")) == "no_child"
    assert refused(lambda: kin.verified(theirs, request, "child")) == "not_asked"
    kin.consents(theirs, child)
    kin.verified(colleague, request, "child")
    request.refresh_from_db()
    assert request.status == Status.VERIFIED
    assert [row.of for row in tracing.verifications_of(request, team.first)] == ["adult"]
    assert {row.of for row in tracing.verifications_of(request, theirs)} == {"adult", "child"}
    with pytest.raises(NotPermitted):  # the one who took it down does not follow the child
        kin.decided(team.supervisor, request)
    assert kin.decided(team.coordinator, request).child == child
    actions.record_reunion(by=theirs, at=clock.now(), reunification=Reunification.objects.get(), on=clock.today())
    assert not ReunionFollowUp.objects.visible_to(team.first).exists()
    assert ReunionFollowUp.objects.visible_to(theirs).count() == 3


# --- the decision -------------------------------------------------------------------------------------------------------------


def test_who_verified_does_not_decide(team: Team) -> None:
    kin.verified(team.supervisor, team.request, "adult")
    kin.verified(team.second, team.request, "child")
    assert refused(lambda: kin.decided(team.supervisor, team.request)) == "same_person"
    with pytest.raises(NotPermitted):
        kin.decided(team.first, team.request)
    assert kin.decided(team.coordinator, team.request)
    assert refused(lambda: kin.decided(team.coordinator, team.request)) == "decided_already"


def test_accounts_in_one_hand_are_not_three_people(team: Team) -> None:
    """An administrator who invited the caseworkers and the supervisor would have been all three."""
    administrator = worlds.person(Role.ADMINISTRATOR, "asticude")
    for guest in (team.second, team.supervisor):
        let_in(administrator, guest)
    kin.verified(team.first, team.request, "adult")
    kin.verified(team.second, team.request, "child")
    assert refused(lambda: kin.decided(team.supervisor, team.request)) == "in_one_hand"
    assert kin.decided(team.coordinator, team.request)
    let_in(administrator, team.first)
    again = kin.sought(team.first, worlds.child(team.first))
    kin.verified(team.first, again, "adult")
    assert refused(lambda: kin.verified(team.second, again, "child")) == "in_one_hand"


def test_the_same_form_decides_once(team: Team) -> None:
    team.both_verified()
    form = uuid4()
    assert kin.decided(team.supervisor, team.request, id=form) == kin.decided(team.supervisor, team.request, id=form)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"basis": " "}, "no_basis"),
        ({"childs_view": "refuses"}, "against_will"),
        ({"country": "ATLANTIS"}, "unknown_code"),
        ({"on": clock.today() + timedelta(days=1)}, "future"),
    ],
)
def test_a_decision_has_its_refusals(team: Team, changes: dict[str, Any], code: str) -> None:
    assert refused(lambda: kin.decided(team.supervisor, team.request)) == "not_verified"
    team.both_verified()
    assert refused(lambda: kin.decided(team.supervisor, team.request, **changes)) == code


def test_a_withdrawn_consent_stops_the_decision(team: Team) -> None:
    team.both_verified()
    kin.consents(team.first, team.child, "withdrawn")
    assert refused(lambda: kin.decided(team.supervisor, team.request)) == "closed"
    TracingRequest.objects.filter(pk=team.request.pk).update(status="verified")
    assert refused(lambda: kin.decided(team.supervisor, team.request)) == "consent_withdrawn"


def test_the_database_wants_three_people_a_basis_and_the_childs_will(team: Team) -> None:
    team.both_verified()
    row = kin.decided(team.supervisor, team.request)
    for wrong in (
        {"decided_by": row.adult_verified_by},
        {"decided_by": row.child_verified_by},
        {"adult_verified_by": row.child_verified_by},
        {"basis": ""},
        {"childs_view": "refuses"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reunification.objects.filter(pk=row.pk).update(**wrong)


# --- afterwards ---------------------------------------------------------------------------------------------------------------


def test_a_reunion_is_followed_up_at_one_three_and_six_months(team: Team) -> None:
    row = team.reunited()
    assert team.now().status == Status.REUNIFIED
    assert [(visit.months, visit.due_on) for visit in row.follow_ups.all()] == [
        (1, date(2026, 12, 16)),
        (3, date(2027, 2, 16)),
        (6, date(2027, 5, 16)),
    ]
    actions.record_reunion(by=team.first, at=clock.now(), reunification=row, on=clock.today())
    assert ReunionFollowUp.objects.count() == 3
    assert refused(lambda: kin.verified(team.first, team.request, "adult")) == "reunified"
    assert kept([team.child.pk], clock.now()) == {team.child.pk}


def test_a_reunion_has_its_refusals(team: Team) -> None:
    team.both_verified()
    row = kin.decided(team.supervisor, team.request)

    def happened(by: Account, on: date) -> None:
        actions.record_reunion(by=by, at=clock.now(), reunification=row, on=on)

    assert refused(lambda: happened(team.first, clock.today() + timedelta(days=1))) == "future"
    assert refused(lambda: happened(team.first, clock.today() - timedelta(days=1))) == "before_decision"
    for stranger in (worlds.caseworker("marrakech"), team.coordinator):
        with pytest.raises(NotPermitted):
            happened(stranger, clock.today())


def test_follow_ups_are_due_in_the_hands_of_who_follows_then_the_supervisors(team: Team) -> None:
    row = team.reunited()
    visit = row.follow_ups.first()
    assert visit is not None
    week_before, late = visit.due_on - timedelta(days=5), visit.due_on + timedelta(days=3)
    assert [due.follow_up for due in tracing.due(team.first, week_before)] == [visit]
    assert tracing.due(team.second, late) == []
    assert tracing.due(team.supervisor, late) == []
    moment = clock.now() + (late - clock.today())
    escalate_late_follow_ups(moment)
    escalate_late_follow_ups(moment)
    assert AuditEntry.objects.filter(act="reunification.follow_up_late").count() == 1
    assert [(due.follow_up, due.is_late) for due in tracing.due(team.supervisor, late)] == [(visit, True)]
    looked_at(team.first, visit)
    assert tracing.due(team.supervisor, late) == []


def test_a_follow_up_is_written_once_by_who_follows_the_child(team: Team) -> None:
    visit = team.reunited().follow_ups.first()
    assert visit is not None
    with pytest.raises(NotPermitted):
        looked_at(worlds.caseworker("marrakech"), visit)
    assert refused(lambda: looked_at(team.first, visit, "splendid")) == "unknown_code"
    assert refused(lambda: looked_at(team.first, visit, on=clock.today() + timedelta(days=1))) == "future"
    looked_at(team.first, visit, "needs_support")
    assert refused(lambda: looked_at(team.first, visit)) == "done_already"
    with pytest.raises(IntegrityError), transaction.atomic():
        ReunionFollowUp.objects.exclude(pk=visit.pk).update(outcome="well")


def test_a_failed_reunification_opens_the_request_again(team: Team) -> None:
    row = team.reunited()

    def failed(why: str = "She is back in the street.") -> None:
        actions.fail_reunification(by=team.first, at=clock.now(), reunification=row, on=clock.today(), why=why)

    assert refused(lambda: failed(" ")) == "no_reason"
    failed()
    failed()
    assert team.now().status == Status.OPEN
    assert tracing.due(team.first, clock.today() + timedelta(days=400)) == []
    assert refused(lambda: kin.decided(team.supervisor, team.request)) == "not_verified"
    kin.verified(team.second, team.request, "adult")
    kin.verified(team.first, team.request, "child")
    assert kin.decided(team.supervisor, team.request).pk != row.pk
    assert rekey("child", team.child.pk) >= 5


def test_the_story_tells_the_way_home(team: Team) -> None:
    visit = team.reunited().follow_ups.first()
    assert visit is not None
    looked_at(team.first, visit)
    titles = {event.title for event in tracing.timeline(team.child, team.first)}
    assert titles >= {"The adult was verified", "Verified with the child", "Reunification decided", "Family reunified"}
    assert "After one month in the family" in titles


def test_a_child_under_tracing_is_not_erased(team: Team) -> None:
    from kanaf.protection import rules

    assert refused(lambda: rules.check_can_be_erased(Child.objects.get(pk=team.child.pk))) == "tracing"
