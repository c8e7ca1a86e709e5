"""What is due is listed, another person approves, each child is judged once more; an order holds a file; figures stay (G20)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kanaf.access.actions import system_account
from kanaf.access.models import Account, AuditEntry
from kanaf.access.roles import Role
from kanaf.casework import actions as casework
from kanaf.casework.models import Case
from kanaf.children import actions as children
from kanaf.children import rules as birth_rules
from kanaf.children.actions import alerts
from kanaf.children.models import Alert, Child
from kanaf.core import clock, rows, vault
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.models import DataKey
from kanaf.core.ticks import tick
from kanaf.indicators.counting import Window, count
from kanaf.programme import actions as programme
from kanaf.programme import queries as programme_queries
from kanaf.protection import actions, keeping
from kanaf.protection.actions import retention
from kanaf.protection.models import JudicialHold, RetentionLine, RetentionRun
from tests import worlds
from tests.children import kin
from tests.desk.browsing import text_of
from tests.indicators import builders

pytestmark = pytest.mark.django_db

SignIn = Callable[[Account], Client]
LONG_AGO = date(2005, 3, 1)


@pytest.fixture
def second() -> Account:
    return worlds.coordinator()


@pytest.fixture
def officer(second: Account) -> Account:
    return worlds.person(Role.DATA_PROTECTION_OFFICER, "oim")


def old_child(by: Account | None = None, *, closed: bool = True, on: date = LONG_AGO, **changes: Any) -> Child:
    """Registered, served and closed long ago; grown up since."""
    by = by or worlds.supervisor("nador")
    born = changes.pop("born", date(1991, 5, 5))
    birth = birth_rules.Birth("exact", born, born)
    child = worlds.child(by, on=on, birth=birth, **changes)
    case = casework.open_case(by=by, at=clock.now(), child=child, on=on, risk="low")
    if closed:
        casework.close_case(
            by=worlds.person(Role.SUPERVISOR, by.organisation.code),
            at=clock.now(),
            case=case,
            on=on + timedelta(days=90),
            reason="objectives_met",
        )
    return child


def listed(officer: Account) -> RetentionRun:
    return actions.make_retention_list(by=officer, at=clock.now())


def carried_out(run: RetentionRun, second: Account) -> RetentionRun:
    actions.approve_retention_list(by=second, at=clock.now(), run=run)
    retention.carry_out_retention_lists(clock.now())
    return RetentionRun.objects.get(pk=run.pk)


def has_key(child: Child) -> bool:
    return DataKey.objects.filter(subject_kind="child", subject_id=child.pk).exists()


days = st.dates(date(1995, 1, 1), date(2026, 12, 31))


@given(ended=days, born=days, years=st.integers(1, 30), age=st.integers(18, 40))
def test_the_later_of_both_and_never_a_day_too_early(ended: date, born: date, years: int, age: int) -> None:
    due = keeping.due_on(keeping.Facts(ended, born), years=years, until_age=age)
    assert due.year - ended.year >= years
    assert (due.year - ended.year, (due.month, due.day)) >= (years, (ended.month, ended.day)) or due.year - ended.year > years
    assert birth_rules.age_on(born, due) >= age
    assert birth_rules.age_on(born, due - timedelta(days=1)) < age or (due - timedelta(days=1)) < keeping.years_later(ended, years)


@pytest.mark.parametrize(
    ("day", "years", "later"),
    [(date(2024, 2, 29), 4, date(2028, 2, 29)), (date(2024, 2, 29), 5, date(2029, 3, 1)), (date(2023, 12, 31), 1, date(2024, 12, 31))],
)
def test_leap_days_round_up(day: date, years: int, later: date) -> None:
    assert keeping.years_later(day, years) == later


def test_a_dry_run_erases_nothing_and_names_codes_only(officer: Account, signed_in: SignIn) -> None:
    child = old_child(latin="Zoumanigui Pivi")
    run = listed(officer)
    assert [(line.code, line.held) for line in run.lines.all()] == [(child.code, "")]
    assert has_key(child)
    page = text_of(signed_in(officer).get(f"/work/protection/retention/{run.pk}/"))
    assert child.code in page
    assert "Zoumanigui" not in page
    assert "You made this list yourself" in page


def test_who_is_young_or_lately_closed_or_unknown_is_not_due(officer: Account) -> None:
    by = worlds.supervisor("nador")
    old_child(by, born=clock.today() - timedelta(days=365 * 20))
    old_child(by, on=clock.today() - timedelta(days=400))
    worlds.child(by, on=LONG_AGO, birth=birth_rules.Birth("unknown", None, None))  # born on that day at the latest: 21 by now
    worlds.service(by, old := old_child(by), on=clock.today() - timedelta(days=30))
    assert old.code not in [line.code for line in listed(officer).lines.all()]
    assert not RetentionLine.objects.exists()


def test_an_open_case_and_an_order_hold_back_what_is_due(officer: Account, second: Account) -> None:
    is_open, is_held = old_child(closed=False), old_child()
    actions.hold_child(by=officer, at=clock.now(), child=is_held, reference="PGR 12/2026")
    run = listed(officer)
    assert {line.code: line.held for line in run.lines.all()} == {is_open.code: "open_case", is_held.code: "order"}
    carried_out(run, second)
    assert has_key(is_open)
    assert has_key(is_held)
    assert {line.outcome for line in run.lines.all()} == {"left"}


def test_the_approved_list_is_erased_and_finished(officer: Account, second: Account) -> None:
    child = old_child(latin="Zoumanigui Pivi")
    run = carried_out(listed(officer), second)
    assert run.status == "done"
    assert not has_key(child)
    assert AuditEntry.objects.filter(act="child.erased", target_id=str(child.pk)).count() == 1
    acts = AuditEntry.objects.count()
    retention.carry_out_retention_lists(clock.now())
    assert AuditEntry.objects.count() == acts


def test_what_changed_since_the_list_is_left(officer: Account, second: Account) -> None:
    supervisor = worlds.supervisor("nador")
    reopened, held, gone = old_child(supervisor), old_child(supervisor), old_child(supervisor)
    run = listed(officer)
    actions.approve_retention_list(by=second, at=clock.now(), run=run)
    casework.reopen_case(by=supervisor, at=clock.now(), case=Case.objects.get(child=reopened), on=clock.today(), risk="low")
    actions.hold_child(by=officer, at=clock.now(), child=held, reference="TPI 3")
    retention.carry_out_retention_lists(clock.now())
    assert {line.code: line.outcome for line in run.lines.all()} == {reopened.code: "left", held.code: "left", gone.code: "erased"}


def test_killed_in_the_middle_it_goes_on_where_it_was(officer: Account, second: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [old_child() for _ in range(3)]
    run = listed(officer)
    actions.approve_retention_list(by=second, at=clock.now(), run=run)
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    retention.carry_out_retention_lists(clock.now())
    assert sum(has_key(child) for child in many) == 1
    assert RetentionRun.objects.get(pk=run.pk).status == "approved"
    retention.carry_out_retention_lists(clock.now())
    assert RetentionRun.objects.get(pk=run.pk).status == "done"


def test_who_made_a_list_does_not_approve_it(officer: Account) -> None:
    run = listed(officer)
    for act in (actions.approve_retention_list, actions.decline_retention_list):
        with pytest.raises(Refused, match="another person"):
            act(by=officer, at=clock.now(), run=run)
    with pytest.raises(IntegrityError), transaction.atomic():
        RetentionRun.objects.filter(pk=run.pk).update(status="approved", decided_by=officer.pk, decided_at=clock.now())


def test_one_list_waits_at_a_time_and_a_declined_one_erases_nothing(officer: Account, second: Account) -> None:
    child = old_child()
    run = listed(officer)
    with pytest.raises(Refused) as refused:
        listed(officer)
    assert refused.value.code == "list_waits"
    actions.decline_retention_list(by=second, at=clock.now(), run=run)
    tick(clock.now())
    assert has_key(child)
    with pytest.raises(Refused) as refused:
        actions.approve_retention_list(by=second, at=clock.now(), run=run)
    assert refused.value.code == "decided_already"
    listed(officer)


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.INFORMATION_OFFICER])
def test_others_make_no_list_and_hold_nothing(role: Role, second: Account) -> None:
    by = worlds.person(role, "asticude" if role in {Role.CASEWORKER, Role.SUPERVISOR} else "oim")
    with pytest.raises(NotPermitted):
        actions.make_retention_list(by=by, at=clock.now())
    with pytest.raises(NotPermitted):
        actions.hold_child(by=by, at=clock.now(), child=old_child(), reference="x")


def test_an_associations_officer_makes_no_list_for_all_and_holds_only_its_own(second: Account) -> None:
    by = worlds.person(Role.DATA_PROTECTION_OFFICER, "asticude")
    with pytest.raises(NotPermitted):
        actions.make_retention_list(by=by, at=clock.now())
    with pytest.raises(NotPermitted):
        actions.hold_child(by=by, at=clock.now(), child=worlds.child(worlds.caseworker("marrakech"), city="marrakech"), reference="x")
    actions.hold_child(by=by, at=clock.now(), child=worlds.child(worlds.caseworker("nador")), reference="x")


def test_every_registration_of_one_child_counts_and_goes_together(officer: Account, second: Account) -> None:
    one, again = old_child(), old_child()
    children.decide_same_child(by=second, at=clock.now(), child=again, survivor=one)
    recent = old_child(on=clock.today() - timedelta(days=300), born=date(1991, 1, 1))
    other = old_child()
    children.decide_same_child(by=second, at=clock.now(), child=other, survivor=recent)
    run = carried_out(listed(officer), second)
    assert {line.code for line in run.lines.all()} == {one.code, again.code}
    assert not has_key(one)
    assert not has_key(again)
    assert has_key(other)


def test_nobody_erases_what_an_order_holds(officer: Account, second: Account, signed_in: SignIn) -> None:
    by = worlds.supervisor("nador")
    child = old_child(by)
    hold = actions.hold_child(by=officer, at=clock.now(), child=child, reference="PGR 12")
    with pytest.raises(Refused) as refused:
        actions.ask_erasure(by=officer, at=clock.now(), child=child, reason="request")
    assert refused.value.code == "held"
    page = text_of(signed_in(by).get(f"/work/children/{child.code}/"))
    assert "Held by an order" in page
    assert "PGR 12" not in page
    with pytest.raises(Refused) as refused:
        actions.end_hold(by=second, at=clock.now(), hold=hold)
    assert refused.value.code == "not_asked"
    actions.ask_end_of_hold(by=officer, at=clock.now(), hold=hold)
    actions.ask_end_of_hold(by=officer, at=clock.now(), hold=hold)
    assert AuditEntry.objects.filter(act="hold.end_asked").count() == 1
    actions.end_hold(by=second, at=clock.now(), hold=JudicialHold.objects.get(pk=hold.pk))
    actions.ask_erasure(by=officer, at=clock.now(), child=child, reason="request")


def test_one_person_ends_no_hold(officer: Account) -> None:
    both = worlds.person(Role.DATA_PROTECTION_OFFICER, "oim")
    hold = actions.hold_child(by=officer, at=clock.now(), child=old_child(), reference="PGR 12")
    actions.ask_end_of_hold(by=both, at=clock.now(), hold=hold)
    with pytest.raises(Refused, match="another person"):
        actions.end_hold(by=both, at=clock.now(), hold=hold)
    with pytest.raises(IntegrityError), transaction.atomic():
        JudicialHold.objects.filter(pk=hold.pk).update(ended_by=both.pk, ended_at=clock.now())


def test_an_order_ends_with_its_day_and_begins_with_none_that_is_over(officer: Account) -> None:
    child = old_child()
    with pytest.raises(Refused) as refused:
        actions.hold_child(by=officer, at=clock.now(), child=child, reference="x", until=clock.today() - timedelta(days=1))
    assert refused.value.code == "over"
    actions.hold_child(by=officer, at=clock.now(), child=child, reference="x", until=clock.today())
    assert JudicialHold.objects.live(clock.now()).exists()
    assert not JudicialHold.objects.live(clock.now() + timedelta(days=1)).exists()
    with pytest.raises(Refused) as refused:
        actions.hold_child(by=officer, at=clock.now(), child=child, reference="y")
    assert refused.value.code == "held_already"


def test_no_figure_changes_and_an_older_database_is_erased_again(
    officer: Account, second: Account, promise: Callable[[str, str], None]
) -> None:
    by = worlds.supervisor("nador")
    kept = [old_child(by, on=date(2010 + number % 3, 6, 1)) for number in range(8)]
    for child in kept:
        worlds.service(by, child, on=date(2014, 6, 1))
    builders.assisted(3, "nador")
    window = Window(date(2000, 1, 1), date(2026, 12, 31), clock.now() + timedelta(minutes=1))
    before = count("children_assisted", window).cells(["city_attributed"])
    sealed = {child.pk: list(DataKey.objects.filter(subject_kind="child", subject_id=child.pk).values()) for child in kept}
    run = carried_out(listed(officer), second)
    erased = [child for child in kept if not has_key(child)]
    after = count("children_assisted", window).cells(["city_attributed"])
    for child in erased:  # an older database comes back
        DataKey.objects.bulk_create(DataKey(**values) for values in sealed[child.pk])
    call_command("replay_erasures", verbosity=0)
    back = [child for child in kept if has_key(child)]
    promise(
        "G20",
        f"retention: {len(erased)} of {run.lines.count()} erased, figures equal: {before == after}, back after a restore: {len(back)}",
    )
    assert len(erased) == len(kept)
    assert before == after
    assert back == []


def test_an_open_case_of_its_double_keeps_a_child_from_being_erased(officer: Account, second: Account) -> None:
    closed, double = old_child(), old_child(closed=False)
    children.decide_same_child(by=second, at=clock.now(), child=double, survivor=closed)
    with pytest.raises(Refused) as refused:
        actions.ask_erasure(by=officer, at=clock.now(), child=closed, reason="request")
    assert refused.value.code == "case_open"


def test_a_list_that_is_not_as_it_was_made_erases_nothing(officer: Account, second: Account) -> None:
    young, old = worlds.child(worlds.caseworker()), old_child()
    run = listed(officer)
    line = {"run": run, "organisation": run.organisation, "code": young.code, "due_on": LONG_AGO}
    RetentionLine.objects.create(child=young, **line)
    with pytest.raises(Refused) as refused:
        actions.approve_retention_list(by=second, at=clock.now(), run=run)
    assert refused.value.code == "list_changed"
    RetentionLine.objects.filter(child=young).delete()
    actions.approve_retention_list(by=second, at=clock.now(), run=run)
    RetentionLine.objects.create(child=young, **line)
    with pytest.raises(Refused):
        retention.carry_out_retention_lists(clock.now())
    assert has_key(young)
    assert has_key(old)


def test_what_is_left_says_why(officer: Account, second: Account) -> None:
    supervisor = worlds.supervisor("nador")
    reopened, held, young, gone, still = (old_child(supervisor) for _number in range(5))
    run = listed(officer)
    actions.approve_retention_list(by=second, at=clock.now(), run=run)
    erasure = actions.ask_erasure(by=officer, at=clock.now(), child=gone, reason="request")
    actions.approve_erasure(by=second, at=clock.now(), erasure=erasure)
    casework.reopen_case(by=supervisor, at=clock.now(), case=Case.objects.get(child=reopened), on=clock.today(), risk="low")
    actions.hold_child(by=officer, at=clock.now(), child=held, reference="TPI 3")
    children.correct_registration(by=supervisor, at=clock.now(), child=young, particulars=worlds.particulars())
    retention.carry_out_retention_lists(clock.now())
    assert {line.code: line.why for line in run.lines.all()} == {
        reopened.code: "reopened",
        held.code: "order",
        young.code: "not_due",
        gone.code: "gone",
        still.code: "",
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        RetentionLine.objects.filter(outcome="erased").update(why="gone")


def test_a_child_whose_family_is_looked_for_is_held_until_the_search_is_closed(officer: Account, second: Account) -> None:
    by = worlds.supervisor("nador")
    traced, other = old_child(by), old_child(by)
    request = kin.sought(by, traced)
    run = listed(officer)
    assert {line.code: line.held for line in run.lines.all()} == {traced.code: "tracing", other.code: ""}
    actions.decline_retention_list(by=second, at=clock.now(), run=run)
    children.close_tracing(by=by, at=clock.now(), request=request, on=clock.today(), outcome="unsuccessful", reason="turned_18")
    assert {line.code: line.held for line in listed(officer).lines.all()} == {traced.code: "", other.code: ""}


def test_another_time_under_the_same_number_is_refused_and_an_approval_is_not_taken_back() -> None:
    held = programme_queries.retention()["identity"]
    values = {name: getattr(held, name) for name in ("label_fr", "label_ar", "label_en", "years", "until_age", "days")}
    approved = {"approved_on": date(2027, 1, 15), "reference": "D-1"}

    def save(version: int = held.version, **changes: Any) -> None:
        given = values | {"approved_on": None, "reference": ""} | changes
        programme.save_retention(by=system_account(), at=clock.now(), code="identity", version=version, values=given)

    assert held.approved_on is None
    with pytest.raises(Refused) as refused:
        save(years=3)
    assert refused.value.code == "retention_changed"
    save(**approved)
    assert programme_queries.retention()["identity"].approved_on == date(2027, 1, 15)
    with pytest.raises(Refused):
        save()
    save(held.version + 1, years=3)
    assert programme_queries.retention()["identity"].years == 3


@pytest.mark.parametrize(
    ("known", "told", "latest"),
    [(date(2001, 12, 31), 17, date(2001, 12, 31)), (None, 17, date(1989, 3, 1)), (None, 0, LONG_AGO), (None, None, LONG_AGO)],
)
def test_a_birth_that_is_not_known_is_taken_at_its_latest(known: date | None, told: int | None, latest: date) -> None:
    assert keeping.latest_birth(known, told, LONG_AGO) == latest


def test_alerts_that_led_to_nothing_expire_and_others_stay() -> None:
    by = worlds.caseworker("nador")
    old, led = worlds.alert(by), worlds.alert(by)
    children.register_child(
        by=by,
        at=clock.now(),
        city=led.city,
        on=clock.today(),
        particulars=worlds.particulars(),
        identity=children_names(),
        alert=led,
    )
    alerts.expire_old_alerts(clock.now() + timedelta(days=89))
    assert Alert.objects.get(pk=old.pk).status == "to_screen"
    alerts.expire_old_alerts(clock.now() + timedelta(days=91))
    alerts.expire_old_alerts(clock.now() + timedelta(days=91))
    assert Alert.objects.get(pk=old.pk).status == "expired"
    assert Alert.objects.get(pk=led.pk).status == "registered"
    with pytest.raises(vault.Erased):
        vault.unseal(old, "sealed")
    assert vault.unseal(led, "sealed")
    assert AuditEntry.objects.filter(act="alert.expired").count() == 1


def children_names() -> Any:
    from kanaf.children.told import Names

    return Names(nickname="Petit")


def test_the_pages_lead_from_the_list_to_the_second_person_and_back(officer: Account, second: Account, signed_in: SignIn) -> None:
    child = old_child()
    first, other = signed_in(officer), signed_in(second)
    answer = first.post("/work/protection/retention/make/", follow=True)
    assert "Nothing is erased before another person approves it" in text_of(answer)
    run = RetentionRun.objects.get()
    assert "not approved by the authority yet" in text_of(other.get("/work/protection/retention/"))
    assert "is approved" in text_of(other.post(f"/work/protection/retention/{run.pk}/", {"decision": "approve"}, follow=True))
    with rows.as_registry():
        pass
    retention.carry_out_retention_lists(clock.now())
    assert "1 of 1: 1 erased, 0 left" in text_of(first.get(f"/work/protection/retention/{run.pk}/"))
    page = text_of(first.post("/work/protection/holds/new/", {"code": "ZZZ-ZZZ", "reference": "x"}))
    assert "No child in your reach has this code" in page
    assert not has_key(child)


def test_a_system_act_is_no_way_in(second: Account, officer: Account) -> None:
    run = listed(officer)
    with pytest.raises(NotPermitted):
        retention.carry_out_line(by=second, at=clock.now(), run=run.pk, line=run.pk)
    with pytest.raises(NotPermitted):
        retention.finish_retention_list(by=second, at=clock.now(), run=run.pk)
    retention.finish_retention_list(by=system_account(), at=datetime.now(tz=clock.CASABLANCA), run=run.pk)
    assert RetentionRun.objects.get(pk=run.pk).status == "dry"
