"""What makes counting children hard, once each or a few times: none of it may change the 1,042."""

from datetime import date, timedelta

from kanaf.assistance.models import Service
from kanaf.casework import actions as casework
from kanaf.casework.models import Case
from kanaf.children import actions as children
from kanaf.children.models import CareTeam, Child, Group, Registration
from kanaf.children.told import Names
from kanaf.core.actions import one_transaction
from kanaf.pack.demo import names, people
from kanaf.pack.demo.caseload import Drawn, Writer, moment

YEAR_END = date(2024, 12, 31)


def write_hard_cases(writer: Writer, counted: list[Child]) -> None:
    """Over the counted children of 2024, and beside them children who do not count, each for its reason."""
    with one_transaction():
        by_city = _by_city(counted)
        _assisted_in_two_cities(writer, by_city["nador"][:12], "casablanca")
        _registered_twice(writer, by_city["nador"][12:20], "marrakech")
        _reopened(writer, by_city["marrakech"])
    with one_transaction():
        _not_counted(writer)


def _by_city(counted: list[Child]) -> dict[str, list[Child]]:
    found: dict[str, list[Child]] = {}
    cities = dict(CareTeam.objects.filter(child__in=counted, ended_at=None).values_list("child_id", "city_id"))
    for child in counted:
        found.setdefault(cities[child.pk], []).append(child)
    return found


def _last_service(child: Child) -> date:
    return Service.objects.filter(child=child).latest("happened_on").happened_on


def _assisted_in_two_cities(writer: Writer, chosen: list[Child], city: str) -> None:
    """Moved on: another partner assists them later in the year; they count in the first city."""
    for child in chosen:
        on = min(_last_service(child) + timedelta(days=20), YEAR_END)
        worker = writer.worker(city)
        at = moment(on, 9, writer.chance)
        first = writer.workers["nador"][0]
        writer.share(child, first, at, on, recipient=worker.organisation, purpose="continued_care", groups=list(Group), days=180)
        writer.serve(child, city, on, hour=12)


def _registered_twice(writer: Writer, chosen: list[Child], city: str) -> None:
    """Registered again in another city under another spelling; the coordination decides that they are one child."""
    coordinator = people.account("coordinator")
    for child in chosen:
        known = Registration.objects.current().get(child=child)
        on = min(_last_service(child) + timedelta(days=15), YEAR_END)
        invented = names.invent(writer.chance, sex=known.sex, moroccan=known.nationality_group == "national")
        who = Drawn(city, known.sex, 16, (known.nationalities or ["unknown"])[0], known.protection_status, "medium")
        told = Names(latin=invented["other_latin"], mother=invented["mother"])
        twin = writer.register(who, on, told=told)
        writer.serve(twin, city, on, hour=13)
        children.decide_same_child(by=coordinator, at=moment(on + timedelta(days=2), 16, writer.chance), child=twin, survivor=child)


def _reopened(writer: Writer, of_marrakech: list[Child]) -> None:
    """Closed, then taken up again."""
    case = Case.objects.filter(child__in=of_marrakech, status=Case.Status.CLOSED).earliest("opened_on")
    on = date(2025, 11, 12)
    casework.reopen_case(by=writer.worker("marrakech"), at=moment(on, 10, writer.chance), case=case, on=on, risk="medium")


def _not_counted(writer: Writer) -> None:
    chance = writer.chance
    for _child in range(15):  # with a parent, at risk: counted apart
        on = date(2024, 2, 1) + timedelta(days=chance.randrange(300))
        child = writer.register(Drawn("nador", "female", 9, "MAR", "accompanied_at_risk", "low"), on)
        writer.serve(child, "nador", on)
    for city in ("oujda", "tanger"):  # no accepted submission: not reported, never 0
        for _child in range(18):
            on = date(2024, 3, 1) + timedelta(days=chance.randrange(280))
            child = writer.register(Drawn(city, "male", 16, "SEN", "unaccompanied", "medium"), on)
            writer.serve(child, city, on)
    for _child in range(5):  # assisted in another year only
        on = date(2023, 10, 2)
        child = writer.register(Drawn("nador", "male", 14, "GIN", "unaccompanied", "low"), on)
        writer.serve(child, "nador", on)
