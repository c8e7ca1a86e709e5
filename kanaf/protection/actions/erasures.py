"""A child's identity is erased by two people, and stays erased when an older database comes back."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.children.models import Child
from kanaf.core import audit, rows
from kanaf.core.actions import action
from kanaf.core.errors import NotPermitted, Refused
from kanaf.protection import erasing, ledger, rules
from kanaf.protection.models import Erasure


@action
def ask_erasure(*, by: Account, at: datetime, child: Child, reason: str, id: UUID | None = None) -> Erasure:
    """Ask that a child's identity be erased. Nothing is erased before another person approves."""
    check_holds(by, Permission.PROTECTION_ASK)
    rules.check_in_reach(by, child)
    if id is not None and (earlier := Erasure.objects.filter(pk=id, asked_by=by.pk).first()):
        return earlier
    if Erasure.objects.filter(child=child, status=Erasure.Status.ASKED).exists():
        raise Refused(_("This child’s erasure is asked for already and waits for a second person."), field="code", code="asked_already")
    rules.check_can_be_erased(child)
    erasure = Erasure.objects.create(
        **({"pk": id} if id is not None else {}),
        child=child,
        organisation_id=by.organisation_id,
        reason=Erasure.Reason(reason),
        asked_by=by.pk,
        asked_at=at,
    )
    audit.record("erasure.asked", by=by, target=child, at=at, reason=reason, erasure=erasure.pk)
    return erasure


@action
def approve_erasure(*, by: Account, at: datetime, erasure: Erasure) -> None:
    """Erase: the child's key, its name keys and its drafts are gone at once, and the ledger keeps it so after a restore.

    Every registration of the person goes that was known as one when it was asked: whoever approves adds none to it. Codes stay, so
    that no figure changes. Approving twice erases once.
    """
    check_holds(by, Permission.PROTECTION_APPROVE)
    erasure, child = _locked(erasure)
    if erasure.status == Erasure.Status.DONE:
        return
    _check_is_asked(erasure)
    rules.check_in_reach(by, child)
    rules.check_is_second_person(by, erasure.asked_by)
    rules.check_can_be_erased(child)
    rules.check_nothing_joined_since(child, erasure.asked_at)
    children = erasing.registrations_of_person(child)
    erasing.erase(children, at)
    _decide(erasure, Erasure.Status.DONE, by=by, at=at)
    for one in children:
        audit.record("child.erased", by=by, target=Child(pk=one), at=at, reason=erasure.reason, erasure=erasure.pk)
    ledger.write([ledger.Line("child", one, erasure.pk, at) for one in children])


@action
def decline_erasure(*, by: Account, at: datetime, erasure: Erasure) -> None:
    """Say no: nothing is erased, and that it was asked for stays in the record."""
    check_holds(by, Permission.PROTECTION_APPROVE)
    erasure, child = _locked(erasure)
    _check_is_asked(erasure)
    rules.check_in_reach(by, child)
    rules.check_is_second_person(by, erasure.asked_by)
    _decide(erasure, Erasure.Status.DECLINED, by=by, at=at)
    audit.record("erasure.declined", by=by, target=child, at=at, erasure=erasure.pk)


@action
def replay_erasures(*, by: Account, at: datetime) -> int:
    """Erase again what the ledger names, after an older database came back. Returns how many children were there again."""
    check_holds(by, Permission.PROTECTION_APPROVE)
    found = 0
    for line in ledger.read():
        if line.kind == "child" and erasing.erase([line.subject], at):
            found += 1
            audit.record("child.erased_again", by=by, target=Child(pk=line.subject), at=at, erasure=line.erasure)
    audit.record("erasures.replayed", by=by, at=at, erased=found)
    return found


def _locked(erasure: Erasure) -> tuple[Erasure, Child]:
    """The row as it is now, held until the act ends, with its child, whom the officer's organisation need not follow."""
    found: Erasure | None = Erasure.objects.select_for_update().filter(pk=erasure.pk).first()
    if found is None:
        raise NotPermitted("another organisation's erasure")
    with rows.as_registry():
        return found, Child.objects.get(pk=found.child_id)


def _check_is_asked(erasure: Erasure) -> None:
    if erasure.status != Erasure.Status.ASKED:
        raise Refused(_("This is decided already."), code="decided_already")


def _decide(erasure: Erasure, status: str, *, by: Account, at: datetime) -> None:
    erasure.status, erasure.decided_by, erasure.decided_at = status, by.pk, at
    erasure.save(update_fields=["status", "decided_by", "decided_at"])
