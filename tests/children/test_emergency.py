"""Access in an emergency is narrow and seen (G27): one child, an hour, reading only, told, reviewed or escalated."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kanaf.access.models import Account, AuditEntry
from kanaf.children import actions, queries
from kanaf.children.actions.emergency import escalate_emergencies
from kanaf.children.models import Child, EmergencyAccess
from kanaf.core import clock
from kanaf.core.errors import NotPermitted, Refused
from kanaf.protection import actions as protection
from tests import worlds

pytestmark = pytest.mark.django_db


def opened(by: Account, child: Child, **changes: Any) -> EmergencyAccess:
    values: dict[str, Any] = {"code": child.code, "reason": "missing", "why": "Not seen since this morning."} | changes
    return actions.open_emergency(by=by, at=clock.now(), **values)


def later(monkeypatch: pytest.MonkeyPatch, **delay: int) -> None:
    moment = clock.now() + timedelta(**delay)
    monkeypatch.setattr(clock, "now", lambda: moment)


def test_it_opens_one_file_for_an_hour_and_no_other_door(promise: Callable[[str, str], None]) -> None:
    by, owner = worlds.caseworker("oujda"), worlds.caseworker()
    child = worlds.child(owner)
    access = opened(by, child)
    lasts = (access.ends_at - access.opened_at) // timedelta(minutes=1)
    promise("G27", f"one file, reading only, {lasts} minutes; no list, search or export opens with it")
    assert lasts == 60
    with pytest.raises(Refused, match="nothing to export"):
        protection.ask_export(by=by, at=clock.now(), reason="child", child=child)
    actions.check_reads(by, access, clock.now())
    with pytest.raises(NotPermitted):
        actions.check_reads(by, access, access.ends_at)
    with pytest.raises(NotPermitted):
        actions.check_reads(worlds.caseworker("oujda"), access, clock.now())
    assert not Child.objects.visible_to(by).exists()
    entry = AuditEntry.objects.get(act="emergency.opened")
    assert (entry.target_id, entry.by) == (str(child.pk), by.pk)


@pytest.mark.parametrize(
    ("changes", "code"), [({"why": " "}, "no_reasons"), ({"code": "333-333"}, "unknown_code"), ({"code": "x"}, "unknown_code")]
)
def test_it_asks_why_and_for_a_code(changes: dict[str, str], code: str) -> None:
    by, child = worlds.caseworker("oujda"), worlds.child(worlds.caseworker())
    with pytest.raises(Refused) as refused:
        opened(by, child, **changes)
    assert refused.value.code == code
    assert not EmergencyAccess.objects.exists()


def test_who_follows_the_child_needs_none() -> None:
    by = worlds.caseworker()
    with pytest.raises(Refused, match="as usual"):
        opened(by, worlds.child(by))


def test_it_is_for_people_of_case_work() -> None:
    child = worlds.child(worlds.caseworker())
    with pytest.raises(NotPermitted):
        opened(worlds.outreach_worker("oujda"), child)


def test_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    by, owner = worlds.caseworker("oujda"), worlds.caseworker()
    first, second = worlds.child(owner), worlds.child(owner)
    opened(by, first)
    with pytest.raises(Refused, match="One emergency at a time"):
        opened(by, second)
    later(monkeypatch, minutes=60)
    opened(by, second)


def test_nobody_prolongs_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    by, owner, supervisor = worlds.caseworker("oujda"), worlds.caseworker(), worlds.supervisor()
    child = worlds.child(owner)
    access = opened(by, child)
    later(monkeypatch, minutes=61)
    with pytest.raises(Refused, match="nobody has reviewed it"):
        opened(by, child)
    actions.review_emergency(by=supervisor, at=clock.now(), access=access, verdict="justified")
    opened(by, child)


def test_nobody_reviews_or_allows_their_own() -> None:
    by = worlds.supervisor("oujda")
    access = opened(by, worlds.child(worlds.caseworker()))
    actions.ask_for_place(by=by, at=clock.now(), access=access)
    for act, values in ((actions.review_emergency, {"verdict": "justified"}), (actions.allow_place_in_emergency, {})):
        with pytest.raises(Refused, match="another person"):
            act(by=by, at=clock.now(), access=access, **values)


def test_a_third_organisation_neither_reviews_nor_allows() -> None:
    """The page was not found for them; the action took their word on SQLite, and broke on PostgreSQL."""
    by, third = worlds.caseworker("oujda"), worlds.supervisor("casablanca")
    access = opened(by, worlds.child(worlds.caseworker()))
    actions.ask_for_place(by=by, at=clock.now(), access=access)
    for act, values in ((actions.review_emergency, {"verdict": "justified"}), (actions.allow_place_in_emergency, {})):
        with pytest.raises(NotPermitted):
            act(by=third, at=clock.now(), access=access, **values)


def test_the_database_refuses_what_nobody_may_do_alone() -> None:
    by = worlds.supervisor("oujda")
    access = opened(by, worlds.child(worlds.caseworker()))
    for values in ({"reviewed_by": by.pk}, {"place_allowed_by": by.pk}, {"minutes": 61}, {"minutes": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            EmergencyAccess.objects.filter(pk=access.pk).update(**values)


def test_the_owner_the_supervisor_and_the_coordination_are_told_and_nobody_else() -> None:
    by, owner = worlds.caseworker("oujda"), worlds.caseworker()
    supervisor, coordinator = worlds.supervisor(), worlds.coordinator()
    access = opened(by, worlds.child(owner))
    for told in (owner, supervisor, coordinator):
        assert [one.pk for one in queries.emergencies_for(told, told=True)] == [access.pk]
    for other in (by, worlds.caseworker(), worlds.supervisor("casablanca"), worlds.outreach_worker()):
        assert queries.emergencies_for(other, told=True) == []
    assert [one.pk for one in queries.emergencies_for(by)] == [access.pk]
    assert queries.emergencies_for(worlds.supervisor("casablanca")) == []


def test_the_place_needs_a_second_person_within_the_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    by, supervisor = worlds.caseworker("oujda"), worlds.supervisor()
    access = opened(by, worlds.child(worlds.caseworker()))
    with pytest.raises(Refused, match="Nobody asked"):
        actions.allow_place_in_emergency(by=supervisor, at=clock.now(), access=access)
    with pytest.raises(NotPermitted):
        actions.ask_for_place(by=supervisor, at=clock.now(), access=access)
    actions.ask_for_place(by=by, at=clock.now(), access=access)
    with pytest.raises(NotPermitted):
        actions.allow_place_in_emergency(by=worlds.caseworker(), at=clock.now(), access=access)
    later(monkeypatch, minutes=60)
    with pytest.raises(Refused, match="The hour is over"):
        actions.allow_place_in_emergency(by=supervisor, at=clock.now(), access=access)


def test_what_nobody_reviewed_in_72_hours_goes_to_the_data_protection_officer(promise: Callable[[str, str], None]) -> None:
    from kanaf.access.roles import Role

    by, officer = worlds.caseworker("oujda"), worlds.person(Role.DATA_PROTECTION_OFFICER, "asticude")
    child = worlds.child(worlds.caseworker())
    access = opened(by, child)
    escalate_emergencies(access.opened_at + timedelta(hours=71))
    assert queries.emergencies_for(officer, told=True) == []
    for _twice in range(2):
        escalate_emergencies(access.opened_at + timedelta(hours=72))
    assert [one.pk for one in queries.emergencies_for(officer, told=True)] == [access.pk]
    escalated = AuditEntry.objects.filter(act="emergency.escalated").count()
    promise("G27", f"not reviewed in 72 hours: {escalated} of 1 escalated, once")
    assert escalated == 1


def test_a_review_stands() -> None:
    by, supervisor = worlds.caseworker("oujda"), worlds.supervisor()
    access = opened(by, worlds.child(worlds.caseworker()))
    actions.review_emergency(by=supervisor, at=clock.now(), access=access, verdict="not_justified")
    with pytest.raises(Refused, match="reviewed already"):
        actions.review_emergency(by=worlds.coordinator(), at=clock.now(), access=access, verdict="justified")
    access.reviewed_at = None
    with pytest.raises(ValueError, match="perhaps"):
        actions.review_emergency(by=supervisor, at=clock.now(), access=access, verdict="perhaps")


def test_the_people_who_answer_are_called_by_letters_that_say_nothing(mailoutbox: Any, django_capture_on_commit_callbacks: Any) -> None:
    by, owner = worlds.caseworker("oujda"), worlds.caseworker()
    supervisor, coordinator = worlds.supervisor(), worlds.coordinator()
    others = [worlds.caseworker(), worlds.supervisor("casablanca"), worlds.outreach_worker()]
    gone = worlds.supervisor()
    Account.objects.filter(pk=gone.pk).update(expires_on=clock.today() - timedelta(days=1))
    child = worlds.child(owner, latin="Ibrahima Inconnu")
    with django_capture_on_commit_callbacks(execute=True):
        access = opened(by, child)
    written = {letter.to[0] for letter in mailoutbox}
    assert {owner.email, supervisor.email, coordinator.email} <= written
    assert not written & {by.email, gone.email, *(one.email for one in others)}
    for letter in mailoutbox:
        text = letter.subject + letter.body
        for secret in (child.code, "Ibrahima", "Not seen", str(child.pk), str(access.pk), by.name, "asticude", "Nador"):
            assert secret not in text


def test_the_programmes_officer_takes_up_what_nobody_reviewed_where_an_association_has_none(
    mailoutbox: Any, django_capture_on_commit_callbacks: Any
) -> None:
    from kanaf.access.roles import Role

    officer, stranger = worlds.person(Role.DATA_PROTECTION_OFFICER, "oim"), worlds.person(Role.DATA_PROTECTION_OFFICER, "bayti")
    access = opened(worlds.caseworker("oujda"), worlds.child(worlds.caseworker()))
    assert queries.emergencies_for(officer, told=True) == []
    with django_capture_on_commit_callbacks(execute=True):
        escalate_emergencies(access.opened_at + timedelta(hours=72))
    assert [one.pk for one in queries.emergencies_for(officer, told=True)] == [access.pk]
    assert queries.emergencies_for(stranger, told=True) == []
    assert officer.email in {letter.to[0] for letter in mailoutbox}


def test_a_colleague_whose_last_day_is_past_is_not_on_call() -> None:
    from kanaf.desk.queries import emergencies

    supervisor, gone = worlds.supervisor(), worlds.supervisor()
    Account.objects.filter(pk=gone.pk).update(expires_on=clock.today() - timedelta(days=1))
    access = opened(worlds.caseworker("oujda"), worlds.child(worlds.caseworker()))
    listed = {one.pk for one in emergencies.on_call(access)}
    assert supervisor.pk in listed
    assert gone.pk not in listed
