"""`children_assisted`: distinct unaccompanied or separated children with at least one service in the window (A13)."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from kanaf.assistance.models import Service
from kanaf.children.models import SameChild
from kanaf.core import rows
from kanaf.indicators.counting import first_services, profiles
from kanaf.indicators.counting.counted import Counted, Group, Later, Subject, Window, counts
from kanaf.indicators.counting.reporting import city_axis
from kanaf.programme import queries as programme


@counts("children_assisted")
def children_assisted(window: Window) -> Counted:
    """Each child once, whatever the number of registrations, services and cities.

    Cut by `city_attributed`: the city of the first service in the window, among cities with an accepted submission; it adds up.
    By `city_assisted`: every such city; it does not. Age is in full years on the day of that first service. Protection status,
    sex and nationality are those known by `as_of`. The database counts in groups; who they are is read when it is asked.
    """
    cities, missing, pairs = city_axis(window)
    with rows.as_counter():
        found = first_services.by_category(window, pairs, _statuses(), profiles.age_bands())
    groups: list[Group] = [
        (
            {
                "city_attributed": city,
                "sex": profiles.listed("sex", sex),
                "nationality_group": profiles.listed("nationality_group", group),
                "age_band": band,
            },
            number,
        )
        for city, sex, group, band, number in found
    ]
    axes = {"city_attributed": cities, "city_assisted": cities, **profiles.axes()}
    not_reported = {"city_attributed": missing, "city_assisted": missing}
    return Counted(Later(lambda: one_by_one(window, pairs)), axes, not_reported, groups)


def one_by_one(window: Window, pairs: set[tuple[UUID, str]]) -> list[Subject]:
    """The same children, each with its coordinates: what `first_services` counts, said plainly."""
    with rows.as_counter():
        survivors = profiles.survivors_by(window)
        firsts: dict[UUID, date] = {}
        assisted: dict[UUID, list[str]] = {}
        for child, organisation, city, on in _services(window):
            if (organisation, city) in pairs:
                survivor = survivors.get(child, child)
                firsts.setdefault(survivor, on)
                places = assisted.setdefault(survivor, [])
                if city not in places:
                    places.append(city)
        known = profiles.profiles_by(window, _served(window))
    bands, statuses = profiles.age_bands(), set(_statuses())
    return [
        Subject(child, {"city_attributed": assisted[child][0], "city_assisted": assisted[child], **known[child].coordinates(on, bands)})
        for child, on in firsts.items()
        if child in known and known[child].protection_status in statuses
    ]


def _statuses() -> list[str]:
    """The protection statuses that count as unaccompanied or separated, as the pack says."""
    return [code for code, term in programme.terms("protection_status").items() if term.attributes.get("counted")]


def _services(window: Window) -> list[tuple[UUID, UUID, str, date]]:
    """Services true as of the window's moment, earliest first; ties by when they were recorded."""
    held = Service.objects.as_of(window.as_of).filter(happened_on__range=(window.starts_on, window.ends_on))
    return list(held.order_by("happened_on", "recorded_at", "id").values_list("child_id", "organisation_id", "city_id", "happened_on"))


def _served(window: Window) -> Q:
    """Children with a service in the window, and those under whom another registration counts."""
    served = Service.objects.filter(child=OuterRef("child"), happened_on__range=(window.starts_on, window.ends_on))
    survived = SameChild.objects.filter(survivor=OuterRef("child"))
    return Q(Exists(served)) | Q(Exists(survived))
