"""Statuses as people see them: a word and a shape before a colour.

Only what asks for something is coloured; dashed means not (yet) there. Words are masculine or feminine in French after the
thing they speak of, hence a context for each.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Pill:
    """`look` is a modifier of `.pill`: red, amber, green, slate, cedar, plain, dash, or nothing for the quiet one."""

    look: str
    icon: str
    word: str | Promise

    @property
    def css(self) -> str:
        return f"pill pill-{self.look}" if self.look else "pill"


PILLS: dict[str, dict[str, Pill]] = {
    # Medium risk has no colour: half of a caseload is medium, and a page all amber says nothing.
    "risk": {
        "high": Pill("red", "risk-high", _("High risk")),
        "medium": Pill("", "risk-medium", _("Medium risk")),
        "low": Pill("", "risk-low", _("Low risk")),
        "not_assessed": Pill("dash", "circle-dashed", _("Risk not assessed yet")),
    },
    "due": {
        "late": Pill("red", "clock-alert", pgettext_lazy("due", "Late")),
        "today": Pill("amber", "clock", pgettext_lazy("due", "Today")),
        "planned": Pill("plain", "calendar", pgettext_lazy("due", "Planned")),
        "done": Pill("plain", "check", pgettext_lazy("due", "Done")),
    },
    "decision": {
        "draft": Pill("dash", "pencil", pgettext_lazy("decision", "Draft")),
        "to_approve": Pill("slate", "stamp", pgettext_lazy("decision", "To approve")),
        "pending": Pill("slate", "hourglass", pgettext_lazy("decision", "Pending")),
        "provisional": Pill("slate", "hourglass", pgettext_lazy("decision", "Provisional, to approve")),
        "approved": Pill("plain", "check", pgettext_lazy("decision", "Approved")),
        "returned": Pill("red", "octagon-x", pgettext_lazy("decision", "Refused, to revise")),
    },
    "referral": {
        "draft": Pill("dash", "pencil", pgettext_lazy("referral", "Draft")),
        "sent": Pill("slate", "send", pgettext_lazy("referral", "Sent")),
        "received": Pill("slate", "inbox", pgettext_lazy("referral", "Received")),
        "accepted": Pill("green", "check-check", pgettext_lazy("referral", "Accepted")),
        "declined": Pill("red", "circle-x", pgettext_lazy("referral", "Declined")),
        "done": Pill("plain", "check", pgettext_lazy("referral", "Done")),
        "cancelled": Pill("dash", "ban", pgettext_lazy("referral", "Cancelled")),
    },
    "figure": {
        "live": Pill("", "activity", pgettext_lazy("figure", "Live count")),
        "frozen": Pill("cedar", "snowflake", pgettext_lazy("figure", "Frozen")),
        "released": Pill("green", "badge-check", pgettext_lazy("figure", "Released")),
        "corrected": Pill("slate", "history", pgettext_lazy("figure", "Corrected")),
        "withdrawn": Pill("dash", "ban", pgettext_lazy("figure", "Withdrawn")),
        "rounded": Pill("", "equal-approximately", pgettext_lazy("figure", "Rounded")),
        "suppressed": Pill("dash", "eye-off", pgettext_lazy("figure", "Hidden")),
        "not_reported": Pill("dash", "circle-dashed", pgettext_lazy("figure", "Not reported")),
    },
    # Kinds are never added together, so the kind is always shown (decision 8).
    "kind": {
        "computed": Pill("", "calculator", pgettext_lazy("kind of figure", "Computed from records")),
        "declared": Pill("", "clipboard-check", pgettext_lazy("kind of figure", "Declared by a partner")),
        "external": Pill("", "external-link", pgettext_lazy("kind of figure", "From an external source")),
    },
    "sending": {
        "on_device": Pill("amber", "cloud-off", pgettext_lazy("sending", "On this device")),
        "sending": Pill("cedar", "loader", pgettext_lazy("sending", "Sending")),
        "sent": Pill("plain", "check", pgettext_lazy("sending", "Sent")),
    },
    "case": {
        "open": Pill("cedar", "folder-open", pgettext_lazy("case", "Open")),
        "suspended": Pill("dash", "pause", pgettext_lazy("case", "Suspended")),
        "transferred": Pill("slate", "arrow-right", pgettext_lazy("case", "Transferred")),
        "closed": Pill("plain", "folder-closed", pgettext_lazy("case", "Closed")),
    },
    "situation": {
        "unaccompanied": Pill("", "user", pgettext_lazy("child", "Unaccompanied")),
        "separated": Pill("", "users", pgettext_lazy("child", "Separated")),
        "accompanied": Pill("", "users-round", pgettext_lazy("child", "Accompanied")),
        "under_verification": Pill("dash", "circle-question-mark", pgettext_lazy("child", "Under verification")),
    },
    "submission": {
        "missing": Pill("dash", "circle-dashed", pgettext_lazy("submission", "Not received")),
        "draft": Pill("dash", "pencil", pgettext_lazy("submission", "Draft")),
        "submitted": Pill("slate", "inbox", pgettext_lazy("submission", "To accept")),
        "accepted": Pill("plain", "check", pgettext_lazy("submission", "Accepted")),
        "returned": Pill("red", "undo-2", pgettext_lazy("submission", "Returned, to revise")),
    },
    "period": {
        "open": Pill("cedar", "lock-open", pgettext_lazy("period", "Open")),
        "closed": Pill("plain", "lock", pgettext_lazy("period", "Closed")),
    },
    "consent": {
        "given": Pill("plain", "check", pgettext_lazy("consent", "Given")),
        "refused": Pill("plain", "x", pgettext_lazy("consent", "Refused")),
        "withdrawn": Pill("dash", "ban", pgettext_lazy("consent", "Withdrawn")),
        "to_ask": Pill("slate", "hourglass", pgettext_lazy("consent", "To ask")),
        "told": Pill("plain", "gavel", pgettext_lazy("consent", "Told, not asked")),
        "awaits_second": Pill("slate", "hourglass", pgettext_lazy("consent", "Waits for a second person")),
        "not_agreed": Pill("red", "octagon-x", pgettext_lazy("consent", "The second person did not agree")),
    },
    "sharing": {
        "live": Pill("cedar", "share-2", pgettext_lazy("sharing", "Shared")),
        "ended": Pill("dash", "ban", pgettext_lazy("sharing", "Ended")),
        "place_waits": Pill("slate", "hourglass", pgettext_lazy("sharing", "Place: waits for a second person")),
    },
    "emergency": {
        "open": Pill("red", "shield-alert", pgettext_lazy("emergency", "Open now")),
        "to_review": Pill("amber", "hourglass", pgettext_lazy("emergency", "To review")),
        "late": Pill("red", "clock-alert", pgettext_lazy("emergency", "Review is late")),
        "justified": Pill("plain", "check", pgettext_lazy("emergency", "Justified")),
        "not_justified": Pill("red", "octagon-x", pgettext_lazy("emergency", "Not justified")),
    },
    "alert": {
        "to_screen": Pill("slate", "megaphone", pgettext_lazy("alert", "To screen")),
        "to_register": Pill("slate", "user-plus", pgettext_lazy("alert", "To register")),
        "registered": Pill("plain", "check", pgettext_lazy("alert", "Child registered")),
        "referred": Pill("plain", "send", pgettext_lazy("alert", "Referred at once")),
        "not_concerned": Pill("dash", "ban", pgettext_lazy("alert", "Not alone or not a child")),
        "lost": Pill("dash", "user-x", pgettext_lazy("alert", "Not found again")),
        "joined": Pill("plain", "git-merge", pgettext_lazy("alert", "Joined to another")),
        "expired": Pill("dash", "clock", pgettext_lazy("alert", "Expired")),
        "danger": Pill("red", "triangle-alert", pgettext_lazy("alert", "Danger now")),
    },
    "tracing": {
        "open": Pill("slate", "search", pgettext_lazy("tracing", "Open")),
        "tracing_in_progress": Pill("cedar", "route", pgettext_lazy("tracing", "Tracing in progress")),
        "verified": Pill("green", "badge-check", pgettext_lazy("tracing", "Verified")),
        "reunified": Pill("plain", "house", pgettext_lazy("tracing", "Reunified")),
        "closed": Pill("dash", "folder-closed", pgettext_lazy("tracing", "Closed")),
    },
    "outcome": {
        "pending": Pill("slate", "hourglass", pgettext_lazy("outcome", "Pending")),
        "successful": Pill("plain", "check", pgettext_lazy("outcome", "Successful")),
        "unsuccessful": Pill("dash", "x", pgettext_lazy("outcome", "Unsuccessful")),
    },
    "verification": {
        "positive": Pill("plain", "check", pgettext_lazy("verification", "Confirmed")),
        "negative": Pill("red", "octagon-x", pgettext_lazy("verification", "Not confirmed")),
        "unclear": Pill("amber", "circle-question-mark", pgettext_lazy("verification", "Not clear")),
        "missing": Pill("dash", "circle-dashed", pgettext_lazy("verification", "Not verified yet")),
    },
    "candidate": {
        "same": Pill("plain", "user-check", pgettext_lazy("candidate", "This child")),
        "not": Pill("dash", "split", pgettext_lazy("candidate", "Another child")),
        "unsure": Pill("slate", "hourglass", pgettext_lazy("candidate", "Not sure yet")),
    },
    "match": {
        "very_close": Pill("amber", "equal", pgettext_lazy("look-alike", "Very close")),
        "possible": Pill("", "equal-approximately", pgettext_lazy("look-alike", "Possible")),
        "under_review": Pill("slate", "hourglass", pgettext_lazy("look-alike", "Under review")),
        "same": Pill("plain", "git-merge", pgettext_lazy("look-alike", "Same child")),
        "different": Pill("plain", "split", pgettext_lazy("look-alike", "Different children")),
        "unsure": Pill("dash", "circle-dashed", pgettext_lazy("look-alike", "Not sure yet")),
        "unlikely": Pill("dash", "split", pgettext_lazy("look-alike", "No longer alike")),
    },
    "session": {
        "planned": Pill("plain", "calendar", pgettext_lazy("session", "Planned")),
        "held": Pill("plain", "check", pgettext_lazy("session", "Held")),
        "list_missing": Pill("red", "file-x", pgettext_lazy("session", "Attendance list missing")),
        "cancelled": Pill("dash", "ban", pgettext_lazy("session", "Cancelled")),
    },
    "recommendation": {
        "proposed": Pill("dash", "pencil", pgettext_lazy("recommendation", "Proposed")),
        "agreed": Pill("slate", "handshake", pgettext_lazy("recommendation", "Agreed")),
        "under_way": Pill("cedar", "loader", pgettext_lazy("recommendation", "Under way")),
        "done": Pill("plain", "check", pgettext_lazy("recommendation", "Done")),
    },
    "complaint": {
        "waiting": Pill("amber", "inbox", pgettext_lazy("complaint", "Received")),
        "under_way": Pill("cedar", "loader", pgettext_lazy("complaint", "Under way")),
        "referred": Pill("slate", "send", pgettext_lazy("complaint", "Referred")),
        "protected": Pill("green", "shield-check", pgettext_lazy("complaint", "Child protected")),
        "closed": Pill("plain", "folder-closed", pgettext_lazy("complaint", "Closed")),
        "danger": Pill("red", "triangle-alert", pgettext_lazy("complaint", "Immediate danger")),
        "news": Pill("amber", "message-circle", pgettext_lazy("complaint", "The sender wrote again")),
    },
    "request": {
        "waiting": Pill("slate", "hourglass", pgettext_lazy("request", "To answer")),
        "to_agree": Pill("slate", "users", pgettext_lazy("request", "Refusal: waits for a second person")),
        "late": Pill("red", "clock-alert", pgettext_lazy("request", "Late")),
        "granted": Pill("plain", "check", pgettext_lazy("request", "Granted")),
        "partly": Pill("plain", "check", pgettext_lazy("request", "Granted in part")),
        "refused": Pill("dash", "x", pgettext_lazy("request", "Refused")),
        "erased": Pill("dash", "trash-2", pgettext_lazy("request", "Identity erased")),
    },
    "incident": {
        "reported": Pill("amber", "inbox", pgettext_lazy("incident", "Reported")),
        "contained": Pill("cedar", "loader", pgettext_lazy("incident", "Contained, to assess")),
        "assessed": Pill("cedar", "loader", pgettext_lazy("incident", "Assessed, to tell")),
        "told": Pill("cedar", "loader", pgettext_lazy("incident", "Told, to learn from")),
        "learned": Pill("cedar", "loader", pgettext_lazy("incident", "Ready to close")),
        "to_close": Pill("slate", "users", pgettext_lazy("incident", "Closing: waits for a second person")),
        "closed": Pill("plain", "folder-closed", pgettext_lazy("incident", "Closed")),
    },
    "hours": {
        "running": Pill("plain", "clock", pgettext_lazy("hours", "Authority: time runs")),
        "near": Pill("amber", "clock", pgettext_lazy("hours", "Authority: within a day")),
        "late": Pill("red", "clock-alert", pgettext_lazy("hours", "Authority: time is over")),
        "met": Pill("plain", "check", pgettext_lazy("hours", "Authority: decided")),
    },
    "severity": {
        "low": Pill("", "circle", pgettext_lazy("severity", "Low")),
        "medium": Pill("amber", "triangle-alert", pgettext_lazy("severity", "Medium")),
        "high": Pill("red", "octagon-x", pgettext_lazy("severity", "High")),
    },
    "publication": {
        "draft": Pill("dash", "pencil", pgettext_lazy("publication", "Draft")),
        "to_approve": Pill("slate", "stamp", pgettext_lazy("publication", "To approve")),
        "scheduled": Pill("plain", "calendar-clock", pgettext_lazy("publication", "Scheduled")),
        "published": Pill("green", "badge-check", pgettext_lazy("publication", "Published")),
        "withdrawn": Pill("dash", "ban", pgettext_lazy("publication", "Withdrawn")),
    },
}


def pill_for(domain: str, status: str) -> Pill:
    """The look of a status. Raises ValueError that names what there is: an unknown status is a bug of ours."""
    try:
        return PILLS[domain][status]
    except KeyError:
        known = ", ".join(PILLS.get(domain, PILLS))
        raise ValueError(f"No pill for {domain!r} {status!r}: write one of {known}.") from None
