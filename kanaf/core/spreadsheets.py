"""Tables for spreadsheets whose cells can start nothing: no formula, no command, whatever was typed into the record (G19)."""

import csv
import io
import unicodedata
from collections.abc import Iterable

# What a spreadsheet takes for the beginning of a formula, wide forms included.
STARTS = frozenset("=+-@＝＋－＠﹢﹣−")
BYTE_ORDER_MARK = "\ufeff"


def safe(value: object) -> str:
    """The text of a cell, on one line. What would begin a formula, also behind characters that nobody sees, is led by an apostrophe."""
    text = "".join(
        " " if character in "\t\r\n\v\f\u0085\u2028\u2029" else character for character in str(value if value is not None else "")
    )
    text = "".join(character for character in text if unicodedata.category(character) != "Cc")
    return f"'{text}" if visible(text)[:1] in STARTS else text


def visible(text: str) -> str:
    """The text without the spaces, invisible characters and loose marks at its beginning."""
    for place, character in enumerate(text):
        if not (character.isspace() or unicodedata.category(character) in {"Cf", "Cc", "Cn", "Co", "Mn", "Mc", "Me", "Zs", "Zl", "Zp"}):
            return text[place:]
    return ""


def table(rows: Iterable[Iterable[object]]) -> bytes:
    """A CSV in UTF-8 with its mark, as spreadsheets of all languages read it."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
    return (BYTE_ORDER_MARK + written.getvalue()).encode()
