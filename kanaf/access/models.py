"""Organisations, their people, and the record of every act."""

from datetime import date
from functools import cached_property
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kanaf.access.roles import Permission, Role, permissions_of
from kanaf.core import ids
from kanaf.core.history import AppendOnly
from kanaf.core.models import Labelled
from kanaf.places.models import City


class Organisation(Labelled):
    """An association, a state institution, a UN agency or a donor; official name in the label, other names as aliases."""

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

    class Meta:
        ordering = ["code"]

    class Privacy:
        public = ("id", "code", "kind", "short_name", "aliases")

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
    expires_on = models.DateField(null=True, blank=True)
    is_system = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

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
            "expires_on",
            "is_system",
            "is_demo",
            "created_at",
            "is_superuser",
            "groups",
            "user_permissions",
        )

    def __str__(self) -> str:
        return self.name

    def is_current(self, today: date) -> bool:
        """Whether this person may be in at all; an expired membership is no membership."""
        return self.is_active and (self.expires_on is None or today <= self.expires_on)

    @property
    def initials(self) -> str:
        """What lists show of a colleague."""
        return " ".join(f"{part[0]}." for part in self.name.split()[:2])

    @cached_property
    def grants(self) -> list["Grant"]:
        return list(self.grant_set.filter(ended_at__isnull=True).select_related("city"))

    @cached_property
    def roles(self) -> set[str]:
        return {grant.role for grant in self.grants}

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return permissions_of(self.roles)

    @property
    def city_codes(self) -> set[str] | None:
        """The cities this person works in; None is every city of the organisation."""
        cities = {grant.city_id for grant in self.grants}
        return None if None in cities or not cities else {city for city in cities if city}

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
            models.Index(fields=["target_id"], name="audit_by_target"),
            models.Index(fields=["by"], name="audit_by_person"),
        ]

    class Privacy:
        internal = ("number", "act", "by", "organisation", "at", "target_kind", "target_id", "details", "previous", "mac")

    def __str__(self) -> str:
        return f"{self.number} {self.act}"
