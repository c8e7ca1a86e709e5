"""`children_assisted` said plainly in Python, one row after the other: what the database's statement is held against."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from kanaf.assistance.models import Service
from kanaf.children import rules
from kanaf.children.models import Registration, SameChild
from kanaf.indicators.counting import Subject, Window
from kanaf.indicators.counting.reporting import city_axis
from kanaf.programme import queries as programme


def children_assisted(window: Window) -> list[Subject]:
    """Every child counted, with its coordinates."""
    _cities, _missing, pairs = city_axis(window)
    same = SameChild.objects.filter(decided_at__lte=window.as_of).exclude(ended_at__lte=window.as_of)
    survivors = dict(same.values_list("child_id", "survivor_id"))
    events: dict[UUID, list[Service]] = {}
    held = Service.objects.as_of(window.as_of).filter(happened_on__gte=window.starts_on, happened_on__lte=window.ends_on)
    for service in held.order_by("happened_on", "recorded_at", "id"):
        if (service.organisation_id, service.city_id) in pairs:
            events.setdefault(survivors.get(service.child_id, service.child_id), []).append(service)
    return [
        Subject(known.child_id, {**_profile(known, events[known.child_id][0].happened_on), **_places(events[known.child_id])})
        for known in Registration.objects.as_of(window.as_of).filter(Q(child__in=events))
        if known.protection_status in {"unaccompanied", "separated"}
    ]


def _places(services: list[Service]) -> dict[str, str | list[str]]:
    cities = list(dict.fromkeys(service.city_id for service in services))
    return {"city_attributed": cities[0], "city_assisted": cities}


def _profile(known: Registration, on: date) -> dict[str, str]:
    return {"sex": known.sex, "nationality_group": known.nationality_group, "age_band": _band(known, on)}


def _band(known: Registration, on: date) -> str:
    born = rules.middle(known.born_earliest, known.born_latest)
    if born is None or known.age_status == "under_verification":
        return "unknown"
    age = rules.age_on(born, on)
    for code, term in programme.terms("age_band").items():
        if "from_age" in term.attributes and term.attributes["from_age"] <= age <= term.attributes["to_age"]:
            return code
    return "unknown"
