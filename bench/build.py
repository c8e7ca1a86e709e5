"""Fill an empty home: pack, the demonstration's people, generated children, accepted submissions."""

import time
from datetime import date

from django.conf import settings
from django.db import connection

from bench.people import draw
from bench.registry import Registry
from kanaf.core import clock
from kanaf.core.actions import one_transaction
from kanaf.indicators import actions as indicators
from kanaf.indicators.models import Period
from kanaf.pack.demo import figures
from kanaf.pack.demo import people as demo
from kanaf.pack.loader import load_pack
from kanaf.places.models import City

YEARS = (2024, 2025, 2026)


def main(people: str) -> None:
    """Everything, with what the children took."""
    number = int(people)
    load_pack(settings.KANAF_PACK)
    with one_transaction():
        demo.make_people(clock.now())
        figures.open_periods(clock.today())
    _hurry()
    started = time.perf_counter()
    written = Registry().write(draw(number))
    took = time.perf_counter() - started
    print(f"  {sum(written.rows.values()):,} rows of {number:,} children in {took:.1f} s: {number / took:,.0f} children/s", flush=True)
    submit()


def submit(years: tuple[int, ...] = YEARS) -> None:
    """Every partner reports every year, and is accepted."""
    officer = demo.account("information")
    for period in Period.objects.filter(pk__in=[str(year) for year in years]):
        for city in demo.TEAMS:
            at = figures.at(date(period.ends_on.year + 1, 1, 11), 10)
            sent = indicators.submit(by=demo.account(f"supervisor.{city}"), at=at, city=City.objects.get(code=city), period=period)
            indicators.accept_submission(by=officer, at=at.replace(hour=11), submission=sent)


def _hurry() -> None:
    """While building nothing is to be lost: what is measured later runs with the settings of production."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("pragma journal_mode = off")
            cursor.execute("pragma synchronous = off")
            cursor.execute("pragma cache_size = -500000")
        else:
            cursor.execute("set synchronous_commit = off")
