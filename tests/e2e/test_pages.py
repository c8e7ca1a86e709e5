"""Every page that each role reaches from its home: answers, defends itself, fits a phone, and axe finds nothing (G24)."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlsplit

import pytest

from tests.e2e.conftest import Demo
from tests.e2e.looks import OVERFLOW, RUN_AXE, axe, wrong_with
from tests.e2e.test_one_child_one_figure import visitor

pytestmark = pytest.mark.browser
Say = Callable[[str, str], None]
ROLES = [
    "caseworker.nador",
    "supervisor.nador",
    "outreach.nador",
    "coordinator",
    "campaigns",
    "information",
    "communications",
    "donor",
    "dpo",
    "safeguarding",
    "deputy",
    "administrator",
]
LINKS = "links => links.map(link => link.href)"


def kind(url: str) -> str:
    """The URL with its ids taken out: pages of one kind are visited once."""
    path = urlsplit(url).path
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "<id>", path)
    path = re.sub(r"/[3-9BCDFGHJKMNPQRTVWXY]{3}-[3-9BCDFGHJKMNPQRTVWXY]{3}/", "/<code>/", path)
    return re.sub(r"/20\d\d(-Q\d)?/", "/<period>/", path)


def walk(demo: Demo, chromium: Any, promise: Say, who: str, *, language: str, width: int, most: int = 60) -> dict[str, list[str]]:
    """Follow every link of our own from where somebody begins; says how many were looked at, returns what is wrong by kind of page."""
    wrong: dict[str, list[str]] = {}
    looked = 0
    start = surface = "/work/" if who else f"/{language}/"
    with visitor(demo, chromium, who, language=language, width=width) as person:
        page = person.page
        waiting, seen = [f"{demo.url}{start}"], {kind(start)}
        while waiting and len(seen) <= most + len(waiting):
            url = waiting.pop(0)
            if urlsplit(url).path.endswith(".csv") or "/cms/" in url:
                continue
            answer = page.goto(url)
            found = wrong_with(page, answer, width)
            looked += 1
            if found:
                wrong[kind(url)] = found
            for link in page.eval_on_selector_all("a[href]:not([download])", LINKS):
                plain = urldefrag(link).url
                if plain.startswith(demo.url + surface) and kind(plain) not in seen:
                    seen.add(kind(plain))
                    waiting.append(plain)
    promise("G24", f"{who or 'public site'} in {language} at {width} px: {looked} kinds of page looked at, {len(wrong)} wrong")
    assert len(seen) > 1
    return wrong


@pytest.mark.parametrize("who", ROLES)
def test_pages_of_a_role_in_french_at_a_desk(demo: Demo, chromium: Any, promise: Say, who: str) -> None:
    assert walk(demo, chromium, promise, who, language="fr", width=1280) == {}


ON_A_PHONE = ["caseworker.nador", "supervisor.nador", "outreach.nador", "information", "communications", "campaigns", "safeguarding"]


@pytest.mark.parametrize("who", ON_A_PHONE)
def test_pages_of_a_role_in_arabic_on_a_phone(demo: Demo, chromium: Any, promise: Say, who: str) -> None:
    assert walk(demo, chromium, promise, who, language="ar", width=380) == {}


@pytest.mark.parametrize(("language", "width"), [("fr", 380), ("ar", 1280), ("en", 380)])
def test_pages_of_the_public_site(demo: Demo, chromium: Any, promise: Say, language: str, width: int) -> None:
    assert walk(demo, chromium, promise, "", language=language, width=width) == {}


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("ar", 380)])
def test_the_living_page(demo: Demo, chromium: Any, language: str, width: int) -> None:
    with visitor(demo, chromium, language=language, width=width) as person:
        answer = person.page.goto(f"{demo.url}/design/")
        assert wrong_with(person.page, answer, width) == []


def test_the_editor_has_its_own_policy_and_opens_to_those_who_write(demo: Demo, chromium: Any) -> None:
    with visitor(demo, chromium, "communications") as writer:
        answer = writer.page.goto(f"{demo.url}/cms/")
        assert answer.status == 200
        assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
        assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_the_checks_can_fail(demo: Demo, chromium: Any, tmp_path: Path) -> None:
    """A page with an image without words, too wide: both are seen."""
    page = chromium.new_page(viewport={"width": 380, "height": 700})
    page.set_content("<html lang='fr'><title>x</title><main><h1>x</h1><img src='data:,' width='900'></main>")
    page.evaluate(axe())
    assert any(found.startswith("image-alt") for found in page.evaluate(RUN_AXE))
    assert page.evaluate(OVERFLOW) > 0
    page.close()
