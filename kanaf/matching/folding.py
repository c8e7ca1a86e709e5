"""The sounds of a name: one spelling for the many in which the same name is written, in both scripts.

Conventions of Morocco and of West Africa, where French and English spellings of one name meet (Diallo,
Jallow), over letters that Arabic leaves out. Method: rules by hand, measured on the licensed pairs.
"""

import re
from functools import lru_cache

from anyascii import anyascii

from kanaf.matching.arabic import romanise
from kanaf.matching.names import Script, script_of, split_scripts, words

# Signs whose plain letter would be another sound.
MARKED = str.maketrans({"ç": "s", "ñ": "ny", "š": "sh", "ş": "sh", "ș": "sh", "č": "ch", "ć": "ch", "ž": "j"})

# Digits that stand for Arabic letters in names typed on telephones: Sa3id, 7amza, 9asem.
TELEPHONE = str.maketrans({"2": "", "3": "a", "5": "kh", "6": "t", "7": "h", "8": "gh", "9": "q", "0": "", "1": "", "4": ""})

ABBREVIATED = {"med": "mohamed", "mohd": "mohamed", "mhd": "mohamed", "md": "mohamed"}

# In order, until none changes anything. What they leave has the vowels a, i, u, with y and w before another
# vowel, and `gh` for every hard g, since a bare g before i would be read as j the second time.
RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(sh|.)\1+", r"\1"),
        (r"^(?:el|al)(?=[^aeiouyw]...)", ""),
        (r"^ye", "ya"),
        (r"ch(?=ris)", "k"),
        (r"tsch|sch|tch|tsh|ch", "sh"),
        (r"ph", "f"),
        (r"wh", "w"),
        (r"kh", "k"),
        (r"([bdr])h", r"\1"),
        (r"^th(?=i[aeou]|om)|(?<=^fa)th(?=[aei])", "t"),
        (r"th", "s"),
        (r"didi(?=[aou])", "dij"),
        (r"dg(?=[ei])|dj", "j"),
        (r"gn(?=[aeiou])", "ny"),
        (r"gu(?=[eiy])", "gh"),
        (r"ge(?=[aou])", "j"),
        (r"g(?=[eiy])", "j"),
        (r"g(?!h)", "gh"),
        (r"ck", "k"),
        (r"c(?=[eiy])", "s"),
        (r"qu(?=[ei])|[cq]", "k"),
        (r"x", "ks"),
        (r"(?<=.[^aeiouy])e$", ""),
        (r"ou|o|w", "u"),
        (r"[ey]", "i"),
        (r"([aiu])\1+", r"\1"),
        (r"i(?=[au])", "y"),
        (r"u(?=[ai])", "w"),
        (r"^(n?)dy", r"\1j"),
        (r"(?<=[^sg])h$", ""),
        (r"^l(?=[^aiuwy]..)", ""),
        (r"^abd[aiu]la(?:h?i)?$", "abdala"),
        (r"^abd[aiu]l?(?=...)", "abda"),
    )
)

# Words that are one name with the word after them, as they come out of the rules, and what they become.
JOINED_TO_NEXT = {
    "bin": "bin", "ibn": "bin", "bn": "bin", "bint": "bint", "mint": "bint", "uld": "uld", "ulad": "uld",
    "ait": "ait", "abu": "abu", "bu": "bu", "um": "um", "abd": "abda", "abdal": "abda", "abdil": "abda",
    "abdul": "abda", "abdar": "abda", "abdir": "abda", "abdur": "abda",
}  # fmt: skip
ARTICLES = frozenset({"al", "il", "ul"})
# An article that has taken the sound after it: as-Sayed, Abd ar-Rahman.
ASSIMILATED = re.compile(r"[aiu](d|n|r|s|sh|t|z)")
OF_THE_FAITH = frozenset({"idin", "adin", "udin"})
HONORIFICS = frozenset({"sidi", "mulai", "lala", "haj", "haja", "haji", "ilhaj", "alhaj"})

SKELETON_CLASSES = str.maketrans({"p": "b", "v": "f", "z": "s", "a": "", "i": "", "u": ""})


def fold(name: str) -> tuple[str, ...]:
    """Return the words of a name by their sound, in the letters a to z, whatever its script and spelling.

    Diallo, Jallow and Jalloh give the same word. Articles go; Ben, Ould, Ait, Abdel and Abou are one word
    with what follows; Sidi, Moulay, Lalla and Hadj go unless they are all there is. Folding the
    result again changes nothing. Of a name typed in both scripts the Latin words come first.
    """
    folded = [_fold_word(word) for part in split_scripts(name) for word in words(part).split()]
    while (again := _whole_names([_fold_word(word) for word in folded])) != folded:
        folded = again
    return tuple(folded)


def skeleton(token: str) -> str:
    """Return the consonants of one word of a name, equal across scripts for most spellings of a name.

    p and b, v and f, z and s, hard g and k count as one; h counts only at the start. A word with fewer than
    two consonants keeps its y and w (Awa, Hawa, Aya), and one with none keeps its vowels, so no word
    has an empty skeleton. Hassan and Hussein share theirs: a skeleton proposes, it does not decide.
    """
    return skeleton_of_folded("".join(fold(token)))


def skeleton_of_folded(word: str) -> str:
    """Return the skeleton of a word that `fold` gave, without folding it again."""
    consonants = word.replace("sh", "c").replace("gh", "k")
    consonants = (consonants[:1] + consonants[1:].replace("h", "")).translate(SKELETON_CLASSES)
    firm = consonants[:1] + consonants[1:].replace("y", "").replace("w", "")
    if word[:1] not in "wy":
        firm = firm.lstrip("wy")
    return (firm if len(firm) > 1 else consonants) or word


# Names repeat from person to person; a word alone says nothing of whom it names.
@lru_cache(maxsize=4096)
def _fold_word(word: str) -> str:
    if script_of(word) is Script.ARABIC:
        word = romanise(word)
    if not word.isascii():
        word = anyascii(word.lower().translate(MARKED))
    word = "".join(c for c in word.lower() if c.isalnum())
    if not word.isdigit():
        word = word.translate(TELEPHONE)
    word = ABBREVIATED.get(word, word)
    while (changed := _by_rules(word)) != word:
        word = changed
    return word


def _by_rules(word: str) -> str:
    for pattern, replacement in RULES:
        word = pattern.sub(replacement, word)
    return word


def _whole_names(folded: list[str]) -> list[str]:
    return _without_honorifics(_joined(_without_articles([word for word in folded if word])))


def _without_articles(folded: list[str]) -> list[str]:
    kept: list[str] = []
    for at, word in enumerate(folded):
        following = folded[at + 1] if at + 1 < len(folded) else ""
        taken = ASSIMILATED.fullmatch(word)
        if following and (word in ARTICLES or (taken and following.startswith(taken[1]))):
            if following == "din" and kept:
                folded[at + 1] = "idin"
            continue
        kept.append(word)
    return kept


def _joined(folded: list[str]) -> list[str]:
    joined: list[str] = []
    for word in reversed(folded):
        if joined and word in JOINED_TO_NEXT:
            joined[-1] = JOINED_TO_NEXT[word] + joined[-1]
        elif joined and joined[-1] in OF_THE_FAITH:
            joined[-1] = word + "idin"
        else:
            joined.append(word)
    return joined[::-1]


def _without_honorifics(folded: list[str]) -> list[str]:
    return [word for word in folded if word not in HONORIFICS] or folded
