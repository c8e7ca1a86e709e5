"""Questions about recommendations: what they are, who carries them, what has been done, what is due."""

from datetime import datetime, timedelta

from kanaf.access.models import Account, Organisation
from kanaf.activities.models import Campaign
from kanaf.coordination.models import FollowUpAction, Recommendation
from kanaf.core import clock

MOST_DUE = 50


def recommendations(by: Account, campaign: Campaign | None = None) -> list[Recommendation]:
    """The recommendations one may see, of a campaign or of all, with their owners."""
    found = Recommendation.objects.visible_to(by).select_related("campaign").prefetch_related("owners__organisation")
    return list(found if campaign is None else found.filter(campaign=campaign))


def actions_of(recommendation: Recommendation, by: Account) -> list[FollowUpAction]:
    """What has been done, the newest first."""
    done = FollowUpAction.objects.visible_to(by).current().filter(recommendation=recommendation)
    return list(done.select_related("organisation").order_by("-happened_on", "-recorded_at"))


def due(by: Account, before: datetime) -> list[Recommendation]:
    """Recommendations that the person's organisation is to carry and whose next step is due before a moment."""
    last = (before - timedelta(microseconds=1)).astimezone(clock.CASABLANCA).date()
    own = Recommendation.objects.visible_to(by).under_way().filter(owners__organisation=by.organisation_id, due_on__lte=last)
    return list(own.order_by("due_on", "code")[:MOST_DUE])


def could_own(recommendation: Recommendation) -> list[Organisation]:
    """The organisations that are not yet named as owners."""
    named = recommendation.owners.values("organisation")
    return list(Organisation.objects.exclude(pk__in=named))
