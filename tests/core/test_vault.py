"""Sealed data opens only where it was sealed, and not at all once its key is gone."""

import contextlib
from collections.abc import Callable
from itertools import permutations
from typing import Any
from uuid import uuid4

import pytest

from kanaf.assistance import actions as assistance
from kanaf.casework import actions as casework
from kanaf.children.models import Identity
from kanaf.core import clock, rotation, vault
from kanaf.core.models import DataKey
from tests import worlds

pytestmark = pytest.mark.django_db


def test_a_name_is_not_in_the_row_and_opens_again() -> None:
    by = worlds.caseworker()
    child = worlds.child(by, latin="Mamadou Bartholomeus")
    identity = Identity.objects.get(child=child)
    assert b"Bartholomeus" not in bytes(identity.sealed)
    assert vault.unseal(identity, "sealed")["latin"] == "Mamadou Bartholomeus"


def test_a_subject_has_one_key_whoever_begins_it() -> None:
    subject = uuid4()
    begun = vault.begin("child", subject)
    assert vault.data_key("child", subject, create=True) == begun == vault.begin("child", subject)
    assert DataKey.objects.filter(subject_kind="child", subject_id=subject).count() == 1


def test_sealed_bytes_moved_to_another_child_do_not_open() -> None:
    by = worlds.caseworker()
    one = Identity.objects.get(child=worlds.child(by))
    other = Identity.objects.get(child=worlds.child(by))
    other.sealed = one.sealed
    with pytest.raises(vault.Tampered):
        vault.unseal(other, "sealed")


def test_sealed_bytes_moved_to_another_row_of_the_same_child_do_not_open() -> None:
    by = worlds.caseworker()
    identity = Identity.objects.get(child=worlds.child(by))
    twin = Identity(child=identity.child, sealed=identity.sealed)
    with pytest.raises(vault.Tampered):
        vault.unseal(twin, "sealed")


def test_no_sealed_bytes_open_anywhere_but_in_their_place(promise: Callable[[str, str], None]) -> None:
    """Every pair of sealed values that a file has, swapped: between children, between rows, between columns and tables."""
    by = worlds.caseworker()
    held: list[Any] = []
    for _child in range(3):
        child = worlds.child(by)
        case = casework.open_case(by=by, at=clock.now(), child=child, on=clock.today(), risk="high", why="seen with strangers")
        casework.record_follow_up(by=by, at=clock.now(), case=case, on=clock.today(), kind="in_care", note="eats well")
        assistance.record_service(
            by=by, at=clock.now(), child=child, city=case.city, on=clock.today(), service_type="meal", note="twice", quantity=1
        )
    for model in rotation.sealing_models():
        held += [(row, column) for row in model._base_manager.all() for column in rotation.sealed_columns(model) if getattr(row, column)]
    opened = 0
    for (one, column), (other, from_column) in permutations(held, 2):
        sound = getattr(one, column)
        setattr(one, column, getattr(other, from_column))
        with contextlib.suppress(vault.Tampered):
            vault.unseal(one, column)
            opened += 1
        setattr(one, column, sound)
    promise("G11", f"{len(held) * (len(held) - 1)} swapped ciphertexts: {opened} opened")
    assert len(held) >= 9
    assert opened == 0


def test_one_changed_bit_is_seen() -> None:
    by = worlds.caseworker()
    identity = Identity.objects.get(child=worlds.child(by))
    changed = bytearray(identity.sealed)
    changed[20] ^= 1
    identity.sealed = bytes(changed)
    with pytest.raises(vault.Tampered):
        vault.unseal(identity, "sealed")


def test_without_its_key_a_subject_is_erased() -> None:
    by = worlds.caseworker()
    identity = Identity.objects.get(child=worlds.child(by))
    DataKey.objects.filter(subject_id=identity.child_id).delete()
    with pytest.raises(vault.Erased):
        vault.unseal(identity, "sealed")
