"""The pages of sessions."""

from kanaf.activities.views.attendance import roll_call, sheet, training_list
from kanaf.activities.views.sessions import cancel, change, plan, session, sessions

__all__ = ["cancel", "change", "plan", "roll_call", "session", "sessions", "sheet", "training_list"]
