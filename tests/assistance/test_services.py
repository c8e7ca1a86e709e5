"""Services are recorded once, corrected by a row that replaces, refused in plain words."""

from datetime import date

import pytest

from kanaf.assistance import actions, queries
from kanaf.assistance.models import Service
from kanaf.core import clock, ids, vault
from kanaf.core.errors import NotPermitted, Refused
from kanaf.places.models import City
from tests import worlds

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 16)


def test_the_same_form_sent_twice_writes_one_service() -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    form = ids.new_id()
    values = {"child": child, "city": City.objects.get(code="nador"), "on": TODAY, "service_type": "meal", "note": "au foyer"}
    first = actions.record_service(by=by, at=clock.now(), id=form, **values)
    assert actions.record_service(by=by, at=clock.now(), id=form, **values) == first
    assert Service.objects.count() == 1
    assert vault.unseal(first, "sealed") == "au foyer"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on": date(2026, 11, 17)}, "on"),
        ({"service_type": "cash"}, "service_type"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": 1001}, "quantity"),
    ],
)
def test_bad_input_is_refused_at_its_field(changes: dict[str, object], field: str) -> None:
    by = worlds.caseworker()
    values = {
        "child": worlds.child(by),
        "city": City.objects.get(code="nador"),
        "on": TODAY,
        "service_type": "meal",
        "quantity": 1,
    } | changes
    with pytest.raises(Refused) as refusal:
        actions.record_service(by=by, at=clock.now(), **values)  # type: ignore[arg-type]
    assert refusal.value.field == field
    assert not Service.objects.exists()


def test_only_the_organisation_that_wrote_it_corrects() -> None:
    by = worlds.caseworker("nador")
    service = worlds.service(by, worlds.child(by))
    with pytest.raises(Refused):
        actions.correct_service(
            by=worlds.caseworker("casablanca"), at=clock.now(), service=service, on=TODAY, service_type="meal", quantity=1
        )


def test_a_correction_keeps_the_sealed_note() -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    service = actions.record_service(
        by=by, at=clock.now(), child=child, city=City.objects.get(code="nador"), on=TODAY, service_type="meal", note="secret"
    )
    corrected = actions.correct_service(by=by, at=clock.now(), service=service, on=TODAY, service_type="clothes", quantity=2)
    assert vault.unseal(corrected, "sealed") == "secret"
    assert queries.services_of(child, by) == [corrected]


def test_an_outreach_worker_records_no_service() -> None:
    by = worlds.caseworker()
    with pytest.raises(NotPermitted):
        worlds.service(worlds.outreach_worker(), worlds.child(by))
