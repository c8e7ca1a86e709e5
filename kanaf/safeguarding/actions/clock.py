"""What the minute's tick does for complaints: nobody is forgotten, and each has somebody to read it."""

from datetime import datetime
from uuid import UUID

from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.queries import coordination
from kanaf.access.roles import Permission, Role
from kanaf.core import audit, rows, vault
from kanaf.core.actions import action
from kanaf.safeguarding import letters, queries, rules
from kanaf.safeguarding.actions.complaints import give
from kanaf.safeguarding.actions.handling import write_step
from kanaf.safeguarding.choices import FIRST_ACTION_WITHIN, FIRST_ACTIONS, Kind
from kanaf.safeguarding.models import Complaint, Step

AT_ONCE = 100


@action
def escalate_overdue(*, by: Account, at: datetime) -> int:
    """Call everybody who may read a complaint that has waited 24 hours without any action, once; returns how many there were.

    Where nobody may read one, those who manage the accounts of the coordinating organisation are asked to name a deputy.
    """
    check_holds(by, Permission.COMPLAINT_HANDLE)
    called: dict[UUID, Account] = {}
    unread = False
    with rows.as_safeguarding_clock():
        seen = Step.objects.filter(kind__in=(*FIRST_ACTIONS, Kind.ESCALATED)).values("complaint")
        late = list(
            Complaint.objects.filter(received_at__lt=at - FIRST_ACTION_WITHIN).exclude(pk__in=seen).order_by("received_at")[:AT_ONCE]
        )
        for complaint in late:
            write_step(complaint, Kind.ESCALATED, taken_by=None, taken_at=at)
            readers = queries.readers_of(complaint)
            called |= {reader.pk: reader for reader in readers}
            unread = unread or not readers
    letters.send(called.values(), letters.LATE)
    if unread:
        letters.send(_managers(), letters.NOBODY)
    for _complaint in late:
        audit.record("complaint.escalated", by=by, at=at)
    return len(late)


@action
def keep_readers(*, by: Account, at: datetime) -> int:
    """Give complaints to those who became focal point or deputy since, except what concerns them; returns how many were given.

    Ends the reading of who no longer holds the role.
    """
    check_holds(by, Permission.COMPLAINT_HANDLE)
    own, others = queries.focal_points(at.date())
    given = 0
    with rows.as_safeguarding_clock():
        for complaint in Complaint.objects.prefetch_related("readers"):
            known = {reader.account_id: reader for reader in complaint.readers.all()}
            barred = {pk for pk, reader in known.items() if reader.is_barred}
            reading = {one.pk: one for one in own if one.pk not in barred}
            if not reading:  # only then it is opened, to see whom it concerns
                said = vault.unseal(complaint, "sealed")["organisation"]
                organisation = UUID(said) if said else None
                reading = {one.pk: one for one in rules.who_reads(own, others, barred=barred, organisation=organisation)}
            arrived = [account for pk, account in reading.items() if pk not in known]
            give(complaint, arrived, [], at)
            given += len(arrived)
            gone = [pk for pk, reader in known.items() if reader.ended_at is None and pk not in reading]
            complaint.readers.filter(account__in=gone).update(ended_at=at)
            back = [pk for pk, reader in known.items() if reader.ended_at is not None and pk in reading]
            complaint.readers.filter(account__in=back, is_barred=False).update(ended_at=None)
    if given:
        audit.record("complaint.given", by=by, at=at, number=given)
    return given


def _managers() -> list[Account]:
    managers = Account.objects.filter(
        organisation__in=coordination(), grant__role=Role.ADMINISTRATOR, grant__ended_at__isnull=True, is_active=True
    )
    return list(managers.distinct())
