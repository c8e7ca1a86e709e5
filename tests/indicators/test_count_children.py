"""`children_assisted`: each child once, whatever the services, cities, organisations and duplicates (A13)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kanaf.access.models import Account
from kanaf.assistance import actions as assistance
from kanaf.assistance.models import Service
from kanaf.children import actions as children
from kanaf.children import rules
from kanaf.children.models import Child
from kanaf.core import clock
from kanaf.indicators.counting import Counted, Window, count
from kanaf.indicators.counting.counted import Coordinates
from kanaf.indicators.models import Period
from tests import worlds
from tests.indicators import builders
from tests.indicators.plain import children_assisted

pytestmark = pytest.mark.django_db

CITIES = ["nador", "marrakech", "casablanca"]
YEAR = (date(2024, 1, 1), date(2024, 12, 31))
DAYS = [date(2023, 12, 31), date(2024, 1, 1), date(2024, 5, 5), date(2024, 12, 31), date(2025, 1, 1)]


def counted(starts_on: date = YEAR[0], ends_on: date = YEAR[1], **changes: object) -> Counted:
    return count("children_assisted", Window(starts_on, ends_on, changes.get("as_of") or clock.now()))  # type: ignore[arg-type]


def by_city(cut: str = "city_attributed") -> dict[str, int | None]:
    return {city: value for (city,), value in counted().cells([cut]).items()}


@dataclass
class World:
    workers: dict[str, Account]
    children: list[Child]
    period: Period
    coordinator: Account
    officer: Account
    senders: dict[str, Account]


@pytest.fixture
def world(db: None) -> World:
    workers = {city: worlds.caseworker(city) for city in CITIES}
    homes = [*CITIES, "nador"]
    born_here = [worlds.child(workers[city], city=city, on=DAYS[0]) for city in homes]
    for home, child in zip(homes, born_here, strict=True):
        for city in sorted({*CITIES} - {home}):
            worlds.followed_too(workers[home], child, workers[city], city=city)
    senders = {city: worlds.supervisor(city) for city in CITIES}
    return World(workers, born_here, worlds.period("2024"), worlds.coordinator(), worlds.information_officer(), senders)


events = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(CITIES), st.sampled_from(DAYS)), max_size=8)
merges = st.none() | st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(lambda pair: pair[0] != pair[1])


@given(given_events=events, reported=st.sets(st.sampled_from(CITIES)), merge=merges)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_child_counts_once_in_the_first_reported_city(
    world: World, given_events: list[tuple[int, str, date]], reported: set[str], merge: tuple[int, int] | None
) -> None:
    with transaction.atomic():
        for child, city, on in given_events:
            worlds.service(world.workers[city], world.children[child], city=city, on=on)
        if merge:
            child, survivor = (world.children[place] for place in merge)
            children.decide_same_child(by=world.coordinator, at=clock.now(), child=child, survivor=survivor)
        for city in sorted(reported):
            worlds.accepted_submission(city, world.period, sender=world.senders[city], acceptor=world.officer)

        check_the_database_counts_as_plain_python()
        expected: dict[int, list[str]] = {}
        same = dict([merge]) if merge else {}
        for child, city, on in sorted(given_events, key=lambda event: event[2]):  # stable: same day, as recorded
            if on.year == 2024 and city in reported:
                expected.setdefault(same.get(child, child), []).append(city)
        found = counted()
        assert {subject.id for subject in found.subjects} == {world.children[child].pk for child in expected}
        if reported:
            assert found.total == len(expected)
            firsts = [cities[0] for cities in expected.values()]
            everywhere = [city for cities in expected.values() for city in set(cities)]
            for city in CITIES:
                assert by_city()[city] == (firsts.count(city) if city in reported else None)
                assert by_city("city_assisted")[city] == (everywhere.count(city) if city in reported else None)
        else:
            assert not found.is_reported
        transaction.set_rollback(True)


def check_the_database_counts_as_plain_python() -> None:
    """In groups, one by one, and along the cut that does not add up."""
    found, plain = counted(), children_assisted(Window(*YEAR, clock.now()))
    assert found.groups is not None
    assert Counter({_key(coordinates): number for coordinates, number in found.groups}) == Counter(_key(one.coordinates) for one in plain)
    assert {one.id: one.coordinates for one in found.subjects} == {one.id: one.coordinates for one in plain}
    assert found.total == len(found.subjects) == len(plain)


def _key(coordinates: Coordinates) -> tuple[object, ...]:
    return tuple(coordinates[cut] for cut in ("city_attributed", "sex", "nationality_group", "age_band"))


days = st.dates(date(2003, 1, 1), date(2024, 12, 31))
births = st.one_of(
    st.just(rules.Birth("unknown", None, None)),
    st.tuples(days, days).map(lambda pair: rules.Birth("estimated", min(pair), max(pair))),
    days.map(lambda day: rules.Birth("exact", day, day)),
    st.sampled_from([date(2008, 2, 29), date(2012, 2, 29)]).map(lambda day: rules.Birth("exact", day, day)),
)


@given(
    born=st.lists(births, min_size=1, max_size=4),
    served=st.sampled_from([date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), builders.SPRING]),
    nationality=st.sampled_from([[], ["MAR"], ["GIN"]]),
    disputed=st.booleans(),
)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_and_plain_python_give_every_child_the_same_place(
    world: World, born: list[rules.Birth], served: date, nationality: list[str], disputed: bool
) -> None:
    with transaction.atomic():
        for birth in born:
            child = worlds.child(world.workers["nador"], on=served, birth=birth, nationalities=nationality, age_in_dispute=disputed)
            worlds.service(world.workers["nador"], child, on=served)
        worlds.accepted_submission("nador", world.period, sender=world.senders["nador"], acceptor=world.officer)
        assert counted().total == len(born)
        check_the_database_counts_as_plain_python()
        transaction.set_rollback(True)


def test_a_city_without_accepted_submission_is_not_reported_and_one_without_children_is_zero() -> None:
    builders.assisted(2)
    builders.accepted("marrakech")
    assert by_city() == {"nador": None, "marrakech": 0, "casablanca": None, "oujda": None, "tanger": None}
    assert counted().total == 0
    assert counted().is_reported


def test_distinct_children_never_add_over_quarters() -> None:
    by = worlds.caseworker()
    (child,) = builders.assisted(by=by, on=date(2024, 2, 1))
    worlds.service(by, child, on=date(2024, 8, 1))
    for code in ("2024", "2024-Q1", "2024-Q3"):
        builders.accepted("nador", of=code)
    first = counted(date(2024, 1, 1), date(2024, 3, 31))
    third = counted(date(2024, 7, 1), date(2024, 9, 30))
    assert (first.total, third.total, counted().total) == (1, 1, 1)


@pytest.mark.parametrize(("quarters", "is_reported"), [((1, 2, 3, 4), True), ((1, 2, 4), False), ((), False)])
def test_a_year_is_reported_by_its_four_quarters(quarters: tuple[int, ...], is_reported: bool) -> None:
    builders.assisted()
    for quarter in quarters:
        builders.accepted("nador", of=f"2024-Q{quarter}")
    assert counted().is_reported is is_reported


def test_what_was_recorded_or_accepted_later_is_not_yet_known() -> None:
    before = clock.now() - timedelta(days=3)
    builders.assisted(2)
    builders.accepted("nador")
    assert not counted(as_of=before).is_reported
    moment = clock.now()
    worker = worlds.caseworker()
    late = worlds.child(worker, on=builders.SPRING)
    worlds.service(worker, late, on=builders.SPRING, at=moment + timedelta(days=1))
    assert counted(as_of=moment).total == 2
    assert counted(as_of=moment + timedelta(days=1)).total == 3


def test_moving_the_only_service_to_another_year_takes_the_child_out() -> None:
    by = worlds.caseworker()
    builders.assisted(2, by=by)
    builders.accepted("nador")
    moment = clock.now()
    service = Service.objects.first()
    assert service is not None
    later = moment + timedelta(hours=1)
    assistance.correct_service(by=by, at=later, service=service, on=date(2023, 6, 1), service_type="meal", quantity=1)
    assert counted(as_of=moment).total == 2
    assert counted(as_of=later).total == 1


def test_a_withdrawn_service_counts_no_more() -> None:
    by = worlds.caseworker()
    builders.assisted(by=by)
    builders.accepted("nador")
    service = Service.objects.get()
    assistance.correct_service(by=by, at=clock.now(), service=service, on=builders.SPRING, service_type="meal", quantity=1, withdrawn=True)
    assert counted().total == 0


def test_undoing_a_merge_brings_the_second_child_back() -> None:
    one, two = builders.assisted(2)
    builders.accepted("nador")
    coordinator = worlds.coordinator()
    same = children.decide_same_child(by=coordinator, at=clock.now(), child=one, survivor=two)
    assert counted().total == 1
    children.undo_same_child(by=coordinator, at=clock.now(), same=same)
    assert counted().total == 2


@pytest.mark.parametrize(
    ("status", "counts"), [("unaccompanied", 1), ("separated", 1), ("accompanied_at_risk", 0), ("under_verification", 0)]
)
def test_who_counts_by_protection_status(status: str, counts: int) -> None:
    builders.assisted(protection_status=status)
    builders.accepted("nador")
    assert counted().total == counts


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (date(2011, 4, 16), "under_13"),
        (date(2011, 4, 15), "13_14"),
        (date(2009, 4, 16), "13_14"),
        (date(2009, 4, 15), "15_17"),
        (date(2006, 4, 16), "15_17"),
        (None, "unknown"),
    ],
)
def test_the_age_band_is_that_of_the_first_service(born: date | None, band: str) -> None:
    birth = rules.Birth("exact", born, born) if born else rules.Birth("unknown", None, None)
    (child,) = builders.assisted(birth=birth)
    worlds.service(worlds.caseworker(), child, on=date(2024, 12, 30))
    builders.accepted("nador")
    assert [subject.coordinates["age_band"] for subject in counted().subjects] == [band]


def test_a_disputed_age_is_counted_and_in_no_band() -> None:
    builders.assisted(age_in_dispute=True)
    builders.accepted("nador")
    assert [subject.coordinates["age_band"] for subject in counted().subjects] == ["unknown"]


def test_a_moroccan_child_counts_and_is_named_national() -> None:
    builders.assisted(nationalities=["GIN", "MAR"])
    builders.accepted("nador")
    cells = {group: value for (group,), value in counted().cells(["nationality_group"]).items()}
    assert cells == {"national": 1, "foreign": 0, "unknown": 0}


def test_a_service_of_an_organisation_that_did_not_report_is_left_out() -> None:
    (child,) = builders.assisted()
    other = worlds.caseworker("nador", "alkaram")
    builders.accepted("nador")
    worlds.service(other, worlds.child(other, on=builders.SPRING), on=builders.SPRING)
    assert {subject.id for subject in counted().subjects} == {child.pk}


def test_services_are_counted_one_by_one() -> None:
    by = worlds.caseworker()
    (child,) = builders.assisted(by=by)
    worlds.service(by, child, on=builders.SPRING, kind="meal")
    worlds.service(by, child, on=date(2025, 1, 1), kind="meal")
    builders.accepted("nador")
    services = count("services_delivered", Window(*YEAR, clock.now()))
    assert services.total == 2
    kinds = {kind: value for (kind,), value in services.cells(["service_type"]).items() if value}
    assert kinds == {"hygiene_kit": 1, "meal": 1}
    assert services.cells(["city_of_event"])[("nador",)] == 2
    assert services.cells(["city_of_event"])[("oujda",)] is None
