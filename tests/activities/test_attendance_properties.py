"""A list is a set: whatever was held before, what was given last is what is held."""

from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kanaf.access.models import Account
from kanaf.activities import actions, queries
from kanaf.activities.actions import Counted
from kanaf.activities.models import Attendance, Headcount, Session, SessionReport
from kanaf.children.models import Child
from kanaf.core import clock
from tests import worlds
from tests.activities import builders

CELLS = [("uasc", "male", "15_17"), ("uasc", "female", "unknown"), ("other_adult", "female", "")]

presences = st.dictionaries(st.integers(0, 3), st.booleans())
counts = st.dictionaries(st.sampled_from(CELLS), st.integers(1, 9))
lists = st.tuples(presences, counts).filter(lambda given: any(given[0].values()) or bool(given[1]))


@dataclass
class World:
    by: Account
    session: Session
    children: list[Child]


@pytest.fixture
def world(db: None) -> World:
    by, worker = worlds.outreach_worker(), worlds.caseworker()
    return World(by, builders.session(by), [worlds.child(worker) for _ in range(4)])


@given(given_lists=st.lists(lists, min_size=1, max_size=4))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_given_last_is_held_and_nothing_twice(world: World, given_lists: list) -> None:
    with transaction.atomic():
        for presence, cells in given_lists:
            _record(world, presence, cells)
        presence, cells = given_lists[-1]
        held = {row.child: row.present for row in Attendance.objects.current().filter(session=world.session)}
        assert held == {world.children[place]: came for place, came in presence.items()}
        assert queries.headcount_of(world.session) == cells
        report = queries.report_of(world.session)
        assert report is not None
        assert (report.named, report.unnamed) == (sum(presence.values()), sum(cells.values()))
        before = _rows()
        _record(world, presence, cells)
        assert _rows() == before
        for child in world.children:
            chain = Attendance.objects.filter(session=world.session, child=child)
            assert chain.filter(replaces=None).count() <= 1
        transaction.set_rollback(True)


def _record(world: World, presence: dict[int, bool], cells: dict[tuple[str, str, str], int]) -> None:
    seen = queries.report_of(world.session)
    actions.record_attendance(
        by=world.by,
        at=clock.now(),
        session=world.session,
        present=[world.children[place] for place, came in presence.items() if came],
        absent=[world.children[place] for place, came in presence.items() if not came],
        headcount=[Counted(*cell, count=count) for cell, count in cells.items()],
        seen=seen.pk if seen else None,
    )


def _rows() -> tuple[int, int, int]:
    return Attendance.objects.count(), Headcount.objects.count(), SessionReport.objects.count()
