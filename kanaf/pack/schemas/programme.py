"""The programme itself: what it is, where it works, who takes part, who pays, on whose word."""

from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from kanaf.pack.schemas.words import (
    Code,
    Country,
    Defines,
    Labels,
    Language,
    Note,
    Part,
    Province,
    Refers,
    Region,
    Source,
    SourceCode,
    StatedDate,
    Text,
    Url,
)

CityCode = Annotated[Code, Refers("city")]
ProjectCode = Annotated[Code, Refers("project")]
CampaignCode = Annotated[Code, Refers("campaign")]
OrganisationCode = Annotated[Code, Refers("organisation")]


def _timezone(value: str) -> str:
    if value not in available_timezones():
        raise PydanticCustomError("timezone", "timezone")
    return value


VENUE_KINDS = ("association", "health", "institution", "public_hall", "school")


def _venue_kind(value: str) -> str:
    if value not in VENUE_KINDS:
        raise PydanticCustomError("venue_kind", "venue", {"choices": ", ".join(VENUE_KINDS)})
    return value


class ConsentAge(Part):
    """From which age a child consents for themselves, and from which age their assent is asked."""

    years: Annotated[int, Field(ge=0, le=18)]
    assent_years: Annotated[int, Field(ge=0, le=18)]
    assumed: bool
    labels: Labels


WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class WorkingWeek(Part):
    """The days on which a delay in working days runs."""

    days: Annotated[list[Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]], Field(min_length=1)]
    assumed: bool

    @property
    def weekdays(self) -> frozenset[int]:
        """The same days as `date.weekday()` numbers them: Monday is 0."""
        return frozenset(WEEK.index(day) for day in self.days)


class Info(Part):
    """`pack.yaml`: the programme in general."""

    code: Code
    version: Annotated[int, Field(ge=1)]
    country: Country
    timezone: Annotated[str, AfterValidator(_timezone)]
    languages: Annotated[list[Language], Field(min_length=1)]
    default_language: Language
    consent_age: ConsentAge
    working_week: WorkingWeek
    coordinated_by: Annotated[list[OrganisationCode], Field(min_length=1)]
    labels: Labels

    @model_validator(mode="after")
    def _the_default_language_is_one_of_the_pack(self) -> "Info":
        if self.default_language not in self.languages:
            raise PydanticCustomError("default_language", "language", {"languages": ", ".join(self.languages)})
        return self


class CodeListVersion(Part):
    """Which edition of which list a set of codes comes from: the same code has meant other places in other editions."""

    name: Text
    version: Text
    source: Source


class PlaceName(Part):
    code: Country
    labels: Labels


class RegionPlace(Part):
    code: Annotated[Region, Defines("region")]
    labels: Labels
    p_code: Text | None = None


class ProvincePlace(Part):
    code: Annotated[Province, Defines("province")]
    region: Annotated[Region, Refers("region")]
    labels: Labels
    confirmed: bool
    p_code: Text | None = None


class City(Part):
    """A city where the programme works or has worked; the coordinates are for a schematic map."""

    code: Annotated[Code, Defines("city")]
    labels: Labels
    province: Annotated[Province, Refers("province")]
    region: Annotated[Region, Refers("region")]
    programme: bool
    longitude: Annotated[float, Field(ge=-180, le=180)]
    latitude: Annotated[float, Field(ge=-90, le=90)]
    confirmed: bool
    source: Source


class Alias(Part):
    """Another name under which the same thing is met."""

    name: Text
    source: Source


class Venue(Part):
    """A formal place that receives activities. `public` says that its name may be shown to the public.

    Informal places, where people live or meet unseen, are never written in a pack.
    """

    code: Annotated[Code, Defines("venue")]
    labels: Labels
    kind: Annotated[str, AfterValidator(_venue_kind)]
    city: CityCode
    aliases: list[Alias] = []
    source: Source
    city_inferred: bool = False
    public: bool
    notes: list[Note] = []


class Places(Part):
    """`places.yaml`."""

    code_list: CodeListVersion
    country: PlaceName
    regions: Annotated[list[RegionPlace], Field(min_length=1)]
    provinces: Annotated[list[ProvincePlace], Field(min_length=1)]
    cities: Annotated[list[City], Field(min_length=1)]
    venues: list[Venue] = []


class SourceEntry(Part):
    """A document on whose word something in the pack is said."""

    code: Annotated[SourceCode, Defines("source")]
    kind: Literal["web_article", "press_release", "press", "standard", "report", "public_page", "decision"]
    title: Text
    publisher: Text
    language: Language
    date: StatedDate
    url: Url | None = None
    read: bool
    notes: list[Note] = []


class Sources(Part):
    """`sources.yaml`."""

    sources: Annotated[list[SourceEntry], Field(min_length=1)]


class OrganisationRole(Part):
    """What an organisation did, where, in which project or campaign, and who says so (A5)."""

    role: Annotated[Code, Refers("term", within="organisation_role")]
    city: CityCode | None = None
    project: ProjectCode | None = None
    campaign: CampaignCode | None = None
    source: Source
    inferred: bool = False

    @model_validator(mode="after")
    def _in_a_project_or_in_a_campaign(self) -> "OrganisationRole":
        if (self.project is None) == (self.campaign is None):
            raise PydanticCustomError("project_or_campaign", "one")
        return self


class Organisation(Part):
    """An organisation of the programme. `name_to_confirm` lists the languages whose official form was not verified."""

    code: Annotated[Code, Defines("organisation")]
    kind: Literal["un", "state", "ngo", "donor"]
    official_name: Labels
    short_name: Labels
    name_to_confirm: list[Language] = []
    aliases: list[Alias] = []
    roles: Annotated[list[OrganisationRole], Field(min_length=1)]
    notes: list[Note] = []

    @property
    def cities(self) -> tuple[str, ...]:
        """The cities in which it is said to have acted, each once, in the order of the file."""
        return tuple(dict.fromkeys(role.city for role in self.roles if role.city is not None))


class Organisations(Part):
    """`organisations.yaml`."""

    organisations: Annotated[list[Organisation], Field(min_length=1)]


class Project(Part):
    """A financed project. `translated` lists the languages whose title is ours, not the source's."""

    code: Annotated[Code, Defines("project")]
    reference: Text
    title: Labels
    translated: list[Language] = []
    donor: OrganisationCode
    start: StatedDate
    end: StatedDate
    succeeds: ProjectCode | None = None
    source: Source
    notes: list[Note] = []


class Projects(Part):
    """`projects.yaml`."""

    projects: Annotated[list[Project], Field(min_length=1)]


class Wording(Part):
    """The words in which a child is asked for one purpose, and when. Changed words get a higher version."""

    purpose: Annotated[Code, Refers("term", within="consent_purpose")]
    version: Annotated[int, Field(ge=1)]
    asked: Literal["registration", "each_sharing", "first_needed"]
    words: Labels
    assumed: bool = False


class Wordings(Part):
    """`consents.yaml`."""

    wordings: Annotated[list[Wording], Field(min_length=1)]


class RetentionClass(Part):
    """How long one kind of thing is kept: some years after closure and not before an age, or some days."""

    code: Literal["identity", "alert", "seeker"]
    labels: Labels
    years: Annotated[int, Field(ge=1, le=30)] | None = None
    until_age: Annotated[int, Field(ge=18, le=40)] | None = None
    days: Annotated[int, Field(ge=1, le=3650)] | None = None


class Approval(Part):
    """Who approved the times, by what reference, and when."""

    on: StatedDate
    reference: Text


class Retention(Part):
    """`retention.yaml`."""

    version: Annotated[int, Field(ge=1)]
    approved: Approval | None
    assumed: bool
    classes: Annotated[list[RetentionClass], Field(min_length=1)]


class AccessRole(Part):
    """The words for a role of the system; what it may do, and whether it is national, is code, which this file repeats for its readers."""

    code: Annotated[Code, Defines("role")]
    national: bool = False
    labels: Labels
    sees: Labels


class Roles(Part):
    """`roles.yaml`."""

    roles: list[AccessRole]
