"""Periods, and what partners say is complete in them."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account, Organisation
from kanaf.access.roles import Permission
from kanaf.core import ids
from kanaf.core.database.policies import SignedIn
from kanaf.places.models import City


class Period(models.Model):
    """A quarter or a year that partners report on; closed once, by one act."""

    class Kind(models.TextChoices):
        QUARTER = "quarter", _("Quarter")
        YEAR = "year", _("Year")

    code = models.CharField(max_length=10, primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind)
    starts_on = models.DateField()
    ends_on = models.DateField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)

    class Meta:
        ordering = ["-ends_on", "kind"]

    class Privacy:
        public = ("code", "kind", "starts_on", "ends_on", "closed_at")
        internal = ("closed_by",)

    def __str__(self) -> str:
        return self.code


class SubmissionQuerySet(QuerySet["Submission"]):
    def visible_to(self, by: Account) -> "SubmissionQuerySet":
        """All for those who accept; one's own organisation's for those who send."""
        if by.holds(Permission.SUBMISSION_ACCEPT):
            return self.all()
        if by.holds(Permission.SUBMISSION_SEND):
            return self.filter(organisation=by.organisation_id)
        return self.none()

    def accepted(self) -> "SubmissionQuerySet":
        return self.filter(status=Submission.Status.ACCEPTED)


class Submission(models.Model):
    """A partner says that its records of a city and period are complete; without one accepted, a city is not reported."""

    class Status(models.TextChoices):
        SUBMITTED = "submitted", _("Submitted")
        ACCEPTED = "accepted", _("Accepted")
        RETURNED = "returned", _("Returned")

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, models.PROTECT, related_name="submissions")
    status = models.CharField(max_length=10, choices=Status)
    children = models.PositiveIntegerField()
    services = models.PositiveIntegerField()
    submitted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=300, blank=True)

    objects: ClassVar[Any] = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "city", "period"],
                condition=Q(status__in=["submitted", "accepted"]),
                name="a_partner_submits_a_city_once_a_period",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("submitted_by")), name="nobody_accepts_their_own_submission"
            ),
        ]

    class Rows(SignedIn):
        """Coarse barrier only: counts without a child; `visible_to` is the policy."""

    class Privacy:
        internal = (
            "id",
            "organisation",
            "city",
            "period",
            "status",
            "children",
            "services",
            "submitted_by",
            "submitted_at",
            "decided_by",
            "decided_at",
            "remark",
        )
