"""What is done from a child's file: services, follow-ups, risk, closing, reopening, consents."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from kanaf.access.models import Account
from kanaf.assistance.models import Service
from kanaf.casework.models import Case, FollowUp, RiskAssessment
from kanaf.children.models import Child, ConsentDecision
from tests import worlds
from tests.desk.browsing import file_url, text_of

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]
TODAY = "16/11/2026"
TOMORROW = "17/11/2026"


def case_url(case: Case, act: str) -> str:
    return f"/work/cases/{case.pk}/{act}/"


def opened() -> tuple[Account, Child, Case]:
    by = worlds.caseworker()
    child = worlds.child(by)
    return by, child, worlds.case(by, child)


def test_a_case_is_opened_in_a_colleagues_hands_with_its_first_step(signed_in: SignIn) -> None:
    by, colleague = worlds.caseworker(), worlds.caseworker()
    child = worlds.child(by)
    client = signed_in(by)

    asked = text_of(client.get(file_url(child, "open-case/")))
    response = client.post(
        file_url(child, "open-case/"), {"level": "high", "responsible": str(colleague.pk), "on": TODAY, "why": ""}, follow=True
    )

    case = Case.objects.get()
    assert re.search(r"First response by 17 November 2026, 10:\d\d\.", asked)
    assert (case.risk, case.responsible) == ("high", colleague)
    assert re.search(r"The case is open\. Next step due by 17 November 2026, 10:\d\d\.", text_of(response))


def test_a_second_case_is_not_opened(signed_in: SignIn) -> None:
    by, child, _case = opened()
    client = signed_in(by)

    page = text_of(client.post(file_url(child, "open-case/"), {"level": "low", "responsible": str(by.pk), "on": TODAY}))

    assert "This child already has an open case in your organisation." in page
    assert client.get(file_url(child, "open-case/")).url == file_url(child)
    assert Case.objects.count() == 1


def test_another_organisations_colleague_is_not_offered(signed_in: SignIn) -> None:
    by, stranger = worlds.caseworker(), worlds.caseworker("oujda")
    child = worlds.child(by)

    page = text_of(signed_in(by).post(file_url(child, "open-case/"), {"level": "low", "responsible": str(stranger.pk), "on": TODAY}))

    assert "Select a valid choice" in page
    assert not Case.objects.exists()


def test_a_service_is_recorded_once_however_often_it_is_sent(signed_in: SignIn) -> None:
    by, child, _case = opened()
    client = signed_in(by)
    sent = {"service_type": "hygiene_kit", "quantity": "٢", "on": TODAY, "city": "nador", "note": "", "form_id": str(uuid4())}

    client.post(file_url(child, "services/"), sent)
    response = client.post(file_url(child, "services/"), sent)

    service = Service.objects.get()
    assert response.url == file_url(child)
    assert (service.service_type, service.quantity, service.city_id) == ("hygiene_kit", 2, "nador")


@pytest.mark.parametrize(
    ("changes", "sentence", "field"),
    [
        ({"service_type": ""}, "Answer this: Service.", "service_type"),
        ({"quantity": "0"}, "Write a quantity between 1 and 1000.", "quantity"),
        ({"quantity": "a box"}, "Write a quantity between 1 and 1000.", "quantity"),
        ({"on": TOMORROW}, "This date is in the future", "on_day"),
        ({"city": "casablanca"}, "Select a valid choice", "city"),
    ],
)
def test_a_wrong_service_comes_back_at_its_field(signed_in: SignIn, changes: dict[str, str], sentence: str, field: str) -> None:
    by, child, _case = opened()
    sent = {"service_type": "hygiene_kit", "quantity": "1", "on": TODAY, "city": "nador", "note": "Blue bag"} | changes

    page = text_of(signed_in(by).post(file_url(child, "services/"), sent))

    assert sentence in page
    assert f'href="#id_{field}"' in page
    assert "Blue bag" in page
    assert not Service.objects.exists()


def test_a_service_is_corrected_by_a_row_that_replaces_it(signed_in: SignIn) -> None:
    by, child, _case = opened()
    service = worlds.service(by, child)

    response = signed_in(by).post(f"/work/services/{service.pk}/", {"service_type": "blanket", "quantity": "1", "on": "15/11/2026"})

    assert response.url == file_url(child)
    now = Service.objects.current().get()
    assert (now.service_type, now.happened_on.day, now.replaces_id) == ("blanket", 15, service.pk)


def test_a_service_is_withdrawn_whatever_else_was_typed(signed_in: SignIn) -> None:
    by, child, _case = opened()
    service = worlds.service(by, child)

    response = signed_in(by).post(f"/work/services/{service.pk}/", {"withdraw": "1", "service_type": "", "quantity": "x"}, follow=True)

    assert "The service is withdrawn" in text_of(response)
    assert not Service.objects.current().exists()


def test_an_old_version_is_not_corrected_again(signed_in: SignIn) -> None:
    by, child, _case = opened()
    service = worlds.service(by, child)
    client = signed_in(by)
    sent = {"service_type": "blanket", "quantity": "1", "on": TODAY}
    client.post(f"/work/services/{service.pk}/", sent)

    page = text_of(client.post(f"/work/services/{service.pk}/", sent))

    assert "This service was corrected meanwhile" in page


def test_a_follow_up_counts_the_next_one(signed_in: SignIn) -> None:
    by, child, case = opened()

    response = signed_in(by).post(
        case_url(case, "follow-up"), {"kind": "in_care", "on": TODAY, "note": "Well.", "form_id": str(uuid4())}, follow=True
    )

    case.refresh_from_db()
    assert FollowUp.objects.get().child_id == child.pk
    assert case.next_step == "follow_up"
    assert "The follow-up is recorded. Next step due by" in text_of(response)


def test_a_risk_is_assessed_with_what_follows_from_each_level(signed_in: SignIn) -> None:
    by, _child, case = opened()
    client = signed_in(by)

    page = text_of(client.get(case_url(case, "risk")))
    client.post(case_url(case, "risk"), {"level": "high", "why": "Followed home.", "on": TODAY})

    case.refresh_from_db()
    assert page.count("Next contact by") == 3
    assert case.risk == "high"
    assert RiskAssessment.objects.count() == 2


def test_closing_is_for_the_supervisor_and_reopening_for_the_caseworker(signed_in: SignIn) -> None:
    by, child, case = opened()
    supervisor = worlds.supervisor()

    assert signed_in(by).get(case_url(case, "close")).status_code == 403
    closing = signed_in(supervisor).post(case_url(case, "close"), {"reason": "objectives_met", "on": TODAY}, follow=True)
    case.refresh_from_db()
    assert case.status == "closed"
    assert "The case is closed." in text_of(closing)
    assert case_url(case, "reopen") in text_of(signed_in(by).get(file_url(child)))

    signed_in(by).post(case_url(case, "reopen"), {"level": "medium", "why": "", "on": TODAY})
    case.refresh_from_db()
    assert case.status == "open"


def test_a_closed_case_takes_nothing_and_says_so(signed_in: SignIn) -> None:
    by, _child, case = opened()
    supervisor = worlds.supervisor()
    signed_in(supervisor).post(case_url(case, "close"), {"reason": "objectives_met", "on": TODAY})

    for act, sent in (
        ("follow-up", {"kind": "in_care", "on": TODAY, "note": "Kept words"}),
        ("risk", {"level": "low", "on": TODAY, "why": "Kept words"}),
        ("close", {"reason": "objectives_met", "on": TODAY}),
    ):
        page = text_of(signed_in(supervisor).post(case_url(case, act), sent))
        assert "This case is closed: reopen it first." in page
        assert sent.get("note") or sent.get("why") or "objectives_met" in page
    page = text_of(signed_in(by).post(case_url(case, "risk"), {"level": "low", "on": TODAY, "why": "Kept words"}))
    assert "Kept words" in page


def test_a_decision_is_recorded_and_what_was_never_given_is_not_withdrawn(signed_in: SignIn) -> None:
    by, child, _case = opened()
    client = signed_in(by)
    decided = {"purpose": "tracing", "decision": "refused", "source": "child", "on": TODAY}

    client.post(file_url(child, "consents/"), decided)
    url = f"/work/consents/{ConsentDecision.objects.get().pk}/withdraw/"
    refused = text_of(client.post(url, {"source": "child", "on": TODAY}))
    client.post(file_url(child, "consents/"), decided | {"decision": "given"})
    client.post(f"/work/consents/{ConsentDecision.objects.latest('recorded_at').pk}/withdraw/", {"source": "child", "on": TODAY})

    assert "There is no consent for this purpose to withdraw." in refused
    decisions = ConsentDecision.objects.order_by("recorded_at", "id").values_list("decision", flat=True)
    assert list(decisions) == ["refused", "given", "withdrawn"]


def acts(child: Child, case: Case, service: Service) -> list[tuple[str, dict[str, Any]]]:
    """Every act that follows from a file, with an answer that would be good."""
    return [
        (file_url(child, "open-case/"), {"level": "low", "on": TODAY}),
        (file_url(child, "services/"), {"service_type": "meal", "quantity": "1", "on": TODAY, "city": "nador"}),
        (file_url(child, "consents/"), {"purpose": "tracing", "decision": "given", "source": "child", "on": TODAY}),
        (f"/work/services/{service.pk}/", {"service_type": "meal", "quantity": "1", "on": TODAY}),
        (case_url(case, "follow-up"), {"kind": "in_care", "on": TODAY}),
        (case_url(case, "risk"), {"level": "low", "on": TODAY}),
        (case_url(case, "close"), {"reason": "objectives_met", "on": TODAY}),
        (case_url(case, "reopen"), {"level": "low", "on": TODAY}),
    ]


def test_a_stranger_finds_no_act(signed_in: SignIn) -> None:
    by, child, case = opened()
    client = signed_in(worlds.supervisor("oujda"))

    for url, sent in acts(child, case, worlds.service(by, child)):
        assert client.get(url).status_code == 404, url
        assert client.post(url, sent).status_code == 404, url


def test_a_colleague_without_the_right_is_kept_from_each_act(signed_in: SignIn) -> None:
    by, child, case = opened()
    outreach, coordinator = signed_in(worlds.outreach_worker()), signed_in(worlds.coordinator())

    for url, sent in acts(child, case, worlds.service(by, child)):
        assert outreach.get(url).status_code == 403, url
        assert outreach.post(url, sent).status_code == 403, url
        assert coordinator.post(url, sent).status_code == 403, url


def test_an_organisation_that_also_follows_the_child_changes_nothing_of_anothers(signed_in: SignIn) -> None:
    by, child, case = opened()
    other = worlds.supervisor("oujda")
    service = worlds.service(by, child)
    worlds.followed_too(by, child, other)
    client = signed_in(other)

    for url, sent in acts(child, case, service)[3:]:
        assert client.get(url).status_code == 403, url
        assert client.post(url, sent).status_code == 403, url
    assert client.get(file_url(child)).status_code == 200
