"""The list of sessions, one session, its plan."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kanaf.access.models import Account
from kanaf.activities import actions
from kanaf.activities.actions import Counted, Trainee
from kanaf.activities.models import Session
from kanaf.core import clock, ids
from tests import worlds
from tests.activities import builders

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]


def planned(**changes: object) -> dict[str, object]:
    day = clock.today() + timedelta(days=3)
    typed = {
        "kind": "awareness",
        "topics": ["alternatives"],
        "on_day": day.day,
        "on_month": day.month,
        "on_year": day.year,
        "starts_at": "15h30",
        "city": "nador",
        "form_id": str(ids.new_id()),
    }
    return typed | changes


def test_the_list_shows_what_one_may_see_with_how_many_came(signed_in: SignIn) -> None:
    by = worlds.outreach_worker()
    session = builders.session(by, title="Drawing")
    actions.record_attendance(by=by, at=clock.now(), session=session, present=[], headcount=[Counted("uasc", "male", "15_17", 41)])
    builders.session(worlds.outreach_worker("oujda"), "oujda", title="Theirs")
    page = signed_in(by).get(reverse("activities:sessions")).content.decode()
    assert "Drawing" in page
    assert ">41<" in page
    assert "Theirs" not in page


def test_a_filter_narrows_and_shows_how_to_remove_it(signed_in: SignIn) -> None:
    by = worlds.outreach_worker()
    builders.session(by, title="Ahead", days=2)
    builders.session(by, title="Past", days=-2)
    page = signed_in(by).get(reverse("activities:sessions"), {"state": "list_missing", "city": "atlantis"}).content.decode()
    assert "Past" in page
    assert "Ahead" not in page
    assert 'class="chip"' in page


def test_the_list_goes_on_by_the_key_of_its_last_row(signed_in: SignIn) -> None:
    by = worlds.outreach_worker()
    for place in range(35):
        builders.session(by, days=-(place // 2), title=f"Session {place:02}")
    client = signed_in(by)
    first = client.get(reverse("activities:sessions"))
    assert len(first.context["rows"]) == 30
    second = client.get(reverse("activities:sessions") + first.context["pager"].next_url)
    shown = [row["session"].pk for row in [*first.context["rows"], *second.context["rows"]]]
    assert len(set(shown)) == 35
    back = client.get(reverse("activities:sessions") + second.context["pager"].previous_url)
    assert [row["session"].pk for row in back.context["rows"]] == shown[:30]
    assert client.get(reverse("activities:sessions"), {"after": "rubbish"}).status_code == 200


def test_the_list_asks_the_database_as_often_for_one_session_as_for_many(signed_in: SignIn) -> None:
    by = worlds.outreach_worker()
    client, url = signed_in(by), reverse("activities:sessions")
    builders.campaign_session(by)
    one = builders.questions_of(client, url)
    for place in range(9):
        builders.campaign_session(by, title=f"T{place}")
    assert builders.questions_of(client, url) == one
    assert one <= 10


def test_a_session_of_another_organisation_is_not_found(signed_in: SignIn) -> None:
    session = builders.session(worlds.outreach_worker("oujda"), "oujda")
    client = signed_in(builders.campaign_manager("asticude"))
    for name in ("session", "change", "cancel", "roll_call", "sheet", "training_list"):
        assert client.get(reverse(f"activities:{name}", args=[session.pk])).status_code == 404, name
        assert client.get(reverse(f"activities:{name}", args=[ids.new_id()])).status_code == 404, name


def test_those_who_carry_the_campaign_read_the_numbers_and_may_do_nothing_more(signed_in: SignIn) -> None:
    by = worlds.outreach_worker()
    session = builders.campaign_session(by)
    came = worlds.child(worlds.caseworker())
    actions.record_attendance(by=by, at=clock.now(), session=session, present=[came])
    client = signed_in(builders.campaign_manager("oim"))
    page = client.get(reverse("activities:session", args=[session.pk])).content.decode()
    assert "1 present" in page
    assert came.code not in page
    for name in ("change", "cancel", "roll_call", "sheet", "training_list"):
        assert client.get(reverse(f"activities:{name}", args=[session.pk])).status_code == 403, name


def test_a_colleague_without_the_right_is_told_so(signed_in: SignIn) -> None:
    session = builders.session(worlds.outreach_worker())
    caseworker, coordinator = signed_in(worlds.caseworker()), signed_in(worlds.coordinator())
    assert caseworker.get(reverse("activities:session", args=[session.pk])).status_code == 200
    for name in ("change", "cancel", "training_list"):
        assert caseworker.get(reverse(f"activities:{name}", args=[session.pk])).status_code == 403, name
    assert caseworker.get(reverse("activities:plan")).status_code == 403
    assert coordinator.get(reverse("activities:sessions")).status_code == 403


def test_a_stranger_is_asked_to_sign_in() -> None:
    assert Client().get(reverse("activities:sessions")).status_code == 302


def test_a_session_page_shows_codes_ages_and_groups_and_no_name(signed_in: SignIn) -> None:
    by = worlds.outreach_worker()
    came = worlds.child(worlds.caseworker(), latin="Testmamadou Testdiallo")
    session = builders.session(by)
    actions.record_attendance(by=by, at=clock.now(), session=session, present=[came], headcount=[Counted("uasc", "male", "15_17", 2)])
    page = signed_in(by).get(reverse("activities:session", args=[session.pk])).content.decode()
    assert came.code in page
    assert "15 to 17" in page
    assert "Testmamadou" not in page


def test_the_page_of_a_training_shows_kinds_and_no_name(signed_in: SignIn) -> None:
    by = builders.campaign_manager()
    session = builders.training(by)
    actions.record_training(by=by, at=clock.now(), session=session, trainees=[Trainee("Houda Testbarki", "un_agency")])
    page = signed_in(by).get(reverse("activities:session", args=[session.pk])).content.decode()
    assert "UN agency" in page
    assert "Testbarki" not in page


def test_a_session_is_planned(signed_in: SignIn) -> None:
    client = signed_in(worlds.outreach_worker())
    assert client.get(reverse("activities:plan")).status_code == 200
    typed = planned()
    answers = [client.post(reverse("activities:plan"), typed) for _ in range(2)]
    session = Session.objects.get()
    assert [answer.headers["Location"] for answer in answers] == [reverse("activities:session", args=[session.pk])] * 2
    assert (session.city_id, session.starts_at.strftime("%H:%M"), session.topics) == ("nador", "15:30", ["alternatives"])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"on_day": "31", "on_month": "2"}, "This day does not exist"),
        ({"on_year": "2031"}, "more than a year ahead"),
        ({"kind": "activity"}, "Choose the type of the activity."),
        ({"activity_type": "theatre"}, "Only an activity has a type"),
        ({"campaign": "enas-2024"}, "This day is outside the campaign"),
        ({"city": ""}, "Answer this: City."),
    ],
)
def test_what_cannot_be_planned_comes_back_with_its_sentence(signed_in: SignIn, changes: dict[str, object], sentence: str) -> None:
    answer = signed_in(worlds.outreach_worker()).post(reverse("activities:plan"), planned(title="Kept words", **changes))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert "Kept words" in page
    assert not Session.objects.exists()


def test_a_session_is_changed_and_cancelled(signed_in: SignIn) -> None:
    by = worlds.outreach_worker()
    session = builders.session(by, days=2)
    client = signed_in(by)
    assert "checked" in client.get(reverse("activities:change", args=[session.pk])).content.decode()
    client.post(reverse("activities:change", args=[session.pk]), planned(title="New title"))
    session.refresh_from_db()
    assert session.title == "New title"
    assert client.get(reverse("activities:cancel", args=[session.pk])).status_code == 200
    client.post(reverse("activities:cancel", args=[session.pk]))
    session.refresh_from_db()
    assert session.state == "cancelled"
    answer = client.post(reverse("activities:change", args=[session.pk]), planned(title="Again"))
    assert "was cancelled" in answer.content.decode()
