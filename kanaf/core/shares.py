"""A key in shares, of which some together give it back and fewer say nothing (Shamir, "How to share a secret", CACM 22, 1979).

Arithmetic in GF(2^8) with the polynomial of AES (FIPS 197): each byte of the secret is the value at 0 of a random polynomial,
each share its value at the share's own number. A share is text that can be typed: number, needed, secret's digest, bytes.
"""

import hashlib
import secrets
from dataclasses import dataclass
from functools import reduce

FORM = "kanaf1"
CHECK = 4  # bytes of a digest of the share itself, so that a wrong letter is found in the share that has it


class WrongShare(Exception):
    """A share was copied wrongly, belongs to another key, or too few were given."""


@dataclass(frozen=True)
class Share:
    """One share: its number, how many are needed, which secret it belongs to, its bytes."""

    number: int
    needed: int
    belongs: str
    content: bytes

    def __str__(self) -> str:
        said = f"{FORM}-{self.number}-{self.needed}-{self.belongs}-{self.content.hex()}"
        return f"{said}-{_check(said)}"


def split(secret: bytes, *, shares: int, needed: int) -> list[Share]:
    """So many shares, of which `needed` give the secret back. Raises ValueError where this makes no sense."""
    if not (2 <= needed <= shares <= 255 and secret):
        raise ValueError("at least two needed, not more than there are, at most 255")
    polynomials = [bytes([byte]) + secrets.token_bytes(needed - 1) for byte in secret]
    belongs = _digest(secret)
    return [
        Share(number, needed, belongs, bytes(_value(polynomial, number) for polynomial in polynomials)) for number in range(1, shares + 1)
    ]


def join(shares: list[Share]) -> bytes:
    """The secret of enough shares. Raises WrongShare."""
    by_number = {share.number: share for share in shares}
    if len({(share.needed, share.belongs, len(share.content)) for share in shares}) != 1:
        raise WrongShare("these shares belong to different keys")
    given = list(by_number.values())[: shares[0].needed]
    if len(given) < shares[0].needed:
        raise WrongShare(f"{shares[0].needed} different shares are needed, {len(given)} given")
    numbers = [share.number for share in given]
    weights = [_weight(number, numbers) for number in numbers]
    secret = bytes(
        reduce(int.__xor__, (_times(weight, byte) for weight, byte in zip(weights, column, strict=True)))
        for column in zip(*(share.content for share in given), strict=True)
    )
    if _digest(secret) != shares[0].belongs:
        raise WrongShare("these shares do not give the key that they were made from")
    return secret


def read(text: str) -> Share:
    """A share as it was typed, spaces and capitals aside. Raises WrongShare."""
    said, _dash, check = "".join(text.split()).lower().rpartition("-")
    if not said or _check(said) != check:
        raise WrongShare("a letter of this share is wrong")
    form, number, needed, belongs, content = said.split("-")
    if form != FORM:
        raise WrongShare("this is no share of Kanaf")
    return Share(int(number), int(needed), belongs, bytes.fromhex(content))


def _digest(secret: bytes) -> str:
    """Says which secret shares belong to; of 32 random bytes nothing can be guessed from it."""
    return hashlib.sha256(b"kanaf share of " + secret).hexdigest()[:8]


def _check(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()[: 2 * CHECK]


def _value(polynomial: bytes, at: int) -> int:
    return reduce(lambda sum, coefficient: _times(sum, at) ^ coefficient, reversed(polynomial), 0)


def _weight(number: int, numbers: list[int]) -> int:
    """Lagrange's basis at 0; in this field subtraction is addition."""
    weight = 1
    for other in numbers:
        if other != number:
            weight = _times(weight, _times(other, _inverse(other ^ number)))
    return weight


def _times(one: int, other: int) -> int:
    product = 0
    while other:
        if other & 1:
            product ^= one
        one <<= 1
        if one & 0x100:
            one ^= 0x11B
        other >>= 1
    return product


def _inverse(number: int) -> int:
    """Its power 254: every element but 0 to the power of 255 is 1."""
    if not number:
        raise ZeroDivisionError
    result = 1
    for _time in range(254):
        result = _times(result, number)
    return result
