"""What every page owes: an answer, a policy without exceptions, the width of a phone, and nothing for axe to find (G24)."""

import re
from functools import cache
from typing import Any

from tests.e2e.conftest import ROOT

AXE = ROOT / "tests" / "e2e" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
UNSAFE = re.compile(r"unsafe-(inline|eval|hashes)")
RUN_AXE = """async () => {
  const found = await axe.run(document, {resultTypes: ['violations']});
  return found.violations.map(v => v.id + ': ' + v.nodes.slice(0, 2).map(n => n.html.slice(0, 160)).join(' | '));
}"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@cache
def axe() -> str:
    return AXE.read_text()


def wrong_with(page: Any, answer: Any, width: int) -> list[str]:
    """What is wrong with the page that was just opened and answered so; at a phone's width it must fit too."""
    found = []
    if answer.status != 200:
        found.append(f"status {answer.status}")
    policy = answer.headers.get("content-security-policy", "")
    if not policy or UNSAFE.search(policy):
        found.append(f"policy {policy!r}")
    if width <= 380 and (over := page.evaluate(OVERFLOW)) > 0:
        found.append(f"{over} px too wide")
    page.evaluate(axe())
    found += page.evaluate(RUN_AXE)
    return found
