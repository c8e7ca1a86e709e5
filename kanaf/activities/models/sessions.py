"""A session: one meeting, planned, held or cancelled."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account, Organisation
from kanaf.access.roles import Permission
from kanaf.activities.choices import ACTIVITY_TYPE, TOPIC, Kind, State
from kanaf.activities.models.campaigns import WHOLE_CAMPAIGN, Campaign, carried_by
from kanaf.core import ids
from kanaf.core.database.policies import ORGANISATION, OwnRows
from kanaf.places.models import City, Venue
from kanaf.programme import queries as programme
from kanaf.programme.models import Project


class SessionQuerySet(QuerySet["Session"]):
    def visible_to(self, by: Account) -> "SessionQuerySet":
        """Sessions of one's own organisation, and those of the campaigns it carries; in one's cities."""
        if not by.holds(Permission.ACTIVITY_READ):
            return self.none()
        carried = carried_by(by.organisation_id).filter(campaign=OuterRef("campaign"))
        found = self.filter(Q(organisation=by.organisation_id) | Exists(carried))
        return found if by.city_codes is None else found.filter(city__in=by.city_codes)

    def without_list(self, today: date) -> "SessionQuerySet":
        """Sessions whose day has come and of which no list says who came."""
        return self.filter(state=State.PLANNED, on__lte=today)


class Session(models.Model):
    """One meeting on a day in a city: to raise awareness, to train, or to be active together.

    The venue is a public one of the pack or none: informal places are secrets (decision 14). `named_only` says that nobody
    is counted without a name. City, kind and campaign stay as they are once a list is kept, since figures cut by them.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    venue = models.ForeignKey(Venue, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    activity_type = models.CharField(max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=120, blank=True)
    topics = models.JSONField(default=list)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="sessions")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField(_("day"))
    starts_at = models.TimeField(_("time"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    named_only = models.BooleanField(default=False)
    planned_by = models.UUIDField()
    planned_at = models.DateTimeField()
    is_synthetic = models.BooleanField(default=False)

    objects: ClassVar[Any] = SessionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-on", "-id"], name="sessions_of_partner"),
            models.Index(fields=["campaign", "-on", "-id"], name="sessions_of_campaign"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(kind="activity") | ~Q(activity_type=""), name="an_activity_says_its_type"),
            models.CheckConstraint(condition=Q(kind="activity") | Q(activity_type=""), name="only_an_activity_has_a_type"),
        ]

    class Rows(OwnRows):
        """One's own, those of a campaign one carries, and those that a child one follows came to."""

        @classmethod
        def condition(cls) -> str:
            roles = ", ".join(f"'{role.value}'" for role in WHOLE_CAMPAIGN)
            carried = f"c.organisation_id = {ORGANISATION} and c.role in ({roles})"
            of_campaign = f"campaign_id in (select c.campaign_id from activities_campaigncarrier c where {carried})"  # noqa: S608 - constants
            of_child = "id in (select a.session_id from activities_attendance a)"
            return f"organisation_id = {ORGANISATION} or {of_campaign} or {of_child}"

    class Privacy:
        internal = (
            "id",
            "organisation",
            "city",
            "kind",
            "venue",
            "activity_type",
            "title",
            "topics",
            "campaign",
            "project",
            "on",
            "starts_at",
            "state",
            "named_only",
            "planned_by",
            "planned_at",
            "is_synthetic",
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def name(self) -> str:
        """The title that was given, or the words of its type or first topic."""
        return self.title or self.coded_name

    @property
    def coded_name(self) -> str:
        """What the session is, in the pack's words alone: nothing that somebody typed."""
        if self.activity_type:
            return programme.label(ACTIVITY_TYPE, self.activity_type)
        if self.topics:
            return programme.label(TOPIC, self.topics[0])
        return str(Kind(self.kind).label)

    @property
    def is_training(self) -> bool:
        return self.kind == Kind.TRAINING

    def state_on(self, today: date) -> str:
        """The state as people see it: a planned session whose day is past and has no list is `list_missing`."""
        return "list_missing" if self.state == State.PLANNED and self.on < today else self.state
