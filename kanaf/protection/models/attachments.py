"""A paper about a child: photographed or scanned, cleaned, sealed on disk."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account, Organisation
from kanaf.access.roles import Permission
from kanaf.children.models import Child, Group, in_reach
from kanaf.core.database.policies import OwnRows
from kanaf.core.history import AppendOnly, AppendOnlyQuerySet


class AttachmentQuerySet(AppendOnlyQuerySet):
    def visible_to(self, by: Account) -> "AttachmentQuerySet":
        """Those of the children a person may see, for who may read identities: a paper says who somebody is."""
        if not (by.holds(Permission.CHILD_READ) and by.holds(Permission.IDENTITY_READ)):
            return self.none()
        return self.filter(in_reach(by, Group.IDENTITY))


class Attachment(AppendOnly):
    """A picture or document of a child's file; the key of its file is sealed with the child's identity."""

    class Kind(models.TextChoices):
        JPEG = "jpeg", _("Photograph")
        PNG = "png", _("Picture")
        PDF = "pdf", _("PDF document")

    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=4, choices=Kind)
    document = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField()
    sealed = models.BinaryField()

    objects: ClassVar[Any] = AttachmentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["child", "recorded_at"], name="attachments_of_child")]

    class Rows(OwnRows):
        child = "child_id"
        group = "identity"
        sealed = True

    class Privacy:
        internal = ("organisation", "kind", "size", "recorded_at", "recorded_by")
        case = ("child", "document")
        identity = ("sealed",)

    def sealed_for(self) -> tuple[str, UUID]:
        return "child", self.child_id
