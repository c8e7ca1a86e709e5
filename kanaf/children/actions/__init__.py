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
from kanaf.children.actions.sharing import allow_place, check_follows, end_sharing, join_care_team, share_by_protocol, share_child

__all__ = [
    "Particulars",
    "Seen",
    "allow_place",
    "allow_place_in_emergency",
    "answer_best_interests",
    "ask_for_place",
    "check_follows",
    "check_is_not_restricted",
    "check_reads",
    "check_works_in",
    "compare_among",
    "compare_what_was_written",
    "correct_identity",
    "correct_registration",
    "decide_pair",
    "decide_same_child",
    "end_sharing",
    "grant_objection",
    "join_alerts",
    "join_care_team",
    "keep_draft",
    "link_children",
    "note_pairs",
    "open_alert",
    "open_draft",
    "open_emergency",
    "open_identity",
    "open_resemblance",
    "raise_alert",
    "read_reasons",
    "record_age_assessment",
    "record_consent",
    "register_child",
    "review_emergency",
    "screen_alert",
    "separate_alerts",
    "separate_pair",
    "share_by_protocol",
    "share_child",
    "throw_draft_away",
    "undo_same_child",
    "unlink_children",
]
