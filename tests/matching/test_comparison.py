"""Two records compared: bits that add up, reasons in order, a band that a person can trust."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from kanaf.matching import WEIGHTS, Band, Code, Comparison, Field, Person, compare

from .strategies import persons, records


def code(comparison: Comparison, field: Field) -> Code:
    (reason,) = (r for r in comparison.reasons if r.field is field)
    return reason.code


def of_given(one: str, other: str) -> Code:
    return code(compare(Person(given=one), Person(given=other)), Field.GIVEN)


MAMADOU = Person(
    given="Mamadou محمادو",
    family="Diallo",
    mother="Fatoumata Bah",
    father="Ibrahima Diallo",
    sex="M",
    born_earliest=date(2010, 1, 1),
    born_latest=date(2010, 12, 31),
    nationalities=("GIN",),
    languages=("fr", "ff"),
)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Aïssatou", "AISSATOU", Code.SAME),
        ("فاطمة", "فاطمه", Code.SAME),
        ("أحمد", "احمد", Code.SAME),
        ("Diallo", "Jallow", Code.SAME_FOLDED),
        ("Mamadou", "مامادو", Code.SAME_FOLDED),
        ("Zahra Fatima", "Fatima Zahra", Code.SAME_FOLDED),
        ("Fatimazahra", "Fatima Zahra", Code.SAME_FOLDED),
        ("Khadija", "خديجة", Code.SAME_FOLDED),
        ("Mohamed", "محمد", Code.SAME_SKELETON),
        ("Mamadou", "محمادو", Code.SAME_SKELETON),
        ("Ousmane", "عثمان", Code.SAME_SKELETON),
        ("Ibrahima", "Ibrahim", Code.SAME_SKELETON),
        ("Mamadou", "Mamadou Alpha", Code.PART),
        ("Amadou", "Mamadou", Code.ONE_EDIT),
        ("Aminata", "Aminta", Code.SAME_SKELETON),
        ("Coulibaly", "Coulibany", Code.ONE_EDIT),
        ("Coulibaly", "كوليبالين", Code.ONE_EDIT),
        ("Lamrabet", "المرابط", Code.ONE_EDIT),
        ("Hassan", "Hussein", Code.SIMILAR),
        ("Mamadou Alpha", "Mamadou Oury", Code.SIMILAR),
        ("Fatoumata", "Aminata", Code.DIFFERENT),
        ("Moussa", "Issa", Code.DIFFERENT),
        ("Ousmane", "Souleymane", Code.DIFFERENT),
        ("Ibrahima", "محمد", Code.DIFFERENT),
        ("Awa", "Aya", Code.DIFFERENT),
        ("Issa", "Sow", Code.DIFFERENT),
        ("Issa", "صو", Code.DIFFERENT),
        ("Issa", "عيسى", Code.SAME_SKELETON),
        ("Meriem", "Mariam", Code.SHORT_FORM),
        ("Fatoumata", "Fatou", Code.SHORT_FORM),
        ("عبد القادر", "Kader", Code.SHORT_FORM),
        ("Fatou Binta", "Fatoumata Binta", Code.SHORT_FORM),
        ("Mohamed", "Simo", Code.SHORT_FORM),
        ("Mohamed", "Mahmoud", Code.SIMILAR),
        ("Awa", "", Code.MISSING),
        ("-", "Awa", Code.MISSING),
    ],
)
def test_names_are_alike_to_a_degree(one: str, other: str, expected: Code) -> None:
    assert of_given(one, other) is expected
    assert of_given(other, one) is expected


def test_where_both_give_a_script_the_short_vowels_are_not_guessed() -> None:
    assert of_given("Hassan", "حسين") is Code.SIMILAR
    assert of_given("Hassan حسن", "Hussein حسين") is Code.ONE_EDIT
    assert of_given("حسن", "حسين") is Code.ONE_EDIT


def test_a_name_that_disagrees_is_not_hidden_by_swapping_it_with_a_missing_one() -> None:
    assert code(compare(Person(given="Fatoumata", family="Bah"), Person(given="Aminata")), Field.GIVEN) is Code.DIFFERENT


def test_everything_missing_says_nothing() -> None:
    comparison = compare(Person(), Person())
    assert comparison.score == 0
    assert comparison.band is Band.UNLIKELY
    assert {reason.code for reason in comparison.reasons} == {Code.MISSING}
    assert {reason.field for reason in comparison.reasons} == set(Field) - {Field.ORDER}


@records
@given(persons())
def test_against_nothing_every_record_scores_nothing(person: Person) -> None:
    assert compare(person, Person()).score == 0


@records
@given(persons(), persons())
def test_comparing_the_other_way_round_gives_the_same(a: Person, b: Person) -> None:
    forth, back = compare(a, b), compare(b, a)
    assert (forth.score, forth.band) == (back.score, back.band)
    swapped = any(reason.code is Code.SWAPPED for reason in forth.reasons)
    turned = {Field.GIVEN: Field.FAMILY, Field.FAMILY: Field.GIVEN} if swapped else {}
    seen = {(turned.get(r.field, r.field), r.code, r.bits, r.theirs, r.ours) for r in forth.reasons}
    assert seen == {(r.field, r.code, r.bits, r.ours, r.theirs) for r in back.reasons}


@records
@given(persons(), persons())
def test_the_score_is_exactly_the_sum_of_its_reasons(a: Person, b: Person) -> None:
    comparison = compare(a, b)
    assert comparison.score == sum(reason.bits for reason in comparison.reasons)
    assert comparison.score == sum(reason.bits for reason in reversed(comparison.reasons))


@records
@given(persons(), persons())
def test_reasons_come_contradictions_first_then_the_strongest(a: Person, b: Person) -> None:
    bits = [reason.bits for reason in compare(a, b).reasons]
    against = [value for value in bits if value < 0]
    speaking = [value for value in bits if value > 0]
    assert bits == [*sorted(against), *sorted(speaking, reverse=True), *[0.0] * bits.count(0)]


@records
@given(persons())
def test_a_record_never_speaks_against_itself(person: Person) -> None:
    assert all(reason.bits >= 0 for reason in compare(person, person).reasons)


@records
@given(persons(), persons())
def test_each_field_is_explained_once(a: Person, b: Person) -> None:
    fields = [reason.field for reason in compare(a, b).reasons]
    assert len(fields) == len(set(fields))
    assert set(fields) - {Field.ORDER} == set(Field) - {Field.ORDER}


def test_the_same_child_written_by_two_associations_is_close() -> None:
    other = Person(
        given="محمادو", family="Jallow", mother="Fatumata Bah", sex="M", born_earliest=date(2010, 6, 1), born_latest=date(2011, 5, 31)
    )
    comparison = compare(MAMADOU, other)
    assert comparison.band is Band.CLOSE
    assert code(comparison, Field.GIVEN) is Code.SAME
    assert code(comparison, Field.FAMILY) is Code.SAME_FOLDED
    assert code(comparison, Field.MOTHER) is Code.SAME_FOLDED
    assert code(comparison, Field.BORN) is Code.OVERLAP
    assert code(comparison, Field.FATHER) is Code.MISSING


def test_given_and_family_typed_in_each_others_place_are_found() -> None:
    comparison = compare(Person(given="Mamadou", family="Diallo"), Person(given="Jallow", family="Mamadu"))
    assert code(comparison, Field.ORDER) is Code.SWAPPED
    assert comparison.reasons[0].field is Field.ORDER
    of_names = [r for r in comparison.reasons if r.field in (Field.GIVEN, Field.FAMILY)]
    assert [r.code for r in of_names] == [Code.SAME_FOLDED] * 2
    assert comparison.score == sum(r.bits for r in of_names) + WEIGHTS.swapped
    assert {(r.ours, r.theirs) for r in comparison.reasons if r.bits > 0} == {("Mamadou", "Mamadu"), ("Diallo", "Jallow")}


def test_nothing_is_swapped_where_the_names_agree_as_they_stand() -> None:
    comparison = compare(Person(given="Mamadou", family="Mamadou"), Person(given="Mamadou", family="Mamadou"))
    assert all(reason.code is not Code.SWAPPED for reason in comparison.reasons)


def test_a_brother_is_possible_but_never_close() -> None:
    brother = replace(MAMADOU, given="Souleymane")
    comparison = compare(MAMADOU, brother, weights=replace(WEIGHTS, close_from=0.0))
    assert comparison.score > 0
    assert comparison.band is Band.POSSIBLE
    assert comparison.reasons[0].field is Field.GIVEN


def test_twins_whose_names_resemble_each_other_are_never_close() -> None:
    told = Person(given="Hassan", family="Diallo", mother="Fatoumata Bah", father="Ibrahima Diallo", born_earliest=date(2010, 3, 4))
    comparison = compare(told, replace(told, given="Hussein"))
    assert code(comparison, Field.GIVEN) is Code.SIMILAR
    assert comparison.score > WEIGHTS.close_from
    assert comparison.band is Band.POSSIBLE


def test_half_a_swap_is_never_close_whichever_record_comes_first() -> None:
    said = replace(MAMADOU, nationalities=())
    a, b = replace(said, given="Mamadou", family="Bah"), replace(said, given="Diallo", family="Mamadou")
    lenient = replace(WEIGHTS, close_from=0.0)
    assert compare(a, b).score == compare(b, a).score > 0
    assert compare(a, b, weights=lenient).band is compare(b, a, weights=lenient).band is Band.POSSIBLE


def test_the_other_sex_weighs_against_but_does_not_exclude() -> None:
    same = compare(MAMADOU, MAMADOU)
    other = compare(MAMADOU, replace(MAMADOU, sex="F"))
    assert code(other, Field.SEX) is Code.CONTRADICTION
    assert other.reasons[0].field is Field.SEX
    assert other.score == same.score - WEIGHTS.fields[Field.SEX][Code.SAME] + WEIGHTS.fields[Field.SEX][Code.CONTRADICTION]
    assert other.band is Band.CLOSE


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ((date(2010, 5, 3), date(2010, 5, 3)), (date(2010, 5, 3), date(2010, 5, 3)), Code.SAME),
        ((date(2010, 1, 1), date(2010, 12, 31)), (date(2010, 12, 31), date(2011, 6, 1)), Code.OVERLAP),
        ((date(2010, 1, 1), date(2010, 12, 31)), (date(2011, 1, 1), date(2011, 6, 1)), Code.SIMILAR),
        ((date(2010, 1, 2), date(2010, 1, 2)), (date(2011, 1, 3), date(2012, 1, 1)), Code.SIMILAR),
        ((date(2010, 1, 2), date(2010, 1, 2)), (date(2011, 1, 4), date(2012, 1, 1)), Code.DIFFERENT),
        ((date(2010, 1, 2), date(2010, 1, 2)), (date(2013, 1, 4), date(2013, 1, 4)), Code.DIFFERENT),
        ((date(2010, 1, 2), date(2010, 1, 2)), (date(2013, 1, 5), date(2013, 1, 5)), Code.CONTRADICTION),
        ((date(2010, 1, 2), None), (None, date(2010, 1, 2)), Code.SAME),
        # The first of January stands for a year of which the day is not known.
        ((date(2010, 1, 1), date(2010, 1, 1)), (date(2010, 1, 1), date(2010, 1, 1)), Code.OVERLAP),
        ((date(2010, 1, 1), date(2010, 1, 1)), (date(2010, 9, 5), date(2010, 9, 5)), Code.OVERLAP),
        ((date(2010, 1, 2), None), (None, None), Code.MISSING),
    ],
)
def test_births_are_compared_as_intervals(
    ours: tuple[date | None, date | None], theirs: tuple[date | None, date | None], expected: Code
) -> None:
    a, b = (Person(born_earliest=earliest, born_latest=latest) for earliest, latest in (ours, theirs))
    assert code(compare(a, b), Field.BORN) is expected
    assert code(compare(b, a), Field.BORN) is expected


def test_the_narrower_two_intervals_the_more_their_overlap_says() -> None:
    def bits(last_month: int) -> float:
        person = Person(born_earliest=date(2010, 1, 1), born_latest=date(2010, last_month, 28))
        return compare(person, person).score

    assert bits(1) > bits(3) > bits(12) > 0


def test_a_birth_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="born_earliest"):
        Person(born_earliest=date(2011, 1, 1), born_latest=date(2010, 1, 1))


def test_nationalities_and_languages_agree_when_one_is_shared() -> None:
    guinean, malian = Person(nationalities=("GIN",), languages=("ff",)), Person(nationalities=("MLI",), languages=("bm",))
    both = Person(nationalities=("MLI", "GIN"), languages=("bm", "ff"))
    assert code(compare(guinean, both), Field.NATIONALITIES) is Code.OVERLAP
    assert code(compare(guinean, malian), Field.NATIONALITIES) is Code.CONTRADICTION
    assert code(compare(guinean, both), Field.LANGUAGES) is Code.OVERLAP
    assert code(compare(guinean, malian), Field.LANGUAGES) is Code.DIFFERENT


def test_another_claimed_name_counts_for_and_never_against() -> None:
    known, claimed = Person(given="Mamadou"), Person(given="Alpha", other_names=("Petit", "Mamadu"))
    comparison = compare(known, claimed)
    (reason,) = (r for r in comparison.reasons if r.field is Field.OTHER_NAMES)
    assert (reason.code, reason.ours, reason.theirs) == (Code.SAME_FOLDED, "Mamadou", "Mamadu")
    assert compare(Person(other_names=("Petit",)), Person(other_names=("Ali",))).score == 0


def test_an_other_name_that_repeats_the_given_name_is_not_counted_twice() -> None:
    once = compare(Person(given="Mamadou"), Person(given="Mamadou"))
    twice = compare(Person(given="Mamadou", other_names=("Mamadu",)), Person(given="Mamadou"))
    assert once.score == twice.score


def test_weights_are_versioned_and_in_64ths_of_a_bit() -> None:
    assert compare(Person(), Person()).weights_version == WEIGHTS.version == 4
    every = [bits for codes in WEIGHTS.fields.values() for bits in codes.values()] + [WEIGHTS.swapped]
    every += [WEIGHTS.siblings, WEIGHTS.given_explained, WEIGHTS.born_overlap_most, WEIGHTS.least_agreement]
    assert all((bits * 64).is_integer() for bits in every)


def test_a_twin_is_shown_as_a_contradiction_not_as_the_same() -> None:
    comparison = compare(MAMADOU, replace(MAMADOU, given="Souleymane"))
    assert (comparison.reasons[0].field, comparison.reasons[0].code) == (Field.GIVEN, Code.CONTRADICTION)
    assert comparison.reasons[0].bits == WEIGHTS.siblings


def test_a_rare_name_in_common_says_more_than_a_common_one() -> None:
    common, rare = ({"mamadu": bits} for bits in (3.0, 14.0))
    person = Person(given="Mamadou")
    assert compare(person, person, rarity=rare).score > compare(person, person, rarity=common).score > 0
