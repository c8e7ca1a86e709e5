"""A child's identity is erased by two people, stays erased after a restore, and no figure changes (G20)."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from kanaf.access.models import Account, AuditEntry
from kanaf.access.roles import Role
from kanaf.casework import actions as casework
from kanaf.children import actions as children
from kanaf.children import queries
from kanaf.children.models import CareTeam, Child, Identity, NameKey
from kanaf.children.told import Names
from kanaf.core import clock, rows, vault
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.models import DataKey
from kanaf.indicators.counting import Window, count
from kanaf.protection import actions, rules
from kanaf.protection.models import Erasure
from tests import worlds
from tests.indicators import builders

pytestmark = pytest.mark.django_db

NAME = "Zoumanigui Bartholomeus"


def officer(organisation: str = "oim") -> Account:
    return worlds.person(Role.DATA_PROTECTION_OFFICER, organisation)


@pytest.fixture
def second() -> Account:
    return worlds.coordinator()


def asked(child: Child, by: Account | None = None, reason: str = "request") -> Erasure:
    return actions.ask_erasure(by=by or officer(), at=clock.now(), child=child, reason=reason)


def erased(child: Child, second: Account) -> Erasure:
    erasure = asked(child)
    actions.approve_erasure(by=second, at=clock.now(), erasure=erasure)
    return Erasure.objects.get(pk=erasure.pk)


def test_who_approves_adds_no_other_registration_to_what_was_asked(second: Account) -> None:
    """One officer asked for one child; the coordinator joined another to it and, approving, erased that one alone."""
    by = worlds.caseworker()
    child, other = worlds.child(by), worlds.child(by, latin=NAME)
    erasure = asked(child)
    children.decide_same_child(by=second, at=clock.now(), child=other, survivor=child)

    with pytest.raises(Refused) as refused:
        actions.approve_erasure(by=second, at=clock.now(), erasure=erasure)

    assert refused.value.code == "joined_since"
    assert vault.unseal(Identity.objects.get(child=other), "sealed")["latin"] == NAME
    actions.decline_erasure(by=second, at=clock.now(), erasure=erasure)
    actions.approve_erasure(by=second, at=clock.now(), erasure=asked(child))
    assert not DataKey.objects.filter(subject_id__in=[child.pk, other.pk]).exists()


def test_nothing_is_erased_before_a_second_person_approves(second: Account) -> None:
    child = worlds.child(worlds.caseworker(), latin=NAME)
    erasure = asked(child)
    assert vault.unseal(Identity.objects.get(child=child), "sealed")["latin"] == NAME

    actions.approve_erasure(by=second, at=clock.now(), erasure=erasure)

    with pytest.raises(vault.Erased):
        vault.unseal(Identity.objects.get(child=child), "sealed")
    assert not NameKey.objects.filter(child=child).exists()
    assert not CareTeam.objects.filter(child=child, ended_at=None).exists()
    assert AuditEntry.objects.filter(act="child.erased", by=second.pk, target_id=str(child.pk)).count() == 1


def test_the_name_finds_nobody_any_more_and_the_file_is_gone(second: Account, signed_in: Any) -> None:
    by = worlds.caseworker()
    child = worlds.child(by, latin=NAME)
    told = Names(latin=NAME)
    assert [alike.child for alike in queries.look_alikes(by=by, told=told)] == [child]
    erased(child, second)
    assert queries.look_alikes(by=by, told=told) == []
    assert signed_in(by).get(f"/work/children/{child.code}/").status_code == 404


def test_who_asks_does_not_approve() -> None:
    worlds.coordinator()
    by = officer()
    erasure = asked(worlds.child(worlds.caseworker()), by)
    with pytest.raises(Refused, match="another person"):
        actions.approve_erasure(by=by, at=clock.now(), erasure=erasure)
    with pytest.raises(Refused, match="another person"):
        actions.decline_erasure(by=by, at=clock.now(), erasure=erasure)
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.filter(pk=erasure.pk).update(status="done", decided_by=by.pk, decided_at=clock.now())


def test_only_who_may_asks_and_approves(second: Account) -> None:
    child = worlds.child(worlds.caseworker())
    for by in (worlds.caseworker(), worlds.supervisor(), worlds.information_officer()):
        with pytest.raises(NotPermitted):
            actions.ask_erasure(by=by, at=clock.now(), child=child, reason="request")
    erasure = asked(child)
    for by in (worlds.caseworker(), worlds.supervisor()):
        with pytest.raises(NotPermitted):
            actions.approve_erasure(by=by, at=clock.now(), erasure=erasure)


def test_a_partners_officer_reaches_that_partners_children_alone(second: Account) -> None:
    own, other = worlds.child(worlds.caseworker("nador")), worlds.child(worlds.caseworker("oujda"), city="oujda")
    by = officer("asticude")
    assert rules.child_in_reach(by, own.code) == own
    assert rules.child_in_reach(by, other.code) is None
    with pytest.raises(NotPermitted):
        asked(other, by)


def test_an_open_case_keeps_its_childs_name(second: Account) -> None:
    by = worlds.caseworker()
    case = worlds.case(by)
    with pytest.raises(Refused, match="still open"):
        asked(case.child)
    casework.close_case(by=worlds.supervisor(), at=clock.now(), case=case, on=clock.today(), reason="objectives_met")
    assert erased(case.child, second).status == "done"


def test_asking_twice_is_refused_and_approving_twice_erases_once(second: Account) -> None:
    child = worlds.child(worlds.caseworker())
    erasure = asked(child)
    with pytest.raises(Refused, match="already"):
        asked(child)
    for _time in range(2):
        actions.approve_erasure(by=second, at=clock.now(), erasure=erasure)
    assert settings.KANAF_ERASURES.read_text().count("\n") == 1
    with pytest.raises(Refused, match="erased already"):
        asked(child)


def test_a_declined_erasure_erases_nothing(second: Account) -> None:
    child = worlds.child(worlds.caseworker(), latin=NAME)
    erasure = asked(child)
    actions.decline_erasure(by=second, at=clock.now(), erasure=erasure)
    assert vault.unseal(Identity.objects.get(child=child), "sealed")["latin"] == NAME
    with pytest.raises(Refused, match="decided already"):
        actions.approve_erasure(by=second, at=clock.now(), erasure=erasure)


def test_every_registration_of_the_same_child_is_erased(second: Account) -> None:
    survivor, double = worlds.child(worlds.caseworker()), worlds.child(worlds.caseworker("oujda"), city="oujda")
    children.decide_same_child(by=second, at=clock.now(), child=double, survivor=survivor)
    erased(double, second)
    assert not DataKey.objects.filter(subject_id__in=[survivor.pk, double.pk]).exists()


def test_opening_an_erased_identity_is_refused_in_words(second: Account) -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    erased(child, second)
    with pytest.raises(Refused, match="was erased"):
        children.open_identity(by=by, at=clock.now(), child=child, reason="referral")


def test_an_older_database_that_comes_back_is_erased_again(second: Account) -> None:
    child, other = worlds.child(worlds.caseworker(), latin=NAME), worlds.child(worlds.caseworker())
    backup = [list(model._base_manager.filter(**asked).values()) for model, asked in tables_of(child)]
    erased(child, second)
    restore(child, backup)
    assert vault.unseal(Identity.objects.get(child=child), "sealed")["latin"] == NAME

    call_command("replay_erasures")

    with pytest.raises(vault.Erased):
        vault.unseal(Identity.objects.get(child=child), "sealed")
    assert not NameKey.objects.filter(child=child).exists()
    assert vault.unseal(Identity.objects.get(child=other), "sealed")
    assert AuditEntry.objects.filter(act="child.erased_again", target_id=str(child.pk)).count() == 1
    call_command("replay_erasures")
    assert AuditEntry.objects.filter(act="child.erased_again").count() == 1


def tables_of(child: Child) -> list[tuple[Any, dict[str, Any]]]:
    return [(DataKey, {"subject_id": child.pk}), (NameKey, {"child": child}), (CareTeam, {"child": child})]


def restore(child: Child, backup: list[list[dict[str, Any]]]) -> None:
    for (model, asked), held in zip(tables_of(child), backup, strict=True):
        model._base_manager.filter(**asked).delete()
        model._base_manager.bulk_create(model(**values) for values in held)


def test_a_line_that_somebody_wrote_into_the_ledger_erases_nothing(second: Account) -> None:
    child = worlds.child(worlds.caseworker())
    erased(worlds.child(worlds.caseworker()), second)
    file: Path = settings.KANAF_ERASURES
    line = file.read_text().split()
    file.write_text(file.read_text() + " ".join([*line[:2], str(child.pk), *line[3:]]) + "\n")
    with pytest.raises(CommandError, match="line 2"):
        call_command("replay_erasures")
    assert DataKey.objects.filter(subject_id=child.pk).exists()


def test_the_ledger_and_the_record_name_nobody(second: Account) -> None:
    child = worlds.child(worlds.caseworker(), latin=NAME)
    erased(child, second)
    for text in (settings.KANAF_ERASURES.read_text(), *AuditEntry.objects.values_list("details", flat=True)):
        assert "Zoumanigui" not in text
        assert child.code not in text


DAYS = st.dates(date(2024, 1, 1), date(2024, 12, 31))


@hypothesis(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_to=st.lists(st.tuples(st.integers(0, 3), DAYS), min_size=1, max_size=8), gone=st.sets(st.integers(0, 3), min_size=1))
def test_no_figure_changes_when_children_are_erased(second: Account, given_to: list[tuple[int, date]], gone: set[int]) -> None:
    """Whatever services four children had, and whoever of them is erased."""
    with transaction.atomic():
        by = worlds.caseworker()
        four = [worlds.child(by, on=date(2024, 1, 1), sex=sex) for sex in ("male", "female", "male", "female")]
        for number, on in given_to:
            worlds.service(by, four[number], on=on)
        builders.accepted("nador")
        before = figures()
        for number in gone:
            erased(four[number], second)
        assert figures() == before
        assert before[0] == {(): len({number for number, _on in given_to})}
        transaction.set_rollback(True)


def figures() -> list[dict[Any, int | None]]:
    window = Window(date(2024, 1, 1), date(2024, 12, 31), clock.now())
    with rows.as_counter():
        counted = count("children_assisted", window)
    return [counted.cells([]), counted.cells(["sex"]), count("services_delivered", window).cells([])]
