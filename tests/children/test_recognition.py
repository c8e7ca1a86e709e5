"""A child is found again among the files one may see, and by the coordination in the whole country."""

from datetime import date

import pytest
from django.db import connection

from kanaf import matching
from kanaf.access.models import Account
from kanaf.children import actions, cards, recognition
from kanaf.children.models import Card, Child, KeyCount, NameKey
from kanaf.children.told import Names
from kanaf.core import clock, rows, vault
from kanaf.matching import Band, Person
from tests import worlds

pytestmark = pytest.mark.django_db

MOHAMED = Person(given="محمد", family="الإدريسي", nationalities=("MAR",))


@pytest.fixture
def by() -> Account:
    return worlds.caseworker()


def seen_by(by: Account, asked: Person, besides: Child | None = None) -> list[Child]:
    return [alike.child for alike in recognition.look_alikes(asked, by=by, at=clock.now(), besides=besides)]


def test_while_typing_only_ones_own_files_answer_and_the_coordination_finds_the_others(by: Account) -> None:
    own = worlds.child(by, latin="Mohamed El Idrissi", nationalities=["MAR"])
    abroad = worlds.child(worlds.caseworker("casablanca"), city="casablanca", latin="Mohammed Idrissi", nationalities=["MAR"])
    assert seen_by(by, MOHAMED) == [own]
    found = recognition.look_alikes_everywhere(MOHAMED)
    assert {alike.child for alike in found} == {own, abroad}
    for alike in found:
        assert alike.comparison.score == sum(reason.bits for reason in alike.comparison.reasons)
        assert alike.comparison.band is not Band.UNLIKELY


@pytest.mark.parametrize("written", ["Mamadou Diallo", "Mamadu Jallow", "مامادو ديالو"])
def test_three_writings_of_one_name_find_each_other(by: Account, written: str) -> None:
    known = [worlds.child(by, latin=latin) for latin in ("Mamadou Diallo", "Mamadu Jallow", "مامادو ديالو")]
    given, _space, family = written.partition(" ")
    assert set(seen_by(by, Person(given=given, family=family, nationalities=("GIN",)))) == set(known)


def test_fatoumata_bah_does_not_drown_in_every_bah(by: Account) -> None:
    others = ("Aminata", "Boubacar", "Cellou", "Djenabou", "Elhadj", "Ibrahima", "Kadiatou", "Lamine", "Oumar", "Saliou")
    for given in others:
        worlds.child(by, latin=f"{given} Bah")
    asked = worlds.child(by, latin="Fatoumata Bah", sex="female")
    again = Person(given="Fatoumatta", family="Ba", sex="F", nationalities=("GIN",))
    assert seen_by(by, again) == [asked]
    assert next(alike.child for alike in recognition.look_alikes_everywhere(again, most=3)) == asked


def test_what_is_shared_in_answers_as_long_as_it_is_shared(by: Account) -> None:
    child, other = worlds.child(by, latin="Mohamed El Idrissi"), worlds.caseworker("marrakech")
    assert seen_by(other, MOHAMED) == []
    sharing = worlds.shared(by, child, other)
    assert seen_by(other, MOHAMED) == [child]
    actions.end_sharing(by=by, at=clock.now(), sharing=sharing)
    assert seen_by(other, MOHAMED) == []


def test_what_is_shared_without_who_it_is_answers_nothing(by: Account) -> None:
    child, other = worlds.child(by, latin="Mohamed El Idrissi"), worlds.caseworker("marrakech")
    worlds.shared(by, child, other, groups=("case",))
    assert seen_by(other, MOHAMED) == []


def test_no_score_depends_on_a_file_that_one_may_not_see(by: Account) -> None:
    worlds.child(by, latin="Zoumanigui Haba")
    asked = Person(given="Zoumanigui", family="Haba")

    def said() -> list[matching.Comparison]:
        return [alike.comparison for alike in recognition.look_alikes(asked, by=by, at=clock.now())]

    before = said()
    abroad = worlds.caseworker("casablanca")
    for _one in range(5):
        worlds.child(abroad, city="casablanca", latin="Zoumanigui Haba")
    cards.count_bearers(at=clock.now())
    assert said() == before


def test_the_child_asked_about_is_left_out(by: Account) -> None:
    one, two = worlds.child(by, latin="Mamadou Diallo"), worlds.child(by, latin="Mamadou Diallo")
    asked = cards.reading_of(one.pk)
    assert asked is not None
    assert [alike.child for alike in recognition.look_alikes(asked, by=by, at=clock.now(), besides=one)] == [two]
    assert [alike.child for alike in recognition.look_alikes_everywhere(asked, besides=one)] == [two]


def test_a_corrected_registration_is_found_by_what_it_says_now(by: Account) -> None:
    child = worlds.child(by, latin="Mamadou Diallo", nationalities=["GIN"])
    before = set(NameKey.objects.filter(child=child).values_list("key", flat=True))
    actions.correct_registration(by=by, at=clock.now(), child=child, particulars=worlds.particulars(sex="female", nationalities=["SEN"]))
    after = set(NameKey.objects.filter(child=child).values_list("key", flat=True))
    assert before - after
    assert after - before
    reading = cards.reading_of(child.pk)
    assert reading is not None
    assert (reading.sex, reading.nationalities) == ("F", frozenset({"SEN"}))


def test_a_name_before_a_correction_still_leads_to_the_child(by: Account) -> None:
    child = worlds.child(by, latin="Mamadou Diallo")
    old = set(cards.hashed([matching.reading(Person(given="Mamadou", family="Diallo"))]))
    actions.correct_identity(by=by, at=clock.now(), child=child, told=Names(latin="Ousmane Kourouma"))
    held = set(NameKey.objects.filter(child=child).values_list("key", flat=True))
    assert old <= held
    assert Card.objects.filter(child=child).count() == 1


def test_two_corrections_in_a_row_leave_one_card_that_says_both(by: Account) -> None:
    child = worlds.child(by, latin="Mamadou Diallo")
    actions.correct_identity(by=by, at=clock.now(), child=child, told=Names(latin="Ousmane Kourouma"))
    actions.correct_registration(by=by, at=clock.now(), child=child, particulars=worlds.particulars(sex="female"))
    reading = cards.reading_of(child.pk)
    assert reading is not None
    assert (reading.given.text, reading.sex) == ("Ousmane", "F")


def test_an_erased_key_leaves_no_card_that_opens(by: Account) -> None:
    child = worlds.child(by, latin="Mamadou Diallo")
    vault.DataKey.objects.filter(subject_id=child.pk).delete()
    assert cards.reading_of(child.pk) is None
    assert cards.write_anew(child, at=clock.now()) is None
    assert recognition.look_alikes_everywhere(Person(given="Mamadou", family="Diallo")) == []


def test_no_name_stands_in_keys_or_cards(by: Account) -> None:
    worlds.child(by, latin="Zoumanigui Haba", arabic="زومانيغي هابا", mother="Fanta Camara")
    for card in Card.objects.all():
        for word in ("Zoumanigui", "zoumanigi", "زومانيغي", "Fanta"):
            assert word.encode() not in bytes(card.sealed)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="row-level security is PostgreSQL's")
def test_keys_and_cards_of_others_are_out_of_reach_in_the_database_too(by: Account) -> None:
    worlds.child(by, latin="Mamadou Diallo")
    other = worlds.caseworker("casablanca")
    with rows.for_organisation(other.organisation_id):
        assert not Card.objects.exists()
        assert not NameKey.objects.exists()
    with rows.as_counter(), pytest.raises(Exception, match="permission denied"):
        Card.objects.exists()


def test_only_the_count_writes_how_many_bear_a_name(by: Account) -> None:
    for number in range(3):
        worlds.child(by, latin="Mamadou Diallo", on=date(2026, 11, 1 + number))
    cards.count_bearers(at=clock.now(), common=3)
    mamadou = cards.hashes()(f"{matching.KEYS_VERSION}n:GIN")
    assert KeyCount.objects.get(key=mamadou).records == 3
    assert KeyCount.objects.get(key=cards.hashes()(cards.EVERYBODY)).records == 3


def test_where_a_child_comes_from_speaks_for_it(by: Account) -> None:
    at, place = clock.now(), worlds.City.objects.get(code="nador")
    for latin, origin in (("Mamadou Diallo", "Labé"), ("Mamadou Diallo", "Kankan")):
        actions.register_child(
            by=by, at=at, city=place, on=at.date(), particulars=worlds.particulars(), identity=Names(latin=latin, origin=origin)
        )
    asked = Person(given="Mamadou", family="Diallo", origin="Labe", nationalities=("GIN",))
    best, second = recognition.look_alikes(asked, by=by, at=clock.now())
    assert {reason.field: reason.bits > 0 for reason in best.comparison.reasons}[matching.Field.ORIGIN]
    assert best.comparison.score > second.comparison.score
