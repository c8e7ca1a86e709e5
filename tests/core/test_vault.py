"""Sealed data opens only where it was sealed, and not at all once its key is gone."""

import pytest

from kanaf.children.models import Identity
from kanaf.core import vault
from kanaf.core.models import DataKey
from tests import worlds

pytestmark = pytest.mark.django_db


def test_a_name_is_not_in_the_row_and_opens_again() -> None:
    by = worlds.caseworker()
    child = worlds.child(by, latin="Mamadou Bartholomeus")
    identity = Identity.objects.get(child=child)
    assert b"Bartholomeus" not in bytes(identity.sealed)
    assert vault.unseal(identity, "sealed")["latin"] == "Mamadou Bartholomeus"


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
