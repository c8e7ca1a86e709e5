"""Two records of a person compared: bits, reasons, and how to take them."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log2

from kanaf.matching.likeness import LEVELS, ReadName, likeness, read_name
from kanaf.matching.person import Band, Code, Comparison, Field, Person, Reason
from kanaf.matching.weights import HAND_SET, Weights

# Children are born over eighteen years; two intervals chosen at random meet on about the sum of their
# days out of these.
DAYS_OF_CHILDHOOD = 18 * 365.25

# The exact sum is promised, and eighths of a bit add up exactly.
STEPS_IN_A_BIT = 8

FIELD_ORDER = list(Field)


@dataclass(frozen=True, slots=True)
class Reading:
    """A person with each name read once, for many comparisons."""

    person: Person
    given: ReadName
    family: ReadName
    nickname: ReadName
    mother: ReadName
    father: ReadName
    others: list[ReadName]

    @property
    def main(self) -> list[ReadName]:
        return [name for name in (self.given, self.family, self.nickname) if name]


def compare(a: Person | Reading, b: Person | Reading, *, weights: Weights = HAND_SET) -> Comparison:
    """Say how far two records look like one person, in bits, with a reason for each field.

    Comparing the other way round gives the same score, with ours and theirs exchanged. A field that one
    record leaves out says nothing (0 bits). Method: additive log2 odds of Fellegi and Sunter, with
    weights that are data. Records that differ in the given name are never `close`, whatever
    else they share: that is what brothers and sisters look like. Who is compared with many is
    read once, by `reading`.
    """
    ours, theirs = (side if isinstance(side, Reading) else reading(side) for side in (a, b))
    a, b = ours.person, theirs.person
    reasons = [
        *_given_and_family(ours, theirs, weights),
        _other_names(ours, theirs, weights),
        _name(Field.NICKNAME, ours.nickname, theirs.nickname, weights),
        _name(Field.MOTHER, ours.mother, theirs.mother, weights),
        _name(Field.FATHER, ours.father, theirs.father, weights),
        _sex(a, b, weights),
        _born(a, b, weights),
        _codes(Field.NATIONALITIES, a.nationalities, b.nationalities, Code.CONTRADICTION, weights),
        _codes(Field.LANGUAGES, a.languages, b.languages, Code.DIFFERENT, weights),
    ]
    score = _bits(reasons)
    return Comparison(score, _band(score, reasons, weights), _contradictions_first(reasons), weights.version)


def reading(person: Person) -> Reading:
    """Read the names of a person, in both scripts."""
    main = [read_name(text) for text in (person.given, person.family, person.nickname)]
    others = [name for text in person.other_names if (name := read_name(text)) and not _repeats(name, main)]
    given, family, nickname = main
    return Reading(person, given, family, nickname, read_name(person.mother), read_name(person.father), others)


def _repeats(name: ReadName, main: Iterable[ReadName]) -> bool:
    """Say whether another name only repeats a main one, which must not be counted a second time."""
    return any(likeness(name, known) in (Code.SAME, Code.SAME_FOLDED) for known in main)


def _given_and_family(ours: Reading, theirs: Reading, weights: Weights) -> list[Reason]:
    straight = [
        _name(Field.GIVEN, ours.given, theirs.given, weights),
        _name(Field.FAMILY, ours.family, theirs.family, weights),
    ]
    # Both weigh as a family name, so that the score does not depend on who is compared with whom.
    swapped = [
        Reason(Field.ORDER, Code.SWAPPED, weights.swapped),
        _name(Field.GIVEN, ours.given, theirs.family, weights, weighed_as=Field.FAMILY),
        _name(Field.FAMILY, ours.family, theirs.given, weights, weighed_as=Field.FAMILY),
    ]
    # Without an agreement, swapping would only hide two different names behind two missing ones.
    agrees = any(reason.bits > 0 for reason in swapped)
    return swapped if agrees and _bits(swapped) > _bits(straight) else straight


def _other_names(ours: Reading, theirs: Reading, weights: Weights) -> Reason:
    """Find the best agreement in which an other name of either takes part; that none agrees says nothing."""
    pairs = [(one, other) for one in ours.others for other in [*theirs.others, *theirs.main]]
    pairs += [(one, other) for one in ours.main for other in theirs.others]
    found = [_name(Field.OTHER_NAMES, one, other, weights) for one, other in pairs]
    agreeing = [reason for reason in found if reason.code is not Code.DIFFERENT]
    if agreeing:
        return min(agreeing, key=lambda reason: (LEVELS.index(reason.code), sorted((reason.ours, reason.theirs))))
    code = Code.DIFFERENT if ours.others and theirs.others else Code.MISSING
    words = (", ".join(read.person.other_names) for read in (ours, theirs))
    return _reason(Field.OTHER_NAMES, code, *words, weights=weights)


def _name(field: Field, ours: ReadName, theirs: ReadName, weights: Weights, *, weighed_as: Field | None = None) -> Reason:
    code = likeness(ours, theirs)
    bits = 0.0 if code is Code.MISSING else weights.fields[weighed_as or field][code]
    return Reason(field, code, bits, ours.text, theirs.text)


def _sex(a: Person, b: Person, weights: Weights) -> Reason:
    ours, theirs = ("" if person.sex == "unknown" else person.sex for person in (a, b))
    code = Code.MISSING
    if ours and theirs:
        code = Code.SAME if ours == theirs else Code.CONTRADICTION
    return _reason(Field.SEX, code, ours, theirs, weights=weights)


def _codes(field: Field, ours: Iterable[str], theirs: Iterable[str], otherwise: Code, weights: Weights) -> Reason:
    one, other = set(ours), set(theirs)
    code = Code.MISSING
    if one and other:
        code = Code.OVERLAP if one & other else otherwise
    return _reason(field, code, ", ".join(sorted(one)), ", ".join(sorted(other)), weights=weights)


def _born(a: Person, b: Person, weights: Weights) -> Reason:
    """Weigh how unlikely it is that two such intervals meet by chance, or how far apart they lie."""
    ours, theirs = a.born, b.born
    words = [f"{born[0]}/{born[1]}" if born else "" for born in (ours, theirs)]
    if not (ours and theirs):
        return _reason(Field.BORN, Code.MISSING, *words, weights=weights)
    gap = (max(ours[0], theirs[0]) - min(ours[1], theirs[1])).days
    if gap > 0:
        return _reason(Field.BORN, _apart(gap, weights), *words, weights=weights)
    days = sum((latest - earliest).days + 1 for earliest, latest in (ours, theirs))
    if days == 2:
        return _reason(Field.BORN, Code.SAME, *words, weights=weights)
    bits = min(max(log2(DAYS_OF_CHILDHOOD / days), weights.born_overlap_least), weights.born_overlap_most)
    return Reason(Field.BORN, Code.OVERLAP, round(bits * STEPS_IN_A_BIT) / STEPS_IN_A_BIT, *words)


def _apart(gap: int, weights: Weights) -> Code:
    if gap <= weights.born_similar_days:
        return Code.SIMILAR
    return Code.DIFFERENT if gap <= weights.born_different_days else Code.CONTRADICTION


def _reason(field: Field, code: Code, ours: str, theirs: str, *, weights: Weights) -> Reason:
    bits = 0.0 if code is Code.MISSING else weights.fields[field][code]
    return Reason(field, code, bits, ours, theirs)


def _bits(reasons: Iterable[Reason]) -> float:
    return sum(reason.bits for reason in reasons)


def _band(score: float, reasons: list[Reason], weights: Weights) -> Band:
    if score < weights.possible_from:
        return Band.UNLIKELY
    # Swapped, each of the two pairs holds a given name.
    swapped = any(reason.code is Code.SWAPPED for reason in reasons)
    of_given = (Field.GIVEN, Field.FAMILY) if swapped else (Field.GIVEN,)
    another_given = any(reason.field in of_given and reason.code is Code.DIFFERENT for reason in reasons)
    return Band.POSSIBLE if another_given or score < weights.close_from else Band.CLOSE


def _contradictions_first(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    def place(reason: Reason) -> tuple[int, float, int]:
        kind = 0 if reason.bits < 0 else 1 if reason.bits > 0 else 2 + (reason.code is Code.MISSING)
        return kind, reason.bits if kind == 0 else -reason.bits, FIELD_ORDER.index(reason.field)

    return tuple(sorted(reasons, key=place))
