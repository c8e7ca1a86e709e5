"""A campaign as its source tells it: when, where, carried by whom."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import get_language

from kanaf.access.models import Account, Organisation
from kanaf.access.roles import Permission
from kanaf.activities.choices import CarrierRole, Precision
from kanaf.core import ids
from kanaf.core.dates import month_of, year_of
from kanaf.core.models import Labelled
from kanaf.places.models import City
from kanaf.programme.models import Project

WHOLE_CAMPAIGN = (CarrierRole.CARRIER, CarrierRole.IMPLEMENTER)


def last_day_of(day: date | None, precision: str) -> date | None:
    """The last day of the month or year that a first day stands for."""
    if day is None or precision == Precision.DAY:
        return day
    return (year_of(day) if precision == Precision.YEAR else month_of(day))[1]


class CampaignQuerySet(QuerySet["Campaign"]):
    def visible_to(self, by: Account) -> "CampaignQuerySet":
        """What a campaign is, its source has published: all who take part in activities may read it."""
        return self.all() if by.holds(Permission.ACTIVITY_READ) else self.none()


class Campaign(Labelled):
    """A campaign over one or several cities, as its source tells it; its sessions and people are records.

    A day that a source gives as a month or a year stands as its first day, with its precision.
    """

    code = models.SlugField(max_length=40, primary_key=True)
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField(null=True)
    starts_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    starts_is_inferred = models.BooleanField(default=False)
    ends_on = models.DateField(null=True)
    ends_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    ends_is_inferred = models.BooleanField(default=False)
    opening_city = models.ForeignKey(City, models.PROTECT, null=True, related_name="+")
    closing_city = models.ForeignKey(City, models.PROTECT, null=True, related_name="+")
    description_fr = models.TextField(blank=True)
    description_ar = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    topics = models.JSONField(default=list)
    training_topics = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    source = models.CharField(max_length=40, blank=True)

    objects: ClassVar[Any] = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "code"]

    class Privacy:
        public = (
            "code",
            "project",
            "starts_on",
            "starts_precision",
            "starts_is_inferred",
            "ends_on",
            "ends_precision",
            "ends_is_inferred",
            "opening_city",
            "closing_city",
            "description_fr",
            "description_ar",
            "description_en",
            "topics",
            "training_topics",
            "notes",
            "source",
        )

    @property
    def description(self) -> str:
        """In the reader's language."""
        texts = {"fr": self.description_fr, "ar": self.description_ar, "en": self.description_en}
        return texts.get((get_language() or "fr")[:2]) or self.description_fr

    @property
    def notes_shown(self) -> list[str]:
        """What the reader must know beside the numbers (A1), in the reader's language."""
        language = (get_language() or "fr")[:2]
        return [note["labels"].get(language) or note["labels"].get("fr", "") for note in self.notes]

    @property
    def last_day(self) -> date | None:
        """The last day that the source's word can mean; None while the end is not stated."""
        return last_day_of(self.ends_on, self.ends_precision)


class CampaignCity(models.Model):
    """A city in which a campaign runs, in the order of its source."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="cities")
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["campaign", "city"], name="a_campaign_names_a_city_once")]

    class Privacy:
        public = ("id", "campaign", "city", "position")


class CampaignCarrier(models.Model):
    """What an organisation is to a campaign, in a city or in all of it, on whose word (A5)."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="carriers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    role = models.CharField(max_length=15, choices=CarrierRole)
    city = models.ForeignKey(City, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "organisation", "role", "city"], nulls_distinct=False, name="a_campaign_role_is_stated_once"
            )
        ]

    class Privacy:
        public = ("id", "campaign", "organisation", "role", "city", "source")


def carried_by(organisation_id: UUID) -> QuerySet[CampaignCarrier]:
    """The campaigns that an organisation follows as a whole: those it carries or implements."""
    return CampaignCarrier.objects.filter(organisation=organisation_id, role__in=WHOLE_CAMPAIGN)
