"""CSV for readers: no formula, no hidden number."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kanaf.indicators.downloads import COLUMNS, csv_of, safe
from tests.indicators import builders

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
INVISIBLE = ["\u200b", "\u200e", "\u202e", "\ufeff", "\u00ad", "\u2066", "\x00", "\x1b"]


@given(st.lists(st.sampled_from([*STARTS, *INVISIBLE, " ", "a", "1", "ك"])).map("".join) | st.text())
@settings(deadline=None)
def test_no_cell_begins_like_a_formula_also_without_invisible_characters(text: str) -> None:
    shown = safe(text)
    visible = "".join(letter for letter in shown if unicodedata.category(letter) not in {"Cf", "Cc"})
    assert not visible.startswith(STARTS)
    assert not visible.lstrip().startswith(STARTS)
    assert shown == visible


@given(st.integers(0, 10**9))
@settings(deadline=None)
def test_a_number_stays_a_number(number: int) -> None:
    assert safe(number) == str(number)


@pytest.mark.django_db
def test_hidden_cells_are_empty_and_say_their_status() -> None:
    release = builders.asked(builders.frozen(builders.small_year()))
    rows = list(csv.DictReader(io.StringIO(csv_of(release).lstrip("\ufeff"))))
    assert list(rows[0]) == list(COLUMNS)
    found = {(row["category_1"], row["category_2"]): row for row in rows}
    assert (found[("nador", "male")]["value"], found[("nador", "male")]["status"], found[("nador", "male")]["reason"]) == (
        "",
        "suppressed",
        "small",
    )
    assert (found[("oujda", "male")]["value"], found[("oujda", "male")]["status"]) == ("", "not_reported")
    assert found[("*", "*")]["value"] == "21"
    assert found[("nador", "*")]["label_1"] == "Nador"
    assert {row["data"] for row in rows} != {""}
    assert len(rows) == release.cells.count()
