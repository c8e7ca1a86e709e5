"""CSV for readers: no formula, no hidden number."""

import csv
import io

import pytest

from kanaf.indicators.downloads import COLUMNS, csv_of
from kanaf.places.models import City
from tests.indicators import builders


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


@pytest.mark.django_db
def test_no_cell_begins_a_formula_whatever_the_pack_calls_a_place() -> None:
    release = builders.asked(builders.frozen(builders.small_year()))
    City.objects.filter(code="nador").update(label_fr='\u200b=HYPERLINK("x")', label_en="+1", label_ar="-1")
    labels = {row["label_1"] for row in csv.DictReader(io.StringIO(csv_of(release).lstrip("\ufeff"))) if row["category_1"] == "nador"}
    assert labels
    assert all(label.startswith("'") for label in labels)
