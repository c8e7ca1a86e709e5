"""Campaigns, sessions, and who came: children by their case, adults by name, others by a number."""

from kanaf.activities.models.attendance import Attendance, Headcount, OfSession, SessionReport
from kanaf.activities.models.campaigns import Campaign, CampaignCarrier, CampaignCity, carried_by, last_day_of
from kanaf.activities.models.professionals import Professional, ProfessionalName, TrainingAttendance
from kanaf.activities.models.sessions import Session

__all__ = [
    "Attendance",
    "Campaign",
    "CampaignCarrier",
    "CampaignCity",
    "Headcount",
    "OfSession",
    "Professional",
    "ProfessionalName",
    "Session",
    "SessionReport",
    "TrainingAttendance",
    "carried_by",
    "last_day_of",
]
