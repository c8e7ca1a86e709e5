"""Documents to print: PDF set by Typst, tagged, Latin and Arabic, from plain data (decision 10).

What somebody typed comes as data and is set as text, never read as Typst. Setting runs in a process of its own, so that neither its
memory nor a fault of it stays in a server of pages.
"""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from io import BytesIO

import pikepdf
from django.conf import settings
from django.utils.translation import gettext as _

SECONDS = 20


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
        input=json.dumps(given).encode(),
        capture_output=True,
        check=True,
        timeout=SECONDS,
        cwd=settings.BASE_DIR,
    )
    return done.stdout


def locked(content: bytes, passphrase: str) -> bytes:
    """The same PDF encrypted with AES-256: any reader of PDF opens it with the passphrase, and with nothing else."""
    written = BytesIO()
    with pikepdf.open(BytesIO(content)) as opened:
        opened.save(written, encryption=pikepdf.Encryption(owner=passphrase, user=passphrase, R=6))
    return written.getvalue()
