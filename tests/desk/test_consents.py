"""The pages on which a child is asked, a colleague answers, and a consent is taken back."""

from collections.abc import Callable

import pytest
from django.test import Client

from kanaf.access.models import Account, AuditEntry
from kanaf.children.models import ConsentDecision, Sharing, TracingRequest
from tests import worlds
from tests.children import kin
from tests.desk.browsing import file_url, queries_of, text_of

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]
TODAY = "16/11/2026"


def test_the_page_shows_what_was_asked_when_and_in_which_words(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    worlds.consent(by, child, language="fr", with_interpreter=True)

    page = text_of(signed_in(by).get(file_url(child, "consents/")))

    for said in ("we help you all the same", "Edition of the words", "with an interpreter", "From the age of 15", "16 November 2026"):
        assert said in page, said
    assert "Asked before each sharing" in page


def test_a_sharing_is_recorded_for_its_recipient(signed_in: SignIn) -> None:
    by, other = worlds.caseworker(), worlds.caseworker("oujda")
    child = worlds.child(by)
    client = signed_in(by)
    decided = {"purpose": "sharing", "decision": "given", "source": "child", "on": TODAY}

    missing = text_of(client.post(file_url(child, "consents/"), decided))
    client.post(file_url(child, "consents/"), decided | {"recipient": str(other.organisation_id)})

    assert "Say with which other organisation" in missing
    assert ConsentDecision.objects.get().recipient == other.organisation


def test_an_image_without_a_legal_representative_is_refused_at_its_field(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    sent = {"purpose": "image", "decision": "given", "source": "child", "on": TODAY}

    page = text_of(signed_in(by).post(file_url(child, "consents/"), sent))

    assert "Without a legal representative" in page
    assert 'href="#id_source_0"' in page
    assert not ConsentDecision.objects.exists()


def test_what_ends_is_shown_before_a_withdrawal_and_ends_with_it(signed_in: SignIn) -> None:
    by, other = worlds.caseworker(), worlds.caseworker("oujda")
    child = worlds.child(by)
    sharing = worlds.shared(by, child, other)
    client = signed_in(by)
    url = f"/work/consents/{sharing.basis_id}/withdraw/"

    shown = text_of(client.get(url))
    assert "OMDH reads nothing more of this file, at once" in shown
    assert "Services go on." in shown
    assert Sharing.objects.live().exists()
    client.post(url, {"source": "child", "on": TODAY})

    assert not Sharing.objects.live().exists()
    assert ConsentDecision.objects.filter(decision="withdrawn").count() == 1
    assert client.get(url).status_code == 404  # no longer the newest decision
    assert signed_in(other).get(file_url(child)).status_code == 404


def test_a_search_ends_with_the_consent_to_it_and_that_is_shown_before(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    request = kin.sought(by, child)
    TracingRequest.objects.filter(pk=request.pk).update(handled_by="red_crescent")
    client = signed_in(by)
    url = f"/work/consents/{ConsentDecision.objects.get(purpose='tracing').pk}/withdraw/"
    shown = text_of(client.get(url))
    assert "A child looks for: Mother" in shown
    assert "which has it in hand" in shown
    client.post(url, {"source": "child", "on": TODAY})
    request.refresh_from_db()
    assert request.is_closed


def test_a_second_person_answers_with_the_reasons_before_them(signed_in: SignIn) -> None:
    by, second = worlds.caseworker(), worlds.supervisor()
    child = worlds.child(by)
    decision = worlds.consent(by, child, source="best_interests_decision", childs_view="unable", why="In hospital, alone.")
    url = f"/work/consents/{decision.pk}/second-person/"

    mine, theirs = text_of(signed_in(by).get(url)), text_of(signed_in(second).get(url))
    home = text_of(signed_in(second).get("/work/"))
    signed_in(by).post(url, {"agrees": "1"})
    assert not hasattr(ConsentDecision.objects.get(), "second_person")
    signed_in(second).post(url, {"agrees": "1"})

    assert "another person of your organisation answers it" in mine
    assert "In hospital, alone." in theirs
    assert AuditEntry.objects.filter(act="reasons.read", by=second.pk).exists()
    assert url in home
    assert url not in text_of(signed_in(by).get("/work/"))
    assert ConsentDecision.objects.get().second_person.agrees


def test_strangers_and_colleagues_without_the_right(signed_in: SignIn) -> None:
    by, other = worlds.caseworker(), worlds.caseworker("oujda")
    child = worlds.child(by)
    decision = worlds.consent(by, child)
    urls = [file_url(child, "consents/"), f"/work/consents/{decision.pk}/withdraw/", f"/work/consents/{decision.pk}/second-person/"]
    for url in urls:
        assert signed_in(other).get(url).status_code == 404, url
        assert signed_in(other).post(url, {"agrees": "1"}).status_code == 404, url
        assert signed_in(worlds.outreach_worker()).get(url).status_code == 403, url
    worlds.shared(by, child, other)
    for url in urls:
        assert signed_in(other).post(url, {"agrees": "1"}).status_code == 403, url


def test_the_page_costs_the_same_however_much_was_asked(signed_in: SignIn) -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    worlds.consent(by, child)
    client = signed_in(by)
    few = queries_of(client, file_url(child, "consents/"))
    for _number in range(8):
        worlds.consent(by, child)
    assert queries_of(client, file_url(child, "consents/")) == few
    assert few <= 20
