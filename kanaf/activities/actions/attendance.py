"""Who came to a session."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.activities import rules
from kanaf.activities.actions.lists import rows_to_write, write
from kanaf.activities.choices import State
from kanaf.activities.models import Attendance, Headcount, OfSession, Session, SessionReport
from kanaf.activities.queries import report_of, same_children
from kanaf.children.actions import check_works_in
from kanaf.children.models import Child, team_of
from kanaf.core import audit
from kanaf.core.actions import action
from kanaf.core.errors import Refused


@action
def record_attendance(
    *,
    by: Account,
    at: datetime,
    session: Session,
    present: Sequence[Child],
    absent: Sequence[Child] = (),
    headcount: Sequence[rules.Counted] = (),
    total: int | None = None,
    seen: UUID | None = None,
) -> SessionReport:
    """Set who came to a session: the list given replaces the list held.

    Sending the same list twice changes nothing, so the field app may send again without asking. `total` is what was counted
    in the room, where somebody counted; it must be what the list adds up to. `seen` is the report of the list that was
    corrected (None: none was kept yet): a list that somebody else changed meanwhile is not overwritten.
    """
    check_holds(by, Permission.ATTENDANCE_RECORD)
    session = locked(session, by)
    check_works_in(by, session.city)
    rules.check_takes_list(session, by, at.date())
    rules.check_takes_children(session)
    rules.check_headcount(headcount, named_only=session.named_only)
    presence = _presence(present, absent)
    unnamed = sum(cell.count for cell in headcount)
    came = sum(presence.values())
    rules.check_present(named=came, unnamed=unnamed, total=total, named_only=session.named_only)
    _check_one_child_each(presence)
    roll = [{"child_id": child.pk, "present": is_there} for child, is_there in presence.items()]
    rows = rows_to_write(Attendance, roll, session=session, by=by, at=at)
    cells = [{"category": cell.category, "sex": cell.sex, "age_band": cell.age_band, "count": cell.count} for cell in headcount]
    rows += rows_to_write(Headcount, cells, session=session, by=by, at=at)
    _check_followed(rows, by, presence)
    return keep_list(rows, session=session, by=by, at=at, named=came, unnamed=unnamed, seen=seen)


def locked(session: Session, by: Account) -> Session:
    """A session of one's own organisation as it stands, held by this transaction: two lists are never written at once."""
    rules.check_is_own(session, by)
    return Session.objects.select_for_update(of=("self",)).select_related("city").get(pk=session.pk)


def keep_list(
    rows: list[OfSession],
    *,
    session: Session,
    by: Account,
    at: datetime,
    named: int,
    unnamed: int,
    seen: UUID | None,
    noun: str = "attendance",
) -> SessionReport:
    """Write the rows of a list with its report, unless there is nothing to write. The session is held from then on."""
    before = report_of(session)
    counts = {"named": named, "unnamed": unnamed, "total": named + unnamed}
    if before is not None:
        if not rows and not rows_to_write(SessionReport, [counts], session=session, by=by, at=at):
            return before
        if seen != before.pk:
            raise Refused(_("This list was changed meanwhile: look at it as it stands now, then correct it."), code="changed_meanwhile")
    last = SessionReport.objects.newest().filter(session=session).first()
    after = SessionReport(
        session=session,
        organisation_id=session.organisation_id,
        happened_on=session.on,
        recorded_at=at,
        recorded_by=by.pk,
        replaces=last,
        **counts,
    )
    write([*rows, after])
    if session.state != State.HELD:
        session.state = State.HELD
        session.save(update_fields=["state"])
    act = f"{noun}.recorded" if before is None else f"{noun}.corrected"
    audit.record(act, by=by, target=session, at=at, named=named, unnamed=unnamed)
    return after


def _presence(present: Iterable[Child], absent: Iterable[Child]) -> dict[Child, bool]:
    """Each child once, however often it was written."""
    presence = dict.fromkeys(present, True)
    for child in absent:
        if presence.get(child):
            raise Refused(_("%(code)s is marked present and absent: choose one.") % {"code": child.code}, field="codes", code="both")
        presence[child] = False
    return presence


def _check_one_child_each(presence: dict[Child, bool]) -> None:
    survivors = same_children(child.pk for child in presence)
    first: dict[UUID, Child] = {}
    for child in presence:
        known = first.setdefault(survivors.get(child.pk, child.pk), child)
        if known != child:
            raise Refused(
                _("%(one)s and %(other)s are codes of one and the same child: keep one of them.")
                % {"one": known.code, "other": child.code},
                field="codes",
                code="same_child",
            )


def _check_followed(rows: list[OfSession], by: Account, presence: dict[Child, bool]) -> None:
    """A child newly put on a list is one that the person's organisation follows; one who was on it may stay."""
    new = {row.child_id for row in rows if isinstance(row, Attendance) and not row.withdrawn and _begins(row)}
    followed = set(team_of(by).filter(child__in=new).values_list("child_id", flat=True)) if new else set()
    for child in presence:
        if child.pk in new - followed:
            raise Refused(
                _("“%(code)s” is not the code of a child whom your organisation follows in your cities: check it.") % {"code": child.code},
                field="codes",
                code="not_followed",
            )


def _begins(row: Attendance) -> bool:
    return row.replaces is None or row.replaces.withdrawn
