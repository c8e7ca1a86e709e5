"""Calling the roll on its page, with and without what the browser adds."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from kanaf.access.models import Account
from kanaf.activities import actions, queries
from kanaf.activities.models import Attendance, Session
from kanaf.children.models import Child
from kanaf.core import clock
from tests import worlds
from tests.activities import builders

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]


def url(session: Session) -> str:
    return reverse("activities:roll_call", args=[session.pk])


def _without_tokens(page: str) -> list[str]:
    return [line.strip() for line in page.splitlines() if line.strip()]


def roll(*children: Child, absent: tuple[Child, ...] = (), **more: Any) -> dict[str, Any]:
    marks = {f"presence-{child.code}": "absent" if child in absent else "present" for child in children}
    return {"child": [child.code for child in children], "do": "save"} | marks | more


@pytest.fixture
def by() -> Account:
    return worlds.outreach_worker()


@pytest.fixture
def session(by: Account) -> Session:
    return builders.session(by, title="Drawing")


def test_the_list_is_saved(signed_in: SignIn, by: Account, session: Session) -> None:
    worker = worlds.caseworker()
    came, away = worlds.child(worker), worlds.child(worker)
    typed = roll(came, away, absent=(away,), total="٣", **{"count-uasc-female-under_13": "2"})
    answer = signed_in(by).post(url(session), typed)
    assert answer.status_code == 302
    assert {(row.child, row.present) for row in Attendance.objects.current()} == {(came, True), (away, False)}
    assert queries.headcount_of(session) == {("uasc", "female", "under_13"): 2}


def test_more_named_than_present_comes_back_at_the_field_with_everything_kept(signed_in: SignIn, by: Account, session: Session) -> None:
    worker = worlds.caseworker()
    one, two = worlds.child(worker), worlds.child(worker)
    answer = signed_in(by).post(url(session), roll(one, two, total="1"))
    page = answer.content.decode()
    assert "Named as present: 2; counted in all: 1." in page
    assert 'href="#id_total"' in page
    assert one.code in page
    assert two.code in page
    assert 'value="1"' in page
    assert not Attendance.objects.exists()


def test_a_child_is_added_by_code_and_nothing_is_saved_yet(signed_in: SignIn, by: Account, session: Session) -> None:
    worker = worlds.caseworker()
    one, two = worlds.child(worker), worlds.child(worker)
    answer = signed_in(by).post(url(session), roll(one, absent=(one,), codes=f"{two.code} {one.code} {two.code}", do="add", total="9"))
    page = strip_tags(answer.content.decode())
    assert {attendee.child: attendee.present for attendee in answer.context["roll"].attendees} == {one: False, two: True}
    assert f"not added twice: {one.code}" in page
    assert answer.context["form"]["total"].value() == "9"
    assert not Attendance.objects.exists()


def test_a_code_left_in_the_box_is_added_before_anything_is_saved(signed_in: SignIn, by: Account, session: Session) -> None:
    known = worlds.child(worlds.caseworker())
    answer = signed_in(by).post(url(session), roll(codes=known.code))
    assert [attendee.child for attendee in answer.context["roll"].attendees] == [known]
    assert not Attendance.objects.exists()


def test_enter_saves_and_never_marks_all_present(signed_in: SignIn, by: Account, session: Session) -> None:
    """The browser presses the first button of the form: the one for all present stood before it once."""
    actions.record_attendance(by=by, at=clock.now(), session=session, present=[worlds.child(worlds.caseworker())])
    page = signed_in(by).get(url(session)).content.decode()
    buttons = re.findall(r'<button type="submit"[^>]*name="do"[^>]*value="([^"]*)"', page.replace("\n", " "))
    assert buttons[0] == "save"
    assert "everyone" in buttons


@pytest.mark.parametrize("typed", ["ABC", ""])
def test_what_is_no_code_is_said(signed_in: SignIn, by: Account, session: Session, typed: str) -> None:
    page = signed_in(by).post(url(session), roll(codes=typed, do="add")).content.decode()
    assert ("This is no case code" if typed else "Write the code of the child to add.") in page


def test_a_foreign_child_and_a_code_of_nobody_get_the_same_answer(signed_in: SignIn, by: Account, session: Session) -> None:
    foreign = worlds.child(worlds.caseworker("oujda"), city="oujda")
    nobody = worlds.child(worlds.caseworker())
    code = nobody.code
    Child.objects.filter(pk=nobody.pk).update(code="other")
    client = signed_in(by)
    answers = [client.post(url(session), roll(codes=typed, do="add")).content.decode() for typed in (foreign.code, code)]
    first, second = (strip_tags(page).replace(typed, "CODE") for page, typed in zip(answers, (foreign.code, code), strict=True))
    assert "Your organisation follows no child with this code in your cities: CODE." in first
    assert _without_tokens(first) == _without_tokens(second)


def test_a_hidden_code_that_was_made_up_is_refused(signed_in: SignIn, by: Account, session: Session) -> None:
    foreign = worlds.child(worlds.caseworker("oujda"), city="oujda")
    page = signed_in(by).post(url(session), roll(foreign)).content.decode()
    assert "Your organisation follows no child" in page
    assert not Attendance.objects.exists()


def test_a_child_is_taken_off_and_all_are_marked_present(signed_in: SignIn, by: Account, session: Session) -> None:
    worker = worlds.caseworker()
    one, two = worlds.child(worker), worlds.child(worker)
    client = signed_in(by)
    dropped = client.post(url(session), roll(one, two, do=f"drop:{one.code}"))
    assert [attendee.child for attendee in dropped.context["roll"].attendees] == [two]
    everyone = client.post(url(session), roll(one, two, absent=(one, two), do="everyone"))
    assert everyone.context["roll"].absent == []


def test_the_page_opens_on_what_is_held(signed_in: SignIn, by: Account, session: Session) -> None:
    came = worlds.child(worlds.caseworker())
    report = actions.record_attendance(
        by=by, at=clock.now(), session=session, present=[came], headcount=[actions.Counted("other_child", "male", "unknown", 6)]
    )
    answer = signed_in(by).get(url(session))
    page = answer.content.decode()
    assert f'name="seen" value="{report.pk}"' in page
    assert "1 present + 6 without a name" in page
    assert "as it is kept" in page


def test_a_list_that_somebody_changed_meanwhile_is_not_overwritten(signed_in: SignIn, by: Account, session: Session) -> None:
    worker = worlds.caseworker()
    one, two = worlds.child(worker), worlds.child(worker)
    actions.record_attendance(by=by, at=clock.now(), session=session, present=[one])
    page = signed_in(by).post(url(session), roll(two)).content.decode()
    assert "changed meanwhile" in page
    assert [row.child for row in Attendance.objects.current()] == [one]


def test_the_last_sessions_children_are_proposed(signed_in: SignIn, by: Account, session: Session) -> None:
    came = worlds.child(worlds.caseworker())
    last = builders.session(by, title="Drawing", days=-7)
    actions.record_attendance(by=by, at=clock.now(), session=last, present=[came])
    page = signed_in(by).get(url(session)).content.decode()
    assert "Proposed, not yet kept" in page
    assert came.code in page


def test_a_number_that_is_none_comes_back(signed_in: SignIn, by: Account, session: Session) -> None:
    page = signed_in(by).post(url(session), roll(**{"count-uasc-male-15_17": "many"})).content.decode()
    assert "Enter a whole number" in page
    assert 'value="many"' in page


def test_where_everybody_is_named_no_box_is_offered(signed_in: SignIn, by: Account) -> None:
    page = signed_in(by).get(url(builders.session(by, named_only=True))).content.decode()
    assert "Came without giving a name" not in page


def test_the_sheet_has_codes_and_three_languages_and_names_no_programme(signed_in: SignIn, by: Account, session: Session) -> None:
    came = worlds.child(worlds.caseworker())
    actions.record_attendance(by=by, at=clock.now(), session=session, present=[came])
    page = signed_in(by).get(reverse("activities:sheet", args=[session.pk])).content.decode()
    shown = page[page.index("<main>") :]
    assert came.code in shown
    for words in ("Liste de présence", "لائحة الحضور", "Attendance list"):
        assert words in shown
    assert "<title>Liste de présence</title>" in page
    for told in ("Kanaf", "كنف", "ENAS", "UASC", "Nador", "Drawing", "asticude"):
        assert told.lower() not in shown.lower(), told


def test_a_training_has_its_own_list(signed_in: SignIn) -> None:
    manager = builders.campaign_manager()
    training, session = builders.training(manager), builders.session(manager)
    client = signed_in(manager)
    assert client.get(url(training)).headers["Location"] == reverse("activities:training_list", args=[training.pk])
    assert client.get(reverse("activities:training_list", args=[session.pk])).headers["Location"] == url(session)


def test_the_roll_asks_the_database_as_often_for_one_child_as_for_many(signed_in: SignIn, by: Account, session: Session) -> None:
    worker = worlds.caseworker()
    children = [worlds.child(worker) for _ in range(12)]
    client = signed_in(by)
    first = actions.record_attendance(by=by, at=clock.now(), session=session, present=children[:1])
    one = builders.questions_of(client, url(session))
    actions.record_attendance(by=by, at=clock.now(), session=session, present=children, seen=first.pk)
    assert builders.questions_of(client, url(session)) == one
    assert one <= 10
