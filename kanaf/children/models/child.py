"""The child: an anchor without a name; who follows it, and what is shared of it with whom. Every `visible_to` starts here."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account, Organisation
from kanaf.access.roles import Permission
from kanaf.core import clock, ids
from kanaf.core.database.policies import EVERYTHING_SHARED, ORGANISATION, THIS_TABLE, OwnRows, lives
from kanaf.places.models import City


class ChildQuerySet(QuerySet["Child"]):
    def visible_to(self, by: Account) -> "ChildQuerySet":
        """Children whom the person's organisation follows in the person's cities, and those shared with the organisation."""
        if not by.holds(Permission.CHILD_READ):
            return self.none()
        followed, shared = team_of(by).filter(child=OuterRef("pk")), Sharing.objects.live_to(by).filter(child=OuterRef("pk"))
        return self.filter(Exists(followed) | Exists(shared))

    def followed_by(self, by: Account) -> "ChildQuerySet":
        """Those of them for whom the person may act: reading what was shared is no following."""
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
        group = EVERYTHING_SHARED

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


class Basis(models.TextChoices):
    """On what a sharing rests. The protocol is the programme's own and for one thing only: the coordination of high risks."""

    CONSENT = "consent", _("Consent of the child")
    CAREGIVER = "caregiver", _("Consent of the caregiver or legal representative, with the child’s assent")
    BEST_INTERESTS = "best_interests", _("Decision of two staff in the child’s best interests")
    LEGAL = "legal", _("Legal obligation or court order, of which the child was told")
    PROTOCOL = "protocol", _("The programme’s protocol for high risks")


class Group(models.TextChoices):
    """What can be shared of a file, besides what a recipient must know to tell the child from others: code, age, sex, situation."""

    CASE = "case", _("The case: risk, steps, follow-ups, consents")
    SERVICES = "services", _("Services and activities")
    IDENTITY = "identity", _("Identity: names, parents")
    PLACEMENT = "placement", _("Where the child is, and how to reach it")


class SharingQuerySet(QuerySet["Sharing"]):
    def live(self, at: datetime | None = None) -> "SharingQuerySet":
        """Neither ended nor past their day – now, or at the moment of an act – whether or not the minute's tick has passed."""
        return self.filter(ended_at__isnull=True, expires_at__gt=at or clock.now())

    def live_to(self, by: Account, group: str = "") -> "SharingQuerySet":
        """What is shared now with the person's organisation; with a group, only what holds it."""
        found = self.live().filter(recipient=by.organisation_id)
        return found.filter(**{f"shares_{group}": True}) if group else found

    def visible_to(self, by: Account) -> "SharingQuerySet":
        """What one's own organisation shared of the children one follows, and what is shared with it now."""
        if not by.holds(Permission.CHILD_READ):
            return self.none()
        own = Q(organisation=by.organisation_id) & Exists(team_of(by).filter(child=OuterRef("child")))
        return self.filter(own | Q(recipient=by.organisation_id, ended_at__isnull=True, expires_at__gt=clock.now()))


class Sharing(models.Model):
    """What one organisation lets another read of a child: named groups, a purpose, a basis, an end. It can be ended at once.

    The place is shared only after a second person of the organisation has agreed; until then it is merely asked for.
    """

    class Ended(models.TextChoices):
        REVOKED = "revoked", _("Ended by the organisation")
        WITHDRAWN = "withdrawn", _("The consent was withdrawn")
        EXPIRED = "expired", _("Its time was over")

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="sharings")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    basis_kind = models.CharField(max_length=20, choices=Basis)
    basis = models.ForeignKey("children.ConsentDecision", models.PROTECT, null=True, related_name="sharings")
    shares_case = models.BooleanField(default=False)
    shares_services = models.BooleanField(default=False)
    shares_identity = models.BooleanField(default=False)
    shares_placement = models.BooleanField(default=False)
    placement_asked = models.BooleanField(default=False)
    placement_confirmed_by = models.UUIDField(null=True)
    placement_confirmed_at = models.DateTimeField(null=True)
    shared_by = models.UUIDField()
    shared_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    end_reason = models.CharField(max_length=10, choices=Ended, blank=True)

    objects: ClassVar[Any] = SharingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["recipient", "child"], condition=Q(ended_at__isnull=True), name="live_sharing")]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "organisation", "recipient"],
                condition=Q(ended_at__isnull=True),
                name="a_child_is_shared_with_a_recipient_once",
                violation_error_message=_("This child is already shared with this organisation: end that sharing first."),
            ),
            models.CheckConstraint(condition=Q(basis__isnull=False) | Q(basis_kind=Basis.PROTOCOL), name="a_sharing_has_a_basis"),
            models.CheckConstraint(condition=~Q(organisation=models.F("recipient")), name="nobody_shares_with_themselves"),
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("shared_at")), name="a_sharing_ends_after_it_began"),
            models.CheckConstraint(
                condition=Q(shares_placement=False)
                | (Q(placement_confirmed_by__isnull=False) & ~Q(placement_confirmed_by=models.F("shared_by"))),
                name="a_place_is_shared_by_two_people",
                violation_error_message=_("Where a child is, is shared only after a second person has agreed."),
            ),
        ]

    class Rows(OwnRows):
        """Written by the organisation that shares; the recipient reads it while it lives."""

        @classmethod
        def reading(cls) -> str:
            return f"recipient_id = {ORGANISATION} and {lives(THIS_TABLE)}"

    class Privacy:
        internal = (
            "id",
            "organisation",
            "placement_confirmed_by",
            "placement_confirmed_at",
            "shared_by",
            "shared_at",
            "ended_at",
            "ended_by",
            "end_reason",
        )
        case = (
            "child",
            "recipient",
            "purpose",
            "basis_kind",
            "basis",
            "shares_case",
            "shares_services",
            "shares_identity",
            "shares_placement",
            "placement_asked",
            "expires_at",
        )

    @property
    def is_live(self) -> bool:
        return self.ended_at is None and self.expires_at > clock.now()

    @property
    def groups(self) -> list[Group]:
        """What is shared now."""
        return [group for group in Group if getattr(self, f"shares_{group}")]

    @property
    def waits_for_second_person(self) -> bool:
        return self.is_live and self.placement_asked and not self.shares_placement


class CareTeamQuerySet(QuerySet["CareTeam"]):
    def live(self, at: datetime | None = None) -> "CareTeamQuerySet":
        """Teams that follow a child now. One that came in through a sharing follows as long as the sharing lives."""
        resting = Q(sharing__isnull=True) | Q(sharing__ended_at__isnull=True, sharing__expires_at__gt=at or clock.now())
        return self.filter(resting, ended_at__isnull=True)


class CareTeam(models.Model):
    """Which organisation follows a child, where, and in whose hands.

    `sharing` is what brought it in; empty where it follows in its own right: it registered the child, or opened its own case.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="care_team")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    sharing = models.ForeignKey(Sharing, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = CareTeamQuerySet.as_manager()

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
            """The row of the organisation that registered the child or follows it already.

            Or another's, brought in by one that follows the child and shares it with that other.
            """
            own = f"{cls.condition()} and (kanaf_registered(child_id) or kanaf_follows(child_id))"
            return f"({own}) or (kanaf_follows(child_id) and kanaf_shares(child_id, organisation_id))"

    class Privacy:
        internal = ("id", "organisation", "account", "sharing", "started_at", "ended_at")
        case = ("child", "city")


def team_of(by: Account, at: datetime | None = None) -> QuerySet[CareTeam]:
    """The care teams through which a person follows children, in the person's cities, now or at the moment of an act."""
    teams: QuerySet[CareTeam] = CareTeam.objects.live(at).filter(organisation=by.organisation_id)
    cities = by.city_codes
    return teams if cities is None else teams.filter(Q(city__in=cities) | Q(account=by))


def in_reach(by: Account, group: str) -> Q:
    """Rows about children that one's own organisation wrote and follows, or whose organisation shares their group with it.

    The one rule behind the `visible_to` of everything written about a child (decision 6).
    """
    own = Q(organisation=by.organisation_id) & Exists(team_of(by).filter(child=OuterRef("child")))
    shared = Sharing.objects.live_to(by, group).filter(child=OuterRef("child"), organisation=OuterRef("organisation"))
    return own | Q(Exists(shared))
