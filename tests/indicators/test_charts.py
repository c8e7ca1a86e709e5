"""Bars in proportion, mirrored in Arabic; what is not shown is words and a stub, never a bar."""

import re

import pytest
from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as st

from kanaf.indicators.charts import Bar, bars, ticks

RECT = re.compile(r'<rect class="bar" x="([\d.-]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/>')
values = st.lists(st.integers(0, 10**7) | st.none(), min_size=1, max_size=12)


def rows(numbers: list[int | None]) -> list[Bar]:
    return [Bar(f"city {index}", value, "" if value is not None else "not reported") for index, value in enumerate(numbers)]


def drawn(svg: SafeString) -> list[tuple[float, float]]:
    return [(float(x), float(width)) for x, _y, width, _height in RECT.findall(svg)]


@given(values, st.sampled_from(["wide", "narrow", "small"]))
@settings(deadline=None)
def test_a_bar_is_as_long_as_its_number(numbers: list[int | None], which: str) -> None:
    lengths = [width for _x, width in drawn(getattr(bars(rows(numbers), description="Children", rtl=False), which))]
    shown = [value for value in numbers if value is not None]
    assert len(lengths) == len(shown)
    highest = max(shown, default=0)
    for value, length in zip(shown, lengths, strict=True):
        assert length == pytest.approx(value * max(lengths) / highest if highest else 0, abs=0.1)


@given(values)
@settings(deadline=None)
def test_arabic_is_the_mirror_image(numbers: list[int | None]) -> None:
    left = drawn(bars(rows(numbers), description="Children", rtl=False).wide)
    right = drawn(bars(rows(numbers), description="Children", rtl=True).wide)
    for (x, width), (mirrored, same) in zip(left, right, strict=True):
        assert same == width
        assert mirrored == pytest.approx(680 - x - width, abs=0.15)


@given(values)
@settings(deadline=None)
def test_nothing_leaves_the_drawing(numbers: list[int | None]) -> None:
    chart = bars(rows(numbers), description="Children", rtl=False)
    for svg, width in ((chart.wide, 680), (chart.narrow, 340)):
        assert all(x >= 0 and x + length <= width for x, length in drawn(svg))


def test_what_is_not_shown_is_words_and_an_empty_stub() -> None:
    chart = bars([Bar("Nador", 672), Bar("Oujda", None, "not reported"), Bar("Tangier", None, "hidden (1)")], description="2024", rtl=False)
    assert chart.wide.count("<rect") == 1
    assert chart.wide.count('class="bar-none"') == 2
    assert "not reported</text>" in chart.wide
    assert 'aria-label="2024: Nador 672; Oujda not reported; Tangier hidden (1)"' in chart.wide


def test_a_real_zero_is_a_bar_without_length_and_its_number() -> None:
    chart = bars([Bar("Nador", 0)], description="2024", rtl=False)
    assert drawn(chart.wide)[0][1] == 0
    assert ">0</text>" in chart.wide


def test_labels_are_escaped_and_nothing_is_styled_inline() -> None:
    chart = bars([Bar("<script>", 3)], description='"><script>', rtl=False)
    assert "<script>" not in chart.wide
    assert "style=" not in chart.wide


@given(st.integers(0, 10**9))
@settings(deadline=None)
def test_ticks_are_few_round_and_within(highest: int) -> None:
    found = ticks(highest)
    assert found[0] == 0
    assert len(found) <= 5
    assert found[-1] <= highest
    assert highest == 0 or len(found) >= 2
