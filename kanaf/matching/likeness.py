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

# From most to least alike; the first that holds is the answer.
LEVELS = (
    Code.SAME,
    Code.SAME_FOLDED,
    Code.SAME_SKELETON,
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
FARTHEST = -26.0

# Sounds less alike than this are hardly ever the writing of one another (1 true pair in 200): a glance that saves the alignment.
NO_WRITING_BELOW, NOR_BELOW = 0.6, 0.35
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
    if not (ours and theirs):
        return MISSING
    pairs = [(ours.latin, theirs.latin, Script.LATIN), (ours.arabic, theirs.arabic, Script.ARABIC)]
    within = [_level(one, other, script) for one, other, script in pairs if one and other]
    if within:
        return min(within, key=lambda found: (PLACE[found.code], -found.closeness))
    latin, arabic = (ours.latin, theirs.arabic) if ours.latin else (theirs.latin, ours.arabic)
    return _across(latin, arabic) if latin and arabic else MISSING


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


def _code(one: Spelling, other: Spelling, script: Script, near: float) -> Code:
    several = len(one.folded) > 1 or len(other.folded) > 1
    if one.sound == other.sound or (several and sorted(one.folded) == sorted(other.folded)):
        return Code.SAME_FOLDED
    if _same_consonants(one, other) and _vowels_allow(one, other, script):
        return Code.SAME_SKELETON
    if several and _is_part(one, other):
        return Code.PART
    if _one_edit(one.sound, other.sound):
        return Code.ONE_EDIT
    if near >= SIMILAR_FROM or _share_a_word(one, other):
        return Code.SIMILAR
    return Code.DIFFERENT


def _across(latin: Spelling, arabic: Spelling) -> Likeness:
    """Compare a Latin with an Arabic spelling: how usual it is to write the one as the other."""
    bits = _written(latin, arabic)
    closeness = max(0.0, 1 - bits / FARTHEST)
    if bits >= WRITTEN_SO:
        code = Code.SAME_FOLDED if bits >= SOUNDS_EQUAL else Code.SAME_SKELETON
    elif (len(latin.folded) > 1 or len(arabic.folded) > 1) and (part := _part_across(latin, arabic)) is not None:
        return Likeness(Code.PART, max(0.0, 1 - part / FARTHEST))
    elif bits >= WRITTEN_NEARLY_SO or _one_edit("".join(latin.skeletons), "".join(arabic.skeletons)):
        code = Code.ONE_EDIT
    else:
        code = Code.SIMILAR if bits >= WRITTEN_OTHERWISE or _share_a_word(latin, arabic) else Code.DIFFERENT
    return Likeness(code, closeness)


def _written(latin: Spelling, arabic: Spelling) -> float:
    sounds = latin.sound, arabic.sound
    floor = FARTHEST
    if sounds[0] == sounds[1] or sorted(latin.folded) == sorted(arabic.folded):
        floor = SOUNDS_EQUAL
    elif _same_consonants(latin, arabic) and _vowels_allow(latin, arabic, Script.MIXED):
        floor = CONSONANTS_EQUAL
    elif JaroWinkler.similarity(*sounds) < NO_WRITING_BELOW or OSA.normalized_similarity(*sounds) < NOR_BELOW:
        return FARTHEST
    bits = fit_words(latin, arabic)
    return max(bits, floor + (bits - FARTHEST) / 64)


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
