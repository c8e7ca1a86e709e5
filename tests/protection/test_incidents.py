"""What went wrong with data: reported by anybody, handled by who is not involved, told within hours, closed by a second person."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from kanaf.access.models import Account
from kanaf.access.roles import Role
from kanaf.core import clock, history, ticks, vault
from kanaf.core.errors import NotPermitted, Refused
from kanaf.protection import actions, handling
from kanaf.protection.models import Incident, IncidentChild, IncidentStep
from tests import worlds
from tests.desk.browsing import text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[Account], Client]
URL = "/work/protection/incidents/"
SAID = "Zoumaniphone left in the taxi"


def officer(organisation: str = "oim") -> Account:
    return worlds.person(Role.DATA_PROTECTION_OFFICER, organisation)


def reported(by: Account, **changes: Any) -> Incident:
    values: dict[str, Any] = {"kind": "lost_device", "noticed_at": clock.now() - timedelta(hours=1), "what": SAID}
    return actions.report_incident(by=by, at=changes.pop("at", clock.now()), **(values | changes))


def handled(act: Any, by: Account, incident: Incident, **values: Any) -> Any:
    return act(by=by, at=clock.now(), incident=incident, **values)


def assessed(by: Account, incident: Incident, **changes: Any) -> IncidentStep:
    values: dict[str, Any] = {"severity": "medium", "classes": ["identity"], "children_touched": 3, "consequences": "Somebody may call."}
    return handled(actions.assess_incident, by, incident, **(values | changes))


def ready(by: Account, incident: Incident) -> Incident:
    """Everything but the closing."""
    handled(actions.contain_incident, by, incident, what="The line is blocked.")
    assessed(by, incident)
    handled(actions.decide_notification, by, incident, whom="authority", told_on=clock.today(), how="letter")
    handled(actions.decide_notification, by, incident, whom="organisations", note="No other is concerned.")
    handled(actions.decide_notification, by, incident, whom="children", told_on=clock.today(), how="in_person", note="Two of three.")
    handled(actions.note_lesson, by, incident, what="Lock every phone.", owner=by, due_on=clock.today() + timedelta(days=7))
    return incident


@pytest.fixture
def second() -> Account:
    return worlds.coordinator()


def test_anybody_reports_and_who_handles_is_called(second: Account, django_capture_on_commit_callbacks: Any) -> None:
    dpo, own, child = officer(), officer("asticude"), worlds.child(worlds.caseworker())
    by = worlds.outreach_worker()
    with django_capture_on_commit_callbacks(execute=True):
        incident = reported(by, codes=[child.code.lower()], involved=own)
    assert incident.due_at == incident.noticed_at + timedelta(hours=72)
    assert SAID.encode() not in bytes(incident.sealed)
    assert vault.unseal(incident, "sealed") == {"what": SAID, "done": "", "codes": [child.code]}
    assert IncidentChild.objects.get().child == child
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([dpo.email, second.email])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"noticed_at": clock.now() + timedelta(days=400)}, "future"),
        ({"what": " "}, "no_words"),
        ({"what": "x" * 4001}, "long"),
        ({"kind": "sorcery"}, "unknown_code"),
        ({"codes": ["7R4-XXX"]}, "not_a_code"),
    ],
)
def test_what_is_not_reported_says_why(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        reported(worlds.outreach_worker(), **changes)
    assert refused.value.code == code
    assert not Incident.objects.exists()


def test_a_code_that_nobody_has_is_taken_like_one_that_somebody_has() -> None:
    """Else reporting would tell which codes exist."""
    from kanaf.children.codes import new_code

    reported(worlds.outreach_worker(), codes=[new_code()])
    assert not IncidentChild.objects.exists()


def test_the_same_form_twice_reports_once() -> None:
    by, form = worlds.outreach_worker(), uuid4()
    assert reported(by, id=form) == reported(by, id=form)
    assert IncidentStep.objects.count() == 1


def test_the_phases_in_their_order(second: Account) -> None:
    dpo = officer()
    incident = reported(worlds.outreach_worker())
    phases = [handling.phase_of(incident.steps.all())]
    handled(actions.contain_incident, dpo, incident, what="Blocked.")
    phases.append(handling.phase_of(incident.steps.all()))
    assessed(dpo, incident)
    phases.append(handling.phase_of(incident.steps.all()))
    for whom in handling.Whom:
        handled(actions.decide_notification, dpo, incident, whom=whom, note="Nobody is touched.")
    phases.append(handling.phase_of(incident.steps.all()))
    handled(actions.note_lesson, dpo, incident, what="Lock.", owner=dpo, due_on=clock.today())
    phases.append(handling.phase_of(incident.steps.all()))
    handled(actions.ask_to_close, dpo, incident)
    phases.append(handling.phase_of(incident.steps.all()))
    handled(actions.close_incident, second, incident, agrees=True)
    phases.append(handling.phase_of(incident.steps.all()))
    assert phases == ["reported", "contained", "assessed", "told", "learned", "to_close", "closed"]


def test_nothing_is_closed_half_done_or_by_one_person(second: Account) -> None:
    dpo = officer()
    incident = reported(worlds.outreach_worker())
    with pytest.raises(Refused, match="Before closing"):
        handled(actions.ask_to_close, dpo, incident)
    with pytest.raises(Refused, match="Nobody has proposed"):
        handled(actions.close_incident, second, incident, agrees=True)
    handled(actions.ask_to_close, dpo, ready(dpo, incident))
    with pytest.raises(Refused, match="another person"):
        handled(actions.close_incident, dpo, incident, agrees=True)
    handled(actions.close_incident, second, incident, agrees=False, why="The letter is missing.")
    handled(actions.ask_to_close, dpo, incident)
    handled(actions.close_incident, second, incident, agrees=True)
    with pytest.raises(Refused, match="closed"):
        handled(actions.contain_incident, dpo, incident, what="More.")


def test_who_is_involved_does_not_handle_it(second: Account) -> None:
    dpo = officer()
    incident = reported(worlds.outreach_worker(), involved=dpo)
    assert not Incident.objects.visible_to(dpo).exists()
    for act, values in (
        (actions.contain_incident, {"what": "Nothing to see."}),
        (actions.ask_to_close, {}),
        (actions.name_involved, {"account": second}),
    ):
        with pytest.raises(NotPermitted):
            handled(act, dpo, incident, **values)
    handled(actions.name_involved, second, incident, account=second)
    with pytest.raises(NotPermitted):
        handled(actions.contain_incident, second, incident, what="x")


def test_a_reporter_sees_their_own_report_only(second: Account) -> None:
    by, colleague = worlds.outreach_worker(), worlds.outreach_worker()
    incident = reported(by)
    assert list(Incident.objects.visible_to(by)) == [incident]
    assert not Incident.objects.visible_to(colleague).exists()
    assert not Incident.objects.handled_by(by).exists()
    with pytest.raises(NotPermitted):
        handled(actions.open_incident, colleague, incident)
    with pytest.raises(NotPermitted):
        handled(actions.contain_incident, by, incident, what="x")
    assert not Incident.objects.visible_to(officer("omdh")).exists()
    assert Incident.objects.visible_to(officer("asticude")).exists()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"whom": "authority"}, "no_words"),
        ({"whom": "authority", "told_on": clock.today() + timedelta(days=400), "how": "letter"}, "future"),
        ({"whom": "authority", "told_on": clock.today() - timedelta(days=400)}, "no_way"),
    ],
)
def test_told_on_a_day_and_how_or_not_with_the_reason(second: Account, values: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        handled(actions.decide_notification, second, reported(worlds.outreach_worker()), **values)
    assert refused.value.code == code


def test_lessons_have_an_owner_of_theirs_and_a_day_and_are_carried_out_once(second: Account) -> None:
    by, stranger = worlds.outreach_worker(), worlds.caseworker("oujda")
    incident = reported(by)
    for values in ({"owner": stranger, "due_on": clock.today()}, {"owner": by, "due_on": clock.today() - timedelta(days=1)}):
        with pytest.raises(Refused):
            handled(actions.note_lesson, second, incident, what="Lock.", **values)
    lesson = handled(actions.note_lesson, second, incident, what="Lock.", owner=by, due_on=clock.today())
    assert handling.lessons_of(by) == [lesson]
    with pytest.raises(NotPermitted):
        actions.carry_out_lesson(by=second, at=clock.now(), lesson=lesson)
    for _time in range(2):
        actions.carry_out_lesson(by=by, at=clock.now(), lesson=lesson)
    assert handling.lessons_of(by) == []
    assert IncidentStep.objects.filter(kind="lesson_done").count() == 1


def test_its_words_end_with_its_own_key_and_nothing_makes_it_again(second: Account) -> None:
    dpo, third = officer(), officer()
    incident = ready(dpo, reported(worlds.outreach_worker()))
    with pytest.raises(Refused, match="Close"):
        handled(actions.forget_incident, dpo, incident)
    handled(actions.ask_to_close, dpo, incident)
    handled(actions.close_incident, second, incident, agrees=True)
    with pytest.raises(Refused, match="another person"):
        handled(actions.forget_incident, second, incident)
    for _time in range(2):
        handled(actions.forget_incident, third, incident)
    assert handling.words_of(incident) is None
    lesson = incident.steps.get(kind="lesson")
    actions.carry_out_lesson(by=dpo, at=clock.now(), lesson=lesson)
    assert handling.words_of(lesson) is None
    (seen,) = handling.incidents(dpo, clock.now())
    assert seen.assessment is not None
    assert seen.assessment.children_touched == 3


def test_the_clock_of_the_authority_and_its_two_reminders(second: Account, django_capture_on_commit_callbacks: Any) -> None:
    dpo = officer()
    incident = reported(worlds.outreach_worker())
    states = []
    for hours in (1, 47, 49, 70, 73):
        at = incident.noticed_at + timedelta(hours=hours)
        states.append(handling.clock_of(incident, [], at))
        with django_capture_on_commit_callbacks(execute=True):
            for _time in range(2):
                ticks.tick(at)
    assert states == ["running", "running", "near", "near", "late"]
    assert [step.kind for step in incident.steps.all() if step.taken_by is None] == ["soon", "late"]
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([dpo.email, second.email] * 2)
    handled(actions.decide_notification, dpo, incident, whom="authority", note="A test phone, empty.")
    assert handling.clock_of(incident, incident.steps.all(), incident.due_at + timedelta(days=9)) == "met"


def test_once_it_is_decided_the_clock_is_silent(second: Account) -> None:
    incident = reported(worlds.outreach_worker())
    handled(actions.decide_notification, second, incident, whom="authority", note="Empty.")
    ticks.tick(incident.due_at + timedelta(days=1))
    assert not incident.steps.filter(taken_by__isnull=True).exists()


def test_steps_are_never_edited() -> None:
    reported(worlds.outreach_worker())
    for model in (Incident, IncidentStep):
        with pytest.raises(history.Rewriting):
            model.objects.update(kind="other")


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "closed"},
        {"kind": "closed", "asked_by": "same"},
        {"kind": "notified", "whom": "authority"},
        {"kind": "not_notified", "whom": "authority"},
        {"kind": "notified", "told_on": clock.today(), "how": "letter"},
        {"kind": "assessed", "severity": "low"},
        {"kind": "assessed", "children_touched": 1},
        {"kind": "lesson", "sealed": b"x"},
        {"kind": "lesson_done"},
        {"kind": "reported"},
        {"kind": "contained", "taken_by": None},
    ],
)
def test_the_database_itself_refuses(values: dict[str, Any]) -> None:
    by = worlds.outreach_worker()
    incident = reported(by)
    given = {"taken_by": by.pk} | values
    if given.get("asked_by") == "same":
        given["asked_by"] = by.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        IncidentStep.objects.create(incident=incident, organisation=incident.organisation, taken_at=clock.now(), **given)


# The pages.


def form(**changes: Any) -> dict[str, Any]:
    day = clock.today()
    values = {"kind": "lost_device", "what": SAID, "noticed_time": "00:01", "done": "", "codes": "", "involved": ""}
    return values | {"noticed_on_day": day.day, "noticed_on_month": day.month, "noticed_on_year": day.year} | changes


def test_reporting_takes_one_page_and_shows_what_to_do_at_once(second: Account, signed_in: SignIn) -> None:
    by = worlds.outreach_worker()
    client = signed_in(by)
    assert f"{URL}report/" in text_of(client.get("/work/"))
    page = text_of(client.post(f"{URL}report/", form(), follow=True))
    assert SAID in page
    assert "End the sessions" in page
    assert "/account/visits/" in page or "My sessions" in page
    assert "What has been done" not in page
    assert signed_in(worlds.outreach_worker()).get(f"{URL}{Incident.objects.get().pk}/").status_code == 404


def test_bad_input_comes_back_with_its_sentence_and_what_was_typed(second: Account, signed_in: SignIn) -> None:
    page = text_of(signed_in(worlds.outreach_worker()).post(f"{URL}report/", form(codes="7R4-XXX")))
    assert "is not a case code" in page
    assert SAID in page
    incident = reported(worlds.outreach_worker())
    page = text_of(signed_in(second).post(f"{URL}{incident.pk}/handle/", {"do": "notify", "notify-whom": "authority"}))
    assert "Write it in words" in page


def test_the_whole_way_on_the_page(second: Account, signed_in: SignIn) -> None:
    dpo = officer()
    incident = reported(worlds.outreach_worker(), codes=[worlds.child(worlds.caseworker()).code])
    url, day = f"{URL}{incident.pk}/handle/", clock.today()
    first, other = signed_in(dpo), signed_in(second)
    sent: list[dict[str, Any]] = [
        {"do": "contain", "contain-what": "Blocked."},
        {
            "do": "assess",
            "assess-severity": "high",
            "assess-classes": ["identity", "location"],
            "assess-children_touched": "2",
            "assess-consequences": "A call.",
        },
        *({"do": "notify", "notify-whom": whom, "notify-note": "Not needed."} for whom in ("authority", "organisations")),
        {
            "do": "notify",
            "notify-whom": "children",
            "notify-how": "telephone",
            "notify-told_on_day": day.day,
            "notify-told_on_month": day.month,
            "notify-told_on_year": day.year,
        },
        {
            "do": "lesson",
            "lesson-what": "Lock.",
            "lesson-owner": str(dpo.pk),
            "lesson-due_on_day": day.day,
            "lesson-due_on_month": day.month,
            "lesson-due_on_year": day.year,
        },
        {"do": "ask"},
    ]
    for body in sent:
        assert first.post(url, body).status_code == 302
    assert "another person does" in text_of(first.get(f"{URL}{incident.pk}/"))
    other.post(url, {"do": "return", "return-why": "Look again."})
    first.post(url, {"do": "ask"})
    other.post(url, {"do": "close"})
    assert handling.phase_of(incident.steps.all()) == "closed"
    assert "Lessons that you carry out" in text_of(first.get("/work/"))
    first.post(f"{URL}lessons/{incident.steps.get(kind='lesson').pk}/done/")
    assert handling.lessons_of(dpo) == []
    first.post(url, {"do": "forget"})
    assert "made unreadable" in text_of(other.get(f"{URL}{incident.pk}/"))


def test_naming_oneself_hands_it_over(second: Account, signed_in: SignIn) -> None:
    incident = reported(worlds.outreach_worker())
    dpo = officer()
    page = signed_in(dpo).post(f"{URL}{incident.pk}/handle/", {"do": "involve", "involve-account": str(dpo.pk)}, follow=True)
    assert page.redirect_chain[-1][0] == URL
    assert signed_in(dpo).get(f"{URL}{incident.pk}/").status_code == 404


def test_the_register_prints_no_name_no_code_no_words(second: Account, signed_in: SignIn) -> None:
    child, by = worlds.child(worlds.caseworker()), worlds.outreach_worker()
    incident = ready(second, reported(by, codes=[child.code], involved=by))
    page = text_of(signed_in(officer()).get(f"{URL}register/"))
    assert handling.number_of(incident) in page
    assert "3" in page
    for secret in (SAID, child.code, by.name, "The line is blocked."):
        assert secret not in page
    assert signed_in(worlds.supervisor()).get(f"{URL}register/").status_code == 403


def test_open_incidents_stand_on_the_day_of_who_handles_them(second: Account, signed_in: SignIn) -> None:
    reported(worlds.outreach_worker(), noticed_at=clock.now() - timedelta(days=5))
    page = text_of(signed_in(second).get("/work/"))
    assert "Open incidents" in page
    assert "Authority: time is over" in page
    assert "Open incidents" not in text_of(signed_in(worlds.supervisor()).get("/work/"))


def test_a_lesson_of_another_is_not_found(second: Account, signed_in: SignIn) -> None:
    lesson = handled(actions.note_lesson, second, reported(worlds.outreach_worker()), what="Lock.", owner=second, due_on=clock.today())
    assert signed_in(officer()).post(f"{URL}lessons/{lesson.pk}/done/").status_code == 404
