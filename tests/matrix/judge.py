"""Ask, and hold the answer against the oracle. Everything that a request wrote is taken back before the next."""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core import mail
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from kanaf.access.models import AuditEntry
from kanaf.core import rows
from tests.matrix import bodies
from tests.matrix.oracle import EVERYONE, NATIONALLY, PAGES, SEES
from tests.matrix.product import Question
from tests.matrix.world import WORD, Actor, Thing, World

LOGIN, FORBIDDEN, ABSENT, WRONG_METHOD, OPEN = "sign in", "forbidden", "absent", "wrong method", "open"
OTHERS = {"shared", "read"}
"""Relations to what another organisation made; and of an emergency that somebody else opened."""
READS = ("opened", "shown", "read", "searched", "counted_live", "refused", "verified", "printed")
"""Last words of the acts that change nothing but the record itself."""


@dataclass
class Verdicts:
    """What was found: how many of each answer, and every leak in words."""

    answers: Counter[str] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    looked_in: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        told = ", ".join(f"{number:,} {answer}" for answer, number in self.answers.most_common())
        return f"{sum(self.answers.values()):,} questions: {told}; {len(self.leaks)} leaks"


def expected(question: Question, world: World) -> str:
    """What the oracle says."""
    page, actor = PAGES[question.page], world.actors[question.actor]
    allowed = {"GET": page.get, "HEAD": page.get, "POST": page.post}.get(question.method)
    if allowed is None:
        return WRONG_METHOD
    if not actor.is_in:
        return LOGIN
    if actor.state == "former" and allowed != EVERYONE:
        return FORBIDDEN
    if actor.role not in allowed:
        return FORBIDDEN
    if page.of and (question.relation in page.without or not sees(actor, page.of, question.relation)):
        return ABSENT
    return FORBIDDEN if page.follows and question.relation == "read" else OPEN


def sees(actor: Actor, kind: str, relation: str) -> bool:
    return actor.state == "active" and actor.role in SEES[kind].get(relation, ())


def told(response: HttpResponse) -> str:
    """The answer in the oracle's words."""
    if response.status_code == 302 and response["Location"].startswith("/account/login/"):
        return LOGIN
    return {403: FORBIDDEN, 404: ABSENT, 405: WRONG_METHOD, 500: "error"}.get(response.status_code, OPEN)


def judge(questions: list[Question], world: World) -> Verdicts:
    verdicts = Verdicts()
    for question in questions:
        answer, leaks = _ask(question, world, verdicts.looked_in)
        verdicts.answers[answer] += 1
        verdicts.leaks += leaks
    return verdicts


def _ask(question: Question, world: World, looked_in: Counter[str]) -> tuple[str, list[str]]:
    page, actor = PAGES[question.page], world.actors[question.actor]
    thing = world.of(page.of, actor.organisation).get(question.relation) if page.of else None
    if page.of and thing is None:
        thing = next(each for each in world.things if each.kind == page.of and each.relation == "absent")
    due = expected(question, world)
    response, acts = send(question, world, thing)
    answer = told(response)
    leaks = []
    if answer != due and not (page.changes_own and question.relation in OTHERS and answer in {FORBIDDEN, ABSENT}):
        leaks.append(f"answered {answer}, the oracle says {due}")
    if page.changes_own and question.relation in OTHERS and question.method == "POST" and (changed := _changes(acts)):
        leaks.append(f"changed what is another organisation's: {changed}")
    if due in {ABSENT, FORBIDDEN, LOGIN, WRONG_METHOD} and (changed := _changes(acts)):
        leaks.append(f"changed the record: {changed}")
    if page.body and due == OPEN and response.status_code == 302 and not sees(actor, page.body, question.relation):
        leaks.append("leads to what may not be seen")
    if due == ABSENT and answer == ABSENT and question.relation != "absent":
        leaks += _differs_from_absent(question, world, response)
    leaks += _canaries(question, world, thing, response)
    leaks += _beside(question, world, thing, response)
    looked_in += Counter(answers=1, log_lines=len(response.logged), mails=len(response.mailed))  # type: ignore[attr-defined]
    who = f"{actor.role or 'nobody'} ({actor.state})"
    return answer, [f"{question.method} {question.page} [{question.relation or '-'}] as {who}: {leak}" for leak in leaks]


def send(question: Question, world: World, thing: Thing | None) -> tuple[HttpResponse, list[str]]:
    """The answer, and what the record says was done; all of it undone."""
    actor = world.actors[question.actor]
    names = _parameters(question.page)
    url = reverse(question.page, kwargs={name: thing.arguments[name] for name in names} if thing else {})
    body: dict[str, Any] = bodies.body_of(question.page, world, actor, question.relation) if question.method == "POST" else {}
    query = bodies.query_of(question.page, world, actor, question.relation) if question.method == "GET" else {}
    session = actor.client.cookies.copy()
    with transaction.atomic():
        newest = AuditEntry.objects.order_by("-number").values_list("number", flat=True).first() or 0
        send_it = getattr(actor.client, question.method.lower())
        before = len(mail.outbox)
        with rows.acting(rows.NOBODY), _logged() as lines:
            response = send_it(url, body) if question.method == "POST" else send_it(url, query_params=query)
        response.logged, response.mailed = lines, [str(message.message()) for message in mail.outbox[before:]]
        acts = list(AuditEntry.objects.filter(number__gt=newest).values_list("act", flat=True))
        transaction.set_rollback(True)
    actor.client.cookies = session
    return response, acts


def _parameters(page: str) -> list[str]:
    from tests.matrix.product import our_urls

    if not _NAMES:
        _NAMES.update({name: sorted(pattern.pattern.converters) for name, pattern in our_urls()})
    return _NAMES[page]


_NAMES: dict[str, list[str]] = {}


def _changes(acts: list[str]) -> list[str]:
    return [act for act in acts if act.rpartition(".")[2] not in READS]


def _differs_from_absent(question: Question, world: World, response: HttpResponse) -> list[str]:
    """Forbidden and not existing are one answer (G4): status, headers and body."""
    page = PAGES[question.page]
    absent = next(each for each in world.things if each.kind == page.of and each.relation == "absent")
    beside, _acts = send(question, world, absent)
    if _plain(response) != _plain(beside):
        return ["is told apart from what does not exist"]
    return []


def _plain(response: HttpResponse) -> tuple[int, list[tuple[str, str]], str]:
    body = re.sub(r'(csrfmiddlewaretoken" value="|nonce=")[^"]*', r"\1", response.content.decode())
    for address in (response.wsgi_request.path, response.wsgi_request.get_full_path()):  # type: ignore[attr-defined]
        body = body.replace(address, "")
    headers = sorted((name, re.sub(r"nonce-[^']*", "", value)) for name, value in response.items() if name != "Content-Length")
    return response.status_code, headers, body


def _canaries(question: Question, world: World, thing: Thing | None, response: HttpResponse) -> list[str]:
    """The words of things that this person may not see, but for what they wrote themselves."""
    text = text_of(response)
    found = [(canary, other) for canary, other in _hidden_from(question.actor, world) if canary in text]
    typed = typed_in(question, world, thing) if found else set()
    return [f"shows {canary} of {other.kind} ({other.relation})" for canary, other in found if canary not in typed]


def _hidden_from(number: int, world: World) -> list[tuple[str, Thing]]:
    """Every word that this person may not read, with the thing whose word it is; worked out once for each person of a world."""
    if number not in world.hidden:
        actor = world.actors[number]
        # One emergency stands differently to the organisations that are told of it: who may read it in one way may read its words.
        read = {canary for thing in world.things if _may_read(actor, thing) for canary in thing.canaries}
        world.hidden[number] = [
            (canary, thing) for thing in world.things if not _may_read(actor, thing) for canary in thing.canaries if canary not in read
        ]
    return world.hidden[number]


class _Lines(logging.Handler):
    """What the server's log would hold, tracebacks included."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def _logged() -> Iterator[list[str]]:
    handler = _Lines()
    logging.getLogger().addHandler(handler)
    try:
        yield handler.lines
    finally:
        logging.getLogger().removeHandler(handler)


def _beside(question: Question, world: World, thing: Thing | None, response: HttpResponse) -> list[str]:
    """Words in the log or in letters: whoever asked, no protected text belongs there. Ids may: the log says codes and ids."""
    typed = typed_in(question, world, thing)
    found = []
    for where, texts in (("the log", response.logged), ("a letter", response.mailed)):  # type: ignore[attr-defined]
        text = " ".join(texts)
        if text:
            words = {canary for other in world.things for canary in other.canaries if is_word(canary)} - typed
            found += [f"writes {word} into {where}" for word in words if word in text]
    return found


def is_word(canary: str) -> bool:
    return canary.startswith(WORD)


def text_of(response: HttpResponse) -> str:
    """All that comes back: body and headers."""
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return " ".join([body.decode(errors="replace"), *(str(value) for value in response.headers.values())])


def typed_in(question: Question, world: World, thing: Thing | None) -> set[str]:
    """What the asker said themselves, in the address or in the form: to see it again is no leak."""
    actor = world.actors[question.actor]
    typed = {str(value) for value in (thing.arguments.values() if thing else ())}
    body = bodies.body_of(question.page, world, actor, question.relation) if question.method == "POST" else {}
    query = bodies.query_of(question.page, world, actor, question.relation) if question.method == "GET" else {}
    for value in [*body.values(), *query.values()]:
        typed |= {str(part) for part in (value if isinstance(value, list) else [value])}
    return typed


def _may_read(actor: Actor, thing: Thing) -> bool:
    """Things of another organisation's point of view are judged as that organisation's business: not this person's."""
    if actor.state == "active" and actor.role in NATIONALLY.get(thing.kind, ()):
        return True
    if thing.of not in (actor.organisation, "*"):
        return False
    return sees(actor, "child" if thing.kind == "code" else thing.kind, thing.relation)
