"""Complaints, who may read each, what is done about them, and who is kept out meanwhile.

These tables stand apart: no role of the database but the two of this room reaches them, not even to count.
"""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account
from kanaf.access.roles import Permission
from kanaf.core import ids
from kanaf.core.database.policies import SUBJECT, OwnRows
from kanaf.core.history import AppendOnly, AppendOnlyQuerySet
from kanaf.programme import queries as programme
from kanaf.safeguarding.choices import ICONS, KIND, OUTCOME, Channel
from kanaf.safeguarding.choices import Kind as StepKind

BY_CODE = f"select c.id from safeguarding_complaint c where c.code_mark = {SUBJECT}"  # noqa: S608 - no word of it comes from outside


class OfComplaint(OwnRows):
    """Rows of a complaint: for those who may read it, and for the sender who holds its code."""

    organisation = None
    apart = True
    sealed = True
    roles: ClassVar[dict[str, tuple[str, str]]] = {
        "kanaf_safeguarding": ("kanaf_reads(complaint_id)", "kanaf_reads(complaint_id)"),
        "kanaf_sender": (f"complaint_id in ({BY_CODE})", f"complaint_id in ({BY_CODE})"),
    }


class ComplaintQuerySet(AppendOnlyQuerySet):
    def visible_to(self, by: Account) -> "ComplaintQuerySet":
        """Those that were given to this person to read; nobody else's, whatever their place in the programme."""
        if not by.holds(Permission.COMPLAINT_READ):
            return self.none()
        return self.filter(readers__account=by.pk, readers__ended_at__isnull=True)


class Complaint(AppendOnly):
    """What somebody says that a person or an organisation of the programme did. Nothing tells who sent it.

    Sealed: the text, whom it concerns, the sender's name and contact if given, who keyed it in. `code_mark` is the keyed
    hash of the follow-up code, which nobody but the sender has.
    """

    received_at = models.DateTimeField()
    received_on = models.DateField()
    kind = models.CharField(_("kind"), max_length=40)
    channel = models.CharField(max_length=20, choices=Channel)
    is_danger = models.BooleanField(default=False)
    code_mark = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()
    is_synthetic = models.BooleanField(default=False)

    objects: ClassVar[Any] = ComplaintQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["received_on", "id"], name="complaints_by_day")]

    class Rows(OfComplaint):
        roles: ClassVar[dict[str, tuple[str, str]]] = {
            "kanaf_safeguarding": ("kanaf_reads(id)", "false"),
            "kanaf_sender": (f"code_mark = {SUBJECT}", f"code_mark = {SUBJECT}"),
        }

    class Privacy:
        internal = ("received_at", "received_on", "kind", "channel", "is_danger", "code_mark", "is_synthetic")
        identity = ("sealed",)

    def sealed_for(self) -> tuple[str, UUID]:
        return "complaint", self.pk

    @property
    def kind_label(self) -> str:
        return programme.label(KIND, self.kind)


class Reader(models.Model):
    """One person who may read one complaint; ended at once when it turns out to concern them. `is_barred` never reads it."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="readers")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    is_barred = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "account"], name="a_person_reads_a_complaint_once"),
            models.CheckConstraint(condition=Q(is_barred=False) | Q(ended_at__isnull=False), name="who_is_barred_does_not_read"),
        ]

    class Rows(OfComplaint):
        pass

    class Privacy:
        internal = ("id", "complaint", "account", "given_at", "ended_at", "is_barred")


class Step(AppendOnly):
    """What happened to a complaint: by whom, when, and a sealed note. The system's own steps and the sender's have nobody."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=20, choices=StepKind)
    taken_at = models.DateTimeField()
    taken_by = models.UUIDField(null=True)
    assigned_to = models.UUIDField(null=True)
    outcome = models.CharField(max_length=40, blank=True)
    sealed = models.BinaryField(null=True)

    class Meta:
        ordering = ["taken_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind="closed") ^ Q(outcome=""), name="a_complaint_is_closed_with_its_outcome"),
            models.CheckConstraint(condition=Q(kind="assigned") ^ Q(assigned_to__isnull=True), name="an_assignment_names_a_person"),
        ]

    class Rows(OfComplaint):
        pass

    class Privacy:
        internal = ("complaint", "kind", "taken_at", "taken_by", "assigned_to", "outcome")
        identity = ("sealed",)

    def sealed_for(self) -> tuple[str, UUID]:
        return "complaint", self.complaint_id

    @property
    def icon(self) -> str:
        return ICONS[StepKind(self.kind)]

    @property
    def outcome_label(self) -> str:
        return programme.label(OUTCOME, self.outcome) if self.outcome else ""


class Message(AppendOnly):
    """An answer to the sender, or what the sender added with the code."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="messages")
    is_from_sender = models.BooleanField()
    written_at = models.DateTimeField()
    written_by = models.UUIDField(null=True)
    sealed = models.BinaryField()

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(is_from_sender=True) ^ Q(written_by__isnull=False), name="nobody_is_named_for_a_sender")
        ]

    class Rows(OfComplaint):
        pass

    class Privacy:
        internal = ("complaint", "is_from_sender", "written_at", "written_by")
        identity = ("sealed",)

    def sealed_for(self) -> tuple[str, UUID]:
        return "complaint", self.complaint_id


class SuspensionQuerySet(QuerySet["Suspension"]):
    def visible_to(self, by: Account) -> "SuspensionQuerySet":
        """All of them, for those who may suspend; never one's own."""
        return self.exclude(account=by.pk) if by.holds(Permission.ACCOUNT_HOLD) else self.none()

    def live(self) -> "SuspensionQuerySet":
        return self.filter(lifted_at__isnull=True)


class Suspension(models.Model):
    """A person kept out because of a complaint, until one person asks to let them in and another one does."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="suspensions")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    placed_by = models.UUIDField()
    was_active = models.BooleanField()
    asked_at = models.DateTimeField(null=True)
    asked_by = models.UUIDField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.UUIDField(null=True)

    objects: ClassVar[Any] = SuspensionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(lifted_at__isnull=True), name="a_person_is_suspended_once"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | Q(asked_by__isnull=False) & ~Q(lifted_by=F("asked_by")),
                name="two_people_lift_a_suspension",
            ),
        ]

    class Rows(OfComplaint):
        roles: ClassVar[dict[str, tuple[str, str]]] = {
            "kanaf_safeguarding": (f"account_id::text <> {SUBJECT}", f"account_id::text <> {SUBJECT}"),
        }

    class Privacy:
        internal = (
            "id",
            "complaint",
            "account",
            "placed_at",
            "placed_by",
            "was_active",
            "asked_at",
            "asked_by",
            "lifted_at",
            "lifted_by",
        )
