"""How alike two names are: the step of a comparison that reads letters."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from kanaf.matching.channel import fit
from kanaf.matching.folding import fold, skeleton_of_folded
from kanaf.matching.names import ARABIC, Script, normalise, split_scripts, without_marks, words
from kanaf.matching.person import Code
from kanaf.matching.short_forms import short_form

# From most to least alike; the first that holds is the answer.
LEVELS = (
    Code.SAME,
    Code.SAME_FOLDED,
    Code.SAME_SKELETON,
    Code.SHORT_FORM,
    Code.PART,
    Code.ONE_EDIT,
    Code.SIMILAR,
    Code.DIFFERENT,
)
PLACE = {code: place for place, code in enumerate(LEVELS)}

# Shorter names are one letter apart too easily: Awa, Aya.
SHORTEST_EDITED = 4

# Set by hand on the names of the tests; to be learned from reviewed pairs.
SIMILAR_FROM = 0.88

# Equal consonants with other vowels in more of the word than this are another name: Hassan, Hussein.
MOST_OTHER_VOWELS = 0.34

# Across scripts, how many bits short of the usual writing (`channel.fit`) a name may be to be called so.
WRITTEN_SO, WRITTEN_NEARLY_SO, WRITTEN_OTHERWISE = -7.0, -11.0, -17.0
# Rules by hand that give equal sounds or consonants know names that the pairs hold too seldom.
SOUNDS_EQUAL, CONSONANTS_EQUAL = -3.0, -7.0
SOUNDS_NEARLY_EQUAL = -5.5
FARTHEST = -26.0

# Sounds less alike than this are hardly ever the writing of one another (1 true pair in 200): a glance that saves the alignment.
NO_WRITING_BELOW, NOR_BELOW, NOR_CONSONANTS_BELOW = 0.6, 0.35, 0.75
# How far the learned pairs may pull down what the rules by hand find equal (tried on licensed pairs that no bench asks about).
TRUST_IN_PAIRS = 0.4
ARTICLES = ("ال", "أل", "إل")
# Below this, names without a word of the same consonants agree in nothing.
NO_AGREEMENT_BELOW = 0.65
NOT_LATIN = re.compile("[^a-z]+")

PART_BETWEEN = "\x1f"  # parts a packed name
SIDE_BETWEEN = "\x1e"  # parts its spellings


@dataclass(frozen=True, slots=True)
class Spelling:
    """One name in one script, read once for many comparisons. `letters` are what the other script writes."""

    plain: str
    folded: tuple[str, ...]
    letters: tuple[str, ...]
    sound: str
    skeletons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadName:
    """One name with its spelling in each script; empty in both when nothing was typed."""

    text: str
    latin: Spelling | None
    arabic: Spelling | None

    def __bool__(self) -> bool:
        """Say whether there is anything to compare."""
        return bool(self.latin or self.arabic)

    def pack(self) -> str:
        """Return the reading as one text, so that a stored name need not be read again."""
        return PART_BETWEEN.join([self.text, _packed(self.latin), _packed(self.arabic)]) if self else ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are: the level, and how close within it, from 0 to 1."""

    code: Code
    closeness: float = 0.0


MISSING = Likeness(Code.MISSING)


def read_name(text: str) -> ReadName:
    """Read a name as typed, in either script or both."""
    text = " ".join(text.split())
    latin, arabic = split_scripts(text)
    return ReadName(text, _spelling(latin), _spelling(arabic))


@lru_cache(maxsize=65536)
def unpack(packed: str) -> ReadName:
    """Return what `ReadName.pack` packed."""
    if not packed:
        return ReadName("", None, None)
    text, latin, arabic = packed.split(PART_BETWEEN)
    return ReadName(text, _unpacked(latin), _unpacked(arabic))


def likeness(ours: ReadName, theirs: ReadName) -> Likeness:
    """Say how alike two names are, whichever comes first; `missing` when one is empty.

    Spellings in the same script are compared where both give one, since across scripts the vowels that tell
    Hassan from Hussein are guessed; the better of the two scripts counts.
    """
    our_latin, our_arabic, their_latin, their_arabic = ours.latin, ours.arabic, theirs.latin, theirs.arabic
    if our_latin and their_latin:
        latin = _level(our_latin, their_latin, Script.LATIN)
        if not (our_arabic and their_arabic):
            return latin
        arabic = _level(our_arabic, their_arabic, Script.ARABIC)
        return min(latin, arabic, key=lambda found: (PLACE[found.code], -found.closeness))
    if our_arabic and their_arabic:
        return _level(our_arabic, their_arabic, Script.ARABIC)
    if our_latin and their_arabic:
        return _across(our_latin, their_arabic)
    if our_arabic and their_latin:
        return _across(their_latin, our_arabic)
    return MISSING


# Names repeat from person to person; one alone says nothing of whom it names.
@lru_cache(maxsize=8192)
def _spelling(text: str) -> Spelling | None:
    folded = fold(text)
    if not folded:
        return None
    plain = normalise(text)
    # Arabic keeps what tells sounds apart (أ from إ, ة from ه), which normalising drops.
    letters = NOT_LATIN.sub(" ", plain) if not ARABIC.search(text) else without_marks(words(text))
    return _of(plain, folded, tuple(letters.split()))


def _of(plain: str, folded: tuple[str, ...], letters: tuple[str, ...]) -> Spelling:
    return Spelling(plain, folded, letters, "".join(folded), tuple(map(_bones, folded)))


_bones = lru_cache(maxsize=32768)(skeleton_of_folded)


def _packed(spelling: Spelling | None) -> str:
    return SIDE_BETWEEN.join([spelling.plain, " ".join(spelling.folded), " ".join(spelling.letters)]) if spelling else ""


def _unpacked(packed: str) -> Spelling | None:
    if not packed:
        return None
    plain, folded, letters = packed.split(SIDE_BETWEEN)
    return _of(plain, tuple(folded.split()), tuple(letters.split()))


def _level(one: Spelling, other: Spelling, script: Script) -> Likeness:
    if one.plain == other.plain:
        return Likeness(Code.SAME, 1.0)
    sound, other_sound = one.sound, other.sound
    near = JaroWinkler.similarity(sound, other_sound)
    closeness = (near + JaroWinkler.similarity(one.plain, other.plain)) / 2
    return Likeness(_code(one, other, script, near), closeness)


def may_agree(ours: ReadName, theirs: ReadName) -> bool:
    """A glance at sounds and consonants: False where a whole comparison would hardly find an agreement."""
    one, other = ours.latin or ours.arabic, theirs.latin or theirs.arabic
    if not (one and other):
        return False
    return not _far_apart(one, other, JaroWinkler.similarity(one.sound, other.sound)) or short_form(one.folded, other.folded)


def _far_apart(one: Spelling, other: Spelling, near: float) -> bool:
    if near >= NO_AGREEMENT_BELOW:
        return False
    theirs = other.skeletons
    for bone in one.skeletons:  # noqa: SIM110 - asked of thousands: a generator takes twice as long
        if bone in theirs:
            return False
    return True


def _code(one: Spelling, other: Spelling, script: Script, near: float) -> Code:
    if _far_apart(one, other, near):
        return Code.SHORT_FORM if short_form(one.folded, other.folded) else Code.DIFFERENT
    several = len(one.folded) > 1 or len(other.folded) > 1
    if one.sound == other.sound or (several and sorted(one.folded) == sorted(other.folded)):
        return Code.SAME_FOLDED
    if _same_consonants(one, other) and _vowels_allow(one, other, script):
        return Code.SAME_SKELETON
    if short_form(one.folded, other.folded):
        return Code.SHORT_FORM
    if several and _is_part(one, other):
        return Code.PART
    if _one_edit(one.sound, other.sound):
        return Code.ONE_EDIT
    if near >= SIMILAR_FROM or _share_a_word(one, other):
        return Code.SIMILAR
    return Code.DIFFERENT


def _across(latin: Spelling, arabic: Spelling) -> Likeness:
    """Compare a Latin with an Arabic spelling: how usual it is to write the one as the other."""
    bits, equal = _written(latin, arabic)
    closeness = max(0.0, 1 - bits / FARTHEST)
    if bits >= (WRITTEN_NEARLY_SO if equal else WRITTEN_SO):
        code = Code.SAME_FOLDED if bits >= SOUNDS_NEARLY_EQUAL else Code.SAME_SKELETON
    elif short_form(latin.folded, arabic.folded):
        code = Code.SHORT_FORM
    elif (len(latin.folded) > 1 or len(arabic.folded) > 1) and (part := _part_across(latin, arabic)) is not None:
        return Likeness(Code.PART, max(0.0, 1 - part / FARTHEST))
    elif bits >= WRITTEN_NEARLY_SO or _one_edit("".join(latin.skeletons), "".join(arabic.skeletons)):
        code = Code.ONE_EDIT
    else:
        code = Code.SIMILAR if bits >= WRITTEN_OTHERWISE or _share_a_word(latin, arabic) else Code.DIFFERENT
    return Likeness(code, closeness)


def _written(latin: Spelling, arabic: Spelling) -> tuple[float, bool]:
    """Bits of the writing, and whether the rules by hand find the two equal in sounds or consonants."""
    floor = FARTHEST
    if latin.sound == arabic.sound or sorted(latin.folded) == sorted(arabic.folded):
        floor = SOUNDS_EQUAL
    elif _same_consonants(latin, arabic) and _vowels_allow(latin, arabic, Script.MIXED):
        floor = CONSONANTS_EQUAL
    elif _no_writing(latin, arabic):
        return FARTHEST, False
    bits = fit_words(latin, arabic)
    return (bits if bits >= floor else floor + (bits - floor) * TRUST_IN_PAIRS), floor > FARTHEST


def _no_writing(latin: Spelling, arabic: Spelling) -> bool:
    """A glance that saves the alignment."""
    sounds = latin.sound, arabic.sound
    if JaroWinkler.similarity(*sounds) >= NO_WRITING_BELOW and OSA.normalized_similarity(*sounds) >= NOR_BELOW:
        return False
    if JaroWinkler.similarity("".join(latin.skeletons), "".join(arabic.skeletons)) >= NOR_CONSONANTS_BELOW:
        return False
    # What reads like the article may belong to the name: Alekna, ألكنا.
    return (
        not arabic.letters
        or arabic.letters[0][:2] not in ARTICLES
        or JaroWinkler.similarity(sounds[0], "al" + sounds[1]) < NO_WRITING_BELOW
    )


def fit_words(latin: Spelling, arabic: Spelling) -> float:
    """Bits of the Arabic letters as a writing of the Latin ones, all words run together, with and without the article."""
    return _fit("".join(arabic.letters), "".join(latin.letters))


@lru_cache(maxsize=16384)
def _fit(arabic: str, latin: str) -> float:
    bits = fit(arabic, latin, least=FARTHEST)
    if arabic.startswith("ال") and len(arabic) > 4:
        bare = latin[2:] if latin[:2] in ("el", "al") else latin[1:] if latin[:1] == "l" else latin
        bits = max(bits, fit(arabic[2:], bare, least=FARTHEST))
    return bits


def _part_across(latin: Spelling, arabic: Spelling) -> float | None:
    """The worst writing among the words of the shorter name, when each is written so by a word of the longer one."""
    if len(latin.letters) == len(arabic.letters) or not (latin.letters and arabic.letters):
        return None
    if len(latin.letters) < len(arabic.letters):
        bits = [max(_fit(a, word) for a in arabic.letters) for word in latin.letters]
    else:
        bits = [max(_fit(word, one) for one in latin.letters) for word in arabic.letters]
    worst = min(bits)
    return worst if worst >= WRITTEN_SO else None


def _same_consonants(one: Spelling, other: Spelling) -> bool:
    return "".join(one.skeletons) == "".join(other.skeletons) or sorted(one.skeletons) == sorted(other.skeletons)


def _vowels_allow(one: Spelling, other: Spelling, script: Script) -> bool:
    """Say whether what is known of the vowels lets equal consonants be one name.

    Across scripts they are guessed, so they count only where a single consonant says too little (Issa,
    Sow); Arabic that differs with equal consonants differs in a long vowel (حسن, حسين).
    """
    if script is Script.ARABIC:
        return False
    if script is Script.MIXED and len("".join(one.skeletons)) > 1:
        return True
    # Words in another order must not look like other vowels.
    sound, other_sound = ("".join(sorted(s.folded, key=_bones)) for s in (one, other))
    return OSA.normalized_distance(sound, other_sound) <= MOST_OTHER_VOWELS


def _is_part(one: Spelling, other: Spelling) -> bool:
    fewer, more = sorted((Counter(one.skeletons), Counter(other.skeletons)), key=Counter.total)
    return fewer.total() < more.total() and fewer <= more


def _one_edit(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= SHORTEST_EDITED and OSA.distance(one, other, score_cutoff=1) == 1


def _share_a_word(one: Spelling, other: Spelling) -> bool:
    return any(len(shared) > 1 for shared in one.skeletons if shared in other.skeletons)
