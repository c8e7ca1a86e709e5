"""The figure of 2024 on its way: submitted, accepted, closed, frozen, made safe, approved, released."""

from datetime import date, datetime, time

from kanaf.access import actions as access
from kanaf.core import clock
from kanaf.core.dates import quarter_of
from kanaf.indicators import actions as indicators
from kanaf.indicators.models import FrozenFigure, Indicator, Period
from kanaf.pack.demo import people
from kanaf.pack.demo.caseload import CITY_QUOTAS
from kanaf.places.models import City
from kanaf.publication import actions as publication

CAMPAIGN = "enas-2024"
OF_CAMPAIGN = ("children_in_sessions", "professionals_trained", "campaign_participants", "session_contacts")


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), clock.CASABLANCA)


def open_periods(until: date) -> None:
    """Every quarter and year from 2024 on."""
    by = access.system_account()
    for year in range(2024, until.year + 1):
        indicators.open_period(by=by, at=clock.now(), kind="year", code=str(year), starts_on=date(year, 1, 1), ends_on=date(year, 12, 31))
        for quarter in range(1, 5):
            starts, ends = quarter_of(date(year, 3 * quarter, 1))
            if starts <= until:
                code = f"{year}-Q{quarter}"
                indicators.open_period(by=by, at=clock.now(), kind="quarter", code=code, starts_on=starts, ends_on=ends)


def release_2024() -> None:
    """Three partners report the year; Oujda and Tangier do not."""
    year = Period.objects.get(code="2024")
    officer = people.account("information")
    for city in CITY_QUOTAS:
        sent = indicators.submit(
            by=people.account(f"supervisor.{city}"), at=at(date(2025, 1, 14), 10), city=City.objects.get(code=city), period=year
        )
        indicators.accept_submission(by=officer, at=at(date(2025, 1, 20), 11), submission=sent)
    indicators.close_period(by=officer, at=at(date(2025, 1, 28), 9), period=year)
    indicator = Indicator.objects.get(code="children_assisted")
    figure = indicators.freeze_figure(by=officer, at=at(date(2025, 1, 31), 18), indicator=indicator, period=year)
    _release(figure, date(2025, 2, 10))


def release_campaign() -> None:
    """The campaign's four figures, after its end."""
    officer = people.account("information")
    for code in OF_CAMPAIGN:
        indicator = Indicator.objects.get(code=code)
        figure = indicators.freeze_figure(by=officer, at=at(date(2025, 7, 8), 9), indicator=indicator, campaign=CAMPAIGN)
        if indicator.tables.filter(window="campaign").exists():
            _release(figure, date(2025, 7, 15))


def _release(figure: FrozenFigure, day: date) -> None:
    officer, second = people.account("information"), people.account("communications")
    release = indicators.ask_release(by=officer, at=at(day, 9), figure=figure)
    indicators.approve_release(by=second, at=at(day, 14), release=release)
    publication.release_figure(by=second, at=at(day, 15), release=release)
