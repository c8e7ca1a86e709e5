"""Questions about organisations."""

from kanaf.access.models import Account, Grant
from kanaf.access.roles import Role


def is_national(by: Account) -> bool:
    """Whether the person's organisation coordinates the programme, and so answers for all of it."""
    coordinates = Grant.objects.filter(account__organisation=by.organisation_id, role=Role.NATIONAL_COORDINATOR, ended_at=None)
    return coordinates.exists()
