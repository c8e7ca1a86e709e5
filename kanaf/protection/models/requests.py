"""What a child, or who speaks for it, asks about its own data – access, correction, objection – and each step of the answer."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import DateField, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanaf.access.models import Account, Organisation
from kanaf.access.queries import is_national
from kanaf.access.roles import Permission
from kanaf.assistance.models import Service
from kanaf.children.models import Child, Identity, Registration, team_of
from kanaf.core.history import AppendOnly, AppendOnlyQuerySet
from kanaf.core.models import DataKey
from kanaf.protection.models.barrier import OwnOrNational
from kanaf.protection.models.exports import Export

EVERYTHING = "all"
"""For the purpose of an objection: every purpose of the pack."""


class RequestQuerySet(AppendOnlyQuerySet):
    def visible_to(self, by: Account) -> "RequestQuerySet":
        """For who works on data protection, those of the organisation, nationally all; for who follows the child, their
        organisation's. Never to the person whom it complains of.
        """
        found = self.exclude(about=by.pk)
        if by.holds(Permission.PROTECTION_READ):
            return found if is_national(by) else found.filter(organisation=by.organisation_id)
        if not by.holds(Permission.REQUEST_RECORD):
            return self.none()
        return found.filter(Exists(team_of(by).filter(child=OuterRef("child"))), organisation=by.organisation_id)

    def with_due(self) -> "RequestQuerySet":
        """`due` is the day of the answer, an extension counted in."""
        extended = RequestStep.objects.filter(request=OuterRef("pk"), kind=RequestStep.Kind.EXTENDED).values("until")[:1]
        return self.annotate(due=Coalesce(Subquery(extended), F("due_on"), output_field=DateField()))

    def open(self) -> "RequestQuerySet":
        """Not answered, and the child's identity not erased: what nobody can read any more, nobody answers."""
        answered = RequestStep.objects.filter(request=OuterRef("pk"), kind=RequestStep.Kind.ANSWERED)
        key = DataKey.objects.filter(subject_kind="child", subject_id=OuterRef("child_id"))
        return self.filter(~Exists(answered), Exists(key))


class Request(AppendOnly):
    """Somebody asked what is held about a child, that it be corrected, or that it not be used for a purpose.

    `organisation` is the one that follows the child, or registered it where the officer wrote the request down. `about` is the
    person of the staff whom it complains of: that person never reads and never answers it. `due_on` is the pack's delay of the
    day on which it was written down. What staff ask about their own data is no matter of this table.
    """

    class Kind(models.TextChoices):
        ACCESS = "access", _("Access: a copy of what is held")
        CORRECTION = "correction", _("Correction of something wrong")
        OBJECTION = "objection", _("Objection to a use")

    class Asker(models.TextChoices):
        CHILD = "child", _("The child")
        CAREGIVER = "caregiver", _("The person who cares for the child")
        REPRESENTATIVE = "legal_representative", _("The legal representative")
        MANDATED = "mandated", _("Somebody whom one of them mandated")

    class Channel(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        TELEPHONE = "telephone", _("By telephone")
        PAPER = "paper", _("On paper")

    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    purpose = models.CharField(max_length=40, blank=True)
    asker = models.CharField(max_length=24, choices=Asker)
    identity_check = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=12, choices=Channel)
    language = models.CharField(max_length=10, blank=True)
    received_on = models.DateField()
    due_on = models.DateField()
    about = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField()
    sealed = models.BinaryField()

    objects: ClassVar[Any] = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-id"]
        indexes = [models.Index(fields=["child", "received_on"], name="requests_of_child")]
        constraints = [
            models.CheckConstraint(condition=Q(kind="objection") ^ Q(purpose=""), name="an_objection_names_its_purpose"),
            models.CheckConstraint(condition=Q(due_on__gte=F("received_on")), name="a_request_is_due_after_it_came"),
        ]

    class Rows(OwnOrNational):
        sealed = True

    class Privacy:
        internal = ("organisation", "channel", "received_on", "due_on", "about", "recorded_at", "recorded_by")
        case = ("child", "kind", "purpose", "asker", "identity_check", "language")
        identity = ("sealed",)

    def sealed_for(self) -> tuple[str, UUID]:
        return "child", self.child_id


class RequestStep(AppendOnly):
    """What was done about a request, one row each time; never edited.

    Whoever refuses, wholly or in part, proposes it with the reasons, and another person answers. What an answer did is tied to
    it: the copy that was made ready, the correction that was written.
    """

    class Kind(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("request", "Received")
        CHECKED = "checked", pgettext_lazy("request", "Identity checked")
        EXTENDED = "extended", pgettext_lazy("request", "Time extended")
        PROPOSED = "proposed", pgettext_lazy("request", "Refusal proposed")
        RETURNED = "returned", pgettext_lazy("request", "Refusal not agreed")
        ANSWERED = "answered", pgettext_lazy("request", "Answered")
        DISAGREED = "disagreed", pgettext_lazy("request", "The person disagrees")
        SOON = "soon", pgettext_lazy("request", "Reminder: soon due")
        LATE = "late", pgettext_lazy("request", "Reminder: overdue")

    class Outcome(models.TextChoices):
        GRANTED = "granted", pgettext_lazy("request", "Granted")
        PARTLY = "partly", pgettext_lazy("request", "Granted in part")
        REFUSED = "refused", pgettext_lazy("request", "Refused")

    request = models.ForeignKey(Request, models.PROTECT, related_name="steps")
    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    taken_at = models.DateTimeField()
    taken_by = models.UUIDField(null=True)
    identity_check = models.CharField(max_length=40, blank=True)
    until = models.DateField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    purposes = models.JSONField(default=list, blank=True)
    told_by = models.CharField(max_length=12, choices=Request.Channel, blank=True)
    told_of_authority = models.BooleanField(default=False)
    proposed_by = models.UUIDField(null=True)
    export = models.OneToOneField(Export, models.PROTECT, null=True, related_name="+")
    registration = models.ForeignKey(Registration, models.PROTECT, null=True, related_name="+")
    identity = models.ForeignKey(Identity, models.PROTECT, null=True, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, null=True, related_name="+")
    sealed = models.BinaryField(null=True)

    class Meta:
        ordering = ["taken_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "kind"],
                condition=Q(kind__in=["received", "extended", "answered", "soon", "late"]),
                name="a_request_is_answered_and_extended_once",
            ),
            models.CheckConstraint(condition=Q(kind="extended") ^ Q(until__isnull=True), name="only_an_extension_has_a_day"),
            models.CheckConstraint(condition=Q(kind__in=["proposed", "answered"]) ^ Q(outcome=""), name="an_answer_has_an_outcome"),
            models.CheckConstraint(
                condition=~Q(kind__in=["proposed", "answered"]) | (~Q(told_by="") & Q(told_of_authority=True)),
                name="an_answer_is_told_with_the_way_to_the_authority",
            ),
            models.CheckConstraint(
                condition=~Q(kind="answered", outcome__in=["partly", "refused"])
                | (Q(proposed_by__isnull=False) & ~Q(proposed_by=F("taken_by"))),
                name="a_request_is_refused_by_two_people",
                violation_error_message=_("A request is refused by two people."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["extended", "proposed", "returned", "disagreed"]) | Q(sealed__isnull=False),
                name="a_refusal_or_delay_has_its_reasons",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["soon", "late"]) ^ Q(taken_by__isnull=False), name="only_reminders_are_taken_by_nobody"
            ),
        ]

    class Rows(OwnOrNational):
        sealed = True

    class Privacy:
        internal = ("request", "organisation", "taken_at", "taken_by", "until", "told_by", "told_of_authority", "proposed_by")
        case = ("child", "kind", "identity_check", "outcome", "purposes", "export", "registration", "identity", "service")
        identity = ("sealed",)

    def sealed_for(self) -> tuple[str, UUID]:
        return "child", self.child_id


def due_of(request: Request, steps: list[RequestStep]) -> date:
    """The day of the answer, an extension counted in."""
    return next((step.until for step in steps if step.until is not None), request.due_on)
