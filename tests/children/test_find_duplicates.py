"""The whole registry compared with itself finds what nobody was told of, and goes on where it was stopped."""

import io

import pytest
from django.core.management import call_command

from kanaf.access.models import Account
from kanaf.children import actions, coordinating
from kanaf.children.actions import sweeping
from kanaf.children.models import Card, Child, Resemblance, Sweep
from kanaf.core import clock
from tests import worlds

pytestmark = pytest.mark.django_db
NAMES = ("Mohamed El Idrissi", "Mamadou Diallo", "Fatoumata Bah", "Souleymane Traoré", "Ibrahima Barry", "Zoumanigui Haba")


@pytest.fixture
def twice() -> list[tuple[Child, Child]]:
    """Six children, each registered by two organisations as an import would leave them: compared with nobody."""
    one, other = worlds.caseworker(), worlds.caseworker("casablanca")
    made = [
        (
            worlds.child(one, latin=name, mother=f"Mere{'abcdef'[number]}"),
            worlds.child(other, city="casablanca", latin=name, mother=f"Mere{'abcdef'[number]}"),
        )
        for number, name in enumerate(NAMES)
    ]
    Card.objects.update(compared_at=clock.now())
    return made


def swept() -> str:
    said = io.StringIO()
    call_command("find_duplicates", slice=4, stdout=said)
    return said.getvalue()


def found(twice: list[tuple[Child, Child]]) -> int:
    pairs = set(Resemblance.objects.values_list("child", "other"))
    return sum((min(one.pk, two.pk), max(one.pk, two.pk)) in pairs for one, two in twice)


def test_every_child_registered_twice_is_found(twice: list[tuple[Child, Child]]) -> None:
    assert "100 %" in swept()
    assert found(twice) == len(twice)


def test_stopped_it_goes_on_and_finds_the_same(twice: list[tuple[Child, Child]]) -> None:
    next(sweeping.sweep(at=clock.now(), size=4))
    begun = Sweep.objects.get()
    assert (begun.done, begun.finished_at) == (4, None)
    assert coordinating.newest_sweep(worlds.coordinator()) == begun
    swept()
    assert Sweep.objects.get().done == 12
    assert found(twice) == len(twice)


def test_a_second_time_adds_nothing_and_asks_nothing_again(twice: list[tuple[Child, Child]]) -> None:
    swept()
    by: Account = worlds.coordinator()
    pair = Resemblance.objects.order_by("-score")[0]
    actions.decide_pair(by=by, at=clock.now(), resemblance=pair, verdict="different")
    before = list(Resemblance.objects.order_by("pk").values())
    swept()
    assert list(Resemblance.objects.order_by("pk").values()) == before
    assert pair.pk not in {line.pk for line in coordinating.pairs_in(by, "waiting")}
    assert Sweep.objects.count() == 2


def test_an_empty_registry_is_done_at_once() -> None:
    assert "100 %" in swept()
