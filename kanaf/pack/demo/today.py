"""The current quarter: the children whom the people of the demonstration follow now."""

from datetime import date, datetime, time, timedelta

from kanaf.access.models import Organisation
from kanaf.casework import actions as casework
from kanaf.casework import closing
from kanaf.children import actions as children
from kanaf.children import rules
from kanaf.children.models import Child
from kanaf.children.told import Names
from kanaf.core import clock
from kanaf.core.actions import one_transaction
from kanaf.core.dates import quarter_of
from kanaf.pack.demo import people
from kanaf.pack.demo.caseload import KINDS, Drawn, Writer, moment

TO_CLOSE = ("nador", 1)
"""The child whose case its caseworker asks to be closed, for the supervisor's day."""
NOW = {"nador": 26, "marrakech": 12, "casablanca": 8, "oujda": 3, "tanger": 3}


def write_today(writer: Writer, today: date) -> None:
    """Fifty-two children registered in the quarter of `today`, served in it, some of them overdue for a visit."""
    starts, _ends = quarter_of(today)
    days = (today - starts).days
    for city, number in NOW.items():
        with one_transaction():
            for place in range(number):
                _follow(writer, city, starts + timedelta(days=days * place // number), today, place)
    with one_transaction():
        _elder, sister, brother = _siblings(writer, today)
        older = _ageing_out(writer, today)
        _disputed(writer, today)
        _two_spellings(writer, today)
        _asked_and_shared(writer, today, older, brother, sister)


def _follow(writer: Writer, city: str, on: date, today: date, place: int) -> Child:
    chance = writer.chance
    who = Drawn(
        city,
        chance.choices(["male", "female"], [68, 32])[0],
        chance.choice([11, 13, 14, 15, 15, 16, 16, 17]),
        chance.choice(["GIN", "GIN", "SEN", "CIV", "MAR", "MAR", "CMR", "MLI"]),
        chance.choices(["unaccompanied", "separated"], [78, 22])[0],
        ["medium", "low", "medium", "high", "medium", "low"][place % 6],
    )
    worker = writer.workers[city][0 if place % 3 else 1]
    child = writer.register(who, on, by=worker)
    case = casework.open_case(by=worker, at=moment(on, 10, chance), child=child, on=on, risk=who.risk)
    writer.consent(child, city, on)
    if place % 7 == 3:
        writer.consent(child, city, on, "withdrawn", hour=16)
    writer.serve(child, city, on, kind=KINDS[place % len(KINDS)])
    visit = on + timedelta(days=6)
    while visit < today - timedelta(days=place % 5):
        casework.record_follow_up(by=worker, at=moment(visit, 15, chance), case=case, on=visit, kind="in_care")
        visit += timedelta(days=7 if who.risk == "high" else 13)
    if on + timedelta(days=9) < today:
        writer.serve(child, city, on + timedelta(days=9))
    if (city, place) == TO_CLOSE:
        closing.ask_closing(by=worker, at=moment(today, 8, chance), case=case, on=today, reason="objectives_met")
    return child


def _siblings(writer: Writer, today: date) -> list[Child]:
    """Two sisters and a brother who travelled together."""
    mother, found = "Mariama", []
    for given, sex, age in (("Kadiatou", "female", 15), ("Binta", "female", 12), ("Alpha", "male", 13)):
        who = Drawn("nador", sex, age, "GIN", "unaccompanied", "high")
        told = Names(latin=f"{given} Sylla", mother=mother, father="Modibo Sylla")
        child = writer.register(who, today, by=writer.workers["nador"][0], told=told)
        casework.open_case(by=writer.workers["nador"][0], at=moment(today, 9, writer.chance), child=child, on=today, risk="high")
        found.append(child)
    return found


def _ageing_out(writer: Writer, today: date) -> Child:
    """Eighteen in three weeks."""
    born = rules.years_before(today + timedelta(days=21), 18)
    worker = writer.workers["nador"][0]
    child = children.register_child(
        by=worker,
        at=moment(today, 8, writer.chance),
        city=writer.cities["nador"],
        on=today,
        particulars=children.Particulars(
            sex="male", protection_status="unaccompanied", birth=rules.Birth("exact", born, born), nationalities=["CMR"], languages=["fr"]
        ),
        identity=Names(latin="Souleymane Touré"),
        is_synthetic=True,
    )
    casework.open_case(by=worker, at=moment(today, 8, writer.chance), child=child, on=today, risk="medium")
    return child


def _disputed(writer: Writer, today: date) -> None:
    """An age in dispute, and one who says to be nineteen: under verification, and helped."""
    worker = writer.workers["nador"][1]
    children.register_child(
        by=worker,
        at=moment(today, 8, writer.chance),
        city=writer.cities["nador"],
        on=today,
        particulars=children.Particulars(
            sex="male",
            protection_status="unaccompanied",
            birth=rules.birth_from(precision="estimated", year=None, month=None, day=None, age=17, today=today, on=today),
            age_in_dispute=True,
            nationalities=["GIN"],
        ),
        identity=Names(nickname="Baobab"),
        is_synthetic=True,
    )
    says_nineteen = Drawn("casablanca", "male", 19, "GIN", "unaccompanied", "medium")
    writer.serve(writer.register(says_nineteen, today), "casablanca", today)


def _two_spellings(writer: Writer, today: date) -> None:
    """The same name as another hand would write it, for the tutorial: registering it again offers this child."""
    worker = people.account("caseworker.nador")
    who = Drawn("nador", "male", 16, "MAR", "separated", "medium")
    child = writer.register(who, today, by=worker, told=Names(latin="Mohamed El Idrissi", mother="Khadija"))
    casework.open_case(by=worker, at=moment(today, 9, writer.chance), child=child, on=today, risk="medium")


def _asked_and_shared(writer: Writer, today: date, older: Child, brother: Child, sister: Child) -> None:
    """A file shared with another city by the child's own consent; and two decisions in best interests, one still to be answered."""
    by = writer.workers["nador"][0]
    at = min(datetime.combine(today, time(9, 45), clock.CASABLANCA), clock.now())
    oujda, refugees = (Organisation.objects.get(code=code) for code in ("omdh", "hcr"))
    writer.decide(older, by, at, today, purpose="services", decision="given")
    writer.share(older, by, at, today, recipient=oujda, purpose="continued_care", groups=["case", "services"], days=90, follows=False)
    writer.share(brother, by, at, today, recipient=refugees, purpose="asylum", groups=["identity", "placement"], days=60)
    children.record_consent(
        by=by,
        at=at,
        child=sister,
        on=today,
        purpose="services",
        decision="given",
        source="best_interests_decision",
        childs_view="agrees",
        why="Pas de parent ni d’adulte responsable ; elle suit sa sœur et son frère et veut aller à l’école.",
    )
