"""Figures: an indicator with three cuts beside the same count in hand-written SQL, the live page, and a period closed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from django.urls import reverse

from bench.goals import Result
from bench.raw import Raw
from bench.timing import Times, timed
from bench.world import NotThere, World, work
from kanaf.core import clock, rows
from kanaf.core.errors import Refused
from kanaf.indicators import actions as indicators
from kanaf.indicators.counting import Window, count, profiles
from kanaf.indicators.models import FrozenFigure, Indicator, Period, Release
from kanaf.programme import queries as programme

CUTS = ["city_attributed", "sex", "age_band"]
Cells = dict[tuple[str, ...], int]

# Each child once, at its first service of the window from a partner whose submission was accepted; what is known of it by then.
FIRSTS = """
with served as (
  select coalesce(d.survivor_id, s.child_id) as child, s.city_id as city, s.happened_on as day,
         row_number() over (partition by coalesce(d.survivor_id, s.child_id) order by s.happened_on, s.recorded_at, s.id) as place
  from assistance_service s
  join indicators_submission m on m.organisation_id = s.organisation_id and m.city_id = s.city_id and m.status = 'accepted'
       and m.period_id = ? and m.decided_at <= ?
  left join children_samechild d on d.child_id = s.child_id and d.decided_at <= ? and (d.ended_at is null or d.ended_at > ?)
  where s.happened_on between ? and ? and s.recorded_at <= ? and s.withdrawn = false
    and not exists (select 1 from assistance_service l where l.replaces_id = s.id and l.recorded_at <= ?)
), firsts as (select child, city, day from served where place = 1)
"""
KNOWN = """
join children_registration r on r.child_id = f.child and r.recorded_at <= ? and r.withdrawn = false
     and not exists (select 1 from children_registration l where l.replaces_id = r.id and l.recorded_at <= ?)
"""


def raw_firsts(window: Window, year: str) -> list[object]:
    """The parameters of FIRSTS and KNOWN."""
    at = window.as_of
    return [year, at, at, at, window.starts_on, window.ends_on, at, at, at, at]


def raw_cells(raw: Raw, window: Window, year: str) -> Cells:
    """`children_assisted` by attributed city, sex and age band, counted by the engine alone."""
    counted = ", ".join(f"'{code}'" for code, term in programme.terms("protection_status").items() if term.attributes.get("counted"))
    found = raw.rows(
        f"{FIRSTS} select f.city, r.sex, {_band(raw.vendor)} as band, count(*) from firsts f {KNOWN} "
        f"where r.protection_status in ({counted}) group by 1, 2, 3",
        raw_firsts(window, year),
    )
    return {(city, sex, band): number for city, sex, band, number in found}


def _band(vendor: str) -> str:
    """The age band on the day, in SQL: full years from the middle of the birth interval."""
    if vendor == "sqlite":
        days = "cast(julianday(r.born_latest) - julianday(r.born_earliest) as integer) / 2"
        middle = f"date(r.born_earliest, '+' || ({days}) || ' days')"
        age = f"(cast(replace(f.day, '-', '') as integer) - cast(replace({middle}, '-', '') as integer)) / 10000"
    else:
        middle = "(r.born_earliest + (r.born_latest - r.born_earliest) / 2)"
        age = f"(to_char(f.day, 'YYYYMMDD')::int - to_char({middle}, 'YYYYMMDD')::int) / 10000"
    cases = " ".join(f"when {age} between {low} and {high} then '{code}'" for code, low, high in profiles.age_bands())
    return f"case when r.born_earliest is null then 'unknown' {cases} else 'unknown' end"


def window_of(year: int) -> Window:
    return Window(date(year, 1, 1), date(year, 12, 31), clock.now())


def our_cells(window: Window) -> Cells:
    """The same by Kanaf's own rule; cells of nobody are left out, as SQL leaves them out."""
    return {place: value for place, value in count("children_assisted", window).cells(CUTS).items() if value}


@work("indicator")
def an_indicator(world: World) -> list[Result]:
    """A year of `children_assisted` with three cuts, in this process; then the page of the live count."""
    window = window_of(2025)
    with rows.for_organisation(world.officer.organisation_id):
        same = our_cells(window) == raw_cells(world.raw, window, "2025")
        note = "" if same else "!! the raw query gives another answer"
        total = sum(raw_cells(world.raw, window, "2025").values())
        in_process = replace(world, server=None)
        results = [
            in_process.result(
                "indicator",
                "an indicator with three cuts",
                lambda: our_cells(window),
                lambda: raw_cells(world.raw, window, "2025"),
                runs=10,
                note=note or f"{total:,} children of one year",
            )
        ]
    browser = world.browser(world.officer)
    page = reverse("indicators:live") + "?indicator=children_assisted&window=2025"
    by_city = "select f.city, count(*) from firsts f " + KNOWN + " group by 1"
    results.append(
        world.result(
            "live",
            "page of the live count, total and by city",
            lambda: browser.get(page),
            lambda: world.raw.rows(FIRSTS + by_city, raw_firsts(window, "2025")),
            runs=10,
        )
    )
    return results


@work("close")
def close_a_period(world: World) -> list[Result]:
    """A year closed; every indicator frozen, and made safe where the plan publishes it. For real: each year once."""
    held, beside, frozen, protected = [], [], 0, 0
    raw_tables(world.raw)
    for run, year in enumerate((2024, 2025, 2026)):
        period = Period.objects.get(pk=str(year))
        if period.closed_at is not None:
            raise NotThere(f"{year} is closed already")
        with rows.for_organisation(world.officer.organisation_id):
            took = timed(lambda one=period: close(world, one))  # type: ignore[misc]
        took_raw = timed(lambda one=year: raw_close(world.raw, one, clock.now()))  # type: ignore[misc]
        frozen = FrozenFigure.objects.filter(period=period).count()
        protected = Release.objects.filter(figure__period=period).count()
        if run:
            held.append(took)
            beside.append(took_raw)
    note = f"{frozen} indicators frozen, {protected} protected; raw: members of two indicators inserted from SQL, committed"
    return [world.line("close", "close a year: freeze and protect", Times.of(held), Times.of(beside), note=note)]


def close(world: World, period: Period) -> None:
    """The acts of the information officer, in their order."""
    by = world.officer
    indicators.close_period(by=by, at=clock.now(), period=period)
    for indicator in Indicator.objects.all():
        for figure in _frozen(world, indicator, period):
            if indicator.tables.filter(window=period.kind).exists():
                indicators.ask_release(by=by, at=clock.now(), figure=figure)


def _frozen(world: World, indicator: Indicator, period: Period) -> Iterator[FrozenFigure]:
    try:
        yield indicators.freeze_figure(by=world.officer, at=clock.now(), indicator=indicator, period=period)
    except Refused as refused:
        print(f"  {indicator.code}: {refused}", flush=True)


def raw_tables(raw: Raw) -> None:
    raw.write([("drop table if exists bench_member", ()), ("create table bench_member (child text, city text, day text)", ())])


def raw_close(raw: Raw, year: int, at: datetime) -> None:
    """What freezing must write at the least: who was counted, in children and in services."""
    window = Window(date(year, 1, 1), date(year, 12, 31), at)
    children = "insert into bench_member " + FIRSTS + " select f.child, f.city, f.day from firsts f " + KNOWN
    services = (
        "insert into bench_member select s.id, s.city_id, s.happened_on from assistance_service s "
        "where s.happened_on between ? and ? and s.recorded_at <= ? and s.withdrawn = false"
    )
    raw.write([(children, raw_firsts(window, str(year))), (services, (window.starts_on, window.ends_on, at))])
