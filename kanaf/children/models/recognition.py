"""By what a child is found again: keyed hashes, a sealed card for comparing, and how many bear what many bear (decision 0026)."""

import secrets
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from kanaf.access.models import Account, Organisation
from kanaf.access.roles import Permission
from kanaf.children.models.child import Child, Group, in_reach
from kanaf.core.database.policies import OwnRows, SignedIn

NUMBERS = 1 << 56  # drawn at random: a card's number says neither when nor after whom a child was registered


def new_number() -> int:
    return secrets.randbelow(NUMBERS - 1) + 1


class CardQuerySet(models.QuerySet["Card"]):
    def visible_to(self, by: Account) -> "CardQuerySet":
        """Cards of children whose identity one may read: of one's own organisation's, and of those shared with it."""
        if not by.holds(Permission.CHILD_READ):
            return self.none()
        return self.filter(in_reach(by, Group.IDENTITY))


class Card(models.Model):
    """A child as a comparison reads it – names, parents, birth, sex, nationality, languages – sealed in one piece under its own key.

    `version` is that of the keys it is found under: 0 where nobody has read the identity for them yet. `compared_at` is when it was
    last compared with the country's; empty where it was written since.
    """

    number = models.BigIntegerField(primary_key=True, default=new_number)
    child = models.OneToOneField(Child, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", db_index=False)
    sealed = models.BinaryField()
    version = models.PositiveSmallIntegerField()
    written_at = models.DateTimeField()
    compared_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = CardQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["version", "organisation"], name="cards_by_version"),
            models.Index(fields=["organisation", "written_at"], name="cards_by_moment"),
            models.Index(fields=["written_at"], condition=Q(compared_at__isnull=True), name="cards_to_compare"),
        ]

    class Rows(OwnRows):
        child = "child_id"
        group = "identity"
        sealed = True
        erasure = "delete"
        roles: ClassVar = {"kanaf_registry": ("true", "true")}  # notes what it has compared

    class Privacy:
        internal = ("number", "child", "organisation", "version", "written_at", "compared_at")
        identity = ("sealed",)

    def sealed_for(self) -> tuple[str, UUID]:
        return "child", self.child_id


class NameKey(models.Model):
    """A keyed hash of two things together that a file says of a child: look-alikes are found without a name on disk."""

    pk = models.CompositePrimaryKey("key", "card")
    key = models.BigIntegerField()
    card = models.BigIntegerField()
    # Dozens are written with each child: that both exist is checked at its card, once.
    child = models.ForeignKey(Child, models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", db_index=False, db_constraint=False)

    class Meta:
        indexes = [
            # Searched in one's own files by the one, in those shared in by the other: neither reads a foreign row.
            models.Index(fields=["organisation", "key", "card"], name="keys_of_organisation"),
            models.Index(fields=["child", "key"], name="keys_of_child"),
        ]

    class Rows(OwnRows):
        child = "child_id"
        group = "identity"
        sealed = True
        erasure = "delete"

    class Privacy:
        internal = ("pk", "child", "organisation", "card")
        identity = ("key",)


class KeyCount(models.Model):
    """How many files in the country are found under a key, of keys that many share: a Mohamed says less than a rare name."""

    key = models.BigIntegerField(primary_key=True)
    records = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Rows(SignedIn):
        """Read by whoever searches; written by the count alone."""

        roles: ClassVar = {"kanaf_registry": ("true", "true")}

        @classmethod
        def check(cls) -> str:
            return "false"

    class Privacy:
        internal = ("key", "records", "counted_at")
