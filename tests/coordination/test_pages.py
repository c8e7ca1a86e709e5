"""The pages of recommendations and of a campaign as a whole."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kanaf.access.models import Account, Organisation
from kanaf.access.roles import Role
from kanaf.activities import actions as activities
from kanaf.activities.actions import Counted, Trainee
from kanaf.coordination import actions
from kanaf.coordination.models import FollowUpAction, Recommendation
from kanaf.core import clock, ids
from tests import worlds
from tests.activities import builders

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]


def campaign_url() -> str:
    return reverse("coordination:campaign", args=["enas-2024"])


def page_of(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(f"coordination:{name}", args=args)).content.decode()


def test_a_campaign_page_counts_and_says_what_it_counts(signed_in: SignIn) -> None:
    by, worker, manager = worlds.outreach_worker(), worlds.caseworker(), builders.campaign_manager()
    session = builders.campaign_session(by, title="Begging")
    heads = [Counted("uasc", "male", "unknown", 3)]
    present = [worlds.child(worker), worlds.child(worker)]
    activities.record_attendance(by=by, at=clock.now(), session=session, present=present, headcount=heads)
    training = builders.training(manager, on=builders.IN_CAMPAIGN, campaign=builders.enas())
    activities.record_training(by=manager, at=clock.now(), session=training, trainees=[Trainee("Houda Testbarki", "un_agency")])
    answer = signed_in(manager).get(campaign_url())
    page = answer.content.decode()
    counts = answer.context["counts"]
    assert (counts.participants, counts.children, counts.professionals) == (3, 2, 1)
    assert "each child once, each professional once" in page
    assert "3 presences without a name are left out" in page
    assert "240 = 150 + 90" in page, "the note A1 stands beside the numbers"
    assert "Begging" in page
    assert page.count('href="/work/recommendations/') >= 3


def test_a_partner_counts_its_own_sessions_only(signed_in: SignIn) -> None:
    by = worlds.outreach_worker("nador")
    activities.record_attendance(
        by=by, at=clock.now(), session=builders.campaign_session(by), present=[worlds.child(worlds.caseworker("nador"))]
    )
    page = signed_in(worlds.supervisor("casablanca")).get(campaign_url())
    assert page.context["counts"].children == 0
    assert "your organisation’s sessions only" in page.content.decode()


def test_a_campaign_page_asks_the_database_as_often_for_one_session_as_for_many(signed_in: SignIn) -> None:
    by, worker = worlds.outreach_worker(), worlds.caseworker()
    client = signed_in(builders.campaign_manager())
    asked = []
    for number in (1, 4):
        for place in range(number):
            session = builders.campaign_session(by, on=builders.IN_CAMPAIGN + timedelta(days=place))
            activities.record_attendance(by=by, at=clock.now(), session=session, present=[worlds.child(worker)])
        asked.append(builders.questions_of(client, campaign_url()))
    assert asked[0] == asked[1] <= 21


def test_a_campaign_that_does_not_exist_is_not_found(signed_in: SignIn) -> None:
    assert signed_in(builders.campaign_manager()).get(reverse("coordination:campaign", args=["none"])).status_code == 404


def test_who_takes_no_part_in_activities_reads_no_campaign(signed_in: SignIn) -> None:
    client = signed_in(worlds.coordinator())
    assert client.get(campaign_url()).status_code == 403
    assert client.get(reverse("coordination:campaigns")).status_code == 403


def test_the_list_of_campaigns_leads_to_each(signed_in: SignIn) -> None:
    page = page_of(signed_in(worlds.caseworker()), "campaigns")
    assert campaign_url() in page
    assert "June 2025 (inferred)" in page


def test_recommendations_show_their_owners_as_proposed(signed_in: SignIn) -> None:
    page = page_of(signed_in(worlds.caseworker()), "recommendations")
    assert "(proposed)" in page
    assert "Made" in page


def test_a_reader_sees_a_recommendation_and_no_button(signed_in: SignIn) -> None:
    reader = signed_in(worlds.person(Role.INSTITUTIONAL_READER, "cnclt"))
    page = page_of(reader, "recommendation", "training")
    assert "Write what was done" not in page
    assert reader.get(reverse("coordination:follow_up", args=["training"])).status_code == 403
    assert reader.post(reverse("coordination:propose", args=["training"])).status_code == 403
    assert signed_in(worlds.person(Role.DONOR_READER, "dk-mfa")).get(reverse("coordination:recommendations")).status_code == 403


def test_what_is_not_there_is_not_found(signed_in: SignIn) -> None:
    client = signed_in(builders.campaign_manager())
    assert client.get(reverse("coordination:recommendation", args=["nothing"])).status_code == 404
    assert client.get(reverse("coordination:confirm", args=["training", ids.new_id()])).status_code == 404


def test_an_owner_of_another_recommendation_is_not_found_under_this_one(signed_in: SignIn) -> None:
    owner = Recommendation.objects.get(code="coordination").owners.get()
    client = signed_in(builders.campaign_manager())
    assert client.get(reverse("coordination:confirm", args=["training", owner.pk])).status_code == 404


def test_an_owner_is_proposed_and_its_agreement_noted(signed_in: SignIn) -> None:
    client = signed_in(builders.campaign_manager("oim"))
    url = reverse("coordination:recommendation", args=["information"])
    assert client.post(reverse("coordination:propose", args=["information"]), {"organisation": "cnclt"}).headers["Location"] == url
    owner = Recommendation.objects.get(code="information").owners.get(organisation__code="cnclt")
    confirm = reverse("coordination:confirm", args=["information", owner.pk])
    assert "Has" in client.get(confirm).content.decode()
    assert "Write the reference of the letter" in client.post(confirm, {"reference": ""}).content.decode()
    assert client.post(confirm, {"reference": "PV du 3 mars"}).headers["Location"] == url
    assert "PV du 3 mars" in client.get(url).content.decode()


def test_proposing_nobody_comes_back(signed_in: SignIn) -> None:
    client = signed_in(builders.campaign_manager("oim"))
    page = client.post(reverse("coordination:propose", args=["information"]), {"organisation": ""}).content.decode()
    assert "Answer this: Organisation to propose." in page


def test_others_managers_follow_nothing_up(signed_in: SignIn) -> None:
    client = signed_in(builders.campaign_manager("bayti"))
    assert client.get(reverse("coordination:follow_up", args=["information"])).status_code == 403
    assert client.post(reverse("coordination:propose", args=["information"]), {"organisation": "bayti"}).status_code == 403


def test_what_was_done_is_written_down_once(signed_in: SignIn) -> None:
    client = signed_in(builders.campaign_manager("oim"))
    url = reverse("coordination:follow_up", args=["information"])
    today = clock.today()
    typed = {
        "what": "Two radio spots were broadcast.",
        "on_day": today.day,
        "on_month": today.month,
        "on_year": today.year,
        "status": "done",
        "form_id": str(ids.new_id()),
    }
    page = client.post(url, typed).content.decode()
    assert "Say where the evidence is" in page
    assert "Two radio spots" in page
    typed["evidence"] = "Enregistrement 12"
    for _ in range(2):
        assert client.post(url, typed).status_code == 302
    assert FollowUpAction.objects.count() == 1
    shown = page_of(client, "recommendation", "information")
    assert "Enregistrement 12" in shown
    assert "Done, with evidence" in shown


def test_an_organisation_that_agreed_is_shown_so(signed_in: SignIn) -> None:
    by = builders.campaign_manager("oim")
    recommendation = Recommendation.objects.get(code="information")
    owner = actions.propose_owner(by=by, at=clock.now(), recommendation=recommendation, organisation=Organisation.objects.get(code="oim"))
    actions.confirm_owner(by=by, at=clock.now(), owner=owner)
    assert "agreed, noted on" in page_of(signed_in(worlds.caseworker()), "recommendation", "information")
