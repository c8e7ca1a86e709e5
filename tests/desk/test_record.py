"""The record of acts as the data protection officer reads it."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from kanaf.access import audit as chain
from kanaf.access.models import Account, AuditEntry
from kanaf.access.roles import Role
from kanaf.casework import actions as casework
from kanaf.children.models import Child
from kanaf.core import clock
from kanaf.core.errors import NotPermitted, Refused
from kanaf.desk.queries import record
from tests import worlds
from tests.desk.browsing import text_of

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]
URL = "/work/record/"
VERIFY = "/work/record/verify/"


def officer(organisation: str = "oim") -> Account:
    return worlds.person(Role.DATA_PROTECTION_OFFICER, organisation)


@pytest.fixture
def national() -> Account:
    worlds.coordinator()
    return officer()


def rows_in(page: str) -> list[int]:
    return [int(number.replace("\u00a0", "")) for number in re.findall(r"no\. ([\d\u00a0]+)", page)]


def read(by: Account, child: Child, signed_in: SignIn) -> None:
    signed_in(by).get(f"/work/children/{child.code}/")


def test_the_newest_acts_are_read_in_words_without_a_name(signed_in: SignIn, national: Account) -> None:
    by = worlds.caseworker()
    child = worlds.child(by, latin="Zoumanigui Pivi")
    read(by, child, signed_in)

    page = text_of(signed_in(national).get(URL))

    assert "Opened a child’s file" in page
    assert "Registered a child" in page
    assert by.initials in page
    assert "Zoumanigui" not in page
    assert by.name not in page.split("<table")[1].split("</table")[0]


def test_filters_keep_an_act_a_day_a_person_or_a_child(signed_in: SignIn, national: Account) -> None:
    by, other = worlds.caseworker(), worlds.caseworker()
    child = worlds.child(by)
    worlds.child(other)
    case = worlds.case(by, child, risk="high")
    read(by, child, signed_in)
    client = signed_in(national)

    def found(**asked: str) -> set[str]:
        numbers = rows_in(text_of(client.get(URL, asked)))
        return set(AuditEntry.objects.filter(number__in=numbers).values_list("act", flat=True))

    assert found(act="child.opened") == {"child.opened"}
    assert found(person=str(other.pk)) == {"child.registered"}
    assert found(code=child.code) >= {"child.registered", "child.opened", "case.opened"}
    assert found(day="15/11/2026") == set()
    assert "child.opened" in found(day_day="16", day_month="11", day_year="2026")
    assert str(case.pk) in AuditEntry.objects.filter(act="case.opened").values_list("target_id", flat=True)


def test_a_code_that_is_no_childs_says_so_and_keeps_what_was_typed(signed_in: SignIn, national: Account) -> None:
    page = text_of(signed_in(national).get(URL, {"code": "7R4-XXX"}))

    assert "No child in your reach has this code" in page
    assert "7R4-XXX" in page


def test_pages_go_by_the_chains_numbers(national: Account) -> None:
    by = worlds.caseworker()
    for _number in range(5):
        worlds.child(by)

    first = record.page(national, record.Filters(), size=3)
    second = record.page(national, record.Filters(), older=first.older, size=3)
    back = record.page(national, record.Filters(), newer=second.newer, size=3)

    assert [line.number for line in first.lines] == list(range(record.length(), record.length() - 3, -1))
    assert [line.number for line in back.lines] == [line.number for line in first.lines]
    assert max(line.number for line in second.lines) == first.lines[-1].number - 1
    assert not first.newer
    assert not back.newer


def test_a_partners_officer_reads_the_acts_of_that_partner_alone(signed_in: SignIn) -> None:
    worlds.coordinator()
    worlds.child(worlds.caseworker("oujda"), city="oujda")
    own = worlds.caseworker()
    worlds.child(own)

    page = text_of(signed_in(officer("asticude")).get(URL, {"act": "child.registered"}))

    numbers = rows_in(page)
    assert [AuditEntry.objects.get(number=number).by for number in numbers] == [own.pk]


def test_only_who_reads_the_record_opens_it(signed_in: SignIn) -> None:
    for by in (worlds.caseworker(), worlds.supervisor(), worlds.information_officer()):
        client = signed_in(by)
        assert client.get(URL).status_code == 403
        assert client.post(VERIFY).status_code == 403


def test_a_whole_record_is_said_to_be_whole(signed_in: SignIn, national: Account) -> None:
    kept = record.length()

    page = text_of(signed_in(national).post(VERIFY, follow=True))

    assert f"The record is whole: {kept} acts are as they were written." in page
    assert AuditEntry.objects.filter(act="audit.verified", by=national.pk).exists()


def test_a_changed_act_is_named(signed_in: SignIn, national: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "verify", lambda: chain.Verdict(7, 3, "changed"))

    page = text_of(signed_in(national).post(VERIFY, follow=True))

    assert "The record is damaged: act 3 is changed." in page


def test_a_long_record_is_left_to_the_command(signed_in: SignIn, national: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "VERIFIED_AT_ONCE", 1)

    page = text_of(signed_in(national).post(VERIFY, follow=True))

    assert "audit_verify" in page
    assert not AuditEntry.objects.filter(act="audit.verified").exists()


def test_refusals_and_readings_are_asked_for_at_once_and_said_in_words(signed_in: SignIn, national: Account) -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    read(by, child, signed_in)
    case = worlds.case(by, child)
    with pytest.raises(NotPermitted):
        casework.close_case(by=by, at=clock.now(), case=case, on=clock.today(), reason="objectives_met")
    with pytest.raises(Refused):
        casework.open_case(by=by, at=clock.now(), child=child, on=clock.today(), risk="low")
    client = signed_in(national)

    refused = text_of(client.get(URL, {"act": "refused"}))
    assert "Refused for want of the right: Closed a case" in refused
    assert "Refused: Opened a case" in refused
    numbers = rows_in(text_of(client.get(URL, {"act": "reads"})))
    assert set(AuditEntry.objects.filter(number__in=numbers).values_list("act", flat=True)) == {"child.opened"}


def test_a_national_officer_filters_by_a_child_that_nobody_there_follows(signed_in: SignIn, national: Account) -> None:
    child = worlds.child(worlds.caseworker("oujda"), city="oujda")
    page = text_of(signed_in(national).get(URL, {"code": child.code}))
    assert "Registered a child" in page
    assert page.count(child.code) >= 2


def test_arabic_digits_and_french_days_are_read(signed_in: SignIn, national: Account) -> None:
    worlds.child(worlds.caseworker())
    client = signed_in(national)
    for day in ("١٦/١١/٢٠٢٦", "16 novembre 2026", "2026-11-16"):
        assert rows_in(text_of(client.get(URL, {"day": day})))
    assert not rows_in(text_of(client.get(URL, {"day": "15 novembre 2026"})))


@pytest.mark.parametrize("asked", ["act", "reads", "day", "person", "child", "nothing"])
@pytest.mark.parametrize("is_national", [True, False])
def test_no_page_of_the_record_reads_the_whole_chain(asked: str, is_national: bool) -> None:
    worlds.coordinator()
    by = officer("oim" if is_national else "asticude")
    worker = worlds.caseworker()
    filters = {
        "act": record.Filters(act="child.opened"),
        "reads": record.Filters(act="reads"),
        "day": record.Filters(day=clock.today()),
        "person": record.Filters(person=worker.pk),
        "child": record.Filters(child=worlds.child(worker)),
        "nothing": record.Filters(),
    }[asked]
    if connection.vendor != "sqlite":
        pytest.skip("a small table is always read whole by PostgreSQL")
    plan = record.entries(by, filters).order_by("-number")[:51].explain()
    assert "SCAN access_auditentry" not in plan.replace("SCAN access_auditentry USING INDEX", "")
