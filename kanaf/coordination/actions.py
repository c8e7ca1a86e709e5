"""A recommendation is written down, given owners, and followed up until there is evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kanaf.access.models import Account, Organisation
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.coordination import rules
from kanaf.coordination.choices import NEW, STATUS
from kanaf.coordination.models import FollowUpAction, Recommendation, RecommendationOwner
from kanaf.core import audit
from kanaf.core.actions import action
from kanaf.core.errors import Refused
from kanaf.programme import queries as programme


@dataclass(frozen=True)
class OwnerStated:
    """Who is to carry a recommendation: named by its source, or (`is_proposed`) only proposed by the programme."""

    organisation: Organisation
    is_proposed: bool = True


@action
def save_recommendation(
    *,
    by: Account,
    at: datetime,
    code: str,
    number: int,
    labels: dict[str, str],
    campaign: str = "",
    status: str = NEW,
    owners: Sequence[OwnerStated] = (),
    notes: Sequence[dict[str, Any]] = (),
    source: str = "",
) -> Recommendation:
    """Make or bring up to date a recommendation; the same values again change nothing and leave no trace.

    `campaign` is the code of the one it came out of. What has been followed up since stays: the status is that of its
    making, an owner who agreed remains.
    """
    check_holds(by, Permission.RECOMMENDATION_FOLLOW)
    programme.check_code(STATUS, status, field="status")
    values: dict[str, Any] = {f"label_{language}": text for language, text in labels.items()}
    values |= {"number": number, "campaign_id": campaign or None, "notes": list(notes), "source": source}
    recommendation = Recommendation.objects.filter(code=code).first()
    if recommendation is None:
        recommendation = Recommendation.objects.create(code=code, status=status, **values)
        audit.record("recommendation.created", by=by, target=recommendation, at=at)
    elif any(getattr(recommendation, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(recommendation, name, value)
        recommendation.save()
        audit.record("recommendation.changed", by=by, target=recommendation, at=at)
    for owner in owners:
        held = propose_owner(by=by, at=at, recommendation=recommendation, organisation=owner.organisation)
        if held.is_proposed and not owner.is_proposed:
            confirm_owner(by=by, at=at, owner=held, reference=source)
    return recommendation


@action
def propose_owner(*, by: Account, at: datetime, recommendation: Recommendation, organisation: Organisation) -> RecommendationOwner:
    """Propose who should carry a recommendation; proposing twice changes nothing."""
    check_holds(by, Permission.RECOMMENDATION_FOLLOW)
    rules.check_follows(recommendation, by)
    owner = RecommendationOwner.objects.filter(recommendation=recommendation, organisation=organisation).first()
    if owner is None:
        owner = RecommendationOwner.objects.create(
            recommendation=recommendation, organisation=organisation, proposed_by=by.pk, proposed_at=at
        )
        audit.record("recommendation.owner_proposed", by=by, target=recommendation, at=at, organisation=organisation.code)
    return owner


@action
def confirm_owner(*, by: Account, at: datetime, owner: RecommendationOwner, reference: str = "") -> RecommendationOwner:
    """Note that an organisation agreed to carry a recommendation: by one of its own people, or with a reference on paper."""
    check_holds(by, Permission.RECOMMENDATION_FOLLOW)
    rules.check_follows(owner.recommendation, by)
    rules.check_can_confirm(owner, by, reference)
    owner.is_proposed = False
    owner.confirmed_by, owner.confirmed_at = by.pk, at
    owner.reference = " ".join(reference.split())
    owner.save(update_fields=["is_proposed", "confirmed_by", "confirmed_at", "reference"])
    audit.record("recommendation.owner_confirmed", by=by, target=owner.recommendation, at=at, organisation=owner.organisation.code)
    return owner


@action
def follow_up_recommendation(
    *,
    by: Account,
    at: datetime,
    recommendation: Recommendation,
    on: date,
    status: str,
    what: str,
    evidence: str = "",
    due_on: date | None = None,
    id: UUID | None = None,
) -> FollowUpAction:
    """Write down what was done or agreed, and the status it gives. The same form sent twice writes it once."""
    check_holds(by, Permission.RECOMMENDATION_FOLLOW)
    rules.check_follows(recommendation, by)
    if id is not None and (earlier := FollowUpAction.objects.filter(pk=id, recommendation=recommendation).first()):
        return earlier
    programme.check_code(STATUS, status, field="status")
    if not what.strip():
        raise Refused(_("Say in a few words what was done or agreed."), field="what", code="nothing_said")
    rules.check_step(recommendation, status=status, evidence=evidence, on=on, due_on=due_on, today=at.date())
    step = FollowUpAction.objects.create(
        **({"pk": id} if id is not None else {}),
        recommendation=recommendation,
        organisation_id=by.organisation_id,
        happened_on=on,
        recorded_at=at,
        recorded_by=by.pk,
        status=status,
        what=" ".join(what.split()),
        evidence=" ".join(evidence.split()),
        due_on=due_on,
    )
    recommendation.status, recommendation.due_on = status, due_on
    recommendation.save(update_fields=["status", "due_on"])
    audit.record("recommendation.followed_up", by=by, target=recommendation, at=at, status=status)
    return step
