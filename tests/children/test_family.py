"""A family is written down under keys of its own, corrected without loss, shared among siblings, erased with the last of them."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from kanaf.access.models import Account, AuditEntry
from kanaf.children import actions
from kanaf.children.kin import Kin
from kanaf.children.models import Child, Kinship, Relative, RelativeFacts
from kanaf.children.tracing import kin_of
from kanaf.core import clock
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.models import DataKey
from kanaf.core.rotation import rekey
from kanaf.protection import erasing
from tests import worlds
from tests.children import kin

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Account:
    return worlds.caseworker("nador")


def opened(by: Account, child: Child) -> dict[Any, Kin]:
    return actions.open_family(by=by, at=clock.now(), child=child, reason="follow_up")


def corrected(by: Account, child: Child, relative: Relative, **changes: Any) -> RelativeFacts:
    values: dict[str, Any] = {"relation": "mother", "told": Kin(latin="Maryama Sylla"), "life": "alive", "source": "child", "wish": "wants"}
    return actions.correct_relative(by=by, at=clock.now(), child=child, relative=relative, **(values | changes))


def linked(by: Account, child: Child, other: Child, kind: str = "sibling") -> None:
    actions.link_children(by=by, at=clock.now(), child=child, other=other, kind=kind)


def test_a_relative_is_sealed_under_a_key_of_their_own(by: Account) -> None:
    child = worlds.child(by)
    person = kin.relative(by, child, latin="Fanta Kanfory", last_known="Kindia")
    with connection.cursor() as cursor:
        cursor.execute("select sealed from children_relativefacts")
        held = bytes(cursor.fetchone()[0])
    assert b"Kanfory" not in held
    assert DataKey.objects.filter(subject_kind="relative", subject_id=person.pk).exists()
    assert opened(by, child)[person.pk].last_known == "Kindia"
    entry = AuditEntry.objects.get(act="family.opened")
    assert entry.by == by.pk
    assert "Kanfory" not in str(list(AuditEntry.objects.values_list("details", flat=True)))


def test_the_same_form_sent_twice_writes_one(by: Account) -> None:
    child, form = worlds.child(by), uuid4()
    assert kin.relative(by, child, id=form) == kin.relative(by, child, id=form)
    assert Relative.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"latin": " "}, "nothing_told"), ({"relation": "neighbour"}, "unknown_code")],
)
def test_what_says_nothing_is_refused(by: Account, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        kin.relative(by, worlds.child(by), **changes)
    assert refusal.value.code == code


def test_a_day_in_the_future_is_refused(by: Account) -> None:
    with pytest.raises(Refused, match="future"):
        actions.add_relative(
            by=by,
            at=clock.now(),
            child=worlds.child(by),
            on=clock.today().replace(year=clock.today().year + 1),
            relation="mother",
            told=Kin(latin="Fanta"),
            life="alive",
            source="child",
        )


def test_a_correction_keeps_what_was_said_before(by: Account) -> None:
    child = worlds.child(by)
    person = kin.relative(by, child, latin="Mariama Sylla")
    corrected(by, child, person, life="dead", wish="refuses", relation="step_parent")
    assert opened(by, child)[person.pk].latin == "Maryama Sylla"
    tie = kin_of(child, by)[0]
    assert (tie.facts and tie.facts.life, tie.kinship.wish, tie.kinship.relation) == ("dead", "refuses", "step_parent")
    assert RelativeFacts.objects.count() == 2
    assert Kinship.objects.count() == 2


def test_strangers_neither_write_nor_read(by: Account) -> None:
    child, stranger = worlds.child(by), worlds.caseworker("marrakech")
    person = kin.relative(by, child)
    for attempt in (
        lambda: kin.relative(stranger, child),
        lambda: corrected(stranger, child, person),
        lambda: actions.untie_relative(by=stranger, at=clock.now(), child=child, relative=person),
        lambda: kin.relative(worlds.outreach_worker("nador"), child),
        lambda: opened(worlds.outreach_worker("nador"), child),
    ):
        with pytest.raises(NotPermitted):
            attempt()
    assert kin_of(child, stranger) == []
    assert opened(stranger, child) == {}


def test_another_organisation_that_follows_reads_what_is_shared_but_not_where(by: Account) -> None:
    child, other = worlds.child(by), worlds.supervisor("oujda")
    person = kin.relative(by, child, contact="+224 600", last_known="Kindia")
    worlds.followed_too(by, child, other)
    told = opened(other, child)[person.pk]
    assert told.latin == "Mariama Sylla"
    assert (told.contact, told.last_known) == ("", "")
    with pytest.raises(NotPermitted):
        corrected(other, child, person)


def test_one_relative_is_of_several_siblings(by: Account) -> None:
    sister, brother, friend = worlds.child(by), worlds.child(by), worlds.child(by)
    mother = kin.relative(by, sister)
    share: dict[str, Any] = {"by": by, "at": clock.now(), "child": sister, "relative": mother, "relation": "mother"}
    with pytest.raises(Refused, match="not linked as sisters"):
        actions.share_relative(**share, other=brother)
    linked(by, sister, brother)
    linked(by, sister, friend, "travelled")
    with pytest.raises(Refused, match="not linked as sisters"):
        actions.share_relative(**share, other=friend)
    assert actions.share_relative(**share, other=brother) == actions.share_relative(**share, other=brother)
    assert kin_of(brother, by)[0].relative_id == mother.pk
    assert Relative.objects.count() == 1


def test_who_is_being_looked_for_stays_of_the_family(by: Account) -> None:
    child = worlds.child(by)
    mother = kin.relative(by, child)
    request = kin.sought(by, child, relative=mother)
    with pytest.raises(Refused, match="looked for"):
        actions.untie_relative(by=by, at=clock.now(), child=child, relative=mother)
    actions.close_tracing(by=by, at=clock.now(), request=request, on=clock.today(), outcome="unsuccessful", reason="not_relative")
    actions.untie_relative(by=by, at=clock.now(), child=child, relative=mother)
    assert kin_of(child, by) == []


def test_a_relative_goes_with_the_last_child_who_keeps_them(by: Account) -> None:
    sister, brother = worlds.child(by), worlds.child(by)
    linked(by, sister, brother)
    mother, aunt = kin.relative(by, sister), kin.relative(by, sister, relation="uncle_or_aunt")
    actions.share_relative(by=by, at=clock.now(), child=sister, relative=mother, other=brother, relation="mother")

    def there() -> set[Any]:
        return set(DataKey.objects.filter(subject_kind="relative").values_list("subject_id", flat=True))

    erasing.erase([sister.pk], clock.now())
    assert there() == {mother.pk}
    assert opened(by, brother)[mother.pk].latin == "Mariama Sylla"
    erasing.erase([brother.pk], clock.now())
    assert there() == set()
    assert aunt.pk not in there()


def test_siblings_erased_together_leave_no_relative(by: Account) -> None:
    sister, brother = worlds.child(by), worlds.child(by)
    linked(by, sister, brother)
    mother = kin.relative(by, sister)
    actions.share_relative(by=by, at=clock.now(), child=sister, relative=mother, other=brother, relation="mother")
    erasing.erase([sister.pk, brother.pk], clock.now())
    assert not DataKey.objects.filter(subject_kind="relative").exists()


def test_a_relatives_key_changes_while_what_was_told_stays(by: Account) -> None:
    child = worlds.child(by)
    mother = kin.relative(by, child)
    corrected(by, child, mother)
    assert rekey("relative", mother.pk) == 2
    assert opened(by, child)[mother.pk].latin == "Maryama Sylla"
