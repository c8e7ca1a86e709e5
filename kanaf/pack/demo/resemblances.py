"""Children registered by two organisations these days, before the coordination: some wait, one was left open, one was decided."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kanaf.children import actions as children
from kanaf.children import rules
from kanaf.children.models import Card, Child, Resemblance, in_order
from kanaf.children.told import Names
from kanaf.core import rows
from kanaf.core.actions import one_transaction
from kanaf.pack.demo import people
from kanaf.pack.demo.caseload import Writer, moment

SEED = 27


@dataclass(frozen=True)
class Told:
    """A child as one organisation wrote it down, so many days ago."""

    city: str
    days: int
    latin: str = ""
    arabic: str = ""
    mother: str = ""
    father: str = ""
    sex: str = "male"
    year: int = 2011
    nationality: str = "GIN"
    origin: str = ""


# Each child as two or three organisations wrote it, the first registered first; `decided` is what the coordination said of the first two.
ALIKE: list[tuple[str, tuple[Told, ...]]] = [
    (
        "",
        (
            Told("casablanca", 3, latin="Mohamed El Idrissi", mother="Khadija Alami", nationality="MAR", year=2010),
            Told("nador", 1, arabic="محمد الإدريسي", mother="خديجة العلمي", nationality="MAR", year=2010),
        ),
    ),
    (
        "",
        (
            Told("marrakech", 4, latin="Mamadou Diallo", mother="Aïssatou Baldé", father="Thierno Diallo", origin="Labé"),
            Told("oujda", 2, latin="Mamadu Jallow", mother="Aissatou Balde", origin="Labe"),
            Told("tanger", 1, arabic="مامادو ديالو", mother="عيساتو بالدي"),
        ),
    ),
    (  # twins: nearly everything in common
        "",
        (
            Told("nador", 2, latin="Hawa Camara", mother="Fanta Kourouma", father="Lansana Camara", sex="female", year=2012),
            Told("casablanca", 1, latin="Adama Camara", mother="Fanta Kourouma", father="Lansana Camara", sex="female", year=2012),
        ),
    ),
    (
        "unsure",
        (
            Told("marrakech", 6, latin="Fatoumata Bah", mother="Binta Sow", sex="female", year=2010),
            Told("nador", 5, latin="Fatoumatta Ba", mother="Binta Saw", sex="female", year=2011),
        ),
    ),
    (
        "same",
        (
            Told("oujda", 8, latin="Ibrahima Barry", mother="Mariama Sylla", father="Alpha Barry"),
            Told("casablanca", 7, latin="Ebrima Barrie", mother="Mariama Sylla", father="Alpha Barrie"),
        ),
    ),
]
NOTES = {
    "unsure": "Appelé les deux associations : l’une doit revoir la jeune fille lundi et demander le nom du père.",
    "same": "Appelé les deux associations : même tante, même photo de l’école.",
}


def write_resemblances(writer: Writer, at: datetime) -> None:
    """The rest of the caseload was compared when it was registered, and nothing of it waits."""
    with rows.as_registry():
        Card.objects.filter(compared_at=None).update(compared_at=at)
    chance = random.Random(SEED)  # noqa: S311 - a world that is the same each time
    for decided, several in ALIKE:
        with one_transaction():
            made = [_registered(writer, told, at.date(), chance) for told in several]
        _compared(made, at)
        if decided:
            _decided(made, decided, at - timedelta(days=several[-1].days - 1))


def _registered(writer: Writer, told: Told, today: date, chance: random.Random) -> Child:
    on = today - timedelta(days=told.days)
    born = date(told.year, 1, 1)
    return children.register_child(
        by=people.account(f"caseworker.{told.city}"),
        at=moment(on, 10, chance),
        city=writer.cities[told.city],
        on=on,
        particulars=children.Particulars(
            sex=told.sex,
            protection_status="unaccompanied",
            birth=rules.Birth("year", born, date(told.year, 12, 31)),
            nationalities=[told.nationality],
            languages=["ar" if told.nationality == "MAR" else "ff"],
        ),
        identity=Names(latin=told.latin, arabic=told.arabic, mother=told.mother, father=told.father, origin=told.origin),
        is_synthetic=True,
    )


def _compared(made: list[Child], at: datetime) -> None:
    """With each other alone: names of this caseload were drawn from a short list, and resemble more than a country's do."""
    children.compare_among(made, at=at)


def _decided(made: list[Child], verdict: str, at: datetime) -> None:
    one, other = in_order(made[0].pk, made[1].pk)
    with rows.as_registry():
        pair = Resemblance.objects.get(child=one, other=other)
    children.decide_pair(by=people.account("coordinator"), at=at, resemblance=pair, verdict=verdict, note=NOTES[verdict])
