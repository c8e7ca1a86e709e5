"""A registration that was begun and not finished: kept for its author, sealed, for some days."""

from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import QuerySet

from kanaf.access.models import Account, Organisation
from kanaf.core import ids
from kanaf.core.database.policies import OwnRows

KEPT = timedelta(days=14)
"""A draft holds what a child said and nobody follows up: it is finished soon or goes."""


class DraftQuerySet(QuerySet["Draft"]):
    def visible_to(self, by: Account) -> "DraftQuerySet":
        """One's own alone: a draft is no file yet."""
        return self.filter(account=by.pk)


class Draft(models.Model):
    """What was typed so far, sealed under a key of the draft alone; it goes when the child is registered, or after two weeks."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    kept_at = models.DateTimeField()

    objects: ClassVar[Any] = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-kept_at"]

    class Rows(OwnRows):
        sealed = True

    class Privacy:
        internal = ("id", "organisation", "account", "kept_at")
        identity = ("sealed",)

    def sealed_for(self) -> tuple[str, UUID]:
        return "draft", self.pk
