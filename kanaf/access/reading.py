"""Mass reading is noticed (G25): who opens far more files than work ever asks for is stopped, and colleagues are told.

What was read stands in the record of acts; nothing else is kept. A day of work opens some fifteen different files (a caseworker has
at most 25 open cases), a busy supervisor's forty; `MOST_A_DAY` is far above both and below a hundred.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from kanaf.access.models import Account, AuditEntry
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.core import audit
from kanaf.core.actions import action, one_transaction
from kanaf.core.errors import Refused

READS = (
    "child.opened",
    "child.printed",
    "identity.opened",
    "attachment.opened",
    "resemblance.opened",
    "family.opened",
    "tracing.opened",
)
STOPPED, EXTENDED = "reading.stopped", "reading.extended"
MOST_AN_HOUR = 60
MOST_A_DAY = 90
DAY, HOUR = timedelta(hours=24), timedelta(hours=1)
LOOKED_AT = 2000
"""How many of a person's newest acts are looked at; more than that in a day is stopped as well."""


def stopped(by: Account, target: object, at: datetime) -> bool:
    """Whether this person has to pause before opening one more file; the first time it is recorded.

    A file opened before within the day may always be opened again: nobody is kept from the child they are working for.
    """
    read, was_told = _read(by, at)
    if not is_too_much(read, str(target), at):
        return False
    if not was_told:
        with one_transaction():
            audit.record(STOPPED, by=by, target=by, at=at, files=len({of for of, _when in read}))
    return True


def is_too_much(read: Iterable[tuple[str, datetime]], target: str, at: datetime) -> bool:
    """Whether one more file is too many after these openings, (file, moment) each, of the last day."""
    day = {of for of, when in read if when > at - DAY}
    hour = {of for of, when in read if when > at - HOUR}
    return target not in day and (len(day) >= MOST_A_DAY or len(hour) >= MOST_AN_HOUR)


def _read(by: Account, at: datetime) -> tuple[list[tuple[str, datetime]], bool]:
    """(file, moment) of the last day's openings since a colleague last said "go on", and whether it was stopped since."""
    extended = (
        AuditEntry.objects.filter(target_id=str(by.pk), act=EXTENDED).order_by("-number").values_list("number", flat=True).first() or 0
    )
    own = AuditEntry.objects.filter(by=by.pk, act__in=(*READS, STOPPED), number__gt=extended).order_by("-number")
    read: list[tuple[str, datetime]] = []
    was_told = False
    for act, target, moment in own.values_list("act", "target_id", "at")[:LOOKED_AT]:
        when = datetime.fromisoformat(moment)
        if when <= at - DAY:
            break
        if act == STOPPED:
            was_told = True
        else:
            read.append((target, when))
    return read, was_told


def stopped_colleagues(by: Account, at: datetime) -> list[tuple[Account, datetime]]:
    """Who of one's organisation is stopped at present, the newest first: for those who answer for the team."""
    found: dict[UUID, datetime] = {}
    ended: set[str] = set()
    entries = AuditEntry.objects.filter(act__in=(STOPPED, EXTENDED)).order_by("-number").values_list("act", "target_id", "at")[:500]
    for act, target, moment in entries:
        when = datetime.fromisoformat(moment)
        if when <= at - DAY:
            break
        if act == EXTENDED:
            ended.add(target)
        elif target not in ended:
            found.setdefault(UUID(target), when)
    people = Account.objects.filter(pk__in=found, organisation=by.organisation_id).select_related("organisation")
    return sorted(((person, found[person.pk]) for person in people), key=lambda row: row[1], reverse=True)


@action
def extend_reading(*, by: Account, at: datetime, account: Account) -> None:
    """Let a colleague of one's organisation read on after a stop. Nobody does it for themselves."""
    check_holds(by, Permission.CASE_READ_ORGANISATION)
    if account.organisation_id != by.organisation_id:
        raise Refused(_("This person is not of your organisation."), code="other_organisation")
    if account.pk == by.pk:
        raise Refused(_("Another person must let you read on."), code="same_person")
    audit.record(EXTENDED, by=by, target=account, at=at)
