"""Questions about sessions, those who came, campaigns, and what figures count."""

from kanaf.activities.queries.attendance import (
    Attendee,
    Found,
    Roll,
    children_by_code,
    headcount_of,
    report_of,
    roll_called,
    roll_held,
    roll_of,
    same_children,
    trained_by_kind,
)
from kanaf.activities.queries.campaigns import CampaignCounts, CityLine, campaigns_open_to, cities_of, counts_of, days_of, is_open_to
from kanaf.activities.queries.counted import headcounts, present_named, trained
from kanaf.activities.queries.professionals import organisation_named, professional_key
from kanaf.activities.queries.sessions import MISSING, due, sessions, timeline

__all__ = [
    "MISSING",
    "Attendee",
    "CampaignCounts",
    "CityLine",
    "Found",
    "Roll",
    "campaigns_open_to",
    "children_by_code",
    "cities_of",
    "counts_of",
    "days_of",
    "due",
    "headcount_of",
    "headcounts",
    "is_open_to",
    "organisation_named",
    "present_named",
    "professional_key",
    "report_of",
    "roll_called",
    "roll_held",
    "roll_of",
    "same_children",
    "sessions",
    "timeline",
    "trained",
    "trained_by_kind",
]
