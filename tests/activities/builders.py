"""Sessions and campaigns for tests, through the real actions."""

from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kanaf.access.models import Account
from kanaf.access.roles import Role
from kanaf.activities import actions
from kanaf.activities.actions import Plan
from kanaf.activities.models import Campaign, Session
from kanaf.core import clock
from kanaf.places.models import City
from tests import worlds

IN_CAMPAIGN = date(2024, 12, 3)


def questions_of(client: Client, url: str) -> int:
    """How often a page asks the database, once the process has read the pack's lists."""
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def campaign_manager(organisation: str = "oim") -> Account:
    return worlds.person(Role.CAMPAIGN_MANAGER, organisation)


def enas() -> Campaign:
    return Campaign.objects.get(code="enas-2024")


def plan(city: str = "nador", *, days: int = 0, **changes: Any) -> Plan:
    """An awareness session, `days` from today."""
    values: dict[str, Any] = {
        "city": City.objects.get(code=city),
        "on": clock.today() + timedelta(days=days),
        "kind": "awareness",
        "topics": ["alternatives"],
    }
    return Plan(**(values | changes))


def session(by: Account, city: str = "nador", *, days: int = 0, **changes: Any) -> Session:
    return actions.plan_session(by=by, at=clock.now(), plan=plan(city, days=days, **changes), is_synthetic=True)


def campaign_session(by: Account, city: str = "nador", **changes: Any) -> Session:
    return session(by, city, on=changes.pop("on", IN_CAMPAIGN), campaign=enas(), **changes)


def training(by: Account, city: str = "nador", **changes: Any) -> Session:
    return session(by, city, kind="training", topics=["trafficking_prevention"], **changes)
