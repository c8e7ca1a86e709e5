"""Two people let an organisation in; small teams have a deputy, a quarter's review, and a page of what is missing (G9)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from kanaf.access import actions
from kanaf.access.models import AccessReview, Account, Assurance, Organisation, OrganisationRequest
from kanaf.access.roles import Role
from kanaf.core import clock, ids
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.history import Rewriting
from tests import worlds
from tests.desk.browsing import queries_of, text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[Account], Client]
URL = "/work/people/organisations/"
ANSWERS = {
    "label_fr": "Association du Détroit",
    "label_ar": "جمعية المضيق",
    "label_en": "Strait Association",
    "code": "detroit",
    "kind": "ngo",
    "administrator_name": "Widad Premiere",
    "administrator_email": "widad@detroit.example",
}


def officer() -> Account:
    return worlds.person(Role.DATA_PROTECTION_OFFICER, "oim")


def administrator() -> Account:
    return worlds.person(Role.ADMINISTRATOR, "asticude")


def test_one_asks_another_confirms_and_the_first_administrator_gets_a_link(signed_in: SignIn) -> None:
    asker, second = worlds.coordinator(), officer()
    client = signed_in(asker)
    form_id = str(ids.new_id())
    for _twice in range(2):
        client.post(URL, ANSWERS | {"form_id": form_id})
    request = OrganisationRequest.objects.get()
    assert not Organisation.objects.filter(code="detroit").exists()

    alone = client.post(f"{URL}{request.pk}/confirm/", follow=True)
    assert "Another person than the one who asked" in text_of(alone)
    assert not Organisation.objects.filter(code="detroit").exists()
    page = text_of(signed_in(second).post(f"{URL}{request.pk}/confirm/"))

    assert "/account/invitation/" in page
    account = Account.objects.get(email="widad@detroit.example")
    assert (account.organisation.code, account.roles) == ("detroit", {"administrator"})
    assert signed_in(second).post(f"{URL}{request.pk}/confirm/").status_code == 404


def test_the_database_refuses_an_organisation_of_one_person() -> None:
    by, now = officer(), clock.now()
    values: dict[str, Any] = {name: ANSWERS[name] for name in ANSWERS}
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationRequest.objects.create(**values, asked_by=by, asked_at=now, decided_by=by, decided_at=now, organisation=by.organisation)
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationRequest.objects.create(**values, asked_by=by, asked_at=now, organisation=by.organisation)


def test_a_declined_request_makes_nothing(signed_in: SignIn) -> None:
    client = signed_in(worlds.coordinator())
    client.post(URL, ANSWERS)
    request = OrganisationRequest.objects.get()
    client.post(f"{URL}{request.pk}/decline/")
    assert signed_in(officer()).post(f"{URL}{request.pk}/confirm/").status_code == 404
    with pytest.raises(Refused):
        actions.confirm_organisation(by=officer(), at=clock.now(), request=request)


def test_a_code_or_an_address_that_is_taken_is_refused_at_its_field(signed_in: SignIn) -> None:
    client = signed_in(worlds.coordinator())
    assert "already an organisation with this code" in text_of(client.post(URL, ANSWERS | {"code": "bayti"}))
    taken = worlds.caseworker().email
    page = text_of(client.post(URL, ANSWERS | {"administrator_email": taken}))
    assert "already an account" in page
    assert 'value="Strait Association"' in page
    assert "Answer this: Official name in Arabic" in text_of(client.post(URL, ANSWERS | {"label_ar": ""}))


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.NATIONAL_COORDINATOR, Role.DATA_PROTECTION_OFFICER}))
def test_nobody_else_lets_organisations_in(signed_in: SignIn, role: Role) -> None:
    client = signed_in(worlds.person(role, "oim"))
    assert client.get(URL).status_code == 403
    assert client.post(URL, ANSWERS).status_code == 403
    assert not OrganisationRequest.objects.exists()


def test_a_deputy_is_named_among_colleagues_and_never_oneself(signed_in: SignIn) -> None:
    by, colleague, stranger = administrator(), worlds.supervisor(), worlds.supervisor("oujda")
    client = signed_in(by)
    for nobody in (by, stranger):
        client.post("/work/people/missing/", {"deputy": str(nobody.pk)})
        assert Organisation.objects.get(code="asticude").deputy is None
    client.post("/work/people/missing/", {"deputy": str(colleague.pk)})
    assert Organisation.objects.get(code="asticude").deputy == colleague
    with pytest.raises(Refused):
        actions.name_deputy(by=by, at=clock.now(), deputy=by)


def test_each_access_is_confirmed_once_a_quarter_and_never_by_oneself(signed_in: SignIn) -> None:
    by, colleague = administrator(), worlds.caseworker()
    client = signed_in(by)
    for _twice in range(2):
        client.post("/work/people/review/", {"account": str(colleague.pk)})
    assert AccessReview.objects.get().quarter == "2026-Q4"
    own = client.post("/work/people/review/", {"account": str(by.pk)}, follow=True)
    assert "Nobody changes their own access" in text_of(own)
    stranger = worlds.caseworker("oujda")
    for wrong in (str(stranger.pk), "nothing", ""):
        assert client.post("/work/people/review/", {"account": wrong}).status_code == 404
    assert AccessReview.objects.count() == 1
    with pytest.raises(Rewriting):
        AccessReview.objects.all().delete()


def test_the_deputy_confirms_the_administrator(signed_in: SignIn) -> None:
    by, deputy = administrator(), worlds.supervisor()
    assert signed_in(deputy).get("/work/people/review/").status_code == 403
    with pytest.raises(NotPermitted):
        actions.confirm_access(by=deputy, at=clock.now(), account=by)
    actions.name_deputy(by=by, at=clock.now(), deputy=deputy)
    client = signed_in(Account.objects.get(pk=deputy.pk))
    assert "You are your organisation’s deputy" in text_of(client.get("/work/"))
    client.post("/work/people/review/", {"account": str(by.pk)})
    assert AccessReview.objects.get().account == by


def test_a_late_review_is_said_to_be_late(signed_in: SignIn, settings: Any) -> None:
    by = administrator()
    worlds.caseworker()
    settings.KANAF_CLOCK = "2026-10-20T10:00:00"
    assert "Late" not in text_of(signed_in(by).get("/work/people/review/"))
    settings.KANAF_CLOCK = "2026-11-16T10:00:00"
    assert "Late" in text_of(signed_in(by).get("/work/people/review/"))


def test_the_page_of_what_is_missing_empties_as_things_are_done(signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kanaf.core.database.safety.unsafe_settings", list)  # a test's PostgreSQL waits for no disk
    by, colleague = administrator(), worlds.real_person(Role.CASEWORKER, "asticude", factor="")
    expired = worlds.caseworker()
    Account.objects.filter(pk=expired.pk).update(expires_on="2026-11-01")
    Account.objects.filter(pk=colleague.pk).update(conduct_version="")
    client = signed_in(by)
    page = text_of(client.get("/work/people/missing/"))
    for sentence in (
        "keys are kept apart",
        "backup was restored",
        "authorisation is not recorded",
        "Without the second factor",
        "not signed",
    ):
        assert sentence in page
    for sentence in ("last day is past", "no deputy", "Access to confirm"):
        assert sentence in page

    now = clock.now()
    actions.suspend_account(by=by, at=now, account=expired)
    actions.name_deputy(by=by, at=now, deputy=colleague)
    actions.sign_conduct(by=colleague, at=now)
    colleague.authenticator_set.create(type="totp", data={})
    colleague = Account.objects.get(pk=colleague.pk)
    actions.confirm_access(by=by, at=now, account=colleague)
    actions.confirm_access(by=colleague, at=now, account=by)
    actions.record_assurance(by=by, at=now, kind="keys_kept", on=now.date())
    actions.record_assurance(by=by, at=now, kind="restore_tested", on=now.date())
    with pytest.raises(Refused, match="data protection officer"):
        actions.record_assurance(by=by, at=now, kind="authorised", on=now.date())
    actions.record_assurance(by=officer(), at=now, kind="authorised", on=now.date())

    assert "Nothing is missing" in text_of(signed_in(by).get("/work/people/missing/"))


def test_an_assurance_has_a_day_that_has_come(signed_in: SignIn) -> None:
    client = signed_in(officer())
    client.post("/work/people/assurances/", {"kind": "authorised", "on": "17/11/2026"})
    assert not Assurance.objects.exists()
    client.post("/work/people/assurances/", {"kind": "authorised", "on": "12/11/2026"})
    assert "The CNDP has authorised the processing" in text_of(client.get("/work/people/assurances/"))
    assert signed_in(worlds.supervisor()).get("/work/people/assurances/").status_code == 403


def test_the_pages_cost_the_same_for_many_people(signed_in: SignIn) -> None:
    by = administrator()
    client = signed_in(by)
    urls = ("/work/people/", "/work/people/missing/", "/work/people/review/")
    worlds.caseworker(), worlds.supervisor()
    few = [queries_of(client, url) for url in urls]
    for number in range(6):
        worlds.person(Role.CASEWORKER, "asticude", "nador" if number % 2 else None)
    assert [queries_of(client, url) for url in urls] == few
    assert max(few) <= 15


def test_the_packs_action_lets_no_organisation_in_by_one_person() -> None:
    """Who may load the pack could have made an organisation of their own with the loader's action."""
    labels = dict.fromkeys(("fr", "ar", "en"), "Nouvelle")
    with pytest.raises(NotPermitted):
        actions.save_organisation(by=administrator(), at=clock.now(), code="nouvelle", kind="ngo", labels=labels)
    assert not Organisation.objects.filter(code="nouvelle").exists()
