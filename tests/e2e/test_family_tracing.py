"""A child is seen, screened, registered beside a duplicate, looks for its mother; somebody outside looks for it; two sides are verified.

Once in French at a desk, once in Arabic on a telephone, each person from their home page.
"""

import re
from typing import Any

import pytest

from tests.e2e.conftest import Demo
from tests.e2e.looks import wrong_with
from tests.e2e.test_one_child_one_figure import Visitor, visitor

pytestmark = pytest.mark.browser

FRENCH = {
    "language": "fr",
    "city": "nador",
    "given": "Sékou",
    "family": "Doumbouya",
    "heard": "Sekou Dumbuya",
    "mother": "Nènè Kourouma",
    "asks": "Nene Kuruma",
    "same": "Même mère, même village.",
}
ARABIC = {
    "language": "ar",
    "city": "marrakech",
    "given": "بكاري",
    "family": "ماغاسوبا",
    "heard": "Bakary Magassouba",
    "mother": "Sira Magassouba",
    "asks": "سيرا ماغاسوبا",
    "same": "الأم نفسها والقرية نفسها.",
}


@pytest.mark.parametrize(("told", "width"), [(FRENCH, 1280), (ARABIC, 380)], ids=["french", "arabic"])
def test_from_an_alert_to_both_sides_verified(demo: Demo, chromium: Any, told: dict[str, str], width: int) -> None:
    look = {"language": told["language"], "width": width}
    worker, second = f"caseworker.{told['city']}", f"caseworker2.{told['city']}"
    with visitor(demo, chromium, worker, **look) as first:
        register_from_an_alert(first, told)
        code = a_second_registration_offers_the_first(first, told)
        own = the_child_looks_for_its_mother(first, told, code)
    with visitor(demo, chromium, "caseworker.casablanca", **look) as elsewhere:
        request = somebody_asks_elsewhere(elsewhere, told)
        assert code not in elsewhere.text
    with visitor(demo, chromium, "coordinator", **look) as coordinator:
        the_coordination_compares(coordinator, told, request, code, width)
    with visitor(demo, chromium, "caseworker.casablanca", **look) as elsewhere:
        elsewhere.page.goto(f"{demo.url}{request}")
        assert code not in elsewhere.text  # who took it down is told nothing
        verify(elsewhere, request, "adult", told)
        assert code not in elsewhere.text
    with visitor(demo, chromium, second, **look) as other:
        verify(other, request, "child", told)
        assert other.page.locator(f"main a[href='{own}']").count() == 1  # who follows the child sees its own search too, to close it
        assert other.page.locator(".pill-green").count() == 1, other.text[:800]  # both sides confirmed: verified
        assert wrong_with(other.page, other.page.reload(), width) == []


def register_from_an_alert(first: Visitor, told: dict[str, str]) -> None:
    """From the first page: raise it, find it among what waits, look, and begin the file with what it says."""
    page = first.page
    page.locator("main a[href$='/alerts/new/']").first.click()
    first.choose("sex", "male")
    first.choose("age_band", "'15_17'")
    page.fill("[name=place]", told["heard"])
    send(page)
    page.locator("main a[href*='/alerts/']:not([href$='/new/'])").last.wait_for()
    mine = page.locator("main ul.rows a[href*='/alerts/']")
    for number in range(mine.count() - 1, -1, -1):
        page.goto(f"{first.demo.url}{mine.nth(number).get_attribute('href')}")
        if told["heard"] in first.text:
            break
        page.go_back()
        page.wait_for_load_state()
    assert told["heard"] in first.text
    first.choose("outcome", "register")
    page.locator("main form:has([name=outcome]) button[type=submit]").click()
    page.wait_for_url("**/children/register/**")
    fill_registration(first, told, f"{told['given']} {told['family']}")
    send(page)
    if "/register/" in page.url:  # somebody of the demonstration looks alike
        page.locator("button[form=registration]").last.click()
    page.wait_for_url(re.compile("/open-case/"))


def a_second_registration_offers_the_first(first: Visitor, told: dict[str, str]) -> str:
    """Heard by another hand: the page offers the file that exists, and it is opened instead."""
    page = first.page
    page.goto(f"{first.demo.url}/work/children/register/")
    fill_registration(first, told, told["heard"])
    send(page)
    offered = page.locator("article.match").first
    offered.wait_for()
    code = offered.locator("b .code, b").first.inner_text().strip()
    offered.locator("a[href*='/children/']").click()
    page.wait_for_url(f"**/children/{code}/")
    return code


def fill_registration(person: Visitor, told: dict[str, str], name: str) -> None:
    person.page.fill("[name=latin]", name)
    person.page.fill("[name=mother]", told["mother"])
    person.choose("sex", "male")
    person.choose("precision", "estimated")
    person.page.fill("[name=age]", "16")
    person.page.select_option("[name=nationality]", "GIN")
    person.choose("protection_status", "unaccompanied")


def the_child_looks_for_its_mother(first: Visitor, told: dict[str, str], code: str) -> str:
    page = first.page
    page.locator("section a[href$='/family/']").click()
    page.locator("a[href$='/family/add/']").click()
    page.select_option("[name=relation]", "mother")
    page.fill("[name=latin]", told["mother"])
    first.choose("life", "alive")
    first.choose("wish", "wants")
    send(page)
    page.locator("a[href$='/look-for/']").click()
    send(page)
    assert page.locator("[data-error-summary]").count() == 1  # the child was not asked yet
    page.goto(f"{first.demo.url}/work/children/{code}/consents/?purpose=tracing")
    first.choose("decision", "given")
    send(page)
    page.goto(f"{first.demo.url}/work/children/{code}/family/")
    page.locator("a[href$='/look-for/']").click()
    send(page)
    page.wait_for_url("**/work/tracing/**")
    page.select_option("[name=act-kind]", "telephone")
    first.choose("act-outcome", "unsuccessful")
    page.locator("form:has([name=act-kind]) button[type=submit]").click()
    page.wait_for_load_state()
    assert page.locator(".pill-cedar").count() >= 1, first.text[:600]
    return page.url.removeprefix(first.demo.url)


def somebody_asks_elsewhere(elsewhere: Visitor, told: dict[str, str]) -> str:
    page = elsewhere.page
    page.locator("main a[href$='/work/tracing/']").first.click()
    page.locator("main a[href$='/tracing/new/']").click()
    page.fill("[name=name]", told["asks"])
    page.select_option("[name=relation]", "mother")
    elsewhere.choose("identified", "paper_seen")
    page.fill("[name=contact]", "numéro inventé 9")
    page.fill("[name=child_latin]", told["heard"])
    elsewhere.choose("child_sex", "male")
    page.fill("[name=age]", "١٦")
    page.select_option("[name=nationality]", "GIN")
    send(page)
    page.wait_for_url(lambda url: "/tracing/" in url and not url.endswith("/new/"))
    return str(page.url).removeprefix(elsewhere.demo.url)


def the_coordination_compares(coordinator: Visitor, told: dict[str, str], request: str, code: str, width: int) -> None:
    page = coordinator.page
    page.locator("a[href*='direction=seeker']").first.click()
    page.locator(f"main a[href='{request}']").click()
    page.locator("main a[href$='/candidates/']").click()
    page.wait_for_load_state()
    assert wrong_with(page, page.reload(), width) == []
    found = page.locator("article.match").filter(has_text=code)
    found.locator("[name=verdict][value=same]").check()
    found.locator("[name=note]").fill(told["same"])
    found.locator("button[type=submit]").click()
    page.wait_for_load_state()
    assert told["same"] in coordinator.text


def verify(person: Visitor, request: str, of: str, told: dict[str, str]) -> None:
    page = person.page
    page.goto(f"{person.demo.url}{request}")
    page.locator(f"main a[href$='/verify/?of={of}']").click()
    page.check(f"[name=of][value={of}]")
    page.check("[name=methods][value=questions]")
    person.choose("result", "positive")
    page.fill("[name=note]", told["same"])
    send(page)
    if of == "child" and page.locator("[data-error-summary]").count():
        raise AssertionError(person.text[:600])
    page.wait_for_load_state()


def send(page: Any) -> None:
    """Press the main button of the form in the middle of the page."""
    page.locator("main form .form-foot button.btn-main").first.click()
    page.wait_for_load_state()
