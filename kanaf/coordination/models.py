"""Recommendations that came out of an event, those who are to carry them, and what has been done."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account, Organisation
from kanaf.access.roles import Permission
from kanaf.activities.models import Campaign
from kanaf.coordination.choices import ENDED, LOOKS, NEW, STATUS
from kanaf.core import ids
from kanaf.core.database.policies import SignedIn
from kanaf.core.history import Recorded, RecordedQuerySet
from kanaf.core.models import Labelled
from kanaf.programme import queries as programme


class RecommendationQuerySet(QuerySet["Recommendation"]):
    def visible_to(self, by: Account) -> "RecommendationQuerySet":
        """All of them for those who read recommendations: their source has published them."""
        return self.all() if by.holds(Permission.RECOMMENDATION_READ) else self.none()

    def under_way(self) -> "RecommendationQuerySet":
        return self.exclude(status__in=ENDED)


class Recommendation(Labelled):
    """What an event recommends, in the words of its source; the label is its whole text.

    `status` and `due_on` show the newest of its history.
    """

    code = models.SlugField(max_length=40, primary_key=True)
    number = models.PositiveSmallIntegerField(default=0)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="recommendations")
    status = models.CharField(max_length=20, default=NEW)
    due_on = models.DateField(null=True)
    notes = models.JSONField(default=list)
    source = models.CharField(max_length=40, blank=True)

    objects: ClassVar[Any] = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["campaign", "number", "code"]

    class Privacy:
        public = ("code", "number", "campaign", "notes", "source")
        internal = ("status", "due_on")

    @property
    def status_label(self) -> str:
        return programme.label(STATUS, self.status)

    @property
    def look(self) -> tuple[str, str]:
        """The look of its pill: domain and status."""
        return LOOKS.get(self.status, LOOKS[NEW])

    @property
    def has_ended(self) -> bool:
        return self.status in ENDED

    @property
    def notes_shown(self) -> list[str]:
        language = (get_language() or "fr")[:2]
        return [note["labels"].get(language) or note["labels"].get("fr", "") for note in self.notes]


class RecommendationOwner(models.Model):
    """An organisation that is to carry a recommendation: proposed until it has agreed itself, or its source names it."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="owners")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    is_proposed = models.BooleanField(default=True)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    reference = models.CharField(_("reference"), max_length=120, blank=True)

    class Meta:
        ordering = ["organisation__code"]
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "organisation"], name="a_recommendation_names_an_owner_once"),
            models.CheckConstraint(
                condition=Q(is_proposed=True, confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(is_proposed=False, confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="an_owner_is_proposed_or_confirmed",
            ),
        ]

    class Privacy:
        internal = (
            "id",
            "recommendation",
            "organisation",
            "is_proposed",
            "proposed_by",
            "proposed_at",
            "confirmed_by",
            "confirmed_at",
            "reference",
        )


class FollowUpActionQuerySet(RecordedQuerySet):
    def visible_to(self, by: Account) -> "FollowUpActionQuerySet":
        return self.filter(recommendation__in=Recommendation.objects.visible_to(by))


class FollowUpAction(Recorded):
    """What was done or agreed for a recommendation on a day, the status it has since, and where the evidence is."""

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="actions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    status = models.CharField(max_length=20)
    what = models.CharField(_("what was done or agreed"), max_length=500)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    due_on = models.DateField(_("next step due on"), null=True)

    objects: ClassVar[Any] = FollowUpActionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["recommendation", "recorded_at"], name="actions_of_recommendation")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="done") | ~Q(evidence=""),
                name="what_is_done_shows_its_evidence",
                violation_error_message=_("Say where the evidence is."),
            )
        ]

    class Rows(SignedIn):
        """Coarse barrier only: nothing about a person; `visible_to` is the policy."""

    class Privacy:
        internal = ("recommendation", "organisation", "status", "what", "evidence", "due_on")

    @property
    def status_label(self) -> str:
        return programme.label(STATUS, self.status)

    @property
    def look(self) -> tuple[str, str]:
        return LOOKS.get(self.status, LOOKS[NEW])
