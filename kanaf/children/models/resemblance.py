"""Two files that may be of one child, before the coordination, and what it decided of them (decision 0027)."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import pgettext_lazy

from kanaf.access.models import COORDINATES, Account
from kanaf.access.roles import Permission
from kanaf.children.models.child import Child
from kanaf.children.models.record import SameChild
from kanaf.core import ids
from kanaf.core.database.policies import OwnRows
from kanaf.core.history import AppendOnly, AppendOnlyQuerySet
from kanaf.matching import Band


class OfCoordination(OwnRows):
    """Rows of the organisation that coordinates; written there, or by the search across organisations. Counting reads none."""

    organisation = None
    sealed = True
    roles: ClassVar = {"kanaf_registry": ("true", "true")}

    @classmethod
    def condition(cls) -> str:
        return COORDINATES


class ResemblanceQuerySet(QuerySet["Resemblance"]):
    def visible_to(self, by: Account) -> "ResemblanceQuerySet":
        """All of them for who decides; nothing for anybody else."""
        return self.all() if by.holds(Permission.CHILD_MERGE) else self.none()

    def alike(self) -> "ResemblanceQuerySet":
        """Without those that a correction has told apart, and those that count as one child already."""
        joined = SameChild.objects.filter(ended_at=None)
        one, other = OuterRef("child"), OuterRef("other")
        as_the_other = joined.filter(Q(child=one, survivor=other) | Q(child=other, survivor=one))
        as_a_third = joined.filter(child=one, survivor__in=joined.filter(child=OuterRef(OuterRef("other"))).values("survivor"))
        return self.exclude(band=Resemblance.Closeness.UNLIKELY).filter(~Exists(as_the_other), ~Exists(as_a_third))

    def waiting(self) -> "ResemblanceQuerySet":
        """Not decided yet, the likeliest first. What was decided never comes again, but for an "unsure" when either file has changed."""
        of_pair = PairDecision.objects.filter(child=OuterRef("child"), other=OuterRef("other"))
        decided = of_pair.filter(~Q(verdict=PairDecision.Verdict.UNSURE) | Q(decided_at__gte=OuterRef("changed_at")))
        return self.alike().filter(~Exists(decided)).order_by("-score", "found_at", "pk")

    def unsure(self) -> "ResemblanceQuerySet":
        """Left open by who looked at them, until one of the files says more."""
        of_pair = PairDecision.objects.filter(child=OuterRef("child"), other=OuterRef("other"))
        final = of_pair.exclude(verdict=PairDecision.Verdict.UNSURE)
        left = of_pair.filter(verdict=PairDecision.Verdict.UNSURE, decided_at__gte=OuterRef("changed_at"))
        return self.alike().filter(Exists(left), ~Exists(final)).order_by("-score", "found_at", "pk")


class Resemblance(models.Model):
    """Two files that look like one child, with the score, the weights it was made with, and the reasons in codes: no word of either file.

    `child` is the one with the smaller id, so that a pair stands once, whoever was registered first and however often it is found.
    `changed_at` is when the newer of the two was last written.
    """

    class Closeness(models.TextChoices):
        CLOSE = Band.CLOSE.value, pgettext_lazy("look-alike", "Very close")
        POSSIBLE = Band.POSSIBLE.value, pgettext_lazy("look-alike", "Possible")
        UNLIKELY = Band.UNLIKELY.value, pgettext_lazy("look-alike", "No longer alike")

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    other = models.ForeignKey(Child, models.PROTECT, related_name="+")
    score = models.FloatField()
    band = models.CharField(max_length=10, choices=Closeness)
    weights_version = models.PositiveSmallIntegerField()
    reasons = models.JSONField()
    found_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects: ClassVar[Any] = ResemblanceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-score"], name="likeliest_first")]
        constraints = [
            models.UniqueConstraint(fields=["child", "other"], name="a_pair_stands_once"),
            models.CheckConstraint(condition=Q(child__lt=F("other")), name="a_pair_stands_in_one_order"),
        ]

    class Rows(OfCoordination):
        erasure = "delete"
        erased_with = ("child", "other")

    class Privacy:
        internal = ("id", "weights_version", "found_at", "changed_at")
        case = ("child", "other", "score", "band", "reasons")

    def beside(self, child_id: UUID) -> Child:
        """The other one of the two."""
        found: Child = self.other if self.child_id == child_id else self.child
        return found


class PairDecisionQuerySet(AppendOnlyQuerySet):
    def visible_to(self, by: Account) -> "PairDecisionQuerySet":
        return self.all() if by.holds(Permission.CHILD_MERGE) else self.none()


class PairDecision(AppendOnly):
    """What a person decided of two files, with a sealed note. Never asked again, but for an "unsure"."""

    class Verdict(models.TextChoices):
        SAME = "same", pgettext_lazy("look-alike", "Same child")
        DIFFERENT = "different", pgettext_lazy("look-alike", "Different children")
        UNSURE = "unsure", pgettext_lazy("look-alike", "Not sure yet")

    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    other = models.ForeignKey(Child, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict)
    score = models.FloatField(null=True)
    weights_version = models.PositiveSmallIntegerField(null=True)
    sealed = models.BinaryField(null=True)
    decided_by = models.UUIDField()
    decided_at = models.DateTimeField()

    objects: ClassVar[Any] = PairDecisionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["child", "other", "decided_at"], name="decisions_of_pair")]
        constraints = [
            models.CheckConstraint(condition=Q(child__lt=F("other")), name="a_decision_names_a_pair_in_one_order"),
        ]

    class Rows(OfCoordination):
        pass

    class Privacy:
        internal = ("weights_version", "decided_by", "decided_at")
        case = ("child", "other", "verdict", "score")
        identity = ("sealed",)

    def sealed_for(self) -> tuple[str, UUID]:
        return "pair", self.pk


class Sweep(models.Model):
    """A comparison of the whole registry with itself: how far it has come, so that it goes on where it was stopped."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    begun_at = models.DateTimeField()
    upto = models.BigIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    cards = models.PositiveIntegerField()
    found = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        get_latest_by = "begun_at"

    class Rows(OfCoordination):
        pass

    class Privacy:
        internal = ("id", "begun_at", "upto", "done", "cards", "found", "finished_at")

    @property
    def percent(self) -> int:
        return 100 if self.finished_at else min(99, 100 * self.done // max(self.cards, 1))


def in_order(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """A pair as it stands: the smaller id first."""
    return (one, other) if one < other else (other, one)
