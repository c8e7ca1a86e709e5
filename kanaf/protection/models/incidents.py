"""What went wrong with data: reported by anybody, contained, assessed, told to whom it must be told, learned from, closed by two."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanaf.access.models import Account, Organisation
from kanaf.access.queries import is_national
from kanaf.access.roles import Permission
from kanaf.children.models import Child
from kanaf.core.history import AppendOnly, AppendOnlyQuerySet
from kanaf.protection.models.barrier import OwnOrNational

INCIDENT = "incident"
"""The kind of subject under whose key an incident's words are sealed."""


class IncidentQuerySet(AppendOnlyQuerySet):
    def visible_to(self, by: Account) -> "IncidentQuerySet":
        """One's own reports; for who handles incidents those of the organisation, nationally all, but what they are involved in."""
        own = Q(reported_by=by.pk)
        if not by.holds(Permission.INCIDENT_HANDLE):
            return self.filter(own)
        reach = Q() if is_national(by) else Q(organisation=by.organisation_id)
        return self.filter(own | (reach & ~Exists(involving(by))))

    def handled_by(self, by: Account) -> "IncidentQuerySet":
        """Those that a person handles: never one in which they are involved, whoever reported it."""
        if not by.holds(Permission.INCIDENT_HANDLE):
            return self.none()
        reach = Q() if is_national(by) else Q(organisation=by.organisation_id)
        return self.filter(reach).filter(~Exists(involving(by)))

    def open(self) -> "IncidentQuerySet":
        return self.filter(~Exists(IncidentStep.objects.filter(incident=OuterRef("pk"), kind=IncidentStep.Kind.CLOSED)))

    def authority_undecided(self) -> "IncidentQuerySet":
        """Nobody has told the authority, or written why not."""
        decided = IncidentStep.objects.filter(incident=OuterRef("pk"), whom=IncidentStep.Whom.AUTHORITY)
        return self.filter(~Exists(decided))


def involving(by: Account) -> Any:
    return IncidentPerson.objects.filter(incident=OuterRef("pk"), account=by.pk)


class Incident(AppendOnly):
    """A loss, a leak, a theft or a failure, as it was reported. `due_at` is until when the authority is told, or not, with reasons.

    Sealed under a key of its own: what happened, what was done already, the codes as they were written.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    noticed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reported_at = models.DateTimeField()
    reported_by = models.UUIDField()
    sealed = models.BinaryField()

    objects: ClassVar[Any] = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-reported_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(noticed_at__lte=F("reported_at")), name="an_incident_is_noticed_before_it_is_reported"),
            models.CheckConstraint(condition=Q(due_at__gt=F("noticed_at")), name="an_incident_is_due_after_it_was_noticed"),
        ]

    class Rows(OwnOrNational):
        sealed = True

    class Privacy:
        internal = ("organisation", "kind", "noticed_at", "due_at", "reported_at", "reported_by")
        identity = ("sealed",)

    def sealed_for(self) -> tuple[str, UUID]:
        return INCIDENT, self.pk


class IncidentChild(AppendOnly):
    """A child whom an incident touches, as far as its code is known."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="children")
    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "child"], name="an_incident_touches_a_child_once")]

    class Rows(OwnOrNational):
        pass

    class Privacy:
        internal = ("incident", "organisation")
        case = ("child",)


class IncidentPerson(AppendOnly):
    """Somebody of the staff who is involved: from then on that person handles the incident no more."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="people")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    named_by = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "account"], name="a_person_is_involved_once")]

    class Rows(OwnOrNational):
        pass

    class Privacy:
        internal = ("incident", "account", "organisation", "named_at", "named_by")


class IncidentStep(AppendOnly):
    """What was done about an incident, one row each time; never edited."""

    class Kind(models.TextChoices):
        REPORTED = "reported", pgettext_lazy("incident", "Reported")
        CONTAINED = "contained", pgettext_lazy("incident", "Contained")
        ASSESSED = "assessed", pgettext_lazy("incident", "Assessed")
        NOTIFIED = "notified", pgettext_lazy("incident", "Told")
        NOT_NOTIFIED = "not_notified", pgettext_lazy("incident", "Not told, with the reason")
        LESSON = "lesson", pgettext_lazy("incident", "Lesson")
        LESSON_DONE = "lesson_done", pgettext_lazy("incident", "Lesson carried out")
        INVOLVED = "involved", pgettext_lazy("incident", "Person involved named")
        CLOSING_ASKED = "closing_asked", pgettext_lazy("incident", "Closing proposed")
        RETURNED = "returned", pgettext_lazy("incident", "Closing not agreed")
        CLOSED = "closed", pgettext_lazy("incident", "Closed")
        FORGOTTEN = "forgotten", pgettext_lazy("incident", "Words made unreadable")
        SOON = "soon", pgettext_lazy("incident", "Reminder: the authority within a day")
        LATE = "late", pgettext_lazy("incident", "Reminder: the hours are over")

    class Whom(models.TextChoices):
        AUTHORITY = "authority", pgettext_lazy("told", "The authority")
        ORGANISATIONS = "organisations", pgettext_lazy("told", "The organisations concerned")
        CHILDREN = "children", pgettext_lazy("told", "The children concerned")

    class Severity(models.TextChoices):
        LOW = "low", pgettext_lazy("severity", "Low: nobody is harmed by it")
        MEDIUM = "medium", pgettext_lazy("severity", "Medium: it may harm somebody")
        HIGH = "high", pgettext_lazy("severity", "High: a child may be in danger")

    class DataClass(models.TextChoices):
        INTERNAL = "internal", pgettext_lazy("class of data", "Internal: accounts, lists of staff")
        CASE = "case", pgettext_lazy("class of data", "Case: codes, risk, services")
        IDENTITY = "identity", pgettext_lazy("class of data", "Identity: names, family, notes, papers")
        LOCATION = "location", pgettext_lazy("class of data", "Place: where a child is")
        IMAGE = "image", pgettext_lazy("class of data", "Image, voice or story")

    class How(models.TextChoices):
        LETTER = "letter", pgettext_lazy("told by", "By letter")
        TELEPHONE = "telephone", pgettext_lazy("told by", "By telephone")
        IN_PERSON = "in_person", pgettext_lazy("told by", "In person")
        PORTAL = "portal", pgettext_lazy("told by", "On the authority’s own form")

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="steps")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=Kind)
    taken_at = models.DateTimeField()
    taken_by = models.UUIDField(null=True)
    whom = models.CharField(max_length=14, choices=Whom, blank=True)
    told_on = models.DateField(null=True)
    how = models.CharField(max_length=12, choices=How, blank=True)
    severity = models.CharField(max_length=8, choices=Severity, blank=True)
    classes = models.JSONField(default=list, blank=True)
    children_touched = models.PositiveIntegerField(null=True)
    owner = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    of = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")
    asked_by = models.UUIDField(null=True)
    sealed = models.BinaryField(null=True)

    class Meta:
        ordering = ["taken_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "kind"],
                condition=Q(kind__in=["reported", "closed", "forgotten", "soon", "late"]),
                name="an_incident_is_closed_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=["notified", "not_notified"]) ^ Q(whom=""), name="who_is_told_is_said"),
            models.CheckConstraint(
                condition=(Q(kind="notified", told_on__isnull=False) & ~Q(how=""))
                | (~Q(kind="notified") & Q(told_on__isnull=True, how="")),
                name="who_is_told_is_told_on_a_day_and_how",
            ),
            models.CheckConstraint(condition=~Q(kind="not_notified") | Q(sealed__isnull=False), name="who_is_not_told_has_a_reason"),
            models.CheckConstraint(
                condition=(Q(kind="assessed") ^ Q(severity="")) & (Q(kind="assessed") ^ Q(children_touched__isnull=True)),
                name="an_assessment_says_how_bad_and_how_many",
            ),
            models.CheckConstraint(
                condition=Q(kind="lesson", owner__isnull=False, due_on__isnull=False, sealed__isnull=False)
                | (~Q(kind="lesson") & Q(owner__isnull=True, due_on__isnull=True)),
                name="a_lesson_has_an_owner_and_a_day",
            ),
            models.CheckConstraint(condition=Q(kind="lesson_done") ^ Q(of__isnull=True), name="what_is_carried_out_is_a_lesson"),
            models.CheckConstraint(
                condition=~Q(kind="closed") | (Q(asked_by__isnull=False) & ~Q(asked_by=F("taken_by"))),
                name="an_incident_is_closed_by_a_second_person",
                violation_error_message=_("An incident is closed by a second person."),
            ),
            models.CheckConstraint(condition=Q(kind__in=["soon", "late"]) ^ Q(taken_by__isnull=False), name="only_the_clock_is_nobody"),
        ]

    class Rows(OwnOrNational):
        sealed = True

    class Privacy:
        internal = (
            "incident",
            "organisation",
            "kind",
            "taken_at",
            "taken_by",
            "whom",
            "told_on",
            "how",
            "severity",
            "classes",
            "children_touched",
            "owner",
            "due_on",
            "of",
            "asked_by",
        )
        identity = ("sealed",)

    def sealed_for(self) -> tuple[str, UUID]:
        return INCIDENT, self.incident_id
