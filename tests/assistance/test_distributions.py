"""Distributions on their pages: items given to people who were counted, not named."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from kanaf.access.models import Account
from kanaf.assistance import actions
from kanaf.assistance.models import Distribution
from kanaf.core import clock, ids
from kanaf.places.models import City
from tests import worlds
from tests.activities import builders

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]

LIST = "assistance:distributions"
RECORD = "assistance:record_distribution"


def typed(**changes: object) -> dict[str, object]:
    values = {
        "item": "hygiene_kit",
        "on_day": 14,
        "on_month": 11,
        "on_year": 2026,
        "city": "nador",
        "quantity": "٤٦",
        "girls": "12",
        "boys": "31",
        "form_id": str(ids.new_id()),
    }
    return values | changes


def test_a_distribution_is_recorded_once(signed_in: SignIn) -> None:
    client = signed_in(worlds.outreach_worker())
    assert client.get(reverse(RECORD)).status_code == 200
    form = typed()
    for _ in range(2):
        assert client.post(reverse(RECORD), form).headers["Location"] == reverse(LIST)
    row = Distribution.objects.get()
    assert (row.quantity, row.girls, row.boys, row.unknown, row.happened_on) == (46, 12, 31, 0, date(2026, 11, 14))
    page = client.get(reverse(LIST)).content.decode()
    assert "Hygiene kit" in page
    assert ">46<" in page


def test_a_quantity_that_was_not_stated_is_not_nought(signed_in: SignIn) -> None:
    client = signed_in(worlds.outreach_worker())
    client.post(reverse(RECORD), typed(quantity=""))
    assert Distribution.objects.get().quantity is None
    assert "not stated" in client.get(reverse(LIST)).content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"quantity": "0"}, "leave it empty where it is not known"),
        ({"item": "yacht"}, "Select a valid choice"),
        ({"on_day": 17}, "This date is in the future"),
        ({"girls": "-1"}, "greater than or equal to 0"),
        ({"city": "oujda"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_comes_back_with_its_sentence(signed_in: SignIn, changes: dict[str, object], sentence: str) -> None:
    page = signed_in(worlds.outreach_worker()).post(reverse(RECORD), typed(**changes)).content.decode()
    assert sentence in page
    assert 'value="31"' in page
    assert not Distribution.objects.exists()


def test_another_organisations_distributions_are_not_shown(signed_in: SignIn) -> None:
    by = worlds.outreach_worker("oujda")
    oujda = City.objects.get(code="oujda")
    actions.record_distribution(by=by, at=clock.now(), city=oujda, on=clock.today(), item="blanket", quantity=7)
    assert "Blanket" not in signed_in(worlds.outreach_worker("nador")).get(reverse(LIST)).content.decode()


def test_who_gives_nothing_out_is_told_so(signed_in: SignIn) -> None:
    client = signed_in(worlds.information_officer())
    assert client.get(reverse(LIST)).status_code == 403
    assert client.post(reverse(RECORD), typed()).status_code == 403


def test_the_list_asks_the_database_as_often_for_one_as_for_many(signed_in: SignIn) -> None:
    by = worlds.outreach_worker()
    client = signed_in(by)
    nador = City.objects.get(code="nador")
    asked = []
    for number in (1, 9):
        for _ in range(number):
            actions.record_distribution(by=by, at=clock.now(), city=nador, on=clock.today(), item="meal", quantity=3)
        asked.append(builders.questions_of(client, reverse(LIST)))
    assert asked[0] == asked[1] <= 8
