"""Organisations, their people, and the record of every act."""

from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from kanaf.access.roles import NATIONAL, NATIONAL_PERMISSIONS, Permission, Role, permissions_of
from kanaf.core import ids
from kanaf.core.database.policies import ORGANISATION, SignedIn
from kanaf.core.history import AppendOnly
from kanaf.core.models import Labelled
from kanaf.places.models import City

_NATIONAL = ", ".join(f"'{role.value}'" for role in sorted(NATIONAL))
COORDINATES = f"exists (select 1 from access_organisation o where o.id = {ORGANISATION} and o.coordinates)"  # noqa: S608 - constants
"""The condition of a policy that the organisation in context coordinates the programme: `queries.is_national`, for the database."""
# What no row may become, whoever writes it: conditions on a new row, for triggers.
_PEOPLE = "access_grant g join access_account a on a.id = g.account_id"
_STILL_HELD = (
    f"not new.coordinates and exists (select 1 from {_PEOPLE} "  # noqa: S608 - constants
    f"where a.organisation_id = new.id and g.ended_at is null and g.role in ({_NATIONAL}))"
)
_GIVEN_ELSEWHERE = (
    f"new.ended_at is null and new.role in ({_NATIONAL}) and not exists (select 1 from access_account a "  # noqa: S608 - constants
    "join access_organisation o on o.id = a.organisation_id where a.id = new.account_id and o.coordinates)"
)


class Organisation(Labelled):
    """An association, a state institution, a UN agency or a donor; official name in the label, other names as aliases.

    `coordinates` is said by the pack alone: the organisation that leads the programme, the only one with national roles.
    """

    refused: ClassVar[dict[str, str]] = {"who_holds_national_roles_coordinates": _STILL_HELD}

    class Kind(models.TextChoices):
        UN = "un", _("United Nations agency")
        STATE = "state", _("State institution")
        NGO = "ngo", _("Association")
        DONOR = "donor", _("Donor")
        SYSTEM = "system", _("The system itself")

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    code = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    short_name = models.CharField(max_length=80, blank=True)
    aliases = models.JSONField(default=list, blank=True)
    coordinates = models.BooleanField(default=False)
    deputy = models.ForeignKey("Account", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["code"]

    class Privacy:
        public = ("id", "code", "kind", "short_name", "aliases", "coordinates")
        internal = ("deputy",)

    @property
    def name(self) -> str:
        return self.short_name or self.label


class AccountManager(BaseUserManager["Account"]):
    use_in_migrations = False

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email__iexact=username)


class Account(AbstractBaseUser, PermissionsMixin):
    """A person who signs in, or one of the system's own doers, which cannot.

    Belongs to one organisation; what it may do comes from its grants.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    email = models.EmailField(_("Work e-mail address"), unique=True)
    name = models.CharField(_("Name"), max_length=120)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="accounts")
    language = models.CharField(max_length=2, default="fr")
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_held = models.BooleanField(default=False)
    expires_on = models.DateField(null=True, blank=True)
    is_system = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    epoch = models.PositiveIntegerField(default=0)
    conduct_version = models.CharField(max_length=20, blank=True)
    conduct_signed_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(is_held=False) | Q(is_active=False), name="who_is_held_out_does_not_sign_in")]

    class Privacy:
        internal = (
            "id",
            "password",
            "last_login",
            "email",
            "name",
            "organisation",
            "language",
            "is_active",
            "is_held",
            "expires_on",
            "is_system",
            "is_demo",
            "created_at",
            "epoch",
            "conduct_version",
            "conduct_signed_at",
            "is_superuser",
            "groups",
            "user_permissions",
        )

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """What every session of this person carries: a new passphrase or a new epoch ends them at their next request (G8)."""
        return salted_hmac("kanaf.access.session", f"{self.password}:{self.epoch}", secret=secret, algorithm="sha256").hexdigest()

    def is_current(self, today: date) -> bool:
        """Whether this person may be in at all; an expired membership is no membership."""
        return self.is_active and (self.expires_on is None or today <= self.expires_on)

    @property
    def initials(self) -> str:
        """What lists show of a colleague."""
        return " ".join(f"{part[0]}." for part in self.name.split()[:2])

    @cached_property
    def grants(self) -> list["Grant"]:
        if "grant_set" in getattr(self, "_prefetched_objects_cache", {}):
            return [grant for grant in self.grant_set.all() if grant.ended_at is None]
        return list(self.grant_set.filter(ended_at__isnull=True).select_related("city"))

    @cached_property
    def roles(self) -> set[str]:
        return {grant.role for grant in self.grants}

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        held = permissions_of(self.roles)
        return held if not held & NATIONAL_PERMISSIONS or self.organisation.coordinates else held - NATIONAL_PERMISSIONS

    @property
    def city_codes(self) -> set[str] | None:
        """The cities this person works in; None is every city of the organisation, and nobody without a role works anywhere."""
        cities = {grant.city_id for grant in self.grants}
        return None if None in cities else {city for city in cities if city}

    def holds(self, permission: Permission) -> bool:
        return permission in self.permissions

    @property
    def is_staff(self) -> bool:
        return self.holds(Permission.BULLETIN_WRITE)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.initials

    def get_username(self) -> str:
        return self.email


class Grant(models.Model):
    """A role given to a person, in one city or in all where the organisation works."""

    refused: ClassVar[dict[str, str]] = {"a_national_role_is_given_where_the_programme_is_coordinated": _GIVEN_ELSEWHERE}

    account = models.ForeignKey(Account, models.CASCADE)
    role = models.CharField(max_length=40, choices=Role)
    city = models.ForeignKey(City, models.PROTECT, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField()
    given_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "role", "city"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="a_person_holds_a_role_once",
            )
        ]

    class Privacy:
        internal = ("id", "account", "role", "city", "given_at", "given_by", "ended_at")

    def __str__(self) -> str:
        return self.get_role_display()


class AuditEntry(AppendOnly):
    """One link of the chain: what was done, by whom, to what, when; no personal data, no foreign keys."""

    id = None  # type: ignore[assignment]
    number = models.BigIntegerField(primary_key=True)
    act = models.CharField(max_length=80)
    by = models.UUIDField(null=True)
    organisation = models.UUIDField(null=True)
    at = models.CharField(max_length=40)
    target_kind = models.CharField(max_length=60, blank=True)
    target_id = models.CharField(max_length=60, blank=True)
    details = models.CharField(max_length=2000, blank=True)
    previous = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["target_id", "number"], name="audit_of_target"),
            models.Index(fields=["by", "number"], name="audit_of_person"),
            models.Index(fields=["organisation", "number"], name="audit_of_organisation"),
            models.Index(fields=["act", "number"], name="audit_of_act"),
            models.Index(fields=["at"], name="audit_of_moment"),
        ]

    class Privacy:
        internal = ("number", "act", "by", "organisation", "at", "target_kind", "target_id", "details", "previous", "mac")

    def __str__(self) -> str:
        return f"{self.number} {self.act}"


class Invitation(models.Model):
    """A link that lets one person choose their own passphrase, once and within 72 hours. Only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.UUIDField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        internal = ("id", "account", "digest", "made_at", "made_by", "expires_at", "used_at")


class Visit(models.Model):
    """One signed-in browser of a person, so that they can see it and end it."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="visits")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-seen_at"]

    class Privacy:
        internal = ("id", "account", "session_key", "browser", "started_at", "seen_at")


class Guess(models.Model):
    """One passphrase or code that was tried, counted before it is looked at. Whose and from where are keyed hashes (G7)."""

    subject = models.CharField(max_length=64)
    source = models.CharField(max_length=64)
    is_known_device = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["subject", "at"], name="guesses_of_a_subject"),
            models.Index(fields=["source", "at"], name="guesses_from_a_source"),
        ]

    class Privacy:
        internal = ("id", "subject", "source", "is_known_device", "at")


class UsedCode(models.Model):
    """A code of an application that let somebody in: it lets nobody in a second time, through whichever process (RFC 6238, 5.2)."""

    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    class Privacy:
        internal = ("id", "digest", "at")


class FactorReset(models.Model):
    """A lost second factor: asked for by one colleague, granted by another after calling the person back."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="factor_resets")
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    is_granted = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")) | Q(is_granted=False),
                name="a_second_person_restores_a_factor",
                violation_error_message=_("A second person grants this: not the one who asked."),
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=F("account")) & (Q(decided_by__isnull=True) | ~Q(decided_by=F("account"))),
                name="nobody_restores_their_own_factor",
                violation_error_message=_("Nobody restores their own second factor."),
            ),
            models.UniqueConstraint(fields=["account"], condition=Q(decided_at__isnull=True), name="one_open_reset_for_a_person"),
        ]

    class Privacy:
        internal = ("id", "account", "asked_by", "asked_at", "decided_by", "decided_at", "is_granted")


class OrganisationRequest(Labelled):
    """An organisation that one person asks to let in, and another confirms (G9); with its first administrator."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    code = models.SlugField(max_length=40)
    kind = models.CharField(max_length=10, choices=Organisation.Kind)
    short_name = models.CharField(max_length=80, blank=True)
    administrator_name = models.CharField(max_length=120)
    administrator_email = models.EmailField()
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    organisation = models.OneToOneField(Organisation, models.PROTECT, null=True, blank=True, related_name="request")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=True) | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
                name="two_people_create_an_organisation",
                violation_error_message=_("Another person than the one who asked confirms an organisation."),
            )
        ]

    class Rows(SignedIn):
        pass

    class Privacy:
        internal = (
            "id",
            "code",
            "kind",
            "short_name",
            "administrator_name",
            "administrator_email",
            "asked_by",
            "asked_at",
            "decided_by",
            "decided_at",
            "organisation",
        )


class AccessReview(AppendOnly):
    """Each quarter somebody else confirms that a person still needs their access."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="reviews")
    quarter = models.CharField(max_length=7)
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "quarter"], name="a_person_is_reviewed_once_a_quarter")]

    class Privacy:
        internal = ("account", "quarter", "by", "at")


class Assurance(AppendOnly):
    """Something outside the system that somebody answers for: keys kept apart, a restore tried, the authority's authorisation."""

    class Kind(models.TextChoices):
        KEYS_KEPT = "keys_kept", _("Two copies of the keys are kept apart, by two people")
        RESTORE_TESTED = "restore_tested", _("A backup was restored and looked at")
        AUTHORISED = "authorised", _("The CNDP has authorised the processing")

    kind = models.CharField(max_length=20, choices=Kind)
    happened_on = models.DateField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Privacy:
        internal = ("kind", "happened_on", "recorded_by", "recorded_at")
