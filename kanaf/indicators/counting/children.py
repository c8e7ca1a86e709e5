"""`children_assisted`: distinct unaccompanied or separated children with at least one service in the window (A13)."""

from uuid import UUID

from kanaf.indicators.counting import first_services, profiles
from kanaf.indicators.counting.counted import Coordinates, Counted, Group, Later, Subject, Window, counts
from kanaf.indicators.counting.reporting import city_axis


@counts("children_assisted")
def children_assisted(window: Window) -> Counted:
    """Each child once, whatever the number of registrations, services and cities.

    Cut by `city_attributed`: the city of the first service in the window, among cities with an accepted submission; it adds up.
    By `city_assisted`: every such city; it does not. Age is in full years on the day of that first service. Protection status,
    sex and nationality are those known by `as_of`. The database counts in groups; who they are is read when it is asked.
    """
    cities, missing, pairs = city_axis(window)
    groups: list[Group] = [
        (_coordinates(city, sex, group, band), number) for city, sex, group, band, number in first_services.by_category(window, pairs)
    ]
    axes = {"city_attributed": cities, "city_assisted": cities, **profiles.axes()}
    not_reported = {"city_attributed": missing, "city_assisted": missing}
    return Counted(Later(lambda: _subjects(window, pairs)), axes, not_reported, groups)


def _subjects(window: Window, pairs: set[tuple[UUID, str]]) -> list[Subject]:
    several = first_services.in_several_cities(window, pairs)
    return [
        Subject(child, {**_coordinates(city, sex, group, band), "city_assisted": several.get(child, [city])})
        for child, city, sex, group, band in first_services.one_by_one(window, pairs)
    ]


def _coordinates(city: str, sex: str, group: str, band: str) -> Coordinates:
    return {
        "city_attributed": city,
        "sex": profiles.listed("sex", sex),
        "nationality_group": profiles.listed("nationality_group", group),
        "age_band": band,
    }
