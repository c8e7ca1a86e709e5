"""Questions about families and those who look for them: what a file shows, what is due, where a request stands."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kanaf.access.models import Account
from kanaf.access.roles import Permission
from kanaf.children.models import (
    CareTeam,
    Child,
    Kinship,
    RelativeFacts,
    Reunification,
    ReunionFollowUp,
    TracingAction,
    TracingCandidate,
    TracingRequest,
    TracingStep,
    TracingVerification,
)
from kanaf.children.models.tracing import sees_all_tracing
from kanaf.core import rows, vault
from kanaf.core.stories import Event
from kanaf.programme import queries as programme

SOON = timedelta(days=7)
MOST_DUE = 50
PENDING = "pending"
NOT_CLOSED = "unclosed"
"""In whichever state but closed: what a list of requests shows first. No state is named so."""
ICONS = {
    TracingStep.Kind.OPENED: "search",
    TracingStep.Kind.IN_PROGRESS: "route",
    TracingStep.Kind.HANDED_OVER: "send",
    TracingStep.Kind.VERIFIED: "badge-check",
    TracingStep.Kind.REUNIFIED: "house",
    TracingStep.Kind.FAILED: "house",
    TracingStep.Kind.CLOSED: "folder-closed",
    TracingStep.Kind.REOPENED: "undo-2",
}


@dataclass(frozen=True)
class Tie:
    """A relative of a child in codes; who it is, is opened apart."""

    kinship: Kinship
    facts: RelativeFacts | None
    request: TracingRequest | None

    @property
    def relative_id(self) -> UUID:
        return self.kinship.relative_id


@dataclass(frozen=True)
class Due:
    """Something to do about a family: look again at what was done, or see how a child is in its family."""

    request: TracingRequest
    due_on: date
    what: str
    child: Child | None
    is_late: bool
    follow_up: ReunionFollowUp | None = None


def kin_of(child: Child, by: Account, requests: list[TracingRequest] | None = None) -> list[Tie]:
    """The relatives of a child, parents first, each with the open request by which they are looked for.

    `requests` are those about the child, where whoever asks has them already.
    """
    ties = list(Kinship.objects.visible_to(by).current().filter(child=child).order_by("recorded_at", "id"))
    if not ties:
        return []
    of = [tie.relative_id for tie in ties]
    facts = {row.relative_id: row for row in RelativeFacts.objects.visible_to(by).current().filter(relative__in=of)}
    requests = requests_of(child, by) if requests is None else requests
    sought = {row.relative_id: row for row in requests if not row.is_closed and row.child_id == child.pk}
    order = {code: place for place, (code, _label) in enumerate(programme.choices("family_relation"))}
    ties.sort(key=lambda tie: order.get(tie.relation, len(order)))
    return [Tie(tie, facts.get(tie.relative_id), sought.get(tie.relative_id)) for tie in ties]


def requests_of(child: Child, by: Account) -> list[TracingRequest]:
    """Those by which the child seeks, and those found to seek it; open ones first."""
    if not by.holds(Permission.TRACING_READ):
        return []
    held = TracingRequest.objects.visible_to(by).of_child(child).select_related("organisation", "city", "child")
    return sorted(held, key=lambda request: request.is_closed)


def steps_of(request: TracingRequest, by: Account) -> list[TracingStep]:
    return list(TracingStep.objects.visible_to(by).filter(request=request).order_by("recorded_at", "id"))


def actions_of(request: TracingRequest, by: Account) -> list[TracingAction]:
    """What was done, newest first; what was settled shows what came of it."""
    return list(TracingAction.objects.visible_to(by).current().filter(request=request).order_by("-happened_on", "-recorded_at"))


def verifications_of(request: TracingRequest, by: Account) -> list[TracingVerification]:
    held = TracingVerification.objects.visible_to(by).current().filter(request=request)
    return list(held.select_related("child").order_by("-recorded_at", "-id"))


def reunifications_of(request: TracingRequest, by: Account) -> list[Reunification]:
    held = Reunification.objects.visible_to(by).filter(request=request)
    with _seen_by(by):
        return list(held.select_related("child", "city").prefetch_related("follow_ups"))


def _seen_by(by: Account) -> AbstractContextManager[None]:
    """The national coordinator reads of children whose files are out of their rows; everybody else stays within their own."""
    return rows.as_registry() if sees_all_tracing(by) else nullcontext()


def matched_child(request: TracingRequest, by: Account) -> Child | None:
    """The child whom a request concerns, for who may know of it: the one who seeks, or the one found to be sought."""
    if request.child_id is not None:
        return request.child if Child.objects.visible_to(by).filter(pk=request.child_id).exists() else None
    same = TracingCandidate.objects.visible_to(by).current().filter(request=request, verdict=TracingCandidate.Verdict.SAME)
    with _seen_by(by):
        found = same.select_related("child").first()
    return found.child if found else None


def note_of(row: TracingStep | TracingAction | TracingVerification | TracingCandidate | Reunification | ReunionFollowUp) -> str:
    """What is sealed of a row, for a page that records that it is opened; empty where there is nothing, or it was erased."""
    try:
        return str(vault.unseal(row, "sealed")) if row.sealed else ""
    except vault.Erased:
        return ""


def everything(by: Account, *, status: str = "", direction: str = "") -> QuerySet[TracingRequest]:
    """Every request that a person may see, as the list filters it."""
    found: QuerySet[TracingRequest] = TracingRequest.objects.visible_to(by).select_related("organisation", "city")
    if status == NOT_CLOSED:
        found = found.exclude(status=TracingRequest.Status.CLOSED)
    elif status:
        found = found.filter(status=status)
    return found.filter(direction=direction) if direction else found


def due(by: Account, today: date) -> list[Due]:
    """What is to be done soon or is late, most overdue first: one's own; for who answers for a team also what is late of the others."""
    if not by.holds(Permission.TRACING_WORK):
        return []
    mine = CareTeam.objects.live().filter(account=by)
    is_team = by.holds(Permission.CASE_READ_ORGANISATION)
    actions = TracingAction.objects.current().filter(
        organisation=by.organisation_id, outcome=PENDING, due_on__lte=today + SOON, request__in=TracingRequest.objects.visible_to(by).open()
    )
    own = Q(recorded_by=by.pk) | Exists(mine.filter(child=OuterRef("child")))
    actions = actions.filter(own | Q(due_on__lt=today)) if is_team else actions.filter(own)
    found = [
        Due(one.request, one.due_on, programme.label("tracing_action", one.kind), one.request.child, one.due_on < today)  # type: ignore[arg-type, operator]
        for one in actions.select_related("request__child", "request__city").order_by("due_on")[:MOST_DUE]
    ]
    waiting = ReunionFollowUp.objects.visible_to(by).filter(
        done_on__isnull=True, due_on__lte=today + SOON, reunification__failed_on__isnull=True, organisation=by.organisation_id
    )
    in_hands = Exists(mine.filter(child=OuterRef("child")))
    waiting = waiting.filter(Q(in_hands) | Q(escalated_at__isnull=False)) if is_team else waiting.filter(in_hands)
    for one in waiting.select_related("reunification__request__city", "child")[:MOST_DUE]:
        found.append(Due(one.reunification.request, one.due_on, months_in_words(one.months), one.child, one.due_on < today, one))
    return sorted(found, key=lambda one: one.due_on)[:MOST_DUE]


def to_compare(by: Account) -> int:
    """How many requests of seekers wait for the national coordinator: open, and nobody found yet."""
    if not sees_all_tracing(by):
        return 0
    same = TracingCandidate.objects.current().filter(verdict=TracingCandidate.Verdict.SAME, request=OuterRef("pk"))
    waiting = TracingRequest.objects.filter(
        direction=TracingRequest.Direction.SEEKER, status__in=[TracingRequest.Status.OPEN, TracingRequest.Status.IN_PROGRESS]
    )
    return waiting.exclude(Exists(same)).count()


def months_in_words(months: int) -> str:
    return ngettext("After one month in the family", "After %(months)s months in the family", months) % {"months": months}


def timeline(child: Child, by: Account, of: list[TracingRequest] | None = None) -> list[Event]:
    """What tracing adds to a child's story. `of` are the requests about it, where whoever asks has them already."""
    requests = {request.pk: request for request in (requests_of(child, by) if of is None else of)}
    if not requests:
        return []
    story = []
    for step in TracingStep.objects.visible_to(by).filter(request__in=requests):
        request = requests[step.request_id]
        title = step.get_kind_display()
        if step.kind == TracingStep.Kind.OPENED:
            title = _("Somebody of the family looks for the child") if request.is_seekers else _("Family tracing asked for")
        details = {
            TracingStep.Kind.OPENED: programme.label("family_relation", request.relation),
            TracingStep.Kind.HANDED_OVER: programme.label("tracing_body", step.body),
            TracingStep.Kind.CLOSED: programme.label("tracing_closure", step.reason),
        }
        detail = details.get(TracingStep.Kind(step.kind), "")
        story.append(Event(step.happened_on, step.recorded_at, ICONS[TracingStep.Kind(step.kind)], title, detail, step.recorded_by))
    for action in TracingAction.objects.visible_to(by).current().filter(request__in=requests):
        kind, outcome = programme.label("tracing_action", action.kind), programme.label("tracing_outcome", action.outcome)
        story.append(Event(action.happened_on, action.recorded_at, "route", kind, outcome, action.recorded_by))
    for row in TracingVerification.objects.visible_to(by).current().filter(request__in=requests):
        title = _("The adult was verified") if row.of == TracingVerification.Of.ADULT else _("Verified with the child")
        story.append(Event(row.happened_on, row.recorded_at, "user-check", title, row.get_result_display(), row.recorded_by))
    for row in Reunification.objects.visible_to(by).filter(child=child).prefetch_related("follow_ups"):
        story.append(
            Event(
                row.decided_on,
                row.decided_at,
                "gavel",
                _("Reunification decided"),
                programme.label("nationality", row.country),
                row.decided_by,
            )
        )
        for visit in row.follow_ups.all():
            if visit.done_on is not None and visit.recorded_by is not None and visit.recorded_at is not None:
                outcome = programme.label("reunion_outcome", visit.outcome)
                story.append(Event(visit.done_on, visit.recorded_at, "house", months_in_words(visit.months), outcome, visit.recorded_by))
    return story
