"""Closing with two people: who follows a child asks, somebody else answers; where a team has nobody else, the coordination does."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.casework.actions import check_can_end, check_is_open, check_is_own
from kanaf.casework.history import end_case
from kanaf.casework.models import Case, Closing
from kanaf.casework.rules import check_may_close, others_who_may_close
from kanaf.casework.sharing import share_with_coordination
from kanaf.core import audit, rows, vault
from kanaf.core.actions import action
from kanaf.core.errors import NotPermitted, Refused
from kanaf.programme import queries as programme


@action
def ask_closing(*, by: Account, at: datetime, case: Case, on: date, reason: str, id: UUID | None = None) -> Closing:
    """Ask that a case be closed on a day, for a reason. Until somebody answers, it stays open and is followed up.

    Where no colleague may answer, the case is shared with the national coordination, as a high risk is, and that answers.
    The same form sent twice asks once.
    """
    check_holds(by, Permission.CASE_UPDATE)
    check_is_own(case, by)
    if id is not None and (earlier := Closing.objects.filter(pk=id, case=case).first()):
        return earlier
    check_is_open(case)
    check_can_end(case, on, at)
    programme.check_code("closure_reason", reason, field="reason")
    is_alone = not others_who_may_close(case, at.date(), asked_by=by)
    if is_alone:
        share_with_coordination(case, by=by, at=at)
    closing = Closing(
        **({"pk": id} if id is not None else {}),
        case=case,
        organisation_id=by.organisation_id,
        child_id=case.child_id,
        asked_by=by,
        asked_at=at,
        happened_on=on,
        reason=reason,
        for_coordination=is_alone,
    )
    try:
        with transaction.atomic():
            closing.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("The closing of this case was asked for already."), code="asked_already") from error
    audit.record("case.closing_asked", by=by, target=case, at=at, reason=reason)
    return closing


@action
def answer_closing(*, by: Account, at: datetime, closing: Closing, agrees: bool, why: str = "") -> Closing:
    """Close the case as it was asked for, or say why not yet. Who asked may take it back, and no more."""
    seen = Closing.objects.visible_to(by).filter(pk=closing.pk).first()
    if seen is None:
        raise NotPermitted("a closing that one does not see")
    with rows.for_organisation(seen.organisation_id):  # the coordination writes in a file of another organisation
        closing = Closing.objects.select_for_update(of=("self",)).select_related("case").get(pk=seen.pk)
        is_taken_back = by.pk == closing.asked_by_id and not agrees
        if not is_taken_back:
            check_may_close(closing.case, by, closing)
        if closing.decided_at is not None:
            if (closing.decided_by_id, closing.is_agreed) == (by.pk, agrees):  # the same form sent twice
                return closing
            raise Refused(_("This was decided meanwhile."), code="decided")
        if not (agrees or is_taken_back or why.strip()):
            raise Refused(_("Write in a few words why not yet: who follows the child reads it."), field="why", code="no_reason")
        if agrees:
            check_is_open(closing.case)
            end_case(closing.case, by=by, at=at, on=closing.happened_on, reason=closing.reason)
        closing.decided_by, closing.decided_at, closing.is_agreed = by, at, agrees
        closing.sealed = vault.seal(closing, "sealed", why.strip()) if why.strip() else None
        closing.save(update_fields=["decided_by", "decided_at", "is_agreed", "sealed"])
    if agrees:
        audit.record("case.closed", by=by, target=closing.case, at=at, reason=closing.reason)
    else:
        audit.record("case.closing_declined", by=by, target=closing.case, at=at)
    return closing


def may_answer(closing: Closing, by: Account) -> bool:
    """Whether somebody would be let close this case, for a page that offers it."""
    try:
        check_may_close(closing.case, by, closing)
    except (NotPermitted, Refused):
        return False
    return True


@action
def read_why(*, by: Account, at: datetime, closing: Closing) -> str:
    """Why a case was not closed, sealed with the child's identity. Reading it is recorded."""
    check_holds(by, Permission.IDENTITY_READ)
    if closing.organisation_id != by.organisation_id or not Closing.objects.visible_to(by).filter(pk=closing.pk).exists():
        raise NotPermitted("closing of another organisation")
    if closing.sealed is None:
        return ""
    audit.record("reasons.read", by=by, target=closing.child, at=at, closing=closing.pk)
    return str(vault.unseal(closing, "sealed"))
