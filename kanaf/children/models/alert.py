"""An alert: a child was seen who may need protection. It is no file and no report to an authority (DOMAIN.md P1)."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanaf.access.models import Account, Organisation
from kanaf.access.roles import Permission
from kanaf.children.models.child import Child
from kanaf.core import ids
from kanaf.core.database.policies import OwnRows
from kanaf.core.history import AppendOnly
from kanaf.places.models import City


class AlertQuerySet(QuerySet["Alert"]):
    def visible_to(self, by: Account) -> "AlertQuerySet":
        """For who screens, the organisation's in their cities; for who only raises alerts, their own."""
        own = self.filter(organisation=by.organisation_id)
        if by.holds(Permission.ALERT_SCREEN):
            cities = by.city_codes
            return own if cities is None else own.filter(Q(city__in=cities) | Q(recorded_by=by.pk))
        return own.filter(recorded_by=by.pk) if by.holds(Permission.ALERT_RAISE) else self.none()

    def waiting(self) -> "AlertQuerySet":
        """What somebody still has to do something about: to be looked at, or found to be a child to register."""
        return self.filter(status__in=WAITING, joined_to__isnull=True)


class Alert(models.Model):
    """Seen on a day, in a city: about how old, a girl or a boy, in danger or not. Where exactly, and how to find the child again,
    is sealed under a key of the alert alone, which goes when the alert expires.

    `joined_to` is another alert on the same child; undoing empties it again.
    """

    class Status(models.TextChoices):
        TO_SCREEN = "to_screen", pgettext_lazy("alert", "To screen")
        TO_REGISTER = "to_register", pgettext_lazy("alert", "To register")
        REGISTERED = "registered", pgettext_lazy("alert", "Child registered")
        REFERRED = "referred", pgettext_lazy("alert", "Referred at once")
        NOT_CONCERNED = "not_concerned", pgettext_lazy("alert", "Not alone or not a child")
        LOST = "lost", pgettext_lazy("alert", "Not found again")
        EXPIRED = "expired", pgettext_lazy("alert", "Expired")

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    seen_on = models.DateField(_("day"))
    source = models.CharField(max_length=40, blank=True)
    age_band = models.CharField(_("apparent age"), max_length=40)
    sex = models.CharField(_("apparent sex"), max_length=10)
    is_urgent = models.BooleanField(_("in danger now"), default=False)
    concerns = models.JSONField(default=list)
    sealed = models.BinaryField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    screen_due_at = models.DateTimeField()
    status = models.CharField(max_length=20, choices=Status, default=Status.TO_SCREEN)
    child = models.ForeignKey(Child, models.PROTECT, null=True, related_name="alerts")
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined")
    is_synthetic = models.BooleanField(default=False)

    objects: ClassVar[Any] = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-id"]
        indexes = [
            models.Index(
                fields=["organisation", "screen_due_at"], condition=Q(status__in=["to_screen", "to_register"]), name="waiting_alerts"
            ),
            models.Index(fields=["organisation", "recorded_at"], name="alerts_of_organisation"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="registered", child__isnull=False) | (~Q(status="registered") & Q(child__isnull=True)),
                name="an_alert_is_registered_with_its_child",
            ),
            models.CheckConstraint(condition=~Q(joined_to=F("id")), name="an_alert_is_not_joined_to_itself"),
        ]

    class Rows(OwnRows):
        sealed = True

    class Privacy:
        internal = ("id", "organisation", "recorded_by", "recorded_at", "screen_due_at", "is_synthetic")
        case = ("city", "seen_on", "source", "age_band", "sex", "is_urgent", "concerns", "status", "child", "joined_to")
        identity = ("sealed",)

    def sealed_for(self) -> tuple[str, UUID]:
        return "alert", self.pk

    def is_late(self, at: datetime) -> bool:
        """Whether somebody should have looked at it by now."""
        return self.status in WAITING and self.joined_to_id is None and self.screen_due_at < at


WAITING = (Alert.Status.TO_SCREEN, Alert.Status.TO_REGISTER)
AGAIN = (*WAITING, Alert.Status.LOST, Alert.Status.NOT_CONCERNED, Alert.Status.REFERRED)
"""What can be screened (again): a child that was not found may be found, and one who seemed accompanied may be alone."""


class Screening(AppendOnly):
    """What somebody found on looking at an alert, and decided; the note is sealed with the alert."""

    class Outcome(models.TextChoices):
        REGISTER = "register", _("Register the child")
        REFER = "refer", _("Refer at once")
        NOT_CONCERNED = "not_concerned", _("Not an unaccompanied or separated child")
        LOST = "lost", _("Contact lost: not found again")

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="screenings")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    sealed = models.BinaryField(null=True)

    class Meta:
        ordering = ["recorded_at", "id"]

    class Rows(OwnRows):
        sealed = True

    class Privacy:
        internal = ("alert", "organisation", "recorded_by", "recorded_at")
        case = ("outcome",)
        identity = ("sealed",)

    def sealed_for(self) -> tuple[str, UUID]:
        return "alert", self.alert_id
