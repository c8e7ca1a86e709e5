"""Every page that each role reaches from its home: answers, defends itself, fits a phone, and axe finds nothing (G24)."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlsplit

import pytest

from tests.e2e.conftest import ROOT, Demo
from tests.e2e.test_one_child_one_figure import visitor

pytestmark = pytest.mark.browser
AXE = ROOT / "tests" / "e2e" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
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
UNSAFE = re.compile(r"unsafe-(inline|eval|hashes)")
RUN_AXE = """async () => {
  const found = await axe.run(document, {resultTypes: ['violations']});
  return found.violations.map(v => v.id + ': ' + v.nodes.slice(0, 2).map(n => n.html.slice(0, 160)).join(' | '));
}"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LINKS = "links => links.map(link => link.href)"


def kind(url: str) -> str:
    """The URL with its ids taken out: pages of one kind are visited once."""
    path = urlsplit(url).path
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "<id>", path)
    path = re.sub(r"/[3-9BCDFGHJKMNPQRTVWXY]{3}-[3-9BCDFGHJKMNPQRTVWXY]{3}/", "/<code>/", path)
    return re.sub(r"/20\d\d(-Q\d)?/", "/<period>/", path)


def walk(
    demo: Demo, chromium: Any, who: str, start: str, *, language: str, width: int, most: int = 60, seen: set[str] | None = None
) -> dict[str, list[str]]:
    """Follow every link of our own from a page; returns what is wrong by kind of page."""
    wrong: dict[str, list[str]] = {}
    seen = set() if seen is None else seen
    axe = AXE.read_text()
    surface = "/work/" if who else f"/{language}/"
    with visitor(demo, chromium, who, language=language, width=width) as person:
        page = person.page
        waiting = [f"{demo.url}{start}"]
        seen.add(kind(start))
        while waiting and len(seen) <= most + len(waiting):
            url = waiting.pop(0)
            if urlsplit(url).path.endswith(".csv") or "/cms/" in url:
                continue
            answer = page.goto(url)
            found = _look(page, answer, axe, width)
            if found:
                wrong[kind(url)] = found
            for link in page.eval_on_selector_all("a[href]", LINKS):
                plain = urldefrag(link).url
                if plain.startswith(demo.url + surface) and kind(plain) not in seen:
                    seen.add(kind(plain))
                    waiting.append(plain)
    assert len(seen) > 1
    return wrong


def _look(page: Any, answer: Any, axe: str, width: int) -> list[str]:
    found = []
    if answer.status != 200:
        found.append(f"status {answer.status}")
    policy = answer.headers.get("content-security-policy", "")
    if not policy or UNSAFE.search(policy):
        found.append(f"policy {policy!r}")
    if width <= 380 and (over := page.evaluate(OVERFLOW)) > 0:
        found.append(f"{over} px too wide")
    page.evaluate(axe)
    found += page.evaluate(RUN_AXE)
    return found


@pytest.mark.parametrize("who", ROLES)
def test_pages_of_a_role_in_french_at_a_desk(demo: Demo, chromium: Any, who: str, promise: Callable[[str, str], None]) -> None:
    seen: set[str] = set()
    wrong = walk(demo, chromium, who, "/work/", language="fr", width=1280, seen=seen)
    promise(
        "G24", f"{len(seen)} kinds of pages as {who}: {len(wrong)} with a violation, an external request, a lax policy or a fault of axe"
    )
    assert wrong == {}


ON_A_PHONE = ["caseworker.nador", "supervisor.nador", "outreach.nador", "information", "communications", "campaigns", "safeguarding"]


@pytest.mark.parametrize("who", ON_A_PHONE)
def test_pages_of_a_role_in_arabic_on_a_phone(demo: Demo, chromium: Any, who: str) -> None:
    assert walk(demo, chromium, who, "/work/", language="ar", width=380) == {}


@pytest.mark.parametrize(("language", "width"), [("fr", 380), ("ar", 1280), ("en", 380)])
def test_pages_of_the_public_site(demo: Demo, chromium: Any, language: str, width: int) -> None:
    assert walk(demo, chromium, "", f"/{language}/", language=language, width=width) == {}


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("ar", 380)])
def test_the_living_page(demo: Demo, chromium: Any, language: str, width: int) -> None:
    axe = AXE.read_text()
    with visitor(demo, chromium, language=language, width=width) as person:
        answer = person.page.goto(f"{demo.url}/design/")
        assert _look(person.page, answer, axe, width) == []


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
    page.evaluate(AXE.read_text())
    assert any(found.startswith("image-alt") for found in page.evaluate(RUN_AXE))
    assert page.evaluate(OVERFLOW) > 0
    page.close()
