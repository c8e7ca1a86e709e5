"""What is counted, what others have counted, and what is published when."""

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from kanaf.pack.schemas.programme import CampaignCode
from kanaf.pack.schemas.words import Code, Day, Defines, Labels, Note, NoteCode, Part, Refers, Source, StatedDate

# The counting rules that the indicators room knows; each is one function there, under the same name.
CountingRule = Literal[
    "children_assisted",
    "services_delivered",
    "session_contacts",
    "children_in_sessions",
    "professionals_trained",
    "campaign_participants",
]
IndicatorCode = Annotated[Code, Refers("indicator")]
CutCode = Annotated[Code, Refers("cut")]
PublicValueCode = Annotated[Code, Refers("public_value")]
Number = Annotated[int, Field(ge=0)]


class Unit(Part):
    """What one unit of a figure is: a distinct child, a service, an attendance."""

    code: Annotated[Code, Defines("unit")]
    labels: Labels


class Cut(Part):
    """A way to divide a figure: along an axis, which is `city` or a code list, by the rule that the definition says."""

    code: Annotated[Code, Defines("cut")]
    axis: Annotated[Code, Refers("axis")]
    labels: Labels
    definition: Labels


class IndicatorCut(Part):
    """A cut that an indicator allows; `additive` says whether its cells may be summed."""

    cut: CutCode
    additive: bool


class IndicatorNote(Note):
    """A note shown wherever the figure is shown, with the value of someone else that it speaks of, if any."""

    external_value: Annotated[Code, Refers("external_value")] | None = None


class Indicator(Part):
    """What a figure counts. A change of the definition or of a cut is a new version: figures keep theirs."""

    code: Annotated[Code, Defines("indicator")]
    version: Annotated[int, Field(ge=1)]
    kind: Literal["computed"]
    counts: CountingRule
    unit: Annotated[Code, Refers("unit")]
    subject: Annotated[Code, Refers("subject")]
    additive_over_periods: bool
    labels: Labels
    definition: Labels
    cuts: list[IndicatorCut]
    notes: list[IndicatorNote] = []


class Indicators(Part):
    """`indicators.yaml`."""

    units: Annotated[list[Unit], Field(min_length=1)]
    cuts: list[Cut]
    indicators: Annotated[list[Indicator], Field(min_length=1)]


class Share(Part):
    code: Code
    value: Number


class Breakdown(Part):
    """The parts that a source gives of its total. What is missing is said, with a note, never shared out (A4)."""

    axis: Annotated[Code, Refers("axis")]
    parts: Annotated[list[Share], Field(min_length=2)]
    not_explained: Number = 0
    note: NoteCode | None = None

    @model_validator(mode="after")
    def _what_is_missing_has_a_note(self) -> "Breakdown":
        if self.not_explained and self.note is None:
            raise PydanticCustomError("not_explained", "note")
        return self


class ExternalValue(Part):
    """A value published by others about the same thing: kept beside ours with its source, never added to it."""

    code: Annotated[Code, Defines("external_value")]
    labels: Labels
    indicator: IndicatorCode
    value: Number
    first_day: Day
    last_day: Day
    published: StatedDate
    source: Source
    conflicts_with: PublicValueCode | None = None
    breakdowns: list[Breakdown] = []
    notes: list[Note] = []


class ExternalValues(Part):
    """`external_values.yaml`."""

    values: list[ExternalValue]


class PublicValue(Part):
    """A number that is public already. It is shown as it is, and whoever attacks our tables is assumed to know it.

    `cell` gives, for an indicator, the value of each cut that it is a cell of; `category` says whom it counts in an
    activity; `part_of` names the total that it and its likes add up to.
    """

    code: Annotated[Code, Defines("public_value")]
    labels: Labels
    value: Number
    indicator: IndicatorCode | None = None
    activity: Annotated[Code, Refers("activity")] | None = None
    campaign: CampaignCode | None = None
    first_day: Day | None = None
    last_day: Day | None = None
    cell: dict[CutCode, str] = {}
    category: Annotated[Code, Refers("term", within="participant_category")] | None = None
    part_of: PublicValueCode | None = None
    source: Source
    notes: list[Note] = []

    @model_validator(mode="after")
    def _of_one_indicator_or_of_one_activity(self) -> "PublicValue":
        if (self.indicator is None) == (self.activity is None):
            raise PydanticCustomError("indicator_or_activity", "one")
        return self


class AlreadyPublic(Part):
    """`already_public.yaml`."""

    values: list[PublicValue]


class Subject(Part):
    """Whom or what a number is about. `rule` is the disclosure rule of the code that protects it.

    `hide_below` and `hide_zero` repeat that rule for the reader of the file, and the pack is refused where they differ.
    """

    code: Annotated[Code, Defines("subject")]
    labels: Labels
    rule: Literal["children", "sensitive_children", "none"]
    hide_below: Annotated[int, Field(ge=1)] | None
    hide_zero: bool


class Protection(Part):
    """The rules of protection that hold for every table."""

    rounding_base: Annotated[int, Field(ge=1)]
    percentages_from: Annotated[int, Field(ge=1)]
    largest_table: Annotated[int, Field(ge=1, le=2)]
    complementary: Literal[True]
    attack_before_release: Literal[True]


class PlannedTable(Part):
    """A table that is published at fixed periods, with one or two cuts, or the total alone."""

    code: Annotated[Code, Defines("table")]
    labels: Labels
    indicator: IndicatorCode
    period: Literal["quarter", "year", "campaign"]
    cuts: Annotated[list[CutCode], Field(max_length=2)]


class PublicationPlan(Part):
    """`publication_plan.yaml`: nothing is published that is not one of these tables."""

    version: Annotated[int, Field(ge=1)]
    assumed: bool
    subjects: Annotated[list[Subject], Field(min_length=1)]
    protection: Protection
    tables: Annotated[list[PlannedTable], Field(min_length=1)]
    notes: list[Note] = []
