"""A registration is kept as it stands, taken up again, or thrown away."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kanaf.access.actions import system_account
from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.children.models import Draft
from kanaf.children.models.draft import KEPT
from kanaf.core import audit, rows, vault
from kanaf.core.actions import action
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.models import DataKey
from kanaf.core.ticks import each_minute

MOST = 30
LONGEST = 60_000  # of everything typed together


@action
def keep_draft(*, by: Account, at: datetime, typed: dict[str, list[str]], id: UUID) -> Draft:
    """Keep what was typed so far, as it was typed. Kept again under the same form, it is one draft."""
    check_holds(by, Permission.CHILD_REGISTER)
    if sum(len(value) for values in typed.values() for value in values) > LONGEST:
        raise Refused(_("This is too long to be kept: shorten the longest texts."), code="too_long")
    draft = Draft.objects.visible_to(by).filter(pk=id).first()
    if draft is None and Draft.objects.visible_to(by).count() >= MOST:
        raise Refused(_("You keep %(most)s drafts already: finish one, or throw one away.") % {"most": MOST}, code="too_many_drafts")
    draft = draft or Draft(pk=id, organisation_id=by.organisation_id, account=by)
    draft.sealed = vault.seal(draft, "sealed", typed)
    draft.kept_at = at
    draft.save()
    audit.record("draft.kept", by=by, target=draft, at=at)
    return draft


@action
def open_draft(*, by: Account, at: datetime, draft: Draft) -> dict[str, list[str]]:
    """What was typed, for its author."""
    if draft.account_id != by.pk:
        raise NotPermitted("somebody else's draft")
    audit.record("draft.opened", by=by, target=draft, at=at)
    typed: dict[str, list[str]] = vault.unseal(draft, "sealed")
    return typed


@action
def throw_draft_away(*, by: Account, at: datetime, draft: Draft) -> None:
    """Nothing of it is left. Throwing it away twice changes nothing."""
    if draft.account_id != by.pk:
        raise NotPermitted("somebody else's draft")
    if _remove([draft.pk]):
        audit.record("draft.thrown_away", by=by, target=draft, at=at)


@action
def drop_old_drafts(*, by: Account, at: datetime, organisation: Any) -> None:
    """Take away what nobody finished within two weeks; the record says that there was a draft, never what it held."""
    if not by.is_system:
        raise NotPermitted("the minute's tick alone")
    with rows.for_organisation(organisation):
        for draft in Draft.objects.filter(organisation=organisation, kept_at__lte=at - KEPT):
            _remove([draft.pk])
            audit.record("draft.expired", by=by, target=draft, at=at)


@each_minute
def forget_old_drafts(at: datetime) -> None:
    """Drafts older than two weeks go, with their keys."""
    with rows.as_registry():
        old = Draft.objects.filter(kept_at__lte=at - KEPT).order_by("organisation").values_list("organisation", flat=True).distinct()
        organisations = list(old)
    for organisation in organisations:
        drop_old_drafts(by=system_account(), at=at, organisation=organisation)


def discard_draft(by: Account, id: UUID) -> None:
    """The child of a draft is registered: the draft has done its work."""
    _remove(list(Draft.objects.visible_to(by).filter(pk=id).values_list("pk", flat=True)))


def _remove(drafts: list[UUID]) -> int:
    gone, _by_model = Draft.objects.filter(pk__in=drafts).delete()
    if gone:
        DataKey.objects.filter(subject_kind="draft", subject_id__in=drafts).delete()
    return gone
