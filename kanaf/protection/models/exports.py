"""What leaves the system: encrypted, marked with who and when, for a day."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account, Organisation
from kanaf.access.queries import is_national
from kanaf.access.roles import Permission
from kanaf.children.models import Child
from kanaf.core import ids
from kanaf.places.models import City
from kanaf.protection.models.barrier import OwnOrNational


class ExportQuerySet(QuerySet["Export"]):
    def visible_to(self, by: Account) -> "ExportQuerySet":
        """One's own, and for who approves those of the organisation, nationally all."""
        if not by.holds(Permission.EXPORT_APPROVE):
            return self.filter(asked_by=by.pk)
        return self if is_national(by) else self.filter(Q(asked_by=by.pk) | Q(organisation=by.organisation_id))


class Export(models.Model):
    """One child's file, or the identities of all children of a city or organisation. Many identities need two people."""

    class Reason(models.TextChoices):
        CHILD = "child", _("The child or its representative asked for a copy")
        HANDOVER = "handover", _("Handover to another service")
        AUTHORITY = "authority", _("Asked for by a court or the authority")
        FIELD = "field", _("Work where there is no network")

    class Form(models.TextChoices):
        TABLE = "table", _("A table, for another system")
        DOCUMENT = "document", _("A document to read or print (PDF)")

    class Status(models.TextChoices):
        ASKED = "asked", _("To approve")
        APPROVED = "approved", _("Approved, to be made")
        MADE = "made", _("Ready for a day")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("Expired")

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, models.PROTECT, related_name="+", null=True)
    city = models.ForeignKey(City, models.PROTECT, related_name="+", null=True)
    children = models.PositiveIntegerField()
    alone = models.BooleanField(default=False)
    reason = models.CharField(max_length=20, choices=Reason)
    form = models.CharField(max_length=10, choices=Form, default=Form.TABLE)
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="who_asks_an_export_does_not_approve_it"
            ),
            models.CheckConstraint(condition=Q(alone=False) | Q(child__isnull=False, children=1), name="alone_one_exports_one_file"),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "made"]) | Q(alone=True) | Q(decided_by__isnull=False),
                name="many_identities_leave_with_two_people",
            ),
            models.CheckConstraint(condition=Q(form="table") | Q(child__isnull=False), name="a_document_is_of_one_child"),
            models.CheckConstraint(condition=~Q(status="made") | Q(expires_at__isnull=False), name="an_export_expires"),
        ]

    class Rows(OwnOrNational):
        pass

    class Privacy:
        internal = ("id", "organisation", "city", "children", "alone", "asked_by", "asked_at", "decided_by", "decided_at", "expires_at")
        case = ("child", "reason", "form", "status")
