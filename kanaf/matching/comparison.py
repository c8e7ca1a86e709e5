"""Two records of a person compared: bits, reasons, and how to take them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import log2
from typing import Any

from kanaf.matching.likeness import PLACE, Likeness, ReadName, likeness, may_agree, read_name, unpack
from kanaf.matching.person import Band, Code, Comparison, Field, Person, Reason
from kanaf.matching.weights import WEIGHTS, Weights

# Children are born over eighteen years; two intervals chosen at random meet on about the sum of their
# days out of these.
DAYS_OF_CHILDHOOD = 18 * 365.25

FIELD_ORDER = list(Field)
AGREEING = frozenset({Code.SAME, Code.SAME_FOLDED, Code.SAME_SKELETON, Code.SHORT_FORM, Code.PART, Code.ONE_EDIT})
ALIKE = frozenset({Code.SAME, Code.SAME_FOLDED, Code.SAME_SKELETON})
# Hassan and Hussein resemble each other, and are the names of twins.
ANOTHER = frozenset({Code.SIMILAR, Code.DIFFERENT, Code.CONTRADICTION})
NATIONALITY = "@"  # before a nationality's code, in a mapping of rarities
ORIGIN = "#"  # before a folded origin
FIELD_BETWEEN = "\x1d"  # parts a packed reading
NOT_KNOWN = ("", "unknown")

Found = tuple[Field, Code, float, Any, Any]  # a reason not yet in words: thousands are weighed, few are shown


@dataclass(frozen=True, slots=True)
class Reading:
    """A person with each name read once, for many comparisons. Days of birth are ordinals, both bounds included."""

    given: ReadName
    family: ReadName
    nickname: ReadName
    mother: ReadName
    father: ReadName
    origin: ReadName
    others: tuple[ReadName, ...]
    sex: str
    born: tuple[int, int] | None
    nationalities: frozenset[str]
    languages: frozenset[str]

    @property
    def main(self) -> list[ReadName]:
        return [name for name in (self.given, self.family, self.nickname) if name.text]

    def pack(self) -> str:
        """Return the reading as one text, so that a stored person need not be read again."""
        names = (self.given, self.family, self.nickname, self.mother, self.father, self.origin)
        codes = (" ".join(sorted(codes)) for codes in (self.nationalities, self.languages))
        born = f"{self.born[0]} {self.born[1]}" if self.born else ""
        others = (name.pack() for name in self.others)
        return FIELD_BETWEEN.join([*(name.pack() for name in names), self.sex, born, *codes, *others])


def unpack_reading(packed: str) -> Reading:
    """Return what `Reading.pack` packed."""
    given, family, nickname, mother, father, origin, sex, born, nationalities, languages, *others = packed.split(FIELD_BETWEEN)
    first, _space, last = born.partition(" ")
    return Reading(
        unpack(given),
        unpack(family),
        unpack(nickname),
        unpack(mother),
        unpack(father),
        unpack(origin),
        tuple(map(unpack, others)) if others else (),
        sex,
        (int(first), int(last)) if born else None,
        _codes_of(nationalities),
        _codes_of(languages),
    )


@lru_cache(maxsize=4096)
def _codes_of(joined: str) -> frozenset[str]:
    return frozenset(joined.split())


def reading(person: Person) -> Reading:
    """Read the names of a person, in both scripts."""
    given, family, nickname = main = [read_name(text) for text in (person.given, person.family, person.nickname)]
    others = [name for text in person.other_names if (name := read_name(text)) and not _repeats(name, main)]
    born = person.born
    return Reading(
        given,
        family,
        nickname,
        read_name(person.mother),
        read_name(person.father),
        read_name(person.origin),
        tuple(others),
        person.sex,
        _days(*born) if born else None,
        frozenset(person.nationalities),
        frozenset(person.languages),
    )


def _days(earliest: date, latest: date) -> tuple[int, int]:
    """The days on which a birth may have been. The first of January alone is what is written where only the year is known."""
    if earliest == latest and (earliest.month, earliest.day) == (1, 1):
        latest = date(earliest.year, 12, 31)
    return earliest.toordinal(), latest.toordinal()


def compare(
    a: Person | Reading, b: Person | Reading, *, weights: Weights = WEIGHTS, rarity: Mapping[str, float] | None = None
) -> Comparison:
    """Say how far two records look like one person, in bits, with a reason for each field.

    Comparing the other way round gives the same score, with ours and theirs exchanged. A field that one
    record leaves out says nothing (0 bits). Method: additive log2 odds of Fellegi and Sunter, with
    weights that are data. Records that differ in the given name are never `close`, whatever
    else they share: that is what brothers and sisters look like. Who is compared with many is
    asked about by `Asked`.
    """
    ours, theirs = (side if isinstance(side, Reading) else reading(side) for side in (a, b))
    return Asked(ours, weights=weights, rarity=rarity).compare(theirs)


class Asked:
    """One record to be compared with many: names met before are not compared again.

    `rarity` says of folded words, nationalities (`@GIN`) and folded origins (`#labe`) how rare they are in a
    registry, in bits (log2 of one in how many); what it does not know weighs as a name of middling rarity.
    """

    def __init__(self, ours: Reading, *, weights: Weights = WEIGHTS, rarity: Mapping[str, float] | None = None) -> None:
        self.ours = ours
        self.weights = weights
        self.rarity = rarity or {}
        self._met: dict[tuple[str, str], tuple[Likeness, float]] = {}
        self._weighed: dict[tuple[Field, str, str], tuple[Code, float]] = {}

    def score(self, theirs: Reading) -> float:
        """The bits alone: what `compare` would say."""
        return bits_of(self.found(theirs))

    def compare(self, theirs: Reading) -> Comparison:
        return self.said(self.found(theirs))

    def said(self, found: list[Found]) -> Comparison:
        """Put in words what was found of a record."""
        score = bits_of(found)
        reasons = tuple(Reason(field, code, bits, _words(a), _words(b)) for field, code, bits, a, b in sorted(found, key=_place))
        return Comparison(score, self._band(score, found), reasons, self.weights.version)

    def found(self, theirs: Reading) -> list[Found]:
        """What is found of each field, with what each record says there; not yet in words."""
        ours = self.ours
        names = self._given_and_family(theirs)
        parents = [
            self._name(Field.MOTHER, ours.mother, theirs.mother),
            self._name(Field.FATHER, ours.father, theirs.father),
        ]
        other_names, nickname = self._other_names(theirs), self._nickname(theirs)
        if len(names) == 2 and names[0][1] is Code.DIFFERENT:
            known_otherwise = nickname[2] > 0 or other_names[2] > 0
            names[0] = self._another_given(names[0], parents, known_otherwise)
        return [
            *names,
            other_names,
            nickname,
            *parents,
            self._sex(ours.sex, theirs.sex),
            self._born(ours.born, theirs.born),
            self._nationalities(ours.nationalities, theirs.nationalities),
            self._codes(Field.LANGUAGES, ours.languages, theirs.languages, Code.DIFFERENT),
            self._origin(theirs),
        ]

    def _given_and_family(self, theirs: Reading) -> list[Found]:
        ours = self.ours
        straight = [
            self._name(Field.GIVEN, ours.given, theirs.given),
            self._name(Field.FAMILY, ours.family, theirs.family),
        ]
        if (straight[0][2] > 0 and straight[1][2] > 0) or not (ours.family.text or theirs.family.text):
            return straight
        if not (may_agree(ours.given, theirs.family) or may_agree(ours.family, theirs.given)):
            return straight
        # Both weigh as a family name, so that the score does not depend on who is compared with whom.
        swapped = [
            self._name(Field.GIVEN, ours.given, theirs.family, weighed_as=Field.FAMILY),
            self._name(Field.FAMILY, ours.family, theirs.given, weighed_as=Field.FAMILY),
            (Field.ORDER, Code.SWAPPED, self.weights.swapped, "", ""),
        ]
        # Without an agreement, swapping would only hide two different names behind two missing ones.
        agrees = swapped[0][2] > 0 or swapped[1][2] > 0
        return swapped if agrees and bits_of(swapped) > bits_of(straight) else straight

    def _another_given(self, found: Found, parents: list[Found], known_otherwise: bool) -> Found:
        """Another given name weighs less where a nickname explains it, and more where the parents are the same."""
        field, _code, _bits_of_it, ours, theirs = found
        if known_otherwise:
            return (field, Code.DIFFERENT, self.weights.given_explained, ours, theirs)
        if any(code in AGREEING for _field, code, *_rest in parents):
            return (field, Code.CONTRADICTION, self.weights.siblings, ours, theirs)
        return found

    def _other_names(self, theirs: Reading) -> Found:
        """Find the best agreement in which an other name of either takes part; that none agrees says nothing."""
        ours = self.ours
        if not (ours.others or theirs.others):
            return (Field.OTHER_NAMES, Code.MISSING, 0.0, "", "")
        pairs = [(one, other) for one in ours.others for other in (*theirs.others, *theirs.main)]
        pairs += [(one, other) for one in ours.main for other in theirs.others]
        found = [self._name(Field.OTHER_NAMES, one, other) for one, other in pairs]
        agreeing = [one for one in found if one[2] > 0]
        if agreeing:
            return min(agreeing, key=lambda one: (-one[2], PLACE[one[1]], sorted((one[3].text, one[4].text))))
        code = Code.DIFFERENT if ours.others and theirs.others else Code.MISSING
        return (Field.OTHER_NAMES, code, self._fixed(Field.OTHER_NAMES, code), ours.others, theirs.others)

    def _nickname(self, theirs: Reading) -> Found:
        """Compare nicknames, and each with the other's given name where that one differs from one's own."""
        ours = self.ours
        straight = self._name(Field.NICKNAME, ours.nickname, theirs.nickname)
        if straight[2] > 0 or not (ours.nickname or theirs.nickname):
            return straight
        if self.likeness(ours.given, theirs.given)[0].code in AGREEING:
            return straight
        crossed = [
            self._name(Field.NICKNAME, ours.nickname, theirs.given),
            self._name(Field.NICKNAME, ours.given, theirs.nickname),
        ]
        best = max(crossed, key=lambda one: one[2])
        return best if best[2] > 0 else straight

    def _name(self, field: Field, ours: ReadName, theirs: ReadName, *, weighed_as: Field | None = None) -> Found:
        if not (ours.text and theirs.text):
            return (field, Code.MISSING, 0.0, ours, theirs)
        key = (weighed_as or field, ours.text, theirs.text)
        known = self._weighed.get(key)
        if known is None:
            alike, rare = self.likeness(ours, theirs)
            across = not ((ours.latin and theirs.latin) or (ours.arabic and theirs.arabic))
            bits = self.weights.of_name(key[0], alike.code, alike.closeness, rare, across=across)
            known = self._weighed[key] = (alike.code, bits)
        return (field, *known, ours, theirs)

    def likeness(self, ours: ReadName, theirs: ReadName) -> tuple[Likeness, float]:
        """How alike two names are, and how much rarer than usual what they share is."""
        key = (ours.text, theirs.text)
        known = self._met.get(key)
        if known is None:
            alike = likeness(ours, theirs)
            known = self._met[key] = (alike, self._rare(ours, theirs) if alike.code in AGREEING else 0.0)
        return known

    def _rare(self, ours: ReadName, theirs: ReadName) -> float:
        """How much rarer than usual the words are in which two names agree, in bits."""
        if not self.rarity:
            return 0.0
        mine, other = ({word for side in (name.latin, name.arabic) if side for word in side.folded} for name in (ours, theirs))
        shared = mine & other or mine | other
        usual = self.weights.usual_rarity
        known = [self.rarity[word] - usual for word in shared if word in self.rarity]
        return sum(known) if mine & other else min(known, default=0.0)

    def _fixed(self, field: Field, code: Code) -> float:
        return 0.0 if code is Code.MISSING else self.weights.fields[field][code]

    def _sex(self, ours: str, theirs: str) -> Found:
        if ours in NOT_KNOWN or theirs in NOT_KNOWN:
            return (Field.SEX, Code.MISSING, 0.0, ours, theirs)
        code = Code.SAME if ours == theirs else Code.CONTRADICTION
        return (Field.SEX, code, self.weights.fields[Field.SEX][code], ours, theirs)

    def _nationalities(self, ours: frozenset[str], theirs: frozenset[str]) -> Found:
        found = self._codes(Field.NATIONALITIES, ours, theirs, Code.CONTRADICTION)
        if found[1] is Code.OVERLAP and self.rarity:
            rare = [self.rarity[NATIONALITY + shared] for shared in ours & theirs if NATIONALITY + shared in self.rarity]
            if rare:
                usual = self.weights.usual[Field.NATIONALITIES]
                return (*found[:2], self.weights.of_sharing(Field.NATIONALITIES, max(rare) - usual), ours, theirs)
        return found

    def _codes(self, field: Field, ours: frozenset[str], theirs: frozenset[str], otherwise: Code) -> Found:
        if not (ours and theirs):
            return (field, Code.MISSING, 0.0, ours, theirs)
        code = otherwise if ours.isdisjoint(theirs) else Code.OVERLAP
        return (field, code, self.weights.fields[field][code], ours, theirs)

    def _origin(self, theirs: Reading) -> Found:
        ours = self.ours.origin
        if not (ours.text and theirs.origin.text):
            return (Field.ORIGIN, Code.MISSING, 0.0, ours, theirs.origin)
        alike, _rare = self.likeness(ours, theirs.origin)
        code = Code.SIMILAR if alike.code is Code.SHORT_FORM else alike.code  # places have no short forms
        usual = self.weights.usual_closeness.get(code, 1.0)
        bits = self.weights.of_name(Field.ORIGIN, code, usual, self.rare_origin(ours, theirs.origin))
        return (Field.ORIGIN, code, bits, ours, theirs.origin)

    def rare_origin(self, ours: ReadName, theirs: ReadName) -> float:
        """How much rarer than usual an origin is, in bits."""
        rare = self.rarity.get(ORIGIN + origin_of(ours), self.rarity.get(ORIGIN + origin_of(theirs)))
        return 0.0 if rare is None else rare - self.weights.usual_origin

    def _born(self, ours: tuple[int, int] | None, theirs: tuple[int, int] | None) -> Found:
        """Weigh how unlikely it is that two such intervals meet by chance, or how far apart they lie."""
        if ours is None or theirs is None:
            return (Field.BORN, Code.MISSING, 0.0, ours, theirs)
        (our_first, our_last), (their_first, their_last) = ours, theirs
        gap = max(our_first, their_first) - min(our_last, their_last)
        weights = self.weights
        if gap > 0:
            code = Code.ONE_EDIT if _one_part_differs(ours, theirs) else _apart(gap, weights)
            return (Field.BORN, code, weights.fields[Field.BORN][code], ours, theirs)
        days = our_last - our_first + their_last - their_first + 2
        if days == 2:
            return (Field.BORN, Code.SAME, weights.fields[Field.BORN][Code.SAME], ours, theirs)
        return (Field.BORN, Code.OVERLAP, weights.of_births(log2(DAYS_OF_CHILDHOOD / days)), ours, theirs)

    def _band(self, score: float, found: list[Found]) -> Band:
        weights = self.weights
        if score < weights.possible_from:
            return Band.UNLIKELY
        # Swapped, each of the two pairs holds a given name.
        swapped = any(code is Code.SWAPPED for _field, code, *_rest in found)
        of_given = (Field.GIVEN, Field.FAMILY) if swapped else (Field.GIVEN,)
        another_given = any(field in of_given and code in ANOTHER for field, code, *_rest in found)
        return Band.POSSIBLE if another_given or score < weights.close_from else Band.CLOSE


def origin_of(name: ReadName) -> str:
    """The folded origin by which its rarity is known."""
    side = name.latin or name.arabic
    return side.sound if side else ""


def _repeats(name: ReadName, main: Iterable[ReadName]) -> bool:
    """Say whether another name only repeats a main one, which must not be counted a second time."""
    return any(likeness(name, known).code in (Code.SAME, Code.SAME_FOLDED) for known in main)


def _words(said: Any) -> str:
    """What a record says of a field, as text."""
    if isinstance(said, ReadName):
        return said.text
    if isinstance(said, str):
        return "" if said in NOT_KNOWN else said
    if isinstance(said, frozenset):
        return ", ".join(sorted(said))
    if not said:
        return ""
    if isinstance(said[0], ReadName):
        return ", ".join(name.text for name in said)
    return "/".join(str(date.fromordinal(day)) for day in said)


def _one_part_differs(ours: tuple[int, int], theirs: tuple[int, int]) -> bool:
    """Say whether two exact days differ in day, month or year alone, or in day and month exchanged: a slip of the hand."""
    if ours[0] != ours[1] or theirs[0] != theirs[1]:
        return False
    one, other = date.fromordinal(ours[0]), date.fromordinal(theirs[0])
    same = (one.year == other.year) + (one.month == other.month) + (one.day == other.day)
    return same == 2 or (one.year == other.year and one.month == other.day and one.day == other.month)


def _apart(gap: int, weights: Weights) -> Code:
    if gap <= weights.born_similar_days:
        return Code.SIMILAR
    return Code.DIFFERENT if gap <= weights.born_different_days else Code.CONTRADICTION


def bits_of(found: Iterable[Found]) -> float:
    """The score of what was found."""
    return sum(one[2] for one in found)


def _place(found: Found) -> tuple[int, float, int]:
    """Contradictions first, the worst on top; then what speaks for one person, the best on top; then what says nothing."""
    field, code, bits, *_words = found
    kind = 0 if bits < 0 else 1 if bits > 0 else 2 + (code is Code.MISSING)
    return kind, bits if kind == 0 else -bits, FIELD_ORDER.index(field)
