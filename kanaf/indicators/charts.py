"""Horizontal bars as SVG, drawn by the server beside their table: geometry in attributes, colours by class (strict CSP).

Each chart is drawn twice, wide and narrow, so that its text keeps its size on a phone; in Arabic bars grow from the right. A
value that is not shown is words and an empty stub, never a bar of length 0. Knows no figure: plain labels and numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kanaf.core.templatetags.kanaf import number

STEPS = (1, 2, 5)
MOST_INTERVALS = 4
LETTER = 7.2  # average width of a letter of 13 px, in units of the drawing
GAP = 6.0


@dataclass(frozen=True)
class Bar:
    """One category: a number, or the words that stand in its place."""

    label: str
    value: int | None
    words: str = ""

    @property
    def shown(self) -> str:
        return self.words or number(self.value)


@dataclass(frozen=True)
class Chart:
    """The same bars: `wide` for a desk and `narrow` for a phone, of which one is seen; `small` stands beside its table on both."""

    wide: SafeString
    narrow: SafeString
    small: SafeString


@dataclass(frozen=True)
class _Layout:
    """A drawing's measures: where bars start, how long the longest is, how high a row is."""

    css: str
    width: float
    origin: float
    longest: float
    row: float
    bar: float
    top: float
    label_above: bool


def bars(rows: Sequence[Bar], *, description: str, rtl: bool) -> Chart:
    """A chart of some categories; `description` is what it is called for those who do not see it, values added."""
    told = f"{description}{': ' if rows else ''}" + "; ".join(f"{bar.label} {bar.shown}" for bar in rows)
    labels = min(max((len(bar.label) for bar in rows), default=0) * LETTER + 2 * GAP, 260.0)
    beyond = max((len(bar.shown) for bar in rows if bar.value is not None), default=1) * (LETTER + 1) + GAP
    origin = max(118.0, round(labels))
    wide = _Layout("chart only-wide", 680.0, origin, 680.0 - origin - max(65.0, beyond), 38.0, 24.0, 6.0, label_above=False)
    narrow = _Layout("chart only-narrow", 340.0, 0.0, 340.0 - max(52.0, beyond), 52.0, 20.0, 20.0, label_above=True)
    return Chart(_draw(rows, wide, told, rtl), _draw(rows, narrow, told, rtl), _draw(rows, replace(narrow, css="chart"), told, rtl))


def ticks(highest: int) -> list[int]:
    """Round numbers from 0 up to the highest value: four steps at most, of 1, 2 or 5 times a power of ten."""
    if highest <= 0:
        return [0]
    scale = 1
    while True:
        for step in STEPS:
            if highest // (step * scale) <= MOST_INTERVALS - 1 or step * scale * MOST_INTERVALS >= highest:
                return list(range(0, highest + 1, step * scale))
        scale *= 10


def _draw(rows: Sequence[Bar], layout: _Layout, told: str, rtl: bool) -> SafeString:
    highest = max((bar.value or 0 for bar in rows), default=0)
    unit = layout.longest / highest if highest else 0.0
    bottom = layout.row * len(rows) + 4

    def x(distance: float) -> str:
        """A place on the drawing, counted from where reading begins: from the right in Arabic."""
        return f"{layout.width - distance if rtl else distance:.1f}"

    lines = [
        format_html(
            '<line class="{}" x1="{}" x2="{}" y1="0" y2="{}"/><text class="none" x="{}" y="{}" text-anchor="{}">{}</text>',
            "gridline" if tick else "axis",
            x(layout.origin + tick * unit),
            x(layout.origin + tick * unit),
            f"{bottom:.0f}",
            x(layout.origin + tick * unit),
            f"{bottom + 18:.0f}",
            "start" if tick == 0 and layout.origin == 0 else "middle",
            number(tick),
        )
        for tick in (ticks(highest) if highest else [0])
    ]
    drawn = [_row(bar, index, layout, unit, x, rtl) for index, bar in enumerate(rows)]
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}" direction="{}">{}{}</svg>',
        layout.css,
        f"{layout.width:.0f}",
        f"{bottom + 22:.0f}",
        told,
        "rtl" if rtl else "ltr",
        format_html_join("", "{}", ((line,) for line in lines)),
        format_html_join("", "{}", ((line,) for line in drawn)),
    )


def _row(bar: Bar, index: int, layout: _Layout, unit: float, x, rtl: bool) -> SafeString:  # type: ignore[no-untyped-def]
    top = layout.row * index + layout.top
    baseline = f"{top + layout.bar * 0.7:.1f}"
    if layout.label_above:
        label = format_html('<text x="{}" y="{}" text-anchor="start">{}</text>', x(layout.origin), f"{top - 6:.1f}", bar.label)
    else:
        label = format_html('<text x="{}" y="{}" text-anchor="end">{}</text>', x(layout.origin - 8), baseline, bar.label)
    if bar.value is None:
        middle = f"{top + layout.bar / 2:.1f}"
        return format_html(
            '{}<line class="bar-none" x1="{}" x2="{}" y1="{}" y2="{}"/><text class="none" x="{}" y="{}" text-anchor="start">{}</text>',
            label,
            x(layout.origin + 1),
            x(layout.origin + 12),
            middle,
            middle,
            x(layout.origin + 12 + GAP),
            baseline,
            bar.words,
        )
    length = bar.value * unit
    return format_html(
        '{}<rect class="bar" x="{}" y="{}" width="{}" height="{}"/><text class="val" x="{}" y="{}" text-anchor="start">{}</text>',
        label,
        x(layout.origin + (length if rtl else 0)),
        f"{top:.0f}",
        f"{length:.1f}",
        f"{layout.bar:.0f}",
        x(layout.origin + length + GAP),
        baseline,
        number(bar.value),
    )
