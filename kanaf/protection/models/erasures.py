"""A child's identity is erased when one person asks and another approves."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Organisation
from kanaf.children.models import Child
from kanaf.core import ids
from kanaf.protection.models.barrier import OwnOrNational, ProtectionQuerySet


class Erasure(models.Model):
    """Asked by one person, decided by another. Once done, nothing sealed about the child can be read by anybody."""

    class Reason(models.TextChoices):
        REQUEST = "request", _("The child or its representative asked for it")
        OBJECTION = "objection", _("The child objected to the processing")
        RETENTION = "retention", _("The time for keeping is over")
        MISTAKE = "mistake", _("Registered by mistake")
        ORDER = "order", _("Ordered by a court or the authority")

    class Status(models.TextChoices):
        ASKED = "asked", _("To approve")
        DONE = "done", _("Erased")
        DECLINED = "declined", _("Declined")

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, choices=Reason)
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = ProtectionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["child"], condition=Q(status="asked"), name="an_erasure_is_asked_once"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="who_asks_an_erasure_does_not_approve_it",
            ),
            models.CheckConstraint(
                condition=Q(status="asked", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(status="asked") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="an_erasure_is_decided_by_someone",
            ),
        ]

    class Rows(OwnOrNational):
        pass

    class Privacy:
        internal = ("id", "organisation", "asked_by", "asked_at", "decided_by", "decided_at")
        case = ("child", "reason", "status")
