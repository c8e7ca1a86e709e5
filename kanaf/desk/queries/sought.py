"""Candidates as the page of comparison shows them: who, why, and what was decided."""

from dataclasses import dataclass
from datetime import datetime

from kanaf.access.models import Account
from kanaf.children import candidates, tracing
from kanaf.children.models import Child, Registration, TracingCandidate, TracingRequest
from kanaf.children.models.tracing import sees_all_tracing
from kanaf.children.queries import registrations_of
from kanaf.core import rows
from kanaf.desk import words


@dataclass(frozen=True)
class Shown:
    """One candidate: a child beside a seeker's request, or a seeker's request beside a child."""

    request: TracingRequest
    child: Child
    which: str
    who: str
    organisation: str
    band: str
    lines: list[words.Line]
    decided: TracingCandidate | None
    note: str


def shown(request: TracingRequest, *, by: Account, at: datetime) -> list[Shown]:
    """Best first, those decided last; names stand only in the reasons, where two spellings teach something."""
    if request.is_seekers:
        told = candidates.told_by_seeker(request)
        found = candidates.children_for(request, told, by=by, at=at) if told is not None else []
    else:
        with rows.as_registry():
            child = Child.objects.get(pk=str(request.child_id))
        found = candidates.seekers_of(child, by=by)
    with rows.as_registry() if sees_all_tracing(by) else rows.for_organisation(by.organisation_id):
        registered = registrations_of([one.child.pk for one in found])
        homes = {child.pk: child.organisation.name for child in Child.objects.filter(pk__in=registered).select_related("organisation")}
        return [_shown(one, request, registered.get(one.child.pk), homes.get(one.child.pk, ""), at) for one in found]


def _shown(one: candidates.Candidate, request: TracingRequest, registration: Registration | None, organisation: str, at: datetime) -> Shown:
    comparison = one.comparison
    return Shown(
        request=one.request,
        child=one.child,
        which=str(one.child.pk if request.is_seekers else one.request.pk),
        who=words.child(registration, at.date()),
        organisation=organisation,
        band=words.BANDS.get(comparison.band, "possible") if comparison else "possible",
        lines=words.reasons(comparison, with_names=True) if comparison else [],
        decided=one.decided,
        note=tracing.note_of(one.decided) if one.decided else "",
    )
