"""A file is opened in an emergency by somebody who does not follow the child: told to others at once, reviewed by another."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from kanaf.access import letters
from kanaf.access.actions import system_account
from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.children import queries
from kanaf.children.models import EmergencyAccess, team_of
from kanaf.core import audit, rows, vault
from kanaf.core.actions import action
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.ticks import each_minute
from kanaf.programme import queries as programme

Verdict = EmergencyAccess.Verdict
# Letters say neither who nor what: a mailbox is not the system.
OPENED = (
    _l("Something waits for you in Kanaf"),
    _l("Sign in and look at “My day”: a file was opened in an emergency. Another person reviews it within 72 hours."),
)
ESCALATED = (_l("Something waits for you in Kanaf"), _l("Sign in and look at “My day”: nobody reviewed an emergency within 72 hours."))


@action
def open_emergency(*, by: Account, at: datetime, code: str, reason: str, why: str, id: UUID | None = None) -> EmergencyAccess:
    """Open one child's file for an hour, reading only. The people who answer for the child are told, and it is reviewed.

    One at a time; and nobody opens the same file again before another person has reviewed the first time.
    """
    check_holds(by, Permission.EMERGENCY_OPEN)
    if id is not None and (earlier := EmergencyAccess.objects.filter(pk=id, account=by).first()):
        return earlier
    programme.check_code("emergency_reason", reason, field="reason")
    if not why.strip():
        raise Refused(_("Write what is happening: the people who answer for the child read it."), field="why", code="no_reasons")
    child = queries.child_in_emergency(code)
    if child is None:
        raise Refused(_("There is no file under this code: check it with whoever gave it to you."), field="code", code="unknown_code")
    if team_of(by).filter(child=child).exists():
        raise Refused(_("You follow this child: open its file as usual."), field="code", code="follows")
    mine = EmergencyAccess.objects.filter(account=by)
    if any(access.is_open(at) for access in mine.order_by("-opened_at")[:1]):
        raise Refused(_("One emergency at a time: the file you opened is still open."), field="code", code="one_at_a_time")
    if mine.filter(child=child, reviewed_at__isnull=True).exists():
        raise Refused(
            _("You opened this file before, and nobody has reviewed it yet: call the supervisor or the coordination."),
            field="code",
            code="not_reviewed_yet",
        )
    access = EmergencyAccess(
        **({"pk": id} if id is not None else {}),
        child=child,
        code=child.code,
        owner_id=child.organisation_id,
        organisation_id=by.organisation_id,
        account=by,
        reason=reason,
        opened_at=at,
    )
    access.sealed = vault.seal(access, "sealed", why.strip())
    access.save(force_insert=True)
    letters.send(queries.told_of_emergency(access), OPENED)
    audit.record("emergency.opened", by=by, target=child, at=at, reason=reason, access=access.pk)
    return access


@action
def ask_for_place(*, by: Account, at: datetime, access: EmergencyAccess) -> None:
    """Ask a second person to show where the child is; asking twice changes nothing."""
    if access.account_id != by.pk:
        raise NotPermitted("another person's emergency")
    _check_is_open(access, at)
    if access.place_asked_at is None:
        access.place_asked_at = at
        access.save(update_fields=["place_asked_at"])
        audit.record("emergency.place_asked", by=by, target=access, at=at)


@action
def allow_place_in_emergency(*, by: Account, at: datetime, access: EmergencyAccess) -> None:
    """As the second person, let the place be shown for what remains of the hour."""
    check_holds(by, Permission.EMERGENCY_REVIEW)
    _check_answers_for(access, by)
    _check_is_another(access, by)
    _check_is_open(access, at)
    if access.place_asked_at is None:
        raise Refused(_("Nobody asked for the place."), code="place_not_asked")
    if access.place_allowed_at is None:
        access.place_allowed_by, access.place_allowed_at = by.pk, at
        access.save(update_fields=["place_allowed_by", "place_allowed_at"])
        audit.record("emergency.place_allowed", by=by, target=access, at=at)


@action
def review_emergency(*, by: Account, at: datetime, access: EmergencyAccess, verdict: str) -> None:
    """Say whether it was justified. What was not goes to the data protection officer; a verdict stands."""
    check_holds(by, Permission.EMERGENCY_REVIEW)
    _check_answers_for(access, by)
    _check_is_another(access, by)
    if access.reviewed_at is not None:
        raise Refused(_("This access was reviewed already."), code="reviewed")
    access.reviewed_by, access.reviewed_at, access.verdict = by.pk, at, Verdict(verdict)
    access.save(update_fields=["reviewed_by", "reviewed_at", "verdict"])
    audit.record("emergency.reviewed", by=by, target=access, at=at, verdict=verdict)


@action
def escalate_emergency(*, by: Account, at: datetime, access: EmergencyAccess) -> None:
    """Nobody reviewed it in time: it goes to the data protection officer, and stays to be reviewed."""
    if not by.is_system:
        raise NotPermitted("the minute's tick alone")
    with rows.for_organisation(access.owner_id):
        held = EmergencyAccess.objects.overdue(at).filter(pk=access.pk, escalated_at__isnull=True)
        if held.update(escalated_at=at):
            letters.send(queries.officers_for(access), ESCALATED)
            audit.record("emergency.escalated", by=by, target=access, at=at)


@each_minute
def escalate_emergencies(at: datetime) -> None:
    """Each in its own transaction."""
    with rows.as_registry():
        late = list(EmergencyAccess.objects.overdue(at).filter(escalated_at__isnull=True))
    for access in late:
        escalate_emergency(by=system_account(), at=at, access=access)


def check_reads(by: Account, access: EmergencyAccess, at: datetime) -> None:
    """The file is open to the person who opened it, for its minutes."""
    if access.account_id != by.pk or not access.is_open(at):
        raise NotPermitted("the hour is over, or somebody else's emergency")


def _check_is_open(access: EmergencyAccess, at: datetime) -> None:
    if not access.is_open(at):
        raise Refused(_("The hour is over: nothing of this file is open any more."), code="hour_over")


def _check_answers_for(access: EmergencyAccess, by: Account) -> None:
    """Of either organisation concerned, or of the coordination: what the page shows, the act asks again."""
    if not EmergencyAccess.objects.visible_to(by).filter(pk=access.pk).exists():
        raise NotPermitted("another organisation's emergency")


def _check_is_another(access: EmergencyAccess, by: Account) -> None:
    """The second person is somebody else than who opened the file."""
    if EmergencyAccess.objects.filter(pk=access.pk, account=by).exists():
        raise Refused(_("Nobody allows or reviews their own emergency: another person does."), code="own_emergency")
