"""What may be written in each file of a pack."""

from kanaf.pack.schemas import figures, programme, work
from kanaf.pack.schemas.lists import REQUIRED_LISTS, SPECIAL_LISTS, CodeList, Term
from kanaf.pack.schemas.words import Part

FILES: dict[str, type[Part]] = {
    "pack.yaml": programme.Info,
    "places.yaml": programme.Places,
    "sources.yaml": programme.Sources,
    "organisations.yaml": programme.Organisations,
    "projects.yaml": programme.Projects,
    "roles.yaml": programme.Roles,
    "consents.yaml": programme.Wordings,
    "retention.yaml": programme.Retention,
    "campaigns.yaml": work.Campaigns,
    "activities.yaml": work.Activities,
    "recommendations.yaml": work.Recommendations,
    "timeframes.yaml": work.Timeframes,
    "indicators.yaml": figures.Indicators,
    "external_values.yaml": figures.ExternalValues,
    "already_public.yaml": figures.AlreadyPublic,
    "publication_plan.yaml": figures.PublicationPlan,
}

# Where a thing that other files refer to is defined.
DEFINED_IN: dict[str, str] = {
    "region": "places.yaml",
    "province": "places.yaml",
    "city": "places.yaml",
    "venue": "places.yaml",
    "source": "sources.yaml",
    "organisation": "organisations.yaml",
    "project": "projects.yaml",
    "campaign": "campaigns.yaml",
    "event": "activities.yaml",
    "activity": "activities.yaml",
    "unit": "indicators.yaml",
    "cut": "indicators.yaml",
    "indicator": "indicators.yaml",
    "external_value": "external_values.yaml",
    "public_value": "already_public.yaml",
    "subject": "publication_plan.yaml",
}

LISTS = "lists/"

# What the access room knows: a pack words each of them and can add none.
ACCESS_ROLES = frozenset(
    {
        "caseworker",
        "supervisor",
        "outreach_worker",
        "national_coordinator",
        "campaign_manager",
        "information_officer",
        "communications_officer",
        "institutional_reader",
        "donor_reader",
        "data_protection_officer",
        "safeguarding_focal_point",
        "safeguarding_deputy",
        "administrator",
    }
)


def schema_of(file: str) -> type[Part] | None:
    """What may be written in a file of this name; None for a name that is no file of a pack."""
    if file in FILES:
        return FILES[file]
    if is_list(file):
        return SPECIAL_LISTS.get(list_of(file), CodeList[Term])
    return None


def is_list(file: str) -> bool:
    return file.startswith(LISTS) and file.count("/") == 1 and file.endswith(".yaml")


def list_of(file: str) -> str:
    """`sex` for `lists/sex.yaml`."""
    return file.removeprefix(LISTS).removesuffix(".yaml")


def list_file(code: str) -> str:
    """`lists/sex.yaml` for `sex`."""
    return f"{LISTS}{code}.yaml"


def required_files() -> tuple[str, ...]:
    return (*FILES, *(list_file(code) for code in sorted(REQUIRED_LISTS)))
