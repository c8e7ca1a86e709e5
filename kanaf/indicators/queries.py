"""Questions about figures: live, frozen, released; by whom and for which window."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.activities import queries as activities
from kanaf.activities.models import Campaign
from kanaf.assistance.models import Service
from kanaf.children.models import Child
from kanaf.core import clock
from kanaf.core.errors import Refused
from kanaf.disclosure.cells import ALL
from kanaf.indicators.counting import Window, count
from kanaf.indicators.models import Definition, FrozenFigure, Indicator, Period, ProtectedCell, Release
from kanaf.places.models import City

CAMPAIGN = "campaign"


@dataclass(frozen=True)
class Shown:
    """A figure as a script or page reads it: its window, its total, its cells along one cut."""

    indicator: Indicator
    definition: Definition
    starts_on: date
    ends_on: date
    as_of: datetime
    total: int | None
    cut: str = ""
    cells: list[dict[str, Any]] = field(default_factory=list)
    version: int | None = None


@dataclass(frozen=True)
class FigureWindow:
    """What a figure is over: a quarter, a year or a campaign, under its code."""

    code: str
    kind: str
    starts_on: date
    ends_on: date
    label: str = ""
    period: Period | None = None
    campaign: str = ""


def window_named(code: str) -> FigureWindow | None:
    """The period or campaign of that code."""
    period = Period.objects.filter(pk=code).first()
    if period is not None:
        return FigureWindow(period.code, period.kind, period.starts_on, period.ends_on, period=period)
    campaign = Campaign.objects.filter(pk=code).first()
    return _over(campaign) if campaign else None


def windows_of(indicator: Indicator, today: date) -> list[FigureWindow]:
    """The windows over which the publication plan has tables of an indicator, newest first; only those that have begun."""
    kinds = set(indicator.tables.values_list("window", flat=True))
    return [window for window in all_windows(today) if window.kind in kinds]


def all_windows(today: date) -> list[FigureWindow]:
    """Every period and campaign that has begun: periods first, newest first."""
    periods = Period.objects.filter(starts_on__lte=today)
    windows = [FigureWindow(each.code, each.kind, each.starts_on, each.ends_on, period=each) for each in periods]
    return windows + [_over(each) for each in Campaign.objects.filter(starts_on__lte=today)]


def _over(campaign: Campaign) -> FigureWindow:
    starts_on, ends_on = activities.days_of(campaign, clock.today())
    return FigureWindow(campaign.pk, CAMPAIGN, starts_on, ends_on, campaign.label, campaign=campaign.pk)


def window_of(period: Period | None, campaign: str) -> tuple[date, date]:
    """First and last day counted. Raises Refused for a campaign that does not exist."""
    if period is not None:
        return period.starts_on, period.ends_on
    held = Campaign.objects.filter(code=campaign).first()
    if held is None:
        raise Refused(_("There is no campaign “%(code)s”.") % {"code": campaign}, field="campaign", code="unknown_campaign")
    return activities.days_of(held, clock.today())


def own_counts(by: Account, city: City, period: Period, at: datetime) -> tuple[int, int]:
    """(distinct children, services) of one's organisation in a city and period: what a submission stands for."""
    held = Service.objects.as_of(at).filter(
        organisation=by.organisation_id, city=city, happened_on__range=(period.starts_on, period.ends_on), child__in=Child.objects.all()
    )
    return held.values("child").distinct().count(), held.count()


def newest(indicator: Indicator, *, period: Period | None, campaign: str) -> FrozenFigure | None:
    held = FrozenFigure.objects.filter(definition__indicator=indicator, period=period, campaign=campaign)
    return held.order_by("-version").first()


def city_cut(definition: Definition) -> str:
    """The cut along cities that adds up, or the only one there is; empty where the indicator has none."""
    cities = [(not cut["additive"], code) for code, cut in definition.cuts.items() if cut["axis"] == "city"]
    return min(cities)[1] if cities else ""


def live(indicator: Indicator, *, starts_on: date, ends_on: date, as_of: datetime, campaign: str = "", by_city: bool = False) -> Shown:
    """The unprotected count of this moment: for administrators and those who freeze, never for readers."""
    definition = indicator.definition
    counted = count(definition.counts, Window(starts_on, ends_on, as_of, campaign))
    cut = city_cut(definition) if by_city else ""
    cells = []
    if cut and cut in counted.axes:
        cells = [
            {"city": place[0], "value": value, "status": "not_reported" if value is None else "exact"}
            for place, value in counted.cells([cut]).items()
        ]
    return Shown(indicator, definition, starts_on, ends_on, as_of, counted.total if counted.is_reported else None, cut, cells)


def released(indicator: Indicator, *, starts_on: date, ends_on: date, campaign: str = "", by_city: bool = False) -> Shown | None:
    """The newest released version, protected; None where nothing was released."""
    release = (
        Release.objects.filter(
            status=Release.Status.RELEASED,
            figure__definition__indicator=indicator,
            figure__campaign=campaign,
            figure__starts_on=starts_on,
            figure__ends_on=ends_on,
        )
        .select_related("figure__definition")
        .order_by("-figure__version")
        .first()
    )
    if release is None:
        return None
    figure = release.figure
    cut = city_cut(figure.definition) if by_city else ""
    held = list(ProtectedCell.objects.filter(release=release).order_by("id"))
    cells = _along(cut, held, indicator) if cut else []
    total = next((cell.value for cell in held if all(code == ALL for code in cell.coordinates)), None)
    return Shown(indicator, figure.definition, starts_on, ends_on, figure.as_of, total, cut, cells, figure.version)


def _along(cut: str, held: list[ProtectedCell], indicator: Indicator) -> list[dict[str, Any]]:
    """The cells of a cut: of its one-way table, or the margins of a table that has it among its two cuts."""
    for plan in sorted(indicator.tables.filter(code__in={cell.cut for cell in held}), key=lambda plan: len(plan.cuts)):
        if cut not in plan.cuts:
            continue
        index = plan.cuts.index(cut)
        others = len(plan.cuts) - 1
        return [
            {"city": cell.coordinates[index], "value": cell.value, "status": cell.status}
            for cell in held
            if cell.cut == plan.code and cell.coordinates[index] != ALL and cell.coordinates.count(ALL) == others
        ]
    return []
