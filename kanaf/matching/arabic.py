"""Arabic letters read aloud in Latin ones, with the short vowels that are not written."""

from kanaf.matching.names import without_marks

CONSONANTS = {
    "ب": "b", "پ": "p", "ت": "t", "ط": "t", "ث": "s", "ج": "j", "چ": "sh", "ح": "h", "خ": "k", "د": "d",
    "ذ": "d", "ض": "d", "ظ": "z", "ر": "r", "ز": "z", "ژ": "j", "س": "s", "ص": "s", "ش": "sh", "غ": "gh",
    "گ": "gh", "ڭ": "gh", "ݣ": "gh", "ڨ": "gh", "ف": "f", "ڤ": "v", "ڥ": "v", "ق": "k", "ك": "k", "ک": "k",
    "ڪ": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "ہ": "h", "ھ": "h", "ە": "h",
}  # fmt: skip
VOWELS = {
    "ا": "a", "أ": "a", "آ": "a", "ٱ": "a", "إ": "i", "ع": "a", "ة": "a", "ۃ": "a", "ى": "a", "و": "u",
    "ؤ": "u", "ي": "i", "ی": "i", "ې": "i", "ے": "i", "ئ": "i", "ء": "", "ـ": "",
}  # fmt: skip

# Two letters for one foreign sound: Tchad, Adji.
SPELLED_SOUNDS = (("تش", "ش"), ("دج", "ج"))

# Read letter by letter these would get wrong vowels.
WHOLE_WORDS = {
    "الله": "ala",
    "الدين": "idin",
    "عبد": "abd",
    "بن": "bin",
    "ابن": "ibn",
    "إبن": "ibn",
    "بنت": "bint",
    "ولد": "uld",
    "أولاد": "ulad",
    "اولاد": "ulad",
    "ايت": "ait",
    "أيت": "ait",
    "أم": "um",
    "ام": "um",
}

HEH = "هہھە"
SEMIVOWELS = {"و": "wa", "ي": "ya", "ی": "ya"}
# An initial alef only carries the long vowel after it: أوسمان Ousmane, إيمان Imane, but أيمن Aymane.
CARRIERS = {"اأ": "وؤ", "اإ": "يی"}

VOWEL_SOUNDS = frozenset({"a", "i", "u", "wa", "ya"})
SPELLS_ANOTHER_SOUND_WITH_H = frozenset({"p", "s", "t"})


def romanise(token: str) -> str:
    """Return one word of Arabic script in Latin letters, roughly as a clerk would write its sounds.

    The article is left out and `a` put in where a syllable lacks its vowel, so خديجة gives `kadija`.
    Letters outside the tables are handed back as they are.
    """
    token = without_marks(token)
    if token in WHOLE_WORDS:
        return WHOLE_WORDS[token]
    if token.startswith("عبدال") and len(token) > 7:
        return "abda" + romanise(token[3:])
    for ending in ("الله", "الدين"):
        if token.endswith(ending) and len(token) > len(ending) + 1:
            return romanise(token.removesuffix(ending)) + WHOLE_WORDS[ending]
    if token.startswith("بن") and len(token) > 4:
        return "bin" + _syllables(_sounds(token[2:]))
    return _syllables(_sounds(_without_article(token)))


def _without_article(token: str) -> str:
    rest = token.removeprefix("ال")
    if rest == token or len(rest) < 3:
        return token
    # Elias and Elena also begin with these letters; they are shorter than the surnames with an article.
    return token if rest[0] in "يیوا" and len(rest) == 3 else rest


def _sounds(token: str) -> list[str]:
    for spelled, sound in SPELLED_SOUNDS:
        token = token.replace(spelled, sound)
    sounds: list[str] = []
    for at, letter in enumerate(token):
        following = token[at + 1 : at + 2]
        if at and not following and letter in HEH:
            sounds.append("" if sounds[-1:] and sounds[-1] in VOWEL_SOUNDS else "a")
        elif at == 0 and letter in SEMIVOWELS and following in CONSONANTS:
            sounds.append(SEMIVOWELS[letter])
        elif at == 0 and _only_carries(letter, following) and token[2:3] in CONSONANTS:
            continue
        else:
            sounds.append(CONSONANTS.get(letter) or VOWELS.get(letter, letter))
    return [sound for sound in sounds if sound]


def _only_carries(letter: str, following: str) -> bool:
    return any(letter in alefs and following and following in longs for alefs, longs in CARRIERS.items())


def _syllables(sounds: list[str]) -> str:
    """Put short vowels back where consonants meet: no word begins with two of them or ends in two."""
    out: list[str] = []
    vowel_before = False
    for at, sound in enumerate(sounds):
        out.append(sound)
        if sound in VOWEL_SOUNDS:
            vowel_before = True
            continue
        following = sounds[at + 1] if at + 1 < len(sounds) else ""
        meets_consonant = bool(following) and following not in VOWEL_SOUNDS
        needs_vowel = meets_consonant and (
            not vowel_before or at + 2 == len(sounds) or (following == "h" and sound in SPELLS_ANOTHER_SOUND_WITH_H)
        )
        if needs_vowel:
            out.append("a")
        vowel_before = needs_vowel
    return "".join(out)
