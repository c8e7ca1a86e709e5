"""The child: an anchor without a name, what is registered about it in codes, and its sealed identity."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account, Organisation
from kanaf.access.roles import Permission
from kanaf.core import ids
from kanaf.core.database.policies import OwnRows, SignedIn
from kanaf.core.history import Recorded, RecordedQuerySet
from kanaf.places.models import City


class ChildQuerySet(QuerySet["Child"]):
    def visible_to(self, by: Account) -> "ChildQuerySet":
        """Children whose care team has the person's organisation, in the person's cities."""
        if not by.holds(Permission.CHILD_READ):
            return self.none()
        return self.filter(Exists(team_of(by).filter(child=OuterRef("pk"))))


class Child(models.Model):
    """One child, registered once. Everything said about it stands in other rows; its code says nothing."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    code = models.CharField(_("case code"), max_length=8, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    registered_by = models.UUIDField()
    registered_at = models.DateTimeField()
    is_synthetic = models.BooleanField(default=False)

    objects: ClassVar[Any] = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("child")

    class Rows(OwnRows):
        child = "id"

    class Privacy:
        internal = ("id", "registered_by", "is_synthetic")
        case = ("code", "organisation", "registered_at")

    def __str__(self) -> str:
        return self.code

    @property
    def surviving_id(self) -> UUID:
        """The id under which this child is counted: another's, where two registrations were found to be one child."""
        same = self.same_as.filter(ended_at__isnull=True).first()
        return same.survivor_id if same else self.pk


class CareTeam(models.Model):
    """Which organisation follows a child, where, and in whose hands; it alone makes a child visible."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="care_team")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "child"], condition=Q(ended_at__isnull=True), name="live_care_team")]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "organisation"], condition=Q(ended_at__isnull=True), name="an_organisation_follows_a_child_once"
            )
        ]

    class Rows(OwnRows):
        """Read by the policies of every other table: it must not refer to itself but through a function."""

        erasure = "update"

        @classmethod
        def check(cls) -> str:
            """One's own row; or another organisation's, brought in by one that follows the child already."""
            return f"{cls.condition()} or kanaf_follows(child_id)"

    class Privacy:
        internal = ("id", "organisation", "account", "started_at", "ended_at")
        case = ("child", "city")


def team_of(by: Account) -> QuerySet[CareTeam]:
    """The care teams through which a person sees children: the one rule behind every `visible_to`."""
    teams = CareTeam.objects.filter(organisation=by.organisation_id, ended_at__isnull=True)
    cities = by.city_codes
    return teams if cities is None else teams.filter(Q(city__in=cities) | Q(account=by))


class OfChildQuerySet(RecordedQuerySet):
    def visible_to(self, by: Account) -> "OfChildQuerySet":
        """Rows of the children a person may see."""
        if not by.holds(Permission.CHILD_READ):
            return self.none()
        return self.filter(Exists(team_of(by).filter(child=OuterRef("child"))))


class Registration(Recorded):
    """What is registered about a child in codes (DOMAIN.md §3.3); a correction replaces the whole.

    The birth interval holds what is known: one day when exact, a month, a year, or an estimate's margin.
    """

    class Precision(models.TextChoices):
        EXACT = "exact", _("Exact date")
        MONTH = "month", _("Month and year")
        YEAR = "year", _("Year")
        ESTIMATED = "estimated", _("Estimated age")
        UNKNOWN = "unknown", _("Not known")

    child = models.ForeignKey(Child, models.PROTECT, related_name="registrations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    source = models.CharField(max_length=40, blank=True)
    protection_status = models.CharField(_("protection status"), max_length=30)
    sex = models.CharField(_("sex"), max_length=10)
    birth_precision = models.CharField(max_length=10, choices=Precision)
    born_earliest = models.DateField(null=True)
    born_latest = models.DateField(null=True)
    declared_age = models.PositiveSmallIntegerField(_("declared age"), null=True)
    age_in_dispute = models.BooleanField(_("age in dispute"), default=False)
    age_status = models.CharField(_("age status"), max_length=20, default="undisputed")
    nationalities = models.JSONField(default=list)
    nationality_group = models.CharField(max_length=10)
    languages = models.JSONField(default=list)
    needs_interpreter = models.BooleanField(default=False)
    care_arrangement = models.CharField(max_length=40, blank=True)
    separation_cause = models.CharField(max_length=60, blank=True)
    separated_on = models.CharField(max_length=10, blank=True)
    concerns = models.JSONField(default=list)
    documents = models.JSONField(default=list)

    objects: ClassVar[Any] = OfChildQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["child", "recorded_at"], name="registration_of_child")]
        constraints = [
            models.CheckConstraint(
                condition=Q(born_earliest__isnull=True, born_latest__isnull=True) | Q(born_earliest__lte=models.F("born_latest")),
                name="birth_interval_runs_forward",
            )
        ]

    class Rows(OwnRows):
        child = "child_id"

    class Privacy:
        internal = ("organisation",)
        case = (
            "child",
            "city",
            "source",
            "protection_status",
            "sex",
            "birth_precision",
            "born_earliest",
            "born_latest",
            "declared_age",
            "age_in_dispute",
            "age_status",
            "nationalities",
            "nationality_group",
            "languages",
            "needs_interpreter",
            "care_arrangement",
            "separation_cause",
            "separated_on",
            "concerns",
            "documents",
        )


class Identity(Recorded):
    """Who the child is, in one sealed blob: names in both scripts, parents, contact, place. Statistics never open it."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="identities")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    objects: ClassVar[Any] = OfChildQuerySet.as_manager()

    class Rows(OwnRows):
        child = "child_id"
        sealed = True

    class Privacy:
        internal = ("child", "organisation")
        identity = ("sealed",)

    def sealed_for(self) -> tuple[str, UUID]:
        return "child", self.child_id


class NameKey(models.Model):
    """A keyed hash of a folded name: look-alikes are found without a name on disk."""

    id = models.BigAutoField(primary_key=True)
    child = models.ForeignKey(Child, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    key = models.BinaryField(max_length=12)

    class Meta:
        indexes = [models.Index(fields=["key", "organisation"], name="names_by_key")]

    class Rows(OwnRows):
        child = "child_id"
        sealed = True
        erasure = "delete"

    class Privacy:
        internal = ("id", "child", "organisation")
        identity = ("key",)


class ConsentDecision(Recorded):
    """What a child decided for one purpose on a day. Refusing or withdrawing never stops services."""

    class Decision(models.TextChoices):
        GIVEN = "given", _("Given")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    child = models.ForeignKey(Child, models.PROTECT, related_name="consents")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    decision = models.CharField(max_length=10, choices=Decision)
    source = models.CharField(max_length=40)

    objects: ClassVar[Any] = OfChildQuerySet.as_manager()

    class Rows(OwnRows):
        child = "child_id"

    class Privacy:
        internal = ("organisation",)
        case = ("child", "purpose", "decision", "source")


class SameChild(models.Model):
    """Two registrations were found to be one child: counts use the survivor; undoing ends the row (decision 6)."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="same_as")
    survivor = models.ForeignKey(Child, models.PROTECT, related_name="also_registered_as")
    decided_by = models.UUIDField()
    decided_at = models.DateTimeField()
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child"], condition=Q(ended_at__isnull=True), name="a_child_survives_in_one_other"),
            models.CheckConstraint(condition=~Q(child=models.F("survivor")), name="a_child_is_not_its_own_double"),
        ]

    class Rows(SignedIn):
        pass

    class Privacy:
        internal = ("id", "decided_by", "decided_at", "ended_by", "ended_at")
        case = ("child", "survivor")
