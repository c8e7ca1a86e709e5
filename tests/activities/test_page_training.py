"""The list of a training on its page."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kanaf.access.models import Account, AuditEntry
from kanaf.activities import actions
from kanaf.activities.actions import Trainee
from kanaf.activities.models import Professional, Session, TrainingAttendance
from kanaf.core import clock
from tests import worlds
from tests.activities import builders

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]


def url(session: Session) -> str:
    return reverse("activities:training_list", args=[session.pk])


def lines(*written: tuple[str, str, str]) -> dict[str, str]:
    parts = ("name", "kind", "institution")
    return {f"{part}-{line}": values[place] for line, values in enumerate(written) for place, part in enumerate(parts)}


def test_a_list_is_saved_and_empty_lines_are_none(signed_in: SignIn) -> None:
    by = builders.campaign_manager()
    session = builders.training(by)
    typed = lines(("Houda Testbarki", "un_agency", "HCR"), ("", "", ""), ("Zakariae Testgrondi", "state_institution", ""))
    assert signed_in(by).post(url(session), typed).status_code == 302
    assert TrainingAttendance.objects.current().count() == 2


def test_opening_shows_the_names_and_is_recorded(signed_in: SignIn) -> None:
    by = builders.campaign_manager()
    session = builders.training(by)
    report = actions.record_training(by=by, at=clock.now(), session=session, trainees=[Trainee("Houda Testbarki", "un_agency", "HCR")])
    page = signed_in(by).get(url(session)).content.decode()
    assert "Houda Testbarki" in page
    assert f'name="seen" value="{report.pk}"' in page
    assert AuditEntry.objects.filter(act="training_list.opened").count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (lines(("Houda Testbarki", "", "")), "Choose the kind of institution."),
        (lines(("", "", "Tribunal")), "Write the name, or empty the line."),
        (lines(("Houda Testbarki", "other", ""), ("houda testbarki", "other", "")), "Lines 1 and 2 name the same person"),
        ({}, "Nobody is on the list"),
        (lines(("Houda Testbarki", "kingdom", "")), "Select a valid choice"),
    ],
)
def test_a_wrong_line_comes_back_with_its_sentence(signed_in: SignIn, typed: dict[str, str], sentence: str) -> None:
    by = builders.campaign_manager()
    page = signed_in(by).post(url(builders.training(by)), typed).content.decode()
    assert sentence in page
    for value in typed.values():
        assert value in page or value == "kingdom"
    assert not Professional.objects.exists()


def test_more_lines_are_offered_and_nothing_is_saved(signed_in: SignIn) -> None:
    by = builders.campaign_manager()
    answer = signed_in(by).post(url(builders.training(by)), lines(("Houda Testbarki", "other", "")) | {"do": "more"})
    assert answer.context["form"].lines == 16
    assert "Houda Testbarki" in answer.content.decode()
    assert not Professional.objects.exists()


def test_those_who_do_not_train_are_told_so(signed_in: SignIn) -> None:
    session = builders.training(worlds.supervisor())
    assert signed_in(worlds.supervisor()).get(url(session)).status_code == 403
