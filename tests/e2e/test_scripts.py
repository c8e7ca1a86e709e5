"""G24 in a real browser: whatever was typed into a text is shown as text, and nothing of it runs."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.drills.payloads import RAN, payloads
from tests.e2e.conftest import Demo
from tests.e2e.test_one_child_one_figure import visitor

pytestmark = pytest.mark.browser
FILES = 20
PLANT = """
import json, sys
from kanaf.access.models import Account
from kanaf.assistance import actions as assistance
from kanaf.casework import actions as casework
from kanaf.children import actions, rules
from kanaf.children.told import Names
from kanaf.core import clock
from kanaf.core.actions import one_transaction
from kanaf.places.models import City
by = Account.objects.get(email='caseworker.nador@demo.kanaf.example')
city = City.objects.get(code='nador')
texts = json.loads({texts!r})
each = len(texts) // {files}
codes = []
for start in range(0, len(texts), each):
    with one_transaction():
        some = texts[start:start + each]
        particulars = actions.Particulars(sex='male', protection_status='unaccompanied', birth=rules.Birth('unknown', None, None))
        names = Names(*(some * 9)[:9])
        child = actions.register_child(by=by, at=clock.now(), city=city, on=clock.today(), particulars=particulars, identity=names)
        case = casework.open_case(by=by, at=clock.now(), child=child, on=clock.today(), risk='low', why=some[0])
        codes.append(child.code)
        for place, text in enumerate(some):
            if place % 2:
                casework.record_follow_up(by=by, at=clock.now(), case=case, on=clock.today(), kind='in_care', note=text[:300])
            else:
                assistance.record_service(
                    by=by, at=clock.now(), child=child, city=city, on=clock.today(), service_type='meal', note=text[:300]
                )
print(json.dumps(codes))
"""


@pytest.mark.parametrize("number", [200, pytest.param(5_000, marks=pytest.mark.drill)])
def test_no_script_of_so_many_runs(demo: Demo, chromium: Any, number: int, promise: Callable[[str, str], None]) -> None:
    texts = payloads(number)
    codes = json.loads(demo.run(PLANT.replace("{texts!r}", repr(json.dumps(texts))).replace("{files}", str(FILES))).splitlines()[-1])
    shown, ran, pages = set(), [], 0
    with visitor(demo, chromium, "caseworker.nador") as person:
        page = person.page
        page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
        for code in codes:
            page.goto(f"{demo.url}/work/children/{code}/")
            page.click("#identity > summary")
            page.select_option("#identity [name=reason]", "follow_up")
            page.click("form[action$='/identity/'] button[type=submit]")
            page.wait_for_load_state()
            pages += 1
            if page.evaluate(f"window.{RAN} !== undefined"):
                ran.append(code)
            plain = page.evaluate("document.body.textContent")
            shown |= {text for text in texts if text.strip() in plain}
        wrong = list(person.wrong)
    promise(
        "G24",
        f"{number:,} scripts in texts, {len(shown):,} of them shown on {pages} pages in Chromium: {len(ran)} ran, {len(wrong)} violations",
    )
    assert ran == []
    assert wrong == []
    assert len(shown) > number // 2
