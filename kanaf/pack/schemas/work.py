"""What the programme did and does: campaigns, activities, recommendations, and the delays it gives itself."""

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from kanaf.pack.schemas.programme import CampaignCode, CityCode, OrganisationCode, ProjectCode
from kanaf.pack.schemas.words import Code, Defines, Labels, Language, Note, Part, Refers, Source, StatedDate, Text

Topics = list[Annotated[Code, Refers("term", within="session_topic")]]
Count = Annotated[int, Field(ge=0)]


class LocalPartners(Part):
    city: CityCode
    organisations: Annotated[list[OrganisationCode], Field(min_length=1)]


class Campaign(Part):
    """A campaign over one or several cities. Its sessions and people are records, not part of the pack."""

    code: Annotated[Code, Defines("campaign")]
    title: Labels
    translated: list[Language] = []
    project: ProjectCode
    start: StatedDate
    end: StatedDate
    opening_city: CityCode | None = None
    closing_city: CityCode | None = None
    cities: Annotated[list[CityCode], Field(min_length=1)]
    carriers: Annotated[list[OrganisationCode], Field(min_length=1)]
    implementers: list[OrganisationCode]
    local_partners: list[LocalPartners]
    awareness_topics: Topics
    training_topics: Topics
    training_audience: list[Annotated[Code, Refers("term", within="participant_category")]]
    not_stated: list[Text] = []
    source: Source
    notes: list[Note] = []


class Campaigns(Part):
    """`campaigns.yaml`."""

    campaigns: list[Campaign]


class EventDay(Part):
    """A day under whose name several partners held activities."""

    code: Annotated[Code, Defines("event")]
    labels: Labels
    theme: Labels | None = None
    date: StatedDate
    project: ProjectCode
    source: Source
    notes: list[Note] = []


class CountOf(Part):
    category: Annotated[Code, Refers("term", within="participant_category")]
    count: Count


class Activity(Part):
    """An activity told by a source. An empty `count` means not stated, which is not zero."""

    code: Annotated[Code, Defines("activity")]
    labels: Labels
    event: Annotated[Code, Refers("event")] | None = None
    project: ProjectCode
    partner: OrganisationCode
    city: CityCode
    venue: Annotated[Code, Refers("venue")] | None = None
    type: Annotated[Code, Refers("term", within="activity_type")]
    topics: Topics = []
    count: Count | None
    breakdown: list[CountOf] = []
    source: Source
    notes: list[Note] = []


class DistributionTold(Part):
    """A distribution told by a source, its quantity and period often not stated (A11)."""

    code: Annotated[Code, Defines("distribution")]
    labels: Labels
    project: ProjectCode
    partner: OrganisationCode
    city: CityCode
    period: StatedDate
    items: Annotated[list[Annotated[Code, Refers("term", within="item")]], Field(min_length=1)]
    beneficiaries: Labels
    quantity: Count | None
    source: Source
    notes: list[Note] = []


class ServicesTold(Part):
    """Services that a source says a partner renders; the referral directory is another thing."""

    code: Annotated[Code, Defines("service")]
    labels: Labels
    project: ProjectCode
    partner: OrganisationCode
    city: CityCode
    period: StatedDate
    types: Annotated[list[Annotated[Code, Refers("term", within="service_type")]], Field(min_length=1)]
    source: Source
    notes: list[Note] = []


class Activities(Part):
    """`activities.yaml`."""

    events: list[EventDay]
    activities: list[Activity]
    distributions: list[DistributionTold]
    services: list[ServicesTold]


class Owner(Part):
    """Who should carry a recommendation. `proposed` until the organisation itself has agreed."""

    organisation: OrganisationCode
    proposed: bool


class Recommendation(Part):
    code: Annotated[Code, Defines("recommendation")]
    number: Annotated[int, Field(ge=1)]
    text: Labels
    translated: list[Language] = []
    campaign: CampaignCode
    status: Annotated[Code, Refers("term", within="recommendation_status")]
    owners: list[Owner]
    source: Source
    notes: list[Note] = []


class Recommendations(Part):
    """`recommendations.yaml`."""

    recommendations: list[Recommendation]


Clock = Literal["continuous", "working_days"]


class Clocks(Part):
    """How the delays of each risk level run: on every day, or on working days only."""

    high: Clock
    medium: Clock
    low: Clock


class Delay(Part):
    """At most so long; `aim` is the shorter delay that the team tries to keep."""

    within: Annotated[int, Field(ge=1)]
    aim: Annotated[int, Field(ge=1)] | None = None
    unit: Literal["hours", "days"]

    @model_validator(mode="after")
    def _the_aim_is_shorter(self) -> "Delay":
        if self.aim is not None and self.aim >= self.within:
            raise PydanticCustomError("aim", "aim")
        return self


class Deadline(Part):
    """A step that must be done once, counted from another event."""

    code: Annotated[Code, Defines("deadline")]
    labels: Labels
    counted_from: Literal["alert", "registration", "assessment", "referral"]
    high: Delay
    medium: Delay
    low: Delay
    notes: list[Note] = []


class AtFirst(Part):
    every: Annotated[int, Field(ge=1)]
    for_days: Annotated[int, Field(ge=1)]


class Interval(Part):
    """Again and again, in calendar time; `at_first` is a shorter interval in days for the first days."""

    every: Annotated[int, Field(ge=1)]
    unit: Literal["days", "months"]
    at_first: AtFirst | None = None


class Repeated(Part):
    """A contact or a review that comes back for as long as the case is open."""

    code: Annotated[Code, Defines("repeated")]
    labels: Labels
    high: Interval
    medium: Interval
    low: Interval


MonthsAfter = Annotated[list[Annotated[int, Field(ge=1, le=60)]], Field(min_length=1)]


class ContactsAfter(Part):
    """So many months after the end, a contact for each number."""

    code: Annotated[Code, Defines("contacts_after")]
    labels: Labels
    high: MonthsAfter
    medium: MonthsAfter
    low: MonthsAfter


class FixedDelay(Part):
    """A delay that no level of risk changes: for answering a person, or for telling the authority."""

    code: Annotated[Code, Defines("fixed_delay")]
    labels: Labels
    within: Annotated[int, Field(ge=1)]
    unit: Literal["hours", "days"]
    assumed: bool = False


# The delays that the work of data protection asks for by name.
REQUIRED_DELAYS = ("request_access", "request_correction", "request_objection", "request_extension", "incident_authority")


class Timeframes(Part):
    """`timeframes.yaml`: the delays by level of risk, versioned, because a case keeps those under which it was opened."""

    version: Annotated[int, Field(ge=1)]
    assumed: bool
    labels: Labels
    clock: Clocks
    deadlines: Annotated[list[Deadline], Field(min_length=1)]
    repeated: Annotated[list[Repeated], Field(min_length=1)]
    contacts_after: list[ContactsAfter]
    whatever_risk: Annotated[list[FixedDelay], Field(min_length=1)]
    notes: list[Note] = []
