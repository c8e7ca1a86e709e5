"""Closed → restrict at once: who a child is, is opened by who answers for cases alone, until somebody takes the case up again."""

from collections.abc import Callable

import pytest
from django.test import Client

from kanaf.access.models import Account, AuditEntry
from kanaf.access.roles import Role
from kanaf.casework import actions as casework
from kanaf.casework.models import Case
from kanaf.children import actions as children
from kanaf.children.told import Names
from kanaf.core import clock
from kanaf.core.errors import Refused
from kanaf.protection import actions as protection
from kanaf.protection import copies
from tests import worlds
from tests.desk.browsing import text_of
from tests.matrix.world import PAPER

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]
NAME = "Zoumanigui Bartholomeus"


@pytest.fixture
def worker() -> Account:
    return worlds.caseworker()


@pytest.fixture
def supervisor() -> Account:
    return worlds.supervisor()


def closed(by: Account, supervisor: Account) -> Case:
    case = worlds.case(by, worlds.child(by, latin=NAME))
    casework.close_case(by=supervisor, at=clock.now(), case=case, on=clock.today(), reason="objectives_met")
    return Case.objects.get(pk=case.pk)


def opened(by: Account, case: Case) -> str:
    return children.open_identity(by=by, at=clock.now(), child=case.child, reason="referral").latin


def test_once_its_case_is_closed_a_caseworker_is_refused_and_the_refusal_is_recorded(worker: Account, supervisor: Account) -> None:
    case = closed(worker, supervisor)
    with pytest.raises(Refused) as refused:
        opened(worker, case)
    assert refused.value.code == "restricted"
    assert AuditEntry.objects.filter(act="refused", by=worker.pk).exists()
    assert not AuditEntry.objects.filter(act="identity.opened").exists()


def test_the_supervisor_opens_it_and_the_record_says_so(worker: Account, supervisor: Account) -> None:
    assert opened(supervisor, closed(worker, supervisor)) == NAME
    assert AuditEntry.objects.filter(act="identity.opened", by=supervisor.pk).count() == 1


def test_reopening_opens_it_again(worker: Account, supervisor: Account) -> None:
    case = closed(worker, supervisor)
    casework.reopen_case(by=worker, at=clock.now(), case=case, on=clock.today(), risk="low", why="Came back.")
    assert opened(worker, case) == NAME


def test_a_child_that_never_had_a_case_is_open_to_who_registered_it(worker: Account) -> None:
    child = worlds.child(worker, latin=NAME)
    assert children.open_identity(by=worker, at=clock.now(), child=child, reason="referral").latin == NAME


def test_an_open_case_of_another_organisation_keeps_it_open(worker: Account, supervisor: Account) -> None:
    case = worlds.case(worker, worlds.child(worker, latin=NAME))
    other = worlds.followed_too(worker, case.child, worlds.caseworker("oujda"), city="oujda")
    casework.open_case(by=other.account, at=clock.now(), child=case.child, on=clock.today(), risk="low")
    casework.close_case(by=supervisor, at=clock.now(), case=case, on=clock.today(), reason="objectives_met")
    assert opened(worker, case) == NAME


def test_who_only_reads_what_was_shared_is_refused_too(worker: Account, supervisor: Account) -> None:
    case = worlds.case(worker, worlds.child(worker, latin=NAME))
    reader = worlds.caseworker("oujda")
    worlds.shared(worker, case.child, reader)
    assert opened(reader, case) == NAME
    casework.close_case(by=supervisor, at=clock.now(), case=case, on=clock.today(), reason="objectives_met")
    with pytest.raises(Refused, match="is closed"):
        opened(reader, case)


def test_nothing_else_leads_round_it(worker: Account, supervisor: Account) -> None:
    """Not a correction, not an attachment, not an export of the file or of many."""
    case = worlds.case(worker, worlds.child(worker, latin=NAME))
    child, at = case.child, clock.now()
    paper = protection.attach(by=worker, at=at, child=child, document="birth_certificate", content=PAPER)
    export = protection.ask_export(by=worker, at=at, child=child, reason="child")
    casework.close_case(by=supervisor, at=at, case=case, on=clock.today(), reason="objectives_met")
    for act in (
        lambda: children.correct_identity(by=worker, at=at, child=child, told=Names(latin="Another")),
        lambda: protection.open_attachment(by=worker, at=at, attachment=paper),
        lambda: protection.ask_export(by=worker, at=at, child=child, reason="child"),
        lambda: protection.make_export(by=worker, at=at, export=export),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "restricted"
    assert copies.children_of(worker) == []
    assert copies.children_of(supervisor) == [child]


def test_the_page_says_what_to_do_instead_of_asking_for_a_reason(worker: Account, supervisor: Account, signed_in: SignIn) -> None:
    case = closed(worker, supervisor)
    url = f"/work/children/{case.child.code}/"
    page = text_of(signed_in(worker).get(url))
    assert "reopen it to work on it again" in page
    assert "Show the identity" not in page
    posted = text_of(signed_in(worker).post(f"{url}identity/", {"reason": "referral"}))
    assert "Bartholomeus" not in posted
    assert "reopen it to work on it again" in posted
    assert "Bartholomeus" in text_of(signed_in(supervisor).post(f"{url}identity/", {"reason": "referral"}))


def test_an_attachment_of_a_closed_file_leads_back_with_its_sentence(worker: Account, supervisor: Account, signed_in: SignIn) -> None:
    case = worlds.case(worker)
    paper = protection.attach(by=worker, at=clock.now(), child=case.child, document="birth_certificate", content=PAPER)
    casework.close_case(by=supervisor, at=clock.now(), case=case, on=clock.today(), reason="objectives_met")
    answer = signed_in(worker).get(f"/work/children/{case.child.code}/attachments/{paper.pk}/", follow=True)
    assert "reopen it to work on it again" in text_of(answer)
    assert answer.status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_of_all_roles_the_supervisor_and_the_coordinator_alone_are_not_restricted(role: Role, worker: Account, supervisor: Account) -> None:
    from kanaf.children.restricting import restricted_to

    case = closed(worker, supervisor)
    by = worlds.person(role, "oim")
    assert (restricted_to(by, [case.child_id]) == set()) == (role in {Role.SUPERVISOR, Role.NATIONAL_COORDINATOR})
