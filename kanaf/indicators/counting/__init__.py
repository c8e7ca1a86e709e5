"""How each indicator counts: one function a rule, from records to subjects with their coordinates."""

from kanaf.indicators.counting.counted import Counted, Subject, Window, count

__all__ = ["Counted", "Subject", "Window", "count"]
