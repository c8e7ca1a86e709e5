"""A case is opened, scored, followed up, closed and reopened."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.casework.history import end_case, write_event
from kanaf.casework.models import Case, CaseEvent, Closing, FollowUp, Risk, RiskAssessment
from kanaf.casework.rules import check_may_close
from kanaf.casework.sharing import share_with_coordination
from kanaf.children import actions as children
from kanaf.children.models import Child
from kanaf.core import audit, vault
from kanaf.core.actions import action
from kanaf.core.errors import NotPermitted, Refused
from kanaf.programme import queries as programme

FOLLOW_UP = "follow_up"
FIRST_RESPONSE = "first_response"


@action
def open_case(
    *,
    by: Account,
    at: datetime,
    child: Child,
    on: date,
    risk: str,
    responsible: Account | None = None,
    why: str = "",
    id: UUID | None = None,
) -> Case:
    """Open one's organisation's case for a child, in someone's hands, with the first step due by the pack's timeframes.

    A high risk is shared with the national coordination, by the programme's protocol. The same form sent twice opens one case.
    """
    check_holds(by, Permission.CASE_OPEN)
    if id is not None and (earlier := Case.objects.filter(pk=id, organisation=by.organisation_id).first()):
        return earlier
    check_day(on, at)
    team = child.care_team.live().filter(organisation=by.organisation_id).select_related("city").first()
    if team is None:
        raise Refused(_("Your organisation does not follow this child."), code="not_in_care_team")
    responsible = responsible or by
    _check_colleague(by, responsible)
    values = {"pk": id} if id is not None else {}
    case = Case(
        child=child,
        organisation_id=by.organisation_id,
        city=team.city,
        responsible=responsible,
        risk=Risk(risk),
        opened_on=on,
        is_synthetic=child.is_synthetic,
        next_step=FIRST_RESPONSE,
        next_due_at=programme.due_at(FIRST_RESPONSE, risk, _moment(on, at)),
        **values,
    )
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("This child already has an open case in your organisation."), code="already_open") from error
    write_event(case, by=by, at=at, on=on, kind=CaseEvent.Kind.OPENED)
    _assess(case, by=by, at=at, on=on, level=risk, why=why)
    children.join_care_team(by=by, at=at, child=child, organisation_id=case.organisation_id, city=team.city, account=responsible)
    audit.record("case.opened", by=by, target=case, at=at, risk=risk)
    return case


@action
def assess_risk(*, by: Account, at: datetime, case: Case, on: date, level: str, why: str, id: UUID | None = None) -> RiskAssessment:
    """Give a case a new risk level; the next follow-up is counted anew from this day. The same form sent twice assesses once."""
    check_holds(by, Permission.CASE_UPDATE)
    check_is_own(case, by)
    if id is not None and (earlier := RiskAssessment.objects.filter(pk=id, case=case).first()):
        return earlier
    check_is_open(case)
    check_day(on, at)
    row = _assess(case, by=by, at=at, on=on, level=level, why=why, id=id)
    case.risk = Risk(level)
    case.next_step, case.next_due_at = FOLLOW_UP, programme.due_at(FOLLOW_UP, level, _moment(on, at), opened_on=case.opened_on)
    case.save(update_fields=["risk", "next_step", "next_due_at"])
    audit.record("case.risk_assessed", by=by, target=case, at=at, risk=level)
    return row


@action
def record_follow_up(*, by: Account, at: datetime, case: Case, on: date, kind: str, note: str = "", id: UUID | None = None) -> FollowUp:
    """Write down a visit or call; the next one is due by the risk level's timeframe."""
    check_holds(by, Permission.CASE_UPDATE)
    check_is_own(case, by)
    if id is not None and (earlier := FollowUp.objects.filter(pk=id, case=case).first()):
        return earlier
    check_is_open(case)
    check_day(on, at)
    programme.check_code("follow_up_type", kind, field="kind")
    row = FollowUp(
        **({"pk": id} if id is not None else {}),
        case=case,
        organisation_id=by.organisation_id,
        child_id=case.child_id,
        happened_on=on,
        recorded_at=at,
        recorded_by=by.pk,
        kind=kind,
    )
    row.sealed = vault.seal(row, "sealed", note) if note else None
    row.save()
    case.next_step, case.next_due_at = FOLLOW_UP, programme.due_at(FOLLOW_UP, case.risk, _moment(on, at), opened_on=case.opened_on)
    case.save(update_fields=["next_step", "next_due_at"])
    audit.record("case.followed_up", by=by, target=case, at=at)
    return row


@action
def close_case(*, by: Account, at: datetime, case: Case, on: date, reason: str) -> None:
    """Close a case that somebody else follows, with its reason. A closing that was asked for is answered by it. It may be reopened."""
    check_holds(by, Permission.CASE_CLOSE)
    check_is_own(case, by)
    asked = Closing.objects.waiting().select_for_update(of=("self",)).filter(case=case).first()
    check_may_close(case, by, asked)
    check_is_open(case)
    check_can_end(case, on, at)
    programme.check_code("closure_reason", reason, field="reason")
    if asked is not None:
        asked.decided_by, asked.decided_at, asked.is_agreed = by, at, True
        asked.save(update_fields=["decided_by", "decided_at", "is_agreed"])
    end_case(case, by=by, at=at, on=on, reason=reason)
    audit.record("case.closed", by=by, target=case, at=at, reason=reason)


@action
def reopen_case(*, by: Account, at: datetime, case: Case, on: date, risk: str, why: str = "") -> None:
    """Take up a closed case again, with a risk level of today."""
    check_holds(by, Permission.CASE_OPEN)
    check_is_own(case, by)
    if case.status == Case.Status.OPEN:
        raise Refused(_("This case is open already."), code="already_open")
    check_day(on, at)
    write_event(case, by=by, at=at, on=on, kind=CaseEvent.Kind.REOPENED)
    _assess(case, by=by, at=at, on=on, level=risk, why=why)
    case.status, case.risk = Case.Status.OPEN, Risk(risk)
    case.next_step, case.next_due_at = FOLLOW_UP, programme.due_at(FOLLOW_UP, risk, _moment(on, at), opened_on=on)
    try:
        with transaction.atomic():
            case.save(update_fields=["status", "risk", "next_step", "next_due_at"])
    except IntegrityError as error:
        raise Refused(_("This child already has an open case in your organisation."), code="already_open") from error
    audit.record("case.reopened", by=by, target=case, at=at, risk=risk)


def check_is_own(case: Case, by: Account) -> None:
    """The organisation that opened a case changes it; others that see it read."""
    if case.organisation_id != by.organisation_id:
        raise NotPermitted("case of another organisation")


def check_is_open(case: Case) -> None:
    """A closed case takes nothing more until it is reopened."""
    if case.status != Case.Status.OPEN:
        raise Refused(_("This case is closed: reopen it first."), code="case_closed")


def check_day(on: date, at: datetime) -> None:
    """What is written down has happened."""
    if on > at.date():
        raise Refused(_("The day is in the future: write the day on which it happened."), field="on", code="future")


def check_can_end(case: Case, on: date, at: datetime) -> None:
    """A case ends on a day that has come, and not before it began."""
    check_day(on, at)
    if on < case.opened_on:
        raise Refused(_("The case was opened after that day: look at both dates again."), field="on", code="before_opening")


def _check_colleague(by: Account, responsible: Account) -> None:
    if responsible.organisation_id != by.organisation_id or not responsible.holds(Permission.CASE_UPDATE):
        raise Refused(_("The responsible person must be a caseworker of your organisation."), field="responsible", code="not_a_colleague")


def _moment(on: date, at: datetime) -> datetime:
    """The moment a step's time runs from: now for today, else the end of working hours of that day."""
    return at if on == at.date() else at.replace(year=on.year, month=on.month, day=on.day, hour=18, minute=0, second=0, microsecond=0)


def _assess(case: Case, *, by: Account, at: datetime, on: date, level: str, why: str, id: UUID | None = None) -> RiskAssessment:
    row = RiskAssessment(
        **({"pk": id} if id is not None else {}),
        case=case,
        organisation_id=by.organisation_id,
        child_id=case.child_id,
        happened_on=on,
        recorded_at=at,
        recorded_by=by.pk,
        level=Risk(level),
    )
    row.sealed = vault.seal(row, "sealed", why) if why else None
    row.save()
    if level == Risk.HIGH:
        share_with_coordination(case, by=by, at=at)
    return row
