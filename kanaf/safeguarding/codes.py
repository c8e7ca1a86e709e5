"""The follow-up code: four pronounceable words that only the sender has, such as `bako-timu-rela-sonu`.

It is made from the number of the form that was sent, so that the same form sent twice shows the same code and no code is
kept anywhere; the record keeps a keyed mark of it, whose key lies outside the database.
"""

import hashlib
import hmac
import unicodedata
from uuid import UUID

from kanaf.core import keys

CONSONANTS = "bdfgklmnprstvz"
VOWELS = "aeiou"
SYLLABLES = 8  # 70 syllables, eight of them: 49 bits, behind a limit on guesses


def code_of(form_id: UUID) -> str:
    """The code of what a form sent."""
    number = int.from_bytes(_keyed("complaint-code", form_id.hex).digest(), "big")
    syllables = []
    for _place in range(SYLLABLES):
        number, consonant = divmod(number, len(CONSONANTS))
        number, vowel = divmod(number, len(VOWELS))
        syllables.append(CONSONANTS[consonant] + VOWELS[vowel])
    return "-".join("".join(syllables[place : place + 2]) for place in range(0, SYLLABLES, 2))


def read_code(typed: str) -> str:
    """The code as it was given out, from what was typed with any spaces, capitals or signs; empty where it cannot be one."""
    letters = "".join(letter for letter in unicodedata.normalize("NFKC", typed).casefold() if letter.isalpha())
    pairs = [letters[place : place + 2] for place in range(0, len(letters), 2)]
    if len(pairs) != SYLLABLES or not all(len(pair) == 2 and pair[0] in CONSONANTS and pair[1] in VOWELS for pair in pairs):
        return ""
    return "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def mark_of(code: str) -> str:
    """What the record keeps of a code."""
    return _keyed("complaint-mark", code).hexdigest()


def _keyed(label: str, text: str) -> "hmac.HMAC":
    return hmac.new(keys.key("names"), f"{label}|{text}".encode(), hashlib.sha256)
