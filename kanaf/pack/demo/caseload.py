"""The children of 2024, such that the programme's figure is computed from records, with its hard cases.

Distinct children counted: Nador 672, Marrakech 232, Casablanca 138 (DOMAIN.md §1). Sex, age and nationality follow §6;
what §6 marks as assumed is assumed here.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from kanaf.access.models import Account, Organisation
from kanaf.assistance import actions as assistance
from kanaf.casework import actions as casework
from kanaf.children import actions as children
from kanaf.children import queries, rules
from kanaf.children.models import Child, ConsentDecision
from kanaf.children.told import Names
from kanaf.core import clock
from kanaf.core.actions import one_transaction
from kanaf.pack.demo import names, people
from kanaf.places.models import City

CITY_QUOTAS = {"nador": 672, "marrakech": 232, "casablanca": 138}
FOREIGN = ["GIN"] * 35 + ["SEN"] * 20 + ["CIV"] * 15 + ["CMR"] * 8 + ["MLI"] * 7
OTHERS = ["GMB", "SLE", "BFA", "NGA", "GHA", "TCD", "BEN", "TGO", "NER", "LBR", "MRT", "GNB", "COD", "CAF", "SDN"]
KINDS = ["hygiene_kit", "meal", "food_basket", "clothes", "blanket", "health_accompaniment", "psychosocial_support"]
LANGUAGES = {"GIN": "ff", "SEN": "wo", "CIV": "fr", "CMR": "fr", "MLI": "bm", "MAR": "ary"}
BATCH = 40


@dataclass(frozen=True)
class Drawn:
    """What was drawn for one child before anything is written."""

    city: str
    sex: str
    age: int
    nationality: str
    status: str
    risk: str


def drawn(chance: random.Random) -> list[Drawn]:
    """The 1,042 counted children: quotas of §6 met exactly, then shuffled."""
    total = sum(CITY_QUOTAS.values())
    cities = [city for city, quota in CITY_QUOTAS.items() for _one in range(quota)]
    girls = round(total * 0.31)
    sexes = ["female"] * girls + ["male"] * (total - girls)
    young, middle = round(total * 0.07), round(total * 0.23)
    ages = [chance.choice([8, 9, 10, 11, 12]) for _one in range(young)]
    ages += [chance.choice([13, 14]) for _one in range(middle)]
    ages += [chance.choice([15, 16, 16, 17]) for _one in range(total - young - middle)]
    moroccan, unknown = round(total * 0.37), round(total * 0.01)
    nations = ["MAR"] * moroccan + ["unknown"] * unknown
    nations += [chance.choice(FOREIGN + OTHERS) for _one in range(total - moroccan - unknown)]
    for values in (cities, sexes, ages, nations):
        chance.shuffle(values)
    return [
        Drawn(
            city,
            sex,
            age,
            nation,
            "separated" if chance.random() < 0.22 else "unaccompanied",
            chance.choices(["high", "medium", "low"], [20, 50, 30])[0],
        )
        for city, sex, age, nation in zip(cities, sexes, ages, nations, strict=True)
    ]


class Writer:
    """Writes drawn children through the actions, as the people of their city would have."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.cities = {city.code: city for city in City.objects.all()}
        self.workers = {city: [people.account(f"caseworker.{city}"), people.account(f"caseworker2.{city}")] for city in people.TEAMS}
        self.supervisors = {city: people.account(f"supervisor.{city}") for city in people.TEAMS}

    def worker(self, city: str) -> Account:
        return self.chance.choice(self.workers[city])

    def register(self, who: Drawn, on: date, *, by: Account | None = None, told: Names | None = None) -> Child:
        by = by or self.worker(who.city)
        if told is None:
            invented = names.invent(self.chance, sex=who.sex, moroccan=who.nationality == "MAR")
            told = Names(
                latin=invented["latin"], arabic=invented["arabic"] if self.chance.random() < 0.6 else "", mother=invented["mother"]
            )
        return children.register_child(
            by=by,
            at=moment(on, 9, self.chance),
            city=self.cities[who.city],
            on=on,
            particulars=self.particulars(who, on),
            identity=told,
            is_synthetic=True,
        )

    def particulars(self, who: Drawn, on: date) -> children.Particulars:
        """A birth that gives the drawn age on that day whatever its precision."""
        born = rules.years_before(on, who.age) - timedelta(days=self.chance.randrange(20, 340))
        chosen = self.chance.random()
        if chosen < 0.25:
            birth = rules.Birth("exact", born, born)
        elif chosen < 0.5:
            birth = rules.Birth("month", born.replace(day=1), born)
        else:
            birth = rules.birth_from(precision="estimated", year=None, month=None, day=None, age=who.age, today=on, on=on)
        return children.Particulars(
            sex=who.sex,
            protection_status=who.status,
            birth=birth,
            nationalities=[who.nationality],
            languages=[LANGUAGES.get(who.nationality, "fr")],
            needs_interpreter=who.nationality in {"GIN", "MLI"} and self.chance.random() < 0.4,
        )

    def serve(self, child: Child, city: str, on: date, *, kind: str = "", hour: int = 11) -> None:
        assistance.record_service(
            by=self.worker(city),
            at=moment(on, hour, self.chance),
            child=child,
            city=self.cities[city],
            on=on,
            service_type=kind or self.chance.choice(KINDS),
        )

    def consent(self, child: Child, city: str, on: date, decision: str = "given", hour: int = 10) -> None:
        """The child's own word where the pack's age lets it decide alone; else a decision of two in its best interests."""
        by, at = self.worker(city), moment(on, hour, self.chance)
        self.decide(child, by, at, on, purpose="services", decision=decision)

    def decide(self, child: Child, by: Account, at: datetime, on: date, **asked: Any) -> ConsentDecision:
        """Ask a child for one purpose; draws nothing, so that the world stays the same."""
        age = queries.age_today(child, on)
        if asked["decision"] != "given" or age is None or age >= queries.ages().own:
            return children.record_consent(by=by, at=at, child=child, on=on, source="child", **asked)
        city = child.care_team.get(organisation=by.organisation_id).city_id
        decided = children.record_consent(
            by=by,
            at=at,
            child=child,
            on=on,
            source="best_interests_decision",
            childs_view="agrees",
            why="Aucun adulte responsable n’est connu ; l’enfant est d’accord.",
            **asked,
        )
        children.answer_best_interests(by=self.supervisors[city], at=at, decision=decided, agrees=True)
        return decided

    def share(
        self,
        child: Child,
        by: Account,
        at: datetime,
        on: date,
        *,
        recipient: Organisation,
        purpose: str,
        groups: list[str],
        days: int,
        follows: bool = True,
    ) -> None:
        """Ask the child, then share; the recipient may follow it too, where it works."""
        basis = self.decide(child, by, at, on, purpose="sharing", decision="given", recipient=recipient)
        until = on + timedelta(days=days)
        works_in = next((city for city, code in people.TEAMS.items() if code == recipient.code), None)
        children.share_child(
            by=by,
            at=at,
            child=child,
            recipient=recipient,
            groups=groups,
            purpose=purpose,
            basis=basis,
            until=until,
            follows_in=self.cities[works_in] if works_in and follows else None,
        )


def moment(on: date, hour: int, chance: random.Random) -> datetime:
    """A moment of a day's work, in Casablanca; never in the future."""
    return min(datetime.combine(on, time(hour, chance.randrange(60), chance.randrange(60)), clock.CASABLANCA), clock.now())


def in_batches(values: list[Drawn]) -> Iterator[list[Drawn]]:
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]


def write_2024(writer: Writer) -> list[Child]:
    """Register, follow and serve the counted children of 2024; their cases were closed since."""
    chance, written = writer.chance, []
    for batch in in_batches(drawn(chance)):
        with one_transaction():
            written += [_one_of_2024(writer, who) for who in batch]
    return written


def _one_of_2024(writer: Writer, who: Drawn) -> Child:
    chance = writer.chance
    on = date(2024, 1, 3) + timedelta(days=chance.randrange(0, 330))
    child = writer.register(who, on)
    case = casework.open_case(by=writer.worker(who.city), at=moment(on, 10, chance), child=child, on=on, risk=who.risk)
    served = on + timedelta(days=chance.randrange(0, 25))
    for _service in range(chance.choice([1, 1, 2, 3])):
        writer.serve(child, who.city, min(served, date(2024, 12, 31)))
        served += timedelta(days=chance.randrange(2, 40))
    closed = on + timedelta(days=chance.randrange(120, 420))
    others = ["objectives_met", "objectives_met", "lost_contact", "reunified"]
    reason = "turned_18" if who.age >= 17 else chance.choice(others)
    casework.close_case(by=writer.supervisors[who.city], at=moment(closed, 15, chance), case=case, on=closed, reason=reason)
    return child
