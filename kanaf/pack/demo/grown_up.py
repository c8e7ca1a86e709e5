"""Children of years ago, grown up since: some are due to be erased, and each thing that may hold one back holds one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kanaf.casework import actions as casework
from kanaf.children import actions as children
from kanaf.children import rules
from kanaf.children.models import Child
from kanaf.children.told import Names
from kanaf.core.actions import one_transaction
from kanaf.pack.demo import people
from kanaf.pack.demo.caseload import Writer, moment
from kanaf.protection import actions


@dataclass(frozen=True)
class Grown:
    """A child that was followed from one day to another; `ends` is what became of its file since."""

    city: str
    latin: str
    sex: str
    nationality: str
    born: date
    on: date
    closed: date
    ends: str = ""


# Due by the age, by the five years, held by an order, reopened; the last one is 21 and not due yet.
GROWN = [
    Grown("nador", "Sékou Démo-Ancien", "male", "GIN", date(2001, 6, 3), date(2017, 2, 6), date(2018, 9, 14)),
    Grown("nador", "Fatoumata Démo-Ancienne", "female", "MLI", date(1998, 1, 20), date(2015, 4, 13), date(2021, 1, 29)),
    Grown("marrakech", "Yassine Démo-Ancien", "male", "MAR", date(2000, 2, 29), date(2016, 10, 3), date(2018, 3, 9)),
    Grown("nador", "Ibrahima Démo-Ancien", "male", "CIV", date(2000, 8, 8), date(2016, 5, 2), date(2018, 8, 8), "held"),
    Grown("casablanca", "Awa Démo-Ancienne", "female", "SEN", date(1999, 11, 30), date(2016, 3, 14), date(2017, 12, 1), "reopened"),
    Grown("nador", "Moussa Démo-Ancien", "male", "GIN", date(2005, 7, 7), date(2020, 1, 13), date(2021, 6, 30)),
]


def write_grown_up(writer: Writer, at: datetime) -> None:
    """No service in a year that is counted: the 1,042 stay."""
    for who in GROWN:
        with one_transaction():
            child = _followed(writer, who)
            if who.ends == "held":
                asked = at - timedelta(days=200)
                actions.hold_child(by=people.account("dpo"), at=asked, child=child, reference="Ordonnance 512/2026 (fictive)")


def _followed(writer: Writer, who: Grown) -> Child:
    worker, supervisor, city = people.account(f"caseworker.{who.city}"), writer.supervisors[who.city], writer.cities[who.city]
    child = children.register_child(
        by=worker,
        at=moment(who.on, 9, writer.chance),
        city=city,
        on=who.on,
        particulars=children.Particulars(
            sex=who.sex,
            protection_status="unaccompanied",
            birth=rules.Birth("exact", who.born, who.born),
            nationalities=[who.nationality],
        ),
        identity=Names(latin=who.latin),
        is_synthetic=True,
    )
    case = casework.open_case(by=worker, at=moment(who.on, 10, writer.chance), child=child, on=who.on, risk="low")
    late = moment(who.closed, 15, writer.chance)
    casework.close_case(by=supervisor, at=late, case=case, on=who.closed, reason="turned_18")
    if who.ends == "reopened":
        back = who.closed + timedelta(days=400)
        casework.reopen_case(by=worker, at=moment(back, 10, writer.chance), case=case, on=back, risk="low", why="(Note fictive.) Revenue.")
    return child
