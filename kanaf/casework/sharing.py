"""Which cases the national coordination follows beside the organisation: those of high risk, and those that nobody else may close."""

from datetime import datetime

from kanaf.access.models import Account
from kanaf.access.queries import coordination
from kanaf.access.roles import Role
from kanaf.casework.models import Case
from kanaf.children import actions as children


def share_with_coordination(case: Case, *, by: Account, at: datetime) -> None:
    """By the programme's protocol; twice changes nothing. Where nobody coordinates yet, there is nobody to share it with."""
    held = {"accounts__grant__role": Role.NATIONAL_COORDINATOR, "accounts__grant__ended_at": None}
    lead = coordination().filter(**held).first()
    if lead is not None and lead.pk != by.organisation_id:
        children.share_by_protocol(by=by, at=at, child=case.child, recipient=lead, city=case.city)
