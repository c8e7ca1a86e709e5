"""A complaint from end to end: sent without an account, read and answered by the focal point, followed with the code, kept in no file."""

import base64
from typing import Any

import pytest

from tests.e2e.conftest import Demo
from tests.e2e.test_demo import found_at_rest
from tests.e2e.test_one_child_one_figure import visitor

pytestmark = pytest.mark.browser
CANARY, NAMED = "Kanarischevogelbericht", "Vogelnaamgeheim"


def test_a_complaint_reaches_the_focal_point_alone_and_the_answer_the_sender(demo: Demo, chromium: Any, tmp_path: Any) -> None:
    with visitor(demo, chromium) as sender:
        sender.page.goto(f"{demo.url}/fr/")
        sender.follow("Signaler un abus")
        sender.choose("kind", "other_abuse")
        sender.page.fill("[name=text]", f"Il a crié. {CANARY}")
        sender.page.fill("[name=name]", NAMED)
        sender.press("^Envoyer")
        code = sender.page.inner_text(".figure-no .big").strip()
    with visitor(demo, chromium, "administrator") as manager:
        assert CANARY not in manager.page.content()
        assert manager.page.request.get(f"{demo.url}/work/complaints/").status == 403
    with visitor(demo, chromium, "safeguarding") as focal:
        focal.follow("plaintes? sans première action")
        focal.page.locator("main ul.rows a").last.click()
        focal.page.wait_for_load_state()
        assert CANARY in focal.text
        focal.page.fill("[name=answer-text]", "Nous agissons aujourd’hui.")
        focal.press("Envoyer la réponse")
        assert "Accusé de réception donné" in focal.text
    with visitor(demo, chromium, language="ar", width=380) as sender:
        sender.page.goto(f"{demo.url}/ar/complaint/follow/")
        sender.page.fill("[name=code]", code)
        sender.page.click("main button.btn-main")
        assert "Nous agissons aujourd’hui." in sender.text
        assert CANARY not in sender.text
    words = [CANARY, NAMED, code]
    assert found_at_rest(words, [demo.home], tmp_path) == []
    (tmp_path / "leaks").mkdir()
    (tmp_path / "leaks" / "log").write_bytes(base64.b64encode(f"told {CANARY} twice".encode()))
    assert found_at_rest(words, [tmp_path / "leaks"], tmp_path)
