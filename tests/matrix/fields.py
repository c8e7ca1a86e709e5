"""Every field of every model and every form, posted to every page (G5).

What a page may be told is what it shows: the names of the inputs of its form, read from the pages themselves. Everything else is
posted beside it, and the database must be what it is without: each request is asked twice, honestly and with all the rest, taken back
each time, and the tables that it touched are compared row by row.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django import forms
from django.apps import apps
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve, reverse

from kanaf.access.models import Account
from kanaf.core import rows
from kanaf.desk.forms.family import RelativeForm
from kanaf.desk.forms.registration import NAMES, RegistrationForm
from tests.matrix import bodies, judge
from tests.matrix.oracle import PAGES
from tests.matrix.world import Actor, Thing, World

WRITING = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM) "([a-z0-9_]+)"', re.IGNORECASE)
NOT_COMPARED = {"django_session", "access_visit", "access_guess", "access_usedcode"}  # that somebody is there, and how often they tried
AUTHORITY = {
    "access_account",
    "access_grant",
    "access_organisation",
    "access_account_groups",
    "access_account_user_permissions",
    "access_invitation",
    "access_factorreset",
    "access_organisationrequest",
    "mfa_authenticator",
    "auth_group",
    "auth_group_permissions",
}
"""Who is who and may do what."""
MANAGES: dict[str, set[str]] = {
    "desk:person": {"access_grant", "access_account", "access_account_groups", "auth_group"},
    "desk:suspend": {"access_account"},
    "desk:resume": {"access_account"},
    "desk:expiry": {"access_account"},
    "desk:renew_invitation": {"access_invitation"},
    "desk:ask_factor_reset": {"access_factorreset"},
    "desk:end_role": {"access_grant", "access_account", "access_account_groups"},
    "desk:invite": {"access_account", "access_grant", "access_account_groups", "auth_group", "access_invitation"},
    "desk:missing": {"access_organisation"},
    "desk:factors": {"access_factorreset"},
    "desk:grant_reset": {"access_factorreset", "access_account", "mfa_authenticator", "access_invitation"},
    "desk:decline_reset": {"access_factorreset"},
    "desk:organisations": {"access_organisationrequest"},
    "desk:confirm_organisation": AUTHORITY,
    "desk:decline_organisation": {"access_organisationrequest"},
    "access:conduct": {"access_account"},
    "safeguarding:suspend": {"access_account"},
    "safeguarding:lift": {"access_account"},
}
"""By hand: the pages that change it, each which tables. No other does, whatever is posted."""
OF_ONESELF = {"access:conduct": {"conduct_version", "conduct_signed_at"}}
"""By hand: what a page changes of who asks."""

SHOWN_ONCE = {
    "access:conduct": {"agreed"},
    "desk:correct_identity": set(NAMES),
    "desk:correct_relative": set(RelativeForm.base_fields),
    "desk:look_alikes": set(RegistrationForm.base_fields),
    "desk:register": {"alert", "do", "seen"},
}
"""Inputs that only somebody sees who has still to answer, or who said first why an identity is opened; or that stand on another page."""


class _Forms(HTMLParser):
    """Where the forms of a page lead, and the names of their inputs."""

    def __init__(self, here: str) -> None:
        super().__init__()
        self.here, self.action = here, ""
        self.found: defaultdict[str, set[str]] = defaultdict(set)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = given.get("action", "").partition("?")[0] or self.here
        elif tag in {"input", "select", "textarea", "button"} and given.get("name"):
            self.found[self.action].add(given["name"])


def shown_inputs(world: World, *, every: bool) -> dict[str, set[str]]:
    """Page → the names of inputs that anybody is shown for it, anywhere; or that two people are shown who may see the page."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name, page in PAGES.items():
        may = [actor for actor in world.actors if actor.state == "active" and actor.role in (page.get or ())]
        for actor in may if every else may[:2]:
            for relation in (("own", "shared", "") if every else ("own", "shared")) if page.of else ("",):
                thing = world.of(page.of, actor.organisation).get(relation) if page.of else None
                if page.of and thing is None:
                    continue
                with transaction.atomic():
                    with rows.acting(rows.NOBODY):
                        response = actor.client.get(_address(name, thing))
                    transaction.set_rollback(True)
                if response.status_code == 200 and "html" in response.headers.get("Content-Type", ""):
                    reader = _Forms(_address(name, thing))
                    reader.feed(response.content.decode())
                    for action, names in reader.found.items():
                        found[_page_of(action)] |= names
    return found


def _page_of(address: str) -> str:
    try:
        return resolve(address).view_name
    except Resolver404:
        return ""


def _address(page: str, thing: Thing | None) -> str:
    return reverse(page, kwargs={name: thing.arguments[name] for name in judge._parameters(page)} if thing else {})


def hostile(actor: Actor, world: World) -> dict[str, Any]:
    """A value for every name there is: each field of each model, and each field of each form of ours."""
    found: dict[str, Any] = {}
    foreign = next(thing for thing in world.things if thing.kind == "account" and thing.relation == "other")
    for model in apps.get_models():
        for field in model._meta.get_fields():
            value = _value(field, actor, foreign)
            for name in {field.name, getattr(field, "attname", field.name)}:
                found.setdefault(name, value)
    for form in _forms(forms.BaseForm):
        for name, field in getattr(form, "base_fields", {}).items():
            choices = [str(choice[0]) for choice in getattr(field, "choices", []) or [] if choice[0]]
            found.setdefault(name, choices[-1] if choices else "on")
    return found | {"organisation": str(actor.account.organisation_id) if actor.account else "", "city": "casablanca"}


def _forms(base: type) -> Iterator[type]:
    for form in base.__subclasses__():
        if form.__module__.startswith("kanaf."):
            yield form
        yield from _forms(form)


def _value(field: Any, actor: Actor, foreign: Thing) -> str:
    if getattr(field, "remote_field", None) is not None or isinstance(field, models.UUIDField):
        related = getattr(field, "related_model", None)
        is_person = related is None or related._meta.label == "access.Account"
        return str(actor.account.pk if actor.account and is_person else foreign.arguments["pk"])
    if getattr(field, "choices", None):
        return str(list(field.choices)[-1][0])
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.IntegerField):
        return "99"
    if isinstance(field, models.DateField):
        return "2040-01-01"
    return "administrator"


@dataclass(frozen=True)
class Answer:
    """What one request did: the rows that came, went or are otherwise, table by table, and which columns of the asker's own account."""

    status: int
    changes: frozenset[tuple[str, str, str]]
    tables: frozenset[str]
    of_oneself: frozenset[str]


def ask(page: str, actor: Actor, thing: Thing | None, body: dict[str, Any]) -> Answer:
    """Post, look at what the touched tables hold, take it back, look again."""
    cookies = actor.client.cookies.copy()
    connection.queries_log.clear()  # it holds so many statements, and then says that there are no more
    with transaction.atomic():
        with CaptureQueriesContext(connection) as captured, rows.acting(rows.NOBODY):
            response = actor.client.post(_address(page, thing), body)
        touched = {match[1] for query in captured.captured_queries if (match := WRITING.match(query["sql"]))} - NOT_COMPARED
        after = {table: _rows(table) for table in sorted(touched)}
        account_after = _own(actor)
        transaction.set_rollback(True)
    actor.client.cookies = cookies
    changes, tables = set(), set()
    for table, held in after.items():
        before = _rows(table)
        gone = [row for pk, row in before.items() if held.get(pk) != row]
        come = [row for pk, row in held.items() if before.get(pk) != row]
        known = {found for row in before.values() for value in row.values() for found in EACH_TIME.findall(str(value))}
        for word, some in (("was", gone), ("is", come)):
            changes |= {(table, word, _plain(row, known)) for row in some}
        if gone or come:
            tables.add(table)
    account_before = _own(actor)
    changed = frozenset(name for name in account_before if account_before[name] != account_after[name])
    return Answer(response.status_code, frozenset(changes), frozenset(tables), changed - {"epoch", "last_login"})


def _own(actor: Actor) -> dict[str, Any]:
    return Account.objects.filter(pk=actor.account and actor.account.pk).values().first() or {}


def _rows(table: str) -> dict[Any, dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f'select * from "{table}"')
        names = [column[0] for column in cursor.description]
        key = next((names.index(name) for name in ("id", "number", "page_ptr_id") if name in names), 0)
        return {row[key]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}


# What a sequence of PostgreSQL gives does not come back with the rollback.
VOLATILE = {
    "revision_id",
    "page_ptr_id",
    "page_id",
    "object_id",
    "args_kwargs",
    "latest_revision_id",
    "live_revision_id",
    "id",
    "code",
    "number",
    "card",
    "mac",
    "previous",
    "digest",
    "key",
    "wrapped",
    "details",
    "target_id",
    "path",
    "password",
    "at",
}
EACH_TIME = re.compile(
    r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}"
    r"|20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.0-9]*"
    r'|"(?:pk|latest_revision|live_revision)": \d+'
)


def _plain(row: dict[str, Any], known: set[str]) -> str:
    """A row without what is otherwise each time: new ids, moments; of sealed bytes their length remains."""

    def same(found: re.Match[str]) -> str:
        return found[0] if found[0] in known else "each time"

    kept = []
    for name, value in sorted(row.items()):
        if name in VOLATILE or name.endswith("_at"):
            continue
        text = f"{len(bytes(value))} bytes" if isinstance(value, bytes | memoryview) else EACH_TIME.sub(same, str(value))
        kept.append(f"{name}={text}")
    return " ".join(kept)


@dataclass
class Found:
    requests: int = 0
    names: int = 0
    done: int = 0
    wrong: list[str] | None = None


def posted(world: World, *, every: bool) -> Found:
    """Every page that takes a form, as every role, or as one that may."""
    shown, found = shown_inputs(world, every=every), Found(wrong=[])
    assert found.wrong is not None
    pages = [(page, rights) for page, rights in sorted(PAGES.items()) if rights.post]
    for position, (page, rights) in enumerate(pages):
        if not every and position % 2 == (connection.vendor == "sqlite"):
            continue  # one half of the pages on each database: a page is the same code on both
        actors = [actor for actor in world.actors if actor.state == "active"]
        may = [actor for actor in actors if actor.role in rights.post]
        chosen = actors if every else may[position % len(may) :][:1]
        for actor in chosen:
            for relation in (("own", "shared", "other") if every else ("own",)) if rights.of or rights.body else ("",):
                _post_one(world, page, actor, relation, shown[page], found)
    return found


def _post_one(world: World, page: str, actor: Actor, relation: str, shown: set[str], found: Found) -> None:
    rights = PAGES[page]
    thing = world.of(rights.of, actor.organisation).get(relation) if rights.of else None
    if rights.of and thing is None:
        return
    honest = bodies.body_of(page, world, actor, relation)
    allowed = shown | set(honest) | SHOWN_ONCE.get(page, set())
    allowed |= {name.removesuffix("_day") for name in allowed}  # a day is asked in three parts, and taken as a whole too
    rest = {name: value for name, value in hostile(actor, world).items() if name not in allowed}
    who = f"{page} [{relation}] as {actor.role}"
    assert found.wrong is not None
    plain, more = ask(page, actor, thing, honest), ask(page, actor, thing, honest | rest)
    found.requests += 2
    found.names = max(found.names, len(rest))
    found.done += bool(plain.changes)
    if plain.changes != more.changes:
        found.wrong.append(f"{who}: more than its own fields changes {sorted(plain.changes ^ more.changes)[:3]}")
    every = ask(page, actor, thing, honest | rest | {name: value for name, value in hostile(actor, world).items() if name in shown})
    found.requests += 1
    for answer in (more, every):
        if strange := (answer.tables & AUTHORITY) - MANAGES.get(page, set()):
            found.wrong.append(f"{who}: changed {sorted(strange)}")
        if strange := answer.of_oneself - OF_ONESELF.get(page, set()):
            found.wrong.append(f"{who}: changed their own {sorted(strange)}")
