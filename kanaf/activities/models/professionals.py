"""Adults who are trained: counted once each, their names sealed."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet

from kanaf.access.models import Account, Organisation
from kanaf.access.roles import Permission
from kanaf.activities.models.attendance import OfSession
from kanaf.core import ids
from kanaf.core.database.policies import OwnRows
from kanaf.places.models import City


class ProfessionalQuerySet(QuerySet["Professional"]):
    def visible_to(self, by: Account) -> "ProfessionalQuerySet":
        """The people whom one's own organisation trained."""
        return self.filter(registered_by_organisation=by.organisation_id) if by.holds(Permission.TRAINING_RECORD) else self.none()


class Professional(models.Model):
    """An adult who is trained, counted once whatever the number of trainings; the name stands sealed beside."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    registered_by_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    institution_kind = models.CharField(max_length=40)
    institution = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    is_synthetic = models.BooleanField(default=False)

    objects: ClassVar[Any] = ProfessionalQuerySet.as_manager()

    class Rows(OwnRows):
        organisation = "registered_by_organisation_id"

    class Privacy:
        internal = ("id", "registered_by_organisation", "institution_kind", "institution", "city", "registered_at", "is_synthetic")

    def __str__(self) -> str:
        return str(self.pk)


class ProfessionalName(models.Model):
    """A professional's name and institution as written, sealed; the keyed hash finds the same person again."""

    professional = models.OneToOneField(Professional, models.CASCADE, primary_key=True, related_name="name")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    key = models.BinaryField(max_length=12)
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="a_professional_is_registered_once")]

    class Rows(OwnRows):
        sealed = True

    class Privacy:
        internal = ("professional", "organisation")
        identity = ("key", "sealed")

    def sealed_for(self) -> tuple[str, UUID]:
        return "professional", self.professional_id


class TrainingAttendance(OfSession):
    """A professional who came to a training."""

    professional = models.ForeignKey(Professional, models.PROTECT, related_name="trainings")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "professional"], condition=Q(replaces__isnull=True), name="a_professional_attends_a_training_once"
            )
        ]

    class Rows(OwnRows):
        pass

    class Privacy:
        internal = ("professional",)
