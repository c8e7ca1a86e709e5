"""What must hold before a period is closed and a figure goes on: each rule with its truth table."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from kanaf.access.models import Account
from kanaf.core import clock
from kanaf.core.errors import Refused, allowed
from kanaf.indicators import rules
from kanaf.indicators.models import Period, Release
from tests import worlds
from tests.indicators import builders

YEAR = Period(code="2024", kind="year", starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31))


@pytest.mark.parametrize(
    ("today", "over"), [(date(2024, 12, 30), False), (date(2024, 12, 31), False), (date(2025, 1, 1), True), (date(2026, 1, 1), True)]
)
def test_a_period_is_over_the_day_after_its_last(today: date, over: bool) -> None:
    assert allowed(rules.check_is_over, YEAR, today) is over


@pytest.mark.parametrize(("language", "words"), [("fr", "31 décembre 2024"), ("ar", "31 دجنبر 2024"), ("en", "31 December 2024")])
def test_the_day_is_named_in_the_readers_language(language: str, words: str) -> None:
    with translation.override(language), pytest.raises(Refused, match=words):
        rules.check_is_over(YEAR, date(2024, 6, 1))


@pytest.mark.parametrize("is_closed", [True, False])
def test_a_period_is_open_or_closed(is_closed: bool) -> None:
    period = Period(closed_at=clock.now() if is_closed else None)
    assert allowed(rules.check_is_closed, period) is is_closed
    assert allowed(rules.check_is_open, period) is not is_closed


def test_author_and_approver_are_two() -> None:
    one, two = Account(), Account()
    assert allowed(rules.check_other_person, one, two)
    assert not allowed(rules.check_other_person, one, one)


@pytest.mark.parametrize(
    ("status", "may_be_answered", "may_go_out"),
    [("asked", True, False), ("approved", False, True), ("declined", False, False), ("released", False, False)],
)
def test_what_a_release_may_do_in_each_state(status: str, may_be_answered: bool, may_go_out: bool) -> None:
    release = Release(status=status)
    assert allowed(rules.check_waits_for_approval, release) is may_be_answered
    assert allowed(rules.check_is_approved, release) is may_go_out


@pytest.mark.django_db
def test_nothing_waits_once_every_submission_is_answered() -> None:
    period = builders.accepted("nador")
    assert allowed(rules.check_nothing_waits, period)
    sender = worlds.supervisor("oujda")
    builders.actions.submit(by=sender, at=clock.now() + timedelta(hours=1), city=worlds.City.objects.get(code="oujda"), period=period)
    with pytest.raises(Refused, match=r"\(1\)"):
        rules.check_nothing_waits(period)
