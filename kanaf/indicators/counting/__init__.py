"""How each indicator counts: one function a rule, from records to subjects with their coordinates."""

from kanaf.indicators.counting import activities, children, services
from kanaf.indicators.counting.counted import RULES, Counted, Subject, Window, count

__all__ = ["RULES", "Counted", "Subject", "Window", "activities", "children", "count", "services"]
