"""Submissions and periods: a partner sends, the officer answers and closes."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kanaf.access.models import Account
from kanaf.access.roles import Role
from kanaf.core import clock
from kanaf.indicators import actions
from kanaf.indicators.models import Period, Submission
from kanaf.places.models import City
from tests import worlds
from tests.indicators import builders
from tests.indicators.pages import asked, body

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]
SEND = ("indicators:send", ["2024", "nador"])


def sent(city: str = "nador", by: Account | None = None) -> Submission:
    return actions.submit(by=by or worlds.supervisor(city), at=clock.now(), city=City.objects.get(code=city), period=worlds.period("2024"))


def url(name: str, *args: object) -> str:
    return reverse(f"indicators:{name}", args=args)


def test_a_partner_sees_its_cities_and_periods_with_their_state(signed_in: SignIn) -> None:
    by = worlds.supervisor()
    for code in ("2026", "2025", "2024", "2023"):
        worlds.period(code)
    submission = sent(by=by)
    actions.return_submission(by=worlds.information_officer(), at=clock.now(), submission=submission, remark="March is missing.")
    page = body(signed_in(by).get(url("submissions")))
    for words in ("runs until 31 December 2026", "To send", "Returned, to revise", "March is missing.", "Send again"):
        assert words in page
    assert "Oujda" not in page
    assert url("send", "2025", "nador") in page
    assert url("send", "2026", "nador") not in page


def test_a_year_accepted_by_its_quarters_is_said_to_be(signed_in: SignIn) -> None:
    by = worlds.supervisor()
    worlds.period("2024")
    for quarter in range(1, 5):
        worlds.accepted_submission("nador", worlds.period(f"2024-Q{quarter}"), sender=by)
    page = body(signed_in(by).get(url("submissions")))
    assert "by its quarters" in page
    assert url("send", "2024", "nador") not in page


def test_the_counts_are_shown_before_sending_and_the_tick_is_asked(signed_in: SignIn) -> None:
    by = worlds.supervisor()
    builders.assisted(3)
    worlds.period("2024")
    client = signed_in(by)
    page = body(client.get(url("send", "2024", "nador")))
    assert "<b>3</b>" in page
    refused = client.post(url("send", "2024", "nador"), {})
    assert "Answer this: These records are complete" in body(refused)
    assert not Submission.objects.exists()
    answer = client.post(url("send", "2024", "nador"), {"complete": "on"})
    submission = Submission.objects.get()
    assert answer["Location"] == url("submission", submission.pk)
    assert submission.children == 3
    assert "Sent." in body(client.get(answer["Location"]))


def test_a_second_click_and_a_running_period_come_back_with_their_sentence(signed_in: SignIn) -> None:
    by = worlds.supervisor()
    sent(by=by)
    worlds.period("2026")
    client = signed_in(by)
    assert "was submitted for this period already" in body(client.post(url("send", "2024", "nador"), {"complete": "on"}))
    assert "This period runs until 31 December 2026" in body(client.post(url("send", "2026", "nador"), {"complete": "on"}))


def test_a_city_where_one_does_not_work_is_not_found(signed_in: SignIn) -> None:
    worlds.period("2024")
    client = signed_in(worlds.supervisor())
    assert client.get(url("send", "2024", "oujda")).status_code == 404
    assert client.post(url("send", "2024", "oujda"), {"complete": "on"}).status_code == 404
    assert client.get(url("send", "1999", "nador")).status_code == 404


def test_the_officer_sees_what_waits_and_accepts_it(signed_in: SignIn) -> None:
    submission = sent()
    client = signed_in(worlds.information_officer())
    assert url("submission", submission.pk) in body(client.get(url("submissions")))
    assert "Accept the submission" in body(client.get(url("submission", submission.pk)))
    client.post(url("accept", submission.pk))
    submission.refresh_from_db()
    assert submission.status == "accepted"
    assert "Accept the submission" not in body(client.get(url("submission", submission.pk)))


def test_returning_asks_for_a_remark_and_keeps_what_was_typed(signed_in: SignIn) -> None:
    submission = sent()
    client = signed_in(worlds.information_officer())
    assert "Say what the partner should complete." in body(client.post(url("return", submission.pk), {"remark": " "}))
    long = body(client.post(url("return", submission.pk), {"remark": "March " * 60}))
    assert "March March" in long
    assert "300" in long
    client.post(url("return", submission.pk), {"remark": "March is missing."})
    submission.refresh_from_db()
    assert (submission.status, submission.remark) == ("returned", "March is missing.")


def test_who_sent_it_is_told_that_another_person_answers(signed_in: SignIn) -> None:
    both = builders.both_roles(Role.SUPERVISOR, Role.INFORMATION_OFFICER)
    submission = sent(by=both)
    client = signed_in(both)
    assert "another person answers it" in body(client.get(url("submission", submission.pk)))
    assert "Another person must approve this" in body(client.post(url("accept", submission.pk)))
    submission.refresh_from_db()
    assert submission.status == "submitted"


def test_a_stranger_gets_404_and_a_colleague_without_the_right_403(signed_in: SignIn) -> None:
    submission = sent()
    assert signed_in(worlds.supervisor("oujda")).get(url("submission", submission.pk)).status_code == 404
    colleague = signed_in(worlds.caseworker())
    for name, args in (("submissions", []), ("submission", [submission.pk]), ("send", ["2024", "nador"])):
        assert colleague.get(url(name, *args)).status_code == 403
    own = signed_in(worlds.supervisor())
    assert own.get(url("submission", submission.pk)).status_code == 200
    assert own.post(url("accept", submission.pk)).status_code == 403
    assert own.post(url("return", submission.pk), {"remark": "x"}).status_code == 403
    assert own.get(url("periods")).status_code == 403
    assert own.post(url("close_period", "2024")).status_code == 403
    assert Client().get(url("submissions")).status_code == 302


def test_acts_answer_posts_only(signed_in: SignIn) -> None:
    submission = sent()
    client = signed_in(worlds.information_officer())
    for name, args in (("accept", [submission.pk]), ("return", [submission.pk]), ("close_period", ["2024"])):
        assert client.get(url(name, *args)).status_code == 405


def test_a_period_shows_what_is_missing_and_never_zero(signed_in: SignIn) -> None:
    builders.assisted(2)
    builders.accepted("nador")
    page = body(signed_in(worlds.information_officer()).get(url("period", "2024")))
    assert "1 of 5 cities reported" in page
    assert page.count("not reported</span>") == 8
    assert "Not received" in page
    assert "Close the period</button>" in page


def test_closing_is_refused_with_its_reason_and_then_done(signed_in: SignIn) -> None:
    client = signed_in(worlds.information_officer())
    submission = sent()
    assert "Submissions wait for an answer (1)" in body(client.get(url("period", "2024")))
    assert "Submissions wait for an answer (1)" in body(client.post(url("close_period", "2024")))
    actions.accept_submission(by=worlds.information_officer(), at=clock.now(), submission=submission)
    client.post(url("close_period", "2024"))
    assert Period.objects.get(code="2024").closed_at is not None
    assert "closed" in body(client.get(url("periods"))).lower()
    worlds.period("2026")
    assert "runs until 31 December 2026" in body(client.get(url("period", "2026")))
    assert client.get(url("period", "1999")).status_code == 404


def test_lists_ask_the_database_no_more_when_they_grow(signed_in: SignIn) -> None:
    by, officer = worlds.supervisor(), worlds.information_officer()
    pages = [(signed_in(by), url("submissions")), (signed_in(officer), url("submissions")), (signed_in(officer), url("periods"))]
    for code in ("2020", "2021"):
        worlds.accepted_submission("nador", worlds.period(code), sender=by, acceptor=officer)
    for client, page in pages:  # the first page of a session begins it
        client.get(page)
    before = [asked(client, page) for client, page in pages]
    for code in ("2022", "2023", "2024", "2025"):
        for city in ("nador", "marrakech"):
            worlds.accepted_submission(city, worlds.period(code), acceptor=officer)
    assert [asked(client, page) for client, page in pages] == before
