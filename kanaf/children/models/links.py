"""Children who belong together: sisters and brothers, and those who travelled together."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account, Organisation
from kanaf.access.roles import Permission
from kanaf.children.models.child import Child, team_of
from kanaf.core import ids
from kanaf.core.database.policies import OwnRows


class ChildLinkQuerySet(QuerySet["ChildLink"]):
    def live(self) -> "ChildLinkQuerySet":
        return self.filter(ended_at__isnull=True)

    def of_child(self, child: Child) -> "ChildLinkQuerySet":
        return self.filter(Q(child=child) | Q(other=child))

    def between(self, code: str) -> "ChildLinkQuerySet":
        """Links of which one end is the child of a code."""
        return self.filter(Q(child__code=code) | Q(other__code=code))

    def visible_to(self, by: Account) -> "ChildLinkQuerySet":
        """Links of one's organisation between two children whom one follows: the other end is no way to a child out of reach."""
        if not by.holds(Permission.CHILD_READ):
            return self.none()
        both = Exists(team_of(by).filter(child=OuterRef("child"))) & Exists(team_of(by).filter(child=OuterRef("other")))
        return self.filter(both, organisation=by.organisation_id)


class ChildLink(models.Model):
    """Two children of one's own files belong together; `child` is the one with the smaller id, so that a pair stands once."""

    class Kind(models.TextChoices):
        SIBLING = "sibling", _("Sister or brother")
        TRAVELLED = "travelled", _("Travelled together")
        LIVES_WITH = "lives_with", _("Live together now")

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    other = models.ForeignKey(Child, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    linked_by = models.UUIDField()
    linked_at = models.DateTimeField()
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = ChildLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child", "other", "organisation", "kind"],
                condition=Q(ended_at__isnull=True),
                name="two_children_are_linked_once",
                violation_error_message=_("These two children are linked in this way already."),
            ),
            models.CheckConstraint(condition=Q(child__lt=F("other")), name="a_link_stands_in_one_order"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="a_link_is_ended_by_someone",
            ),
        ]

    class Rows(OwnRows):
        pass

    class Privacy:
        internal = ("id", "organisation", "linked_by", "linked_at", "ended_by", "ended_at")
        case = ("child", "other", "kind")

    def beside(self, child: Child) -> Child:
        """The other one of the two."""
        found: Child = self.other if self.child_id == child.pk else self.child
        return found
