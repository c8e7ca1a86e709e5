"""The campaign's sessions and trainings, the football match of 2020, and what the partners hold now.

150 named children and 90 professionals (DOMAIN.md §1): how they spread over cities and sessions is invented, the source
does not say.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import F

from kanaf.access.models import Account
from kanaf.activities import actions as activities
from kanaf.activities.actions.sessions import Plan
from kanaf.activities.actions.trainings import Trainee
from kanaf.activities.models import Campaign, Session
from kanaf.activities.rules import Counted
from kanaf.assistance import actions as assistance
from kanaf.children import queries as children
from kanaf.children.models import CareTeam, Child
from kanaf.core import clock
from kanaf.core.actions import one_transaction
from kanaf.pack.demo import names, people
from kanaf.pack.demo.caseload import Writer, moment
from kanaf.places.models import Venue

IN_SESSIONS = {"nador": 60, "casablanca": 40, "marrakech": 35, "oujda": 15}
TRAINED = {"casablanca": 30, "nador": 25, "marrakech": 20, "oujda": 15}
TOPICS = ["irregular_migration_risks", "forced_begging", "alternatives"]
A_SESSION = 15
KINDS = ["state_institution", "civil_society_association", "civil_society_association", "un_agency", "state_institution"]


def write_activities(writer: Writer, counted: list[Child]) -> None:
    """Everything group-wise: the campaign, the match, distributions, sessions of this week."""
    campaign = Campaign.objects.get(code="enas-2024")
    with one_transaction():
        for city, number in IN_SESSIONS.items():
            _sessions(writer, campaign, city, _young(city, number))
    with one_transaction():
        _trainings(writer, campaign)
        _match(writer)
        _distributions(writer)
        _this_week(writer, clock.today())


def _young(city: str, number: int) -> list[Child]:
    """Children of a city's team who are under 18 until the campaign's end, each counted once."""
    teams = CareTeam.objects.filter(
        city=city,
        ended_at=None,
        organisation__code=people.TEAMS[city],
        child__organisation=F("organisation"),  # not those who came from another city and are chosen there
        started_at__year__lte=2024,
    )
    found = []
    for team in teams.select_related("child").order_by("started_at", "child__code"):
        if team.child.also_registered_as.exists() or team.child.same_as.exists():
            continue
        age = children.age_shown(children.registration_of(team.child), date(2025, 6, 30))
        if age is not None and age < 18:
            found.append(team.child)
        if len(found) == number:
            return found
    raise AssertionError(f"{city} has only {len(found)} of {number} children under 18")


def _hold(writer: Writer, by: Account, plan: Plan) -> Session:
    return activities.plan_session(by=by, at=moment(plan.on, 8, writer.chance), plan=plan, is_synthetic=True)


def _sessions(writer: Writer, campaign: Campaign, city: str, chosen: list[Child]) -> None:
    """Groups of fifteen, each at one session; some come back to the last one: contacts exceed children."""
    by, on = people.account(f"outreach.{city}"), date(2024, 11, 20)
    groups = [chosen[start : start + A_SESSION] for start in range(0, len(chosen), A_SESSION)]
    for group in [*groups, chosen[:8]]:
        plan = Plan(city=writer.cities[city], on=on, kind="awareness", title="", topics=TOPICS, campaign=campaign, named_only=True)
        session = _hold(writer, by, plan)
        activities.record_attendance(by=by, at=moment(on, 16, writer.chance), session=session, present=group)
        on += timedelta(days=36)


def _trainings(writer: Writer, campaign: Campaign) -> None:
    by, on = people.account("campaigns"), date(2024, 12, 5)
    invented = _adults(writer)
    for city, number in TRAINED.items():
        plan = Plan(
            city=writer.cities[city],
            on=on,
            kind="training",
            topics=["irregular_migration_prevention", "trafficking_prevention"],
            campaign=campaign,
        )
        session = _hold(writer, by, plan)
        trainees = [Trainee(next(invented), KINDS[place % len(KINDS)]) for place in range(number)]
        activities.record_training(by=by, at=moment(on, 17, writer.chance), session=session, trainees=trainees, is_synthetic=True)
        on += timedelta(days=50)


def _adults(writer: Writer) -> Iterator[str]:
    """Invented names, none twice."""
    used: set[str] = set()
    while True:
        name = names.invent(writer.chance, sex=writer.chance.choice(["female", "male"]), moroccan=True)["latin"]
        if name not in used:
            used.add(name)
            yield name


def _match(writer: Writer) -> None:
    """Six unaccompanied or separated children and six pupils of the second-chance school (S0)."""
    by, on = people.account("outreach.nador"), date(2020, 11, 20)
    venue = Venue.objects.filter(city="nador", label_fr__icontains="malik").first()
    plan = Plan(city=writer.cities["nador"], on=on, kind="activity", activity_type="football_match", venue=venue)
    session = _hold(writer, by, plan)
    headcount = [Counted("uasc", "unknown", "unknown", 6), Counted("other_child", "unknown", "unknown", 6)]
    activities.record_attendance(by=by, at=moment(on, 18, writer.chance), session=session, present=[], headcount=headcount, total=12)


def _distributions(writer: Writer) -> None:
    """Hygiene kits: in Tangier no quantity is stated by the source (A11); in Nador it was counted."""
    for key, city, on, quantity, girls, boys in (
        ("outreach.tanger", "tanger", date(2020, 11, 20), None, 0, 0),
        ("outreach.nador", "nador", clock.today() - timedelta(days=3), 46, 12, 31),
    ):
        assistance.record_distribution(
            by=people.account(key),
            at=moment(on, 15, writer.chance),
            city=writer.cities[city],
            on=on,
            item="hygiene_kit",
            quantity=quantity,
            girls=girls,
            boys=boys,
            is_synthetic=True,
        )


def _this_week(writer: Writer, today: date) -> None:
    """A session today and one in three days, to be called; one held last week."""
    by = people.account("outreach.nador")
    for on in (today, today + timedelta(days=3)):
        _hold(writer, by, Plan(city=writer.cities["nador"], on=on, kind="awareness", topics=["alternatives"]))
    held = _hold(writer, by, Plan(city=writer.cities["nador"], on=today - timedelta(days=6), kind="awareness", topics=["forced_begging"]))
    teams = CareTeam.objects.filter(city="nador", ended_at=None, organisation=by.organisation, started_at__year=today.year)
    came = [team.child for team in teams.select_related("child").order_by("started_at")[:14]]
    headcount = [Counted("uasc", "male", "15_17", 3), Counted("uasc", "female", "13_14", 1)]
    at = moment(today - timedelta(days=6), 17, writer.chance)
    activities.record_attendance(by=by, at=at, session=held, present=came[:12], absent=came[12:], headcount=headcount)
