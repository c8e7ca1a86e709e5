"""How alike two names are: the step of a comparison that reads letters."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from kanaf.matching.folding import fold, skeleton_of_folded
from kanaf.matching.names import Script, normalise, split_scripts
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

# Shorter names are one letter apart too easily: Awa, Aya.
SHORTEST_EDITED = 4

# Set by hand on the names of the tests; to be learned from reviewed pairs.
SIMILAR_FROM = 0.88

# Equal consonants with other vowels in more of the word than this are another name: Hassan, Hussein.
MOST_OTHER_VOWELS = 0.34


@dataclass(frozen=True, slots=True)
class Spelling:
    """One name in one script, read once for many comparisons."""

    plain: str
    folded: tuple[str, ...]
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


def read_name(text: str) -> ReadName:
    """Read a name as typed, in either script or both."""
    latin, arabic = split_scripts(text)
    return ReadName(text, _spelling(latin), _spelling(arabic))


def likeness(ours: ReadName, theirs: ReadName) -> Code:
    """Say how alike two names are, whichever comes first; `missing` when one is empty.

    Spellings in the same script are compared where both give one, since across scripts the vowels that tell
    Hassan from Hussein are guessed; the better of the two scripts counts.
    """
    if not (ours and theirs):
        return Code.MISSING
    pairs = [(ours.latin, theirs.latin, Script.LATIN), (ours.arabic, theirs.arabic, Script.ARABIC)]
    within = [_level(one, other, script) for one, other, script in pairs if one and other]
    if within:
        return min(within, key=LEVELS.index)
    one, other = ours.latin or ours.arabic, theirs.latin or theirs.arabic
    return _level(one, other, Script.MIXED) if one and other else Code.MISSING


# Names repeat from person to person; one alone says nothing of whom it names.
@lru_cache(maxsize=4096)
def _spelling(text: str) -> Spelling | None:
    folded = fold(text)
    if not folded:
        return None
    return Spelling(normalise(text), folded, tuple(skeleton_of_folded(word) for word in folded))


def _level(one: Spelling, other: Spelling, script: Script) -> Code:
    if one.plain == other.plain:
        return Code.SAME
    sound, other_sound = "".join(one.folded), "".join(other.folded)
    if sound == other_sound or sorted(one.folded) == sorted(other.folded):
        return Code.SAME_FOLDED
    if _same_consonants(one, other) and _vowels_allow(one, other, script):
        return Code.SAME_SKELETON
    if _is_part(one, other):
        return Code.PART
    if _one_edit(sound, other_sound):
        return Code.ONE_EDIT
    if script is Script.MIXED and _one_edit("".join(one.skeletons), "".join(other.skeletons)):
        return Code.ONE_EDIT
    if JaroWinkler.similarity(sound, other_sound) >= SIMILAR_FROM or _share_a_word(one, other):
        return Code.SIMILAR
    return Code.DIFFERENT


def _same_consonants(one: Spelling, other: Spelling) -> bool:
    return sorted(one.skeletons) == sorted(other.skeletons) or "".join(one.skeletons) == "".join(other.skeletons)


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
    sound, other_sound = ("".join(sorted(s.folded, key=skeleton_of_folded)) for s in (one, other))
    return OSA.normalized_distance(sound, other_sound) <= MOST_OTHER_VOWELS


def _is_part(one: Spelling, other: Spelling) -> bool:
    fewer, more = sorted((Counter(one.skeletons), Counter(other.skeletons)), key=Counter.total)
    return fewer.total() < more.total() and fewer <= more


def _one_edit(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= SHORTEST_EDITED and OSA.distance(one, other, score_cutoff=1) == 1


def _share_a_word(one: Spelling, other: Spelling) -> bool:
    return any(len(shared) > 1 for shared in set(one.skeletons) & set(other.skeletons))
