"""What erasing a child takes away, and what stays: codes without a name, so that no figure changes."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import Q

from kanaf.children.keeping import relatives_left_alone
from kanaf.children.models import Alert, CareTeam, Child, PairDecision, SameChild
from kanaf.core import rows, sealed_files
from kanaf.core.models import DataKey
from kanaf.protection.models import Attachment


def registrations_of_person(child: Child) -> list[UUID]:
    """The child's id with those of every registration found to be the same child."""
    with rows.as_registry():
        live = SameChild.objects.filter(ended_at=None)
        survivor = live.filter(child=child).values_list("survivor_id", flat=True).first() or child.pk
        return sorted({child.pk, survivor, *live.filter(survivor=survivor).values_list("child_id", flat=True)})


def lock_keys(children: Iterable[UUID]) -> None:
    """Hold the keys of children until the transaction ends: an order of a court and an erasure wait for each other."""
    list(DataKey.objects.select_for_update().filter(subject_kind="child", subject_id__in=list(children)).order_by("pk").values_list("pk"))


def erase(children: Iterable[UUID], at: datetime) -> int:
    """Delete the keys, name keys and all that a table says goes with a child; nobody follows it any more. Returns keys deleted.

    What is told of its relatives goes too, unless a sister or brother keeps them.

    Doing it again changes nothing.
    """
    asked = list(children)
    with rows.as_registry():
        alerts = list(Alert.objects.filter(child__in=asked).values_list("pk", flat=True))
        pairs = list(PairDecision.objects.filter(Q(child__in=asked) | Q(other__in=asked)).values_list("pk", flat=True))
        relatives = relatives_left_alone(asked)
    with rows.as_eraser():
        DataKey.objects.filter(subject_kind="relative", subject_id__in=relatives).delete()
        DataKey.objects.filter(subject_kind="alert", subject_id__in=alerts).delete()
        DataKey.objects.filter(subject_kind="pair", subject_id__in=pairs).delete()
        keys_gone, _by_model = DataKey.objects.filter(subject_kind="child", subject_id__in=asked).delete()
        for model in apps.get_models():
            barrier: Any = getattr(model, "Rows", None)
            if getattr(barrier, "erasure", "") == "delete" and model is not DataKey:
                for column in barrier.erased_with:
                    model._default_manager.filter(**{f"{column}__in": asked}).delete()
        CareTeam.objects.filter(child__in=asked, ended_at=None).update(ended_at=at)
    with rows.as_registry():
        files = list(Attachment.objects.filter(child__in=asked).values_list("pk", flat=True))
    for file in files:
        transaction.on_commit(partial(sealed_files.remove, file))
    return keys_gone
