"""G24: whatever is typed into a text comes back as text."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from kanaf.access.models import Account
from kanaf.assistance import actions as assistance
from kanaf.casework import actions as casework
from kanaf.core import clock
from kanaf.places.models import City
from tests import worlds
from tests.activities import builders as sessions
from tests.drills.payloads import payloads

pytestmark = pytest.mark.django_db
SignIn = Callable[[Account], Client]


def _unescaped(texts: list[str], page: str) -> list[str]:
    """Payloads that stand in a page as they were typed, quotes and brackets alive."""
    return [text for text in texts if text.strip() in page]


def _try(signed_in: SignIn, number: int, say: Callable[[str, str], None], batch: int = 50) -> None:
    by = worlds.caseworker()
    client, city, at = signed_in(by), City.objects.get(code="nador"), clock.now()
    texts = payloads(number)
    found: list[str] = []
    shown = 0
    for start in range(0, number, batch):
        some = texts[start : start + batch]
        child = worlds.child(by)
        case = casework.open_case(by=by, at=at, child=child, on=at.date(), risk="low", why=some[0])
        for text in some:
            casework.record_follow_up(by=by, at=at, case=case, on=at.date(), kind="in_care", note=text[:300])
            assistance.record_service(by=by, at=at, child=child, city=city, on=at.date(), service_type="meal", note=text[:300])
        session = sessions.session(worlds.outreach_worker(), title=some[-1][:80])
        for answer in (
            client.post(reverse("desk:identity", args=[child.code]), {"reason": "follow_up"}),
            client.get(reverse("activities:session", args=[session.pk])),
            client.get(reverse("activities:sessions")),
            client.get(reverse("desk:cases"), {"code": some[0], "status": some[1]}),
            client.post(reverse("desk:search"), {"q": some[2]}),
            client.post(reverse("desk:register"), {"latin": some[3], "arabic": some[4], "place": some[5], "city": some[6]}),
            client.get(f"/work/{some[7]}"),
        ):
            assert "unsafe" not in answer.headers.get("Content-Security-Policy", "")
            page = answer.content.decode()
            found += _unescaped(some, page)
            shown += sum(escape(text.strip()) in page for text in some)
    say("G24", f"{number:,} scripts typed into texts, shown {shown:,} times: {len(found)} came back alive ({connection.vendor})")
    assert shown > number // 2, "a text that is not shown proves nothing"
    assert found == []


def test_a_script_typed_into_any_text_comes_back_as_text(signed_in: SignIn, promise: Callable[[str, str], None]) -> None:
    _try(signed_in, 100, promise)


@pytest.mark.drill
def test_five_thousand_scripts_come_back_as_text(signed_in: SignIn, promise: Callable[[str, str], None]) -> None:
    _try(signed_in, 5_000, promise)


def test_the_search_finds_a_script_that_is_alive() -> None:
    """Without it, this file would prove nothing."""
    (text,) = payloads(1)
    assert _unescaped([text], f"<p>{text}</p>") == [text]
