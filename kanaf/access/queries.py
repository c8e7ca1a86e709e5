"""Questions about organisations."""

from django.db.models import QuerySet

from kanaf.access.models import Account, Organisation


def coordination() -> QuerySet[Organisation]:
    """The organisations that coordinate the programme, as the pack says; usually one."""
    return Organisation.objects.filter(coordinates=True)


def is_national(by: Account) -> bool:
    """Whether the person's organisation coordinates the programme, and so answers for all of it."""
    return by.organisation.coordinates
