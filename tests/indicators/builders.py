"""Figures for tests, through the real actions: children assisted, periods closed, figures on their way to readers."""

from datetime import date, timedelta

from kanaf.access import actions as access
from kanaf.access.models import Account
from kanaf.access.roles import Role
from kanaf.children.models import Child
from kanaf.core import clock
from kanaf.indicators import actions
from kanaf.indicators.models import FrozenFigure, Indicator, Period, Release
from tests import worlds

SPRING = date(2024, 4, 15)


def indicator(code: str = "children_assisted") -> Indicator:
    return Indicator.objects.get(code=code)


def assisted(number: int = 1, city: str = "nador", *, on: date = SPRING, by: Account | None = None, **changes: object) -> list[Child]:
    """Children registered and helped once in a city on a day. `changes` are particulars."""
    by = by or worlds.caseworker(city)
    children = [worlds.child(by, city=city, on=on, **changes) for _ in range(number)]
    for child in children:
        worlds.service(by, child, city=city, on=on)
    return children


def accepted(*cities: str, of: str = "2024") -> Period:
    """A period for which the partners of these cities have reported."""
    period = worlds.period(of)
    officer = worlds.information_officer()
    for city in cities:
        worlds.accepted_submission(city, period, acceptor=officer)
    return period


def closed(*cities: str, of: str = "2024") -> Period:
    period = accepted(*cities, of=of)
    actions.close_period(by=worlds.information_officer(), at=clock.now(), period=period)
    return period


def frozen(period: Period, *, by: Account | None = None, code: str = "children_assisted") -> FrozenFigure:
    return actions.freeze_figure(by=by or worlds.information_officer(), at=clock.now(), indicator=indicator(code), period=period)


def asked(figure: FrozenFigure, *, by: Account | None = None) -> Release:
    return actions.ask_release(by=by or worlds.information_officer(), at=clock.now(), figure=figure)


def approved(figure: FrozenFigure, *, weighed: bool = False) -> Release:
    release = asked(figure)
    actions.approve_release(by=worlds.communications_officer(), at=clock.now(), release=release, weighed=weighed)
    return release


def released(figure: FrozenFigure, *, weighed: bool = False) -> Release:
    release = approved(figure, weighed=weighed)
    actions.mark_released(by=worlds.information_officer(), at=clock.now(), release=release)
    return release


def small_year() -> Period:
    """2024 closed: 12 girls and 3 boys in Nador, 6 boys in Marrakesh; the 3 are a small cell."""
    assisted(12, "nador", sex="female")
    assisted(3, "nador", sex="male")
    assisted(6, "marrakech", sex="male")
    return closed("nador", "marrakech")


def both_roles(first: Role, second: Role, organisation: str = "oim") -> Account:
    """One person of a small team with two roles."""
    account = worlds.person(first, organisation)
    access.give_role(by=access.system_account(), at=clock.now(), account=account, role=second)
    return Account.objects.get(pk=account.pk)


def after(days: int) -> object:
    return clock.now() + timedelta(days=days)
