"""What every act on a request to trace somebody stands on: the row held, the consent asked, its steps written."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.children import queries
from kanaf.children.models import Child, ConsentDecision, Kinship, TracingRequest, TracingStep
from kanaf.core import audit, rows, vault
from kanaf.core.errors import NotPermitted, Refused

TRACING = "tracing"
CHILD_STOPPED = "child_stopped"
Kind, Status = TracingStep.Kind, TracingRequest.Status


def check_consents_to_tracing(child: Child, organisation: UUID) -> None:
    """The newest decision of the child on tracing holds. Each way in which it does not has its sentence."""
    newest = queries.newest_decision(child, organisation, TRACING)
    if newest is None:
        raise Refused(
            _("The child was not asked yet whether its family should be looked for: ask first. Help goes on whatever it says."),
            code="not_asked",
        )
    standing = queries.Standing(newest, getattr(newest, "second_person", None))
    if standing.holds:
        return
    if standing.state == "awaits_second":
        raise Refused(_("The decision waits for a second person: nobody is looked for before."), code="awaits_second")
    if newest.decision == ConsentDecision.Decision.WITHDRAWN:
        raise Refused(
            _("The child does not want its family to be looked for any more: close the request. Help goes on."), code="consent_withdrawn"
        )
    raise Refused(_("The child does not want its family to be looked for. Help goes on all the same."), code="consent_refused")


def searches_resting_on_consent(child: Child, organisation: UUID) -> QuerySet[TracingRequest]:
    """Searches of an organisation that end when the child wants none any more; a family that was reunified is still visited."""
    open_ones = TracingRequest.objects.filter(child=child, organisation=organisation, direction=TracingRequest.Direction.CHILD)
    return open_ones.exclude(status__in=[Status.CLOSED, Status.REUNIFIED]).order_by("recorded_at", "pk")


def end_searches(child: Child, *, by: Account, at: datetime, on: date) -> None:
    """The child wants its family to be looked for no more: what its organisation searches for it is closed, on its word."""
    for request in searches_resting_on_consent(child, by.organisation_id).select_for_update(of=("self",)):
        write_step(request, Kind.CLOSED, by=by, at=at, on=on, outcome="unsuccessful", reason=CHILD_STOPPED)
        move(request, Status.CLOSED)
        audit.record("tracing.closed", by=by, target=request, at=at, outcome="unsuccessful", reason=CHILD_STOPPED)


def check_wish(child: UUID | None, relative: UUID | None) -> None:
    """Nobody is looked for whom the child does not want to hear from, whenever it says so."""
    tie = Kinship.objects.current().filter(child=child, relative=relative).first()
    if tie is not None and tie.wish in {Kinship.Wish.REFUSES, Kinship.Wish.AFRAID}:
        raise Refused(
            _("The child does not want to be in touch with this person, or is afraid of them: nobody looks for them against its wish."),
            field="relative",
            code="against_wish",
        )


def held(by: Account, request: TracingRequest) -> TracingRequest:
    """The row as it is now, held until the act ends; one out of reach is none. Its own organisation's rows can be locked only as theirs."""
    seen = TracingRequest.objects.visible_to(by).filter(pk=request.pk).first()
    if seen is None:
        raise NotPermitted("a request out of reach")
    with rows.for_organisation(seen.organisation_id):
        found: TracingRequest = TracingRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    return found


def check_is_open(request: TracingRequest) -> None:
    if request.is_closed:
        raise Refused(_("This request is closed: open it again first."), code="closed")


def check_day(on: date, at: datetime) -> None:
    if on > at.date():
        raise Refused(_("The day is in the future: write the day on which it happened."), field="on", code="future")


def begin(request: TracingRequest, *, by: Account, at: datetime, on: date) -> None:
    """The first thing done begins the tracing."""
    if request.status == Status.OPEN:
        write_step(request, Kind.IN_PROGRESS, by=by, at=at, on=on)
        move(request, Status.IN_PROGRESS)


def move(request: TracingRequest, status: str) -> None:
    request.status = status
    keep(request, "status")


def write_step(
    request: TracingRequest, kind: str, *, by: Account, at: datetime, on: date, note: str = "", id: UUID | None = None, **more: Any
) -> TracingStep:
    """A step belongs to the request's organisation, whoever takes it: it is read with the request."""
    row = TracingStep(
        **({"pk": id} if id is not None else {}),
        request=request,
        child_id=request.child_id,
        organisation_id=request.organisation_id,
        happened_on=on,
        recorded_at=at,
        recorded_by=by.pk,
        kind=kind,
        **more,
    )
    row.sealed = vault.seal(row, "sealed", note.strip()) if note.strip() else None
    with rows.for_organisation(request.organisation_id):
        row.save()
    return row


def keep(request: TracingRequest, *names: str) -> None:
    with rows.for_organisation(request.organisation_id):
        request.save(update_fields=list(names))


def check_own(by: Account, request: TracingRequest) -> None:
    """Who took a request down works on it; others who may read it compare, verify, or decide."""
    if request.organisation_id != by.organisation_id:
        raise Refused(
            _("This request is in the hands of %(organisation)s: ask them to write it down.") % {"organisation": request.organisation.name},
            code="in_other_hands",
        )


def write_request(request: TracingRequest, told: dict[str, str], *, by: Account, at: datetime, on: date) -> TracingRequest:
    """Seal what was told and write the request with its first step."""
    request.sealed = vault.seal(request, "sealed", told)
    request.save(force_insert=True)
    write_step(request, Kind.OPENED, by=by, at=at, on=on)
    audit.record("tracing.requested", by=by, target=request, at=at, direction=request.direction, relation=request.relation)
    return request
