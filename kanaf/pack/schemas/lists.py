"""Code lists: the words that people choose from. One file each, in `lists/`."""

from typing import Annotated, Generic, TypeVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from kanaf.pack.schemas.words import Code, Defines, Labels, Language, Nationality, Part, Refers, Source


class Term(Part):
    """One choice of a list. `assumed`: not read in a source, to be confirmed by the programme. `sensitive`: its counts
    follow the strictest threshold. `htcds` and `primero` are the values it becomes in those two standards."""

    code: Annotated[Code, Defines("term")]
    labels: Labels
    definition: Labels | None = None
    source: Source | None = None
    assumed: bool = False
    sensitive: bool = False
    htcds: str | None = None
    primero: str | None = None


class ProtectionStatus(Term):
    """`counted`: a child of this status counts as unaccompanied or separated in figures (A13)."""

    counted: bool


class ServiceType(Term):
    item: Annotated[Code, Refers("term", within="item")] | None = None


class AgeBand(Term):
    """From one age to another in completed years, both included; neither for the band of unknown ages."""

    from_age: Annotated[int, Field(ge=0, le=17)] | None = None
    to_age: Annotated[int, Field(ge=0, le=17)] | None = None

    @model_validator(mode="after")
    def _both_bounds_in_order_or_none(self) -> "AgeBand":
        if (self.from_age is None) != (self.to_age is None):
            raise PydanticCustomError("age_bounds", "both")
        if self.from_age is not None and self.to_age is not None and self.from_age > self.to_age:
            raise PydanticCustomError("age_bounds", "order")
        return self


class ParticipantCategory(Term):
    group: Annotated[Code, Refers("term", within="participant_group")]
    institution_kind: Annotated[Code, Refers("term", within="institution_kind")] | None = None


class NationalityTerm(Term):
    code: Annotated[Nationality, Defines("term")]
    group: Annotated[Code, Refers("term", within="nationality_group")]


class LanguageTerm(Term):
    code: Annotated[Language, Defines("term")]


AnyTerm = TypeVar("AnyTerm", bound=Term)


class CodeList(Part, Generic[AnyTerm]):
    """One list. `version` grows when a term is added, reworded or withdrawn; a used term is never deleted."""

    code: Code
    version: Annotated[int, Field(ge=1)]
    labels: Labels
    terms: Annotated[list[AnyTerm], Field(min_length=1)]

    def term(self, code: str) -> AnyTerm:
        """The term of that code; `KeyError` where there is none."""
        for term in self.terms:
            if term.code == code:
                return term
        raise KeyError(code)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(term.code for term in self.terms)


SPECIAL_LISTS: dict[str, type[CodeList[Term]]] = {
    "protection_status": CodeList[ProtectionStatus],  # type: ignore[dict-item]
    "service_type": CodeList[ServiceType],  # type: ignore[dict-item]
    "age_band": CodeList[AgeBand],  # type: ignore[dict-item]
    "participant_category": CodeList[ParticipantCategory],  # type: ignore[dict-item]
    "nationality": CodeList[NationalityTerm],  # type: ignore[dict-item]
    "language": CodeList[LanguageTerm],  # type: ignore[dict-item]
}

# The lists that the rooms ask for by name, each with the terms that rules of the code name.
REQUIRED_LISTS: dict[str, frozenset[str]] = {
    "activity_type": frozenset({"awareness_session", "training"}),
    "age_assessment_method": frozenset({"medical"}),
    "age_band": frozenset({"under_13", "13_14", "15_17", "unknown"}),
    "age_decided_by": frozenset(),
    "age_estimated_by": frozenset(),
    "age_status": frozenset({"undisputed", "under_verification"}),
    "alert_source": frozenset(),
    "birth_precision": frozenset({"exact", "month", "year", "estimated", "unknown"}),
    "care_arrangement": frozenset(),
    "caregiver_relation": frozenset(),
    "case_status": frozenset({"open", "closed", "transferred", "duplicate"}),
    "closure_reason": frozenset({"turned_18", "duplicate", "transferred"}),
    "code_of_conduct": frozenset(),
    "complaint_kind": frozenset({"other"}),
    "complaint_outcome": frozenset(),
    "consent_purpose": frozenset({"services", "sharing", "tracing", "statistics", "image"}),
    "consent_source": frozenset({"child", "caregiver", "legal_representative", "best_interests_decision", "legal_obligation"}),
    "document_type": frozenset(),
    "follow_up_type": frozenset(),
    "family_relation": frozenset({"mother", "father"}),
    "figure_kind": frozenset({"computed", "declared", "external"}),
    "identity_check": frozenset(),
    "identity_reason": frozenset(),
    "incident_kind": frozenset({"lost_device", "lost_paper", "stolen_account", "wrong_recipient", "other"}),
    "institution_kind": frozenset({"state_institution", "un_agency", "civil_society_association"}),
    "item": frozenset({"meal", "food_basket", "hygiene_kit", "clothes", "blanket"}),
    "language": frozenset(),
    "nationality": frozenset({"unknown"}),
    "nationality_group": frozenset({"national", "foreign", "unknown"}),
    "organisation_role": frozenset(),
    "participant_category": frozenset({"uasc", "other_child"}),
    "participant_group": frozenset({"children", "professionals"}),
    "protection_concern": frozenset(),
    "protection_status": frozenset({"unaccompanied", "separated", "accompanied_at_risk", "under_verification"}),
    "recommendation_status": frozenset({"new", "in_progress", "done"}),
    "reporting_status": frozenset({"exact", "suppressed", "rounded", "not_reported"}),
    "risk_level": frozenset({"high", "medium", "low"}),
    "separation_cause": frozenset(),
    "service_type": frozenset({"hygiene_kit"}),
    "session_topic": frozenset(),
    "emergency_reason": frozenset(),
    "sharing_purpose": frozenset(),
    "sex": frozenset({"female", "male", "unknown"}),
    "submission_status": frozenset({"submitted", "accepted"}),
    "reunion_outcome": frozenset(),
    "tracing_action": frozenset(),
    "tracing_body": frozenset({"in_house"}),
    "tracing_closure": frozenset(),
    "tracing_outcome": frozenset({"pending"}),
    "verification_method": frozenset(),
}
