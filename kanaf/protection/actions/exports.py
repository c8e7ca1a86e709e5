"""A child's file, or the identities of many, leave the system: asked, approved where they are many, made, fetched, gone."""

import secrets
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pyrage
from django.conf import settings
from django.utils.translation import gettext as _

from kanaf.access.actions import system_account
from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.children.actions import check_is_not_restricted
from kanaf.children.models import Child
from kanaf.core import audit, documents, durable, rows
from kanaf.core.actions import action, one_transaction
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.spreadsheets import table
from kanaf.core.ticks import each_minute
from kanaf.places.models import City
from kanaf.protection import copies, rules
from kanaf.protection.models import Export

LASTS = timedelta(hours=24)
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread
GROUPS, GROUP = 5, 5  # 25 of 31 letters: 123 bits


@action
def ask_export(
    *,
    by: Account,
    at: datetime,
    reason: str,
    child: Child | None = None,
    city: City | None = None,
    form: str = Export.Form.TABLE,
    id: UUID | None = None,
) -> Export:
    """Ask for one child's file, as a table or as a document, or for the identities of all one's children, of one city or of every one.

    The file one is responsible for needs nobody else, up to five different ones in thirty days; everything more waits for a second
    person.
    """
    check_holds(by, Permission.EXPORT_ASK)
    if id is not None and (earlier := Export.objects.filter(pk=id, asked_by=by.pk).first()):
        return earlier
    if child is not None:
        check_is_not_restricted(by, child.pk)
    found = copies.children_of(by, child=child, city=city)
    if not found:
        raise Refused(_("There is no child of yours here: nothing to export."), field="city", code="nothing_to_export")
    Account.objects.select_for_update().get(pk=by.pk)  # two asked for at once are counted one after the other
    alone = child is not None and rules.may_export_alone(by, child, at)
    export = Export.objects.create(
        **({"pk": id} if id is not None else {}),
        organisation_id=by.organisation_id,
        child=child,
        city=city,
        children=len(found),
        alone=alone,
        reason=Export.Reason(reason),
        form=Export.Form(form) if child is not None else Export.Form.TABLE,
        status=Export.Status.APPROVED if alone else Export.Status.ASKED,
        asked_by=by.pk,
        asked_at=at,
    )
    audit.record("export.asked", by=by, target=child, at=at, export=export.pk, children=len(found), alone=alone, reason=reason)
    return export


@action
def approve_export(*, by: Account, at: datetime, export: Export) -> None:
    """Let an export be made, by who asked for it, within a day."""
    _decide(by, at, export, Export.Status.APPROVED)
    audit.record("export.approved", by=by, at=at, export=export.pk, children=export.children)


@action
def decline_export(*, by: Account, at: datetime, export: Export) -> None:
    """Say no: nothing leaves."""
    _decide(by, at, export, Export.Status.DECLINED)
    audit.record("export.declined", by=by, at=at, export=export.pk)


@action
def make_export(*, by: Account, at: datetime, export: Export) -> str:
    """Write the encrypted file and return its passphrase, which is shown once and kept nowhere.

    Only who asked makes it; each identity in it is recorded as opened. It can be fetched for 24 hours.
    """
    check_holds(by, Permission.EXPORT_ASK)
    held = Export.objects.select_for_update().filter(pk=export.pk, asked_by=by.pk).first()
    if held is None:
        raise NotPermitted("another person's export")
    export = held
    if export.status != Export.Status.APPROVED:
        raise Refused(_("This export was not approved, or was made already: ask for another."), code="not_to_be_made")
    if not export.alone and (export.decided_at is None or export.decided_at + LASTS <= at):
        raise Refused(_("The approval is older than a day: ask for the export again."), code="approval_expired")
    child = Child.objects.followed_by(by).filter(pk=export.child_id).first() if export.child_id else None
    if export.child_id and (child is None or (export.alone and not rules.is_responsible(by, child))):
        raise NotPermitted("a file that is no longer in one's hands")
    if child is not None:
        check_is_not_restricted(by, child.pk)
    found = [one for one in copies.children_of(by, child=child, city=export.city) if one.registered_at <= export.asked_at]
    passphrase = "-".join("".join(secrets.choice(LETTERS) for _letter in range(GROUP)) for _group in range(GROUPS))
    durable.write_whole(path_of(export), [_encrypted(export, child, found, by, at, passphrase)])
    for one in found:
        audit.record("identity.exported", by=by, target=one, at=at, export=export.pk)
    export.status, export.expires_at = Export.Status.MADE, at + LASTS
    export.save(update_fields=["status", "expires_at"])
    audit.record("export.made", by=by, at=at, export=export.pk, children=len(found))
    return passphrase


@action
def fetch_export(*, by: Account, at: datetime, export: Export) -> bytes:
    """The encrypted file, for who asked for it, until it expires. Each fetching is recorded."""
    check_holds(by, Permission.EXPORT_ASK)
    if export.asked_by != by.pk:
        raise NotPermitted("another person's export")
    file = path_of(export)
    if export.status != Export.Status.MADE or export.expires_at is None or export.expires_at <= at or not file.exists():
        raise Refused(_("This export has expired: ask for another."), code="expired")
    audit.record("export.fetched", by=by, at=at, export=export.pk)
    return file.read_bytes()


@each_minute
def expire_exports(at: datetime) -> None:
    """Exports that are over are deleted; so is a file whose export was never recorded."""
    with rows.as_owner():
        by = system_account()
        with one_transaction():
            for export in Export.objects.filter(status=Export.Status.MADE, expires_at__lte=at):
                path_of(export).unlink(missing_ok=True)
                export.status = Export.Status.EXPIRED
                export.save(update_fields=["status"])
                audit.record("export.expired", by=by, at=at, export=export.pk)
        made = {path_of(export).name for export in Export.objects.filter(status=Export.Status.MADE)}
    for file in settings.KANAF_EXPORTS.glob("*"):
        if file.name not in made and file.stat().st_mtime < (at - LASTS).timestamp():
            file.unlink(missing_ok=True)


def path_of(export: Export) -> Path:
    return settings.KANAF_EXPORTS / f"{export.pk}.{'pdf' if export.form == Export.Form.DOCUMENT else 'age'}"


def _encrypted(export: Export, child: Child | None, found: list[Child], by: Account, at: datetime, passphrase: str) -> bytes:
    mark = copies.mark(by, at, export.pk)
    if child is not None and export.form == Export.Form.DOCUMENT:
        return documents.locked(copies.document_of(child, by, at, mark), passphrase)
    lines = copies.of_file(child, by, mark) if child is not None else copies.of_identities(found, by, mark)
    content: bytes = pyrage.passphrase.encrypt(table(lines), passphrase)
    return content


def _decide(by: Account, at: datetime, export: Export, status: str) -> None:
    check_holds(by, Permission.EXPORT_APPROVE)
    held = Export.objects.visible_to(by).filter(pk=export.pk).first()
    if held is None:
        raise NotPermitted("another organisation's export")
    if held.status != Export.Status.ASKED:
        raise Refused(_("This is decided already."), code="decided_already")
    rules.check_is_second_person(by, held.asked_by)
    held.status, held.decided_by, held.decided_at = status, by.pk, at
    held.save(update_fields=["status", "decided_by", "decided_at"])
