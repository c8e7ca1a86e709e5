"""What is counted and how; partner submissions; figures frozen, made safe, approved and released."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account, Organisation
from kanaf.access.roles import Permission
from kanaf.core import ids
from kanaf.core.database.policies import SignedIn
from kanaf.core.history import AppendOnly, AppendOnlyQuerySet
from kanaf.core.models import Labelled
from kanaf.places.models import City


class Indicator(Labelled):
    """Something the programme counts, under a code that never changes its meaning."""

    code = models.SlugField(max_length=40, primary_key=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    class Privacy:
        public = ("code", "position")

    @property
    def definition(self) -> "Definition":
        """The one in force."""
        return self.definitions.latest("version")


class Definition(AppendOnly):
    """What exactly an indicator counts, in one version; a change of meaning is a new version.

    `cuts` maps a cut's code to {"additive": bool, "axes": [...]}; `rule` names the disclosure rule; `notes` hold what the
    reader must know (DOMAIN.md §1.3).
    """

    class Kind(models.TextChoices):
        COMPUTED = "computed", _("Computed from records")
        DECLARED = "declared", _("Declared by a partner with its evidence")
        EXTERNAL = "external", _("From an external source")

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="definitions")
    version = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    unit = models.CharField(max_length=40)
    unit_labels = models.JSONField(default=dict)
    text = models.JSONField(default=dict)
    counts = models.CharField(max_length=40)
    cuts = models.JSONField(default=dict)
    rule = models.CharField(max_length=40)
    notes = models.JSONField(default=list)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator", "version"], name="a_definition_has_one_version")]

    class Privacy:
        public = ("indicator", "version", "kind", "unit", "unit_labels", "text", "counts", "cuts", "rule", "notes", "digest")

    def in_language(self, texts: dict[str, str]) -> str:
        return texts.get((get_language() or "fr")[:2]) or texts.get("fr", "")

    @property
    def sentence(self) -> str:
        return self.in_language(self.text)

    @property
    def unit_label(self) -> str:
        return self.in_language(self.unit_labels)

    @property
    def notes_shown(self) -> list[str]:
        return [self.in_language(note["labels"]) for note in self.notes]


class PlannedTable(Labelled):
    """A table that the publication plan allows: nothing else is ever released. `cuts` holds none, one or two cut codes."""

    code = models.SlugField(max_length=60, primary_key=True)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="tables")
    window = models.CharField(max_length=10)
    cuts = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    class Privacy:
        public = ("code", "indicator", "window", "cuts", "position")


class PublicValue(Labelled):
    """A number that was printed elsewhere before: shown as it is, and known to whoever attacks our tables."""

    code = models.SlugField(max_length=60, primary_key=True)
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="public_values")
    campaign = models.SlugField(max_length=40, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    cell = models.JSONField(default=dict)
    value = models.PositiveIntegerField()
    source = models.CharField(max_length=300, blank=True)

    class Privacy:
        public = ("code", "indicator", "campaign", "starts_on", "ends_on", "cell", "value", "source")


class ExternalValue(Labelled):
    """Somebody else's value for the same thing: kept beside ours with its source, never added to it (A3)."""

    code = models.SlugField(max_length=60, primary_key=True)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="external_values")
    value = models.PositiveIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    source = models.CharField(max_length=300, blank=True)
    published = models.CharField(max_length=40, blank=True)
    notes = models.JSONField(default=list)

    class Privacy:
        public = ("code", "indicator", "value", "starts_on", "ends_on", "source", "published", "notes")


class Period(models.Model):
    """A quarter or a year that partners report on; closed once, by one act."""

    class Kind(models.TextChoices):
        QUARTER = "quarter", _("Quarter")
        YEAR = "year", _("Year")

    code = models.CharField(max_length=10, primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind)
    starts_on = models.DateField()
    ends_on = models.DateField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)

    class Meta:
        ordering = ["-ends_on", "kind"]

    class Privacy:
        public = ("code", "kind", "starts_on", "ends_on", "closed_at")
        internal = ("closed_by",)

    def __str__(self) -> str:
        return self.code


class SubmissionQuerySet(QuerySet["Submission"]):
    def visible_to(self, by: Account) -> "SubmissionQuerySet":
        """All for those who accept; one's own organisation's for those who send."""
        if by.holds(Permission.SUBMISSION_ACCEPT):
            return self.all()
        if by.holds(Permission.SUBMISSION_SEND):
            return self.filter(organisation=by.organisation_id)
        return self.none()

    def accepted(self) -> "SubmissionQuerySet":
        return self.filter(status=Submission.Status.ACCEPTED)


class Submission(models.Model):
    """A partner says that its records of a city and period are complete; without one accepted, a city is not reported."""

    class Status(models.TextChoices):
        SUBMITTED = "submitted", _("Submitted")
        ACCEPTED = "accepted", _("Accepted")
        RETURNED = "returned", _("Returned to complete")

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, models.PROTECT, related_name="submissions")
    status = models.CharField(max_length=10, choices=Status)
    children = models.PositiveIntegerField()
    services = models.PositiveIntegerField()
    submitted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=300, blank=True)

    objects: ClassVar[Any] = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "city", "period"],
                condition=Q(status__in=["submitted", "accepted"]),
                name="a_partner_submits_a_city_once_a_period",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("submitted_by")), name="nobody_accepts_their_own_submission"
            ),
        ]

    class Rows(SignedIn):
        """Coarse barrier only: counts without a child; `visible_to` is the policy."""

    class Privacy:
        internal = (
            "id",
            "organisation",
            "city",
            "period",
            "status",
            "children",
            "services",
            "submitted_by",
            "submitted_at",
            "decided_by",
            "decided_at",
            "remark",
        )


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
            models.CheckConstraint(condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("asked_by")), name="nobody_approves_what_they_asked"),
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
                condition=Q(status__in=["exact", "rounded"], value__isnull=False) | Q(status__in=["suppressed", "not_reported"], value__isnull=True),
                name="a_hidden_cell_holds_no_number",
            )
        ]

    class Privacy:
        public = ("release", "cut", "coordinates", "value", "status", "reason")
