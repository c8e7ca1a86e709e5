"""What another organisation reads of a child: named groups, on a basis, until a day, through every door alike (G3, G6)."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test import Client

from kanaf.access.models import Account, AuditEntry
from kanaf.access.roles import Role
from kanaf.assistance.models import Service
from kanaf.casework.models import Case, FollowUp
from kanaf.children import actions, queries
from kanaf.children.actions.sharing import end_expired_sharings
from kanaf.children.models import CareTeam, Child, ConsentDecision, Group, Identity, Registration, Sharing
from kanaf.children.told import Names
from kanaf.core import clock, rows
from kanaf.core.errors import NotPermitted, Refused
from kanaf.places.models import City
from kanaf.protection import copies
from tests import worlds

pytestmark = pytest.mark.django_db
ALL = ("case", "services", "identity")
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="row-level security is PostgreSQL's; SQLite's guard is tested in core"
)


def test_nothing_is_shared_without_a_basis() -> None:
    by, other = worlds.caseworker(), worlds.caseworker("oujda")
    child = worlds.child(by)
    refused_once = worlds.consent(by, child, with_whom=other, decision="refused")
    for basis in (None, worlds.consent(by, child), refused_once):
        with pytest.raises(Refused) as refused:
            share(by, child, other, basis)
        assert refused.value.code == "no_basis"
    assert not Sharing.objects.exists()


def share(by: Account, child: Child, to: Account, basis: ConsentDecision | None, **changes: Any) -> Sharing:
    values: dict[str, Any] = {"groups": ALL, "purpose": "continued_care", "until": clock.today() + timedelta(days=9)} | changes
    return actions.share_child(by=by, at=clock.now(), child=child, recipient=to.organisation, basis=basis, **values)


def test_a_decision_by_two_is_a_basis_only_once_the_second_agrees() -> None:
    by, second, other = worlds.caseworker(), worlds.supervisor(), worlds.caseworker("oujda")
    child = worlds.child(by)
    basis = worlds.consent(by, child, with_whom=other, source="best_interests_decision", childs_view="unable", why="She is in hospital.")
    with pytest.raises(Refused):
        share(by, child, other, basis)
    actions.answer_best_interests(by=second, at=clock.now(), decision=basis, agrees=True)
    assert share(by, child, other, basis).basis_kind == "best_interests"


def test_a_consent_for_one_recipient_is_none_for_another() -> None:
    by, asked, other = worlds.caseworker(), worlds.caseworker("oujda"), worlds.caseworker("casablanca")
    child = worlds.child(by)
    basis = worlds.consent(by, child, with_whom=asked)
    with pytest.raises(Refused):
        share(by, child, other, basis)


@pytest.mark.parametrize("days", [-1, 400])
def test_a_sharing_has_an_end_within_a_year(days: int) -> None:
    by, other = worlds.caseworker(), worlds.caseworker("oujda")
    child = worlds.child(by)
    with pytest.raises(Refused, match="a year away"):
        share(by, child, other, worlds.consent(by, child, with_whom=other), until=clock.today() + timedelta(days=days))


def test_a_child_is_shared_with_a_recipient_once() -> None:
    by, other = worlds.caseworker(), worlds.caseworker("oujda")
    child = worlds.child(by)
    first = worlds.shared(by, child, other)
    with pytest.raises(Refused, match="already shared"):
        share(by, child, other, first.basis)
    actions.end_sharing(by=by, at=clock.now(), sharing=first)
    share(by, child, other, first.basis)


def test_only_who_follows_the_child_shares_it() -> None:
    by, other, third = worlds.caseworker(), worlds.caseworker("oujda"), worlds.caseworker("casablanca")
    child = worlds.child(by)
    sharing = worlds.shared(by, child, other)
    with pytest.raises(NotPermitted):
        share(other, child, third, sharing.basis)
    with pytest.raises(NotPermitted):
        actions.end_sharing(by=other, at=clock.now(), sharing=sharing)


def seen(by: Account, child: Child) -> set[str]:
    """What a person reads of a child through the policies of each kind of row."""
    held = {
        "child": Child.objects.visible_to(by).filter(pk=child.pk),
        "registration": Registration.objects.visible_to(by).filter(child=child),
        "case": Case.objects.visible_to(by).filter(child=child),
        "visits": FollowUp.objects.visible_to(by).filter(child=child),
        "services": Service.objects.visible_to(by).filter(child=child),
        "identity": Identity.objects.visible_to(by).filter(child=child),
        "consents": ConsentDecision.objects.visible_to(by).filter(child=child),
    }
    with rows.for_organisation(by.organisation_id):
        return {name for name, found in held.items() if found.exists()}


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ((), {"child", "registration"}),
        (("case",), {"child", "registration", "case", "visits", "consents"}),
        (("services",), {"child", "registration", "services"}),
        (("identity",), {"child", "registration", "identity"}),
        (("placement",), {"child", "registration"}),
    ],
)
def test_the_recipient_reads_the_groups_that_are_shared_and_no_other(groups: tuple[str, ...], expected: set[str]) -> None:
    by, other = worlds.caseworker(), worlds.supervisor("oujda")
    child = full(by)
    assert seen(other, child) == set()
    sharing = worlds.shared(by, child, other, groups=groups)
    assert seen(other, child) == expected
    actions.end_sharing(by=by, at=clock.now(), sharing=sharing)
    assert seen(other, child) == set()


def full(by: Account) -> Child:
    from kanaf.casework import actions as casework

    child = worlds.child(by)
    case = worlds.case(by, child)
    casework.record_follow_up(by=by, at=clock.now(), case=case, on=clock.today(), kind="in_care")
    worlds.service(by, child)
    worlds.consent(by, child)
    return child


@on_postgresql
@pytest.mark.parametrize("group", ["", "case", "services", "identity"])
def test_row_level_security_knows_the_groups_without_the_policy_function(group: str) -> None:
    by, other = worlds.caseworker(), worlds.supervisor("oujda")
    child = full(by)
    worlds.shared(by, child, other, groups=(group,) if group else ())
    with rows.for_organisation(other.organisation_id):
        raw = {"": Child, "case": Case, "services": Service, "identity": Identity}
        for name, model in raw.items():
            assert model.objects.exists() == (name in {"", group}), name


@on_postgresql
def test_a_recipient_writes_nothing_in_anothers_name_and_lets_nobody_in() -> None:
    by, other = worlds.caseworker(), worlds.supervisor("oujda")
    child = full(by)
    sharing = worlds.shared(by, child, other)
    stranger = worlds.child(worlds.caseworker("casablanca"), city="casablanca")
    with rows.for_organisation(other.organisation_id):
        assert Sharing.objects.filter(pk=sharing.pk).exists()
        assert Sharing.objects.filter(pk=sharing.pk).update(shares_placement=True, placement_confirmed_by=other.pk) == 0
        assert Case.objects.filter(child=child).update(status="closed") == 0
        for of in (child, stranger):
            with pytest.raises(DatabaseError), transaction.atomic():
                CareTeam.objects.create(child=of, organisation=other.organisation, city_id="oujda", started_at=clock.now())


def test_after_its_day_a_sharing_opens_nothing_and_the_tick_writes_it_down(monkeypatch: pytest.MonkeyPatch) -> None:
    by, other = worlds.caseworker(), worlds.supervisor("oujda")
    child = full(by)
    sharing = worlds.shared(by, child, other, days=3)
    later = clock.now() + timedelta(days=4)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert seen(other, child) == set()
    for _twice in range(2):
        end_expired_sharings(later)
    sharing.refresh_from_db()
    assert (sharing.end_reason, sharing.ended_at) == ("expired", later)
    assert AuditEntry.objects.filter(act="sharing.ended").count() == 1


def test_the_place_is_shared_only_after_a_second_person_agreed() -> None:
    by, colleague, other = worlds.caseworker(), worlds.supervisor(), worlds.supervisor("oujda")
    child = actions.register_child(
        by=by,
        at=clock.now(),
        city=City.objects.get(code="nador"),
        on=clock.today(),
        particulars=worlds.particulars(),
        identity=Names(latin="Alpha Sow", place="Behind the Baobab house", contact="Uncle"),
    )
    sharing = worlds.shared(by, child, other, groups=("identity", "placement"))

    assert told(other, child) == ("Alpha Sow", "", "")
    with pytest.raises(Refused, match="two people"):
        actions.allow_place(by=by, at=clock.now(), sharing=sharing)
    actions.allow_place(by=colleague, at=clock.now(), sharing=sharing)
    assert told(other, child) == ("Alpha Sow", "Behind the Baobab house", "Uncle")


def told(by: Account, child: Child) -> tuple[str, str, str]:
    names = actions.open_identity(by=by, at=clock.now(), child=child, reason="follow_up")
    return names.latin, names.place, names.contact


def test_the_database_refuses_a_place_shared_by_one_person() -> None:
    by, other = worlds.caseworker(), worlds.supervisor("oujda")
    sharing = worlds.shared(by, worlds.child(by), other, groups=("placement",))
    for values in ({}, {"placement_confirmed_by": by.pk}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Sharing.objects.filter(pk=sharing.pk).update(shares_placement=True, **values)


def test_an_identity_that_is_not_shared_stays_closed() -> None:
    by, other = worlds.caseworker(), worlds.supervisor("oujda")
    child = worlds.child(by)
    worlds.shared(by, child, other, groups=("case",))
    with pytest.raises(Refused, match="not shared"):
        told(other, child)


def test_another_organisation_follows_a_child_by_a_sharing_only() -> None:
    by, other = worlds.caseworker(), worlds.caseworker("oujda")
    child = worlds.child(by)
    oujda = City.objects.get(code="oujda")
    values: dict[str, Any] = {"child": child, "organisation_id": other.organisation_id, "city": oujda}
    with pytest.raises(Refused, match="Share the child"):
        actions.join_care_team(by=by, at=clock.now(), **values)
    with pytest.raises(NotPermitted):
        actions.join_care_team(by=other, at=clock.now(), **values)
    sharing = share(by, child, other, worlds.consent(by, child, with_whom=other), follows_in=oujda)
    assert CareTeam.objects.get(organisation=other.organisation_id).sharing == sharing
    assert list(Child.objects.followed_by(other)) == [child]


def test_who_came_in_by_a_sharing_leaves_with_it_unless_it_opened_its_own_case() -> None:
    by, leaving, staying = worlds.caseworker(), worlds.caseworker("oujda"), worlds.caseworker("casablanca")
    child = full(by)
    for other in (leaving, staying):
        worlds.followed_too(by, child, other)
    own = worlds.case(staying, child)

    for other in (leaving, staying):
        worlds.consent(by, child, with_whom=other, decision="withdrawn")

    assert seen(leaving, child) == set()
    assert seen(staying, child) == {"child", "registration", "case"}
    assert list(Case.objects.visible_to(staying)) == [own]


def test_the_coordination_follows_a_high_risk_by_the_protocol_without_its_place() -> None:
    coordinator, by = worlds.coordinator(), worlds.caseworker()
    case = worlds.case(by, risk="high")
    sharing = Sharing.objects.get()
    assert (sharing.recipient, sharing.basis_kind) == (coordinator.organisation, "protocol")
    assert seen(coordinator, case.child) >= {"child", "case", "identity"}
    assert Group.PLACEMENT not in sharing.groups
    assert not sharing.placement_asked


def test_the_database_knows_no_other_sharing_without_a_decision() -> None:
    by, other = worlds.caseworker(), worlds.supervisor("oujda")
    sharing = worlds.shared(by, worlds.child(by), other)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sharing.objects.filter(pk=sharing.pk).update(basis=None)


# All doors agree (G3): a random world of shares, judged by a table that knows nothing of the policies.

SignIn = Callable[[Account], Client]
CITIES = ("nador", "oujda", "casablanca")
DOORS = "page, code, search, list, rows and export agree"


def world(chance: random.Random, number: int, people: dict[str, Account]) -> tuple[dict[str, Account], dict[str, dict[Child, set[str]]]]:
    """People of three organisations, their children, and who may read which groups of which child."""
    expected: dict[str, dict[Child, set[str]]] = {city: {} for city in CITIES}
    for _child in range(number):
        home = chance.choice(CITIES)
        child = worlds.child(people[home], city=home, latin=f"Zoumanigui {chance.choice(['Alpha', 'Binta', 'Cellou'])}")
        worlds.case(people[home], child, city=home)
        expected[home][child] = set(ALL)
        for other in CITIES:
            fate = chance.choice(["none", "live", "live", "ended", "withdrawn", "expired"])
            if other == home or fate == "none":
                continue
            groups = {group for group in ALL if chance.random() < 0.5}
            sharing = worlds.shared(people[home], child, people[other], groups=tuple(groups))
            if fate == "ended":
                actions.end_sharing(by=people[home], at=clock.now(), sharing=sharing)
            elif fate == "withdrawn":
                worlds.consent(people[home], child, with_whom=people[other], decision="withdrawn")
            elif fate == "expired":
                Sharing.objects.filter(pk=sharing.pk).update(
                    shared_at=clock.now() - timedelta(days=9), expires_at=clock.now() - timedelta(days=1)
                )
            else:
                expected[other][child] = groups
    return people, expected


def crew(signed_in: SignIn) -> tuple[dict[str, Account], dict[str, Client]]:
    people = {city: worlds.caseworker(city) for city in CITIES}
    return people, {city: signed_in(by) for city, by in people.items()}


def exported(by: Account) -> set[str]:
    """The codes in what this person would take out: only children whom one follows, never what is merely shared."""
    found = copies.children_of(by)
    with rows.for_organisation(by.organisation_id):
        return {str(line[0]) for line in copies.of_identities(found, by, "mark")[1:]}


def disagreements(seed: int, number: int, people: dict[str, Account], clients: dict[str, Client]) -> list[str]:
    people, expected = world(random.Random(seed), number, people)
    found = []
    everybody = list(Child.objects.all())
    for city, by in people.items():
        client, may = clients[city], expected[city]
        codes = {child.code for child in may}
        with rows.for_organisation(by.organisation_id):
            doors = {
                "visible_to": {child.code for child in Child.objects.visible_to(by)},
                "code": {child.code for child in everybody if queries.find_by_code(by, child.code)},
                "registration": {row.child.code for row in Registration.objects.visible_to(by).select_related("child")},
            }
        doors["page"] = {child.code for child in everybody if client.get(f"/work/children/{child.code}/").status_code == 200}
        found += [f"{seed} {city} {door}" for door, ids in doors.items() if ids != codes]
        by_group = {group: {child.code for child, groups in may.items() if group in groups} for group in ALL}
        with rows.for_organisation(by.organisation_id):
            narrow = {
                "cases": ("case", {case.child.code for case in Case.objects.visible_to(by).select_related("child")}),
                "identities": ("identity", {row.child.code for row in Identity.objects.visible_to(by).select_related("child")}),
            }
        listed = client.get("/work/cases/").content.decode()
        narrow["list"] = ("case", {child.code for child in everybody if child.code in listed})
        found += [f"{seed} {city} {door}" for door, (group, ids) in narrow.items() if ids != by_group[group]]
        searched = {child.code for child in everybody if client.post("/work/search/", {"q": child.code}).status_code == 302}
        with rows.for_organisation(by.organisation_id):
            taken = exported(by)
        own = {child.code for child in may if child.organisation_id == by.organisation_id}
        found += [f"{seed} {city} {door}" for door, ids, due in (("search", searched, codes), ("export", taken, own)) if ids != due]
        alike = {match.child.code for match in queries.look_alikes(by=by, told=Names(latin="Zoumanigui Alpha"))}
        if not alike <= by_group["identity"]:
            found.append(f"{seed} {city} look-alikes")
    return found


@pytest.mark.parametrize("seed", range(3))
def test_page_search_and_list_agree_on_what_is_visible(seed: int, signed_in: SignIn, promise: Callable[[str, str], None]) -> None:
    wrong = disagreements(seed, 5, *crew(signed_in))
    promise("G3", f"{DOORS} in 1 world of 5 children: {len(wrong)} disagreements ({connection.vendor})")
    assert wrong == []


@pytest.mark.drill
@pytest.mark.parametrize("part", range(4))
def test_all_doors_agree_in_a_thousand_worlds(part: int, signed_in: SignIn, promise: Callable[[str, str], None]) -> None:
    each, wrong = 250, []
    people, clients = crew(signed_in)
    for seed in range(100 + each * part, 100 + each * (part + 1)):
        with transaction.atomic():
            wrong += disagreements(seed, 6, people, clients)
            transaction.set_rollback(True)
    promise("G3", f"{DOORS} in {each} of 1,000 random worlds: {len(wrong)} disagreements ({connection.vendor})")
    assert wrong == []


def test_a_person_without_case_work_reads_nothing_that_is_shared() -> None:
    by = worlds.caseworker()
    child = full(by)
    other = worlds.caseworker("oujda")
    worlds.shared(by, child, other)
    for role in (Role.OUTREACH_WORKER, Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER):
        assert seen(worlds.person(role, "omdh"), child) == set()
