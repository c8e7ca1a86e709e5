"""The child's file: what it shows, to whom, and what reading it leaves."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from kanaf.access.models import Account, AuditEntry
from kanaf.casework import actions as casework
from kanaf.casework.models import Case
from kanaf.children import actions as children
from kanaf.children.models import Child
from kanaf.core import clock
from tests import worlds
from tests.desk.browsing import file_url, queries_of, text_of

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]


def followed(by: Account) -> tuple[Child, Case]:
    child = worlds.child(by, latin="Zoumanigui Pivi", mother="Kadiatou")
    case = worlds.case(by, child)
    worlds.service(by, child)
    children.record_consent(by=by, at=clock.now(), child=child, on=clock.today(), purpose="services", decision="given", source="child")
    casework.record_follow_up(by=by, at=clock.now(), case=case, on=clock.today(), kind="in_care", note="Saw the Baobab house.")
    return child, case


def test_the_file_tells_its_story_in_one_page(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    child, _case = followed(by)

    page = text_of(signed_in(by).get(file_url(child)))

    for said in ("Registered", "Case opened", "Hygiene kit", "Consent given: Receiving services", "In care", "To ask", "boy", "16 years"):
        assert said.lower() in page.lower(), said
    for act in ("services/", "consents/", "follow-up/", "risk/"):
        assert act in page


def test_nothing_sealed_is_in_the_file_until_it_is_asked_for(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    child, _case = followed(by)

    page = text_of(signed_in(by).get(file_url(child)))

    for sealed in ("Zoumanigui", "Kadiatou", "Baobab"):
        assert sealed not in page


def test_opening_the_identity_needs_a_reason_and_is_recorded_before_it_is_shown(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    child, _case = followed(by)
    client = signed_in(by)

    without = text_of(client.post(file_url(child, "identity/"), {"reason": ""}))
    opened = text_of(client.post(file_url(child, "identity/"), {"reason": "tracing"}))

    assert "Zoumanigui" not in without
    assert "Answer this: Why do you open the identity" in without
    assert "Zoumanigui Pivi" in opened
    assert "Saw the Baobab house." in opened
    entry = AuditEntry.objects.get(act="identity.opened")
    assert (entry.target_id, entry.by, '"tracing"' in entry.details) == (str(child.pk), by.pk, True)
    assert "Zoumanigui" not in text_of(client.get(file_url(child)))
    assert client.get(file_url(child, "identity/")).url == file_url(child)


def test_a_reason_that_the_programme_does_not_know_opens_nothing(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    child, _case = followed(by)

    page = text_of(signed_in(by).post(file_url(child, "identity/"), {"reason": "curiosity"}))

    assert "Zoumanigui" not in page
    assert "Select a valid choice" in page


def test_opening_the_file_is_recorded(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    child, _case = followed(by)

    signed_in(by).get(file_url(child))

    entry = AuditEntry.objects.get(act="child.opened")
    assert (entry.target_id, entry.by) == (str(child.pk), by.pk)


def test_who_answers_for_the_child_sees_who_read_the_file(signed_in: SignIn) -> None:
    worker, colleague, supervisor = worlds.caseworker(), worlds.caseworker(), worlds.supervisor()
    child, _case = followed(worker)
    signed_in(colleague).get(file_url(child))

    assert "Who read this file" in text_of(signed_in(worker).get(file_url(child)))
    assert "Who read this file" in text_of(signed_in(supervisor).get(file_url(child)))
    assert "Who read this file" not in text_of(signed_in(colleague).get(file_url(child)))


def test_a_reader_of_another_organisation_is_named_with_it(signed_in: SignIn) -> None:
    worker, other = worlds.caseworker(), worlds.caseworker("oujda")
    child = worlds.child(worker)
    worlds.followed_too(worker, child, other)
    signed_in(other).get(file_url(child))

    page = text_of(signed_in(worker).get(file_url(child)))

    assert f"{other.initials} (OMDH)" in page


def test_a_stranger_gets_404_and_leaves_no_reading(signed_in: SignIn) -> None:
    child, _case = followed(worlds.caseworker())
    client = signed_in(worlds.caseworker("oujda"))

    assert client.get(file_url(child)).status_code == 404
    assert client.get("/work/children/333-333/").status_code == 404
    assert client.post(file_url(child, "identity/"), {"reason": "tracing"}).status_code == 404
    assert not AuditEntry.objects.filter(act__in=["child.opened", "identity.opened"]).exists()


def test_a_colleague_who_reads_no_file_gets_403(signed_in: SignIn) -> None:
    child, _case = followed(worlds.caseworker())
    client = signed_in(worlds.outreach_worker())

    assert client.get(file_url(child)).status_code == 403
    assert client.post(file_url(child, "identity/"), {"reason": "tracing"}).status_code == 403


def test_the_coordination_reads_a_high_risk_and_changes_nothing(signed_in: SignIn) -> None:
    worker, coordinator = worlds.caseworker(), worlds.coordinator()
    child = worlds.child(worker)
    case = worlds.case(worker, child, risk="high")
    client = signed_in(coordinator)

    page = text_of(client.get(file_url(child)))

    assert "High risk" in page
    assert "follow-up/" not in page
    assert client.get(f"/work/cases/{case.pk}/follow-up/").status_code == 403


def test_a_child_without_a_case_offers_to_open_one(signed_in: SignIn) -> None:
    by = worlds.caseworker()

    page = text_of(signed_in(by).get(file_url(child := worlds.child(by))))

    assert "No case yet" in page
    assert file_url(child, "open-case/") in page


def test_notes_of_another_organisation_stay_closed(signed_in: SignIn) -> None:
    worker, other = worlds.caseworker(), worlds.caseworker("oujda")
    child, _case = followed(worker)
    worlds.followed_too(worker, child, other)

    page = text_of(signed_in(other).post(file_url(child, "identity/"), {"reason": "follow_up"}))

    assert "Zoumanigui Pivi" in page
    assert "Baobab" not in page


def test_a_long_story_folds_what_is_old(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    child = worlds.child(by, on=clock.today() - timedelta(days=80))
    for days in range(45):
        worlds.service(by, child, on=clock.today() - timedelta(days=days))

    page = text_of(signed_in(by).get(file_url(child)))

    assert "<b>Earlier</b>" in page
    assert page.count('<span class="dot">') == 46


def test_the_file_costs_the_same_whatever_the_story_and_the_caseload(signed_in: SignIn) -> None:
    by = worlds.supervisor()
    child, case = followed(by)
    client = signed_in(by)
    few = queries_of(client, file_url(child))
    for _number in range(12):
        worlds.service(by, child)
        casework.record_follow_up(by=by, at=clock.now(), case=case, on=clock.today(), kind="in_care", note="x")
    for _number in range(45):
        worlds.child(by)

    assert queries_of(client, file_url(child)) == few
    assert few <= 43
