"""No number is typed into a page: what counts as one, and what is only a word with digits in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanaf.publication.wording import broken_placeholders, references, typed_numbers

NO_BREAK = "\u00a0"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1042 enfants ont été assistés", ["1042"]),
        ("1 042 enfants", ["1 042"]),
        (f"1{NO_BREAK}042 enfants", [f"1{NO_BREAK}042"]),
        ("1,042 children and 672 in Nador", ["1,042", "672"]),
        ("<p>150 <b>enfants</b></p>", ["150"]),
        ("&nbsp;1&nbsp;042 enfants", [f"1{NO_BREAK}042"]),
        ("١٠٤٢ طفلا", ["1042"]),
        ("1 951 personnes", ["1 951"]),
        ("2 024 enfants en 2024", ["2 024"]),
        ("en 2024, 138 enfants", ["138"]),
    ],
)
def test_a_number_of_three_digits_or_more_is_found(text: str, numbers: list[str]) -> None:
    assert typed_numbers(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "En 2024, puis en 1951 et de 2023 à 2026",
        "la loi 27-14, la loi 09-08, le décret 2-03-600",
        "القانون 27.14",
        "la ligne 0800 00 47 47",
        "+212 522 00 00 00",
        "cible 16.2, règles WCAG 2.2",
        "le 20 novembre, à 12 et 15 ans",
        "le 2020-11-20, en 2024-2025, de 2023–2030",
        "{figure:children_assisted@2024} enfants",
        "six et six",
        "",
    ],
)
def test_years_laws_and_telephones_are_words(text: str) -> None:
    assert typed_numbers(text) == []


@given(st.integers(min_value=2101, max_value=10**7), st.sampled_from(["", " ", NO_BREAK, "\u202f", ","]))
def test_no_count_passes_whatever_stands_between_its_thousands(value: int, separator: str) -> None:
    assert typed_numbers(f"In all {value:,} children.".replace(",", separator)) != []


def test_placeholders_are_read_with_their_cell() -> None:
    found = references("In all {figure:children_assisted@2024}, in Nador {figure:children_assisted@2024:city=nador}; {external:press}")
    assert [(one.kind, one.key, one.cell) for one in found] == [
        ("figure", "children_assisted@2024", ""),
        ("figure", "children_assisted@2024", "city=nador"),
        ("external", "press", ""),
    ]


@pytest.mark.parametrize("text", ["{figure children_assisted}", "{figure:}", "{chiffre:a@b}", "{", "a } b", "{{figure:a@b}}"])
def test_what_is_nearly_a_placeholder_is_said(text: str) -> None:
    assert broken_placeholders(text)


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    typed_numbers(text)
    references(text)
    broken_placeholders(text)
