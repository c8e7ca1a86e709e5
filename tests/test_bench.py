"""The bench measures the real thing: its bulk loader writes what the actions write, and its raw count counts what Kanaf counts."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from bench import counting, people, registry
from bench.build import submit
from bench.goals import Goal, Result
from bench.raw import Raw
from bench.run import ALONE, SERVED
from bench.timing import Times, in_turn
from bench.world import WORKS
from kanaf.access.models import Account, AuditEntry
from kanaf.activities import actions as activities
from kanaf.activities.actions.sessions import Plan
from kanaf.activities.rules import Counted as Heads
from kanaf.assistance import actions as assistance
from kanaf.casework import actions as casework
from kanaf.children import actions as children
from kanaf.children import rules
from kanaf.children.models import Child
from kanaf.children.queries import look_alikes
from kanaf.core import clock, rows
from kanaf.indicators.counting import count
from kanaf.pack.demo import figures
from kanaf.pack.demo import people as demo
from kanaf.places.models import City

NUMBER = 200
OF_CHILDREN = ("core", "children", "casework", "assistance", "activities")


@pytest.fixture(autouse=True)
def _later(settings: Any) -> None:
    settings.KANAF_CLOCK = "2027-01-18T10:00:00"


@pytest.fixture
def written(db: None) -> registry.Written:
    """A registry of two hundred, all periods submitted."""
    demo.make_people(clock.now())
    figures.open_periods(clock.today())
    found = registry.Registry().write(people.draw(NUMBER), batch=64)
    submit()
    return found


def of_children() -> Iterator[type[models.Model]]:
    for app in OF_CHILDREN:
        yield from apps.get_app_config(app).get_models()


def kinds(model: type[models.Model], only: Any = None) -> set[tuple[str, str]]:
    """(column, type of value) of every value that is held, empty ones left out."""
    found = model._base_manager.all() if only is None else model._base_manager.filter(pk__in=list(only))
    return {
        (field.attname, type(value).__name__)
        for row in found
        for field in model._meta.concrete_fields
        if (value := getattr(row, field.attname)) not in (None, "", [], {})
    }


def _consents_alone(one: people.Drawn) -> bool:
    return one.birth.latest is not None and rules.age_on(one.birth.latest, one.on) >= 15


def by_actions() -> None:
    """One child through everything that the loader writes, by the actions."""
    who = next(one for one in people.draw(NUMBER) if one.city == "nador" and _consents_alone(one))
    by, outreach, supervisor = (demo.account(f"{role}.nador") for role in ("caseworker", "outreach", "supervisor"))
    city, at = City.objects.get(code="nador"), clock.now()
    particulars = children.Particulars(
        sex="male", protection_status="unaccompanied", birth=who.birth, nationalities=["GIN"], languages=["fr"], needs_interpreter=True
    )
    made = [
        children.register_child(by=by, at=at, city=city, on=who.on, particulars=particulars, identity=who.told, is_synthetic=True)
        for _one in range(2)
    ]
    children.decide_same_child(by=demo.account("coordinator"), at=at, child=made[1], survivor=made[0])
    children.record_consent(by=by, at=at, child=made[0], on=who.on, purpose="services", decision="given", source="child")
    case = casework.open_case(by=by, at=at, child=made[0], on=who.on, risk="medium")
    casework.record_follow_up(by=by, at=at, case=case, on=at.date(), kind="in_care", note="Vu.")
    casework.close_case(by=supervisor, at=at, case=case, on=at.date(), reason="objectives_met")
    casework.open_case(by=by, at=at, child=made[1], on=who.on, risk="high")
    assistance.record_service(by=by, at=at, child=made[0], city=city, on=who.on, service_type="meal")
    plan = Plan(city=city, on=who.on, kind="awareness", topics=["irregular_migration_risks"])
    session = activities.plan_session(by=outreach, at=at, plan=plan, is_synthetic=True)
    heads = [Heads("uasc", "male", "15_17", 4)]
    activities.record_attendance(by=outreach, at=at, session=session, present=[made[0]], headcount=heads)


def test_the_loader_writes_the_tables_and_columns_that_the_actions_write(written: registry.Written) -> None:
    loaded = {model: set(model._base_manager.values_list("pk", flat=True)) for model in of_children()}
    kinds_loaded = {model: kinds(model) for model in of_children()}
    acts = AuditEntry.objects.filter(act="registry.generated").count()

    by_actions()

    fresh = {model: set(model._base_manager.values_list("pk", flat=True)) - loaded[model] for model in of_children()}
    assert acts == 4
    assert {model for model in loaded if written.rows[model._meta.db_table]} == {model for model in fresh if fresh[model]}
    for model in (model for model in fresh if fresh[model]):
        assert kinds(model, fresh[model]) <= kinds_loaded[model], model


def test_a_loaded_identity_opens_and_its_name_is_found(written: registry.Written) -> None:
    by = demo.account("supervisor.nador")  # whose eyes a closed file stays open to
    who = next(one for one in people.draw(NUMBER) if one.city == "nador" and one.number > 20)
    child = Child.objects.get(code=registry.code_of(who.number))

    names = children.open_identity(by=by, at=clock.now(), child=child, reason="follow_up")
    with rows.for_organisation(by.organisation_id):
        found = look_alikes(by=by, told=who.told, sex=who.sex, birth=who.birth)

    assert names.latin == who.told.latin
    assert child in [alike.child for alike in found]


def test_figures_equal_the_loaders_own_arithmetic_and_the_raw_query(written: registry.Written) -> None:
    for year in (2024, 2025, 2026):
        window = counting.window_of(year)
        with rows.for_organisation(demo.account("information").organisation_id):
            counted = count("children_assisted", window)
            ours = counting.our_cells(window)
            raw = counting.raw_cells(FromDjango(), window, str(year))
        by_city = {place[0]: value for place, value in counted.cells(["city_attributed"]).items() if value}

        assert by_city == {city: number for (of, city), number in written.assisted.items() if of == year}
        assert ours == raw
    assert written.children == NUMBER


class FromDjango(Raw):
    """The raw engine on the test's own transaction."""

    def __init__(self) -> None:
        self.vendor = connection.vendor

    def rows(self, sql: str, parameters: Any = ()) -> list[tuple[Any, ...]]:
        with rows.as_owner(), connection.cursor() as cursor:
            cursor.execute(sql.replace("?", "%s"), [self.value(one) for one in parameters])
            return cursor.fetchall()


def test_codes_of_numbers_are_read_and_none_comes_twice() -> None:
    codes = [registry.code_of(number) for number in range(20_000)]

    assert len(set(codes)) == len(codes)
    assert all(registry.codes.read_code(code) == code for code in codes[:100])


def test_a_goal_is_met_only_when_each_of_its_limits_is() -> None:
    times = Times.of([10.0, 12.0, 30.0])

    def met(**limits: float) -> bool | None:
        return Result("list", "", Goal(**limits), times, Times.of([5.0]), per_second=50.0, bare=4.0).met

    assert times == Times(12.0, 30.0, 3)
    assert met() is None
    assert met(median=12, p95=30, per_second=50, times_raw=3, times_bare=3)
    for missed in ({"median": 11}, {"p95": 29}, {"per_second": 51}, {"times_raw": 2}, {"times_bare": 2}):
        assert met(**missed) is False


def test_ours_and_raw_run_in_turn_after_a_warm_up() -> None:
    ran: list[str] = []

    def run(name: str) -> Callable[[], object]:
        return lambda: ran.append(name)

    ours, raw = in_turn(run("ours"), run("raw"), runs=3)

    assert ran == ["ours", "raw"] * 4
    assert raw is not None
    assert (ours.runs, raw.runs) == (3, 3)


def test_the_loaders_people_are_of_accounts_that_exist(written: registry.Written) -> None:
    assert set(Child.objects.values_list("registered_by", flat=True)) <= set(Account.objects.values_list("pk", flat=True))


def test_every_work_of_the_bench_is_there() -> None:
    """A change that leaves the bench behind is seen here, not by whoever next wants a number."""
    assert {*SERVED, *ALONE} == set(WORKS)
