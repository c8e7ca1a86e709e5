"""A frozen figure is never changed; a correction is a new version that lists its difference."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from kanaf.access.roles import Role
from kanaf.activities import actions as activities
from kanaf.assistance import actions as assistance
from kanaf.assistance.models import Service
from kanaf.core import clock
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.history import Rewriting
from kanaf.indicators import actions, queries
from kanaf.indicators.counting import Window, count
from kanaf.indicators.models import Definition, FigureCell, FigureMember, FrozenFigure, ProtectedCell
from tests import worlds
from tests.activities import builders as sessions
from tests.indicators import builders

pytestmark = pytest.mark.django_db


def move_one_child_to_2023() -> None:
    """Correct the day of the only service of one child of 2024."""
    service = Service.objects.order_by("id").first()
    assert service is not None
    by = worlds.caseworker()
    assistance.correct_service(by=by, at=clock.now(), service=service, on=date(2023, 6, 1), service_type="meal", quantity=1)


def test_a_figure_keeps_definition_window_cells_members_and_digest() -> None:
    period = builders.small_year()
    figure = builders.frozen(period)
    assert (figure.total, figure.version, figure.replaces, figure.window_code) == (21, 1, None, "2024")
    assert FigureMember.objects.filter(figure=figure).count() == 21
    cells = {tuple(cell.coordinates): cell.value for cell in FigureCell.objects.filter(figure=figure)}
    assert (cells[("nador", "female")], cells[("nador", "*")], cells[("*", "male")], cells[("*", "*")]) == (12, 15, 9, 21)
    assert cells[("oujda", "female")] is None
    assert figure.is_synthetic


def test_an_open_period_is_not_frozen() -> None:
    builders.assisted()
    with pytest.raises(Refused) as refused:
        builders.frozen(builders.accepted("nador"))
    assert refused.value.code == "period_open"
    assert not FrozenFigure.objects.exists()


def test_a_period_that_nobody_reported_is_not_frozen() -> None:
    builders.assisted()
    with pytest.raises(Refused) as refused:
        builders.frozen(builders.closed())
    assert refused.value.code == "not_reported"


def test_a_campaign_is_frozen_after_its_last_day() -> None:
    animator = worlds.outreach_worker()
    session = sessions.campaign_session(animator)
    activities.record_attendance(by=animator, at=clock.now(), session=session, present=[worlds.child(worlds.caseworker())])
    officer, indicator = worlds.information_officer(), builders.indicator("children_in_sessions")
    during = clock.now().replace(year=2025, month=6, day=30)
    with pytest.raises(Refused) as refused:
        actions.freeze_figure(by=officer, at=during, indicator=indicator, campaign="enas-2024")
    assert refused.value.code == "campaign_runs"
    figure = actions.freeze_figure(by=officer, at=clock.now(), indicator=indicator, campaign="enas-2024")
    assert (figure.total, figure.period, figure.window_code) == (1, None, "enas-2024")
    with pytest.raises(Refused) as refused:
        actions.freeze_figure(by=officer, at=clock.now(), indicator=indicator, campaign="nowhere")
    assert refused.value.field == "campaign"


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.COMMUNICATIONS_OFFICER, Role.ADMINISTRATOR, Role.DONOR_READER])
def test_only_the_information_officer_freezes(role: Role) -> None:
    period = builders.closed("nador")
    with pytest.raises(NotPermitted):
        builders.frozen(period, by=worlds.person(role, "oim"))


def test_freezing_again_is_refused_while_nothing_changed() -> None:
    period = builders.small_year()
    builders.frozen(period)
    with pytest.raises(Refused) as refused:
        builders.frozen(period)
    assert refused.value.code == "nothing_changed"


def test_a_correction_lowers_the_live_count_and_the_frozen_one_stays_until_a_new_version() -> None:
    period = builders.small_year()
    first = builders.frozen(period)
    move_one_child_to_2023()
    days = {"starts_on": period.starts_on, "ends_on": period.ends_on}
    assert queries.live(builders.indicator(), **days, as_of=clock.now()).total == 20
    assert FrozenFigure.objects.get(pk=first.pk).total == 21
    second = builders.frozen(period)
    assert (second.total, second.version, second.replaces) == (20, 2, first)
    told = second.difference
    assert (told["added"], told["removed"], told["total"]) == (0, 1, [21, 20])
    changed = {tuple(cell["cell"]): (cell["before"], cell["after"]) for cell in told["cells"]}
    assert changed == {("nador", "female"): (12, 11), ("nador", "*"): (15, 14), ("*", "female"): (12, 11), ("*", "*"): (21, 20)}


def test_the_digest_is_that_of_what_the_database_holds() -> None:
    """Computed again from the rows, whoever looks, it is the same; another member or cell gives another."""
    figure = builders.frozen(builders.small_year())
    held = FrozenFigure.objects.get(pk=figure.pk)
    cells = list(FigureCell.objects.filter(figure=held))
    counted = count(held.definition.counts, Window(held.starts_on, held.ends_on, held.as_of))
    assert actions.digest(held, cells, counted) == held.digest
    assert len(held.digest) == hashlib.sha256().digest_size * 2
    assert actions.digest(held, cells[1:], counted) != held.digest
    without_one = replace(counted, subjects=counted.subjects[1:])
    assert actions.digest(held, cells, without_one) != held.digest


def test_counting_as_of_the_figures_moment_gives_the_figure_again() -> None:
    period = builders.small_year()
    figure = builders.frozen(period)
    move_one_child_to_2023()
    again = count(figure.definition.counts, Window(figure.starts_on, figure.ends_on, figure.as_of))
    assert again.total == figure.total
    assert {subject.id for subject in again.subjects} == set(figure.members.values_list("subject", flat=True))


def test_neither_the_orm_nor_sql_changes_what_was_frozen() -> None:
    figure = builders.frozen(builders.small_year())
    release = builders.asked(figure)
    figure.total = 1
    with pytest.raises(Rewriting):
        figure.save()
    with pytest.raises(Rewriting):
        figure.delete()
    for model, column in (
        (FrozenFigure, "total"),
        (FigureCell, "value"),
        (FigureMember, "weight"),
        (ProtectedCell, "value"),
        (Definition, "version"),
    ):
        held = model.objects.filter(release=release) if model is ProtectedCell else model.objects.all()
        assert held.exists()
        with pytest.raises(Rewriting):
            held.update(**{column: 1})
        for statement in (f'update "{model._meta.db_table}" set "{column}" = 1', f'delete from "{model._meta.db_table}"'):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


def test_what_is_recorded_after_the_moment_is_not_in_the_figure() -> None:
    period = builders.small_year()
    worker = worlds.caseworker()
    late = clock.now() + timedelta(days=1)
    worlds.service(worker, worlds.child(worker, on=builders.SPRING), on=builders.SPRING, at=late)
    assert builders.frozen(period).total == 21


def test_a_headcount_is_one_member_that_stands_for_many() -> None:
    animator = worlds.outreach_worker()
    session = sessions.campaign_session(animator)
    heads = [activities.Counted("uasc", "male", "15_17", 12)]
    activities.record_attendance(by=animator, at=clock.now(), session=session, present=[], headcount=heads)
    figure = actions.freeze_figure(
        by=worlds.information_officer(), at=clock.now(), indicator=builders.indicator("session_contacts"), campaign="enas-2024"
    )
    assert figure.total == 12
    assert [member.weight for member in figure.members.all()] == [12]
