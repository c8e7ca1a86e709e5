"""G4: what one may not see and what does not exist are one answer: in its words (asked by the matrix), its work, its time."""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.matrix import judge
from tests.matrix.oracle import PAGES
from tests.matrix.product import Question
from tests.matrix.world import Thing, World, make

pytestmark = pytest.mark.django_db
HIDDEN = ("other", "revoked", "elsewhere", "swapped")
PAIRS = 300
MOST = 0.002
"""Seconds between the medians."""
NOT_THERE = {
    ("role", "other"): Thing("role", "absent", "*", {"pk": uuid4(), "grant": 10**9}),
    ("place", "other"): Thing("place", "absent", "*", {"period": "2024", "city": "nowhere"}),
}
"""Where an address names two things: as the hidden one, the second alone is not there. Periods and cities are nobody's secret."""


def pairs(world: World) -> Iterator[tuple[Question, Thing, Thing]]:
    """For each page about a thing, each way of not seeing it: a question, the thing, and one that does not exist."""
    for name, page in PAGES.items():
        if not page.of:
            continue
        nothing = next(thing for thing in world.things if thing.kind == page.of and thing.relation == "absent")
        method, allowed = ("GET", page.get) if page.get else ("POST", page.post)
        for number, actor in enumerate(world.actors):
            if actor.state != "active" or actor.role not in (allowed or ()):
                continue
            things = world.of(page.of, actor.organisation)
            for relation in HIDDEN:
                question = Question(name, method, number, relation)
                if relation in things and judge.expected(question, world) == judge.ABSENT:
                    yield question, things[relation], NOT_THERE.get((page.of, relation), nothing)


def work(question: Question, world: World, thing: Thing) -> int:
    """How many statements the answer cost, the judge's own among them."""
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as captured:
        judge.send(question, world, thing)
    return len(captured)


def test_what_is_hidden_costs_as_many_statements_as_what_is_not_there(promise: Callable[[str, str], None]) -> None:
    world = make()
    asked, told = 0, []
    seen: set[tuple[str, str]] = set()
    for question, hidden, absent in pairs(world):
        if (question.page, question.relation) in seen:
            continue
        seen.add((question.page, question.relation))
        work(question, world, absent)
        costs = {name: work(question, world, thing) for name, thing in (("hidden", hidden), ("absent", absent))}
        asked += 1
        if costs["hidden"] != costs["absent"]:
            told.append(f"{question.method} {question.page} [{question.relation}] as {world.actors[question.actor].role}: {costs}")
    promise(
        "G4", f"{asked} hidden things beside what does not exist: {len(told)} told apart by the number of statements ({connection.vendor})"
    )
    assert asked > 40
    assert "\n".join(told) == ""


def medians(question: Question, world: World, hidden: Thing, absent: Thing, chance: random.Random) -> float:
    """The difference of the medians of so many answers, asked in pairs whose order is drawn, so that drift falls on both."""
    taken: dict[int, list[float]] = {0: [], 1: []}
    for _pair in range(PAIRS):
        for which in chance.sample((0, 1), 2):
            with transaction.atomic():
                began = time.perf_counter()
                judge.send(question, world, (hidden, absent)[which])
                taken[which].append(time.perf_counter() - began)
                transaction.set_rollback(True)
    return statistics.median(taken[0]) - statistics.median(taken[1])


@pytest.mark.drill
@pytest.mark.alone
def test_what_is_hidden_takes_as_long_as_what_is_not_there(promise: Callable[[str, str], None]) -> None:
    """For each kind of thing and each way of not seeing it, on the page that reads it."""
    world, chance = make(), random.Random(4)
    found: dict[str, float] = {}
    for question, hidden, absent in pairs(world):
        kind = f"{PAGES[question.page].of} [{question.relation}]"
        if kind in found:
            continue
        found[kind] = medians(question, world, hidden, absent, chance)
        for _again in range(2):  # a real difference is there each time; the machine's other work is not
            if abs(found[kind]) >= MOST:
                found[kind] = min(found[kind], medians(question, world, hidden, absent, chance), key=abs)
    worst = max(found, key=lambda kind: abs(found[kind]))
    promise(
        "G4",
        f"{len(found)} kinds of hidden things × {PAIRS} pairs: medians differ by at most {abs(found[worst]) * 1000:.2f} ms "
        f"({worst}, {connection.vendor})",
    )
    assert {kind: difference for kind, difference in found.items() if abs(difference) >= MOST} == {}
