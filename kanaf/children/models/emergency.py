"""Access in an emergency: to one child, for an hour at most, reading only, told to others and reviewed by another person."""

from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import COORDINATES, Account, Organisation
from kanaf.access.queries import is_national
from kanaf.access.roles import Permission, Role
from kanaf.children.models.child import Child, team_of
from kanaf.core import ids
from kanaf.core.database.policies import IN_EMERGENCY, ORGANISATION, SUBJECT, OwnRows

LONGEST_MINUTES = 60
REVIEW_WITHIN = timedelta(hours=72)


class EmergencyQuerySet(QuerySet["EmergencyAccess"]):
    def visible_to(self, by: Account) -> "EmergencyQuerySet":
        """One's own, and of a child in one's hands; for who reviews, the organisation's; for the coordination, all."""
        in_my_hands = team_of(by).filter(child=OuterRef("child"), account=by) if by.holds(Permission.CHILD_READ) else None
        own = Q(account=by) if in_my_hands is None else Q(account=by) | Q(Exists(in_my_hands), owner=by.organisation_id)
        if by.holds(Permission.EMERGENCY_REVIEW):
            own |= Q(organisation=by.organisation_id) | Q(owner=by.organisation_id)
            if Role.NATIONAL_COORDINATOR in by.roles:
                return self.all()
        if by.holds(Permission.AUDIT_READ):  # what nobody reviewed in time, or somebody found unjustified
            ours = Q(organisation=by.organisation_id) | Q(owner=by.organisation_id)
            own |= (Q() if is_national(by) else ours) & (Q(escalated_at__isnull=False) | Q(verdict=EmergencyAccess.Verdict.NOT_JUSTIFIED))
        return self.filter(own)

    def told_to(self, by: Account) -> "EmergencyQuerySet":
        """Not reviewed yet, and about a child that this person answers for, or for this person to review."""
        return self.filter(reviewed_at__isnull=True).exclude(account=by).visible_to(by)

    def overdue(self, at: datetime) -> "EmergencyQuerySet":
        return self.filter(reviewed_at__isnull=True, opened_at__lte=at - REVIEW_WITHIN)


class EmergencyAccess(models.Model):
    """One person opened one child's file without following it. Nobody prolongs, widens or reviews their own."""

    class Verdict(models.TextChoices):
        JUSTIFIED = "justified", _("It was justified")
        NOT_JUSTIFIED = "not_justified", _("It was not justified: the data protection officer takes it up")

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="emergencies")
    code = models.CharField(_("case code"), max_length=8)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40)
    sealed = models.BinaryField()
    opened_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=LONGEST_MINUTES)
    place_asked_at = models.DateTimeField(null=True)
    place_allowed_by = models.UUIDField(null=True)
    place_allowed_at = models.DateTimeField(null=True)
    reviewed_by = models.UUIDField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=20, choices=Verdict, blank=True)
    escalated_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = EmergencyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["opened_at"], condition=Q(reviewed_at__isnull=True), name="emergencies_to_review")]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=LONGEST_MINUTES), name="an_emergency_lasts_an_hour_at_most"),
            models.CheckConstraint(condition=~Q(reviewed_by=F("account")), name="nobody_reviews_their_own_emergency"),
            models.CheckConstraint(condition=~Q(place_allowed_by=F("account")), name="a_place_in_an_emergency_needs_a_second_person"),
        ]

    class Rows(OwnRows):
        """Known to the organisation that reads, to the one whose file is read, and to the coordination."""

        roles: ClassVar = {IN_EMERGENCY: (f"id::text = {SUBJECT} and organisation_id = {ORGANISATION}", "")}

        @classmethod
        def condition(cls) -> str:
            return f"organisation_id = {ORGANISATION} or owner_id = {ORGANISATION} or {COORDINATES}"

    class Privacy:
        internal = (
            "id",
            "owner",
            "organisation",
            "account",
            "opened_at",
            "minutes",
            "place_asked_at",
            "place_allowed_by",
            "place_allowed_at",
            "reviewed_by",
            "reviewed_at",
            "verdict",
            "escalated_at",
        )
        case = ("child", "code", "reason")
        identity = ("sealed",)

    @property
    def subject(self) -> Child:
        """Whom it concerns, for the record of acts: the row itself is out of reach of who opened it."""
        return Child(pk=self.child_id)

    def sealed_for(self) -> tuple[str, UUID]:
        return "child", self.child_id

    @property
    def ends_at(self) -> datetime:
        return self.opened_at + timedelta(minutes=self.minutes)

    @property
    def review_due_at(self) -> datetime:
        return self.opened_at + REVIEW_WITHIN

    def is_open(self, at: datetime) -> bool:
        """Whether the file may still be read under it."""
        return self.opened_at <= at < self.ends_at
