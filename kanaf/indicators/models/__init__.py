"""What is counted and how; partner submissions; figures frozen, made safe, approved and released."""

from kanaf.indicators.models.definitions import Definition, ExternalValue, Indicator, PlannedTable, PublicValue, in_language
from kanaf.indicators.models.figures import FigureCell, FigureMember, FrozenFigure, ProtectedCell, Release
from kanaf.indicators.models.reporting import Period, Submission

__all__ = [
    "Definition",
    "ExternalValue",
    "FigureCell",
    "FigureMember",
    "FrozenFigure",
    "Indicator",
    "Period",
    "PlannedTable",
    "ProtectedCell",
    "PublicValue",
    "Release",
    "Submission",
    "in_language",
]
