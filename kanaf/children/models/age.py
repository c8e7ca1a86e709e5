"""An age is assessed as a last resort, by several disciplines, with its margin; what the child declared is never overwritten (P6)."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Organisation
from kanaf.children.models.child import Child, Group
from kanaf.children.models.record import OfChildQuerySet
from kanaf.core.database.policies import OwnRows
from kanaf.core.history import Recorded


class AgeAssessmentQuerySet(OfChildQuerySet):
    group = Group.CASE


class AgeAssessment(Recorded):
    """What a panel, judge or authority found: from one age to another in full years, on a day.

    Where the youngest age lies under 18, the child stays a child (benefit of the doubt): `is_child`. Why there was serious doubt
    is sealed.
    """

    child = models.ForeignKey(Child, models.PROTECT, related_name="age_assessments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    decided_by = models.CharField(_("decided by"), max_length=40)
    methods = models.JSONField(default=list)
    youngest = models.PositiveSmallIntegerField(_("youngest age"))
    oldest = models.PositiveSmallIntegerField(_("oldest age"))
    is_child = models.BooleanField(_("is taken as a child"))
    child_agreed = models.BooleanField(_("the child was told and agreed"))
    reference = models.CharField(_("reference of the decision"), max_length=120, blank=True)
    sealed = models.BinaryField()

    objects: ClassVar[Any] = AgeAssessmentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["child", "recorded_at"], name="age_assessments_of_child")]
        constraints = [
            models.CheckConstraint(condition=Q(youngest__lte=F("oldest")), name="an_assessed_age_runs_forward"),
            models.CheckConstraint(
                condition=Q(youngest__gte=18, is_child=False) | Q(youngest__lt=18, is_child=True), name="doubt_benefits_the_child"
            ),
            models.CheckConstraint(condition=Q(child_agreed=True), name="no_age_is_assessed_against_the_child"),
        ]

    class Rows(OwnRows):
        child = "child_id"
        group = "case"
        sealed = True

    class Privacy:
        internal = ("organisation",)
        case = ("child", "decided_by", "methods", "youngest", "oldest", "is_child", "child_agreed", "reference")
        identity = ("sealed",)

    def sealed_for(self) -> tuple[str, UUID]:
        return "child", self.child_id
