"""A registry of invented children, each of whom may be told a second time by somebody else. Repeats exactly from its seed.

Whoever tells spells by ear (`spelling`), knows half of it, and guesses ages. Nothing is filtered by how alike Kanaf finds the two tellings:
some cannot be found by anybody.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from bench.names import spelling, stems

SYLLABLES = tuple(
    "ba di fo ga ha ka ko la li lou ma mi mou na ni nou ra ri rou sa si sou ta ti tou wa ya za zi cha ja ki dia sam ber lan ndi bou".split()  # noqa: SIM905
)
COMMON_WORD = 0.62  # of names; the others are rare ones
WEIGHTS = list(accumulate(1 / (rank + 2) for rank in range(100)))  # Zipf: one in ten bears the commonest of a country's names
TODAY = date(2026, 11, 1)


@dataclass
class Name:
    """A name in both scripts, as its bearer has it, with other spellings that are in use."""

    latin: list[str]
    arabic: list[str]
    rank: int = 999


@dataclass
class Truth:
    """A child as it is."""

    number: int
    country: str
    sex: str
    given: list[Name]
    family: Name
    mother: tuple[Name, Name]
    father: tuple[Name, Name]
    born: date
    origin: tuple[str, str]
    language: str
    nickname: Name | None
    kin: str = ""  # "sibling" or "twin" of the child before
    said: set[str] = field(default_factory=set)


class Registry:
    """Draws children. `rare` are pairs of (Latin, Arabic) spellings for names that few bear."""

    def __init__(self, seed: int, rare: list[tuple[str, str]]) -> None:
        self.chance = random.Random(seed)
        self.rare = rare
        shares = [share for share, *_rest in stems.COUNTRIES.values()]
        self.countries, self.shares = list(stems.COUNTRIES), list(accumulate(shares))

    def children(self, people: int) -> Iterator[Truth]:
        last: Truth | None = None
        for number in range(people):
            drawn = self.chance.random()
            kin = "" if last is None else "twin" if drawn < 0.01 else "sibling" if drawn < 0.11 else ""
            last = self._relative(number, last, kin) if kin and last else self._child(number)
            yield last

    def _child(self, number: int) -> Truth:
        chance = self.chance
        country = chance.choices(self.countries, cum_weights=self.shares)[0]
        _share, group, places, language = stems.COUNTRIES[country]
        sex = chance.choices("MF", [70, 30])[0]
        family = self._name(group, 2)
        # A mother keeps the name of her own father's house.
        mother = (self._name(group, 1), self._name(group, 2))
        father = (self._name(group, 0), family if chance.random() < 0.92 else self._name(group, 2))
        place = chance.choice(places.split(", ")).split("/")
        days = int(365.25 * min(max(chance.gauss(15, 2.6), 4), 17.9))
        truth = Truth(
            number,
            country,
            sex,
            self._given(group, sex),
            family,
            mother,
            father,
            TODAY - timedelta(days=days),
            (place[0], place[1]),
            language,
            None,
        )
        if chance.random() < 0.12:
            truth.nickname = self._name(group, 0 if sex == "M" else 1)
        return truth

    def _relative(self, number: int, last: Truth, kin: str) -> Truth:
        chance = self.chance
        group = stems.COUNTRIES[last.country][1]
        sex = chance.choices("MF", [70, 30])[0]
        born = last.born if kin == "twin" else last.born + timedelta(days=chance.choice([-1, 1]) * chance.randrange(330, 1800))
        given = self._given(group, sex)
        while given[0].latin[0] == last.given[0].latin[0]:
            given = self._given(group, sex)
        return Truth(number, last.country, sex, given, last.family, last.mother, last.father, born, last.origin, last.language, None, kin)

    def _given(self, group: str, sex: str) -> list[Name]:
        which = 0 if sex == "M" else 1
        return [self._name(group, which) for _word in range(2 if self.chance.random() < 0.22 else 1)]

    def _name(self, group: str, which: int) -> Name:
        chance = self.chance
        if chance.random() < COMMON_WORD:
            known = stems.NAMES[group][which]
            rank = chance.choices(range(len(known)), cum_weights=WEIGHTS[: len(known)])[0]
            latin, arabic = known[rank]
            return Name(latin, arabic, rank)
        if self.rare and chance.random() < 0.4:
            latin_word, arabic_word = chance.choice(self.rare)
            return Name([latin_word.title()], [arabic_word])
        word = "".join(chance.choice(SYLLABLES) for _syllable in range(chance.choice([2, 2, 3]))).title()
        return Name([word], [])


class Teller:
    """Tells of a child as one association's registration would: `script` is what its clerk writes."""

    def __init__(self, seed: int, completeness: float = 1.0) -> None:
        self.chance = random.Random(seed)
        self.completeness = completeness

    def tell(self, truth: Truth, script: str = "") -> dict[str, Any]:
        """A person of MATCHING.md's evaluation door; what was done to it is kept in `truth.said`."""
        chance = self.chance
        script = script or chance.choices(["latin", "arabic", "both"], [62, 28, 10])[0]
        truth.said = {script}
        given = truth.given
        if len(given) > 1 and chance.random() < 0.35:
            given = [chance.choice(given)]
        told: dict[str, Any] = {"given": self._spelled(given, script), "family": self._spelled([truth.family], script)}
        if truth.nickname and chance.random() < 0.5:
            told["nickname"] = self._spelled([truth.nickname], script)
            if chance.random() < 0.3:
                told["given"] = told.pop("nickname")
                truth.said.add("nickname")
        if chance.random() < 0.05:
            told["given"], told["family"] = told["family"], told["given"]
            truth.said.add("swapped")
        elif chance.random() < 0.06:
            del told["family"]
        if self._knows(0.55):
            told["mother"] = self._spelled([truth.mother[0], *([truth.mother[1]] if chance.random() < 0.6 else [])], script)
        if self._knows(0.5):
            told["father"] = self._spelled([truth.father[0], *([truth.father[1]] if chance.random() < 0.6 else [])], script)
        told["sex"] = truth.sex if chance.random() < 0.985 else chance.choice(["unknown", "M", "F"])
        told |= self._birth(truth.born)
        if self._knows(0.93):
            told["nationalities"] = [truth.country if chance.random() < 0.975 else chance.choice(list(stems.COUNTRIES))]
        if self._knows(0.55):
            told["origin"] = truth.origin[1] if script == "arabic" else spelling.by_ear(truth.origin[0], chance, chance.choice([0, 0, 1]))
        if self._knows(0.6):
            told["languages"] = sorted({truth.language, *(["fr"] if chance.random() < 0.4 else [])})
        told["registered_on"] = str(TODAY - timedelta(days=chance.randrange(700)))
        told["city"] = chance.choice(["casablanca", "nador", "oujda", "marrakech", "tanger"])
        return {name: value for name, value in told.items() if value}

    def trace(self, truth: Truth) -> dict[str, Any]:
        """A relative's request for the child."""
        chance = self.chance
        relation = chance.choice(["mother", "father"])
        script = chance.choices(["latin", "arabic"], [60, 40])[0]
        seeker, other = (truth.mother, truth.father) if relation == "mother" else (truth.father, truth.mother)
        asked: dict[str, Any] = {
            "relation": relation,
            "seeker_name": self._spelled(list(seeker), script),
            "child_given": self._spelled(truth.given, script),
            "child_family": self._spelled([truth.family], script),
            "child_sex": truth.sex,
            "nationalities": [truth.country],
        }
        # A parent knows the year of birth, and mostly the day.
        if chance.random() < 0.6:
            asked |= {"born_earliest": str(truth.born), "born_latest": str(truth.born)}
        else:
            asked |= {"born_earliest": f"{truth.born.year}-01-01", "born_latest": f"{truth.born.year}-12-31"}
        if chance.random() < 0.8:
            asked["origin"] = truth.origin[script == "arabic"]
        if chance.random() < 0.7:
            asked["other_parent_name"] = self._spelled(list(other), script)
        return asked

    def _knows(self, often: float) -> bool:
        return self.chance.random() < often * self.completeness

    def _spelled(self, names: list[Name], script: str) -> str:
        latin, arabic = (" ".join(form(name) for name in names) for form in (self._latin, self._arabic))
        return {"latin": latin, "arabic": arabic, "both": f"{latin} {arabic}"}[script]

    def _latin(self, name: Name) -> str:
        chance = self.chance
        spelled = chance.choice(name.latin) if chance.random() < 0.6 else name.latin[0]
        spelled = spelling.by_ear(spelled, chance, chance.choices([0, 1, 2, 3], [50, 28, 15, 7])[0])
        return spelling.slip(spelled, chance) if chance.random() < 0.06 else spelled

    def _arabic(self, name: Name) -> str:
        chance = self.chance
        if name.arabic and chance.random() < 0.8:
            return spelling.in_arabic_otherwise(chance.choice(name.arabic), chance)
        return spelling.to_arabic(chance.choice(name.latin), chance)

    def _birth(self, born: date) -> dict[str, str]:
        chance = self.chance
        drawn = chance.random()
        if drawn < 0.1:
            return {}
        if drawn < 0.35:
            day = born if chance.random() < 0.93 else self._slipped(born)
            return {"born_earliest": str(day), "born_latest": str(day)}
        off = chance.choices([0, 1, -1, 2, -2], [60, 15, 15, 5, 5])[0]
        if drawn < 0.55:
            return {
                "born_earliest": f"{born.year + (off if abs(off) < 2 else 0)}-01-01",
                "born_latest": f"{born.year + (off if abs(off) < 2 else 0)}-12-31",
            }
        if drawn < 0.62:
            return {"born_earliest": f"{born.year}-01-01", "born_latest": f"{born.year}-01-01"}
        middle = born + timedelta(days=365 * off + chance.randrange(-180, 180))
        return {"born_earliest": str(middle - timedelta(days=365)), "born_latest": str(middle + timedelta(days=365))}

    def _slipped(self, born: date) -> date:
        chance = self.chance
        try:
            return chance.choice(
                [
                    born.replace(year=born.year + chance.choice([-1, 1])),
                    born.replace(month=born.day, day=born.month),
                    born + timedelta(days=1),
                ]
            )
        except ValueError:
            return born + timedelta(days=10)
