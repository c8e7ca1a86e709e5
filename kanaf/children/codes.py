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
    """Luhn's algorithm modulo the alphabet's size: finds every single wrong character and nearly all swaps."""
    size, factor, total = len(ALPHABET), 2, 0
    for character in reversed(body):
        addend = factor * ALPHABET.index(character)
        total += addend // size + addend % size
        factor = 3 - factor
    return ALPHABET[-total % size]


def read_code(typed: str) -> str | None:
    """The code as it is kept, from what a person typed; None when it cannot be a code."""
    text = "".join(character for character in typed.upper() if character.isalnum())
    if len(text) != LENGTH or any(character not in ALPHABET for character in text):
        return None
    return _shown(text) if check_character(text[:-1]) == text[-1] else None


def _shown(text: str) -> str:
    return f"{text[:3]}-{text[3:]}"
