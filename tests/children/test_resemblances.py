"""Pairs of files come before the coordination after they were saved, are decided by a person, and never asked again."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection

from kanaf import matching
from kanaf.access.models import Account, AuditEntry
from kanaf.children import actions, coordinating
from kanaf.children.coordinating import State
from kanaf.children.models import Card, Child, PairDecision, Resemblance, SameChild
from kanaf.children.queries import look_alikes
from kanaf.children.told import Names
from kanaf.core import clock, rows, vault
from kanaf.core.errors import NotPermitted, Refused
from kanaf.matching import Band, Code, Field
from tests import worlds

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Account:
    return worlds.caseworker()


@pytest.fixture
def abroad() -> Account:
    return worlds.caseworker("casablanca")


@pytest.fixture
def coordinator() -> Account:
    return worlds.coordinator()


def compared(at: datetime | None = None) -> None:
    actions.compare_what_was_written(at or clock.now())


def pair_of(one: Child, other: Child) -> Resemblance:
    first, second = sorted((one.pk, other.pk))
    return Resemblance.objects.get(child=first, other=second)


def idrissi(by: Account, abroad: Account) -> tuple[Child, Child]:
    """The issue's own example, in two organisations."""
    one = worlds.child(abroad, city="casablanca", latin="Mohamed El Idrissi", mother="Khadija", nationalities=["MAR"])
    two = worlds.child(by, arabic="محمد الإدريسي", latin=" ", mother="خديجة", nationalities=["MAR"])
    compared()
    return one, two


def test_the_one_of_ones_own_organisation_is_offered_at_once_and_the_others_come_before_the_coordination(
    by: Account, abroad: Account, coordinator: Account
) -> None:
    own = worlds.child(by, latin="Mohamed El Idrissi", nationalities=["MAR"])
    other = worlds.child(abroad, city="casablanca", latin="Mohamed El Idrissi", nationalities=["MAR"])
    assert [alike.child for alike in look_alikes(by=by, told=Names(arabic="محمد الإدريسي"), nationalities=["MAR"])] == [own]
    new = worlds.child(by, arabic="محمد الإدريسي", latin=" ", nationalities=["MAR"])
    assert not Resemblance.objects.exists()  # registering compared nothing
    compared()
    found = pair_of(new, other)
    assert found.score == sum(bits for _field, _code, bits in found.reasons)
    assert found.weights_version == matching.WEIGHTS.version
    assert found in list(coordinating.pairs_in(coordinator, "waiting"))
    assert coordinating.state_of(new, by, clock.now())[0] is State.UNDER_REVIEW  # type: ignore[index]


def test_no_word_of_either_file_stands_in_a_pair(by: Account, abroad: Account) -> None:
    one, two = idrissi(by, abroad)
    fields, codes = {field.value for field in Field}, {code.value for code in Code}
    for field, code, bits in pair_of(one, two).reasons:
        assert field in fields
        assert code in codes
        assert isinstance(bits, float)


def test_comparing_again_changes_nothing(by: Account, abroad: Account) -> None:
    idrissi(by, abroad)
    before = list(Resemblance.objects.values())
    Card.objects.update(compared_at=None)
    compared()
    assert list(Resemblance.objects.values()) == before
    assert not Card.objects.filter(compared_at=None).exists()


def test_two_who_register_one_child_in_one_minute_are_both_saved_and_make_one_line(
    by: Account, abroad: Account, coordinator: Account
) -> None:
    one, two = idrissi(by, abroad)
    assert Child.objects.filter(pk__in=[one.pk, two.pk]).count() == 2
    assert coordinating.pairs_in(coordinator, "waiting").count() == 1


def test_twins_with_the_same_parents_are_a_contradiction_and_never_very_close(by: Account, abroad: Account) -> None:
    told = {"mother": "Aissatou Barry", "sex": "female"}
    one = worlds.child(by, latin="Hawa Diallo", **told)
    two = worlds.child(abroad, city="casablanca", latin="Adama Diallo", **told)
    compared()
    found = pair_of(one, two)
    assert (found.reasons[0][0], found.reasons[0][1]) == (Field.GIVEN, Code.CONTRADICTION)
    assert found.band == Band.POSSIBLE


def test_within_one_organisation_only_a_very_close_pair_is_asked_about(by: Account) -> None:
    worlds.child(by, latin="Hawa Diallo", mother="Aissatou Barry", sex="female")
    worlds.child(by, latin="Adama Diallo", mother="Aissatou Barry", sex="female")
    compared()
    assert not Resemblance.objects.exists()


@pytest.mark.parametrize("verdict", ["same", "different"])
def test_a_decided_pair_is_never_asked_again(by: Account, abroad: Account, coordinator: Account, verdict: str) -> None:
    one, two = idrissi(by, abroad)
    actions.decide_pair(by=coordinator, at=clock.now(), resemblance=pair_of(one, two), verdict=verdict, note="Called both.")
    later = clock.now() + timedelta(days=1)
    actions.correct_identity(by=by, at=later, child=two, told=Names(latin="Mohamed Idrissi", mother="Khadija"))
    Card.objects.update(compared_at=None)
    compared(later)
    assert not coordinating.pairs_in(coordinator, "waiting").exists()
    with pytest.raises(Refused):
        actions.decide_pair(by=coordinator, at=later, resemblance=pair_of(one, two), verdict="unsure")


def test_an_unsure_pair_comes_again_when_a_file_says_more(by: Account, abroad: Account, coordinator: Account) -> None:
    one, two = idrissi(by, abroad)
    actions.decide_pair(by=coordinator, at=clock.now(), resemblance=pair_of(one, two), verdict="unsure", note="Wait for the mother.")
    Card.objects.update(compared_at=None)
    compared()
    assert not coordinating.pairs_in(coordinator, "waiting").exists()
    assert coordinating.pairs_in(coordinator, "unsure").count() == 1
    later = clock.now() + timedelta(days=1)
    actions.correct_identity(by=by, at=later, child=two, told=Names(latin="Mohamed Idrissi", mother="Khadija"))
    compared(later)
    assert list(coordinating.pairs_in(coordinator, "waiting")) == [pair_of(one, two)]
    assert not coordinating.pairs_in(coordinator, "unsure").exists()


def test_what_a_correction_tells_apart_is_asked_no_more(by: Account, abroad: Account, coordinator: Account) -> None:
    one, two = idrissi(by, abroad)
    later = clock.now() + timedelta(days=1)
    actions.correct_identity(by=by, at=later, child=two, told=Names(latin="Souleymane Traoré", mother="Fanta"))
    compared(later)
    assert pair_of(one, two).band == Band.UNLIKELY
    assert not coordinating.pairs_in(coordinator, "waiting").exists()


def test_the_same_joins_the_later_to_the_earlier_and_separating_ends_it(by: Account, abroad: Account, coordinator: Account) -> None:
    one, two = idrissi(by, abroad)
    actions.decide_pair(by=coordinator, at=clock.now(), resemblance=pair_of(one, two), verdict="same")
    assert two.surviving_id == one.pk
    same = SameChild.objects.get(child=two)
    actions.separate_pair(by=coordinator, at=clock.now(), same=same, note="Two after all.")
    assert two.surviving_id == two.pk
    with pytest.raises(Refused):
        actions.separate_pair(by=coordinator, at=clock.now(), same=same)
    Card.objects.update(compared_at=None)
    compared()
    assert not coordinating.pairs_in(coordinator, "waiting").exists()


def test_a_third_registration_joins_the_one_that_the_others_count_as(by: Account, abroad: Account, coordinator: Account) -> None:
    one, two = idrissi(by, abroad)
    three = worlds.child(
        worlds.caseworker("marrakech"), city="marrakech", latin="Mohammed Idrissi", mother="Khadija", nationalities=["MAR"]
    )
    compared()
    actions.decide_pair(by=coordinator, at=clock.now(), resemblance=pair_of(one, two), verdict="same")
    actions.decide_pair(by=coordinator, at=clock.now(), resemblance=pair_of(two, three), verdict="same")
    assert three.surviving_id == one.pk
    # One and three count as one child by now: nobody is asked about them.
    Card.objects.update(compared_at=None)
    compared()
    assert one.pk not in {pair.beside(three.pk).pk for pair in coordinating.pairs_in(coordinator, "waiting")}


def test_opening_a_pair_is_recorded_for_both_children(by: Account, abroad: Account, coordinator: Account) -> None:
    one, two = idrissi(by, abroad)
    first, second = actions.open_resemblance(by=coordinator, at=clock.now(), resemblance=pair_of(one, two))
    assert (first.child, second.child) == (one, two)
    assert first.names is not None
    assert first.names.latin == "Mohamed El Idrissi"
    read = AuditEntry.objects.filter(act="resemblance.opened").values_list("target_id", flat=True)
    assert set(read) == {str(one.pk), str(two.pk)}


def test_nobody_else_reads_or_decides(by: Account, abroad: Account) -> None:
    found = pair_of(*idrissi(by, abroad))
    for account in (by, worlds.supervisor(), worlds.information_officer()):
        assert not Resemblance.objects.visible_to(account).exists()
        for act, values in ((actions.open_resemblance, {}), (actions.decide_pair, {"verdict": "different"})):
            with pytest.raises(NotPermitted):
                act(by=account, at=clock.now(), resemblance=found, **values)  # type: ignore[operator]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="row-level security is PostgreSQL's")
def test_pairs_are_out_of_reach_of_others_in_the_database_too(by: Account, abroad: Account, coordinator: Account) -> None:
    found = pair_of(*idrissi(by, abroad))
    actions.decide_pair(by=coordinator, at=clock.now(), resemblance=found, verdict="unsure")
    with rows.for_organisation(by.organisation_id):
        assert not Resemblance.objects.exists()
        assert not PairDecision.objects.exists()
    with rows.for_organisation(coordinator.organisation_id):
        assert Resemblance.objects.exists()


def test_what_a_caseworker_hears_does_not_depend_on_who_else_is_registered(by: Account, abroad: Account) -> None:
    one, _two = idrissi(by, abroad)
    alone = worlds.child(by, latin="Zoumanigui Haba")
    many = worlds.child(by, latin="Mamadou Diallo", mother="Fanta")
    for city in ("casablanca", "marrakech", "oujda", "tanger"):
        worlds.child(worlds.caseworker(city), city=city, latin="Mamadou Diallo", mother="Fanta")
    compared()
    for after in (timedelta(), timedelta(days=1), timedelta(days=6), timedelta(days=60)):
        at = clock.now() + after
        heard = {coordinating.state_of(child, by, at)[0] for child in (alone, many)}  # type: ignore[index]
        assert len(heard) == 1
    assert coordinating.state_of(one, by, clock.now()) is None  # another organisation's file


def test_who_registered_either_hears_that_it_is_one_child(by: Account, abroad: Account, coordinator: Account) -> None:
    one, two = idrissi(by, abroad)
    actions.decide_pair(by=coordinator, at=clock.now(), resemblance=pair_of(one, two), verdict="same")
    assert coordinating.state_of(one, abroad, clock.now())[0] is State.SAME  # type: ignore[index]
    assert coordinating.state_of(two, by, clock.now())[0] is State.SAME  # type: ignore[index]


def test_that_they_are_two_is_told_to_nobody(by: Account, abroad: Account, coordinator: Account) -> None:
    one, two = idrissi(by, abroad)
    before = coordinating.state_of(two, by, clock.now())
    actions.decide_pair(by=coordinator, at=clock.now(), resemblance=pair_of(one, two), verdict="different")
    assert coordinating.state_of(two, by, clock.now()) == before


def test_registering_does_not_fail_when_comparing_does(
    by: Account, abroad: Account, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: object, **_values: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(actions.resemblances.recognition, "look_alikes_everywhere", broken)
    one, two = idrissi(by, abroad)
    assert Child.objects.filter(pk__in=[one.pk, two.pk]).count() == 2
    assert "out of order" in caplog.text
    monkeypatch.undo()
    compared()
    assert pair_of(one, two)


def test_an_erased_child_leaves_no_pair_and_no_note(
    by: Account, abroad: Account, coordinator: Account, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    from kanaf.protection import erasing

    one, two = idrissi(by, abroad)
    decision = actions.decide_pair(by=coordinator, at=clock.now(), resemblance=pair_of(one, two), verdict="unsure", note="Called both.")
    for child in (two,):
        erasing.erase([child.pk], clock.now())
    assert not Resemblance.objects.exists()
    with pytest.raises(vault.Erased):
        vault.unseal(PairDecision.objects.get(pk=decision.pk), "sealed")
