"""A child is registered once, what is said of it is never lost; it is asked before anything is shared."""

from kanaf.children.actions.age import record_age_assessment
from kanaf.children.actions.alerts import Seen, join_alerts, open_alert, raise_alert, screen_alert, separate_alerts
from kanaf.children.actions.consents import answer_best_interests, read_reasons, record_consent
from kanaf.children.actions.drafts import keep_draft, open_draft, throw_draft_away
from kanaf.children.actions.emergency import (
    allow_place_in_emergency,
    ask_for_place,
    check_reads,
    open_emergency,
    review_emergency,
)
from kanaf.children.actions.family import add_relative, correct_relative, open_family, share_relative, untie_relative
from kanaf.children.actions.links import link_children, unlink_children
from kanaf.children.actions.objections import grant_objection
from kanaf.children.actions.places import check_works_in
from kanaf.children.actions.registration import (
    Particulars,
    check_is_not_restricted,
    correct_identity,
    correct_registration,
    decide_same_child,
    open_identity,
    register_child,
    undo_same_child,
)
from kanaf.children.actions.resemblances import (
    compare_among,
    compare_what_was_written,
    decide_pair,
    note_pairs,
    open_resemblance,
    separate_pair,
)
from kanaf.children.actions.reunification import (
    decide_reunification,
    fail_reunification,
    record_reunion,
    record_reunion_follow_up,
    verify,
)
from kanaf.children.actions.seekers import decide_candidate, record_seeker
from kanaf.children.actions.sharing import allow_place, check_follows, end_sharing, join_care_team, share_by_protocol, share_child
from kanaf.children.actions.tracing import (
    close_tracing,
    hand_over_tracing,
    open_request,
    open_tracing,
    record_tracing_action,
    reopen_tracing,
    settle_tracing_action,
)

__all__ = [
    "Particulars",
    "Seen",
    "add_relative",
    "allow_place",
    "allow_place_in_emergency",
    "answer_best_interests",
    "ask_for_place",
    "check_follows",
    "check_is_not_restricted",
    "check_reads",
    "check_works_in",
    "close_tracing",
    "compare_among",
    "compare_what_was_written",
    "correct_identity",
    "correct_registration",
    "correct_relative",
    "decide_candidate",
    "decide_pair",
    "decide_reunification",
    "decide_same_child",
    "end_sharing",
    "fail_reunification",
    "grant_objection",
    "hand_over_tracing",
    "join_alerts",
    "join_care_team",
    "keep_draft",
    "link_children",
    "note_pairs",
    "open_alert",
    "open_draft",
    "open_emergency",
    "open_family",
    "open_identity",
    "open_request",
    "open_resemblance",
    "open_tracing",
    "raise_alert",
    "read_reasons",
    "record_age_assessment",
    "record_consent",
    "record_reunion",
    "record_reunion_follow_up",
    "record_seeker",
    "record_tracing_action",
    "register_child",
    "reopen_tracing",
    "review_emergency",
    "screen_alert",
    "separate_alerts",
    "separate_pair",
    "settle_tracing_action",
    "share_by_protocol",
    "share_child",
    "share_relative",
    "throw_draft_away",
    "undo_same_child",
    "unlink_children",
    "untie_relative",
    "verify",
]
