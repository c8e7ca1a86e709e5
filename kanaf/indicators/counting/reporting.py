"""Which cities are reported: those with an accepted submission for the window (A2, A13)."""

from uuid import UUID

from kanaf.indicators.counting.counted import Window
from kanaf.indicators.models import Period, Submission
from kanaf.places.queries import programme_cities


def accepted(window: Window) -> set[tuple[UUID, str]]:
    """(organisation, city) pairs whose records of the window were accepted by the moment of counting.

    A year counts as reported when its own submission is accepted, or those of each of its quarters.
    """
    found = Submission.objects.accepted().filter(
        decided_at__lte=window.as_of, period__starts_on__gte=window.starts_on, period__ends_on__lte=window.ends_on
    )
    days = (window.ends_on - window.starts_on).days + 1
    covered: dict[tuple[UUID, str], dict[str, int]] = {}
    for row in found.select_related("period"):
        length = (row.period.ends_on - row.period.starts_on).days + 1
        covered.setdefault((row.organisation_id, row.city_id), {}).setdefault(row.period.kind, 0)
        covered[(row.organisation_id, row.city_id)][row.period.kind] += length
    return {pair for pair, kinds in covered.items() if any(length >= days for length in kinds.values())}


def city_axis(window: Window) -> tuple[list[str], list[str], set[tuple[UUID, str]]]:
    """(all cities in order, those not reported, the accepted pairs)."""
    pairs = accepted(window)
    reported = {city for _organisation, city in pairs}
    cities = [city.code for city in programme_cities()]
    return cities, [city for city in cities if city not in reported], pairs


def period_of(window: Window) -> Period | None:
    return Period.objects.filter(starts_on=window.starts_on, ends_on=window.ends_on).first()
