"""A figure is made safe, asked for by one person, approved by another, released; small cells are never told."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from kanaf.access.models import AuditEntry
from kanaf.access.roles import Role
from kanaf.core import clock
from kanaf.core.errors import NotPermitted, Refused
from kanaf.disclosure import audit
from kanaf.indicators import actions, queries, tables
from kanaf.indicators.models import FrozenFigure, ProtectedCell, Release
from tests import worlds
from tests.indicators import builders
from tests.indicators.test_freeze import move_one_child_to_2023

pytestmark = pytest.mark.django_db


@pytest.fixture
def figure(db: None) -> FrozenFigure:
    return builders.frozen(builders.small_year())


def cells(release: Release) -> dict[tuple[str, ...], ProtectedCell]:
    return {tuple(cell.coordinates): cell for cell in release.cells.all()}


def test_asking_hides_small_cells_and_what_would_tell_them(figure: FrozenFigure) -> None:
    held = cells(builders.asked(figure))
    assert (held[("nador", "male")].status, held[("nador", "male")].reason) == ("suppressed", "small")
    hidden = [cell for cell in held.values() if cell.status == "suppressed"]
    assert all(cell.value is None for cell in hidden)
    assert len(hidden) >= 3
    assert held[("oujda", "male")].status == "not_reported"
    assert held[("*", "*")].value == 21


def test_the_tables_of_a_release_pass_the_attack(figure: FrozenFigure) -> None:
    builders.asked(figure)
    assert audit([table for _figure, _plan, table in tables.released_tables("children_assisted")]) == []


def test_a_hidden_cell_holds_no_number_in_the_database_either(figure: FrozenFigure) -> None:
    release = builders.asked(figure)
    with pytest.raises(IntegrityError, match="a_hidden_cell_holds_no_number"), transaction.atomic():
        ProtectedCell.objects.create(release=release, cut="x", coordinates=["*"], value=3, status="suppressed", reason="small")


def test_who_asks_does_not_approve(figure: FrozenFigure) -> None:
    officer = worlds.information_officer()
    release = builders.asked(figure, by=officer)
    for act in (actions.approve_release, actions.decline_release):
        with pytest.raises(Refused) as refused:
            act(by=officer, at=clock.now(), release=release)
        assert refused.value.code == "same_person"
    release.decided_by = officer
    with pytest.raises(IntegrityError, match="nobody_approves_what_they_asked"), transaction.atomic():
        release.save()


def test_nothing_goes_out_unapproved(figure: FrozenFigure) -> None:
    release = builders.asked(figure)
    with pytest.raises(Refused) as refused:
        actions.mark_released(by=worlds.information_officer(), at=clock.now(), release=release)
    assert refused.value.code == "not_approved"
    release.status = Release.Status.RELEASED
    with pytest.raises(IntegrityError, match="nothing_is_released_unapproved"), transaction.atomic():
        release.save()


def test_a_release_is_asked_for_once_answered_once_and_goes_out_once(figure: FrozenFigure) -> None:
    release = builders.released(figure)
    with pytest.raises(Refused) as refused:
        builders.asked(figure)
    assert refused.value.code == "already_asked"
    with pytest.raises(Refused) as refused:
        actions.approve_release(by=worlds.communications_officer(), at=clock.now(), release=release)
    assert refused.value.code == "already_answered"
    with pytest.raises(Refused) as refused:
        actions.mark_released(by=worlds.information_officer(), at=clock.now(), release=release)
    assert refused.value.code == "already_released"


def test_a_declined_release_may_be_asked_for_again(figure: FrozenFigure) -> None:
    release = builders.asked(figure)
    actions.decline_release(by=worlds.communications_officer(), at=clock.now(), release=release)
    assert builders.asked(figure).status == "asked"


def test_an_older_version_is_not_released_once_a_newer_is_frozen(figure: FrozenFigure) -> None:
    move_one_child_to_2023()
    builders.frozen(figure.period)
    with pytest.raises(Refused) as refused:
        builders.asked(figure)
    assert refused.value.code == "newer_version"


def test_what_the_plan_does_not_name_is_not_released() -> None:
    with pytest.raises(Refused) as refused:
        builders.asked(builders.frozen(builders.small_year(), code="services_delivered"))
    assert refused.value.code == "not_planned"


@pytest.mark.parametrize(
    ("role", "asks", "approves"),
    [
        (Role.INFORMATION_OFFICER, True, True),
        (Role.COMMUNICATIONS_OFFICER, False, True),
        (Role.SUPERVISOR, False, False),
        (Role.DONOR_READER, False, False),
        (Role.ADMINISTRATOR, False, False),
    ],
)
def test_who_asks_and_who_approves(figure: FrozenFigure, role: Role, asks: bool, approves: bool) -> None:
    by = worlds.person(role, "oim")
    if asks:
        release = builders.asked(figure, by=by)
        actions.decline_release(by=worlds.communications_officer(), at=clock.now(), release=release)
    else:
        with pytest.raises(NotPermitted):
            builders.asked(figure, by=by)
    release = builders.asked(figure)
    if approves:
        actions.approve_release(by=by, at=clock.now(), release=release)
    else:
        with pytest.raises(NotPermitted):
            actions.approve_release(by=by, at=clock.now(), release=release)


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.INFORMATION_OFFICER, ["frozen", "asked", "released"]),
        (Role.COMMUNICATIONS_OFFICER, ["asked", "released"]),
        (Role.DONOR_READER, ["released"]),
        (Role.SUPERVISOR, ["released"]),
        (Role.ADMINISTRATOR, []),
    ],
)
def test_who_sees_a_figure_on_its_way(role: Role, sees: list[str]) -> None:
    by = worlds.person(role, "oim")
    figure = builders.frozen(builders.small_year())
    found = []
    for state, step in (("frozen", None), ("asked", builders.asked), ("released", None)):
        if step:
            release = step(figure)
        if state == "released":
            actions.approve_release(by=worlds.communications_officer(), at=clock.now(), release=release)
            actions.mark_released(by=worlds.information_officer(), at=clock.now(), release=release)
        if FrozenFigure.objects.visible_to(by).filter(pk=figure.pk).exists():
            found.append(state)
    assert found == sees


def test_the_released_figure_stays_until_a_new_version_is_released(figure: FrozenFigure) -> None:
    builders.released(figure)
    days = {"starts_on": figure.starts_on, "ends_on": figure.ends_on}
    move_one_child_to_2023()
    second = builders.frozen(figure.period)
    shown = queries.released(builders.indicator(), **days, by_city=True)
    assert shown is not None
    assert (shown.total, shown.version) == (21, 1)
    builders.released(second, weighed=True)
    shown = queries.released(builders.indicator(), **days, by_city=True)
    assert shown is not None
    assert (shown.total, shown.version) == (20, 2)


def test_a_correction_of_few_is_approved_only_by_somebody_who_weighed_it(figure: FrozenFigure) -> None:
    builders.released(figure)
    move_one_child_to_2023()
    release = builders.asked(builders.frozen(figure.period))
    second = worlds.communications_officer()
    with pytest.raises(Refused) as refused:
        actions.approve_release(by=second, at=clock.now(), release=release)
    assert refused.value.code == "not_weighed"
    actions.approve_release(by=second, at=clock.now(), release=release, weighed=True)
    assert '"small_corrections":0' not in AuditEntry.objects.filter(act="release.approved").latest("number").details.replace(" ", "")


def test_a_first_version_and_one_beside_a_version_never_out_need_no_weighing(figure: FrozenFigure) -> None:
    move_one_child_to_2023()
    builders.released(builders.frozen(figure.period))


def test_a_year_by_city_and_sex_does_not_open_its_quarter_by_city() -> None:
    """A year of 12 + 6 in Nador beside a quarter of 15 there would say 3: the year is hidden instead, or refused."""
    builders.assisted(15, "nador", on=date(2024, 2, 10), sex="female")
    builders.assisted(30, "marrakech", on=date(2024, 2, 10), sex="female")
    builders.released(builders.frozen(builders.closed("nador", "marrakech", of="2024-Q1")))
    builders.assisted(3, "nador", on=date(2024, 8, 10), sex="female")
    builders.assisted(30, "marrakech", on=date(2024, 8, 10), sex="female")
    try:
        held = cells(builders.asked(builders.frozen(builders.closed("nador", "marrakech"))))
    except Refused as refused:
        assert refused.code == "cannot_be_protected"  # noqa: PT017 - either answer is safe
    else:
        assert held[("nador", "*")].status == "suppressed"


def test_a_page_that_is_out_of_date_undoes_no_decision(figure: FrozenFigure) -> None:
    """Two approvers had the same page open: the second one's word came after the figure was out, and took it back."""
    stale = builders.asked(figure)
    actions.approve_release(by=worlds.communications_officer(), at=clock.now(), release=Release.objects.get(pk=stale.pk))
    actions.mark_released(by=worlds.information_officer(), at=clock.now(), release=Release.objects.get(pk=stale.pk))
    for act in (actions.approve_release, actions.decline_release):
        with pytest.raises(Refused):
            act(by=worlds.communications_officer(), at=clock.now(), release=stale)
    assert Release.objects.get(pk=stale.pk).status == Release.Status.RELEASED
