"""The case: opened, scored for risk, in someone's hands, followed up on time, closed, reopened."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account, Organisation
from kanaf.access.roles import Permission
from kanaf.children.models import Child, Group, in_reach
from kanaf.core import ids
from kanaf.core.database.policies import THIS_TABLE, OwnRows, open_in_emergency
from kanaf.core.history import Recorded, RecordedQuerySet
from kanaf.places.models import City


class Risk(models.TextChoices):
    """How soon harm may come; timeframes follow from it."""

    HIGH = "high", _("High risk")
    MEDIUM = "medium", _("Medium risk")
    LOW = "low", _("Low risk")


class CaseQuerySet(QuerySet["Case"]):
    def open(self) -> "CaseQuerySet":
        return self.filter(status=Case.Status.OPEN)

    def visible_to(self, by: Account) -> "CaseQuerySet":
        """One's organisation's cases of children one follows, and other organisations' as far as they share them."""
        if not by.holds(Permission.CASE_READ):
            return self.none()
        return self.filter(in_reach(by, Group.CASE))

    def of_child(self, child: Child) -> "CaseQuerySet":
        return self.filter(child=child)


class Case(models.Model):
    """The file by which one organisation follows one child. `status` and `risk` show the newest of its history."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="cases")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    responsible = models.ForeignKey(Account, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    risk = models.CharField(max_length=10, choices=Risk)
    opened_on = models.DateField()
    next_step = models.CharField(max_length=40, blank=True)
    next_due_at = models.DateTimeField(null=True)
    is_synthetic = models.BooleanField(default=False)

    objects: ClassVar[Any] = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "status", "next_due_at", "id"], name="worklist"),
            models.Index(fields=["child"], name="case_of_child"),
            models.Index(fields=["status", "next_due_at", "id"], name="cases_by_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "organisation"],
                condition=Q(status="open"),
                name="one_open_case_for_a_child",
                violation_error_message=_("This child already has an open case in your organisation."),
            )
        ]

    class Rows(OwnRows):
        child = "child_id"
        group = "case"
        roles: ClassVar = open_in_emergency(f"{THIS_TABLE}.child_id")

    class Privacy:
        internal = ("id", "organisation", "is_synthetic")
        case = ("child", "city", "responsible", "status", "risk", "opened_on", "next_step", "next_due_at")

    def __str__(self) -> str:
        return str(self.pk)


class OfCaseQuerySet(RecordedQuerySet):
    def visible_to(self, by: Account) -> "OfCaseQuerySet":
        return self.filter(case__in=Case.objects.visible_to(by))


class OfCase(Recorded):
    """A row of a case's history."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="%(class)ss")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, models.PROTECT, related_name="+")

    objects: ClassVar[Any] = OfCaseQuerySet.as_manager()

    class Meta:
        abstract = True

    class Privacy:
        internal = ("organisation", "child")
        case = ("case",)


class CaseEvent(OfCase):
    """The case was opened, closed with its reason, or reopened."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("Case opened")
        CLOSED = "closed", _("Case closed")
        REOPENED = "reopened", _("Case reopened")

    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(max_length=40, blank=True)

    class Rows(OwnRows):
        child = "child_id"
        group = "case"

    class Privacy:
        case = ("kind", "reason")


class RiskAssessment(OfCase):
    """A risk level given on a day, with its sealed reason. It resets the follow-up, never the first response's clock."""

    level = models.CharField(max_length=10, choices=Risk)
    sealed = models.BinaryField(null=True)

    class Rows(OwnRows):
        child = "child_id"
        group = "case"

    class Privacy:
        case = ("level",)
        identity = ("sealed",)

    def sealed_for(self) -> tuple[str, UUID]:
        return "child", self.child_id


class FollowUp(OfCase):
    """A visit or call that took place, with its sealed note; the next one follows from the risk level."""

    kind = models.CharField(max_length=40)
    sealed = models.BinaryField(null=True)

    class Rows(OwnRows):
        child = "child_id"
        group = "case"

    class Privacy:
        case = ("kind",)
        identity = ("sealed",)

    def sealed_for(self) -> tuple[str, UUID]:
        return "child", self.child_id


class ClosingQuerySet(QuerySet["Closing"]):
    def visible_to(self, by: Account) -> "ClosingQuerySet":
        return self.filter(case__in=Case.objects.visible_to(by))

    def waiting(self) -> "ClosingQuerySet":
        return self.filter(decided_at__isnull=True)


class Closing(models.Model):
    """Who follows a child asks that the case be closed; somebody else closes it, or says why not yet (G9)."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="closings")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    happened_on = models.DateField(_("day"))
    reason = models.CharField(max_length=40)
    for_coordination = models.BooleanField(default=False)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    is_agreed = models.BooleanField(null=True)
    sealed = models.BinaryField(null=True)

    objects: ClassVar[Any] = ClosingQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        indexes = [models.Index(fields=["case"], name="closings_of_a_case")]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(decided_at__isnull=True),
                name="one_closing_is_asked_for_at_a_time",
                violation_error_message=_("The closing of this case was asked for already."),
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")) | Q(is_agreed=False),
                name="somebody_else_closes_a_case",
                violation_error_message=_("You asked for it: somebody else closes the case."),
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True, is_agreed__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False, is_agreed__isnull=False),
                name="a_closing_is_decided_whole",
            ),
        ]

    class Rows(OwnRows):
        child = "child_id"
        group = "case"

    class Privacy:
        internal = ("id", "organisation", "child", "for_coordination")
        case = ("case", "asked_by", "asked_at", "happened_on", "reason", "decided_by", "decided_at", "is_agreed")
        identity = ("sealed",)

    def __str__(self) -> str:
        return str(self.pk)

    def sealed_for(self) -> tuple[str, UUID]:
        return "child", self.child_id
