"""Questions about released figures."""

from django.db.models import Exists, OuterRef

from kanaf.indicators.models import Release
from kanaf.publication.models import ExternalFigure, ReleasedFigure, ShownFigure


def awaiting_release() -> list[Release]:
    """Releases that a second person approved and that are not out yet."""
    held = Release.objects.filter(status=Release.Status.APPROVED)
    return list(held.select_related("figure__definition__indicator", "figure__period", "asked_by", "decided_by").order_by("decided_at"))


def not_shown() -> list[ReleasedFigure]:
    """Figures that readers may know and that no published page shows."""
    shown = ShownFigure.objects.filter(indicator=OuterRef("indicator"), window=OuterRef("window"), page__live=True)
    return list(ReleasedFigure.objects.current().filter(~Exists(shown)))


def versions_of(indicator: str, window: str) -> list[ReleasedFigure]:
    """Every released version of a figure, newest first."""
    return list(ReleasedFigure.objects.filter(indicator=indicator, window=window).with_cells().order_by("-version"))


def options() -> list[tuple[str, str]]:
    """(what a bulletin keeps, its words) of each released figure and each of its tables."""
    found = []
    for figure in ReleasedFigure.objects.current().with_cells():
        name = figure.full_label
        found.append((figure.key, f"{name} – {figure.said} ({figure.unit_label})"))
        found += [(view.key, f"{name} – {view.label}") for view in figure.views]
    return found


def placeholders() -> list[tuple[str, str, str]]:
    """(placeholder, words, number) of everything that may stand in a text: totals, then their cells along one cut, then others' numbers."""
    found = []
    for figure in ReleasedFigure.objects.current().with_cells():
        name = figure.full_label
        found.append((f"{{figure:{figure.key}}}", name, figure.said))
        for view in figure.views:
            if len(view.places) == 1:
                cut = view.axes[0]["cut"]
                place = view.places[0]
                found += [
                    (f"{{figure:{figure.key}:{cut}={cell.coordinates[place]}}}", f"{name} – {cell.label_at(place)}", cell.said)
                    for cell in view.inner
                ]
    found += [(f"{{external:{one.code}}}", one.label, str(one.value)) for one in ExternalFigure.objects.all()]
    return found
