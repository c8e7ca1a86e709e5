"""Drafts, corrections, cards and links in the browser."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from kanaf.access.models import Account, AuditEntry
from kanaf.children.models import Child, Draft, Registration
from tests import worlds
from tests.desk.browsing import file_url, registration, text_of

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]
URL = "/work/children/register/"


def test_a_draft_keeps_what_is_wrong_too_and_is_taken_up_where_it_was_left(signed_in: SignIn) -> None:
    client = signed_in(worlds.caseworker("nador"))
    answer = client.post(URL, registration(latin="Kanfory", birth_year="20111", sex=None, do="draft"), follow=True)
    home = text_of(answer)
    assert "The draft is kept" in home
    assert "Registrations to finish" in home
    assert "Kanfory" not in home
    assert not Child.objects.exists()
    page = text_of(client.get(f"{URL}?draft={Draft.objects.get().pk}"))
    assert "Kanfory" in page
    assert "20111" in page
    assert "There is a problem" not in page
    form_id = re.search(r'name="form_id" value="([^"]+)"', page)
    assert form_id is not None
    client.post(URL, registration(latin="Kanfory", form_id=form_id[1]))
    assert Child.objects.count() == 1
    assert not Draft.objects.exists()


def test_nobody_else_takes_up_a_draft(signed_in: SignIn) -> None:
    signed_in(worlds.caseworker("nador")).post(URL, registration(do="draft"))
    other = signed_in(worlds.caseworker("nador"))
    draft = Draft.objects.get()
    assert other.get(f"{URL}?draft={draft.pk}").status_code == 404
    assert other.get(f"{URL}?draft=nonsense").status_code == 404
    assert other.post(f"/work/children/drafts/{draft.pk}/").status_code == 404
    assert Draft.objects.exists()


def test_everything_the_standard_asks_is_kept(signed_in: SignIn) -> None:
    by = worlds.caseworker("nador")
    sent = registration(
        caregiver="Hassan B.",
        caregiver_contact="chez le gardien",
        caregiver_relation="uncle_or_aunt",
        care_since="2026",
        separation_place="Maghnia",
        origin="Labé",
        unhcr_number="385-14C01234",
        icrc_number="MA-2211",
        other_number="ISS 9",
        wants_card="on",
    )
    signed_in(by).post(URL, sent)
    held = Registration.objects.get()
    assert (held.caregiver_relation, held.care_since, held.wants_card) == ("uncle_or_aunt", "2026", True)
    page = text_of(signed_in(by).post(file_url(held.child, "identity/"), {"reason": "follow_up"}))
    for word in ("Hassan B.", "chez le gardien", "Maghnia", "Labé", "385-14C01234", "MA-2211", "ISS 9"):
        assert word in page


def test_the_registration_is_corrected_and_what_was_said_stays(signed_in: SignIn) -> None:
    by = worlds.caseworker("nador")
    signed_in(by).post(URL, registration(separated_on_month="6", separated_on_year="2025", language="fr"))
    child = Child.objects.get()
    client = signed_in(by)
    page = text_of(client.get(file_url(child, "registration/")))
    assert 'value="2011"' in page
    assert 'value="2025"' in page
    client.post(file_url(child, "registration/"), registration(sex="female", nationality="SEN", on=None, city=None))
    current = Registration.objects.current().get()
    assert (current.sex, current.nationalities, current.city_id) == ("female", ["SEN"], "nador")
    assert Registration.objects.count() == 2
    assert "Registration corrected" in text_of(client.get(file_url(child)))


def test_the_identity_is_corrected_only_after_saying_why_it_is_opened(signed_in: SignIn) -> None:
    by = worlds.caseworker("nador")
    child = worlds.child(by, latin="Mamadou Diallo")
    client = signed_in(by)
    assert "Mamadou" not in text_of(client.get(file_url(child, "names/")))
    assert "Mamadou Diallo" in text_of(client.post(file_url(child, "names/"), {"reason": "follow_up"}))
    assert AuditEntry.objects.filter(act="identity.opened", target_id=str(child.pk)).exists()
    client.post(file_url(child, "names/"), {"latin": "Mamadou Dialo", "mother": "Kadiatou"})
    assert AuditEntry.objects.filter(act="identity.corrected").count() == 1
    assert "Mamadou Dialo" in text_of(client.post(file_url(child, "identity/"), {"reason": "follow_up"}))


def test_a_card_says_the_code_and_nothing_else_and_only_if_the_child_wants_one(signed_in: SignIn) -> None:
    by = worlds.caseworker("nador")
    client = signed_in(by)
    child = worlds.child(by)
    assert client.get(file_url(child, "card/")).status_code == 302
    wanting = worlds.child(by, latin="Zoumana Kone", wants_card=True)
    page = text_of(client.get(file_url(wanting, "card/")))
    assert wanting.code in page
    assert "<svg" in page
    assert "Kanaf" not in page.replace("/static/kanaf/", "")
    assert "Zoumana" not in page
    assert AuditEntry.objects.filter(act="card.printed").count() == 1


def test_children_are_linked_by_code_and_each_file_shows_the_other(signed_in: SignIn) -> None:
    by = worlds.caseworker("nador")
    child, other = worlds.child(by), worlds.child(by)
    foreign = worlds.child(worlds.caseworker("marrakech"), city="marrakech")
    client = signed_in(by)
    page = text_of(client.post(file_url(child, "links/"), {"code": foreign.code, "kind": "sibling"}))
    assert "No child in your reach has this code" in page
    client.post(file_url(child, "links/"), {"code": other.code, "kind": "sibling"})
    assert other.code in text_of(client.get(file_url(child)))
    assert child.code in text_of(client.get(file_url(other)))
    link = re.search(r"links/([0-9a-f-]{36})/end/", text_of(client.get(file_url(child))))
    assert link is not None
    client.post(file_url(child, f"links/{link[1]}/end/"))
    assert other.code not in text_of(client.get(file_url(child)))


def test_an_age_is_assessed_by_a_supervisor_where_it_is_in_doubt(signed_in: SignIn) -> None:
    by, supervisor = worlds.caseworker("nador"), worlds.supervisor("nador")
    signed_in(by).post(URL, registration(age_in_dispute="on"))
    child = Child.objects.get()
    assert signed_in(by).get(file_url(child, "age/")).status_code == 403
    client = signed_in(supervisor)
    assert file_url(child, "age/") in text_of(client.get(file_url(child)))
    sent = {"decided_by": "panel", "methods": ["medical"], "youngest": "16", "oldest": "19", "why": "Doute", "child_agreed": "on"}
    day = {"on_day": "16", "on_month": "11", "on_year": "2026"}
    page = text_of(client.post(file_url(child, "age/"), sent | day))
    assert "never decides alone" in page
    client.post(file_url(child, "age/"), sent | day | {"methods": ["medical", "school"]})
    assert "from 16 to 19 years" in text_of(client.get(file_url(child)))
