"""No cell of ours begins a formula, also behind characters that nobody sees (G19)."""

import csv
import io
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kanaf.core.spreadsheets import safe, table

DANGEROUS = "=+-@\t\r\n＝＋－＠−"
HIDDEN = "\u0b57\u200b\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\u00ad\u061c\u180e\u2060\x00\x07\u00a0\u3000\u0301\ue000 "
cells = st.text(st.sampled_from(DANGEROUS + HIDDEN + "a1é'\"|٠"), max_size=12) | st.text(max_size=20)


def begins(text: str) -> str:
    """What stands first once everything invisible is gone, by a rule of its own: the first letter, digit, sign or quote."""
    return next((one for one in text if unicodedata.category(one)[0] in "LNPS"), "")


def check(cell: str) -> None:
    text = safe(cell)
    assert text[:1] not in set(DANGEROUS)
    assert begins(text) not in set(DANGEROUS)
    assert not set("\t\r\n") & set(text)
    assert list(csv.reader(io.StringIO(table([[cell]]).decode().removeprefix("\ufeff")))) == [[text]]


@settings(max_examples=500, deadline=None)
@given(cells)
def test_no_cell_begins_a_formula(cell: str) -> None:
    check(cell)


@pytest.mark.drill
def test_no_cell_of_ten_thousand_begins_a_formula(promise: Callable[[str, str], None]) -> None:
    seen = []

    @settings(max_examples=10_000, deadline=None, database=None)
    @given(cells)
    def every(cell: str) -> None:
        check(cell)
        seen.append(cell)

    every()
    promise("G19", f"{len(seen):,} cells: 0 begin a formula, also after invisible characters are removed")
    assert len(seen) >= 10_000


def test_an_ordinary_text_stays_as_it_is() -> None:
    for text in ("Mamadou Diallo", "مامادو", "O’Brien", "14 rue d'Oran", "7R4-M3K", "", "2024-01-01"):
        assert safe(text) == text
    assert safe("=1+1") == "'=1+1"
    assert safe("\u200b@SUM(A1)") == "'\u200b@SUM(A1)"
    assert safe(None) == ""
