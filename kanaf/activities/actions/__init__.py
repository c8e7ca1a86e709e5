"""Campaigns come from their source; sessions are planned, held or cancelled; who came is said once and corrected by rows."""

from kanaf.activities.actions.attendance import record_attendance
from kanaf.activities.actions.campaigns import save_campaign
from kanaf.activities.actions.sessions import Plan, cancel_session, change_session, plan_session
from kanaf.activities.actions.trainings import Trained, Trainee, open_training_list, record_training
from kanaf.activities.rules import Counted

__all__ = [
    "Counted",
    "Plan",
    "Trained",
    "Trainee",
    "cancel_session",
    "change_session",
    "open_training_list",
    "plan_session",
    "record_attendance",
    "record_training",
    "save_campaign",
]
