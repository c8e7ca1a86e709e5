"""Case codes: without meaning, short enough to be read over the telephone, with a check character."""

import secrets

# No vowels (no words), no 0/O, 1/I/L, 5/S, 8/B, 2/Z pairs that are misheard or misread together.
ALPHABET = "34679BCDFGHJKMNPQRTVWXY"
LENGTH = 6


def new_code() -> str:
    """A random code such as `7R4-M3K`; its last character checks the others."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return _shown(body + check_character(body))


def check_character(body: str) -> str:
    """A weighted sum modulo the alphabet's size, which is prime: finds every wrong character and every swap of two.

    The principle of ISO 7064's pure systems, on an alphabet of our own.
    """
    total = sum(weight * ALPHABET.index(character) for weight, character in enumerate(body, 2))
    return ALPHABET[total % len(ALPHABET)]


def read_code(typed: str) -> str | None:
    """The code as it is kept, from what a person typed; None when it cannot be a code."""
    text = "".join(character for character in typed.upper() if character.isalnum())
    if len(text) != LENGTH or any(character not in ALPHABET for character in text):
        return None
    return _shown(text) if check_character(text[:-1]) == text[-1] else None


def _shown(text: str) -> str:
    return f"{text[:3]}-{text[3:]}"
