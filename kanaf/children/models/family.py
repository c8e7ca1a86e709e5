"""The child's family: people in the vault, each once, however many sisters and brothers they belong to."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanaf.access.models import Account, Organisation
from kanaf.children.models.child import Child, Group
from kanaf.children.models.record import OfChildQuerySet
from kanaf.core import ids
from kanaf.core.database.policies import THIS_TABLE, OwnRows
from kanaf.core.history import Recorded, RecordedQuerySet

RELATIVE = "relative"
"""The kind of the key under which what is told of a relative is sealed."""


class OfRelative(OwnRows):
    """Rows about a relative: one's own organisation's, and those of relatives whose tie to a child one may read.

    `relative` names the column; the ties that the question finds are those that their own policy lets through.
    """

    relative = "relative_id"

    @classmethod
    def reading(cls) -> str:
        return f"exists (select 1 from children_kinship k where k.relative_id = {THIS_TABLE}.{cls.relative})"  # noqa: S608 - constants


class Relative(models.Model):
    """One member of a family. What is told of them stands in `RelativeFacts`, whose relative they are in `Kinship`."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    is_synthetic = models.BooleanField(default=False)

    class Rows(OfRelative):
        relative = "id"

    class Privacy:
        internal = ("id", "organisation", "recorded_by", "recorded_at", "is_synthetic")


class FactsQuerySet(RecordedQuerySet):
    def visible_to(self, by: Account) -> "FactsQuerySet":
        """What is told of relatives of children whom one follows, or whose identity is shared with one."""
        return self.filter(Exists(Kinship.objects.visible_to(by).filter(relative=OuterRef("relative"))))


class RelativeFacts(Recorded):
    """What is told of a relative, sealed under a key of theirs alone: names in both scripts, age, where last known, contacts."""

    class Life(models.TextChoices):
        ALIVE = "alive", pgettext_lazy("relative", "Alive")
        DEAD = "dead", pgettext_lazy("relative", "Dead")
        UNKNOWN = "unknown", pgettext_lazy("relative", "Not known whether alive")

    class Source(models.TextChoices):
        CHILD = "child", _("The child told it")
        RELATIVE = "relative", _("Somebody of the family told it")
        DOCUMENT = "document", _("A document says it")
        AGENCY = "agency", _("Another organisation told it")
        OTHER = "other", _("Somebody else told it")

    relative = models.ForeignKey(Relative, models.PROTECT, related_name="facts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    life = models.CharField(max_length=10, choices=Life)
    source = models.CharField(max_length=10, choices=Source)
    sealed = models.BinaryField()

    objects: ClassVar[Any] = FactsQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["relative", "recorded_at"], name="facts_of_relative")]

    class Rows(OfRelative):
        sealed = True

    class Privacy:
        internal = ("relative", "organisation")
        case = ("life", "source")
        identity = ("sealed",)

    def sealed_for(self) -> tuple[str, UUID]:
        return RELATIVE, self.relative_id


class KinshipQuerySet(OfChildQuerySet):
    group = Group.IDENTITY


class Kinship(Recorded):
    """Somebody is this child's mother, aunt, brother; and whether the child wants to hear from them. A correction adds a row."""

    class Wish(models.TextChoices):
        WANTS = "wants", _("Wants to be in touch")
        NOT_NOW = "not_now", _("Not now")
        REFUSES = "refuses", _("Does not want to")
        AFRAID = "afraid", _("Is afraid of this person")
        NOT_ASKED = "not_asked", _("Not asked yet")

    child = models.ForeignKey(Child, models.PROTECT, related_name="kin")
    relative = models.ForeignKey(Relative, models.PROTECT, related_name="ties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    relation = models.CharField(max_length=40)
    wish = models.CharField(max_length=10, choices=Wish, default=Wish.NOT_ASKED)

    objects: ClassVar[Any] = KinshipQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["child", "recorded_at"], name="kin_of_child"),
            models.Index(fields=["relative"], name="kin_of_relative"),
        ]

    class Rows(OwnRows):
        child = "child_id"
        group = "identity"

    class Privacy:
        internal = ("organisation", "relative")
        case = ("child", "relation", "wish")
