"""A paper is added to a child's file, and opened."""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.children.actions import check_follows, check_is_not_restricted
from kanaf.children.models import Child
from kanaf.core import audit, ids, rows, sealed_files, uploads, vault
from kanaf.core.actions import action
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.ticks import each_minute
from kanaf.programme import queries as programme
from kanaf.protection.models import Attachment

ENDINGS = {"jpeg": "jpg", "png": "png", "pdf": "pdf"}


@dataclass(frozen=True)
class Opened:
    """A file as it may be handed to a browser; its name is the type of the paper, never what a phone called it."""

    name: str
    content_type: str
    content: bytes


@action
def attach(*, by: Account, at: datetime, child: Child, document: str, content: bytes, id: UUID | None = None) -> Attachment:
    """Add a picture or a PDF to a child's file. What is kept is a clean copy: no position, author, comment or script is left.

    What kind of file it is, its content says, never its name. The same form sent twice keeps one.
    """
    check_holds(by, Permission.ATTACHMENT_ADD)
    check_follows(by, child, at)
    if id is not None and (earlier := Attachment.objects.filter(pk=id, child=child).first()):
        return earlier
    programme.check_code("document_type", document, field="document")
    kind, clean = _cleaned(content)
    attachment = Attachment(
        **({"pk": id} if id is not None else {"pk": ids.new_id()}),
        child=child,
        organisation_id=by.organisation_id,
        kind=kind,
        document=document,
        size=len(clean),
        recorded_at=at,
        recorded_by=by.pk,
    )
    key = sealed_files.write(attachment.pk, clean)
    attachment.sealed = vault.seal(attachment, "sealed", base64.b64encode(key).decode())
    attachment.save()
    audit.record("attachment.added", by=by, target=child, at=at, attachment=attachment.pk, document=document, kind=kind)
    return attachment


@action
def open_attachment(*, by: Account, at: datetime, attachment: Attachment) -> Opened:
    """The file, for who may read the child's identity. Opening it is recorded before anything is given out."""
    check_holds(by, Permission.IDENTITY_READ)
    if not Attachment.objects.visible_to(by).filter(pk=attachment.pk).exists():
        raise NotPermitted("an attachment of a child whom one does not follow")
    check_is_not_restricted(by, attachment.child_id)
    try:
        key = base64.b64decode(vault.unseal(attachment, "sealed"))
        content = sealed_files.read(attachment.pk, key)
    except (vault.Erased, FileNotFoundError) as gone:
        raise Refused(_("This attachment was erased: nobody can read it any more."), code="erased") from gone
    audit.record("attachment.opened", by=by, target=Child(pk=attachment.child_id), at=at, attachment=attachment.pk)
    return Opened(f"{attachment.document}.{ENDINGS[attachment.kind]}", uploads.TYPES[attachment.kind], content)


def _cleaned(content: bytes) -> tuple[str, bytes]:
    if not content:
        raise Refused(_("This file is empty: choose another."), field="file", code="file_empty")
    if len(content) > uploads.MOST:
        raise Refused(_("This file is larger than 20 MB: make it smaller, or cut it into parts."), field="file", code="file_too_large")
    try:
        return uploads.cleaned(content)
    except uploads.NotClean as why:
        sentences = {
            "kind": _("Only JPEG and PNG pictures and PDF documents are kept. Save the document as a PDF, then add it."),
            "locked": _("This PDF is protected by a password: save it without one, then add it."),
        }
        broken = _("This file cannot be read: it may be damaged. Photograph or scan the paper again.")
        raise Refused(sentences.get(why.why, broken), field="file", code=f"file_{why.why}") from why


@each_minute
def remove_orphans(at: datetime) -> None:
    """A file whose row was never written, or whose child was erased, goes within two days."""
    root = settings.KANAF_SEALED_FILES
    before = (at - timedelta(days=1)).timestamp()
    found = root.glob("??/*") if root.exists() and at.minute == 0 else ()
    old = {file: file.name.partition(".")[0] for file in found if file.stat().st_mtime < before}
    if not old:
        return
    with rows.as_registry():
        held = {id.hex for id in Attachment.objects.filter(pk__in=[UUID(stem) for stem in old.values()]).values_list("pk", flat=True)}
    for file, stem in old.items():
        if stem not in held or file.suffix:
            file.unlink(missing_ok=True)
