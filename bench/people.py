"""Generated people of a registry of any size, drawn from one seed: the same people each time, nobody's names.

Common names weigh as they do in life, so that a search among them has many hits; the others are put together from syllables.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kanaf.children import rules
from kanaf.children.told import Names
from kanaf.pack.demo import names as common

SEED = 20260118
STARTS, ENDS = date(2024, 1, 1), date(2026, 12, 31)
# Share of the children registered in each partner's city.
CITIES = {"nador": 40, "casablanca": 22, "marrakech": 18, "oujda": 12, "tanger": 8}
NATIONS = (
    ["MAR"] * 37
    + ["GIN"] * 22
    + ["SEN"] * 13
    + ["CIV"] * 9
    + ["CMR"] * 6
    + ["MLI"] * 6
    + ["GMB", "SLE", "BFA", "NGA", "GHA", "TCD", "unknown"]
)
KINDS = ["hygiene_kit", "meal", "food_basket", "clothes", "blanket", "health_accompaniment", "psychosocial_support"]
LANGUAGES = {"GIN": "ff", "SEN": "wo", "CIV": "fr", "CMR": "fr", "MLI": "bm", "MAR": "ary"}
SYLLABLES = [
    ("ba", "با"), ("dia", "ديا"), ("fo", "فو"), ("ga", "غا"), ("ha", "ها"), ("ka", "كا"), ("ko", "كو"), ("la", "لا"), ("li", "لي"),
    ("lou", "لو"), ("ma", "ما"), ("mi", "مي"), ("mou", "مو"), ("na", "نا"), ("ni", "ني"), ("nou", "نو"), ("ra", "را"), ("ri", "ري"),
    ("rou", "رو"), ("sa", "سا"), ("si", "سي"), ("sou", "سو"), ("ta", "تا"), ("ti", "تي"), ("tou", "تو"), ("wa", "وا"), ("ya", "يا"),
    ("za", "زا"), ("zi", "زي"), ("cha", "شا"), ("ja", "جا"), ("ki", "كي"),
]  # fmt: skip


@dataclass(frozen=True)
class Service:
    """A service drawn: on which day, in which city, what."""

    on: date
    city: str
    kind: str


@dataclass(frozen=True)
class Drawn:
    """Everything that is said of one generated child. `double_of_last` is the child before, registered a second time."""

    number: int
    city: str
    on: date
    sex: str
    status: str
    nationality: str
    birth: rules.Birth
    risk: str
    told: Names
    services: tuple[Service, ...]
    visits: tuple[date, ...]
    closed_on: date | None
    consented: bool
    double_of_last: bool


def draw(people: int) -> Iterator[Drawn]:
    """The children of a registry, in the order of their registration."""
    chance = random.Random(SEED)
    days = (ENDS - STARTS).days
    last: Drawn | None = None
    for number in range(people):
        on = STARTS + timedelta(days=days * number // people)
        double = last is not None and number % 100 == 99
        last = _one(chance, number, on, last if double else None)
        yield last


def _one(chance: random.Random, number: int, on: date, double: Drawn | None) -> Drawn:
    city = chance.choices(list(CITIES), list(CITIES.values()))[0]
    sex = double.sex if double else chance.choices(["male", "female"], [69, 31])[0]
    nationality = double.nationality if double else chance.choice(NATIONS)
    lapse = chance.randrange(120, 420)
    closed = on + timedelta(days=lapse) if chance.random() < 0.9 else None
    if closed is not None and closed > ENDS:
        closed = None
    return Drawn(
        number=number,
        city=city,
        on=on,
        sex=sex,
        status=chance.choices(["unaccompanied", "separated", "accompanied_at_risk"], [75, 22, 3])[0],
        nationality=nationality,
        birth=double.birth if double else born(chance, on),
        risk=chance.choices(["high", "medium", "low"], [20, 50, 30])[0],
        told=double.told if double else invent(chance, sex=sex, moroccan=nationality == "MAR"),
        services=tuple(_services(chance, city, on)),
        visits=tuple(_visits(chance, on, closed)),
        closed_on=closed,
        consented=chance.random() < 0.8,
        double_of_last=double is not None,
    )


def _services(chance: random.Random, city: str, on: date) -> Iterator[Service]:
    """One to four, three in a hundred of them in another city."""
    day = on + timedelta(days=chance.randrange(0, 25))
    for _service in range(chance.choice([1, 1, 2, 2, 3, 4])):
        where = chance.choice(list(CITIES)) if chance.random() < 0.03 else city
        yield Service(min(day, ENDS), where, chance.choice(KINDS))
        day += timedelta(days=chance.randrange(2, 120))


def _visits(chance: random.Random, on: date, closed: date | None) -> Iterator[date]:
    day, last = on + timedelta(days=chance.randrange(5, 15)), closed or ENDS
    for _visit in range(chance.choice([0, 1, 2, 2, 3, 4])):
        if day <= last:
            yield day
        day += timedelta(days=chance.randrange(6, 40))


def born(chance: random.Random, on: date) -> rules.Birth:
    age = chance.choice([9, 11, 12, 13, 13, 14, 14, 15, 15, 15, 16, 16, 16, 17, 17, 17])
    birthday = rules.years_before(on, age) - timedelta(days=chance.randrange(20, 340))
    chosen = chance.random()
    if chosen < 0.25:
        return rules.Birth("exact", birthday, birthday)
    if chosen < 0.5:
        return rules.Birth("month", birthday.replace(day=1), birthday)
    return rules.birth_from(precision="estimated", year=None, month=None, day=None, age=age, today=on, on=on)


def invent(chance: random.Random, *, sex: str, moroccan: bool) -> Names:
    """A name in both scripts or one, with the mother's given name: half of them of common words, half of syllables."""
    known = common.invent(chance, sex=sex, moroccan=moroccan)
    given, _space, family = known["latin"].rpartition(" ")
    given_arabic, _space, family_arabic = known["arabic"].partition(" ")
    if chance.random() < 0.4:
        given, given_arabic = composed(chance, 2)
    if chance.random() < 0.6:
        family, family_arabic = composed(chance, 3)
    arabic = f"{given_arabic} {family_arabic}" if chance.random() < 0.6 else ""
    return Names(latin=f"{given} {family}", arabic=arabic, mother=known["mother"])


def composed(chance: random.Random, syllables: int) -> tuple[str, str]:
    """A word of that many syllables, in Latin and Arabic letters. The first ones of the list are the likelier."""
    chosen = [SYLLABLES[int(len(SYLLABLES) * chance.random() ** 1.3)] for _syllable in range(syllables)]
    return "".join(latin for latin, _arabic in chosen).capitalize(), "".join(arabic for _latin, arabic in chosen)
