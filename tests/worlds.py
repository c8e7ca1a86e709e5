"""Worlds for tests, built through the real actions only. All names are invented."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from kanaf.access import actions as access
from kanaf.access.adapter import FactorAdapter
from kanaf.access.models import Account, Organisation
from kanaf.access.roles import Role
from kanaf.assistance import actions as assistance
from kanaf.assistance.models import Service
from kanaf.casework import actions as casework
from kanaf.casework.models import Case
from kanaf.children import actions as children
from kanaf.children import rules
from kanaf.children.models import Alert, CareTeam, Child, ConsentDecision, Group, Sharing
from kanaf.children.told import Names
from kanaf.core import clock, rows
from kanaf.indicators import actions as indicators
from kanaf.indicators.models import Period, Submission
from kanaf.places.models import City

PARTNER = {"nador": "asticude", "marrakech": "alkaram", "casablanca": "bayti", "oujda": "omdh", "tanger": "tadamon"}
_numbers = count(1)


def person(role: Role, organisation: str, city: str | None = None, *, name: str = "") -> Account:
    """A person with one role, in one city or in all; a demonstration account, so without second factor."""
    number = next(_numbers)
    system = access.system_account()
    at = clock.now()
    account = access.create_account(
        by=system,
        at=at,
        email=f"person{number}@{organisation}.example",
        name=name or f"Nour{chr(97 + number % 26)} Test",
        organisation=Organisation.objects.get(code=organisation),
        password=None,
        is_demo=True,
    )
    access.give_role(by=system, at=at, account=account, role=role, city=City.objects.get(code=city) if city else None)
    return Account.objects.get(pk=account.pk)


def caseworker(city: str = "nador", organisation: str = "") -> Account:
    return person(Role.CASEWORKER, organisation or PARTNER[city], city)


def supervisor(city: str = "nador", organisation: str = "") -> Account:
    return person(Role.SUPERVISOR, organisation or PARTNER[city])


def outreach_worker(city: str = "nador") -> Account:
    return person(Role.OUTREACH_WORKER, PARTNER[city], city)


def information_officer() -> Account:
    return person(Role.INFORMATION_OFFICER, "oim")


def communications_officer() -> Account:
    return person(Role.COMMUNICATIONS_OFFICER, "oim")


def coordinator() -> Account:
    return person(Role.NATIONAL_COORDINATOR, "oim")


def one_of_each_role() -> dict[Role, Account]:
    """A person for every role: partners' people in Nador, the others at the lead organisation."""
    partners = {Role.CASEWORKER: "nador", Role.SUPERVISOR: None, Role.OUTREACH_WORKER: "nador"}
    home = {Role.INSTITUTIONAL_READER: "cnclt", Role.DONOR_READER: "dk-mfa"}
    return {role: person(role, "asticude", partners[role]) if role in partners else person(role, home.get(role, "oim")) for role in Role}


def particulars(**changes: Any) -> children.Particulars:
    values: dict[str, Any] = {
        "sex": "male",
        "protection_status": "unaccompanied",
        "birth": rules.birth_from(
            precision="year", year=2010, month=None, day=None, age=None, today=date(2026, 11, 16), on=date(2026, 11, 16)
        ),
        "nationalities": ["GIN"],
    }
    return children.Particulars(**(values | changes))


def alert(by: Account, *, city: str = "nador", place: str = "Behind the market", is_synthetic: bool = True, **changes: Any) -> Alert:
    seen = children.Seen(place=place, **{name: changes.pop(name) for name in ("find_again", "what", "name") if name in changes})
    values = {"on": clock.today(), "age_band": "13_14", "sex": "male"} | changes
    return children.raise_alert(by=by, at=clock.now(), city=City.objects.get(code=city), seen=seen, is_synthetic=is_synthetic, **values)


def child(
    by: Account,
    *,
    city: str = "nador",
    on: date | None = None,
    at: datetime | None = None,
    latin: str = "",
    arabic: str = "",
    mother: str = "",
    place: str = "",
    id: UUID | None = None,
    **changes: Any,
) -> Child:
    """A registered child. `changes` are particulars."""
    at = at or clock.now()
    return children.register_child(
        by=by,
        at=at,
        city=City.objects.get(code=city),
        on=on or at.date(),
        particulars=particulars(**changes),
        identity=Names(latin=latin or f"Enfant Numero{next(_numbers)}", arabic=arabic, mother=mother, place=place),
        id=id,
        is_synthetic=True,
    )


def consent(by: Account, of: Child, *, with_whom: Account | None = None, **changes: Any) -> ConsentDecision:
    """A decision of the child, to be helped unless said otherwise; with somebody, to share with their organisation."""
    values: dict[str, Any] = {"purpose": "sharing" if with_whom else "services", "decision": "given", "source": "child"}
    values |= {"recipient": with_whom.organisation if with_whom else None}
    return children.record_consent(by=by, at=clock.now(), child=of, on=clock.today(), **(values | changes))


def shared(by: Account, of: Child, to: Account, *, groups: tuple[str, ...] = ("case", "services", "identity"), days: int = 30) -> Sharing:
    """Groups of a child's file shared by consent with somebody's organisation."""
    basis = consent(by, of, with_whom=to)
    until = clock.today() + timedelta(days=days)
    return children.share_child(
        by=by,
        at=clock.now(),
        child=of,
        recipient=to.organisation,
        groups=[Group(group) for group in groups],
        purpose="continued_care",
        basis=basis,
        until=until,
    )


def followed_too(by: Account, of: Child, other: Account, *, city: str = "") -> CareTeam:
    """Another organisation follows the child too, by a sharing of everything but the place."""
    shared(by, of, other)
    where = City.objects.get(code=city) if city else of.care_team.get(organisation=by.organisation).city
    with rows.for_organisation(by.organisation_id):
        children.join_care_team(by=by, at=clock.now(), child=of, organisation_id=other.organisation_id, city=where)
    CareTeam.objects.filter(child=of, organisation=other.organisation_id).update(account=other)
    return CareTeam.objects.get(child=of, organisation=other.organisation_id)


def case(by: Account, of: Child | None = None, *, risk: str = "medium", city: str = "nador", on: date | None = None) -> Case:
    at = clock.now()
    return casework.open_case(by=by, at=at, child=of or child(by, city=city), on=on or at.date(), risk=risk)


def service(
    by: Account, of: Child, *, city: str = "nador", on: date | None = None, kind: str = "hygiene_kit", at: datetime | None = None
) -> Service:
    at = at or clock.now()
    return assistance.record_service(by=by, at=at, child=of, city=City.objects.get(code=city), on=on or at.date(), service_type=kind)


def period(code: str) -> Period:
    """`2024`, or `2024-Q3`."""
    year, _dash, quarter = code.partition("-Q")
    first = date(int(year), 3 * int(quarter) - 2, 1) if quarter else date(int(year), 1, 1)
    last = {1: (3, 31), 2: (6, 30), 3: (9, 30), 4: (12, 31)}[int(quarter or 4)]
    return indicators.open_period(
        by=access.system_account(),
        at=clock.now(),
        kind="quarter" if quarter else "year",
        code=code,
        starts_on=first,
        ends_on=date(int(year), *last),
    )


def accepted_submission(city: str, of: Period, *, sender: Account | None = None, acceptor: Account | None = None) -> Submission:
    submission = indicators.submit(by=sender or supervisor(city), at=clock.now(), city=City.objects.get(code=city), period=of)
    indicators.accept_submission(by=acceptor or information_officer(), at=clock.now(), submission=submission)
    return submission


TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSPHRASE = "quatre mots que personne ne joint"


def real_person(role: Role, organisation: str, city: str | None = None, *, factor: str = "totp") -> Account:
    """A person of real work, not of the demonstration: passphrase, second factor, signed code of conduct."""
    number = next(_numbers)
    system = access.system_account()
    at = clock.now()
    account = access.create_account(
        by=system,
        at=at,
        email=f"real{number}@{organisation}.example",
        name=f"Vrai{chr(97 + number % 26)} Test",
        organisation=Organisation.objects.get(code=organisation),
        password=PASSPHRASE,
    )
    access.give_role(by=system, at=at, account=account, role=role, city=City.objects.get(code=city) if city else None)
    account = Account.objects.get(pk=account.pk)
    access.sign_conduct(by=account, at=at)
    if factor:
        account.authenticator_set.create(type=factor, data={"secret": FactorAdapter().encrypt(TOTP_SECRET)} if factor == "totp" else {})
    return Account.objects.get(pk=account.pk)
