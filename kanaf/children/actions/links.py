"""Two children are said to belong together, or not to after all."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.children.actions.sharing import check_follows
from kanaf.children.models import Child, ChildLink
from kanaf.core import audit
from kanaf.core.actions import action
from kanaf.core.errors import NotPermitted, Refused


@action
def link_children(*, by: Account, at: datetime, child: Child, other: Child, kind: str) -> ChildLink:
    """Write down that two children whom one follows are siblings, travelled or live together."""
    check_holds(by, Permission.CHILD_REGISTER)
    check_follows(by, child, at)
    check_follows(by, other, at)
    if child.pk == other.pk:
        raise Refused(_("This is the same child: give the code of the other one."), field="code", code="same_child")
    first, second = sorted((child, other), key=lambda one: one.pk)
    link = ChildLink(
        child=first, other=second, organisation_id=by.organisation_id, kind=ChildLink.Kind(kind), linked_by=by.pk, linked_at=at
    )
    try:
        with transaction.atomic():
            link.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("These two children are linked in this way already."), field="code", code="linked_already") from error
    audit.record("children.linked", by=by, target=child, at=at, other=other.pk, kind=kind)
    return link


@action
def unlink_children(*, by: Account, at: datetime, link: ChildLink) -> None:
    """They do not belong together in this way; that somebody thought so stays in the record. Twice changes nothing."""
    check_holds(by, Permission.CHILD_REGISTER)
    if link.organisation_id != by.organisation_id:
        raise NotPermitted("another organisation's link")
    check_follows(by, link.child, at)
    if link.ended_at is not None:
        return
    link.ended_at, link.ended_by = at, by.pk
    link.save(update_fields=["ended_at", "ended_by"])
    audit.record("children.unlinked", by=by, target=link.child, at=at, other=link.other_id)
