"""Figures as they were counted at a moment, and their way to readers."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account
from kanaf.access.roles import Permission
from kanaf.core import ids
from kanaf.core.database.policies import SignedIn
from kanaf.core.history import AppendOnly, AppendOnlyQuerySet
from kanaf.indicators.models.definitions import Definition
from kanaf.indicators.models.reporting import Period


class FrozenFigureQuerySet(AppendOnlyQuerySet):
    def visible_to(self, by: Account) -> "FrozenFigureQuerySet":
        """All for those who freeze, what is asked for those who approve, what is released for readers."""
        if by.holds(Permission.FIGURE_FREEZE):
            return self.all()
        releases = Release.objects.filter(figure=OuterRef("pk"))
        if by.holds(Permission.RELEASE_APPROVE):
            return self.filter(Exists(releases.exclude(status=Release.Status.DECLINED)))
        if by.holds(Permission.FIGURE_READ):
            return self.filter(Exists(releases.filter(status=Release.Status.RELEASED)))
        return self.none()


class FrozenFigure(AppendOnly):
    """A figure as it was counted at a moment: definition, window, cells, the ids counted, and its digest. Never changed.

    A correction is a new version that `replaces` the old and lists its difference.
    """

    definition = models.ForeignKey(Definition, models.PROTECT, related_name="figures")
    period = models.ForeignKey(Period, models.PROTECT, null=True, related_name="figures")
    campaign = models.SlugField(max_length=40, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    as_of = models.DateTimeField()
    total = models.PositiveIntegerField(null=True)
    difference = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    frozen_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    is_synthetic = models.BooleanField(default=False)

    objects: ClassVar[Any] = FrozenFigureQuerySet.as_manager()

    class Meta:
        ordering = ["-as_of"]
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "period", "campaign", "version"], nulls_distinct=False, name="a_figure_has_one_version"
            )
        ]

    class Privacy:
        internal = (
            "definition",
            "period",
            "campaign",
            "starts_on",
            "ends_on",
            "version",
            "replaces",
            "as_of",
            "total",
            "difference",
            "digest",
            "frozen_by",
            "is_synthetic",
        )

    @property
    def window_code(self) -> str:
        return self.campaign or (self.period_id or "")

    def get_absolute_url(self) -> str:
        """The page of this very version."""
        page = reverse("indicators:figure", args=[self.definition.indicator_id, self.window_code])
        return f"{page}?version={self.version}"


class FigureCell(AppendOnly):
    """One cell of a frozen figure: unprotected, for those who prepare a release."""

    figure = models.ForeignKey(FrozenFigure, models.PROTECT, related_name="cells")
    cut = models.CharField(max_length=40)
    coordinates = models.JSONField()
    value = models.PositiveIntegerField(null=True)

    class Rows(SignedIn):
        pass

    class Privacy:
        internal = ("figure", "cut", "coordinates", "value")


class FigureMember(AppendOnly):
    """A record that a frozen figure counted: how the number leads back to the records, for those who may.

    `weight` is how many it stands for: a headcount of twelve is one record.
    """

    figure = models.ForeignKey(FrozenFigure, models.PROTECT, related_name="members")
    subject = models.UUIDField()
    coordinates = models.JSONField(default=dict)
    weight = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["figure", "subject"], name="a_figure_counts_a_record_once")]

    class Rows(SignedIn):
        pass

    class Privacy:
        case = ("figure", "subject", "coordinates", "weight")


class ReleaseQuerySet(QuerySet["Release"]):
    def visible_to(self, by: Account) -> "ReleaseQuerySet":
        """All for those who freeze, ask or approve; what went out for readers."""
        if any(by.holds(permission) for permission in (Permission.FIGURE_FREEZE, Permission.RELEASE_ASK, Permission.RELEASE_APPROVE)):
            return self.all()
        if by.holds(Permission.FIGURE_READ):
            return self.filter(status=Release.Status.RELEASED)
        return self.none()

    def standing(self) -> "ReleaseQuerySet":
        """Under way or done: a declined one says no more."""
        return self.exclude(status=Release.Status.DECLINED)


class Release(models.Model):
    """A frozen figure on its way to readers: made safe, asked for by one person, approved by another, released."""

    class Status(models.TextChoices):
        ASKED = "asked", _("To approve")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Declined")
        RELEASED = "released", _("Released")

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    figure = models.ForeignKey(FrozenFigure, models.PROTECT, related_name="releases")
    status = models.CharField(max_length=10, choices=Status)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = ReleaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["figure"], condition=~Q(status="declined"), name="a_figure_is_released_once"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("asked_by")), name="nobody_approves_what_they_asked"
            ),
            models.CheckConstraint(condition=~Q(status="released") | Q(decided_by__isnull=False), name="nothing_is_released_unapproved"),
        ]

    class Privacy:
        internal = ("id", "figure", "status", "asked_by", "asked_at", "decided_by", "decided_at", "released_by", "released_at")


class ProtectedCell(AppendOnly):
    """One cell as readers may see it: exact, rounded, suppressed with its reason, or not reported."""

    class Status(models.TextChoices):
        EXACT = "exact", _("Exact")
        ROUNDED = "rounded", _("Rounded")
        SUPPRESSED = "suppressed", _("Hidden")
        NOT_REPORTED = "not_reported", _("Not reported")

    release = models.ForeignKey(Release, models.PROTECT, related_name="cells")
    cut = models.CharField(max_length=40)
    coordinates = models.JSONField()
    value = models.PositiveIntegerField(null=True)
    status = models.CharField(max_length=12, choices=Status)
    reason = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["exact", "rounded"], value__isnull=False)
                | Q(status__in=["suppressed", "not_reported"], value__isnull=True),
                name="a_hidden_cell_holds_no_number",
            )
        ]

    class Privacy:
        public = ("release", "cut", "coordinates", "value", "status", "reason")
