"""The people of the demonstration: each role at least once, and the teams of the five cities."""

import secrets
from datetime import datetime

from django.conf import settings

from kanaf.access import actions as access
from kanaf.access.models import Account, Organisation
from kanaf.access.roles import Role
from kanaf.places.models import City

R = Role
TEAMS = {"nador": "asticude", "marrakech": "alkaram", "casablanca": "bayti", "oujda": "omdh", "tanger": "tadamon"}
FAMILY = {"nador": "Amal", "marrakech": "Badr", "casablanca": "Dounia", "oujda": "Hiba", "tanger": "Karim"}

# (key of the address, name, role, organisation, city); the names are invented.
PEOPLE: list[tuple[str, str, Role, str, str | None]] = [
    *((f"caseworker.{city}", f"{FAMILY[city]} N. (démo)", R.CASEWORKER, organisation, city) for city, organisation in TEAMS.items()),
    *((f"caseworker2.{city}", f"{FAMILY[city]} S. (démo)", R.CASEWORKER, organisation, city) for city, organisation in TEAMS.items()),
    *((f"supervisor.{city}", f"{FAMILY[city]} H. (démo)", R.SUPERVISOR, organisation, None) for city, organisation in TEAMS.items()),
    *((f"outreach.{city}", f"{FAMILY[city]} B. (démo)", R.OUTREACH_WORKER, organisation, city) for city, organisation in TEAMS.items()),
    ("coordinator", "Leïla C. (démo)", R.NATIONAL_COORDINATOR, "oim", None),
    ("campaigns", "Malika F. (démo)", R.CAMPAIGN_MANAGER, "oim", None),
    ("information", "Rachid T. (démo)", R.INFORMATION_OFFICER, "oim", None),
    ("information2", "Samira L. (démo)", R.INFORMATION_OFFICER, "oim", None),
    ("communications", "Yasmine K. (démo)", R.COMMUNICATIONS_OFFICER, "oim", None),
    ("institution", "Omar J. (démo)", R.INSTITUTIONAL_READER, "cnclt", None),
    ("donor", "Freja D. (démo)", R.DONOR_READER, "dk-mfa", None),
    ("dpo", "Naïma P. (démo)", R.DATA_PROTECTION_OFFICER, "oim", None),
    ("safeguarding", "Tarik G. (démo)", R.SAFEGUARDING_FOCAL_POINT, "oim", None),
    ("deputy", "Widad M. (démo)", R.SAFEGUARDING_DEPUTY, "oim", None),
    ("administrator", "Ilham A. (démo)", R.ADMINISTRATOR, "oim", None),
    ("administrator.nador", "Jamal A. (démo)", R.ADMINISTRATOR, "asticude", None),
]
# One of each role, in the order printed.
SHOWN = [
    "caseworker.nador",
    "supervisor.nador",
    "outreach.nador",
    "coordinator",
    "campaigns",
    "information",
    "information2",
    "communications",
    "institution",
    "donor",
    "dpo",
    "safeguarding",
    "deputy",
    "administrator",
]


def address(key: str) -> str:
    return f"{key}@demo.kanaf.example"


def passphrase() -> str:
    """One passphrase for all demonstration accounts of this home, made at its first start."""
    file = settings.KANAF_HOME / "demo"
    if not file.exists() or not file.read_text().strip():
        settings.KANAF_HOME.mkdir(parents=True, exist_ok=True)
        file.write_text(f"kanaf-{secrets.token_hex(4)}\n")
    return str(file.read_text().strip())


def make_people(at: datetime) -> None:
    """Make every account of the demonstration with its role."""
    by = access.system_account()
    secret = passphrase()
    hashed = ""
    for key, name, role, organisation, city in PEOPLE:
        account = access.create_account(
            by=by,
            at=at,
            email=address(key),
            name=name,
            organisation=Organisation.objects.get(code=organisation),
            password=None if hashed else secret,
            is_demo=True,
        )
        hashed = hashed or account.password
        if account.password != hashed:  # hashing 46 MiB for each of thirty accounts with one passphrase would only cost time
            account.password = hashed
            account.save(update_fields=["password"])
        access.give_role(by=by, at=at, account=account, role=role, city=City.objects.get(code=city) if city else None)


def account(key: str) -> Account:
    return Account.objects.select_related("organisation").get(email=address(key))
