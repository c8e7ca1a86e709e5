"""G6: with the policy in the code sabotaged, the database still gives no foreign row."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest

from kanaf.access.models import Account
from kanaf.children.models import Child
from kanaf.core import rows
from kanaf.core.database.guard import protected_tables
from tests.matrix import judge
from tests.matrix.product import Question, product
from tests.matrix.world import PARTNER, World, make

pytestmark = pytest.mark.django_db
BEHIND_ROWS = {"child", "case", "service", "session", "training", "complaint", "request", "incident", "relative", "tracing"}
needs_rows = pytest.mark.skipif(connection.vendor != "postgresql", reason="row-level security is PostgreSQL's")


def _everything(self: Any, _by: Any) -> Any:
    return self.all()


@pytest.fixture
def sabotaged(monkeypatch: pytest.MonkeyPatch) -> World:
    """Every `visible_to` lets everything through, and every role may do everything."""
    world = make()
    for model in apps.get_models():
        query_set = type(model._default_manager.all())
        for ancestor in query_set.__mro__:
            if "visible_to" in ancestor.__dict__:
                monkeypatch.setattr(ancestor, "visible_to", _everything)
    monkeypatch.setattr("kanaf.access.models.Account.holds", lambda _self, _permission: True)
    return world


@needs_rows
def test_with_the_policy_sabotaged_no_foreign_word_is_read(sabotaged: World, promise: Callable[[str, str], None]) -> None:
    foreign = {"other", "revoked"}
    words = [word for thing in sabotaged.things if thing.relation in foreign and thing.kind in BEHIND_ROWS for word in thing.canaries]
    kinds = {word: f"{thing.kind} ({thing.relation}, {thing.of})" for thing in sabotaged.things for word in thing.canaries}
    questions = [question for question in product(sabotaged) if question.relation in foreign | {""} and _is_asked(question, sabotaged)]
    found, read = [], 0
    for question in questions[::3]:
        actor = sabotaged.actors[question.actor]
        kind = judge.PAGES[question.page].of
        thing = sabotaged.of(kind, actor.organisation).get(question.relation) if kind else None
        response, _acts = judge.send(question, sabotaged, thing)
        read += 1
        text, typed = judge.text_of(response), judge.typed_in(question, sabotaged, thing)
        # What the coordinating organisation reads of others by its rows is its own here.
        typed |= {
            word
            for other in sabotaged.things
            if other.of == actor.organisation and other.relation not in foreign
            for word in other.canaries
        }
        found += [
            f"{question.method} {question.page} as {actor.role}: {word} of {kinds[word]}"
            for word in words
            if word in text and word not in typed
        ]
    promise("G6", f"{read:,} questions with the policy sabotaged: {len(found)} foreign words (PostgreSQL)")
    assert read > 100
    assert found == []


def _is_asked(question: Question, world: World) -> bool:
    page, actor = judge.PAGES[question.page], world.actors[question.actor]
    is_there = not page.of or question.relation in world.of(page.of, actor.organisation)
    return question.method in {"GET", "POST"} and actor.state == "active" and is_there


@needs_rows
def test_each_protected_table_gives_no_row_to_an_organisation_without_any(sabotaged: World, promise: Callable[[str, str], None]) -> None:
    """The database asked directly, in the row context of an organisation that has nothing."""
    from kanaf.access.models import Organisation

    nobody = Organisation.objects.create(code="nothing", kind="ngo", label_fr="Rien", label_ar="لا شيء", label_en="Nothing")
    shared = {"core_datakey"}  # wrapped keys: worth nothing without the row they open
    found, held, apart = [], 0, 0
    for table, model in protected_tables().items():
        held += model._default_manager.exists()
        if model.Rows.apart:
            with rows.for_organisation(nobody.pk), pytest.raises(DatabaseError), transaction.atomic():
                model._default_manager.exists()
            apart += 1
            continue
        if model.Rows.condition().endswith("is not null"):
            shared.add(table)
        with rows.for_organisation(nobody.pk):
            if table not in shared and model._default_manager.exists():
                found.append(table)
    told = f"{len(shared)} belong to whoever is signed in, {apart} are out of reach altogether"
    promise(
        "G6", f"{len(protected_tables())} protected tables, {held} with rows ({told}): {len(found)} give a row to a stranger (PostgreSQL)"
    )
    assert held > 20
    assert found == []


@needs_rows
def test_no_table_gives_a_row_about_a_foreign_child(sabotaged: World, promise: Callable[[str, str], None]) -> None:
    """Every table that knows a child, asked by an organisation that has children of its own, about one that is not theirs."""
    partner = next(actor.account for actor in sabotaged.actors if (actor.role, actor.state) == ("supervisor", "active"))
    assert partner is not None
    tables, there, found = 0, 0, []
    for relation in ("other", "revoked"):
        child = Child.objects.get(code=sabotaged.of("child", PARTNER)[relation].arguments["code"])
        for table, model in protected_tables().items():
            column = model.Rows.child
            if not column or model.Rows.apart:
                continue
            tables += 1
            there += model._default_manager.filter(**{column: child.pk}).exists()
            with rows.for_organisation(partner.organisation_id):
                if _is_foreign(model, column, child, partner):
                    found.append(f"{table} ({relation})")
    promise("G6", f"{tables} tables asked about a foreign child, {there} of which know it: {len(found)} give a row (PostgreSQL)")
    assert there >= 12
    assert found == []


def _is_foreign(model: Any, column: str, child: Child, partner: Account) -> bool:
    """Whether a row comes that another organisation wrote; what one wrote oneself while it was shared stays one's own."""
    rows_of = model._default_manager.filter(**{column: child.pk})
    return bool(rows_of.exclude(organisation=partner.organisation_id).exists() if model.Rows.organisation else rows_of.exists())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the guard is SQLite's")
def test_outside_a_row_context_the_guard_raises(sabotaged: World, promise: Callable[[str, str], None]) -> None:
    """A path that forgot who asks reads nothing at all."""
    refused = 0
    for model in protected_tables().values():
        with rows.acting(rows.NOBODY), pytest.raises(rows.OutsidePolicy):
            list(model._default_manager.all()[:1])
        refused += 1
    promise("G6", f"the guard raises for {refused} of {len(protected_tables())} protected tables (SQLite)")
    assert refused > 15


def test_the_sabotage_sabotages(sabotaged: World) -> None:
    """Without it, this file would prove nothing."""
    request = HttpRequest()
    request.user = sabotaged.actors[0].account  # type: ignore[assignment]
    assert Child.objects.visible_to(request.user).count() == Child.objects.count()
