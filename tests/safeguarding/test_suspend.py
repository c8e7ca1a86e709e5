"""An accused person is kept out at once, nothing says why, and two people let them in again."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from kanaf.access import actions as access
from kanaf.access import rules
from kanaf.access.models import Account, AuditEntry
from kanaf.access.roles import Role
from kanaf.core import clock
from kanaf.core.errors import Refused
from kanaf.safeguarding import actions
from kanaf.safeguarding.choices import Kind
from kanaf.safeguarding.models import Complaint, Suspension
from tests import worlds
from tests.safeguarding import builders

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]
SAYS_WHY = ("complaint", "safeguard", "abuse", "held", "accus", "focal")


def accused_of(focal: Account, person: Account) -> Complaint:
    complaint = builders.complaint()
    actions.name_concerned(by=focal, at=clock.now(), complaint=complaint, account=person)
    return complaint


def suspended(focal: Account, person: Account) -> Suspension:
    return actions.suspend_concerned(by=focal, at=clock.now(), complaint=accused_of(focal, person), account=person)


@pytest.mark.parametrize("make", [worlds.caseworker, worlds.coordinator, worlds.supervisor])
def test_a_person_of_any_organisation_is_out_at_the_next_request(signed_in: SignIn, make: Callable[[], Account]) -> None:
    focal, _deputy = builders.team()
    person = make()
    browser = signed_in(person)
    assert browser.get(reverse("desk:home")).status_code == 200
    complaint = accused_of(focal, person)
    signed_in(focal).post(reverse("safeguarding:suspend", args=[complaint.pk, person.pk]))
    answer = browser.get(reverse("desk:home"))
    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]
    assert [step.kind for step in complaint.steps.all()][-1] == Kind.SUSPENDED


def test_a_signed_in_accused_is_shown_no_reason_and_a_new_sign_in_none(signed_in: SignIn) -> None:
    focal, _deputy = builders.team()
    person = worlds.caseworker()
    person.set_password("a-long-passphrase-42")
    person.save()
    suspended(focal, person)
    answer = Client().post("/account/login/", {"login": person.email, "password": "a-long-passphrase-42"}, follow=True)
    ordinary = worlds.caseworker()
    ordinary.set_password("a-long-passphrase-42")
    ordinary.is_active = False
    ordinary.save()
    other = Client().post("/account/login/", {"login": ordinary.email, "password": "a-long-passphrase-42"}, follow=True)
    assert [status for _url, status in answer.redirect_chain] == [status for _url, status in other.redirect_chain]
    assert answer.status_code == other.status_code
    assert _without_forms(answer.content.decode(), person.email) == _without_forms(other.content.decode(), ordinary.email)


def _without_forms(page: str, email: str) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]*|(X-CSRFToken": ")[^"]*', "", page).replace(email, "")


def test_no_screen_of_the_organisation_says_why(signed_in: SignIn) -> None:
    """The People page, the person's page, home and the record of acts look as after any suspension by the administrator."""
    focal, _deputy = builders.team()
    manager = worlds.person(Role.ADMINISTRATOR, "asticude")
    access.give_role(by=access.system_account(), at=clock.now(), account=manager, role=Role.DATA_PROTECTION_OFFICER)
    manager = Account.objects.get(pk=manager.pk)
    person, plain = worlds.caseworker(), worlds.caseworker()
    client = signed_in(manager)
    client.post(reverse("desk:suspend", args=[plain.pk]), follow=True)  # the page shown once says that it was done
    suspended(focal, person)
    theirs = client.get(reverse("desk:person", args=[person.pk])).content.decode()
    ordinary = client.get(reverse("desk:person", args=[plain.pk])).content.decode()
    assert _bare(theirs, person) == _bare(ordinary, plain)
    for name in ("desk:people", "desk:home", "desk:audit"):
        text = client.get(reverse(name)).content.decode().split("<main", 1)[1]
        if name == "desk:audit":  # beside its rows stands a filter that names every act there is
            text = text.split("<tbody", 1)[1]
        assert focal.initials not in text
        assert not [word for word in SAYS_WHY if word in text.lower()]


def _bare(page: str, account: Account) -> str:
    text = _without_forms(page, account.email).split("<main", 1)[1]
    for part in (account.name, str(account.pk)):
        text = text.replace(part, "")
    return re.sub(r'name="form_id" value="[^"]*"|roles/\d+/', "", text)


def test_the_administrator_cannot_open_the_account_again() -> None:
    focal, _deputy = builders.team()
    person = worlds.caseworker()
    suspended(focal, person)
    with pytest.raises(Refused) as refused:
        rules.check_not_held(Account.objects.get(pk=person.pk))
    assert not [word for word in SAYS_WHY if word in str(refused.value).lower()]
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(pk=person.pk).update(is_active=True)
    rules.check_not_held(worlds.caseworker())


def test_the_record_names_the_system_and_the_room_keeps_who() -> None:
    focal, _deputy = builders.team()
    person = worlds.caseworker()
    suspension = suspended(focal, person)
    entry = AuditEntry.objects.get(act="account.suspended", target_id=str(person.pk))
    assert entry.by == access.system_account().pk
    assert entry.details == ""
    assert suspension.placed_by == focal.pk


def test_only_a_person_whom_the_complaint_concerns_is_suspended() -> None:
    focal, _deputy = builders.team()
    complaint, person = builders.complaint(), worlds.caseworker()
    with pytest.raises(Refused) as refused:
        actions.suspend_concerned(by=focal, at=clock.now(), complaint=complaint, account=person)
    assert refused.value.code == "not_concerned"
    with pytest.raises(Refused) as refused:
        actions.suspend_concerned(by=focal, at=clock.now(), complaint=complaint, account=focal)
    assert refused.value.code == "own_account"


def test_the_deputy_suspends_an_accused_focal_point() -> None:
    focal, stands_in = builders.team()
    suspended(stands_in, focal)
    assert not Account.objects.get(pk=focal.pk).is_active


def test_suspending_twice_is_suspending_once() -> None:
    focal, _deputy = builders.team()
    person = worlds.caseworker()
    complaint = accused_of(focal, person)
    first, second = (actions.suspend_concerned(by=focal, at=clock.now(), complaint=complaint, account=person) for _time in range(2))
    assert first.pk == second.pk
    assert AuditEntry.objects.filter(act="account.suspended").count() == 1


def test_one_person_alone_lifts_nothing(signed_in: SignIn) -> None:
    focal, stands_in = builders.team()
    person = worlds.caseworker()
    suspension = suspended(focal, person)
    client = signed_in(focal)
    assert "Ask first" not in client.post(reverse("safeguarding:lift", args=[suspension.pk]), follow=True).content.decode()
    assert not Account.objects.get(pk=person.pk).is_active
    client.post(reverse("safeguarding:ask_to_lift", args=[suspension.pk]))
    client.post(reverse("safeguarding:ask_to_lift", args=[suspension.pk]))
    assert "a second person agrees" in client.post(reverse("safeguarding:lift", args=[suspension.pk]), follow=True).content.decode()
    assert not Account.objects.get(pk=person.pk).is_active
    other = signed_in(stands_in)
    assert "Agree" in other.get(reverse("safeguarding:suspensions")).content.decode()
    other.post(reverse("safeguarding:lift", args=[suspension.pk]))
    person = Account.objects.get(pk=person.pk)
    assert person.is_active
    assert not person.is_held
    suspension.refresh_from_db()
    assert (suspension.asked_by, suspension.lifted_by) == (focal.pk, stands_in.pk)
    assert signed_in(person).get(reverse("desk:home")).status_code == 200
    assert other.post(reverse("safeguarding:lift", args=[suspension.pk])).status_code == 404


def test_the_second_person_may_be_another_organisations_focal_point_who_reads_no_complaint(signed_in: SignIn) -> None:
    focal, _deputy = builders.team()
    elsewhere = builders.focal_point("alkaram", name="Loubna Autre")
    person = worlds.caseworker()
    suspension = suspended(focal, person)
    actions.ask_to_lift(by=focal, at=clock.now(), suspension=suspension)
    client = signed_in(elsewhere)
    assert client.post(reverse("safeguarding:lift", args=[suspension.pk])).status_code == 302
    assert Account.objects.get(pk=person.pk).is_active


def test_the_accused_sees_and_lifts_nothing_of_their_own() -> None:
    focal, stands_in = builders.team()
    suspension = suspended(stands_in, focal)
    for do in (actions.ask_to_lift, actions.lift_suspension):
        with pytest.raises(PermissionDenied):
            do(by=focal, at=clock.now(), suspension=suspension)
    assert not Suspension.objects.visible_to(focal).exists()


def test_who_was_suspended_by_their_organisation_before_stays_so_afterwards() -> None:
    focal, stands_in = builders.team()
    person = worlds.caseworker()
    access.suspend_account(by=access.system_account(), at=clock.now(), account=person)
    suspension = suspended(focal, person)
    actions.ask_to_lift(by=focal, at=clock.now(), suspension=suspension)
    actions.lift_suspension(by=stands_in, at=clock.now() + timedelta(hours=1), suspension=suspension)
    assert not Account.objects.get(pk=person.pk).is_active


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SUPERVISOR, Role.NATIONAL_COORDINATOR, Role.DATA_PROTECTION_OFFICER])
def test_nobody_else_suspends_or_lifts(role: Role) -> None:
    focal, _deputy = builders.team()
    person, by = worlds.caseworker(), worlds.person(role, "oim")
    suspension = suspended(focal, person)
    at = clock.now()
    for do in (
        lambda: access.hold_account(by=by, at=at, account=person),
        lambda: access.end_hold(by=by, at=at, account=person, asked_by=focal, active=True),
        lambda: access.end_hold(by=focal, at=at, account=person, asked_by=by, active=True),
        lambda: actions.ask_to_lift(by=by, at=at, suspension=suspension),
        lambda: actions.lift_suspension(by=by, at=at, suspension=suspension),
    ):
        with pytest.raises(PermissionDenied):
            do()


def test_two_people_are_two_in_access_and_in_the_database() -> None:
    focal, _deputy = builders.team()
    person = worlds.caseworker()
    suspension = suspended(focal, person)
    for asked_by, by in ((focal, focal), (person, focal)):
        with pytest.raises((Refused, PermissionDenied)):
            access.end_hold(by=by, at=clock.now(), account=person, asked_by=asked_by, active=True)
    values = {"asked_by": focal.pk, "asked_at": clock.now(), "lifted_by": focal.pk, "lifted_at": clock.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Suspension.objects.filter(pk=suspension.pk).update(**values)
    with pytest.raises(Refused):
        access.hold_account(by=focal, at=clock.now(), account=focal)
