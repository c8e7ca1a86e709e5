"""The list of cases: what it shows, what narrows it, its pages."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from kanaf.access.models import Account
from kanaf.casework import actions as casework
from kanaf.casework.models import Case
from kanaf.core import clock
from kanaf.desk.queries import caselist
from kanaf.desk.queries.caselist import Filters
from tests import worlds
from tests.desk.browsing import queries_of, text_of

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]
URL = "/work/cases/"


def due(case: Case, moment: datetime | None) -> Case:
    """A deadline set without waiting for it: the worlds' actions run at the present moment only."""
    Case.objects.filter(pk=case.pk).update(next_due_at=moment)
    return case


def codes_in(page: str) -> list[str]:
    return re.findall(r'href="/work/children/([3-9A-Z]{3}-[3-9A-Z]{3})/"', page)


def test_the_list_shows_the_cases_one_may_see_the_most_overdue_first(signed_in: SignIn) -> None:
    by, at = worlds.caseworker(), clock.now()
    later = due(worlds.case(by, risk="low"), at + timedelta(days=9))
    late = due(worlds.case(by, risk="high"), at - timedelta(days=2))
    theirs = worlds.case(worlds.caseworker("oujda"), city="oujda")

    page = text_of(signed_in(by).get(URL))

    assert codes_in(page) == [late.child.code, later.child.code]
    assert theirs.child.code not in page
    assert "High risk" in page
    assert "Unaccompanied child" in page


def test_who_reads_no_case_gets_403(signed_in: SignIn) -> None:
    assert signed_in(worlds.outreach_worker()).get(URL).status_code == 403
    assert signed_in(worlds.information_officer()).get(URL).status_code == 403


@pytest.mark.parametrize(("asked", "found"), [("late", [0]), ("today", [1]), ("soon", [2]), ("", [0, 1, 2, 3])])
def test_a_due_filter_keeps_exactly_its_rows(signed_in: SignIn, asked: str, found: list[int]) -> None:
    by, at = worlds.caseworker(), clock.now()
    moments = [at - timedelta(hours=1), at + timedelta(hours=3), at + timedelta(days=3), at + timedelta(days=30)]
    cases = [due(worlds.case(by), moment) for moment in moments]

    page = text_of(signed_in(by).get(URL, {"due": asked}))

    assert codes_in(page) == [cases[number].child.code for number in found]


def test_filters_narrow_together_and_each_can_be_removed(signed_in: SignIn) -> None:
    by, colleague = worlds.supervisor(), worlds.caseworker()
    mine = worlds.case(colleague, risk="high")
    worlds.case(colleague, risk="low")
    worlds.case(by, worlds.child(by), risk="high")
    client = signed_in(by)

    page = text_of(client.get(URL, {"risk": ["high"], "responsible": str(colleague.pk)}))

    assert codes_in(page) == [mine.child.code]
    assert page.count('class="chip"') == 2
    assert 'href="/work/cases/?risk=high"' in page
    assert codes_in(text_of(client.get(URL, {"code": mine.child.code[:4].lower()}))) == [mine.child.code]
    assert codes_in(text_of(client.get(URL, {"code": "000"}))) == []


def test_closed_cases_are_shown_when_asked_for(signed_in: SignIn) -> None:
    by, supervisor = worlds.caseworker(), worlds.supervisor()
    case = worlds.case(by)
    casework.close_case(by=supervisor, at=clock.now(), case=case, on=clock.today(), reason="objectives_met")
    client = signed_in(by)

    assert codes_in(text_of(client.get(URL))) == []
    assert codes_in(text_of(client.get(URL, {"status": "closed"}))) == [case.child.code]
    assert codes_in(text_of(client.get(URL, {"status": "all"}))) == [case.child.code]


@pytest.mark.parametrize(
    "query",
    [{"due": "ever"}, {"risk": "extreme"}, {"responsible": "everyone"}, {"status": "secret"}, {"after": "x"}, {"before": "2026-11-16~y"}],
)
def test_what_cannot_be_read_widens_nothing(signed_in: SignIn, query: dict[str, str]) -> None:
    by = worlds.caseworker()
    own = worlds.case(by)
    worlds.case(worlds.caseworker("oujda"), city="oujda")

    response = signed_in(by).get(URL, query)

    assert response.status_code == 200
    assert codes_in(text_of(response)) == [own.child.code]


def test_pages_by_key_give_each_case_once_forwards_and_back() -> None:
    by, at = worlds.caseworker(), clock.now()
    moments = [at, at, at, at + timedelta(days=1), None, None, None]
    ids = [due(worlds.case(by), moment).pk for moment in moments]

    forwards, key = [], ""
    while True:
        page = caselist.page(by, Filters(), at, after=key, size=2)
        forwards.append([row.case.pk for row in page.rows])
        if not page.after:
            break
        key = page.after
    backwards, key = [forwards[-1]], caselist.page(by, Filters(), at, after=key, size=2).before
    while key:
        page = caselist.page(by, Filters(), at, before=key, size=2)
        backwards.append([row.case.pk for row in page.rows])
        key = page.before

    assert sorted(pk for page_ids in forwards for pk in page_ids) == sorted(ids)
    assert len(forwards) == 4
    assert backwards[::-1] == forwards


def test_the_pager_leads_on_and_back(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    for _number in range(27):
        worlds.case(by)
    client = signed_in(by)

    first = text_of(client.get(URL, {"risk": "medium"}))
    following = re.search(r'href="([^"]+)" rel="next"', first)
    assert following is not None
    second = text_of(client.get(following[1].replace("&amp;", "&")))
    back = re.search(r'href="([^"]+)" rel="prev"', second)
    assert back is not None

    assert "25 shown" in first
    assert "2 shown" in second
    assert not set(codes_in(first)) & set(codes_in(second))
    assert codes_in(text_of(client.get(back[1].replace("&amp;", "&")))) == codes_in(first)
    assert 'class="chip"' in second


def test_counts_stop_at_one_more_than_they_show() -> None:
    by, at = worlds.caseworker(), clock.now()
    for _number in range(3):
        worlds.case(by)

    assert caselist.count(by, Filters(), at) == 3
    assert caselist.counts_by_risk(by, Filters(), at) == {"high": 0, "medium": 3, "low": 0}


def test_the_list_costs_the_same_with_5_and_with_50_children(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    for _number in range(5):
        worlds.case(by)
    client = signed_in(by)
    few = queries_of(client, URL)
    for _number in range(45):
        worlds.case(by)

    assert queries_of(client, URL) == few
    assert few <= 10
