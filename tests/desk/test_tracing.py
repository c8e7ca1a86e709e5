"""Family and tracing in the browser: opened with a reason, refused with its sentence, a seeker told nothing, three people to a reunion."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kanaf.access.models import Account, AuditEntry
from kanaf.children.models import Kinship, Reunification, TracingAction, TracingCandidate, TracingRequest, TracingVerification
from kanaf.core import clock
from tests import worlds
from tests.children import kin
from tests.desk.browsing import file_url, queries_of, text_of

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]
LIST, NEW = "/work/tracing/", "/work/tracing/new/"


def url(request: TracingRequest, act: str = "") -> str:
    return f"{LIST}{request.pk}/{act}"


def day(name: str = "on", prefix: str = "", *, after: int = 0) -> dict[str, Any]:
    when = clock.today() + timedelta(days=after)
    start = f"{prefix}-{name}" if prefix else name
    return {f"{start}_day": when.day, f"{start}_month": when.month, f"{start}_year": when.year}


RELATIVE = {"relation": "mother", "latin": "Fanta Kanfory", "life": "alive", "wish": "wants", "source": "child"}
SEEKER = {
    "name": "Mariama Sylla",
    "relation": "mother",
    "identified": "paper_seen",
    "contact": "+224 600",
    "child_latin": "Alpha Sylla",
    "child_sex": "male",
    "year": "2010",
    "nationality": "GIN",
    "other_parent": "Modibo Sylla",
    "city": "nador",
}


def test_a_relative_is_written_down_and_opened_with_a_reason(signed_in: SignIn) -> None:
    by = worlds.caseworker("nador")
    child = worlds.child(by)
    client = signed_in(by)
    assert file_url(child, "family/") in text_of(client.get(file_url(child)))
    page = client.post(file_url(child, "family/add/"), RELATIVE | {"latin": "", "relation": ""})
    assert "Answer this: Relation to the child." in text_of(page)
    page = client.post(file_url(child, "family/add/"), RELATIVE | {"latin": "", "note": ""})
    assert "Write at least a name" in text_of(page)
    page = client.post(file_url(child, "family/add/"), RELATIVE, follow=True)
    assert "Mother" in text_of(page)
    assert "Kanfory" not in text_of(page)
    assert "Kanfory" not in text_of(client.get(file_url(child)))
    assert "Kanfory" in text_of(client.post(file_url(child, "family/"), {"reason": "follow_up"}))
    assert AuditEntry.objects.filter(act="family.opened", by=by.pk).count() == 1


def test_a_correction_shows_what_was_said_after_a_reason(signed_in: SignIn) -> None:
    by = worlds.caseworker("nador")
    child = worlds.child(by)
    person = kin.relative(by, child, latin="Fanta Kanfory")
    client = signed_in(by)
    where = file_url(child, f"family/{person.pk}/")
    assert "Kanfory" not in text_of(client.get(where))
    assert "Kanfory" in text_of(client.post(where, {"reason": "follow_up"}))
    page = client.post(where, RELATIVE | {"latin": "Fanta Kanfori", "wish": "refuses"}, follow=True)
    assert "Does not want to" in text_of(page)
    assert client.get(file_url(worlds.child(by), f"family/{person.pk}/")).status_code == 404
    assert signed_in(worlds.caseworker("marrakech")).get(where).status_code == 404
    assert signed_in(worlds.outreach_worker("nador")).get(where).status_code == 403


def test_siblings_share_a_mother_and_a_relative_is_untied(signed_in: SignIn) -> None:
    by = worlds.caseworker("nador")
    sister, brother = worlds.child(by), worlds.child(by)
    person = kin.relative(by, sister)
    client = signed_in(by)
    also = file_url(sister, f"family/{person.pk}/also/")
    assert "Choose a sister or brother" in text_of(client.post(also, {"other": brother.code, "relation": "mother"}, follow=True))
    client.post(file_url(sister, "links/"), {"code": brother.code, "kind": "sibling"})
    assert "other file too" in text_of(client.post(also, {"other": brother.code, "relation": "mother"}, follow=True))
    assert "Mother" in text_of(client.get(file_url(brother, "family/")))
    client.post(file_url(sister, f"family/{person.pk}/untie/"))
    assert Kinship.objects.current().count() == 1


def test_a_search_is_refused_with_its_sentence_and_help_goes_on(signed_in: SignIn) -> None:
    by = worlds.caseworker("nador")
    child = worlds.child(by)
    person = kin.relative(by, child)
    client = signed_in(by)
    where = file_url(child, f"family/{person.pk}/look-for/")
    page = client.post(where, {"note": "Sells cloth at the market"} | day())
    assert "The child was not asked yet" in text_of(page)
    assert "Sells cloth at the market" in text_of(page)
    kin.consents(by, child, "refused")
    assert "Help goes on all the same" in text_of(client.post(where, day()))
    kin.consents(by, child)
    page = client.post(where, {"note": "Sells cloth at the market"} | day(), follow=True)
    assert "The search is opened" in text_of(page)
    assert "Sells cloth at the market" in text_of(page)
    story = text_of(client.get(file_url(child)))
    assert "Family tracing asked for" in story


def test_actions_are_written_due_and_settled_on_the_page(signed_in: SignIn) -> None:
    by = worlds.caseworker("nador")
    request = kin.sought(by)
    client = signed_in(by)
    act = {"do": "act", "act-kind": "telephone", "act-outcome": "pending", "act-note": "Rings, nobody answers"} | day("on", "act")
    page = client.post(url(request, "work/"), act)
    assert "Say by which day to look again" in text_of(page)
    assert "Rings, nobody answers" in text_of(page)
    client.post(url(request, "work/"), act | day("due_on", "act"))
    home = text_of(client.get("/work/"))
    assert "Telephone call" in home
    pending = TracingAction.objects.get()
    settle = {"do": "settle", "which": str(pending.pk), "settle-outcome": "successful"} | day("on", "settle")
    assert "Written down" in text_of(client.post(url(request, "work/"), settle, follow=True))
    assert "Telephone call" not in text_of(client.get("/work/"))
    assert client.post(url(request, "work/"), settle | {"which": "nonsense"}).status_code == 404
    assert client.post(url(request, "work/"), {"do": "dance"}).status_code == 404


def test_a_search_is_handed_over_closed_and_opened_again(signed_in: SignIn) -> None:
    by = worlds.caseworker("nador")
    request = kin.sought(by)
    client = signed_in(by)
    hand = {"do": "hand", "hand-body": "red_crescent", "hand-source": "child", "hand-reference": "TR-77"}
    hand |= day("on", "hand") | day("until", "hand", after=60)
    assert "TR-77" in text_of(client.post(url(request, "work/"), hand, follow=True))
    close = {"do": "close", "close-outcome": "unsuccessful", "close-reason": ""} | day("on", "close")
    assert "Answer this: Reason." in text_of(client.post(url(request, "work/"), close))
    assert "is closed" in text_of(client.post(url(request, "work/"), close | {"close-reason": "not_found"}, follow=True))
    again = {"do": "reopen", "reopen-why": ""} | day("on", "reopen")
    assert "Say why: whoever reads it later" in text_of(client.post(url(request, "work/"), again))
    assert "open again" in text_of(client.post(url(request, "work/"), again | {"reopen-why": "A new number"}, follow=True))


def test_a_seeker_is_told_nothing(signed_in: SignIn) -> None:
    """Is my son with you? The page answers the same whether he is, or not."""
    by, theirs = worlds.caseworker("nador"), worlds.caseworker("marrakech")
    client = signed_in(by)
    before = text_of(client.post(NEW, SEEKER | day(), follow=True))
    kin.sought_child(theirs, city="marrakech")
    after = text_of(client.post(NEW, SEEKER | day(), follow=True))
    assert "nobody can say anything yet" in after
    assert before.count("<article") == after.count("<article") == 0
    request = TracingRequest.objects.first()
    assert request is not None
    assert "Nobody looks alike" in text_of(client.get(url(request, "candidates/")))
    kin.compared(worlds.coordinator(), request, kin.sought_child(theirs, city="marrakech"))
    shown = text_of(client.get(url(request)))
    assert "Child</dt>" not in shown
    assert "Story" not in shown
    assert TracingRequest.objects.filter(pk=request.pk, status="open").exists()


def test_what_a_seeker_typed_comes_back_with_its_sentence(signed_in: SignIn) -> None:
    client = signed_in(worlds.caseworker("nador"))
    page = text_of(client.post(NEW, SEEKER | day() | {"child_latin": "", "other_parent": "Modibo Kanfory"}))
    assert "Write a name or nickname of the child" in page
    assert "Modibo Kanfory" in page
    page = text_of(client.post(NEW, SEEKER | day() | {"age": "forty"}))
    assert "Write an age in full years, from 0 to 17" in page
    assert not TracingRequest.objects.exists()


def test_the_coordination_compares_side_by_side_and_decides_once(signed_in: SignIn) -> None:
    by, theirs, coordinator = worlds.caseworker("nador"), worlds.caseworker("marrakech"), worlds.coordinator()
    child, request = kin.sought_child(theirs, city="marrakech"), kin.seeker(by)
    client = signed_in(coordinator)
    assert "person looks for a child" in text_of(client.get("/work/"))
    page = text_of(client.get(url(request, "candidates/")))
    assert child.code in page
    assert "name of the mother" in page
    assert AuditEntry.objects.filter(act="tracing.candidate_shown").count() == 1
    decide = {"which": str(child.pk), "verdict": "same", "note": ""}
    assert "Write in a few words why" in text_of(client.post(url(request, "candidates/"), decide))
    page = text_of(client.post(url(request, "candidates/"), decide | {"note": "Same mother"}, follow=True))
    assert "is not asked again" in page
    assert "This child" in page
    assert "person looks for a child" not in text_of(client.get("/work/"))
    assert TracingCandidate.objects.get().verdict == "same"
    assert child.code in text_of(signed_in(theirs).get(url(request)))
    assert "Choose one of those that are shown" in text_of(client.post(url(request, "candidates/"), decide | {"which": "no", "note": "x"}))


def test_from_a_childs_search_the_coordination_sees_who_is_looking(signed_in: SignIn) -> None:
    by, theirs, coordinator = worlds.caseworker("nador"), worlds.caseworker("marrakech"), worlds.coordinator()
    child = kin.sought_child(theirs, city="marrakech")
    own, request = kin.sought(theirs, child), kin.seeker(by)
    page = text_of(signed_in(coordinator).get(url(own, "candidates/")))
    assert url(request) in page
    signed_in(coordinator).post(url(own, "candidates/"), {"which": str(request.pk), "verdict": "unsure", "note": "Ask for the village"})
    assert TracingCandidate.objects.get().child == child
    assert signed_in(theirs).get(url(own, "candidates/")).status_code == 403


def test_two_verify_and_a_third_decides(signed_in: SignIn) -> None:
    first, second, third = worlds.caseworker("nador"), worlds.caseworker("nador"), worlds.supervisor("nador")
    request = kin.sought(first)
    form = {"methods": ["questions"], "result": "positive", "note": "Same answers"} | day()
    adult, child = form | {"of": "adult"}, form | {"of": "child"}
    assert "Say how it was verified" in text_of(signed_in(first).post(url(request, "verify/"), adult | {"methods": []}))
    signed_in(first).post(url(request, "verify/"), adult)
    signed_in(first).post(url(request, "verify/"), child)  # not one of the answers that they are offered
    assert TracingVerification.objects.count() == 1
    signed_in(second).post(url(request, "verify/"), child)
    decide = {"basis": "BID 7", "childs_view": "refuses", "country": "GIN", "city": "", "note": ""} | day()
    assert signed_in(second).post(url(request, "reunification/"), decide).status_code == 403
    client = signed_in(third)
    assert "Decide on the reunification" in text_of(client.get(url(request)))
    assert "nobody is reunited against their will" in text_of(client.post(url(request, "reunification/"), decide))
    client.post(url(request, "reunification/"), decide | {"childs_view": "wants"})
    assert Reunification.objects.count() == 1
    client.post(url(request, "work/"), {"do": "reunion"} | day("on", "reunion"))
    page = text_of(client.get(url(request)))
    assert "After 3 months in the family" in page
    visit = Reunification.objects.get().follow_ups.first()
    assert visit is not None
    seen = {"do": "visit", "which": str(visit.pk), "visit-outcome": "well"} | day("on", "visit")
    assert "The child is well" in text_of(client.post(url(request, "work/"), seen, follow=True))
    page = client.post(url(request, "work/"), {"do": "fail", "fail-why": "Left again"} | day("on", "fail"), follow=True)
    assert "both sides are verified anew" in text_of(page)


def test_lists_hold_no_name_and_their_filters_no_foreign_row(signed_in: SignIn) -> None:
    by = worlds.caseworker("nador")
    kin.seeker(by, child_latin="Zoumana Kanfory")
    kin.seeker(worlds.caseworker("marrakech"), city="marrakech")
    client = signed_in(by)
    for query in ("", "?status=all", "?status=nonsense&direction=nonsense", "?direction=seeker&organisation=alkaram"):
        page = text_of(client.get(LIST + query))
        assert page.count("Looks for a child: Mother") == 1
        assert "Kanfory" not in page
    assert "No request here" in text_of(client.get(f"{LIST}?status=closed"))


def test_each_filter_of_the_list_shows_its_own(signed_in: SignIn) -> None:
    by = worlds.caseworker("nador")
    opened, begun = kin.seeker(by), kin.seeker(by)
    TracingRequest.objects.filter(pk=begun.pk).update(status=TracingRequest.Status.IN_PROGRESS)
    client = signed_in(by)
    shown = {query: text_of(client.get(LIST + query)) for query in ("", "?status=open", "?status=tracing_in_progress")}
    assert [url(opened) in page for page in shown.values()] == [True, True, False]
    assert [url(begun) in page for page in shown.values()] == [True, False, True]
    for page in shown.values():
        tabs = page.split('aria-label="Which requests"')[1].split("</nav>")[0]
        assert tabs.count("aria-current") == 1


def test_the_coordination_reads_no_code_of_a_child_it_does_not_follow(signed_in: SignIn) -> None:
    by = worlds.caseworker("nador")
    latest = worlds.child(by)
    own = kin.sought(by, latest)
    page = text_of(signed_in(worlds.coordinator()).get(f"{LIST}?direction=child"))
    assert url(own) in page
    assert latest.code not in page
    assert latest.code not in text_of(signed_in(worlds.coordinator()).get(url(own)))


def test_strangers_find_nothing(signed_in: SignIn) -> None:
    request = kin.sought(worlds.caseworker("nador"))
    for act in ("", "verify/", "candidates/"):
        assert signed_in(worlds.caseworker("marrakech")).get(url(request, act)).status_code == 404
        assert signed_in(worlds.outreach_worker("nador")).get(url(request, act)).status_code == 403


def test_the_list_makes_as_many_queries_for_twelve_as_for_three(signed_in: SignIn) -> None:
    by = worlds.caseworker("nador")
    client, counted = signed_in(by), []
    for number in (3, 9):
        for _ in range(number):
            kin.seeker(by)
        counted.append(queries_of(client, LIST))
    assert counted[0] == counted[1]


def test_who_follows_a_child_sees_its_other_searches_and_nobody_else_does(signed_in: SignIn) -> None:
    """A family found by one search may end another, which nobody would close otherwise."""
    by, coordinator, elsewhere = worlds.caseworker("nador"), worlds.coordinator(), worlds.caseworker("oujda")
    child = kin.sought_child(by)
    own = kin.sought(by, child)
    theirs = kin.seeker(elsewhere, city="oujda")
    client = signed_in(by)
    title = "Other searches about this child"
    assert title not in text_of(client.get(url(own)))
    kin.compared(coordinator, theirs, child)

    page = text_of(client.get(url(own)))
    assert title in page
    assert url(theirs) in page
    assert "Somebody of the family is found" not in page
    assert url(own) in text_of(client.get(url(theirs)))
    for other in (elsewhere, coordinator):
        page = text_of(signed_in(other).get(url(theirs)))
        assert title not in page
        assert url(own) not in page

    client = signed_in(by)
    closing = {"do": "close", "close-outcome": "unsuccessful", "close-reason": "not_found"} | day("on", "close")
    assert "The search is closed" in text_of(client.post(url(own, "work/"), closing, follow=True))
    assert title not in text_of(client.get(url(theirs)))


def test_once_the_family_is_found_the_other_search_is_to_be_closed(signed_in: SignIn) -> None:
    by, coordinator = worlds.caseworker("nador"), worlds.coordinator()
    child = kin.sought_child(by)
    own, theirs = kin.sought(by, child), kin.seeker(by)
    kin.compared(coordinator, theirs, child)
    kin.verified(coordinator, theirs, "adult")
    kin.verified(by, theirs, "child")
    client = signed_in(by)
    for one, other in ((own, theirs), (theirs, own)):
        page = text_of(client.get(url(one)))
        assert "Somebody of the family is found: close what is not needed any more." in page
        assert url(other) in page
