"""Pages that write: a child registered, a service recorded, a roll of thirty. Each is a form sent, and committed to disk."""

import os
import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from itertools import count, cycle

from django.urls import reverse

from bench import people
from bench.goals import Result
from bench.raw import Raw
from bench.reading import write_act
from bench.registry import code_of
from bench.serving import Browser, Unexpected
from bench.timing import Times, per_second, timed
from bench.world import CITY, World, work
from kanaf.activities import actions as activities
from kanaf.activities.actions.sessions import Plan
from kanaf.activities.models import Session
from kanaf.children import actions, rules
from kanaf.children.models import Card, Child
from kanaf.core import clock, ids, rows
from kanaf.pack.demo import people as demo
from kanaf.places.models import City

Form = dict[str, str | list[str]]


def registration(world: World, number: int) -> Form:
    """What somebody types of a new child: names of the same making as the registry's."""
    chance = world.chance
    told = people.invent(chance, sex="male", moroccan=number % 3 == 0)
    return {
        "form_id": str(ids.new_id()),
        "latin": told.latin,
        "arabic": told.arabic,
        "mother": told.mother,
        "sex": "male",
        "precision": "estimated",
        "age": str(10 + number % 7),
        "nationality": "MAR" if number % 3 == 0 else "GIN",
        "protection_status": "unaccompanied",
        "city": CITY,
        "on": clock.today().isoformat(),
    }


def register(browser: Browser, form: Form, *, typing: list[float] | None = None) -> float:
    """Register a child as a caseworker does: look at look-alikes where there are, then save. The milliseconds of the saving.

    With `typing` the look-alikes are asked for as a browser does while the names are typed, and what that took is added to it.
    """
    url = reverse("desk:register")
    first = 0.0
    status = 0

    def send(where: str = url) -> None:
        nonlocal status, shown
        answer = browser.post(where, form, expect=None)
        status, shown = answer.status, answer.body

    shown = ""
    if typing is not None:
        typing.append(timed(lambda: send(reverse("desk:look_alikes"))))
        if status != 200:
            raise Unexpected(f"look-alikes answered {status}")
        _look(form, shown)
    first = timed(send)
    for _again in range(3):  # with eight at once, one more who looks alike may be registered meanwhile
        if status != 200:
            break
        _look(form, shown)
        first = timed(send)
    if status != 302:
        said = " ".join(re.sub(r"<[^>]+>", " ", shown.partition("<main")[2]).split())[:600]
        raise Unexpected(f"registering answered {status}: {said}")
    return first


def _look(form: Form, shown: str) -> None:
    """Say that each look-alike was looked at, and send back the note of what was compared."""
    form["seen"] = re.findall(r'name="seen"\s+value="([0-9a-f-]{36})"', shown)
    form["looked"] = re.findall(r'name="looked"\s+value="([^"]+)"', shown)[:1]


@work("register")
def register_a_child(world: World) -> list[Result]:
    """Vault, keys, care team, registration, audit: one form sent. Then eight clients at once."""
    browser, numbers = world.browser(world.caseworker), count()
    raw = RawRegistration(world)
    held, beside, typing = [], [], []
    for run in range(41):
        an_hour_later()
        took, took_raw = register(browser, registration(world, next(numbers)), typing=typing), timed(raw.write)
        if run:
            held.append(took)
            beside.append(took_raw)
    note = f"saving: who looks alike was looked for while typing, here only whoever came since; raw: {raw.rows} rows, one commit"
    result = world.line("register", "register a child", Times.of(held), Times.of(beside), note=note)
    browsers = [world.browser(demo.account(f"caseworker{which}.{city}")) for city in demo.TEAMS for which in ("", "2")]
    homes = [city for city in demo.TEAMS for _which in ("", "2")]
    forms = [registration(world, number) for number in range(3000)]
    asked = count()

    def one(client: int) -> None:
        form = dict(forms[next(asked) % len(forms)], form_id=str(ids.new_id()), city=homes[client])
        register(browsers[client], form)

    result.per_second = per_second(one)
    looking = world.line("typing", "… its look-alikes, while it is typed", Times.of(typing[1:]), note="what htmx asks for after a pause")
    return [result, looking, without_looking(world, browser, numbers, beside), the_act(world, beside)]


def without_looking(world: World, browser: Browser, numbers: Iterator[int], beside: list[float]) -> Result:
    """Without JavaScript nothing was looked for before: saving looks once, and once more at what came since where the page came back."""
    before = world.spent()
    held = []
    for _run in range(41):
        an_hour_later()
        held.append(register(browser, registration(world, next(numbers))))
    note = "the last of the pages sent; cpu of both"
    return world.line("register", "… without JavaScript", Times.of(held[1:]), Times.of(beside), note=note, cpu=world.since(before, 41))


def an_hour_later() -> None:
    """What was registered so far is an hour old: no team registers forty children in the three minutes that saving looks back."""
    now = clock.now()
    Card.objects.filter(written_at__gt=now - timedelta(hours=1)).update(written_at=now - timedelta(hours=1))


def the_act(world: World, beside: list[float]) -> Result:
    """What registering itself takes, past page, form and look-alikes: sealing, keys and card, rows, the record of acts, the commit."""
    by, city, chance, today = world.caseworker, City.objects.get(code=CITY), world.chance, clock.today()
    held = []
    for run in range(41):
        told = people.invent(chance, sex="male", moroccan=run % 3 == 0)
        birth = rules.birth_from(precision="estimated", year=None, month=None, day=None, age=15, today=today, on=today)
        particulars = actions.Particulars(sex="male", protection_status="unaccompanied", birth=birth, nationalities=["GIN"])
        values = {"city": city, "on": today, "particulars": particulars, "identity": told, "is_synthetic": True}
        took = timed(lambda values=values: actions.register_child(by=by, at=clock.now(), **values))
        if run:
            held.append(took)
    note = "sealing, keys, card, rows, record of acts, commit; without page, form and look-alikes"
    return world.line("register", "… of which the act", Times.of(held), Times.of(beside), note=note)


class RawRegistration:
    """The rows of one registered child, written again under new ids in one transaction."""

    TABLES = (
        "children_child",
        "core_datakey",
        "children_careteam",
        "children_registration",
        "children_identity",
        "children_card",
        "children_namekey",
    )

    def __init__(self, world: World) -> None:
        self.world = world
        self.numbers = count(2 * world.people + 100_000)  # codes that no generated child has
        self.child = Child.objects.filter(organisation=world.caseworker.organisation_id).latest("pk")
        raw: Raw = world.raw
        wheres = {"children_child": "id = ?", "core_datakey": "subject_id = ?"}
        self.held = [raw.copies(table, wheres.get(table, "child_id = ?"), (self.child.pk,)) for table in self.TABLES]
        self.rows = sum(len(several) for _sql, _columns, several in self.held) + 1

    def write(self) -> None:
        new, number = uuid.uuid4(), next(self.numbers)
        code = code_of(number)
        old = self.world.raw.value(self.child.pk)
        with self.world.raw.transaction():
            for table, (sql, columns, several) in zip(self.TABLES, self.held, strict=True):
                fresh = []
                for row in several:
                    values = [new if value == old else value for value in row]
                    anew = {'"number"': number, '"card"': number, '"code"': code}
                    anew['"key"'] = int.from_bytes(os.urandom(8), signed=True)  # nobody's name
                    if table not in {"children_child", "core_datakey"}:
                        anew['"id"'] = uuid.uuid4()
                    for column, value in anew.items():
                        if column in columns:
                            values[columns.index(column)] = value
                    fresh.append(values)
                without = columns.index('"id"') if table == "core_datakey" else None
                self._insert(sql, columns, fresh, without)
            write_act(self.world, str(new))

    def _insert(self, sql: str, columns: list[str], several: list[list[object]], without: int | None) -> None:
        """Write rows; where the engine numbers them itself, without their number."""
        if without is not None:
            columns = columns[:without] + columns[without + 1 :]
            several = [row[:without] + row[without + 1 :] for row in several]
            sql = f"{sql.partition(' (')[0]} ({', '.join(columns)}) values ({', '.join('?' * len(columns))})"
        self.world.raw.write_many(sql, several)


SERVICE = (
    "insert into assistance_service "
    "(id, happened_on, recorded_at, recorded_by, withdrawn, service_type, quantity, child_id, city_id, organisation_id) "
    "values (?, ?, ?, ?, ?, 'meal', 1, ?, ?, ?)"
)


@work("service")
def record_a_service(world: World) -> list[Result]:
    browser, by = world.browser(world.caseworker), world.caseworker
    ours, beside = cycle(world.children), cycle(world.children)

    def record() -> None:
        form: Form = {"form_id": str(ids.new_id()), "service_type": "meal", "quantity": "1", "on": clock.today().isoformat(), "city": CITY}
        browser.post(reverse("desk:record_service", args=[next(ours).code]), form)

    def raw() -> None:
        child = next(beside)
        values = (uuid.uuid4(), clock.today(), clock.now(), by.pk, False, child.pk, CITY, by.organisation_id)
        with world.raw.transaction():
            world.raw.write_many(SERVICE, [values])
            write_act(world, str(child.pk))

    return [world.result("service", "record a service", record, raw)]


ATTENDANCE = (
    "insert into activities_attendance "
    "(id, happened_on, recorded_at, recorded_by, withdrawn, present, child_id, organisation_id, session_id) "
    "values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
REPORT = (
    "insert into activities_sessionreport "
    "(id, happened_on, recorded_at, recorded_by, withdrawn, named, unnamed, total, organisation_id, session_id) "
    "values (?, ?, ?, ?, ?, 30, 0, 30, ?, ?)"
)


@work("attendance")
def attendance_for_thirty(world: World) -> list[Result]:
    """The roll of a session of today, sent whole, thirty present."""
    browser, by, runs = world.browser(world.caseworker), world.caseworker, 25
    thirty = world.children[:30]
    planned = iter([_session(world) for _run in range(2 * (runs + 1))])

    def call_the_roll() -> None:
        url = reverse("activities:roll_call", args=[next(planned).pk])
        browser.post(url, {"child": [child.code for child in thirty], "do": "save", "codes": "", "total": ""})

    def raw() -> None:
        session, today, now = next(planned), clock.today(), clock.now()
        stamp = (today, now, by.pk, False)
        with world.raw.transaction():
            world.raw.write_many(ATTENDANCE, [(uuid.uuid4(), *stamp, True, child.pk, by.organisation_id, session.pk) for child in thirty])
            world.raw.write_many(REPORT, [(uuid.uuid4(), *stamp, by.organisation_id, session.pk)])
            world.raw.write_many("update activities_session set state = 'held' where id = ?", [(session.pk,)])
            write_act(world, str(session.pk))

    return [world.result("attendance", "attendance for 30", call_the_roll, raw, runs=runs)]


def _session(world: World) -> Session:
    by = demo.account(f"outreach.{CITY}")
    plan = Plan(city=City.objects.get(code=CITY), on=clock.today(), kind="awareness", topics=["alternatives"])
    with rows.for_organisation(by.organisation_id):
        return activities.plan_session(by=by, at=clock.now() - timedelta(minutes=1), plan=plan, is_synthetic=True)
