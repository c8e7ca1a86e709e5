"""The keys under which records that may be of one person are found again."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import combinations

from kanaf.matching.channel import writings
from kanaf.matching.comparison import Reading, origin_of
from kanaf.matching.folding import fold, skeleton_of_folded
from kanaf.matching.likeness import ReadName, Spelling
from kanaf.matching.names import normalise
from kanaf.matching.short_forms import related

# Part of every key: keys of two versions never meet, so raise it with any change to what is folded
# that is released, and have the index rebuilt.
KEYS_VERSION = 2

# A real name has fewer words; pasted text must not fill the index.
MOST_OWN, MOST_OF_PARENT, MOST_ASKED = 5, 3, 240
# Words of which pairs are made with a letter left out.
MOST_MAIN = 2
SHORTEST_CUT = 3
# A birth interval longer than this many two-year spans says too little to look under.
MOST_SPANS = 3
WRITINGS = 4
# Other forms of a name under which to look too.
MOST_FORMS = 6

# Sounds that the two scripts, or two languages in Latin letters, keep apart differently: Gregorio غريغوريو, -vić فيتش.
COARSE = str.maketrans({"c": "s", "j": "k"})


def keys(person: Reading) -> list[str]:
    """Return the plain keys under which a record is kept: records of one person nearly always share one.

    A key reads version, kind, colon, value. Kinds: `p` two of the child's names; `e` one with the other less one
    consonant; `f` and `m` one with a name of the father, of the mother; `x` father and mother; `o` one with the
    origin; `b` one with nationality, sex and a span of two years; `y` the day of birth with a first sound; `s` one
    name as it sounds; `d` its consonants, whole and less one. The keys are names in all but spelling:
    hash them with a secret before they are stored.
    """
    return list(dict.fromkeys(f"{KEYS_VERSION}{key}" for key in _keys(person, asked=False)))


def asked_keys(person: Reading) -> list[str]:
    """Return the keys under which to look for a record: its own, and those of other writings of its names."""
    return list(dict.fromkeys(f"{KEYS_VERSION}{key}" for key in _keys(person, asked=True)))[:MOST_ASKED]


def kind(key: str) -> str:
    """The kind of a plain key."""
    return key[1]


def rarity_keys(person: Reading) -> dict[str, str]:
    """Return what a comparison asks the rarity of (`Asked`), each with the key that counts it."""
    named = {word: f"{KEYS_VERSION}s:{word}" for name in _all_names(person) for word in _folded(name)}
    named |= {f"@{code}": f"{KEYS_VERSION}n:{code}" for code in sorted(person.nationalities)}
    if origin := origin_of(person.origin):
        named[f"#{origin}"] = f"{KEYS_VERSION}g:{origin}"
    return named


def counted_keys(person: Reading) -> list[str]:
    """Return the keys of which only the number of records is kept: nationalities and the origin."""
    counted = [f"{KEYS_VERSION}n:{code}" for code in sorted(person.nationalities)]
    return [*counted, f"{KEYS_VERSION}g:{origin}"] if (origin := origin_of(person.origin)) else counted


def _keys(person: Reading, *, asked: bool) -> Iterator[str]:
    words = _bones_asked if asked else _bones_kept
    given, family = words(person.given), words(person.family)
    own = [*given, *family, *(bone for name in (person.nickname, *person.others) for bone in words(name))]
    own = _first([*own, *_bones_of_other_forms(person)] if asked else own, MOST_OWN * (1 + asked))
    father, mother = (_first(words(name), MOST_OF_PARENT * (1 + asked)) for name in (person.father, person.mother))
    for one, other in combinations(own, 2):
        yield f"p:{min(one, other)}+{max(one, other)}"
    if origin := origin_of(person.origin):
        for one in own:
            yield f"o:{one}+{origin}"
    yield from _with_parents(own, father, mother)
    yield from _with_birth(person, own, asked)
    for one in given[: MOST_MAIN * (1 + asked)]:
        for other in family[: MOST_MAIN * (1 + asked)]:
            if one != other:
                yield from (f"e:{one}~{cut}" for cut in _with_one_left_out(other))
                yield from (f"e:{other}~{cut}" for cut in _with_one_left_out(one))
    names = (person.given, person.family, person.nickname, *person.others)
    for word in _first([word for name in names for word in _folded(name)], MOST_OWN):
        yield f"s:{word}"
    for bone in _first([bone for name in names for bone in _bones_asked(name)], MOST_OWN * 3):
        yield from (f"d:{cut}" for cut in _with_one_left_out(bone))


def _with_parents(own: list[str], father: list[str], mother: list[str]) -> Iterator[str]:
    for kind, parent in (("f", father), ("m", mother)):
        yield from (f"{kind}:{one}+{other}" for one in own for other in parent if one != other)
    yield from (f"x:{one}+{other}" for one in father for other in mother if one != other)


def _with_birth(person: Reading, own: list[str], asked: bool) -> Iterator[str]:
    born = person.born
    if born is None:
        return
    first_day, last_day = date.fromordinal(born[0]), date.fromordinal(born[1])
    spans = _spans(first_day, last_day, asked=asked)
    for nationality in sorted(person.nationalities)[:2]:
        yield from (f"b:{one}+{nationality}{person.sex}{span}" for one in own for span in spans)
    if first_day == last_day and (first_day.month, first_day.day) != (1, 1):
        yield from (f"y:{first_day}{first}" for first in dict.fromkeys(one[0] for one in own))


def _spans(earliest: date, latest: date, *, asked: bool) -> list[int]:
    first, last = earliest.year // 2, latest.year // 2
    if last - first >= MOST_SPANS:
        return []
    # Ages are told a year off; who asks looks on either side.
    return list(range((earliest.year - asked) // 2, (latest.year + asked) // 2 + 1))


def _all_names(person: Reading) -> list[ReadName]:
    return [person.given, person.family, person.nickname, person.mother, person.father, *person.others]


def _sides(name: ReadName) -> list[Spelling]:
    return [side for side in (name.latin, name.arabic) if side]


def _folded(name: ReadName) -> list[str]:
    return [word for side in _sides(name) for word in side.folded]


def _bones_kept(name: ReadName) -> list[str]:
    return list(dict.fromkeys(bones(word) for side in _sides(name) for word in side.folded))


def _bones_asked(name: ReadName) -> list[str]:
    """The consonants of a name's words, and those of the Arabic writings of what is in Latin letters."""
    found = _bones_kept(name)
    if name.latin:
        found += [bone for word in name.latin.plain.split() for bone in _written_bones(word)]
    return list(dict.fromkeys(found))


def _bones_of_other_forms(person: Reading) -> list[str]:
    """The consonants of the names of which somebody's given name and nickname are forms."""
    called = [word for name in (person.given, person.nickname) for word in _folded(name)]
    return [bones(form) for word in called for form in related(word)[:MOST_FORMS]]


@lru_cache(maxsize=65536)
def bones(folded: str) -> str:
    """The consonants of a folded word, a little more coarsely than its skeleton."""
    return skeleton_of_folded(folded).translate(COARSE)


@lru_cache(maxsize=65536)
def _written_bones(word: str) -> tuple[str, ...]:
    letters = "".join(c for c in normalise(word) if "a" <= c <= "z")
    if len(letters) < SHORTEST_CUT:
        return ()
    found = (bones(folded) for writing in writings(letters, WRITINGS) for folded in fold(writing)[:1])
    return tuple(dict.fromkeys(found))


def _with_one_left_out(whole: str) -> list[str]:
    if len(whole) < SHORTEST_CUT:
        return [whole]
    return list(dict.fromkeys([whole, *(whole[:at] + whole[at + 1 :] for at in range(len(whole)))]))


def _first(values: Iterable[str], most: int) -> list[str]:
    return list(dict.fromkeys(values))[:most]
