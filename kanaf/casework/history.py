"""What happened to a case, written beside what it is now; who may, and the record of the act, is the caller's."""

from datetime import date, datetime

from kanaf.access.models import Account
from kanaf.casework.models import Case, CaseEvent


def write_event(case: Case, *, by: Account, at: datetime, on: date, kind: str, reason: str = "") -> None:
    CaseEvent.objects.create(
        case=case,
        organisation_id=case.organisation_id,
        child_id=case.child_id,
        happened_on=on,
        recorded_at=at,
        recorded_by=by.pk,
        kind=kind,
        reason=reason,
    )


def end_case(case: Case, *, by: Account, at: datetime, on: date, reason: str) -> None:
    """The case is closed: nothing is due any more."""
    write_event(case, by=by, at=at, on=on, kind=CaseEvent.Kind.CLOSED, reason=reason)
    case.status, case.next_step, case.next_due_at = Case.Status.CLOSED, "", None
    case.save(update_fields=["status", "next_step", "next_due_at"])
