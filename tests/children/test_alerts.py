"""A child is seen; somebody looks in time; it leads to a file, to help, or to nothing. Where it was stays sealed."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from kanaf.access.models import Account, AuditEntry
from kanaf.access.roles import Role
from kanaf.children import actions
from kanaf.children.models import Alert, Screening
from kanaf.children.told import Names
from kanaf.core import clock, vault
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.models import DataKey
from kanaf.places.models import City
from kanaf.protection import erasing
from tests import worlds

pytestmark = pytest.mark.django_db


@pytest.fixture
def outreach() -> Account:
    return worlds.outreach_worker("nador")


@pytest.fixture
def caseworker() -> Account:
    return worlds.caseworker("nador")


def screen(alert: Alert, by: Account, outcome: str, note: str = "", **changes: Any) -> Screening:
    return actions.screen_alert(by=by, at=clock.now(), alert=alert, outcome=outcome, note=note, **changes)


def registered(alert: Alert, by: Account) -> Any:
    at = clock.now()
    return actions.register_child(
        by=by,
        at=at,
        city=City.objects.get(code="nador"),
        on=at.date(),
        particulars=worlds.particulars(),
        identity=Names(nickname="Petit"),
        alert=alert,
    )


def test_an_outreach_worker_raises_an_alert_and_its_place_is_sealed(outreach: Account) -> None:
    alert = worlds.alert(outreach, place="Forêt derrière la colline", find_again="Café du port")
    assert alert.status == Alert.Status.TO_SCREEN
    with connection.cursor() as cursor:
        cursor.execute("select sealed from children_alert")
        assert b"colline" not in bytes(cursor.fetchone()[0])
    assert vault.unseal(alert, "sealed")["place"] == "Forêt derrière la colline"
    entry = AuditEntry.objects.get(act="alert.raised")
    assert "colline" not in str(entry.details)


def test_the_same_form_sent_twice_raises_one_alert(outreach: Account) -> None:
    form = uuid4()
    assert worlds.alert(outreach, id=form) == worlds.alert(outreach, id=form)
    assert Alert.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"on": clock.today() + timedelta(days=1)}, "future"),
        ({"place": "", "find_again": ""}, "nowhere"),
        ({"age_band": "eighty"}, "unknown_code"),
        ({"sex": "sailor"}, "unknown_code"),
        ({"source": "the moon"}, "unknown_code"),
        ({"concerns": ["boredom"]}, "unknown_code"),
    ],
)
def test_what_cannot_be_is_refused(outreach: Account, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        worlds.alert(outreach, **changes)
    assert refused.value.code == code


def test_a_danger_is_due_sooner(outreach: Account) -> None:
    calm, danger = worlds.alert(outreach), worlds.alert(outreach, is_urgent=True)
    assert danger.screen_due_at < calm.screen_due_at
    assert danger.screen_due_at <= danger.recorded_at + timedelta(hours=24)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.CASEWORKER, Role.SUPERVISOR, Role.OUTREACH_WORKER}])
def test_others_raise_none(role: Role) -> None:
    with pytest.raises(NotPermitted):
        worlds.alert(worlds.person(role, "oim"))


def test_nobody_raises_one_in_a_city_that_is_not_theirs(outreach: Account) -> None:
    with pytest.raises(NotPermitted):
        worlds.alert(outreach, city="oujda")


def test_who_raises_alerts_reads_their_own_and_screens_none(outreach: Account) -> None:
    own, other = worlds.alert(outreach), worlds.alert(worlds.outreach_worker("nador"))
    assert list(Alert.objects.visible_to(outreach)) == [own]
    assert actions.open_alert(by=outreach, at=clock.now(), alert=own) is not None
    with pytest.raises(NotPermitted):
        actions.open_alert(by=outreach, at=clock.now(), alert=other)
    with pytest.raises(NotPermitted):
        screen(own, outreach, "lost")


def test_who_screens_reads_those_of_the_organisation_in_their_cities(outreach: Account, caseworker: Account) -> None:
    own = worlds.alert(outreach)
    worlds.alert(worlds.person(Role.OUTREACH_WORKER, "asticude", "oujda"), city="oujda")
    worlds.alert(worlds.outreach_worker("marrakech"), city="marrakech")
    assert list(Alert.objects.visible_to(caseworker)) == [own]
    with pytest.raises(NotPermitted):
        screen(own, worlds.caseworker("marrakech"), "lost")


@pytest.mark.parametrize(
    ("outcome", "status"),
    [("register", "to_register"), ("refer", "referred"), ("not_concerned", "not_concerned"), ("lost", "lost")],
)
def test_what_was_found_decides_what_comes_next(caseworker: Account, outcome: str, status: str) -> None:
    alert = worlds.alert(caseworker)
    screen(alert, caseworker, outcome, note="Hôpital Hassani, pédiatrie")
    alert.refresh_from_db()
    assert alert.status == status
    assert (alert in Alert.objects.waiting()) is (outcome == "register")


def test_a_referral_says_to_whom(caseworker: Account) -> None:
    with pytest.raises(Refused) as refused:
        screen(worlds.alert(caseworker), caseworker, "refer")
    assert refused.value.code == "to_whom"


def test_a_child_that_was_lost_and_is_found_is_screened_again_and_both_stay(caseworker: Account) -> None:
    alert = worlds.alert(caseworker)
    screen(alert, caseworker, "lost")
    screen(alert, caseworker, "register")
    assert [row.outcome for row in alert.screenings.all()] == ["lost", "register"]


def test_the_same_screening_sent_twice_counts_once(caseworker: Account) -> None:
    alert, form = worlds.alert(caseworker), uuid4()
    assert screen(alert, caseworker, "lost", id=form) == screen(alert, caseworker, "lost", id=form)
    assert alert.screenings.count() == 1


def test_a_registered_child_leads_from_its_alert_to_its_file(caseworker: Account) -> None:
    alert = worlds.alert(caseworker)
    screen(alert, caseworker, "register")
    child = registered(alert, caseworker)
    alert.refresh_from_db()
    assert (alert.status, alert.child) == (Alert.Status.REGISTERED, child)
    with pytest.raises(Refused) as refused:
        registered(alert, caseworker)
    assert refused.value.code == "registered_already"
    with pytest.raises(Refused):
        screen(alert, caseworker, "lost")


def test_nothing_is_registered_where_the_alert_is_out_of_reach(caseworker: Account) -> None:
    alert = worlds.alert(worlds.caseworker("marrakech"), city="marrakech")
    with pytest.raises(NotPermitted):
        registered(alert, caseworker)
    assert not AuditEntry.objects.filter(act="child.registered").exists()


def test_a_child_alerted_twice_is_joined_and_registered_once(caseworker: Account, outreach: Account) -> None:
    first, second = worlds.alert(caseworker), worlds.alert(outreach)
    actions.join_alerts(by=caseworker, at=clock.now(), alert=second, to=first)
    assert list(Alert.objects.waiting()) == [first]
    child = registered(Alert.objects.get(pk=second.pk), caseworker)  # from the joined one: it is the kept one that counts
    assert {alert.child for alert in Alert.objects.all()} == {child}


def test_joining_is_undone(caseworker: Account) -> None:
    first, second = worlds.alert(caseworker), worlds.alert(caseworker)
    actions.join_alerts(by=caseworker, at=clock.now(), alert=second, to=first)
    actions.separate_alerts(by=caseworker, at=clock.now(), alert=second)
    assert set(Alert.objects.waiting()) == {first, second}
    actions.separate_alerts(by=caseworker, at=clock.now(), alert=second)
    assert AuditEntry.objects.filter(act="alert.separated").count() == 1


def test_no_chain_of_alerts(caseworker: Account) -> None:
    first, second, third = (worlds.alert(caseworker) for _ in range(3))
    actions.join_alerts(by=caseworker, at=clock.now(), alert=second, to=first)
    for alert, to, code in (
        (third, second, "joined"),
        (first, third, "has_joined"),
        (first, first, "same_alert"),
        (second, third, "joined"),
    ):
        with pytest.raises(Refused) as refused:
            actions.join_alerts(by=caseworker, at=clock.now(), alert=alert, to=to)
        assert refused.value.code == code


def test_the_constraints_hold_in_the_database(caseworker: Account) -> None:
    alert = worlds.alert(caseworker)
    for changes in ({"status": "registered"}, {"child": worlds.child(caseworker)}, {"joined_to": alert}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Alert.objects.filter(pk=alert.pk).update(**changes)


def test_erasing_a_child_erases_what_its_alert_sealed(caseworker: Account) -> None:
    alert = worlds.alert(caseworker, place="Sous le pont")
    child = registered(alert, caseworker)
    with transaction.atomic():
        erasing.erase([child.pk], clock.now())
    assert not DataKey.objects.filter(subject_kind="alert", subject_id=alert.pk).exists()
    assert actions.open_alert(by=caseworker, at=clock.now(), alert=alert) is None
