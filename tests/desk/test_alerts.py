"""Alerts in the browser: raised in a minute, looked at first when in danger, the registration filled in from them."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kanaf.access.models import Account, AuditEntry
from kanaf.children.models import Alert, Child
from kanaf.core import clock
from tests import worlds
from tests.desk.browsing import text_of

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]
LIST, NEW = "/work/alerts/", "/work/alerts/new/"


def seen(**changes: object) -> dict[str, object]:
    day = clock.today()
    form = {"sex": "male", "age_band": "13_14", "city": "nador", "place": "Kadous", "on_day": day.day, "on_month": day.month}
    return form | {"on_year": day.year} | changes


def test_an_alert_is_raised_from_the_first_page_and_seen_by_who_screens(signed_in: SignIn) -> None:
    outreach, caseworker = worlds.outreach_worker("nador"), worlds.caseworker("nador")
    assert NEW in signed_in(outreach).get("/work/").content.decode()
    answer = signed_in(outreach).post(NEW, seen(is_urgent="on"), follow=True)
    assert "The alert is raised" in text_of(answer)
    home = text_of(signed_in(caseworker).get("/work/"))
    assert "alert to look at" in home
    assert "Danger now" in home
    assert "Kadous" not in home


def test_nothing_typed_is_lost_and_the_sentence_says_what_to_do(signed_in: SignIn) -> None:
    client = signed_in(worlds.outreach_worker("nador"))
    page = client.post(NEW, seen(place="", what="Trois garçons près du marché")).content.decode()
    assert "Say where the child was seen" in page
    assert "Trois garçons près du marché" in page
    page = client.post(NEW, seen(place="x" * 301)).content.decode()
    assert "there are 301" in page
    page = text_of(client.post(NEW, seen(on_year=clock.today().year + 1)))
    assert "future" in page
    assert not Alert.objects.exists()


def test_lists_hold_no_place_and_no_name(signed_in: SignIn) -> None:
    by = worlds.caseworker("nador")
    worlds.alert(by, place="Kadous el Ghaba", name="Zoumana")
    for url in (LIST, f"{LIST}?state=all", "/work/"):
        page = text_of(signed_in(by).get(url))
        assert "Kadous" not in page
        assert "Zoumana" not in page


def test_opening_one_is_recorded_and_only_for_who_may(signed_in: SignIn) -> None:
    by = worlds.caseworker("nador")
    alert = worlds.alert(by, place="Kadous el Ghaba")
    url = f"{LIST}{alert.pk}/"
    assert "Kadous el Ghaba" in text_of(signed_in(by).get(url))
    assert AuditEntry.objects.filter(act="alert.opened", by=by.pk).count() == 1
    assert signed_in(worlds.caseworker("marrakech")).get(url).status_code == 404
    assert signed_in(worlds.outreach_worker("nador")).get(url).status_code == 404
    assert signed_in(worlds.coordinator()).get(url).status_code == 403


def test_the_registration_begins_with_what_the_alert_says(signed_in: SignIn) -> None:
    by = worlds.caseworker("nador")
    alert = worlds.alert(by, place="Kadous", find_again="Au café du port", name="Vieux", sex="male")
    client = signed_in(by)
    answer = client.post(f"{LIST}{alert.pk}/", {"outcome": "register", "note": ""})
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "Kadous" in page
    assert "Vieux" in page
    day = clock.today()
    form = {"alert": str(alert.pk), "nickname": "Vieux", "sex": "male", "protection_status": "unaccompanied", "city": "nador"}
    client.post("/work/children/register/", form | {"on_day": day.day, "on_month": day.month, "on_year": day.year})
    alert.refresh_from_db()
    assert alert.child == Child.objects.get()
    assert "alert raised" in text_of(client.get(f"/work/children/{alert.child.code}/"))


def test_a_foreign_alert_begins_no_registration(signed_in: SignIn) -> None:
    alert = worlds.alert(worlds.caseworker("marrakech"), city="marrakech")
    client = signed_in(worlds.caseworker("nador"))
    assert client.get(f"/work/children/register/?alert={alert.pk}").status_code == 404
    assert client.get("/work/children/register/?alert=nonsense").status_code == 404


def test_two_alerts_are_joined_and_separated_on_their_pages(signed_in: SignIn) -> None:
    by = worlds.caseworker("nador")
    first, second = worlds.alert(by), worlds.alert(by)
    client = signed_in(by)
    assert "alerted twice" in text_of(client.get(f"{LIST}{second.pk}/"))
    answer = client.post(f"{LIST}{second.pk}/join/", {"to": str(first.pk)}, follow=True)
    assert "about one child now" in text_of(answer)
    assert "Joined to another" in text_of(client.get(f"{LIST}?state=all"))
    client.post(f"{LIST}{second.pk}/separate/")
    assert Alert.objects.waiting().count() == 2
    answer = client.post(f"{LIST}{second.pk}/join/", {"to": ""}, follow=True)
    assert "Choose the alert" in text_of(answer)


def test_the_list_makes_as_many_queries_for_thirty_as_for_three(signed_in: SignIn) -> None:
    by = worlds.caseworker("nador")
    client = signed_in(by)
    counted = []
    for number in (3, 27):
        for _ in range(number):
            worlds.alert(by)
        for url in (LIST, f"{LIST}?state=all"):
            client.get(url)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(url)
            counted.append(len(queries))
    assert counted[:2] == counted[2:]
