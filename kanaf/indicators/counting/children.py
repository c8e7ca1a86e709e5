"""`children_assisted`: distinct unaccompanied or separated children with at least one service in the window (A13)."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from kanaf.assistance.models import Service
from kanaf.children import rules
from kanaf.children.models import Registration, SameChild
from kanaf.core import rows
from kanaf.indicators.counting.counted import Counted, Subject, Window, counts
from kanaf.indicators.counting.reporting import city_axis
from kanaf.programme import queries as programme

SEXES = ["female", "male", "unknown"]
NATIONALITY_GROUPS = ["national", "foreign", "unknown"]


@counts("children_assisted")
def children_assisted(window: Window) -> Counted:
    """Each child once, whatever the number of registrations, services and cities.

    Cut by `city_attributed`: the city of the first service in the window, among cities with an accepted submission; it adds up.
    Age is in full years on the day of that first service. Protection status, sex and nationality are those known by
    `as_of`.
    """
    cities, missing, pairs = city_axis(window)
    with rows.as_counter():
        survivors = survivors_by(window)
        firsts: dict[UUID, tuple[date, str]] = {}
        for child, organisation, city, on in _services(window):
            if (organisation, city) in pairs:
                firsts.setdefault(survivors.get(child, child), (on, city))
        registered = registrations_by(window, survivors)
    bands = age_bands()
    counted = {code for code, term in programme.terms("protection_status").items() if term.attributes.get("counted")}
    subjects = []
    for child, (on, city) in firsts.items():
        known = registered.get(child)
        if known is None or known[0] not in counted:
            continue
        _status, sex, group, earliest, latest = known
        coordinates = {"city_attributed": city, "sex": sex if sex in SEXES else "unknown", "nationality_group": group}
        coordinates["age_band"] = band_of(rules.middle(earliest, latest), on, bands)
        subjects.append(Subject(child, coordinates))
    axes = {"city_attributed": cities, "sex": SEXES, "nationality_group": NATIONALITY_GROUPS, "age_band": [code for code, _low, _high in bands] + ["unknown"]}
    return Counted(subjects, axes, {"city_attributed": missing})


def _services(window: Window) -> list[tuple[UUID, UUID, str, date]]:
    """Services true as of the window's moment, earliest first; ties by when they were recorded."""
    held = Service.objects.as_of(window.as_of).filter(happened_on__range=(window.starts_on, window.ends_on))
    return list(held.order_by("happened_on", "recorded_at", "id").values_list("child_id", "organisation_id", "city_id", "happened_on"))


def survivors_by(window: Window) -> dict[UUID, UUID]:
    """Registration → the child under which it counts, as decided by the window's moment."""
    held = SameChild.objects.filter(decided_at__lte=window.as_of).filter(Q(ended_at__isnull=True) | Q(ended_at__gt=window.as_of))
    return dict(held.values_list("child_id", "survivor_id"))


def registrations_by(window: Window, survivors: dict[UUID, UUID]) -> dict[UUID, tuple[str, str, str, date | None, date | None]]:
    """What was registered of the children with a service in the window, as known by its moment; one query."""
    served = Service.objects.filter(child=OuterRef("child"), happened_on__range=(window.starts_on, window.ends_on))
    survived = SameChild.objects.filter(survivor=OuterRef("child"))
    held = Registration.objects.as_of(window.as_of).filter(Exists(served) | Exists(survived))
    columns = ("child_id", "protection_status", "sex", "nationality_group", "born_earliest", "born_latest")
    return {row[0]: row[1:] for row in held.values_list(*columns)}


def age_bands() -> list[tuple[str, int, int]]:
    """(code, lowest age, highest age) in full years, from the pack."""
    return [
        (code, int(term.attributes.get("from", 0)), int(term.attributes.get("to", 17)))
        for code, term in programme.terms("age_band").items()
        if code != programme.UNKNOWN
    ]


def band_of(born: date | None, on: date, bands: list[tuple[str, int, int]]) -> str:
    if born is None:
        return "unknown"
    age = rules.age_on(born, on)
    return next((code for code, low, high in bands if low <= age <= high), "unknown")
