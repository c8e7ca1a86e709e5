"""The acts of the record in words, for who reads it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

ACTS: dict[str, str | Promise] = {
    "child.registered": gettext_lazy("Registered a child"),
    "registration.corrected": gettext_lazy("Corrected a registration"),
    "child.opened": gettext_lazy("Opened a child’s file"),
    "identity.opened": gettext_lazy("Opened an identity"),
    "look_alike.shown": gettext_lazy("Was shown a look-alike while registering"),
    "child.searched": gettext_lazy("Searched among their files"),
    "child.same": gettext_lazy("Joined two registrations of one child"),
    "child.same_undone": gettext_lazy("Separated two registrations again"),
    "care_team.joined": gettext_lazy("Let an organisation follow a child"),
    "care_team.assigned": gettext_lazy("Put a child in a colleague’s hands"),
    "case.opened": gettext_lazy("Opened a case"),
    "case.risk_assessed": gettext_lazy("Assessed a risk"),
    "case.followed_up": gettext_lazy("Recorded a follow-up"),
    "case.closed": gettext_lazy("Closed a case"),
    "case.reopened": gettext_lazy("Reopened a case"),
    "consent.given": gettext_lazy("Recorded a consent given"),
    "consent.refused": gettext_lazy("Recorded a consent refused"),
    "consent.withdrawn": gettext_lazy("Recorded a consent withdrawn"),
    "service.recorded": gettext_lazy("Recorded a service"),
    "service.corrected": gettext_lazy("Corrected a service"),
    "service.withdrawn": gettext_lazy("Withdrew a service"),
    "distribution.recorded": gettext_lazy("Recorded a distribution"),
    "session.planned": gettext_lazy("Planned a session"),
    "session.changed": gettext_lazy("Changed a session"),
    "session.cancelled": gettext_lazy("Cancelled a session"),
    "training_list.opened": gettext_lazy("Opened the names of a training’s list"),
    "campaign.created": gettext_lazy("Created a campaign"),
    "campaign.changed": gettext_lazy("Changed a campaign"),
    "submission.sent": gettext_lazy("Sent a submission"),
    "submission.accepted": gettext_lazy("Accepted a submission"),
    "submission.returned": gettext_lazy("Returned a submission"),
    "period.opened": gettext_lazy("Opened a period"),
    "period.closed": gettext_lazy("Closed a period"),
    "figure.frozen": gettext_lazy("Froze a figure"),
    "release.asked": gettext_lazy("Asked for a release"),
    "release.approved": gettext_lazy("Approved a release"),
    "release.declined": gettext_lazy("Declined a release"),
    "release.released": gettext_lazy("Released a figure"),
    "account.created": gettext_lazy("Created an account"),
    "account.suspended": gettext_lazy("Suspended an account"),
    "role.given": gettext_lazy("Gave a role"),
    "pack.loaded": gettext_lazy("Loaded the programme’s pack"),
    "audit.verified": gettext_lazy("Verified the record"),
    "refused": gettext_lazy("Was refused something"),
}


def act_in_words(code: str) -> str:
    """The sentence of an act; one that has none yet is shown by its code."""
    return str(ACTS.get(code, code))
