"""What is kept no longer: a list is made dry, another person approves it, and only then is anything erased. A court can hold it."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Organisation
from kanaf.children.models import Child
from kanaf.core import ids
from kanaf.protection.models.barrier import OwnOrNational, ProtectionQuerySet


class JudicialHoldQuerySet(ProtectionQuerySet):
    def live(self, at: datetime) -> "JudicialHoldQuerySet":
        return self.filter(ended_at__isnull=True).filter(Q(until__isnull=True) | Q(until__gte=at.date()))


class JudicialHold(models.Model):
    """A court or prosecutor asks that nothing of a child be erased. Only the reference of the order is kept; two people end it."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=120)
    until = models.DateField(null=True)
    set_by = models.UUIDField()
    set_at = models.DateTimeField()
    end_asked_by = models.UUIDField(null=True)
    end_asked_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = JudicialHoldQuerySet.as_manager()

    class Meta:
        ordering = ["-set_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | (Q(ended_at__isnull=False, ended_by__isnull=False, end_asked_by__isnull=False) & ~Q(ended_by=F("end_asked_by"))),
                name="two_people_end_a_judicial_hold",
            ),
        ]

    class Rows(OwnOrNational):
        pass

    class Privacy:
        internal = ("id", "organisation", "set_by", "set_at", "end_asked_by", "end_asked_at", "ended_by", "ended_at")
        case = ("child", "reference", "until")


class RetentionRun(models.Model):
    """One list of what is due to be erased, as it was on a day; its digest says that nobody changed it afterwards."""

    class Status(models.TextChoices):
        DRY = "dry", _("Dry run")
        APPROVED = "approved", _("Approved, being erased")
        DONE = "done", _("Done")
        DECLINED = "declined", _("Declined")

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRY)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = ProtectionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("made_by")), name="who_makes_a_retention_list_does_not_approve_it"
            ),
            models.CheckConstraint(
                condition=Q(status="dry", decided_by__isnull=True) | (~Q(status="dry") & Q(decided_by__isnull=False)),
                name="a_retention_list_is_decided_by_someone",
            ),
        ]

    class Rows(OwnOrNational):
        pass

    class Privacy:
        internal = ("id", "organisation", "version", "digest", "status", "made_by", "made_at", "decided_by", "decided_at")


class RetentionLine(models.Model):
    """One child of a list: since when due, or what holds it back; and what became of it."""

    class Held(models.TextChoices):
        OPEN_CASE = "open_case", _("A case is open")
        REOPENED = "reopened", _("A case was reopened")
        ORDER = "order", _("Held by an order")
        TRACING = "tracing", _("The family is being traced")

    class Why(models.TextChoices):
        """Why a line that was due was left when it was judged once more; besides what may hold it."""

        NOT_DUE = "not_due", _("Its time is not over any more")
        GONE = "gone", _("Erased already")

    class Outcome(models.TextChoices):
        ERASED = "erased", _("Erased")
        LEFT = "left", _("No longer due: left")

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    run = models.ForeignKey(RetentionRun, models.CASCADE, related_name="lines")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    code = models.CharField(max_length=8)
    due_on = models.DateField()
    held = models.CharField(max_length=20, choices=Held, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    why = models.CharField(max_length=20, choices=[*Held.choices, *Why.choices], blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on", "code"]
        constraints = [
            models.UniqueConstraint(fields=["run", "child"], name="a_child_stands_once_in_a_retention_list"),
            models.CheckConstraint(condition=Q(held="") | Q(outcome="") | Q(outcome="left"), name="what_is_held_back_is_not_erased"),
            models.CheckConstraint(condition=Q(why="") | Q(outcome="left"), name="only_what_is_left_says_why"),
        ]

    class Rows(OwnOrNational):
        pass

    class Privacy:
        internal = ("id", "run", "organisation", "held", "outcome", "why", "done_at")
        case = ("child", "code", "due_on")
