"""An accused person is kept out at once; letting them in again takes two people."""

from datetime import datetime

from django.utils.translation import gettext as _

from kanaf.access import actions as access
from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.core import audit, rows
from kanaf.core.actions import action
from kanaf.core.errors import NotPermitted, Refused
from kanaf.safeguarding import queries
from kanaf.safeguarding.actions.handling import check_handles, write_step
from kanaf.safeguarding.choices import Kind
from kanaf.safeguarding.models import Complaint, Step, Suspension


@action
def suspend_concerned(*, by: Account, at: datetime, complaint: Complaint, account: Account) -> Suspension:
    """Keep out a person whom a complaint concerns, of any organisation, from their next request on.

    Nothing that others see says why. Suspending twice changes nothing.
    """
    check_holds(by, Permission.ACCOUNT_HOLD)
    with rows.as_safeguarding(by.pk, by.organisation_id):
        check_handles(by, complaint)
        if account.pk == by.pk:
            raise Refused(_("Nobody suspends their own account: ask your deputy."), code="own_account")
        held = Suspension.objects.live().filter(account=account).first()
        if held is not None:
            return held
        if account not in queries.concerned_by(complaint, Step.objects.filter(complaint=complaint)):
            raise Refused(_("Say first that the complaint concerns this person."), field="account", code="not_concerned")
    was_active = access.hold_account(by=by, at=at, account=account)
    with rows.as_safeguarding(by.pk, by.organisation_id):
        suspension = Suspension.objects.create(complaint=complaint, account=account, placed_at=at, placed_by=by.pk, was_active=was_active)
        write_step(complaint, Kind.SUSPENDED, taken_by=by.pk, taken_at=at)
    audit.record("complaint.handled", by=by, target=complaint, at=at)
    return suspension


@action
def ask_to_lift(*, by: Account, at: datetime, suspension: Suspension) -> None:
    """Ask that a person be let in again: another one has to agree. Asking twice changes nothing."""
    with rows.as_safeguarding(by.pk, by.organisation_id):
        held = _held(by, suspension)
        if held.asked_by is not None:
            return
        held.asked_at, held.asked_by = at, by.pk
        held.save(update_fields=["asked_at", "asked_by"])
    audit.record("complaint.handled", by=by, at=at)


@action
def lift_suspension(*, by: Account, at: datetime, suspension: Suspension) -> None:
    """Let a person in again, after somebody else has asked for it."""
    with rows.as_safeguarding(by.pk, by.organisation_id):
        held = _held(by, suspension)
        if held.asked_by is None:
            raise Refused(_("Ask for it first; a second person then agrees."), code="not_asked")
        if held.asked_by == by.pk:
            raise Refused(_("You asked for it yourself: a second person agrees."), code="second_person")
        asked_by = Account.objects.get(pk=held.asked_by)
        held.lifted_at, held.lifted_by = at, by.pk
        held.save(update_fields=["lifted_at", "lifted_by"])
    access.end_hold(by=by, at=at, account=held.account, asked_by=asked_by, active=held.was_active)
    audit.record("complaint.handled", by=by, at=at)


def _held(by: Account, suspension: Suspension) -> Suspension:
    """The suspension as it stands, for who may lift it; the complaint behind it stays with its readers."""
    check_holds(by, Permission.ACCOUNT_HOLD)
    held: Suspension | None = (
        Suspension.objects.visible_to(by).live().select_for_update(of=("self",)).select_related("account").filter(pk=suspension.pk).first()
    )
    if held is None:
        raise NotPermitted("suspension of others")
    return held
