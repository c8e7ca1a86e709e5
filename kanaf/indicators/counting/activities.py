"""What sessions and trainings count: contacts, distinct children, distinct professionals, participants of a campaign."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from kanaf.activities import queries as activities
from kanaf.activities.choices import Kind
from kanaf.activities.models import Attendance, Campaign, Session, SessionReport
from kanaf.children.models import SameChild
from kanaf.core import rows
from kanaf.indicators.counting import profiles
from kanaf.indicators.counting.counted import Coordinates, Counted, Subject, Window, counts
from kanaf.indicators.counting.reporting import city_axis
from kanaf.places.queries import programme_cities
from kanaf.programme import queries as programme

CHILDREN, PROFESSIONALS = "children", "professionals"


@dataclass(frozen=True)
class _Scope:
    """Which records a window takes in: a campaign's, whoever holds the sessions, or those of accepted submissions."""

    cities: list[str]
    missing: list[str]
    pairs: set[tuple[UUID, str]] | None
    days: tuple[date, date]

    def takes(self, organisation: UUID, city: str) -> bool:
        return self.pairs is None or (organisation, city) in self.pairs

    def counted(self, subjects: list[Subject], axes: dict[str, list[str]], *city_cuts: str) -> Counted:
        by_city = dict.fromkeys(city_cuts, self.cities)
        return Counted(subjects, {**by_city, **axes}, dict.fromkeys(city_cuts, self.missing))


def _scope(window: Window) -> _Scope:
    """In a campaign a city is reported as soon as one of its sessions has a list: the sessions of a campaign are its report."""
    if not window.campaign:
        cities, missing, pairs = city_axis(window)
        return _Scope(cities, missing, pairs, (window.starts_on, window.ends_on))
    days = (window.starts_on, window.ends_on)
    first, last = activities.days_of(Campaign.objects.get(pk=window.campaign), window.as_of.date())
    if window.starts_on <= first and last <= window.ends_on:
        days = (date.min, date.max)  # a whole campaign is counted by what belongs to it, on whatever day it was held
    listed = SessionReport.objects.as_of(window.as_of).filter(session__campaign=window.campaign, happened_on__range=days)
    with rows.as_counter():
        held = set(listed.values_list("session__city", flat=True))
    cities = [city.code for city in programme_cities()]
    return _Scope(cities, [city for city in cities if city not in held], None, days)


@counts("session_contacts")
def session_contacts(window: Window) -> Counted:
    """Each presence of a named child, and each person of a headcount: who comes three times counts three times."""
    scope = _scope(window)
    groups = {code: str(term.attributes.get("group", "others")) for code, term in programme.terms("participant_category").items()}
    with rows.as_counter():
        named = list(activities.present_named(*scope.days, window.as_of, window.campaign))
        counted = list(activities.headcounts(*scope.days, window.as_of, window.campaign))
    subjects = [
        Subject(attendance, {"city_of_event": city, "participant_group": CHILDREN})
        for attendance, _child, _session, organisation, city, _on in named
        if scope.takes(organisation, city)
    ]
    subjects += [
        Subject(headcount, {"city_of_event": city, "participant_group": groups.get(category, "others")}, number)
        for headcount, _session, organisation, city, category, _sex, _band, number in counted
        if scope.takes(organisation, city)
    ]
    return scope.counted(subjects, {"participant_group": profiles.categories("participant_group")}, "city_of_event")


@counts("children_in_sessions")
def children_in_sessions(window: Window) -> Counted:
    """Distinct children named on the list of an awareness session; those only counted may be the same ones, and are left out.

    City, and the age in full years, are those of the first such session in the window.
    """
    scope = _scope(window)
    return scope.counted(_children(window, scope), profiles.axes(), "city_attributed", "city_assisted")


@counts("professionals_trained")
def professionals_trained(window: Window) -> Counted:
    """Distinct professionals present at a training; city and kind of institution are those of the first one in the window."""
    scope = _scope(window)
    kinds = profiles.categories("institution_kind")
    return scope.counted(_professionals(window, scope, kinds), {"institution_kind": kinds}, "city_attributed", "city_assisted")


@counts("campaign_participants")
def campaign_participants(window: Window) -> Counted:
    """The children of `children_in_sessions` and the professionals of `professionals_trained`, as two groups side by side (A1)."""
    scope = _scope(window)
    subjects = [_in_group(subject, CHILDREN) for subject in _children(window, scope)]
    subjects += [_in_group(subject, PROFESSIONALS) for subject in _professionals(window, scope, [])]
    return scope.counted(subjects, {"participant_group": [CHILDREN, PROFESSIONALS]}, "city_attributed", "city_assisted")


def _in_group(subject: Subject, group: str) -> Subject:
    cities: Coordinates = {cut: subject.coordinates[cut] for cut in ("city_attributed", "city_assisted")}
    return Subject(subject.id, {**cities, "participant_group": group})


def _children(window: Window, scope: _Scope) -> list[Subject]:
    with rows.as_counter():
        awareness = set(Session.objects.filter(kind=Kind.AWARENESS, on__range=scope.days).values_list("id", flat=True))
        survivors = profiles.survivors_by(window)
        came = [
            (survivors.get(child, child), city, on)
            for _attendance, child, session, organisation, city, on in activities.present_named(*scope.days, window.as_of, window.campaign)
            if session in awareness and scope.takes(organisation, city)
        ]
        known = profiles.profiles_by(window, _attended(scope))
    bands = profiles.age_bands()
    return [
        Subject(child, {**_cities(cities), **known[child].coordinates(on, bands)})
        for child, (on, cities) in _firsts(came).items()
        if child in known
    ]


def _professionals(window: Window, scope: _Scope, kinds: list[str]) -> list[Subject]:
    with rows.as_counter():
        trained = list(activities.trained(*scope.days, window.as_of, window.campaign))
    came = [(person, city, on) for _id, person, _kind, organisation, city, on in trained if scope.takes(organisation, city)]
    kind_of = {person: kind for _id, person, kind, *_rest in trained}
    return [
        Subject(person, {**_cities(cities), "institution_kind": kind_of[person] if kind_of[person] in kinds else "other"})
        for person, (_on, cities) in _firsts(came).items()
    ]


def _firsts(came: Iterable[tuple[UUID, str, date]]) -> dict[UUID, tuple[date, list[str]]]:
    """Of each person, the first day and the cities in the order in which they came there."""
    found: dict[UUID, tuple[date, list[str]]] = {}
    for person, city, on in came:
        _first, cities = found.setdefault(person, (on, []))
        if city not in cities:
            cities.append(city)
    return found


def _cities(cities: list[str]) -> Coordinates:
    return {"city_attributed": cities[0], "city_assisted": cities}


def _attended(scope: _Scope) -> Q:
    """Children on a list of the days counted, and those under whom another registration counts."""
    attended = Attendance.objects.filter(child=OuterRef("child"), happened_on__range=scope.days)
    survived = SameChild.objects.filter(survivor=OuterRef("child"))
    return Q(Exists(attended)) | Q(Exists(survived))
