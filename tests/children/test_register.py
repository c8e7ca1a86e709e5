"""A child is registered once, whatever is known of it, and nobody is refused for their age."""

from datetime import date

import pytest

from kanaf.children import actions, queries, rules
from kanaf.children.models import CareTeam, Child, Identity, NameKey, Registration, SameChild
from kanaf.children.told import Names, tidy
from kanaf.core import clock, ids, vault
from kanaf.core.errors import NotPermitted, Refused
from kanaf.places.models import City
from tests import worlds

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 16)


def test_a_child_who_gives_only_a_nickname_is_registered() -> None:
    by = worlds.caseworker()
    child = actions.register_child(
        by=by,
        at=clock.now(),
        city=City.objects.get(code="nador"),
        on=TODAY,
        particulars=actions.Particulars(sex="unknown", protection_status="unaccompanied", birth=rules.Birth("unknown", None, None)),
        identity=Names(nickname="Baobab"),
    )
    assert Registration.objects.get(child=child).nationality_group == "unknown"
    assert NameKey.objects.filter(child=child).exists()


def test_the_care_team_is_the_organisation_that_registered() -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    assert CareTeam.objects.get(child=child).organisation_id == by.organisation_id
    assert Child.objects.visible_to(by).get() == child


def test_the_same_form_sent_twice_registers_once() -> None:
    by = worlds.caseworker()
    form = ids.new_id()
    values = {
        "city": City.objects.get(code="nador"),
        "on": TODAY,
        "particulars": worlds.particulars(),
        "identity": Names(latin="Alpha Sow"),
    }
    first = actions.register_child(by=by, at=clock.now(), id=form, **values)
    second = actions.register_child(by=by, at=clock.now(), id=form, **values)
    assert first == second
    assert Child.objects.count() == Identity.objects.count() == 1


def test_an_id_of_somebody_elses_child_opens_nothing() -> None:
    theirs = worlds.child(worlds.caseworker("casablanca"), city="casablanca")
    by = worlds.caseworker("nador")
    with pytest.raises(Refused, match="open it anew"):
        actions.register_child(
            by=by,
            at=clock.now(),
            id=theirs.pk,
            city=City.objects.get(code="nador"),
            on=TODAY,
            particulars=worlds.particulars(),
            identity=Names(latin="Alpha Sow"),
        )


def test_a_caseworker_registers_in_their_city_only() -> None:
    with pytest.raises(NotPermitted):
        worlds.child(worlds.caseworker("nador"), city="casablanca")


def test_an_outreach_worker_does_not_register() -> None:
    with pytest.raises(NotPermitted):
        worlds.child(worlds.outreach_worker())


def test_a_day_in_the_future_is_refused_at_its_field() -> None:
    with pytest.raises(Refused) as refusal:
        worlds.child(worlds.caseworker(), on=date(2026, 11, 17))
    assert refusal.value.field == "on"


@pytest.mark.parametrize(
    ("list_field", "changes"),
    [("sex", {"sex": "x"}), ("protection_status", {"protection_status": "lost"}), ("nationalities", {"nationalities": ["XXX"]})],
)
def test_a_code_that_the_pack_does_not_hold_is_refused(list_field: str, changes: dict[str, object]) -> None:
    with pytest.raises(Refused) as refusal:
        worlds.child(worlds.caseworker(), **changes)
    assert refusal.value.field == list_field
    assert not Child.objects.exists()


@pytest.mark.parametrize(
    ("age", "dispute", "status"),
    [(17, False, "undisputed"), (18, False, "under_verification"), (25, False, "under_verification"), (15, True, "under_verification")],
)
def test_an_age_of_18_or_in_dispute_is_under_verification_never_refused(age: int, dispute: bool, status: str) -> None:
    birth = rules.birth_from(precision="estimated", year=None, month=None, day=None, age=age, today=TODAY, on=TODAY)
    child = worlds.child(worlds.caseworker(), birth=birth, age_in_dispute=dispute)
    registered = Registration.objects.get(child=child)
    assert (registered.age_status, registered.protection_status) == (status, "unaccompanied")


def test_a_name_in_mixed_script_is_split_and_nothing_is_dropped() -> None:
    told = tidy(Names(latin="Mamadou محمادو Diallo ديالو", arabic="", mother="Aïssatou"))
    assert (told.latin, told.arabic, told.mother) == ("Mamadou Diallo", "محمادو ديالو", "Aïssatou")


def test_a_correction_replaces_and_what_was_said_stays() -> None:
    by = worlds.caseworker()
    child = worlds.child(by)
    actions.correct_registration(by=by, at=clock.now(), child=child, particulars=worlds.particulars(sex="female"))
    assert queries.registration_of(child).sex == "female"
    assert Registration.objects.filter(child=child).count() == 2


def test_opening_the_identity_is_recorded_with_its_reason() -> None:
    by = worlds.caseworker()
    child = worlds.child(by, latin="Ibrahima Barry")
    opened = actions.open_identity(by=by, at=clock.now(), child=child, reason="follow_up")
    assert opened.latin == "Ibrahima Barry"
    from kanaf.access.models import AuditEntry

    entry = AuditEntry.objects.latest("number")
    assert (entry.act, entry.target_id) == ("identity.opened", str(child.pk))
    assert "follow_up" in entry.details


@pytest.mark.parametrize(
    ("typed", "mother"),
    [("Mohamed El Idrissi", ""), ("محمد الإدريسي", ""), ("Mohammed Al Idrisi", "Khadija")],
)
def test_the_same_name_in_another_spelling_is_offered(typed: str, mother: str) -> None:
    by = worlds.caseworker()
    known = worlds.child(by, latin="Mohamed El Idrissi", mother="Khadija")
    worlds.child(by, latin="Souleymane Traoré")
    found = queries.look_alikes(by=by, told=Names(latin=typed, mother=mother))
    assert [alike.child for alike in found] == [known]
    assert found[0].comparison.reasons


def test_look_alikes_come_from_files_one_may_see_only() -> None:
    worlds.child(worlds.caseworker("casablanca"), city="casablanca", latin="Mohamed El Idrissi")
    assert not queries.look_alikes(by=worlds.caseworker("nador"), told=Names(latin="Mohamed El Idrissi"))


def test_look_alikes_take_a_fixed_number_of_queries(django_assert_num_queries: object) -> None:
    by = worlds.caseworker()
    for _one in range(3):
        worlds.child(by, latin="Mohamed El Idrissi")
    by.grants, by.permissions  # noqa: B018 - what a request has loaded already
    with django_assert_num_queries(6):  # type: ignore[operator]
        assert len(queries.look_alikes(by=by, told=Names(latin="Mohamed El Idrissi"))) == 3


def test_two_registrations_found_to_be_one_count_under_the_survivor_until_undone() -> None:
    one, two = worlds.child(worlds.caseworker("nador")), worlds.child(worlds.caseworker("casablanca"), city="casablanca")
    by = worlds.coordinator()
    same = actions.decide_same_child(by=by, at=clock.now(), child=two, survivor=one)
    assert two.surviving_id == one.pk
    with pytest.raises(Refused):
        actions.decide_same_child(by=by, at=clock.now(), child=one, survivor=two)
    actions.undo_same_child(by=by, at=clock.now(), same=same)
    assert two.surviving_id == two.pk


def test_a_caseworker_does_not_decide_that_two_are_one() -> None:
    by = worlds.caseworker()
    with pytest.raises(NotPermitted):
        actions.decide_same_child(by=by, at=clock.now(), child=worlds.child(by), survivor=worlds.child(by))
    assert not SameChild.objects.exists()


def test_withdrawing_a_consent_never_given_is_refused() -> None:
    by = worlds.caseworker()
    values = {"child": worlds.child(by), "on": TODAY, "purpose": "tracing", "source": "child"}
    with pytest.raises(Refused):
        actions.record_consent(by=by, at=clock.now(), decision="withdrawn", **values)
    actions.record_consent(by=by, at=clock.now(), decision="given", **values)
    actions.record_consent(by=by, at=clock.now(), decision="withdrawn", **values)


def test_an_arabic_name_survives_the_vault() -> None:
    child = worlds.child(worlds.caseworker(), arabic="عيساتو باه")
    assert vault.unseal(Identity.objects.get(child=child), "sealed")["arabic"] == "عيساتو باه"
