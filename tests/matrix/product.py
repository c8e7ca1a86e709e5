"""Every question that can be asked: page × method × role × state × relation; and a sample that covers it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from tests.matrix.oracle import PAGES, Page
from tests.matrix.world import Actor, World

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True)
class Question:
    """One request: may this one do this to that?"""

    page: str
    method: str
    actor: int
    relation: str

    def rank(self) -> str:
        """The same order on every machine and in every run, mixed enough that any beginning of it covers all."""
        return hashlib.sha256(f"{self.page}|{self.method}|{self.actor}|{self.relation}".encode()).hexdigest()


def our_urls() -> Iterator[tuple[str, URLPattern]]:
    """The name and pattern of each URL whose view is ours and not public."""
    yield from _walk(get_resolver().url_patterns, "")


def _walk(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            view = pattern.callback
            if view.__module__.startswith("kanaf.") and getattr(view, "needs", None) != "public" and pattern.name:
                yield f"{space}{pattern.name}", pattern


def _relations(page: Page, world: World, actor: Actor) -> list[str]:
    kind = page.of or page.body
    if not kind:
        return [""]
    return sorted(world.of(kind, actor.organisation)) or ["absent"]


def product(world: World) -> list[Question]:
    """The whole of it, in its mixed order; the questions that a colleague would really ask come first."""
    found = [
        Question(name, method, number, relation)
        for name, page in PAGES.items()
        for number, actor in enumerate(world.actors)
        for relation in _relations(page, world, actor)
        for method in METHODS
    ]
    return sorted(found, key=lambda question: (_turn(question, world), question.rank()))


def sample(whole: list[Question], world: World, most: int) -> list[Question]:
    """So many of the product, of each turn its share: who is no longer in is asked about as surely as who is."""
    turns: list[list[Question]] = [[], [], []]
    for question in whole:
        turns[_turn(question, world)].append(question)
    found = turns[0][: most * 3 // 4] + turns[2][: most // 20]
    return found + turns[1][: most - len(found)]


def _turn(question: Question, world: World) -> int:
    """What people at work ask, then what those ask who are no longer in, then what only machines ask."""
    page = PAGES[question.page]
    if {"GET": page.get, "POST": page.post}.get(question.method) is None:
        return 2
    return 0 if world.actors[question.actor].state == "active" else 1
