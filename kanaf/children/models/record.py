"""What is registered about a child in codes, its sealed identity, and which registrations are one child."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account, Organisation
from kanaf.access.roles import Permission
from kanaf.children.models.child import Child, Group, Sharing, in_reach, team_of
from kanaf.core import ids
from kanaf.core.database.policies import EVERYTHING_SHARED, THIS_TABLE, OwnRows, SignedIn, open_in_emergency
from kanaf.core.history import Recorded, RecordedQuerySet
from kanaf.places.models import City


class OfChildQuerySet(RecordedQuerySet):
    """Rows about a child; `group` says with what they are shared (empty: with whatever is shared of the child)."""

    group: ClassVar[str] = ""

    def visible_to(self, by: Account) -> "OfChildQuerySet":
        """Rows of one's own organisation about children one follows, and other organisations' as far as they are shared."""
        if not by.holds(Permission.CHILD_READ):
            return self.none()
        return self.filter(in_reach(by, self.group))


class RegistrationQuerySet(RecordedQuerySet):
    def visible_to(self, by: Account) -> "RegistrationQuerySet":
        """What is registered about every child one may see: who follows a child knows its age, whoever wrote it down."""
        if not by.holds(Permission.CHILD_READ):
            return self.none()
        followed, shared = team_of(by).filter(child=OuterRef("child")), Sharing.objects.live_to(by).filter(child=OuterRef("child"))
        return self.filter(Exists(followed) | Exists(shared))


class IdentityQuerySet(OfChildQuerySet):
    group = Group.IDENTITY


class Registration(Recorded):
    """What is registered about a child in codes (DOMAIN.md §3.3); a correction replaces the whole.

    The birth interval holds what is known: one day when exact, a month, a year, or an estimate's margin. A date told in another calendar
    (`birth_calendar`) is kept as told, year first, beside the days of ours between which it lies.
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
    birth_calendar = models.CharField(max_length=10, blank=True)
    birth_as_told = models.CharField(max_length=10, blank=True)
    declared_age = models.PositiveSmallIntegerField(_("declared age"), null=True)
    age_in_dispute = models.BooleanField(_("age in dispute"), default=False)
    age_status = models.CharField(_("age status"), max_length=20, default="undisputed")
    nationalities = models.JSONField(default=list)
    nationality_group = models.CharField(max_length=10)
    languages = models.JSONField(default=list)
    needs_interpreter = models.BooleanField(default=False)
    care_arrangement = models.CharField(max_length=40, blank=True)
    care_since = models.CharField(max_length=10, blank=True)
    caregiver_relation = models.CharField(max_length=40, blank=True)
    wants_card = models.BooleanField(_("wants a card with its code"), default=False)
    separation_cause = models.CharField(max_length=60, blank=True)
    separated_on = models.CharField(max_length=10, blank=True)
    concerns = models.JSONField(default=list)
    documents = models.JSONField(default=list)

    objects: ClassVar[Any] = RegistrationQuerySet.as_manager()

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
        group = EVERYTHING_SHARED
        roles: ClassVar = open_in_emergency(f"{THIS_TABLE}.child_id")

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
            "birth_calendar",
            "birth_as_told",
            "declared_age",
            "age_in_dispute",
            "age_status",
            "nationalities",
            "nationality_group",
            "languages",
            "needs_interpreter",
            "care_arrangement",
            "care_since",
            "caregiver_relation",
            "wants_card",
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

    objects: ClassVar[Any] = IdentityQuerySet.as_manager()

    class Rows(OwnRows):
        child = "child_id"
        group = "identity"
        sealed = True
        roles: ClassVar = open_in_emergency(f"{THIS_TABLE}.child_id")

    class Privacy:
        internal = ("child", "organisation")
        identity = ("sealed",)

    def sealed_for(self) -> tuple[str, UUID]:
        return "child", self.child_id


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
