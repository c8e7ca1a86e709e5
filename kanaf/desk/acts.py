"""The acts of the record in words, for who reads it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

ACTS: dict[str, str | Promise] = {
    "child.registered": lazy("Registered a child"),
    "registration.corrected": lazy("Corrected a registration"),
    "child.opened": lazy("Opened a child’s file"),
    "identity.opened": lazy("Opened an identity"),
    "look_alike.shown": lazy("Was shown a look-alike while registering"),
    "child.searched": lazy("Searched among their files"),
    "child.same": lazy("Joined two registrations of one child"),
    "child.same_undone": lazy("Separated two registrations again"),
    "care_team.joined": lazy("Let an organisation follow a child"),
    "care_team.assigned": lazy("Put a child in a colleague’s hands"),
    "case.opened": lazy("Opened a case"),
    "case.risk_assessed": lazy("Assessed a risk"),
    "case.followed_up": lazy("Recorded a follow-up"),
    "case.closed": lazy("Closed a case"),
    "case.reopened": lazy("Reopened a case"),
    "consent.given": lazy("Recorded a consent given"),
    "consent.refused": lazy("Recorded a consent refused"),
    "consent.withdrawn": lazy("Recorded a consent withdrawn"),
    "service.recorded": lazy("Recorded a service"),
    "service.corrected": lazy("Corrected a service"),
    "service.withdrawn": lazy("Withdrew a service"),
    "distribution.recorded": lazy("Recorded a distribution"),
    "session.planned": lazy("Planned a session"),
    "session.changed": lazy("Changed a session"),
    "session.cancelled": lazy("Cancelled a session"),
    "training_list.opened": lazy("Opened the names of a training’s list"),
    "campaign.created": lazy("Created a campaign"),
    "campaign.changed": lazy("Changed a campaign"),
    "submission.sent": lazy("Sent a submission"),
    "submission.accepted": lazy("Accepted a submission"),
    "submission.returned": lazy("Returned a submission"),
    "period.opened": lazy("Opened a period"),
    "period.closed": lazy("Closed a period"),
    "figure.frozen": lazy("Froze a figure"),
    "release.asked": lazy("Asked for a release"),
    "release.approved": lazy("Approved a release"),
    "release.declined": lazy("Declined a release"),
    "release.released": lazy("Released a figure"),
    "account.created": lazy("Created an account"),
    "account.suspended": lazy("Suspended an account"),
    "role.given": lazy("Gave a role"),
    "pack.loaded": lazy("Loaded the programme’s pack"),
    "audit.verified": lazy("Verified the record"),
    "refused": lazy("Was refused something"),
}


def act_in_words(code: str) -> str:
    """The sentence of an act; one that has none yet is shown by its code."""
    return str(ACTS.get(code, code))
