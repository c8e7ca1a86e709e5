"""Names as text: one spelling of the same letters, and the two scripts of a name apart."""

import re
import unicodedata
from enum import StrEnum

from anyascii import anyascii

# Ways of writing the apostrophe, the hamza and the 'ayn of scholars: they part no word.
APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼʾʿˈ`´ʹ′ʻ＇"))

# Letters of one sound that Unicode keeps apart once marks are gone; the keyboards of Morocco, Egypt,
# Iran and Pakistan differ in them.
ARABIC_VARIANTS = str.maketrans(
    {
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ے": "ي",
        "ة": "ه",
        "ہ": "ه",
        "ھ": "ه",
        "ە": "ه",
        "ۃ": "ه",
        "ک": "ك",
        "ڪ": "ك",
        "ڭ": "گ",
        "ݣ": "گ",
        "ڨ": "گ",
        "ڥ": "ڤ",
        "ء": None,
        "ـ": None,
    }
)

ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefe\U00010ec0-\U00010eff\U0001ee00-\U0001eeff]")


class Script(StrEnum):
    """The script in which a word is written, as far as matching needs to know."""

    LATIN = "latin"
    ARABIC = "arabic"
    OTHER = "other"
    MIXED = "mixed"
    NONE = "none"


def normalise(text: str) -> str:
    """Return the text as it compares equal to itself however it was typed.

    Compatibility forms, control and direction marks, case, accents, harakat, tatweel, punctuation and
    doubled spaces go; alef forms become ا, hamza carriers their letter, ة becomes ه, ى becomes ي; digits
    become western. Sounds are not touched: that is `fold`. Normalising twice changes nothing.
    """
    while (once := _normalised_once(text)) != text:
        text = once
    return text


def western_digits(text: str) -> str:
    """Return the text with Arabic-Indic, Persian and every other decimal digit as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def split_scripts(text: str) -> tuple[str, str]:
    """Split a name into its (latin, arabic) parts, each in the order in which it was typed.

    No letter, digit or emoji is lost: letters of a third script (Tifinagh, Ethiopic) go with the Latin ones, since `fold`
    romanises them. Glued words are cut where the script changes; brackets and slashes that
    parted the two are dropped.
    """
    parts: dict[bool, list[str]] = {False: [], True: []}
    side = False
    for word in _visible(text).split():
        for script, run in _runs(word, side):
            side = script
            if piece := run.strip('()[]{}<>/\\|,;:،؛«»"“”_-–—'):
                parts[side].append(piece)
    return " ".join(parts[False]), " ".join(parts[True])


def script_of(token: str) -> Script:
    """Say in which script the letters of a token are written; without letters, `Script.NONE`."""
    found = {_script_of_letter(c) for c in token if c.isalpha()}
    if len(found) > 1:
        return Script.MIXED
    return found.pop() if found else Script.NONE


def words(text: str) -> str:
    """Return the text in compatibility form with only letters, marks, digits and single spaces.

    The letters keep what tells sounds apart (أ from إ, ة from ه, ç from c), which `fold` still needs.
    """
    if text.isascii() and text.isalnum():
        return text
    text = _visible(text).translate(APOSTROPHES)
    text = western_digits(unicodedata.normalize("NFKC", text)).translate(APOSTROPHES)
    return " ".join("".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in text).split())


def without_marks(text: str) -> str:
    """Return the text without harakat and combining accents that stand as characters of their own."""
    if text.isascii():
        return text
    return "".join(c for c in text if not _is_mark(c))


def _normalised_once(text: str) -> str:
    text = words(text).casefold()
    if not text.isascii():
        # Decomposed, أ is an alef and a mark: dropping marks does alef forms, carriers and accents at once.
        text = without_marks(unicodedata.normalize("NFKD", text)).translate(ARABIC_VARIANTS)
        text = "".join(anyascii(c) if _is_special_latin(c) else c for c in text)
        text = unicodedata.normalize("NFKC", text)
    return " ".join(text.split())


def _visible(text: str) -> str:
    """Drop direction marks and joiners; let other control characters part words."""
    if text.isascii() and text.isprintable():
        return text
    kept = []
    for c in text:
        category = unicodedata.category(c)
        if category != "Cf":
            kept.append(" " if category == "Cc" else c)
    return "".join(kept)


def _runs(word: str, side: bool) -> list[tuple[bool, str]]:
    """Cut a word where its letters change script; what is not a letter follows the letter before it."""
    if word.isalpha() and not ARABIC.search(word):
        return [(False, word)]
    letters = [_is_arabic(c) for c in word if c.isalpha()]
    if not letters:
        return [(side, word)] if any(c.isalnum() or unicodedata.category(c) == "So" for c in word) else []  # So: an emoji is told too
    runs: list[tuple[bool, str]] = []
    side, start = letters[0], 0
    for at, c in enumerate(word):
        if c.isalpha() and _is_arabic(c) != side:
            runs.append((side, word[start:at]))
            side, start = not side, at
    return [*runs, (side, word[start:])]


def _script_of_letter(letter: str) -> Script:
    if _is_arabic(letter):
        return Script.ARABIC
    return Script.LATIN if letter.isascii() or "LATIN" in unicodedata.name(letter, "") else Script.OTHER


def _is_arabic(letter: str) -> bool:
    return letter > "\u05ff" and ARABIC.match(letter) is not None


def _is_mark(c: str) -> bool:
    # Vowel signs of Indic scripts are marks too, and must stay.
    return unicodedata.category(c) == "Mn" and unicodedata.name(c, "").startswith(("ARABIC", "COMBINING"))


def _is_special_latin(c: str) -> bool:
    return not c.isascii() and c.isalpha() and _script_of_letter(c) is Script.LATIN
