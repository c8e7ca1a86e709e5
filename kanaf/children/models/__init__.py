"""Children, their identity, family and tracing, consents, sharings, and access in an emergency."""

from kanaf.children.models.age import AgeAssessment
from kanaf.children.models.alert import Alert, Screening
from kanaf.children.models.child import Basis, CareTeam, Child, Group, Sharing, in_reach, team_of
from kanaf.children.models.consent import ConsentDecision, SecondPerson
from kanaf.children.models.draft import Draft
from kanaf.children.models.emergency import EmergencyAccess
from kanaf.children.models.family import Kinship, Relative, RelativeFacts
from kanaf.children.models.links import ChildLink
from kanaf.children.models.recognition import Card, KeyCount, NameKey
from kanaf.children.models.record import Identity, OfChildQuerySet, Registration, SameChild
from kanaf.children.models.resemblance import PairDecision, Resemblance, Sweep, in_order
from kanaf.children.models.tracing import (
    Reunification,
    ReunionFollowUp,
    TracingAction,
    TracingCandidate,
    TracingRequest,
    TracingStep,
    TracingVerification,
)

__all__ = [
    "AgeAssessment",
    "Alert",
    "Basis",
    "Card",
    "CareTeam",
    "Child",
    "ChildLink",
    "ConsentDecision",
    "Draft",
    "EmergencyAccess",
    "Group",
    "Identity",
    "KeyCount",
    "Kinship",
    "NameKey",
    "OfChildQuerySet",
    "PairDecision",
    "Registration",
    "Relative",
    "RelativeFacts",
    "Resemblance",
    "Reunification",
    "ReunionFollowUp",
    "SameChild",
    "Screening",
    "SecondPerson",
    "Sharing",
    "Sweep",
    "TracingAction",
    "TracingCandidate",
    "TracingRequest",
    "TracingStep",
    "TracingVerification",
    "in_order",
    "in_reach",
    "team_of",
]
