"""A family is looked for: by a child, or by a relative outside. What was done, who was compared, what was found (DOMAIN.md P12).

Who seeks a child hears nothing of it before both sides are verified: a person who says to be a parent may be the danger.
What says that a child exists stands in other rows than the request, and out of reach of the organisation that took it down.
"""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanaf.access.models import COORDINATES, Account, Organisation
from kanaf.access.queries import is_national
from kanaf.access.roles import Permission
from kanaf.children.models.child import Basis, Child, team_of
from kanaf.children.models.family import Relative
from kanaf.core import ids
from kanaf.core.database.policies import THIS_TABLE, OwnRows
from kanaf.core.history import Recorded, RecordedQuerySet
from kanaf.places.models import City

SEEKER = "tracing"
"""The kind of the key under which a seeker's request is sealed: of the request alone, whatever child it finds."""
IN_HOUSE = "in_house"


def sees_all_tracing(by: Account) -> bool:
    """The national coordinator: the only one who compares across organisations."""
    return by.holds(Permission.TRACING_MATCH) and is_national(by)


class TracingRequestQuerySet(QuerySet["TracingRequest"]):
    def visible_to(self, by: Account) -> "TracingRequestQuerySet":
        """One's organisation's, of children one follows or taken down in one's cities; those found to seek a child one follows; all for
        the national coordinator.
        """
        if not by.holds(Permission.TRACING_READ):
            return self.none()
        if sees_all_tracing(by):
            return self
        cities = by.city_codes
        of_child = Q(child__isnull=False) & Exists(team_of(by).filter(child=OuterRef("child")))
        of_seeker = Q(child__isnull=True) & (Q() if cities is None else Q(city__in=cities) | Q(recorded_by=by.pk))
        matched = TracingCandidate.objects.current().filter(verdict=TracingCandidate.Verdict.SAME, request=OuterRef("pk"))
        found = Exists(matched.filter(Exists(team_of(by).filter(child=OuterRef("child")))))
        return self.filter(Q(organisation=by.organisation_id) & (of_child | of_seeker) | Q(found))

    def open(self) -> "TracingRequestQuerySet":
        return self.exclude(status=TracingRequest.Status.CLOSED)

    def of_child(self, child: Child) -> "TracingRequestQuerySet":
        """Those by which the child seeks, and those found to seek it."""
        matched = TracingCandidate.objects.current().filter(verdict=TracingCandidate.Verdict.SAME, child=child, request=OuterRef("pk"))
        return self.filter(Q(child=child) | Exists(matched))


class TracingRequest(models.Model):
    """Somebody looks for somebody. `status` shows the newest of its steps.

    Where a child seeks, it names the child and the relative, sealed under the child's key; where somebody outside seeks, neither: what
    they say is sealed under a key of the request alone.
    """

    class Direction(models.TextChoices):
        CHILD = "child", _("A child looks for somebody")
        SEEKER = "seeker", _("Somebody looks for a child")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("tracing", "Open")
        IN_PROGRESS = "tracing_in_progress", pgettext_lazy("tracing", "Tracing in progress")
        VERIFIED = "verified", pgettext_lazy("tracing", "Verified")
        REUNIFIED = "reunified", pgettext_lazy("tracing", "Reunified")
        CLOSED = "closed", pgettext_lazy("tracing", "Closed")

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    direction = models.CharField(max_length=10, choices=Direction)
    child = models.ForeignKey(Child, models.PROTECT, null=True, related_name="tracing")
    relative = models.ForeignKey(Relative, models.PROTECT, null=True, related_name="+")
    relation = models.CharField(max_length=40)
    identified = models.CharField(max_length=40, blank=True)
    asked_on = models.DateField(_("day"))
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN)
    handled_by = models.CharField(max_length=40, default=IN_HOUSE)
    sealed = models.BinaryField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    is_synthetic = models.BooleanField(default=False)

    objects: ClassVar[Any] = TracingRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-id"]
        indexes = [
            models.Index(fields=["organisation", "status"], name="tracing_of_organisation"),
            models.Index(fields=["child"], name="tracing_of_child"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(direction="child", child__isnull=False, relative__isnull=False)
                | Q(direction="seeker", child__isnull=True, relative__isnull=True),
                name="a_seekers_request_names_no_child",
            )
        ]

    class Rows(OwnRows):
        """One's own; everybody's for the coordination; and what was found to seek a child that one's organisation follows."""

        sealed = True

        @classmethod
        def reading(cls) -> str:
            matched = (
                f"exists (select 1 from children_tracingcandidate c where c.request_id = {THIS_TABLE}.id and c.verdict = 'same' "  # noqa: S608 - constants
                "and not exists (select 1 from children_tracingcandidate n where n.replaces_id = c.id) and kanaf_follows(c.child_id))"
            )
            return f"{COORDINATES} or {matched}"

    class Privacy:
        internal = ("id", "organisation", "recorded_by", "recorded_at", "is_synthetic")
        case = ("city", "direction", "child", "relative", "relation", "identified", "asked_on", "status", "handled_by")
        identity = ("sealed",)

    def sealed_for(self) -> tuple[str, UUID]:
        return ("child", self.child_id) if self.child_id else (SEEKER, self.pk)

    @property
    def is_seekers(self) -> bool:
        return self.direction == self.Direction.SEEKER

    @property
    def is_closed(self) -> bool:
        return self.status == self.Status.CLOSED


OF_REQUEST = f"{COORDINATES} or exists (select 1 from children_tracingrequest r where r.id = {THIS_TABLE}.request_id)"  # noqa: S608 - constants
"""Rows that whoever reads a request reads with it: the question finds the requests that their own policy lets through."""


class OfRequestQuerySet(RecordedQuerySet):
    def visible_to(self, by: Account) -> "OfRequestQuerySet":
        return self.filter(request__in=TracingRequest.objects.visible_to(by))


class OfRequest(Recorded):
    """A row of a request's history; its note is sealed with the request. `child` is the request's, where a child seeks."""

    request = models.ForeignKey(TracingRequest, models.PROTECT, related_name="%(class)ss")
    child = models.ForeignKey(Child, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    sealed = models.BinaryField(null=True)

    objects: ClassVar[Any] = OfRequestQuerySet.as_manager()

    class Meta:
        abstract = True

    class Privacy:
        internal = ("organisation",)
        case = ("request", "child")
        identity = ("sealed",)

    def sealed_for(self) -> tuple[str, UUID]:
        return ("child", self.child_id) if self.child_id else (SEEKER, self.request_id)


class TracingStep(OfRequest):
    """Where a request went: opened, in progress, handed to somebody, verified, reunified, closed with its outcome, opened again."""

    class Kind(models.TextChoices):
        OPENED = "opened", pgettext_lazy("tracing", "Request opened")
        IN_PROGRESS = "in_progress", pgettext_lazy("tracing", "Tracing begun")
        HANDED_OVER = "handed_over", pgettext_lazy("tracing", "Handed over")
        VERIFIED = "verified", pgettext_lazy("tracing", "Both sides verified")
        REUNIFIED = "reunified", pgettext_lazy("tracing", "Family reunified")
        FAILED = "failed", pgettext_lazy("tracing", "Reunification failed")
        CLOSED = "closed", pgettext_lazy("tracing", "Request closed")
        REOPENED = "reopened", pgettext_lazy("tracing", "Request reopened")

    kind = models.CharField(max_length=20, choices=Kind)
    outcome = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    body = models.CharField(max_length=40, blank=True)
    basis_kind = models.CharField(max_length=20, choices=Basis, blank=True)
    until = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["request", "recorded_at"], name="steps_of_tracing")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="closed") | (~Q(outcome="") & ~Q(reason="")), name="tracing_closes_with_its_outcome_and_reason"
            ),
            models.CheckConstraint(condition=~Q(kind="handed_over") | (~Q(body="") & ~Q(basis_kind="")), name="a_hand_over_has_its_basis"),
        ]

    class Rows(OwnRows):
        @classmethod
        def reading(cls) -> str:
            return OF_REQUEST

    class Privacy:
        case = ("kind", "outcome", "reason", "body", "basis_kind", "until")


class TracingAction(OfRequest):
    """Something done to find somebody. While its outcome is pending it has a day by which to look again; settling it adds a row."""

    kind = models.CharField(max_length=40)
    outcome = models.CharField(max_length=40)
    due_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["request", "recorded_at"], name="actions_of_tracing"),
            models.Index(fields=["organisation", "due_on"], condition=Q(outcome="pending"), name="tracing_actions_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(outcome="pending") | Q(due_on__isnull=False), name="a_pending_action_is_looked_at_again")
        ]

    class Rows(OwnRows):
        @classmethod
        def reading(cls) -> str:
            return OF_REQUEST

    class Privacy:
        case = ("kind", "outcome", "due_on")


class CandidateQuerySet(RecordedQuerySet):
    def visible_to(self, by: Account) -> "CandidateQuerySet":
        """What was decided of children one follows; everything for the national coordinator. Who took a request down sees none of it."""
        if not by.holds(Permission.TRACING_READ):
            return self.none()
        return self if sees_all_tracing(by) else self.filter(Exists(team_of(by).filter(child=OuterRef("child"))))


class TracingCandidate(Recorded):
    """A person decided whether the child of a file is the one whom a request seeks. Kept, and never asked again."""

    class Verdict(models.TextChoices):
        SAME = "same", _("It is this child")
        NOT = "not", _("It is another child")
        UNSURE = "unsure", _("Not sure yet")

    request = models.ForeignKey(TracingRequest, models.PROTECT, related_name="candidates")
    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict)
    sealed = models.BinaryField(null=True)

    objects: ClassVar[Any] = CandidateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "child"], condition=Q(replaces__isnull=True), name="a_candidate_is_decided_once_and_then_corrected"
            )
        ]

    class Rows(OwnRows):
        """Written by who compares; read by the coordination and by who follows the child – never by who took the request down."""

        @classmethod
        def reading(cls) -> str:
            return f"{COORDINATES} or kanaf_follows({THIS_TABLE}.child_id)"

    class Privacy:
        internal = ("organisation",)
        case = ("request", "child", "verdict")
        identity = ("sealed",)

    def sealed_for(self) -> tuple[str, UUID]:
        return "child", self.child_id


class VerificationQuerySet(RecordedQuerySet):
    def visible_to(self, by: Account) -> "VerificationQuerySet":
        """The adult's with the request; the child's for who follows the child, and the national coordinator."""
        with_request = Q(child__isnull=True, request__in=TracingRequest.objects.visible_to(by))
        if not by.holds(Permission.TRACING_READ):
            return self.none()
        if sees_all_tracing(by):
            return self
        return self.filter(with_request | Q(Exists(team_of(by).filter(child=OuterRef("child")))))


class TracingVerification(OfRequest):
    """Somebody made sure of the adult, or of the child's side: how, and with what result. The two are never one person's work.

    The child's side names the child, and is sealed under its key; of a seeker's request, the adult's side does neither.
    """

    class Of(models.TextChoices):
        ADULT = "adult", _("The adult")
        CHILD = "child", _("The child")

    class Result(models.TextChoices):
        POSITIVE = "positive", _("Confirmed")
        NEGATIVE = "negative", _("Not confirmed")
        UNCLEAR = "unclear", _("Not clear: look further")

    of = models.CharField(max_length=10, choices=Of)
    methods = models.JSONField(default=list)
    result = models.CharField(max_length=10, choices=Result)

    objects: ClassVar[Any] = VerificationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(of="adult") | Q(child__isnull=False), name="the_childs_side_names_the_child")]

    class Rows(OwnRows):
        """The adult's side is read with the request; the child's by who follows the child and the coordination."""

        @classmethod
        def reading(cls) -> str:
            return f"({THIS_TABLE}.child_id is null and ({OF_REQUEST})) or {COORDINATES} or kanaf_follows({THIS_TABLE}.child_id)"

    class Privacy:
        case = ("of", "methods", "result")


class ReunificationQuerySet(QuerySet[Any]):
    def visible_to(self, by: Account) -> "ReunificationQuerySet":
        """Of children one follows; all for the national coordinator."""
        if not by.holds(Permission.TRACING_READ):
            return self.none()
        return self if sees_all_tracing(by) else self.filter(Exists(team_of(by).filter(child=OuterRef("child"))))


class OfReunion(OwnRows):
    """Written where the decision was taken; read by who follows the child, and by the coordination."""

    @classmethod
    def reading(cls) -> str:
        return f"{COORDINATES} or kanaf_follows({THIS_TABLE}.child_id)"


class Reunification(models.Model):
    """The decision that a child goes to its family: on which basis, what the child says, where. Taken by neither of those who verified.

    `reunited_on` is the day on which it happened, `failed_on` the day since when it holds no more.
    """

    class View(models.TextChoices):
        WANTS = "wants", _("The child wants it")
        DOUBTS = "doubts", _("The child hesitates")
        UNABLE = "unable", _("The child cannot say")
        REFUSES = "refuses", _("The child does not want it")

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    request = models.ForeignKey(TracingRequest, models.PROTECT, related_name="reunifications")
    child = models.ForeignKey(Child, models.PROTECT, related_name="reunifications")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    decided_on = models.DateField()
    decided_by = models.UUIDField()
    decided_at = models.DateTimeField()
    adult_verified_by = models.UUIDField()
    child_verified_by = models.UUIDField()
    basis = models.CharField(_("reference of the best-interests decision"), max_length=120)
    childs_view = models.CharField(max_length=10, choices=View)
    country = models.CharField(max_length=10)
    city = models.ForeignKey(City, models.PROTECT, null=True, related_name="+")
    sealed = models.BinaryField(null=True)
    reunited_on = models.DateField(null=True)
    failed_on = models.DateField(null=True)
    sealed_failure = models.BinaryField(null=True)

    objects: ClassVar[Any] = ReunificationQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["request"], condition=Q(failed_on__isnull=True), name="one_reunification_of_a_request"),
            models.CheckConstraint(
                condition=~Q(decided_by=F("adult_verified_by"))
                & ~Q(decided_by=F("child_verified_by"))
                & ~Q(adult_verified_by=F("child_verified_by")),
                name="who_verified_does_not_decide_a_reunification",
                violation_error_message=_("Adult and child are verified by two people, and a third decides on the reunification."),
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="a_reunification_rests_on_best_interests"),
            models.CheckConstraint(condition=~Q(childs_view="refuses"), name="no_child_is_reunified_against_its_will"),
        ]

    class Rows(OfReunion):
        pass

    class Privacy:
        internal = ("id", "organisation", "decided_by", "decided_at", "adult_verified_by", "child_verified_by")
        case = ("request", "child", "decided_on", "basis", "childs_view", "country", "city", "reunited_on", "failed_on")
        identity = ("sealed", "sealed_failure")

    def sealed_for(self) -> tuple[str, UUID]:
        return "child", self.child_id


class ReunionFollowUp(models.Model):
    """One look at how the child is in its family, due on a day; what was found is written once. Late ones go to the supervisor."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    reunification = models.ForeignKey(Reunification, models.PROTECT, related_name="follow_ups")
    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    months = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    outcome = models.CharField(max_length=40, blank=True)
    recorded_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField(null=True)
    sealed = models.BinaryField(null=True)
    escalated_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = ReunificationQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["organisation", "due_on"], condition=Q(done_on__isnull=True), name="reunion_follow_ups_due")]
        constraints = [
            models.UniqueConstraint(fields=["reunification", "months"], name="a_reunification_is_looked_at_once_a_time"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, outcome="") | (Q(done_on__isnull=False, recorded_by__isnull=False) & ~Q(outcome="")),
                name="a_follow_up_done_says_what_was_found",
            ),
        ]

    class Rows(OfReunion):
        pass

    class Privacy:
        internal = ("id", "organisation", "recorded_by", "recorded_at", "escalated_at")
        case = ("reunification", "child", "months", "due_on", "done_on", "outcome")
        identity = ("sealed",)

    def sealed_for(self) -> tuple[str, UUID]:
        return "child", self.child_id
