"""Who reads which complaint: every role, of the organisation concerned or another, by every page and method."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from kanaf.access import actions as access
from kanaf.access.models import Account, AuditEntry
from kanaf.access.roles import MAY, NATIONAL, Permission, Role
from kanaf.children.models import Child
from kanaf.core import clock, rows
from kanaf.core.models import DataKey
from kanaf.safeguarding import actions, queries
from kanaf.safeguarding.choices import About, Kind
from kanaf.safeguarding.models import Complaint, Message, Reader, Step, Suspension
from tests import worlds
from tests.activities.builders import questions_of
from tests.safeguarding import builders

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]
CANARY = "Kanarischevogel"
TABLES = [Complaint, Reader, Step, Message, Suspension]


def pages(complaint: Complaint, person: Account) -> list[tuple[str, str]]:
    """(method, address) of every page about one complaint, with their name's permission beside in `needed`."""
    one = [complaint.pk]
    return [
        ("get", reverse("safeguarding:complaint", args=one)),
        ("post", reverse("safeguarding:step", args=one)),
        ("post", reverse("safeguarding:answer", args=one)),
        ("post", reverse("safeguarding:assign", args=one)),
        ("post", reverse("safeguarding:concerned", args=one)),
        ("post", reverse("safeguarding:suspend", args=[complaint.pk, person.pk])),
    ]


def readers(complaint: Complaint) -> set[object]:
    return {reader.account_id for reader in Reader.objects.filter(complaint=complaint, ended_at=None)}


@pytest.mark.parametrize(
    ("role", "organisation"),
    [(role, code) for role in Role for code in ("oim", "asticude", "alkaram") if code == "oim" or role not in NATIONAL],
)
def test_every_role_of_every_organisation_on_every_page(signed_in: SignIn, role: Role, organisation: str) -> None:
    """Only the focal point and the deputy of the programme reach it; those of an association get what is not there."""
    worlds.coordinator()
    by = worlds.person(role, organisation, name="Siham Quelconque")
    builders.focal_point()
    complaint = builders.complaint(text=CANARY, who=CANARY, name=CANARY, organisation=builders.organisation("asticude"))
    holds = role in {Role.SAFEGUARDING_FOCAL_POINT, Role.SAFEGUARDING_DEPUTY}
    reads = holds and organisation == "oim"
    client = signed_in(by)
    person = worlds.caseworker()
    for method, url in pages(complaint, person):
        answer = getattr(client, method)(url, {})
        assert answer.status_code in (({200, 302} if reads else {404}) if holds else {403}), (method, url)
        assert (CANARY in answer.content.decode()) <= reads
    for name in ("complaints", "numbers", "suspensions"):
        answer = client.get(reverse(f"safeguarding:{name}"))
        assert answer.status_code == (200 if holds else 403)
        assert CANARY not in answer.content.decode()
    assert (str(complaint.pk) in client.get(reverse("safeguarding:complaints")).content.decode()) == reads
    assert CANARY not in client.get(reverse("desk:home")).content.decode()


def test_two_roles_alone_hold_the_permissions() -> None:
    for permission in (Permission.COMPLAINT_READ, Permission.COMPLAINT_HANDLE, Permission.ACCOUNT_HOLD):
        assert {role for role in Role if permission in MAY[role]} == {Role.SAFEGUARDING_FOCAL_POINT, Role.SAFEGUARDING_DEPUTY}


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    complaint = builders.complaint()
    for method, url in pages(complaint, worlds.caseworker()):
        answer = getattr(client, method)(url, {})
        assert answer.status_code == 302
        assert "/account/login/" in answer["Location"]


def test_not_there_and_not_ones_own_are_one_answer(signed_in: SignIn) -> None:
    builders.team()
    elsewhere = builders.focal_point("asticude", name="Hanane Ailleurs")
    complaint = builders.complaint()
    client = signed_in(elsewhere)
    theirs = client.get(reverse("safeguarding:complaint", args=[complaint.pk]))
    nobodys = client.get(reverse("safeguarding:complaint", args=[worlds.caseworker().pk]))
    assert theirs.status_code == nobodys.status_code == 404


def test_a_role_that_ended_reads_no_more(signed_in: SignIn) -> None:
    focal, _deputy = builders.team()
    complaint = builders.complaint()
    client = signed_in(focal)
    focal.grant_set.update(ended_at=clock.now())
    assert client.get(reverse("safeguarding:complaint", args=[complaint.pk])).status_code == 403


@pytest.mark.parametrize(("about", "left"), [(About.FOCAL_POINT, 1), (About.DEPUTY, 0)])
def test_who_is_accused_by_role_never_reads_it(signed_in: SignIn, about: About, left: int) -> None:
    pair = builders.team()
    complaint = builders.complaint(about=about, text=CANARY)
    assert readers(complaint) == {pair[left].pk}
    barred = pair[1 - left]
    assert signed_in(barred).get(reverse("safeguarding:complaint", args=[complaint.pk])).status_code == 404
    assert str(complaint.pk) not in signed_in(barred).get(reverse("safeguarding:complaints")).content.decode()


@pytest.mark.parametrize(
    ("who", "text"), [("Zineb", "x"), ("zineb pointfocal of IOM", "x"), ("زينب", "x"), ("", "It was Pointfocal, Zineb, who did it")]
)
def test_who_is_accused_by_name_never_reads_it(who: str, text: str) -> None:
    _focal, stands_in = builders.team()
    assert readers(builders.complaint(who=who, text=text)) == {stands_in.pk}


def test_without_a_deputy_it_goes_to_another_organisation_that_is_not_concerned() -> None:
    worlds.coordinator()
    builders.focal_point()
    concerned = builders.focal_point("asticude", name="Hanane Ailleurs")
    other = builders.focal_point("alkaram", name="Loubna Autre")
    complaint = builders.complaint(about=About.FOCAL_POINT, organisation=builders.organisation("asticude"))
    assert readers(complaint) == {other.pk}
    assert concerned.pk not in readers(complaint)


def test_where_nobody_is_left_nobody_reads_it_until_somebody_is_named() -> None:
    worlds.coordinator()
    focal = builders.focal_point()
    complaint = builders.complaint(about=About.FOCAL_POINT)
    assert readers(complaint) == set()
    actions.keep_readers(by=access.system_account(), at=clock.now())
    assert readers(complaint) == set()
    stands_in = builders.deputy()
    assert actions.keep_readers(by=access.system_account(), at=clock.now()) == 1
    assert readers(complaint) == {stands_in.pk}
    assert focal.pk not in readers(complaint)


def test_readers_follow_the_roles() -> None:
    """A new deputy reads what came before; who gave the role back reads nothing, and again once they have it again."""
    worlds.coordinator()
    focal = builders.focal_point()
    complaint = builders.complaint()
    stands_in = builders.deputy()
    system = access.system_account()
    actions.keep_readers(by=system, at=clock.now())
    assert readers(complaint) == {focal.pk, stands_in.pk}
    focal.grant_set.update(ended_at=clock.now())
    actions.keep_readers(by=system, at=clock.now())
    assert readers(complaint) == {stands_in.pk}
    focal.grant_set.update(ended_at=None)
    actions.keep_readers(by=system, at=clock.now())
    assert readers(complaint) == {focal.pk, stands_in.pk}
    assert actions.keep_readers(by=system, at=clock.now()) == 0


def test_a_focal_point_whom_it_turns_out_to_concern_is_out_at_once(signed_in: SignIn) -> None:
    focal, stands_in = builders.team()
    complaint = builders.complaint()
    actions.name_concerned(by=stands_in, at=clock.now(), complaint=complaint, account=focal)
    assert readers(complaint) == {stands_in.pk}
    assert signed_in(focal).get(reverse("safeguarding:complaint", args=[complaint.pk])).status_code == 404
    actions.keep_readers(by=access.system_account(), at=clock.now())
    assert readers(complaint) == {stands_in.pk}


def test_who_names_themselves_hands_it_over(signed_in: SignIn) -> None:
    worlds.coordinator()
    focal = builders.focal_point()
    other = builders.focal_point("alkaram", name="Loubna Autre")
    complaint = builders.complaint()
    client = signed_in(focal)
    answer = client.post(reverse("safeguarding:concerned", args=[complaint.pk]), {"concerned-account": str(focal.pk)})
    assert answer["Location"] == reverse("safeguarding:complaints")
    assert readers(complaint) == {other.pk}
    assert client.get(reverse("safeguarding:complaint", args=[complaint.pk])).status_code == 404


def test_every_reading_is_recorded_without_what_it_is_about(signed_in: SignIn) -> None:
    focal, _deputy = builders.team()
    complaint = builders.complaint(kind="sexual_abuse", is_danger=True)
    client = signed_in(focal)
    for name, arguments in (("complaints", []), ("numbers", []), ("suspensions", []), ("complaint", [complaint.pk])):
        client.get(reverse(f"safeguarding:{name}", args=arguments))
    entries = list(AuditEntry.objects.filter(by=focal.pk, act__startswith="complaint.").order_by("number"))
    assert [entry.act for entry in entries] == ["complaint.listed"] * 3 + ["complaint.opened"]
    assert all(entry.details == "" for entry in entries)
    assert entries[-1].target_id == str(complaint.pk)


def test_the_record_of_acts_says_that_and_never_what(signed_in: SignIn) -> None:
    focal, _deputy = builders.team()
    complaint = builders.complaint(kind="sexual_abuse")
    signed_in(focal).get(reverse("safeguarding:complaint", args=[complaint.pk]))
    text = signed_in(worlds.person(Role.DATA_PROTECTION_OFFICER, "oim")).get(reverse("desk:audit")).content.decode()
    assert "Opened a complaint" in text
    assert "sexual" not in text
    assert str(complaint.pk) not in text


def test_the_actions_refuse_whoever_does_not_read_it() -> None:
    focal, _deputy = builders.team()
    elsewhere = builders.focal_point("asticude", name="Hanane Ailleurs")
    complaint = builders.complaint()
    at = clock.now()
    for by in (elsewhere, worlds.supervisor(), worlds.person(Role.ADMINISTRATOR, "oim")):
        for do in (
            lambda by=by: actions.take_step(by=by, at=at, complaint=complaint, kind=Kind.ASSESSED),
            lambda by=by: actions.answer_sender(by=by, at=at, complaint=complaint, text="x"),
            lambda by=by: actions.assign_complaint(by=by, at=at, complaint=complaint, to=focal),
            lambda by=by: actions.name_concerned(by=by, at=at, complaint=complaint, account=focal),
            lambda by=by: actions.suspend_concerned(by=by, at=at, complaint=complaint, account=focal),
        ):
            with pytest.raises(PermissionDenied):
                do()


def test_no_context_of_the_application_reaches_the_tables() -> None:
    """The second barrier: with every query at hand, neither an organisation nor the counter nor the registry reads a row."""
    focal, _deputy = builders.team()
    builders.complaint()
    for make in (
        lambda: rows.for_organisation(focal.organisation_id),
        rows.as_counter,
        rows.as_registry,
        rows.as_public,
        lambda: rows.acting(rows.NOBODY),
    ):
        for model in TABLES:
            with make(), pytest.raises((DatabaseError, rows.OutsidePolicy)), _savepoint():
                model.objects.count()


def _savepoint() -> Any:
    return transaction.atomic()


on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="row-level security is PostgreSQL's")


@on_postgresql
def test_row_level_security_gives_each_reader_their_own() -> None:
    focal, stands_in = builders.team()
    both, hers = builders.complaint(), builders.complaint(about=About.FOCAL_POINT)
    for by, seen in ((focal, {both.pk}), (stands_in, {both.pk, hers.pk}), (worlds.person(Role.SAFEGUARDING_DEPUTY, "asticude"), set())):
        with rows.as_safeguarding(by.pk, by.organisation_id):
            assert set(Complaint.objects.values_list("pk", flat=True)) == seen
            assert {step.complaint_id for step in Step.objects.all()} == seen
            assert {reader.complaint_id for reader in Reader.objects.all()} == seen
    with rows.as_safeguarding_clock():
        assert Complaint.objects.count() == 2
    with rows.as_sender(both.code_mark):
        assert [complaint.pk for complaint in Complaint.objects.all()] == [both.pk]
        assert {step.complaint_id for step in Step.objects.all()} == {both.pk}
        assert Reader.objects.count() == 2
        assert not DataKey.objects.exclude(subject_kind="complaint").exists()
    with rows.as_sender(""):
        assert Complaint.objects.count() == 0


@on_postgresql
def test_a_reader_writes_to_no_complaint_of_others() -> None:
    focal, _deputy = builders.team()
    hers = builders.complaint(about=About.FOCAL_POINT)
    with rows.as_safeguarding(focal.pk, focal.organisation_id), pytest.raises(DatabaseError), _savepoint():
        Step.objects.create(complaint=hers, kind=Kind.ASSESSED, taken_at=clock.now())


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the guard is SQLite's")
def test_the_senders_and_the_readers_contexts_reach_nothing_else() -> None:
    worlds.case(worlds.caseworker())
    for make in (lambda: rows.as_sender("x"), rows.as_safeguarding_clock):
        with make(), pytest.raises(rows.OutsidePolicy):
            Child.objects.count()


def test_what_was_done_cannot_be_rewritten() -> None:
    complaint = builders.complaint()
    with connection.cursor() as cursor:
        for table, column in (("safeguarding_complaint", "kind"), ("safeguarding_step", "kind")):
            with pytest.raises(DatabaseError), _savepoint():
                cursor.execute(f'update "{table}" set {column} = %s', ["other"])
    assert Complaint.objects.get(pk=complaint.pk).kind == "neglect"


def test_numbers_are_those_that_one_may_read(signed_in: SignIn) -> None:
    focal, stands_in = builders.team()
    builders.complaint(kind="fraud")
    builders.complaint(kind="fraud", about=About.FOCAL_POINT)
    builders.complaint(kind="other")
    for by, fraud in ((focal, 1), (stands_in, 2)):
        with rows.as_safeguarding(by.pk, by.organisation_id):
            ((year, quarter, counts),) = queries.numbers(by, clock.today())
        kinds = [code for code, _label in queries.programme.choices("complaint_kind")]
        assert (year, quarter) == ("2026", "4")
        assert dict(zip(kinds, counts, strict=True)) == dict.fromkeys(kinds, 0) | {"fraud": fraud, "other": 1}
        assert "Quarter 4 of 2026" in signed_in(by).get(reverse("safeguarding:numbers")).content.decode()


def test_the_lists_ask_the_database_as_often_for_one_as_for_many(signed_in: SignIn) -> None:
    focal, _deputy = builders.team()
    client = signed_in(focal)
    for name, most in (("complaints", 30), ("numbers", 16)):
        asked = []
        for _round in range(2):
            for _time in range(4):
                builders.complaint()
            asked.append(questions_of(client, reverse(f"safeguarding:{name}")))
        assert asked[0] == asked[1] <= most
    complaint = builders.complaint()
    assert questions_of(client, reverse("safeguarding:complaint", args=[complaint.pk])) <= 40
