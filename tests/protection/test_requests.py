"""Access, correction and objection: due by the pack, answered by the officer, refused by two, and an answer does what it says."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from kanaf.access.models import Account, AuditEntry
from kanaf.access.roles import Role
from kanaf.assistance import actions as assistance
from kanaf.children import actions as children
from kanaf.children.models import Child, ConsentDecision, Sharing
from kanaf.children.told import Names
from kanaf.core import clock, history, ticks, vault
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.models import DataKey
from kanaf.protection import actions, answering
from kanaf.protection.models import Export, Request, RequestStep
from tests import worlds
from tests.desk.browsing import file_url, text_of
from tests.protection.test_erasures import erased

pytestmark = pytest.mark.django_db
SignIn = Callable[[Account], Client]
URL = "/work/protection/requests/"
SAID = "Zoumaniwords said so"


def officer(organisation: str = "oim") -> Account:
    return worlds.person(Role.DATA_PROTECTION_OFFICER, organisation)


def recorded(by: Account, child: Child, kind: str = "access", **changes: Any) -> Request:
    values: dict[str, Any] = {"asker": "child", "channel": "in_person", "received_on": clock.today(), "words": SAID}
    values |= {"identity_check": "known_in_person", "purpose": "all" if kind == "objection" else ""}
    return actions.record_request(by=by, at=clock.now(), child=child, kind=kind, **(values | changes))


def answered(by: Account, request: Request, outcome: str = "granted", **changes: Any) -> RequestStep:
    values: dict[str, Any] = {"told_by": "in_person", "told_of_authority": True, "reason": "Because of the rule."}
    return actions.answer_request(by=by, at=changes.pop("at", clock.now()), request=request, outcome=outcome, **(values | changes))


@pytest.fixture
def second() -> Account:
    return worlds.coordinator()


def test_it_is_sealed_due_by_the_pack_and_the_officer_is_called(second: Account, django_capture_on_commit_callbacks: Any) -> None:
    dpo, by = officer(), worlds.caseworker()
    child = worlds.child(by)
    with django_capture_on_commit_callbacks(execute=True):
        request = recorded(by, child)
    assert request.due_on == clock.today() + timedelta(days=30)
    assert SAID.encode() not in bytes(request.sealed)
    assert vault.unseal(request, "sealed") == SAID
    assert [step.kind for step in request.steps.all()] == ["received"]
    assert [letter.to for letter in mail.outbox] == [[dpo.email]]
    assert child.code not in mail.outbox[0].body
    due = {kind: recorded(by, child, kind).due_on - clock.today() for kind in ("correction", "objection")}
    assert due == {"correction": timedelta(days=10), "objection": timedelta(days=15)}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"received_on": clock.today() + timedelta(days=400)}, "future"),
        ({"words": "  "}, "no_words"),
        ({"words": "x" * 4001}, "long"),
        ({"purpose": "image"}, "no_purpose"),
        ({"kind": "objection", "purpose": "sorcery"}, "unknown_code"),
        ({"identity_check": "guessed"}, "unknown_code"),
        ({"language": "klingon"}, "unknown_code"),
    ],
)
def test_what_is_not_taken_down_says_why(changes: dict[str, Any], code: str) -> None:
    by = worlds.caseworker()
    with pytest.raises(Refused) as refused:
        recorded(by, worlds.child(by), **changes)
    assert refused.value.code == code
    assert not Request.objects.exists()


def test_of_an_erased_child_nothing_is_asked_and_no_key_comes_back(second: Account) -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    open_one = recorded(by, child)
    erased(child, second)
    with pytest.raises(Refused, match="erased"):
        recorded(officer(), child)
    with pytest.raises(Refused, match="erased"):
        answered(officer(), open_one)
    assert not DataKey.objects.filter(subject_kind="child", subject_id=child.pk).exists()
    assert answering.words_of(open_one) == ""
    (line,) = answering.requests(second, clock.today())
    assert line.state == answering.ERASED
    assert answering.due_for(second, clock.today()) == []


def test_the_same_form_twice_writes_one() -> None:
    by = worlds.caseworker()
    child, form = worlds.child(by), uuid4()
    assert recorded(by, child, id=form) == recorded(by, child, id=form)
    assert RequestStep.objects.count() == 1


def test_only_who_follows_or_the_officer_writes_one_down(second: Account) -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    for stranger in (worlds.caseworker("oujda"), worlds.outreach_worker(), second, officer("omdh")):
        with pytest.raises(NotPermitted):
            recorded(stranger, child)
    kept = recorded(officer(), child)
    assert kept.organisation_id == by.organisation_id
    assert Request.objects.visible_to(by).get() == kept


def test_access_granted_is_a_copy_that_who_follows_makes(second: Account) -> None:
    by = worlds.caseworker()
    child = worlds.child(by, latin="Zoumanigui Pivi")
    request = recorded(by, child)
    step = answered(officer(), request)
    export = Export.objects.get()
    assert step.export == export
    assert (export.reason, export.status, export.asked_by) == ("child", "approved", by.pk)
    assert actions.make_export(by=by, at=clock.now(), export=export)
    with pytest.raises(Refused, match="answered already"):
        answered(second, request)
    assert Export.objects.count() == 1


def test_nothing_is_granted_to_somebody_nobody_knows(second: Account) -> None:
    by, dpo = worlds.caseworker(), officer()
    request = recorded(by, worlds.child(by), identity_check="")
    with pytest.raises(Refused, match="who asks"):
        answered(dpo, request)
    actions.check_asker(by=by, at=clock.now(), request=request, how="call_back")
    answered(dpo, request)


def test_an_answer_is_told_with_the_way_to_the_authority(second: Account) -> None:
    by = worlds.caseworker()
    with pytest.raises(Refused, match="authority"):
        answered(officer(), recorded(by, worlds.child(by)), told_of_authority=False)


def test_where_nobody_could_make_the_copy_nothing_is_answered(second: Account) -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    request = recorded(officer(), child, about=by)
    with pytest.raises(Refused, match="somebody’s hands"):
        answered(officer(), request)
    assert not Export.objects.exists()
    assert answering.state_of(request, list(request.steps.all()), clock.today()) == answering.WAITING


def test_a_correction_is_granted_with_what_was_corrected(second: Account) -> None:
    by, dpo = worlds.caseworker(), officer()
    child = worlds.child(by)
    before = children.correct_registration(by=by, at=clock.now() - timedelta(days=1), child=child, particulars=worlds.particulars())
    request = recorded(by, child, "correction")
    for wrong in (None, uuid4(), before.pk):
        with pytest.raises(Refused, match="Correct it first"):
            answered(dpo, request, corrected=wrong)
    made = children.correct_registration(by=by, at=clock.now(), child=child, particulars=worlds.particulars(sex="female"))
    assert answered(dpo, request, corrected=made.pk).registration_id == made.pk


def test_a_corrected_name_will_do(second: Account) -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    request = recorded(by, child, "correction")
    made = children.correct_identity(by=by, at=clock.now(), child=child, told=Names(latin="Zoumanigui Pivi"))
    assert answered(officer(), request, corrected=made.pk).identity_id == made.pk


def test_a_corrected_service_will_do(second: Account) -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    service = worlds.service(by, child)
    request = recorded(by, child, "correction")
    made = assistance.correct_service(by=by, at=clock.now(), service=service, service_type="blanket", quantity=1, on=clock.today())
    assert answered(officer(), request, corrected=made.pk).service_id == made.pk


def test_a_refusal_takes_two_people_and_the_words_against_it_stay(second: Account) -> None:
    by, dpo = worlds.caseworker(), officer()
    child = worlds.child(by)
    request = recorded(by, child, "correction")
    with pytest.raises(Refused, match="in words"):
        answered(dpo, request, "refused", reason=" ")
    answered(dpo, request, "refused")
    with pytest.raises(Refused, match="proposed already"):
        answered(second, request, "refused")
    with pytest.raises(Refused, match="another person"):
        actions.agree_refusal(by=dpo, at=clock.now(), request=request)
    with pytest.raises(Refused, match="refused a correction"):
        actions.record_disagreement(by=by, at=clock.now(), request=request, words="No.")
    step = actions.agree_refusal(by=second, at=clock.now(), request=request)
    assert (step.outcome, step.proposed_by, step.taken_by) == ("refused", dpo.pk, second.pk)
    assert vault.unseal(step, "sealed") == "Because of the rule."
    actions.record_disagreement(by=by, at=clock.now(), request=request, words="I am sixteen.")
    held = answering.requests_of(child, by, clock.today())
    assert answering.disagreements(child, by, held, opened=True) == [(clock.today(), "I am sixteen.")]
    assert answering.disagreements(child, by, held, opened=False) == [(clock.today(), "")]


def test_a_refusal_that_is_not_agreed_leaves_the_request_open(second: Account) -> None:
    by, dpo = worlds.caseworker(), officer()
    request = recorded(by, worlds.child(by))
    with pytest.raises(Refused, match="No refusal"):
        actions.agree_refusal(by=second, at=clock.now(), request=request)
    answered(dpo, request, "refused")
    actions.return_refusal(by=second, at=clock.now(), request=request, reason="There is no rule.")
    assert answered(dpo, request).outcome == "granted"


def test_granted_in_part_is_done_only_once_the_second_person_agrees(second: Account) -> None:
    by = worlds.caseworker()
    request = recorded(by, worlds.child(by))
    answered(officer(), request, "partly")
    assert not Export.objects.exists()
    assert actions.agree_refusal(by=second, at=clock.now(), request=request).export is not None


def test_the_person_complained_of_neither_reads_nor_answers(second: Account) -> None:
    by, dpo = worlds.caseworker(), officer()
    child = worlds.child(worlds.supervisor())
    request = recorded(worlds.supervisor(), child, about=dpo)
    assert not Request.objects.visible_to(dpo).exists()
    with pytest.raises(NotPermitted):
        answered(dpo, request)
    with pytest.raises(NotPermitted):
        answering.check_can_answer(dpo, request)
    assert not Request.objects.visible_to(by).filter(about=by).exists()


def test_who_answers_does_not_make_the_copy(second: Account) -> None:
    both = worlds.person(Role.CASEWORKER, "asticude", "nador")
    from kanaf.access import actions as access

    access.give_role(by=access.system_account(), at=clock.now(), account=both, role=Role.DATA_PROTECTION_OFFICER, city=None)
    both = Account.objects.get(pk=both.pk)
    with pytest.raises(Refused, match="your own hands"):
        answered(both, recorded(both, worlds.child(both)))


def test_an_objection_ends_what_rests_on_consent_and_nothing_else(second: Account) -> None:
    by, other, third = worlds.caseworker(), worlds.supervisor("oujda"), worlds.supervisor("tanger")
    child = worlds.child(by)
    worlds.consent(by, child)
    sharing = worlds.shared(by, child, other)
    obliged = worlds.consent(by, child, with_whom=third, decision="told", source="legal_obligation", told=True, why="PV 3")
    children.share_child(
        by=by,
        at=clock.now(),
        child=child,
        recipient=third.organisation,
        groups=["case"],
        purpose="continued_care",
        basis=obliged,
        until=clock.today() + timedelta(days=3),
    )
    request = recorded(by, child, "objection", purpose="sharing")
    assert answering.what_stays(child.pk) == 1
    step = answered(officer(), request)
    assert step.purposes == ["sharing"]
    sharing.refresh_from_db()
    assert (sharing.end_reason, sharing.ended_by) == ("withdrawn", step.taken_by)
    assert Sharing.objects.filter(child=child, ended_at=None).count() == 1
    newest = {(row.purpose, row.recipient_id): row.decision for row in ConsentDecision.objects.order_by("recorded_at", "pk")}
    assert newest[("sharing", other.organisation_id)] == "withdrawn"
    assert newest[("sharing", third.organisation_id)] == "told"
    assert newest[("services", None)] == "given"


def test_an_objection_to_everything_can_be_granted_for_some_uses(second: Account) -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    worlds.consent(by, child)
    request = recorded(by, child, "objection")
    with pytest.raises(Refused, match="Choose for which"):
        answered(officer(), request, "partly", purposes=["sorcery"])
    answered(officer(), request, "partly", purposes=["statistics", "tracing"])
    actions.agree_refusal(by=second, at=clock.now(), request=request)
    decided = {row.purpose: row.decision for row in ConsentDecision.objects.order_by("recorded_at", "pk")}
    assert decided == {"services": "given", "statistics": "refused", "tracing": "refused"}


def test_granting_an_objection_twice_writes_nothing_more() -> None:
    by, dpo = worlds.caseworker(), officer()
    child = worlds.child(by)
    values = {"child": child, "on": clock.today(), "purposes": ["image"], "source": "child"}
    assert len(children.grant_objection(by=dpo, at=clock.now(), **values)) == 1
    assert children.grant_objection(by=dpo, at=clock.now(), **values) == []
    with pytest.raises(NotPermitted):
        children.grant_objection(by=by, at=clock.now(), **values)


def test_time_is_extended_once_with_a_reason_while_it_runs(second: Account) -> None:
    by, dpo = worlds.caseworker(), officer()
    request = recorded(by, worlds.child(by))
    over = clock.now() + timedelta(days=31)
    with pytest.raises(Refused, match="time is over"):
        actions.extend_request(by=dpo, at=over, request=request, reason="Papers to find.")
    step = actions.extend_request(by=dpo, at=clock.now(), request=request, reason="Papers to find.")
    assert step.until == request.due_on + timedelta(days=30)
    with pytest.raises(Refused, match="once"):
        actions.extend_request(by=dpo, at=clock.now(), request=request, reason="Again.")
    (line,) = answering.due_for(dpo, clock.today())
    assert line.due == step.until


def test_the_tick_reminds_when_it_is_near_and_when_it_is_late_once_each(second: Account, django_capture_on_commit_callbacks: Any) -> None:
    dpo, by = officer(), worlds.caseworker()
    request = recorded(by, worlds.child(by))
    for days, kinds in ((26, []), (28, ["soon"]), (29, ["soon"]), (31, ["soon", "late"])):
        with django_capture_on_commit_callbacks(execute=True):
            for _time in range(2):
                ticks.tick(clock.now() + timedelta(days=days))
        assert [step.kind for step in request.steps.order_by("taken_at") if step.kind != "received"] == kinds
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([dpo.email, by.email] * 2)


def test_it_stands_on_the_day_of_who_answers_and_of_who_is_responsible(second: Account, signed_in: SignIn) -> None:
    by, dpo = worlds.caseworker(), officer()
    child = worlds.child(by)
    recorded(by, child, received_on=clock.today() - timedelta(days=40))
    colleague = worlds.caseworker()
    for who, is_shown in ((by, True), (dpo, True), (second, True), (colleague, False), (worlds.caseworker("oujda"), False)):
        page = text_of(signed_in(who).get("/work/"))
        assert (child.code in page) == is_shown
        assert ("Requests about children’s data" in page) == is_shown


def test_steps_are_never_edited(second: Account) -> None:
    by = worlds.caseworker()
    request = recorded(by, worlds.child(by))
    with pytest.raises(history.Rewriting):
        RequestStep.objects.update(kind="answered")
    with pytest.raises(history.Rewriting):
        request.delete()


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "answered", "outcome": "refused", "told_by": "paper", "told_of_authority": True},
        {"kind": "answered", "outcome": "partly", "told_by": "paper", "told_of_authority": True, "proposed_by": "same"},
        {"kind": "answered", "outcome": "granted", "told_by": "paper"},
        {"kind": "answered", "told_by": "paper", "told_of_authority": True},
        {"kind": "received"},
        {"kind": "checked", "outcome": "granted"},
        {"kind": "extended", "sealed": b"x"},
        {"kind": "returned"},
        {"kind": "checked", "taken_by": None},
    ],
)
def test_the_database_itself_refuses(values: dict[str, Any]) -> None:
    by = worlds.caseworker()
    request = recorded(by, worlds.child(by))
    given = {"taken_by": by.pk} | values
    if given.get("proposed_by") == "same":
        given["proposed_by"] = by.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        RequestStep.objects.create(request=request, child=request.child, organisation=request.organisation, taken_at=clock.now(), **given)


# The pages.


def form(**changes: Any) -> dict[str, Any]:
    day = clock.today()
    values = {"kind": "access", "purpose": "", "words": SAID, "asker": "child", "identity_check": "paper_seen", "channel": "paper"}
    values |= {"language": "", "about": "", "received_on_day": day.day, "received_on_month": day.month, "received_on_year": day.year}
    return values | changes


def test_from_the_file_to_the_answer(second: Account, signed_in: SignIn) -> None:
    by, dpo = worlds.caseworker(), officer()
    child = worlds.child(by)
    client = signed_in(by)
    assert f"requests/of/{child.code}/" in text_of(client.get(file_url(child)))
    page = text_of(client.post(f"{URL}of/{child.code}/", form(), follow=True))
    request = Request.objects.get()
    assert SAID in page
    assert "Answer until" in page
    told = {"answer-outcome": "granted", "answer-told_by": "in_person", "answer-told_of_authority": "on", "answer-reason": ""}
    page = text_of(signed_in(dpo).post(f"{URL}{request.pk}/answer/", {"do": "answer"} | told, follow=True))
    assert "Granted" in page
    assert "Open the export" in text_of(client.get(f"{URL}{request.pk}/"))
    assert AuditEntry.objects.filter(act="request.opened", by=dpo.pk).exists()


def test_bad_input_comes_back_with_its_sentence_and_what_was_typed(second: Account, signed_in: SignIn) -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    page = text_of(signed_in(by).post(f"{URL}of/{child.code}/", form(kind="objection")))
    assert "Say to which use." in page
    assert SAID in page
    page = text_of(signed_in(officer()).post(f"{URL}record/", form(code="7R4-XXX")))
    assert "No child in your reach" in page
    request = recorded(by, child)
    page = text_of(
        signed_in(second).post(f"{URL}{request.pk}/answer/", {"do": "answer", "answer-outcome": "refused", "answer-reason": "Typed."})
    )
    assert "Typed." in page
    page = text_of(signed_in(by).post(f"{URL}{request.pk}/note/", {"do": "check"}))
    assert "Answer this: How you made sure" in page


def test_a_stranger_finds_nothing_and_a_colleague_may_not(second: Account, signed_in: SignIn) -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    request = recorded(by, child)
    stranger = signed_in(worlds.caseworker("oujda"))
    assert stranger.get(f"{URL}of/{child.code}/").status_code == 404
    assert stranger.get(f"{URL}{request.pk}/").status_code == 404
    assert stranger.post(f"{URL}{request.pk}/note/", {"do": "check"}).status_code == 404
    assert "No child in your reach" in text_of(stranger.post(f"{URL}record/", form(code=child.code)))
    assert signed_in(by).post(f"{URL}{request.pk}/answer/", {"do": "agree"}).status_code == 403
    assert signed_in(worlds.outreach_worker()).get(f"{URL}record/").status_code == 403
    assert signed_in(worlds.outreach_worker()).get(f"{URL}{request.pk}/").status_code == 404


def test_refusing_extending_and_disagreeing_on_the_page(second: Account, signed_in: SignIn) -> None:
    by, dpo = worlds.caseworker(), officer()
    child = worlds.child(by)
    request = recorded(by, child, "correction", about=worlds.caseworker())
    url = f"{URL}{request.pk}/"
    first, other = signed_in(dpo), signed_in(second)
    first.post(f"{url}answer/", {"do": "extend", "extend-reason": "Papers to find."})
    told = {"answer-outcome": "refused", "answer-told_by": "paper", "answer-told_of_authority": "on", "answer-reason": "It is right."}
    first.post(f"{url}answer/", {"do": "answer"} | told)
    assert "another person agrees or does not" in text_of(first.get(url))
    other.post(f"{url}answer/", {"do": "return", "return-reason": "Look again."})
    first.post(f"{url}answer/", {"do": "answer"} | told)
    assert "It is right." in text_of(other.post(f"{url}answer/", {"do": "agree"}, follow=True))
    page = text_of(signed_in(by).post(f"{url}note/", {"do": "disagree", "disagree-words": "I am sixteen."}, follow=True))
    assert "I am sixteen." in page
    assert "The person disagrees" in text_of(signed_in(by).get(file_url(child)))
    assert "I am sixteen." not in text_of(signed_in(by).get(file_url(child)))
