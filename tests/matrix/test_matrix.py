"""G1, G2, G4: every page, asked by everybody about everybody's things, judged by a table that the code does not know."""

import logging
import re
from collections.abc import Callable
from datetime import timedelta

import pyrage
import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from kanaf.access.models import Account
from kanaf.core import clock, rows, ticks
from kanaf.protection import actions as protection
from kanaf.protection.models import Export
from tests import worlds
from tests.matrix import judge
from tests.matrix.oracle import PAGES
from tests.matrix.product import Question, our_urls, product, sample
from tests.matrix.world import World, make

pytestmark = pytest.mark.django_db
PARTS = 6
"""The sample is asked in parts, so that it spreads over the workers."""
SAMPLE = {"postgresql": 15_000, "sqlite": 3_000}


def asked(world: World, part: int, parts: int, most: int | None, say: Callable[[str, str], None]) -> judge.Verdicts:
    whole = product(world)
    questions = whole if most is None else sample(whole, world, most)
    verdicts = judge.judge(questions[part::parts], world)
    where = ", ".join(f"{number:,} {what.replace('_', ' ')}" for what, number in verdicts.looked_in.items())
    canaries = len({canary for thing in world.things for canary in thing.canaries})
    foreign = [leak for leak in verdicts.leaks if " shows " in leak or " writes " in leak]
    say("G2", f"{canaries} canaries looked for in {where} (part {part + 1}): {len(foreign)} foreign ones ({connection.vendor})")
    say("G1", f"permission matrix, part {part + 1} of {parts}: whole product {len(whole):,}; {verdicts}")
    return verdicts


@pytest.mark.parametrize("part", range(PARTS))
def test_a_covering_sample_leaks_nothing(part: int, promise: Callable[[str, str], None]) -> None:
    verdicts = asked(make(), part, PARTS, SAMPLE[connection.vendor], promise)
    assert "\n".join(verdicts.leaks[:40]) == ""


@pytest.mark.drill
@pytest.mark.parametrize("part", range(PARTS))
def test_the_whole_product_leaks_nothing(part: int, promise: Callable[[str, str], None]) -> None:
    assert "\n".join(asked(make(), part, PARTS, None, promise).leaks[:40]) == ""


def test_the_log_and_the_letters_are_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hole planted once: a page that logs a name, and one that writes it to somebody."""
    world = make()
    word = next(canary for thing in world.things if thing.kind == "child" for canary in thing.canaries if judge.is_word(canary))
    number = next(number for number, actor in enumerate(world.actors) if (actor.role, actor.state) == ("donor_reader", "active"))
    client = world.actors[number].client
    sound = client.get
    for leak in (lambda: logging.getLogger("kanaf").error("registered %s", word), lambda: mail.send_mail("x", word, None, ["a@b.example"])):
        monkeypatch.setattr(client, "get", lambda *args, leak=leak, **more: (leak(), sound(*args, **more))[1])
        verdicts = judge.judge([Question("desk:home", "GET", number, "")], world)
        assert len(verdicts.leaks) == 1, verdicts.leaks


def test_nothing_else_that_goes_out_shows_a_canary(promise: Callable[[str, str], None]) -> None:
    """Exports, opened with their passphrase; the public site, its figures and downloads; what the minute's tick sends."""
    world = make()
    words = {canary: thing for thing in world.things for canary in thing.canaries if judge.is_word(canary)}
    actor = next(actor for actor in world.actors if (actor.role, actor.state) == ("caseworker", "active"))
    assert actor.account is not None
    texts = {"export": _exported(actor.account), "letter": _sent(), **_public_pages()}
    own = {word for word, thing in words.items() if judge._may_read(actor, thing)}
    found = [
        f"{word} in {where}" for where, text in texts.items() for word in words if word in text and not (where == "export" and word in own)
    ]
    assert any(word in texts["export"] for word in own), "an export that holds nothing proves nothing"
    promise(
        "G2",
        f"{len(words)} canaries looked for in an export, letters and {len(texts) - 2} public pages: {len(found)} ({connection.vendor})",
    )
    assert found == []


def _exported(by: Account) -> str:
    """All that one person can take out with a second one's word."""
    export = protection.ask_export(by=by, at=clock.now(), reason="field")
    protection.approve_export(by=worlds.supervisor(), at=clock.now(), export=export)
    passphrase = protection.make_export(by=by, at=clock.now(), export=export)
    sealed = protection.fetch_export(by=by, at=clock.now(), export=Export.objects.get(pk=export.pk))
    return pyrage.passphrase.decrypt(sealed, passphrase).decode("utf-8-sig")


def _sent() -> str:
    before = len(mail.outbox)
    ticks.tick(clock.now() + timedelta(days=4))
    return " ".join(str(message.message()) for message in mail.outbox[before:])


def _public_pages() -> dict[str, str]:
    """Every page that a stranger reaches from the front page, downloads included."""
    client, waiting, seen = Client(), ["/fr/"], {}
    while waiting and len(seen) < 150:
        url = waiting.pop()
        if url not in seen:
            with rows.acting(rows.NOBODY):
                answer = client.get(url, follow=True)
            seen[url] = judge.text_of(answer)
            waiting += [link for link in re.findall(r'href="(/(?:fr|ar|en)/[^"#?]*)', seen[url]) if link not in seen]
    assert len(seen) > 10
    return seen


def test_every_url_of_ours_has_its_line_in_the_oracle_and_every_line_its_url() -> None:
    assert {name for name, _pattern in our_urls()} == set(PAGES)
