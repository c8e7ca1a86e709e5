"""A figure goes out: only what was protected is copied, and what readers hold is never rewritten."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kanaf.access.models import AuditEntry
from kanaf.access.roles import Role
from kanaf.core import clock
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.history import Rewriting
from kanaf.indicators.models import ExternalValue, FigureCell, FigureMember, FrozenFigure, ProtectedCell, Release
from kanaf.publication import actions
from kanaf.publication.models import ReleasedCell, ReleasedFigure, ReleasedTable
from tests import worlds
from tests.indicators import builders as figures
from tests.publication import builders

pytestmark = pytest.mark.django_db


def cells(figure: ReleasedFigure) -> dict[tuple[str, ...], ReleasedCell]:
    return {tuple(cell.coordinates): cell for cell in ReleasedCell.objects.filter(table__figure=figure)}


def test_only_protected_cells_are_copied() -> None:
    """The canary: 3 boys in Nador are counted, and no table of the site holds their number."""
    released = builders.small_year()
    assert FigureCell.objects.filter(coordinates=["nador", "male"]).get().value == 3
    copied = cells(released)
    assert {(place, cell.value, cell.status, cell.reason) for place, cell in copied.items()} == {
        (tuple(cell.coordinates), cell.value, cell.status, cell.reason) for cell in ProtectedCell.objects.all()
    }
    assert (copied["nador", "male"].value, copied["nador", "male"].status, copied["nador", "male"].reason) == (None, "suppressed", "small")
    assert 3 not in {cell.value for cell in copied.values()}
    assert (released.total, released.status) == (28, "exact")


def test_the_unprotected_total_of_a_frozen_figure_is_never_what_goes_out() -> None:
    figures.assisted(3, "nador")
    figure = figures.frozen(figures.closed("nador"))
    released = builders.released(figure)
    assert figure.total == 3
    assert (released.total, released.status) == (None, "suppressed")


def test_nothing_that_leads_to_a_record_is_copied() -> None:
    released = builders.small_year()
    frozen = FrozenFigure.objects.get()
    secret = {
        str(frozen.pk),
        frozen.digest,
        str(Release.objects.get().pk),
        *map(str, FigureMember.objects.values_list("subject", flat=True)),
    }
    held = json.dumps([_values(row) for model in (ReleasedFigure, ReleasedTable, ReleasedCell) for row in model.objects.all()])
    assert not [one for one in secret if one in held]
    assert released.digest != frozen.digest


def _values(row: Any) -> dict[str, str]:
    return {field.attname: str(getattr(row, field.attname)) for field in row._meta.local_fields}


def test_a_cell_carries_its_labels_in_three_languages() -> None:
    copied = cells(builders.small_year())
    assert copied["marrakech", "*"].labels[0] == {"fr": "Marrakech", "ar": "مراكش", "en": "Marrakesh"}


def test_cities_without_accepted_submission_are_not_reported_never_zero() -> None:
    released = builders.small_year()
    copied = cells(released)
    for city in ("oujda", "tanger", "casablanca"):
        assert (copied[city, "*"].value, copied[city, "*"].status) == (None, "not_reported")
    assert [city["code"] for city in released.reporting if city["reported"]] == ["nador", "marrakech"]


def test_notes_and_values_of_others_stand_by_the_figure_of_their_own_window() -> None:
    """A3 and A4 speak of 2024; the figure of another year does not carry them."""
    of_2024 = builders.small_year()
    assert {note["id"] for note in of_2024.notes} >= {"A2", "A3", "A4"}
    assert [value["value"] for value in of_2024.external] == [1024]
    assert of_2024.external[0]["source"] == ExternalValue.objects.get(code="press-2024-total").source
    figures.assisted(6, "nador", on=figures.SPRING.replace(year=2025))
    of_2025 = builders.released(figures.frozen(figures.closed("nador", of="2025")))
    assert not {note["id"] for note in of_2025.notes} & {"A3", "A4"}
    assert "A2" in {note["id"] for note in of_2025.notes}
    assert of_2025.external == []


def test_an_unapproved_figure_does_not_go_out_and_nothing_is_kept_of_it() -> None:
    release = figures.asked(figures.frozen(builders.year()))
    with pytest.raises(Refused) as refused:
        actions.release_figure(by=worlds.information_officer(), at=clock.now(), release=release)
    assert refused.value.code == "not_approved"
    assert not ReleasedFigure.objects.exists()


def test_a_figure_goes_out_once() -> None:
    release = figures.approved(figures.frozen(builders.year()))
    by = worlds.communications_officer()
    actions.release_figure(by=by, at=clock.now(), release=release)
    with pytest.raises(Refused):
        actions.release_figure(by=by, at=clock.now(), release=release)
    assert ReleasedFigure.objects.count() == 1


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.CASEWORKER, Role.DONOR_READER, Role.ADMINISTRATOR])
def test_who_may_not_release(role: Role) -> None:
    release = figures.approved(figures.frozen(builders.year()))
    with pytest.raises(NotPermitted):
        actions.release_figure(by=worlds.person(role, "oim"), at=clock.now(), release=release)
    assert not ReleasedFigure.objects.exists()


def test_a_correction_is_a_new_version_with_its_difference_as_readers_see_it() -> None:
    first = builders.small_year()
    second = builders.corrected(first, at=builders.later())
    assert (second.version, second.replaces_id, second.total) == (2, first.pk, 27)
    assert list(ReleasedFigure.objects.current()) == [second]
    assert not first.is_current
    changed = {tuple(change["cell"]): (change["before"], change["after"]) for change in second.difference}
    assert changed["*", "*"] == ({"value": 28, "status": "exact"}, {"value": 27, "status": "exact"})
    numbers = {shown["value"] for pair in changed.values() for shown in pair}
    assert 3 not in numbers
    first.refresh_from_db()
    assert first.total == 28


def test_an_older_version_cannot_follow_a_newer_one() -> None:
    first = figures.approved(figures.frozen(builders.year()))
    builders.move_one_child_to_2023()
    builders.released(figures.frozen(first.figure.period))
    with pytest.raises(Refused) as refused:
        actions.release_figure(by=worlds.communications_officer(), at=clock.now(), release=first)
    assert refused.value.code == "older_version"


def test_what_readers_hold_is_never_changed() -> None:
    released = builders.small_year()
    with pytest.raises(Rewriting):
        released.save()
    with pytest.raises(Rewriting):
        ReleasedCell.objects.update(value=4)
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        ReleasedFigure._base_manager.filter(pk=released.pk).update(total=29)


def test_a_hidden_cell_holds_no_number_in_the_database_either() -> None:
    table = ReleasedTable.objects.filter(figure=builders.small_year()).first()
    with pytest.raises(IntegrityError, match="a_hidden_released_cell_holds_no_number"), transaction.atomic():
        ReleasedCell.objects.create(table=table, coordinates=["nador", "male"], value=3, status="suppressed", reason="small")


def test_two_versions_never_bear_the_same_number() -> None:
    first = builders.small_year()
    values = {
        field.attname: getattr(first, field.attname) for field in first._meta.local_fields if field.attname not in {"id", "replaces_id"}
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        ReleasedFigure.objects.create(**values)


def test_it_is_recorded_with_its_release() -> None:
    by = worlds.communications_officer()
    builders.released(figures.frozen(builders.year()), by=by)
    acts = list(AuditEntry.objects.filter(by=by.pk).order_by("number").values_list("act", flat=True))
    assert acts == ["release.released", "figure.published"]


def test_the_digest_changes_with_any_released_cell() -> None:
    first = builders.small_year()
    second = builders.corrected(first, at=clock.now() + timedelta(days=1))
    assert len(first.digest) == 64
    assert first.digest != second.digest


def test_the_release_page_asks_for_the_right_and_releases(signed_in: Any) -> None:
    release = figures.approved(figures.frozen(builders.year()))
    url = f"/work/publications/releases/{release.pk}/release/"
    assert signed_in(worlds.caseworker()).post(url).status_code == 403
    assert signed_in(worlds.communications_officer()).get(url).status_code == 405
    assert not ReleasedFigure.objects.exists()
    response = signed_in(worlds.communications_officer()).post(url, follow=True)
    assert "Released: Children identified and assisted, 2024." in response.content.decode()
    assert ReleasedFigure.objects.get().total == 28
    response = signed_in(worlds.information_officer()).post(url, follow=True)
    assert "released already" in response.content.decode()
    missing = "/work/publications/releases/00000000-0000-4000-8000-000000000000/release/"
    assert signed_in(worlds.communications_officer()).post(missing).status_code == 404
