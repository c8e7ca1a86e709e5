"""What is over is over for the second barrier too, by the application's clock and with every policy of the code sabotaged (G6)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from kanaf.access.models import Account
from kanaf.casework import actions as casework
from kanaf.casework.models import Case
from kanaf.children import actions
from kanaf.children.models import CareTeam, Child, EmergencyAccess, Identity, Registration, Sharing
from kanaf.core import clock, rows
from kanaf.desk.queries import emergencies
from tests import worlds

pytestmark = pytest.mark.django_db
needs_rows = pytest.mark.skipif(connection.vendor != "postgresql", reason="row-level security is PostgreSQL's")
OF_A_CHILD = (Child, Registration, Identity, Case, Sharing)


def later(monkeypatch: pytest.MonkeyPatch, **delay: int) -> None:
    moment = clock.now() + timedelta(**delay)
    monkeypatch.setattr(clock, "now", lambda: moment)


def read_by(by: Account) -> dict[str, int]:
    """How many rows the database itself gives to somebody's organisation; no `visible_to` is asked."""
    with rows.for_organisation(by.organisation_id):
        return {model.__name__: model._default_manager.count() for model in OF_A_CHILD}


@needs_rows
def test_a_sharing_past_its_day_gives_no_row_before_anybody_has_ended_it(monkeypatch: pytest.MonkeyPatch) -> None:
    by, to = worlds.caseworker(), worlds.caseworker("oujda")
    child = worlds.child(by)
    worlds.shared(by, child, to, days=30)
    assert read_by(to) == {"Child": 1, "Registration": 1, "Identity": 1, "Case": 0, "Sharing": 1}
    later(monkeypatch, days=31)
    assert Sharing.objects.filter(ended_at=None).count() == 1  # the minute's tick has not passed
    assert set(read_by(to).values()) == {0}
    assert read_by(by)["Child"] == 1


@needs_rows
def test_a_team_that_rests_on_a_sharing_goes_with_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    by, to = worlds.caseworker(), worlds.caseworker("oujda")
    child = worlds.child(by)
    sharing = worlds.shared(by, child, to, days=30)
    CareTeam.objects.create(child=child, organisation=to.organisation, city_id="oujda", sharing=sharing, started_at=clock.now())
    with rows.for_organisation(to.organisation_id), connection.cursor() as cursor:
        cursor.execute("select kanaf_follows(%s), kanaf_shares(%s, %s)", [child.pk, child.pk, to.organisation_id])
        assert cursor.fetchone() == (True, False)
    later(monkeypatch, days=31)
    with rows.for_organisation(to.organisation_id), connection.cursor() as cursor:
        cursor.execute("select kanaf_follows(%s)", [child.pk])
        assert cursor.fetchone() == (False,)


@needs_rows
def test_an_act_is_judged_at_its_own_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    by, to = worlds.caseworker(), worlds.caseworker("oujda")
    sharing = worlds.shared(by, worlds.child(by), to, days=30)
    later(monkeypatch, days=31)
    with rows.happening(sharing.expires_at - timedelta(minutes=2)):
        assert read_by(to)["Child"] == 1
    with rows.happening(sharing.expires_at + timedelta(minutes=1)):
        assert read_by(to)["Child"] == 0


@needs_rows
def test_the_moment_survives_a_rollback(monkeypatch: pytest.MonkeyPatch) -> None:
    by, to = worlds.caseworker(), worlds.caseworker("oujda")
    worlds.shared(by, worlds.child(by), to, days=30)
    later(monkeypatch, days=31)
    with transaction.atomic(), rows.happening(clock.now() - timedelta(days=20)):
        assert read_by(to)["Child"] == 1
        transaction.set_rollback(True)
    assert read_by(to)["Child"] == 0


def opened(by: Account, child: Child) -> EmergencyAccess:
    return actions.open_emergency(by=by, at=clock.now(), code=child.code, reason="missing", why="Not seen since this morning.")


def test_an_emergency_reads_its_one_child_for_its_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    by, owner = worlds.caseworker("oujda"), worlds.caseworker()
    child, other = worlds.child(owner, latin="Ali Test"), worlds.child(owner, latin="Omar Test")
    casework.open_case(by=owner, at=clock.now(), child=child, on=clock.today(), risk="medium")
    access = opened(by, child)
    file = emergencies.read(access)
    assert file.names.latin == "Ali Test"
    assert file.case is not None
    if connection.vendor == "postgresql":
        with rows.in_emergency(access.pk, by.organisation_id, access.ends_at):
            assert Identity.objects.filter(child=other).count() == Registration.objects.filter(child=other).count() == 0
    later(monkeypatch, minutes=61)
    with pytest.raises((rows.OutsidePolicy, Registration.DoesNotExist)):
        emergencies.read(access)


def test_an_emergency_of_another_organisation_opens_nothing() -> None:
    by, owner = worlds.caseworker("oujda"), worlds.caseworker()
    access = opened(by, worlds.child(owner))
    if connection.vendor == "postgresql":
        with rows.in_emergency(access.pk, worlds.caseworker("casablanca").organisation_id, access.ends_at):
            assert not Registration.objects.exists()


def test_an_emergency_writes_nothing_and_reads_no_other_table() -> None:
    by, owner = worlds.caseworker("oujda"), worlds.caseworker()
    child = worlds.child(owner)
    access = opened(by, child)
    for act in (
        lambda: Case.objects.filter(child=child).update(risk="low"),
        lambda: Registration.objects.bulk_create([Registration.objects.get(child=child)]),
        lambda: EmergencyAccess.objects.filter(pk=access.pk).update(minutes=60),
        lambda: list(CareTeam.objects.all()),
        lambda: Account.objects.filter(pk=by.pk).update(name="x"),
    ):
        with (
            rows.in_emergency(access.pk, by.organisation_id, access.ends_at),
            pytest.raises((DatabaseError, rows.OutsidePolicy)),
            transaction.atomic(),
        ):
            act()
