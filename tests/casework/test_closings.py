"""A case is closed by two people, and by the coordination where a team has nobody else (G9)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from kanaf.access.models import Account, AuditEntry, Invitation
from kanaf.access.roles import Role
from kanaf.casework import actions, closing
from kanaf.casework.models import Case, CaseEvent, Closing
from kanaf.core import clock, ids
from kanaf.core.errors import NotPermitted, Refused
from tests import worlds
from tests.desk.browsing import queries_of, text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[Account], Client]


def asked(case: Case, by: Account, reason: str = "objectives_met") -> Closing:
    return closing.ask_closing(by=by, at=clock.now(), case=case, on=clock.today(), reason=reason)


def answered(found: Closing, by: Account, agrees: bool = True, why: str = "") -> Closing:
    return closing.answer_closing(by=by, at=clock.now(), closing=found, agrees=agrees, why=why)


def test_nobody_closes_a_case_that_they_follow() -> None:
    by = worlds.supervisor()
    case = worlds.case(by)
    with pytest.raises(Refused, match="somebody else closes it"):
        actions.close_case(by=by, at=clock.now(), case=case, on=clock.today(), reason="objectives_met")
    worlds.person(Role.SUPERVISOR, "asticude")
    found = asked(case, by)
    with pytest.raises(Refused, match="somebody else closes it"):
        answered(found, by)
    assert Case.objects.get().status == "open"


def test_a_caseworker_asks_and_the_supervisor_answers() -> None:
    by, supervisor = worlds.caseworker(), worlds.supervisor()
    case = worlds.case(by)
    found = asked(case, by)
    assert not found.for_coordination
    with pytest.raises(NotPermitted):
        answered(found, worlds.person(Role.CASEWORKER, "asticude", "nador"))
    answered(found, supervisor)
    case.refresh_from_db()
    assert case.status == "closed"
    event = CaseEvent.objects.get(kind="closed")
    assert (event.recorded_by, event.reason, event.organisation_id) == (supervisor.pk, "objectives_met", case.organisation_id)
    acts = AuditEntry.objects.filter(act__startswith="case.clos").order_by("number").values_list("act", "by")
    assert list(acts) == [("case.closing_asked", by.pk), ("case.closed", supervisor.pk)]
    assert answered(found, supervisor).is_agreed  # the same form sent twice
    assert CaseEvent.objects.filter(kind="closed").count() == 1
    with pytest.raises(Refused, match="decided meanwhile"):
        answered(found, supervisor, agrees=False, why="x")


def test_why_not_yet_is_sealed_and_read_by_the_team() -> None:
    by, supervisor = worlds.caseworker(), worlds.supervisor()
    case = worlds.case(by)
    found = asked(case, by)
    with pytest.raises(Refused, match="why not yet"):
        answered(found, supervisor, agrees=False)
    found = answered(found, supervisor, agrees=False, why="His school starts in a week.")
    assert b"school" not in bytes(found.sealed)
    assert closing.read_why(by=by, at=clock.now(), closing=found) == "His school starts in a week."
    assert AuditEntry.objects.filter(act="reasons.read", by=by.pk).exists()
    with pytest.raises(NotPermitted):
        closing.read_why(by=worlds.supervisor("casablanca"), at=clock.now(), closing=found)
    case.refresh_from_db()
    assert case.status == "open"
    coordinator = worlds.coordinator()
    actions.assess_risk(by=by, at=clock.now(), case=case, on=clock.today(), level="high", why="")  # from now on the coordination sees it
    assert Closing.objects.visible_to(coordinator).exists()
    with pytest.raises(NotPermitted):
        closing.read_why(by=coordinator, at=clock.now(), closing=found)
    again = asked(case, by)
    assert again.pk != found.pk


def test_who_asked_takes_it_back_and_asks_once() -> None:
    by = worlds.caseworker()
    worlds.supervisor()
    case, form = worlds.case(by), ids.new_id()
    for _twice in range(2):
        found = closing.ask_closing(by=by, at=clock.now(), case=case, on=clock.today(), reason="objectives_met", id=form)
    with pytest.raises(Refused, match="asked for already"):
        asked(case, by)
    for days, said in ((1, "future"), (-1, "opened after that day")):
        with pytest.raises(Refused, match=said):
            closing.ask_closing(by=by, at=clock.now(), case=case, on=clock.today() + timedelta(days=days), reason="objectives_met")
    answered(found, by, agrees=False)
    assert Closing.objects.waiting().count() == 0
    assert Case.objects.get().status == "open"


def test_a_sole_supervisors_own_file_goes_to_the_coordination(signed_in: SignIn) -> None:
    by, coordinator = worlds.supervisor(), worlds.coordinator()
    case = worlds.case(by, risk="low")
    assert not Case.objects.visible_to(coordinator).exists()
    found = asked(case, by)
    assert found.for_coordination
    home = text_of(signed_in(coordinator).get("/work/"))
    assert "The closing of a case" in home
    page = signed_in(coordinator).get(f"/work/closings/{found.pk}/")
    assert "Close the case" in text_of(page)
    signed_in(coordinator).post(f"/work/closings/{found.pk}/", {"agrees": "1", "why": "", "form_id": str(ids.new_id())})
    case.refresh_from_db()
    assert case.status == "closed"
    assert CaseEvent.objects.get(kind="closed").recorded_by == coordinator.pk


def test_the_coordination_closes_nothing_that_was_not_asked_of_it() -> None:
    by, coordinator = worlds.caseworker(), worlds.coordinator()
    worlds.supervisor()
    case = worlds.case(by, risk="high")  # shared with the coordination by the protocol
    found = asked(case, by)
    assert Closing.objects.visible_to(coordinator).filter(pk=found.pk).exists()
    with pytest.raises(NotPermitted):
        answered(found, coordinator)
    with pytest.raises(NotPermitted):
        actions.close_case(by=coordinator, at=clock.now(), case=case, on=clock.today(), reason="objectives_met")


def test_a_second_account_of_one_hand_is_nobody_else() -> None:
    by = worlds.supervisor()
    second = worlds.person(Role.SUPERVISOR, "asticude")
    Invitation.objects.create(account=second, digest="x", made_at=clock.now(), made_by=by.pk, expires_at=clock.now())
    case = worlds.case(by)
    with pytest.raises(Refused, match="let in by one person"):
        actions.close_case(by=second, at=clock.now(), case=case, on=clock.today(), reason="objectives_met")
    worlds.coordinator()
    assert asked(case, by).for_coordination


def test_closing_it_otherwise_answers_what_was_asked() -> None:
    by, supervisor = worlds.caseworker(), worlds.supervisor()
    case = worlds.case(by)
    found = asked(case, by)
    actions.close_case(by=supervisor, at=clock.now(), case=case, on=clock.today(), reason="lost_contact")
    found.refresh_from_db()
    assert (found.is_agreed, found.decided_by) == (True, supervisor)


def test_the_database_refuses_what_one_person_decides() -> None:
    by = worlds.caseworker()
    worlds.supervisor()
    found = asked(worlds.case(by), by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Closing.objects.filter(pk=found.pk).update(decided_by=by, decided_at=clock.now(), is_agreed=True)


def test_the_page_asks_the_database_as_often_for_one_colleague_as_for_many(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    url, client = f"/work/cases/{worlds.case(by).pk}/ask-closing/", signed_in(by)
    worlds.supervisor()
    few = queries_of(client, url)
    for _colleague in range(6):
        worlds.person(Role.SUPERVISOR, "asticude")
    assert queries_of(client, url) == few
    assert few <= 18


def test_the_way_through_the_pages(signed_in: SignIn) -> None:
    by, supervisor = worlds.caseworker(), worlds.supervisor()
    case = worlds.case(by)
    mine = signed_in(by)
    file = f"/work/children/{case.child.code}/"
    assert "Ask for the closing" in text_of(mine.get(file))
    page = text_of(mine.get(f"/work/cases/{case.pk}/ask-closing/"))
    assert supervisor.name in page
    day = clock.today()
    told = {"reason": "objectives_met", "on_day": day.day, "on_month": day.month, "on_year": day.year, "form_id": str(ids.new_id())}
    again = text_of(mine.post(f"/work/cases/{case.pk}/ask-closing/", told | {"reason": ""}))
    assert "data-error-summary" in again
    assert not Closing.objects.exists()
    mine.post(f"/work/cases/{case.pk}/ask-closing/", told)
    found = Closing.objects.get()
    assert mine.get(f"/work/cases/{case.pk}/ask-closing/").headers["Location"].endswith(f"/closings/{found.pk}/")
    assert "Take it back" in text_of(mine.get(f"/work/closings/{found.pk}/"))
    theirs = signed_in(supervisor)
    assert "Closing asked for" in text_of(theirs.get(file))
    refused = text_of(theirs.post(f"/work/closings/{found.pk}/", {"agrees": "0", "why": " ", "form_id": str(ids.new_id())}))
    assert "why not yet" in refused
    theirs.post(f"/work/closings/{found.pk}/", {"agrees": "0", "why": "Wait for his papers.", "form_id": str(ids.new_id())})
    assert "Wait for his papers." in text_of(mine.get(f"/work/closings/{found.pk}/"))
    assert "Not closed yet" in text_of(mine.get(file))
