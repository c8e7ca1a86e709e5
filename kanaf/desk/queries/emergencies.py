"""What may be read of one child in an emergency: little, of whoever wrote it, and for the hour only."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q

from kanaf.access.models import Account
from kanaf.access.queries import coordination
from kanaf.access.roles import MAY, Permission
from kanaf.casework.models import Case
from kanaf.children import queries as children
from kanaf.children.models import EmergencyAccess, Identity, Registration
from kanaf.children.told import Names
from kanaf.core import clock, rows, vault


@dataclass(frozen=True)
class EmergencyFile:
    """Who the child is, how old, at which risk, in whose hands; where it is only once a second person allowed it."""

    registration: Registration
    names: Names
    case: Case | None
    why: str


def read(access: EmergencyAccess) -> EmergencyFile:
    """The one function that reads a child's file past the organisation's rows; the view has checked that the hour runs, and
    the database looks at it again.
    """
    with rows.in_emergency(access.pk, access.organisation_id, access.ends_at):
        identity = Identity.objects.current().filter(child=access.child_id).order_by("recorded_at").last()
        names = Names(**vault.unseal(identity, "sealed")) if identity else Names()
        cases = Case.objects.filter(child=access.child_id).select_related("responsible", "organisation").order_by("-opened_on")
        found = EmergencyFile(
            registration=children.registration_of(access.subject),
            names=names,
            case=min(cases, key=lambda case: case.status != Case.Status.OPEN, default=None),
            why=vault.unseal(access, "sealed"),
        )
    if access.place_allowed_at is None:
        closed = replace(found.names, place="", contact="", parents_whereabouts="")
        return replace(found, names=closed)
    return found


def reasons(access: EmergencyAccess) -> str:
    """What the person who opened the file wrote; for who reviews it."""
    return str(vault.unseal(access, "sealed"))


def on_call(access: EmergencyAccess) -> list[Account]:
    """Who may allow the place or review: of the organisation that follows the child, and of the coordination."""
    roles = [role for role, held in MAY.items() if Permission.EMERGENCY_REVIEW in held]
    today = clock.today()
    people = Account.objects.filter(
        Q(expires_on__isnull=True) | Q(expires_on__gte=today),
        organisation__in=[access.owner_id, *coordination().values_list("pk", flat=True)],
        is_active=True,
        grant__role__in=roles,
        grant__ended_at__isnull=True,
    )
    return list(people.exclude(pk=access.account_id).select_related("organisation").distinct().order_by("organisation__code", "name")[:8])


def state_of(access: EmergencyAccess, at: datetime) -> str:
    """A pill of `emergency`."""
    if access.verdict:
        return access.verdict
    if access.is_open(at):
        return "open"
    return "late" if access.review_due_at < at else "to_review"
