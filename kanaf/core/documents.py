"""Documents to print: PDF set by Typst, tagged, Latin and Arabic, from plain data (decision 10).

What somebody typed comes as data and is set as text, never read as Typst. A letter that our fonts do not have (Tifinagh, Ethiopic, an
emoji) is set in Latin letters, so that a paper says it and never fails for it. Setting runs in a process of its own, so that neither its
memory nor a fault of it stays in a server of pages.
"""

import json
import subprocess
import sys
import unicodedata
from dataclasses import asdict, dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from anyascii import anyascii
from django.conf import settings
from django.utils.translation import gettext as _

SECONDS = 20
CHARACTERS = Path(__file__).parent / "typesetting" / "fonts" / "characters.txt"
"""What the fonts beside it have, both weights of Latin or both of Arabic: from-to, in hexadecimal."""
ISOLATES = frozenset("\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Line:
    """A fact: what it is called, what is said, and beneath in small what goes with it."""

    name: str
    said: str
    beneath: str = ""


@dataclass(frozen=True)
class Section:
    """Facts under a heading, in two columns that `columns` names; `empty` stands where there is none."""

    title: str
    columns: tuple[str, str]
    lines: list[Line]
    empty: str


@dataclass(frozen=True)
class Record:
    """A document: `mark`, on each page, says who took it out and when."""

    language: str
    title: str
    lead: str
    mark: str
    sections: list[Section] = field(default_factory=list)


def pdf(record: Record) -> bytes:
    """The record on A4, in its own language's direction."""
    given = asdict(record)
    for section in given["sections"]:
        section["lines"] = [[line["name"], line["said"], line["beneath"]] for line in section["lines"]]
    given["banner"] = _("Demonstration – fictitious data") if settings.KANAF_DEMO else ""
    done = subprocess.run(
        [sys.executable, "-m", "kanaf.core.typesetting"],
        input=json.dumps(_settable(given)).encode(),
        capture_output=True,
        check=True,
        timeout=SECONDS,
        cwd=settings.BASE_DIR,
    )
    return done.stdout


def settable(text: str) -> str:
    """The text in characters that our fonts have; what cannot be seen is left out, what cannot be written is a question mark."""
    return "".join(c if c in _characters() or c in ISOLATES else _in_latin(c) for c in unicodedata.normalize("NFC", text))


def _in_latin(c: str) -> str:
    if unicodedata.category(c) in {"Cc", "Zl", "Zp"}:
        return " "
    if unicodedata.category(c) in {"Cf", "Mn", "Me", "Sk"}:
        return ""
    return "".join(letter for letter in anyascii(c) if letter in _characters()) or "?"


@cache
def _characters() -> frozenset[str]:
    pairs = (line.split("-") for line in CHARACTERS.read_text(encoding="ascii").split())
    return frozenset(chr(code) for first, last in pairs for code in range(int(first, 16), int(last, 16) + 1))


def _settable(given: Any) -> Any:
    if isinstance(given, dict):
        return {name: _settable(value) for name, value in given.items()}
    if isinstance(given, list | tuple):
        return [_settable(value) for value in given]
    return settable(given) if isinstance(given, str) else given


def locked(content: bytes, passphrase: str) -> bytes:
    """The same PDF encrypted with AES-256: any reader of PDF opens it with the passphrase, and with nothing else."""
    written = BytesIO()
    with pikepdf.open(BytesIO(content)) as opened:
        opened.save(written, encryption=pikepdf.Encryption(owner=passphrase, user=passphrase, R=6))
    return written.getvalue()
