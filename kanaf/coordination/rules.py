"""Who follows a recommendation up, and what each status asks for."""

from datetime import date

from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.activities.models import carried_by
from kanaf.coordination.choices import ACCEPTED, DONE, ENDED
from kanaf.coordination.models import Recommendation, RecommendationOwner
from kanaf.core.errors import NotPermitted, Refused


def check_follows(recommendation: Recommendation, by: Account) -> None:
    """Those who carry the campaign it came from, and those who are to carry it, say where it stands."""
    if by.is_system or recommendation.campaign_id is None:
        return
    if carried_by(by.organisation_id).filter(campaign=recommendation.campaign_id).exists():
        return
    if not recommendation.owners.filter(organisation=by.organisation_id).exists():
        raise NotPermitted("recommendation of others")


def check_can_confirm(owner: RecommendationOwner, by: Account, reference: str) -> None:
    """An organisation agrees itself; the answer that came on paper is keyed in with its reference."""
    if not owner.is_proposed:
        raise Refused(_("%(organisation)s has already agreed.") % {"organisation": owner.organisation.name}, code="already_confirmed")
    if owner.organisation_id != by.organisation_id and not reference:
        raise Refused(
            _("Write the reference of the letter or minutes in which %(organisation)s agreed.") % {"organisation": owner.organisation.name},
            field="reference",
            code="no_reference",
        )


def check_step(recommendation: Recommendation, *, status: str, evidence: str, on: date, due_on: date | None, today: date) -> None:
    """What is done shows its evidence, what is accepted has somebody who agreed, and a next step lies ahead."""
    if on > today:
        raise Refused(_("The day is in the future: write the day on which it happened."), field="on", code="future")
    if status == DONE and not evidence:
        raise Refused(_("Say where the evidence is: a document, a link, a reference."), field="evidence", code="no_evidence")
    if status == ACCEPTED and not recommendation.owners.filter(is_proposed=False).exists():
        raise Refused(_("No organisation has agreed to carry it yet: note who agreed first."), field="status", code="no_owner")
    if due_on is not None and status in ENDED:
        raise Refused(_("What has ended has no next step: leave the day empty."), field="due_on", code="due_after_end")
    if due_on is not None and due_on < on:
        raise Refused(_("The next step comes after this one: check the day."), field="due_on", code="due_before")
