"""Whose rows of data protection an organisation may read: its own, and all for the one that coordinates the programme."""

from typing import Any

from django.db.models import QuerySet

from kanaf.access.models import COORDINATES, Account
from kanaf.access.queries import is_national
from kanaf.access.roles import Permission
from kanaf.core.database.policies import OwnRows


class OwnOrNational(OwnRows):
    """Rows of one's own organisation; every row for the organisation that coordinates."""

    @classmethod
    def condition(cls) -> str:
        return f"{super().condition()} or {COORDINATES}"


class ProtectionQuerySet(QuerySet[Any]):
    """Rows of data protection work, each of one organisation."""

    def visible_to(self, by: Account) -> "ProtectionQuerySet":
        if not by.holds(Permission.PROTECTION_READ):
            return self.none()
        return self if is_national(by) else self.filter(organisation=by.organisation_id)
