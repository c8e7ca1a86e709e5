"""G5: nobody grants themselves anything by a field that a page did not ask for."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from kanaf.access.models import Account
from tests import worlds
from tests.matrix import fields
from tests.matrix.oracle import PAGES
from tests.matrix.world import ANY, Actor, Thing, World, make

pytestmark = pytest.mark.django_db


def _post(every: bool, say: Callable[[str, str], None]) -> list[str]:
    found = fields.posted(make(), every=every)
    pages = sum(bool(page.post) for page in PAGES.values())
    pages = pages if every else pages // 2
    roles = "every role" if every else "one role that may"
    say(
        "G5",
        f"up to {found.names} foreign fields at once to {pages} forms as {roles}: {found.requests:,} posts, {found.done} of them done, "
        f"{len(found.wrong or [])} changes outside the allow-list ({connection.vendor})",
    )
    assert found.done > pages // 3
    return found.wrong or []


def test_no_field_but_a_pages_own_changes_anything(promise: Callable[[str, str], None]) -> None:
    assert "\n".join(_post(False, promise)[:20]) == ""


@pytest.mark.drill
def test_no_field_but_a_pages_own_changes_anything_as_every_role(promise: Callable[[str, str], None]) -> None:
    assert "\n".join(_post(True, promise)[:20]) == ""


def test_a_page_that_would_take_any_field_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hole planted once: what is posted is written to the account of who asks."""
    from kanaf.access.views import presence

    client, by, other = Client(), worlds.caseworker(), worlds.caseworker("oujda")
    client.force_login(by)
    actor = Actor("caseworker", "active", "asticude", by, client)
    world = World([actor], [Thing("account", "other", ANY, {"pk": other.pk})])
    sound = presence.presence.lock

    def careless(request: object) -> None:
        sound(request)  # type: ignore[arg-type]
        Account.objects.filter(pk=request.user.pk).update(is_superuser="is_superuser" in request.POST)  # type: ignore[attr-defined]

    monkeypatch.setattr(presence.presence, "lock", careless)
    found = fields.Found(wrong=[])
    fields._post_one(world, "access:lock", actor, "", set(), found)
    assert len(found.wrong or []) >= 2
