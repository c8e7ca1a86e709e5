"""The acts of the record in words, for who reads it."""

import inspect
import re
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kanaf.core.actions import ACTIONS

RECORDED = re.compile(r'audit\.record\(\s*"([a-z_.]+)"')

ACTS: dict[str, str | Promise] = {
    "alert.raised": gettext_lazy("Raised an alert"),
    "alert.opened": gettext_lazy("Opened an alert"),
    "alert.screened": gettext_lazy("Looked at an alert and said what was found"),
    "alert.joined": gettext_lazy("Joined two alerts on one child"),
    "alert.separated": gettext_lazy("Separated two alerts again"),
    "alert.registered": gettext_lazy("Registered the child of an alert"),
    "child.registered": gettext_lazy("Registered a child"),
    "registration.corrected": gettext_lazy("Corrected a registration"),
    "child.opened": gettext_lazy("Opened a child’s file"),
    "identity.corrected": gettext_lazy("Corrected an identity"),
    "age.assessed": gettext_lazy("Wrote down an assessed age"),
    "children.linked": gettext_lazy("Linked two children who belong together"),
    "children.unlinked": gettext_lazy("Ended the link of two children"),
    "draft.kept": gettext_lazy("Kept a registration as a draft"),
    "draft.opened": gettext_lazy("Took up a draft again"),
    "draft.thrown_away": gettext_lazy("Threw a draft away"),
    "draft.expired": gettext_lazy("A draft was too old and went"),
    "card.printed": gettext_lazy("Printed a card with a case code"),
    "identity.opened": gettext_lazy("Opened an identity"),
    "look_alike.shown": gettext_lazy("Was shown a look-alike while registering"),
    "reading.stopped": gettext_lazy("Opened very many files and was stopped"),
    "reading.extended": gettext_lazy("Let a colleague read on"),
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
    "consent.told": gettext_lazy("Told a child of a legal obligation"),
    "best_interests.agreed": gettext_lazy("Agreed, as second person, with a decision in a child’s best interests"),
    "best_interests.declined": gettext_lazy("Did not agree with a decision in a child’s best interests"),
    "reasons.read": gettext_lazy("Read the reasons of a decision"),
    "sharing.begun": gettext_lazy("Shared parts of a file"),
    "sharing.begun_by_protocol": gettext_lazy("Shared a high risk with the coordination"),
    "sharing.place_allowed": gettext_lazy("Agreed, as second person, to share where a child is"),
    "sharing.ended": gettext_lazy("Ended a sharing"),
    "emergency.opened": gettext_lazy("Opened a file in an emergency"),
    "emergency.read": gettext_lazy("Read a file in an emergency"),
    "emergency.place_asked": gettext_lazy("Asked for a place in an emergency"),
    "emergency.place_allowed": gettext_lazy("Allowed a place in an emergency"),
    "emergency.place_read": gettext_lazy("Read where a child is, in an emergency"),
    "emergency.reviewed": gettext_lazy("Reviewed an access in an emergency"),
    "emergency.escalated": gettext_lazy("An access in an emergency was not reviewed in time"),
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
    "complaint.received": gettext_lazy("A complaint arrived"),
    "complaint.keyed_in": gettext_lazy("Keyed in a complaint"),
    "complaint.added_to": gettext_lazy("A sender added to a complaint"),
    "complaint.listed": gettext_lazy("Looked through the complaints"),
    "complaint.opened": gettext_lazy("Opened a complaint"),
    "complaint.handled": gettext_lazy("Acted on a complaint"),
    "complaint.escalated": gettext_lazy("A complaint waited 24 hours without any action"),
    "complaint.given": gettext_lazy("Complaints were given to who may read them"),
    "account.resumed": gettext_lazy("Lifted a suspension"),
    "account.expiry_set": gettext_lazy("Set the last day of a membership"),
    "role.given": gettext_lazy("Gave a role"),
    "role.ended": gettext_lazy("Ended a role"),
    "conduct.signed": gettext_lazy("Signed the code of conduct"),
    "sign_in.changed": gettext_lazy("Changed their passphrase or second factor"),
    "invitation.made": gettext_lazy("Made an invitation’s link"),
    "invitation.accepted": gettext_lazy("Accepted an invitation"),
    "factor_reset.asked": gettext_lazy("Asked that a lost factor be restored"),
    "factor_reset.granted": gettext_lazy("Granted that a lost factor be restored"),
    "factor_reset.declined": gettext_lazy("Declined that a lost factor be restored"),
    "organisation.asked": gettext_lazy("Asked that an organisation be let in"),
    "organisation.created": gettext_lazy("Let an organisation in"),
    "organisation.declined": gettext_lazy("Declined an organisation"),
    "deputy.named": gettext_lazy("Named a deputy"),
    "access.confirmed": gettext_lazy("Confirmed a colleague’s access"),
    "assurance.recorded": gettext_lazy("Recorded an assurance"),
    "session.confirmed": gettext_lazy("Showed that it was still them"),
    "session.started": gettext_lazy("Signed in"),
    "sign_in.refused": gettext_lazy("A wrong passphrase or code"),
    "session.ended": gettext_lazy("Ended one of their sessions"),
    "interview.started": gettext_lazy("Started an interview"),
    "pack.loaded": gettext_lazy("Loaded the programme’s pack"),
    "attachment.added": gettext_lazy("Added an attachment"),
    "attachment.opened": gettext_lazy("Opened an attachment"),
    "export.asked": gettext_lazy("Asked for an export"),
    "export.approved": gettext_lazy("Approved an export"),
    "export.declined": gettext_lazy("Declined an export"),
    "export.made": gettext_lazy("Made an export"),
    "export.fetched": gettext_lazy("Fetched an export"),
    "export.expired": gettext_lazy("Deleted an export that had expired"),
    "identity.exported": gettext_lazy("Exported an identity"),
    "retention.listed": gettext_lazy("Listed identities due to be erased"),
    "retention.approved": gettext_lazy("Approved a list of identities to be erased"),
    "retention.declined": gettext_lazy("Declined a list of identities to be erased"),
    "retention.done": gettext_lazy("A list of identities was carried out"),
    "hold.set": gettext_lazy("Held a file by an order"),
    "hold.end_asked": gettext_lazy("Asked that an order no longer hold a file"),
    "hold.ended": gettext_lazy("Ended, as second person, the hold on a file"),
    "alert.expired": gettext_lazy("An alert was too old and expired"),
    "erasure.asked": gettext_lazy("Asked for the erasure of an identity"),
    "erasure.declined": gettext_lazy("Declined the erasure of an identity"),
    "child.erased": gettext_lazy("Erased a child’s identity"),
    "child.erased_again": gettext_lazy("Erased again an identity that an older database brought back"),
    "erasures.replayed": gettext_lazy("Replayed the ledger of erasures"),
    "audit.verified": gettext_lazy("Verified the record"),
    "refused": gettext_lazy("Was refused something"),
}


def act_in_words(code: str) -> str:
    """The sentence of an act; one that has none yet is shown by its code."""
    return str(ACTS.get(code, code))


def refused_in_words(action: str) -> str:
    """What an action that was refused would have recorded."""
    return act_in_words(_recorded_by(action) or action.rpartition(".")[2])


@lru_cache(maxsize=256)
def _recorded_by(action: str) -> str:
    """The first act that an action's own code records: the refusal keeps the action, the reader knows the act."""
    function = ACTIONS.get(action)
    found = RECORDED.search(inspect.getsource(inspect.unwrap(function))) if function else None
    return found[1] if found else ""
