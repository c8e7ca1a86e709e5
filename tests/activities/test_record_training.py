"""Who was trained: adults, each once, their names sealed."""

import pytest
from django.db import connection

from kanaf.access.models import AuditEntry, Organisation
from kanaf.activities import actions, queries
from kanaf.activities.actions import Trainee
from kanaf.activities.models import Professional, ProfessionalName, TrainingAttendance
from kanaf.core import clock, rows
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.rows import OutsidePolicy
from tests import worlds
from tests.activities import builders

pytestmark = pytest.mark.django_db

JUDGE = Trainee("Zakariae Testgrondi", "state_institution", "Tribunal de Nador")
NURSE = Trainee("Houda Testbarki", "civil_society_association")


def test_a_list_of_three_kinds_is_kept() -> None:
    by = builders.campaign_manager()
    session = builders.training(by)
    officer = Trainee("Awa Testdiallo", "un_agency", "OIM")
    report = actions.record_training(by=by, at=clock.now(), session=session, trainees=[JUDGE, NURSE, officer])
    assert (report.total, report.named) == (3, 3)
    assert queries.trained_by_kind(session, by) == {"state_institution": 1, "civil_society_association": 1, "un_agency": 1}
    assert Professional.objects.get(institution_kind="un_agency").institution == Organisation.objects.get(code="oim")


def test_the_same_person_at_two_trainings_is_one_professional() -> None:
    by = builders.campaign_manager()
    actions.record_training(by=by, at=clock.now(), session=builders.training(by), trainees=[JUDGE])
    written = Trainee("TESTGRONDI  zakariae", "state_institution", "tribunal de nador")
    actions.record_training(by=by, at=clock.now(), session=builders.training(by, days=-1), trainees=[written])
    assert Professional.objects.count() == 1
    assert TrainingAttendance.objects.count() == 2


def test_the_same_name_at_another_institution_is_another_person() -> None:
    by = builders.campaign_manager()
    other = Trainee(JUDGE.name, JUDGE.institution_kind, "Tribunal d’Oujda")
    actions.record_training(by=by, at=clock.now(), session=builders.training(by), trainees=[JUDGE, other])
    assert Professional.objects.count() == 2


def test_the_same_list_twice_writes_nothing() -> None:
    by = builders.campaign_manager()
    session = builders.training(by)
    first = actions.record_training(by=by, at=clock.now(), session=session, trainees=[JUDGE, NURSE])
    acts = AuditEntry.objects.count()
    assert actions.record_training(by=by, at=clock.now(), session=session, trainees=[NURSE, JUDGE]) == first
    assert AuditEntry.objects.count() == acts


def test_the_list_given_replaces_the_list_held() -> None:
    by = builders.campaign_manager()
    session = builders.training(by)
    first = actions.record_training(by=by, at=clock.now(), session=session, trainees=[JUDGE])
    with pytest.raises(Refused, match="changed meanwhile"):
        actions.record_training(by=by, at=clock.now(), session=session, trainees=[NURSE])
    actions.record_training(by=by, at=clock.now(), session=session, trainees=[NURSE], seen=first.pk)
    opened = actions.open_training_list(by=by, at=clock.now(), session=session)
    assert [one.name for one in opened] == [NURSE.name]


@pytest.mark.parametrize(
    ("trainees", "field", "sentence"),
    [
        ([], None, "Nobody is on the list"),
        ([Trainee("12", "other")], "name-0", "Write the name"),
        ([JUDGE, Trainee("Someone Else", "kingdom")], "kind-1", "is not in the list"),
        ([JUDGE, NURSE, JUDGE], "name-2", "Lines 1 and 3"),
    ],
)
def test_a_line_that_cannot_be_is_refused_where_it_stands(trainees: list[Trainee], field: str | None, sentence: str) -> None:
    by = builders.campaign_manager()
    with pytest.raises(Refused, match=sentence) as refused:
        actions.record_training(by=by, at=clock.now(), session=builders.training(by), trainees=trainees)
    assert refused.value.field == field
    assert not Professional.objects.exists()


def test_opening_the_names_is_recorded() -> None:
    by = builders.campaign_manager()
    session = builders.training(by)
    assert actions.open_training_list(by=by, at=clock.now(), session=session) == []
    actions.record_training(by=by, at=clock.now(), session=session, trainees=[JUDGE])
    actions.open_training_list(by=by, at=clock.now(), session=session)
    assert AuditEntry.objects.filter(act="training_list.opened", target_id=str(session.pk)).count() == 1


def test_names_stand_sealed_and_counting_never_reads_them() -> None:
    by = builders.campaign_manager()
    actions.record_training(by=by, at=clock.now(), session=builders.training(by), trainees=[JUDGE])
    row = ProfessionalName.objects.get()
    assert JUDGE.name.encode() not in bytes(row.sealed)
    with rows.as_counter():
        assert Professional.objects.count() == 1
        with pytest.raises(OutsidePolicy if connection.vendor == "sqlite" else Exception):
            ProfessionalName.objects.count()


def test_others_record_no_training() -> None:
    session = builders.training(builders.campaign_manager("oim"))
    with pytest.raises(NotPermitted):
        actions.record_training(by=builders.campaign_manager("asticude"), at=clock.now(), session=session, trainees=[JUDGE])
    own = builders.training(worlds.supervisor())
    with pytest.raises(NotPermitted):
        actions.record_training(by=worlds.supervisor(), at=clock.now(), session=own, trainees=[JUDGE])


def test_only_a_training_keeps_a_list_of_professionals() -> None:
    by = builders.campaign_manager()
    with pytest.raises(Refused, match="Only a training"):
        actions.record_training(by=by, at=clock.now(), session=builders.session(by), trainees=[JUDGE])
