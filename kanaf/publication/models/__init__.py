"""Released figures, the pages that show them, and nothing that could lead to a record."""

from kanaf.publication.models.external import ExternalFigure
from kanaf.publication.models.news import Bulletin, Correction, NewsIndexPage, NewsPage, PressRelease, ShownFigure
from kanaf.publication.models.pages import ActionPage, AgendaPage, DataPage, HomePage, StandardPage, WorkPage
from kanaf.publication.models.released import ReleasedCell, ReleasedFigure, ReleasedTable, View
from kanaf.publication.models.site import SitePage

__all__ = [
    "ActionPage",
    "AgendaPage",
    "Bulletin",
    "Correction",
    "DataPage",
    "ExternalFigure",
    "HomePage",
    "NewsIndexPage",
    "NewsPage",
    "PressRelease",
    "ReleasedCell",
    "ReleasedFigure",
    "ReleasedTable",
    "ShownFigure",
    "SitePage",
    "StandardPage",
    "View",
    "WorkPage",
]
