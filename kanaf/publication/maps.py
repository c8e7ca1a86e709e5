"""Where the marks of a schematic map stand: geometry for templates, which give it colours by class.

A map is drawn twice, wide and narrow, so that its text keeps its size on a phone. It is never mirrored.
"""

from dataclasses import dataclass, field
from typing import Any

LETTER = 7.4  # width of a letter of the sheet's 13 px text, generously
AIR = 6.0


@dataclass(frozen=True)
class Place:
    """A city on the map, with its number or the word that stands for it."""

    label: str
    longitude: float
    latitude: float
    value: int | None
    word: str


@dataclass(frozen=True)
class Pin:
    label: str
    word: str
    is_shown: bool
    x: float
    y: float
    radius: int
    text_x: float
    text_y: float
    word_y: float
    anchor: str


@dataclass(frozen=True)
class Map:
    width: int
    height: int
    css: str
    land: list[str]
    seas: list[dict[str, Any]]
    pins: list[Pin] = field(default_factory=list)


Box = tuple[float, float, float, float]


def maps(outlines: list[dict[str, Any]], places: list[Place], *, language: str) -> list[Map]:
    """A schematic map for each outline of the pack: coast, names of seas, a pin a city."""
    return [_map(outline, places, language) for outline in outlines]


def _map(outline: dict[str, Any], places: list[Place], language: str) -> Map:
    """Labels go where they meet no other: beside the pin, above or below it."""
    width, height = outline["width"], outline["height"]
    first_x, first_y, per_x, per_y = (outline["projection"][name] for name in ("west", "north", "x", "y"))
    spots = [((place.longitude - first_x) * per_x, (first_y - place.latitude) * per_y) for place in places]
    highest = max((place.value or 0 for place in places), default=0) or 1
    radii = [_radius(place, highest) for place in places]
    pinned: list[Box] = [(x - r, y - r, x + r, y + r) for (x, y), r in zip(spots, radii, strict=True)]
    taken: list[Box] = []
    seas = []
    for sea in outline.get("seas", []):
        text = sea["labels"][language]
        seas.append({"x": sea["x"], "y": sea["y"], "text": text})
        half = len(text) * LETTER / 2
        taken.append((sea["x"] - half, sea["y"] - 12, sea["x"] + half, sea["y"] + 4))
    pins = []
    for index, (place, (x, y), radius) in enumerate(zip(places, spots, radii, strict=True)):
        others = [box for other, box in enumerate(pinned) if other != index]
        text_x, text_y, anchor, box = _label(place, x, y, radius, [*taken, *others], (width, height))
        taken.append(box)
        if language == "ar":
            anchor = {"start": "end", "end": "start"}.get(anchor, anchor)
        pins.append(
            Pin(
                place.label,
                place.word,
                place.value is not None,
                round(x, 1),
                round(y, 1),
                radius,
                text_x,
                text_y,
                round(text_y + 15, 1),
                anchor,
            )
        )
    return Map(width, height, outline["css"], outline["land"], seas, pins)


def _radius(place: Place, highest: int) -> int:
    return 7 if place.value is None else round(7 + 11 * (place.value / highest) ** 0.5)


def _label(place: Place, x: float, y: float, r: float, taken: list[Box], frame: tuple[float, float]) -> tuple[float, float, str, Box]:
    wide = max(len(place.label) * 8.0, len(place.word) * 6.4)
    beside = [(x + r + 6, y - 2, "start"), (x - r - 6, y - 2, "end")]
    under = [(x, y - r - 20, "middle"), (x, y + r + 16, "middle"), (x + r, y + r + 14, "end"), (x - r, y + r + 14, "start")]
    found = None
    for text_x, text_y, anchor in [*beside, *under]:
        left = {"start": text_x, "end": text_x - wide, "middle": text_x - wide / 2}[anchor]
        box = (left, text_y - 12, left + wide, text_y + 19)
        if found is None:
            found = (round(text_x, 1), round(text_y, 1), anchor, box)
        inside = box[0] >= 2 and box[1] >= 2 and box[2] <= frame[0] - 2 and box[3] <= frame[1] - 2
        if inside and not any(_overlap(box, other) for other in taken):
            return round(text_x, 1), round(text_y, 1), anchor, box
    assert found is not None  # noqa: S101 - there is always a first place
    return found


def _overlap(one: Box, other: Box) -> bool:
    """Whether two boxes meet, or come so near that a label seems to belong to the wrong pin."""
    return one[0] < other[2] + AIR and other[0] < one[2] + AIR and one[1] < other[3] + AIR and other[1] < one[3] + AIR
