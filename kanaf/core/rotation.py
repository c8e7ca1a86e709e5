"""Keys change while the system runs (G29): the master key under every data key, and one subject's own data key.

Both stop anywhere and go on from there, and nobody who reads or writes meanwhile fails.
"""

from collections.abc import Iterator
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Q

from kanaf.core import rows, vault
from kanaf.core.database import triggers
from kanaf.core.models import DataKey

BATCH = 200


def waiting(newest: int) -> int:
    """How many data keys are still wrapped by an older master key."""
    return DataKey.objects.filter(master__lt=newest).count()


def rewrap(newest: int, *, batch: int = BATCH) -> Iterator[int]:
    """Wrap every data key with the newest master key, a batch a transaction. Yields how many each batch did.

    Whoever holds a key meanwhile is left alone and comes in a later batch: nobody waits for anybody in a circle.
    """
    with rows.as_owner():
        while waiting(newest):
            with transaction.atomic():
                held = DataKey.objects.filter(master__lt=newest).order_by("pk")
                if connection.vendor == "postgresql":
                    held = held.select_for_update(skip_locked=True)
                done = 0
                for row in held[:batch]:
                    vault.wrap(row, vault.unwrap(row))
                    done += DataKey.objects.filter(pk=row.pk).update(wrapped=row.wrapped, master=row.master)
            yield done


def needed_masters() -> set[int]:
    """The numbers of the master keys without which some data key cannot be opened."""
    with rows.as_owner():
        return set(DataKey.objects.order_by().values_list("master", flat=True).distinct())


def rekey(kind: str, subject: UUID) -> int:
    """Give a subject a new data key and seal everything of it anew, in one transaction. Returns how many values were sealed.

    Raises vault.Erased where the subject has no key. Sealed files keep their own key, which is sealed in their row.
    """
    sealed = 0
    with rows.as_owner(), transaction.atomic():
        held = DataKey.objects.filter(subject_kind=kind, subject_id=subject)
        row = (held.select_for_update() if connection.vendor == "postgresql" else held).first()
        if row is None:
            raise vault.Erased(f"{kind} {subject}")
        old = vault.unwrap(row)
        row.generation += 1
        new = vault.DataSecret.of(AESGCM.generate_key(bit_length=256), row.generation)
        vault.wrap(row, new)
        row.save(update_fields=["wrapped", "master", "generation"])
        for model in sealing_models():
            found = [one for one in model._base_manager.filter(_may_concern(model, subject)) if one.sealed_for() == (kind, subject)]  # type: ignore[attr-defined]
            with triggers.resealing(model):
                for one in found:
                    sealed += _reseal(old, new, one)
    return sealed


def sealing_models() -> list[type[models.Model]]:
    """The models with a row of which something is sealed for somebody."""
    return [model for model in apps.get_models() if hasattr(model, "sealed_for")]


def sealed_columns(model: type[models.Model]) -> list[str]:
    """By convention the binary columns whose name begins with `sealed`."""
    return [field.name for field in model._meta.local_fields if isinstance(field, models.BinaryField) and field.name.startswith("sealed")]


def _may_concern(model: type[models.Model], subject: UUID) -> Q:
    """Rows among which are those of a subject: it is their own id, or one that they point to."""
    asked = Q(pk=subject) if isinstance(model._meta.pk, models.UUIDField) else Q()
    for field in model._meta.local_fields:
        target = field.target_field if isinstance(field, models.ForeignKey) else field
        if isinstance(target, models.UUIDField):
            asked |= Q(**{field.attname: subject})
    return asked


def _reseal(old: bytes, new: bytes, row: models.Model) -> int:
    changed = {name: vault.reseal(old, new, row, name) for name in sealed_columns(type(row)) if getattr(row, name) is not None}
    if changed:
        # Past the append-only manager: what is said stays the same, only its seal is new.
        models.QuerySet(type(row)).filter(pk=row.pk).update(**changed)
    return len(changed)
