"""My day: everybody finds something true and useful, and each number opens exactly its rows."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from kanaf.access.models import Account
from kanaf.access.roles import Role
from kanaf.core import clock
from kanaf.indicators import actions as indicators
from kanaf.places.models import City
from tests import worlds
from tests.desk.browsing import queries_of, text_of
from tests.desk.test_cases import codes_in, due

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]
URL = "/work/"
COUNT = re.compile(r'<a[^>]*?href="([^"]+)"[^>]*>\s*<b>\s*(\d+)\s*\+?\s*</b>.*?<span>([^<]+)</span>', re.DOTALL)


def counts_in(page: str) -> dict[str, tuple[int, str]]:
    """What is counted → (how many, the address that opens them)."""
    strip = page.split('class="counts"')[1].split("</nav>", maxsplit=1)[0] if 'class="counts"' in page else ""
    return {label.strip(): (int(number), html.unescape(url)) for url, number, label in COUNT.findall(strip)}


def four_cases(by: Account, risk: str = "medium") -> None:
    at = clock.now()
    for moment in (at - timedelta(days=1), at + timedelta(hours=2), at + timedelta(days=2), at + timedelta(days=40)):
        due(worlds.case(by, risk=risk), moment)


def test_each_number_of_a_caseworker_opens_exactly_its_rows(signed_in: SignIn) -> None:
    by, colleague = worlds.caseworker(), worlds.caseworker()
    four_cases(by)
    four_cases(colleague)
    client = signed_in(by)

    counts = counts_in(text_of(client.get(URL)))

    assert {label: number for label, (number, _url) in counts.items()} == {
        "step is late": 1,
        "step due today": 1,
        "step in the next seven days": 1,
        "open cases": 4,
    }
    for number, url in counts.values():
        assert len(codes_in(text_of(client.get(url)))) == number


def test_a_row_says_when_what_for_whom_and_leads_to_the_act(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    case = due(worlds.case(by, risk="high"), clock.now() - timedelta(days=2))

    page = text_of(signed_in(by).get(URL))

    for said in ("Late", "2 days ago", "First response and safety", case.child.code, "boy, 16 years", "High risk"):
        assert said in page
    assert f"/work/cases/{case.pk}/follow-up/" in page
    assert "/work/children/register/" in page


def test_a_supervisor_sees_the_team_and_what_is_to_be_sent(signed_in: SignIn) -> None:
    worker, supervisor = worlds.caseworker(), worlds.supervisor()
    four_cases(worker)
    worlds.period("2026-Q3")
    client = signed_in(supervisor)

    page = text_of(client.get(URL))

    counts = counts_in(page)
    assert counts["step is late"][0] == 1
    assert counts["submission to send"][0] == 1
    assert "Cases of the team" in page
    assert "/work/figures/submissions/send/2026-Q3/nador/" in page
    assert worker.initials in page


def test_the_coordination_sees_the_high_risks_it_follows(signed_in: SignIn) -> None:
    worker, coordinator = worlds.caseworker(), worlds.coordinator()
    four_cases(worker, risk="high")
    four_cases(worker)
    client = signed_in(coordinator)

    counts = counts_in(text_of(client.get(URL)))

    assert counts["high-risk cases followed"][0] == 4
    number, url = counts["high-risk cases followed"]
    assert len(codes_in(text_of(client.get(url)))) == number


def test_an_information_officer_sees_what_waits_to_be_accepted_and_closed(signed_in: SignIn) -> None:
    period = worlds.period("2026-Q3")
    indicators.submit(by=worlds.supervisor(), at=clock.now(), city=City.objects.get(code="nador"), period=period)
    officer = worlds.information_officer()

    waiting = text_of(signed_in(officer).get(URL))
    assert counts_in(waiting)["submission to accept"][0] == 1
    assert "ASTICUDE · Nador" in waiting

    worlds.accepted_submission("oujda", worlds.period("2026-Q2"))
    ready = text_of(signed_in(officer).get(URL))
    assert counts_in(ready)["period to close"][0] == 1


@pytest.mark.parametrize(
    ("role", "said"),
    [
        (Role.OUTREACH_WORKER, "No list to keep"),
        (Role.CAMPAIGN_MANAGER, "Campaigns"),
        (Role.COMMUNICATIONS_OFFICER, "No figure waits for you"),
        (Role.INSTITUTIONAL_READER, "No figure was released yet"),
        (Role.DONOR_READER, "Released figures"),
        (Role.DATA_PROTECTION_OFFICER, "Record of acts, today"),
        (Role.SAFEGUARDING_FOCAL_POINT, "outside the line of management"),
        (Role.ADMINISTRATOR, "People of the organisation"),
        (Role.CASEWORKER, "Nothing is due in the next seven days"),
    ],
)
def test_every_role_finds_something_at_home(signed_in: SignIn, role: Role, said: str) -> None:
    people = worlds.one_of_each_role()

    assert said in text_of(signed_in(people[role]).get(URL))


def test_nobody_sees_at_home_what_they_may_not_open(signed_in: SignIn) -> None:
    """Every link of everybody's home opens."""
    worker = worlds.caseworker()
    four_cases(worker, risk="high")
    worlds.period("2026-Q3")
    for role, account in worlds.one_of_each_role().items():
        client = signed_in(account)
        links = {html.unescape(url) for url in re.findall(r'href="(/work/[^"#]*)"', text_of(client.get(URL)))}
        refused = [url for url in links if client.get(url).status_code not in {200, 302}]
        assert not refused, (role, refused)


def test_who_has_no_role_is_told_so(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    by.grant_set.update(ended_at=clock.now())

    assert "You have no role yet" in text_of(signed_in(by).get(URL))


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(URL).status_code == 302


def test_the_place_one_is_at_is_marked_and_only_it(signed_in: SignIn) -> None:
    by = worlds.supervisor()
    child = worlds.child(by)
    client = signed_in(by)

    def current(url: str) -> list[str]:
        navigation = text_of(client.get(url)).split('class="nav nav-app"')[1].split("</nav>")[0]
        return sorted(set(re.findall(r'href="([^"]+)"\s+aria-current="page"', navigation)))

    assert current(URL) == ["/work/"]
    assert current(f"/work/children/{child.code}/") == ["/work/cases/"]
    assert current("/work/figures/submissions/") == ["/work/figures/submissions/"]
    assert current("/work/search/") == []


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SUPERVISOR])
def test_home_costs_the_same_with_5_and_with_50_children(signed_in: SignIn, role: Role) -> None:
    by = worlds.person(role, "asticude", "nador")
    for _number in range(5):
        due(worlds.case(by), clock.now() - timedelta(hours=1))
        due(worlds.case(by), clock.now() + timedelta(hours=1))
    client = signed_in(by)
    few = queries_of(client, URL)
    for _number in range(45):
        due(worlds.case(by), clock.now() - timedelta(hours=1))

    assert queries_of(client, URL) == few
    assert few <= 37
