"""A partner submits a city and period; another person accepts it or sends it back; then the period closes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kanaf.access.models import AuditEntry
from kanaf.access.roles import Role
from kanaf.core import clock
from kanaf.core.errors import NotPermitted, Refused
from kanaf.indicators import actions
from kanaf.indicators.models import Period, Submission
from kanaf.places.models import City
from tests import worlds
from tests.indicators import builders

pytestmark = pytest.mark.django_db


def submit(city: str = "nador", of: str = "2024", by: object = None) -> Submission:
    return actions.submit(by=by or worlds.supervisor(city), at=clock.now(), city=City.objects.get(code=city), period=worlds.period(of))  # type: ignore[arg-type]


def test_the_counts_are_computed_from_the_partners_own_records() -> None:
    by = worlds.caseworker()
    (child, _other) = builders.assisted(2, by=by)
    worlds.service(by, child, on=builders.SPRING)
    builders.assisted(3, "marrakech")
    submission = submit()
    assert (submission.children, submission.services, submission.status) == (2, 3, "submitted")
    assert AuditEntry.objects.filter(act="submission.sent", target_id=submission.pk).exists()


def test_a_period_that_runs_is_not_submitted_yet() -> None:
    with pytest.raises(Refused, match="31"):
        submit(of="2026")


def test_a_closed_period_takes_no_submission() -> None:
    builders.closed("marrakech")
    with pytest.raises(Refused) as refused:
        submit()
    assert refused.value.code == "period_closed"


def test_a_city_is_submitted_once_and_again_after_it_was_returned() -> None:
    sender, officer = worlds.supervisor(), worlds.information_officer()
    first = submit(by=sender)
    with pytest.raises(Refused) as refused:
        submit(by=sender)
    assert refused.value.code == "already_submitted"
    actions.return_submission(by=officer, at=clock.now(), submission=first, remark="March is missing.")
    assert submit(by=sender).status == "submitted"


def test_somebody_elses_city_is_not_permitted() -> None:
    with pytest.raises(NotPermitted):
        submit("oujda", by=worlds.person(Role.SUPERVISOR, "asticude", "nador"))
    with pytest.raises(NotPermitted):
        submit(by=worlds.caseworker())


def test_a_return_says_what_to_complete() -> None:
    submission = submit()
    with pytest.raises(Refused) as refused:
        actions.return_submission(by=worlds.information_officer(), at=clock.now(), submission=submission, remark="  ")
    assert refused.value.field == "remark"


def test_the_sender_does_not_accept_and_the_database_says_so_too() -> None:
    both = builders.both_roles(Role.SUPERVISOR, Role.INFORMATION_OFFICER)
    submission = submit(by=both)
    with pytest.raises(Refused) as refused:
        actions.accept_submission(by=both, at=clock.now(), submission=submission)
    assert refused.value.code == "same_person"
    submission.decided_by = both
    with pytest.raises(IntegrityError, match="nobody_accepts_their_own_submission"), transaction.atomic():
        submission.save()


def test_a_submission_is_answered_once() -> None:
    submission, officer = submit(), worlds.information_officer()
    actions.accept_submission(by=officer, at=clock.now(), submission=submission)
    with pytest.raises(Refused) as refused:
        actions.return_submission(by=officer, at=clock.now(), submission=submission, remark="No.")
    assert refused.value.code == "already_answered"


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.COMMUNICATIONS_OFFICER, Role.ADMINISTRATOR])
def test_only_the_information_officer_answers_and_closes(role: Role) -> None:
    by = worlds.person(role, "oim")
    with pytest.raises(NotPermitted):
        actions.accept_submission(by=by, at=clock.now(), submission=submit())
    with pytest.raises(NotPermitted):
        actions.close_period(by=by, at=clock.now(), period=worlds.period("2024"))


def test_a_period_closes_when_it_is_over_and_everything_is_answered() -> None:
    officer = worlds.information_officer()
    submission = submit()
    period = submission.period
    with pytest.raises(Refused) as refused:
        actions.close_period(by=officer, at=clock.now(), period=period)
    assert refused.value.code == "submissions_wait"
    actions.accept_submission(by=officer, at=clock.now(), submission=submission)
    with pytest.raises(Refused) as refused:
        actions.close_period(by=officer, at=clock.now() - timedelta(days=800), period=period)
    assert refused.value.code == "period_runs"
    actions.close_period(by=officer, at=clock.now(), period=period)
    with pytest.raises(Refused) as refused:
        actions.close_period(by=officer, at=clock.now(), period=Period.objects.get(code="2024"))
    assert refused.value.code == "period_closed"


def test_partners_see_their_own_submissions_and_the_officer_all() -> None:
    own, other = submit(), submit("marrakech")
    assert set(Submission.objects.visible_to(worlds.supervisor())) == {own}
    assert set(Submission.objects.visible_to(worlds.information_officer())) == {own, other}
    assert not Submission.objects.visible_to(worlds.caseworker()).exists()


def test_a_supervisor_of_all_cities_submits_only_where_the_organisation_works() -> None:
    for city in ("casablanca", "tanger"):
        with pytest.raises(NotPermitted):
            submit(city, by=worlds.supervisor("nador"))
    assert submit("nador").city_id == "nador"
