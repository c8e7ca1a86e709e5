"""The codes of the pack's list of statuses that this room's rules speak of, and how each looks."""

STATUS = "recommendation_status"

NEW = "new"
ACCEPTED = "accepted"
IN_PROGRESS = "in_progress"
DONE = "done"
NOT_PURSUED = "not_pursued"

ENDED = (DONE, NOT_PURSUED)

# Status → the look of its pill; the word is the pack's.
LOOKS = {
    NEW: ("recommendation", "proposed"),
    ACCEPTED: ("recommendation", "agreed"),
    IN_PROGRESS: ("recommendation", "under_way"),
    DONE: ("recommendation", "done"),
    NOT_PURSUED: ("publication", "withdrawn"),
}
