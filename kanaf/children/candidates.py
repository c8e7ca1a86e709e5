"""Whom a seeker may be looking for, and who may be looking for a child: the machine proposes, with reasons; people decide."""

from dataclasses import dataclass
from datetime import datetime

from kanaf.access.models import Account
from kanaf.children.cards import person_of
from kanaf.children.kin import Seeker, person_sought
from kanaf.children.models import Child, Identity, Registration, TracingCandidate, TracingRequest
from kanaf.children.models.tracing import SEEKER, sees_all_tracing
from kanaf.children.recognition import look_alikes, look_alikes_everywhere
from kanaf.children.told import Names
from kanaf.core import rows, vault
from kanaf.core.errors import NotPermitted
from kanaf.matching import Asked, Band, Comparison, Person, reading

MOST = 20
MOST_SEEKERS = 500
"""Requests of seekers opened for one child: more are open nowhere."""
Verdict = TracingCandidate.Verdict


@dataclass(frozen=True)
class Candidate:
    """A child who may be the one that a request seeks, and why; `decided` is what a person said of it."""

    request: TracingRequest
    child: Child
    comparison: Comparison | None
    decided: TracingCandidate | None = None


def told_by_seeker(request: TracingRequest) -> Seeker | None:
    """What is sealed of a seeker's request, for an act that records that it was opened; None once it was erased."""
    try:
        return Seeker(**vault.unseal(request, "sealed"))
    except vault.Erased:
        return None


def children_for(request: TracingRequest, told: Seeker, *, by: Account, at: datetime) -> list[Candidate]:
    """Children who may be the one sought, best first, and those decided already after them.

    The national coordinator is shown every organisation's; anybody else only those whom they follow or whose names are shared with them.
    """
    asked_about = person_sought(request.relation, told)
    found = look_alikes_everywhere(asked_about) if sees_all_tracing(by) else look_alikes(asked_about, by=by, at=at)
    decided = {row.child_id: row for row in decided_of(request, by)}
    asked = [Candidate(request, one.child, one.comparison) for one in found if one.child.pk not in decided]
    compared = {one.child.pk: one.comparison for one in found}
    return asked + [Candidate(request, row.child, compared.get(row.child_id), row) for row in decided.values()]


def seekers_of(child: Child, *, by: Account) -> list[Candidate]:
    """Open requests of seekers that may be about a child, best first: for the national coordinator's eyes alone."""
    if not sees_all_tracing(by):
        raise NotPermitted("seekers of every organisation")
    with rows.as_registry():
        ours = _person(child)
        if ours is None:
            return []
        waiting = list(TracingRequest.objects.open().filter(direction=TracingRequest.Direction.SEEKER)[:MOST_SEEKERS])
        keys = vault.data_keys(SEEKER, [request.pk for request in waiting])
        done = {row.request_id: row for row in TracingCandidate.objects.current().filter(child=child, request__in=waiting)}
        asked, found = Asked(reading(ours)), []
        for request in waiting:
            if request.pk not in keys:
                continue
            told = Seeker(**vault.open_with(keys[request.pk], request, "sealed"))
            comparison = asked.compare(reading(person_sought(request.relation, told)))
            if comparison.band != Band.UNLIKELY or request.pk in done:
                found.append(Candidate(request, child, comparison, done.get(request.pk)))
    found.sort(key=lambda one: (one.decided is not None, -(one.comparison.score if one.comparison else 0)))
    return found[:MOST]


def decided_of(request: TracingRequest, by: Account) -> list[TracingCandidate]:
    """What was decided of a request, as far as a person may read it, newest first."""
    held = TracingCandidate.objects.visible_to(by).current().filter(request=request).order_by("-recorded_at", "-id")
    if not sees_all_tracing(by):
        return list(held.select_related("child"))
    with rows.as_registry():
        return list(held.select_related("child"))


def _person(child: Child) -> Person | None:
    keys = vault.data_keys("child", [child.pk])
    registration = Registration.objects.current().filter(child=child).first()
    identity = Identity.objects.current().filter(child=child).order_by("recorded_at").last()
    if child.pk not in keys or registration is None or identity is None:
        return None
    return person_of(Names(**vault.open_with(keys[child.pk], identity, "sealed")), registration)
