"""G25: a scraper is stopped within a hundred files, and work is not."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from kanaf.access import reading
from kanaf.access.models import Account, AuditEntry
from kanaf.access.roles import Role
from kanaf.core import audit, clock
from kanaf.core.actions import one_transaction
from kanaf.core.errors import NotPermitted, Refused
from tests import worlds
from tests.desk.browsing import file_url

SignIn = Callable[[Account], Client]


def opened(by: Account, number: int, *, ago: timedelta = timedelta(minutes=5)) -> None:
    """As if a person had opened so many different files."""
    with one_transaction():
        for _file in range(number):
            audit.record("child.opened", by=by, target=worlds.Organisation(), at=clock.now() - ago)


@pytest.mark.django_db
def test_a_scraper_is_stopped_within_a_hundred_files_and_it_is_seen(signed_in: SignIn, promise: Callable[[str, str], None]) -> None:
    by, supervisor = worlds.caseworker(), worlds.supervisor()
    children = [worlds.child(by) for _child in range(3)]
    client = signed_in(by)
    assert client.get(file_url(children[0])).status_code == 200
    opened(by, reading.MOST_AN_HOUR - 1)
    answers = [client.get(file_url(children[1])) for _twice in range(2)]
    promise("G25", f"a scraper is stopped after {reading.MOST_AN_HOUR} files in an hour, {reading.MOST_A_DAY} in a day")
    assert [answer.status_code for answer in answers] == [429, 429]
    assert "You have opened very many files" in answers[0].content.decode()
    assert client.post(file_url(children[2], "identity/"), {"reason": "follow_up"}).status_code == 429
    assert AuditEntry.objects.filter(act="reading.stopped").count() == 1
    # The child one is working for stays open.
    assert client.get(file_url(children[0])).status_code == 200
    assert by.name in signed_in(supervisor).get("/work/reading/").content.decode()
    assert "/work/reading/" in signed_in(supervisor).get("/work/").content.decode()


@pytest.mark.django_db
def test_slow_scraping_is_stopped_by_the_day(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    opened(by, reading.MOST_A_DAY - 1, ago=timedelta(hours=20))
    assert signed_in(by).get(file_url(child)).status_code == 200
    opened(by, 1, ago=timedelta(hours=2))
    assert signed_in(by).get(file_url(worlds.child(by))).status_code == 429


@pytest.mark.django_db
def test_another_person_lets_read_on_and_it_is_recorded(signed_in: SignIn) -> None:
    by, supervisor = worlds.caseworker(), worlds.supervisor()
    child = worlds.child(by)
    opened(by, reading.MOST_AN_HOUR)
    assert signed_in(by).get(file_url(child)).status_code == 429
    answer = signed_in(supervisor).post(f"/work/reading/{by.pk}/let-on/")
    assert answer.status_code == 302
    assert signed_in(by).get(file_url(child)).status_code == 200
    assert reading.stopped_colleagues(supervisor, clock.now()) == []


@pytest.mark.django_db
def test_nobody_lets_themselves_nor_another_organisations_people_read_on(signed_in: SignIn) -> None:
    supervisor, stranger = worlds.supervisor(), worlds.supervisor("oujda")
    with pytest.raises(Refused) as refused:
        reading.extend_reading(by=supervisor, at=clock.now(), account=supervisor)
    assert refused.value.code == "same_person"
    with pytest.raises(Refused) as refused:
        reading.extend_reading(by=stranger, at=clock.now(), account=supervisor)
    assert refused.value.code == "other_organisation"
    with pytest.raises(NotPermitted):
        reading.extend_reading(by=worlds.caseworker(), at=clock.now(), account=supervisor)
    opened(supervisor, reading.MOST_AN_HOUR)
    assert reading.stopped(supervisor, "a file", clock.now())
    assert signed_in(stranger).post(f"/work/reading/{supervisor.pk}/let-on/").status_code == 404
    assert signed_in(worlds.person(Role.ADMINISTRATOR, "asticude")).get("/work/reading/").status_code == 403


def alarms(chance: random.Random, files_a_day: float, days: int) -> int:
    """False alarms in a person's days of work: openings by a Poisson process, from a caseload that is opened again and again."""
    found, start = 0, datetime(2026, 11, 2, 8, tzinfo=clock.CASABLANCA)
    read: list[tuple[str, datetime]] = []
    for day in range(days):
        number = sum(chance.random() < files_a_day * 3 / 200 for _try in range(200))  # binomial, mean 3 × files_a_day openings
        moments = sorted(start + timedelta(days=day, minutes=chance.uniform(0, 540)) for _opening in range(number))
        for moment in moments:
            file = str(chance.randrange(int(files_a_day * 2.5)))
            found += reading.is_too_much(read, file, moment)
            read.append((file, moment))
        read = [(file, when) for file, when in read if when > start + timedelta(days=day - 1)]
    return found


def test_normal_work_is_stopped_at_most_once_a_person_a_month(promise: Callable[[str, str], None]) -> None:
    chance = random.Random(25)
    months = [alarms(chance, files_a_day, 22) for files_a_day in (8, 15, 15, 15, 40) for _person in range(8)]
    promise("G25", f"{sum(months)} false alarms in {len(months)} simulated months of work")
    assert max(months) <= 1
