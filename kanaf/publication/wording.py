"""What may be typed into a page: words, and placeholders that stand for released figures. Never a number (decision 8)."""

import html
import re
from dataclasses import dataclass

from kanaf.matching.names import western_digits

# {figure:children_assisted@2024}, {figure:children_assisted@2024:nador}, {figure:…@2024:sex=female}, {external:football-pupils}
PLACEHOLDER = re.compile(
    r"\{(?P<kind>figure|external):(?P<code>[A-Za-z0-9_-]+)(?:@(?P<window>[A-Za-z0-9_-]+))?(?::(?P<cell>[A-Za-z0-9_=-]+))?\}"
)
BRACES = re.compile(r"\{[^{}]*\}?|\}")
TAG = re.compile(r"<[^>]*>")
# A telephone number begins with 0 or a country code and has nine digits or more: no figure of ours does.
PHONE = re.compile(r"(?<!\d)(?:\+\d|0\d)(?:[\s\u00a0\u202f.-]?\d){7,}(?!\d)")
# Numbers of laws, decrees and ISO days are joined by hyphens: 27-14, 2-03-600, 2020-11-20; years 2023–2030.
JOINED = re.compile(r"(?<!\d)\d+(?:[-–]\d+)+(?!\d)")
GROUPED = re.compile(r"(?<!\d)\d{1,3}(?:[ \u00a0\u202f\u2009.,’'٬]\d{3})+(?!\d)")
PLAIN = re.compile(r"(?<!\d)\d{3,}(?!\d)")
YEARS = range(1900, 2101)


@dataclass(frozen=True)
class Reference:
    """A placeholder: a released figure or one of its cells, or an external number by its code."""

    kind: str
    code: str
    window: str = ""
    cell: str = ""

    @property
    def key(self) -> str:
        """`children_assisted@2024`: a figure whatever its version; the bare code of an external number."""
        return f"{self.code}@{self.window}" if self.kind == "figure" else self.code


def reference_of(match: re.Match[str]) -> Reference:
    return Reference(match["kind"], match["code"], match["window"] or "", match["cell"] or "")


def references(text: str) -> list[Reference]:
    """The placeholders of a text, in their order."""
    return [reference_of(match) for match in PLACEHOLDER.finditer(text)]


def broken_placeholders(text: str) -> list[str]:
    """What stands in braces and is no placeholder, as it was typed."""
    return BRACES.findall(PLACEHOLDER.sub("", text))


def typed_numbers(text: str) -> list[str]:
    """Numbers of three digits or more typed as text or HTML, as they were typed, in any digits.

    Years, telephone numbers and the numbers of laws are words, not counts. A number with a separator between its thousands is
    never a year.
    """
    plain = western_digits(html.unescape(TAG.sub(" ", PLACEHOLDER.sub(" ", text))))
    for words in (PHONE, JOINED):
        plain = words.sub(" ", plain)
    found = GROUPED.findall(plain)
    rest = GROUPED.sub(" ", plain)
    return found + [number for number in PLAIN.findall(rest) if not (len(number) == 4 and int(number) in YEARS)]
