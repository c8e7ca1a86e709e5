"""A complaint comes in, is acted on and answered; an accused person is kept out at once; the clock is watched."""

from kanaf.safeguarding.actions.clock import escalate_overdue, keep_readers
from kanaf.safeguarding.actions.complaints import Told, add_to_complaint, receive_complaint
from kanaf.safeguarding.actions.handling import answer_sender, assign_complaint, name_concerned, take_step
from kanaf.safeguarding.actions.suspensions import ask_to_lift, lift_suspension, suspend_concerned

__all__ = [
    "Told",
    "add_to_complaint",
    "answer_sender",
    "ask_to_lift",
    "assign_complaint",
    "escalate_overdue",
    "keep_readers",
    "lift_suspension",
    "name_concerned",
    "receive_complaint",
    "suspend_concerned",
    "take_step",
]
