"""A family is looked for, by a child or by a relative outside: opened, acted on, handed over, compared, closed, opened again (P12)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.children import queries, rules
from kanaf.children.actions.registration import check_is_not_restricted
from kanaf.children.actions.sharing import check_follows
from kanaf.children.models import (
    Basis,
    Child,
    ConsentDecision,
    Kinship,
    Relative,
    TracingAction,
    TracingCandidate,
    TracingRequest,
    TracingStep,
)
from kanaf.children.models.consent import BASES, BEST_INTERESTS, LEGAL_OBLIGATION, SHARING
from kanaf.children.models.tracing import IN_HOUSE, SEEKER
from kanaf.children.searching import (
    Kind,
    Status,
    begin,
    check_consents_to_tracing,
    check_day,
    check_is_open,
    check_own,
    check_wish,
    held,
    keep,
    move,
    write_request,
    write_step,
)
from kanaf.core import audit, vault
from kanaf.core.actions import action
from kanaf.core.errors import NotPermitted, Refused
from kanaf.programme import queries as programme

PENDING = "pending"
LONGEST_AHEAD = timedelta(days=366)
USUALLY_KEPT = 365
Verdict = TracingCandidate.Verdict


@action
def open_tracing(
    *, by: Account, at: datetime, child: Child, relative: Relative, on: date, note: str = "", id: UUID | None = None
) -> TracingRequest:
    """Look for somebody of a child's family, because the child wants it. Refused without a consent that holds; services never depend on it.

    One request for one relative at a time. The same form sent twice opens one.
    """
    check_holds(by, Permission.TRACING_WORK)
    check_follows(by, child, at)
    if id is not None and (earlier := TracingRequest.objects.filter(pk=id, recorded_by=by.pk).first()):
        return earlier
    check_day(on, at)
    tie = Kinship.objects.current().filter(child=child, relative=relative, organisation=by.organisation_id).first()
    if tie is None:
        raise NotPermitted("no relative of this child that one's organisation wrote down")
    check_consents_to_tracing(child, by.organisation_id)
    check_wish(child.pk, relative.pk)
    if child.tracing.open().filter(relative=relative).exists():
        raise Refused(_("This person is being looked for already: go on with that request."), field="relative", code="sought_already")
    request = TracingRequest(
        **({"pk": id} if id is not None else {}),
        organisation_id=by.organisation_id,
        city=child.care_team.live(at).get(organisation=by.organisation_id).city,
        direction=TracingRequest.Direction.CHILD,
        child=child,
        relative=relative,
        relation=tie.relation,
        asked_on=on,
        recorded_by=by.pk,
        recorded_at=at,
        is_synthetic=child.is_synthetic,
    )
    return write_request(request, {"note": note.strip()}, by=by, at=at, on=on)


@action
def open_request(*, by: Account, at: datetime, request: TracingRequest) -> dict[str, str] | None:
    """What is sealed of a request; opening it is recorded. None once it was erased, or where the child's file is closed to the person."""
    check_holds(by, Permission.IDENTITY_READ)
    if not TracingRequest.objects.visible_to(by).filter(pk=request.pk).exists():
        raise NotPermitted("a request out of reach")
    if request.child_id is not None and not by.is_system:
        if not Child.objects.visible_to(by).filter(pk=request.child_id).exists():
            return None
        check_is_not_restricted(by, request.child_id)
    audit.record("tracing.opened", by=by, target=request, at=at)
    try:
        return dict(vault.unseal(request, "sealed"))
    except vault.Erased:
        return None


@action
def record_tracing_action(
    *,
    by: Account,
    at: datetime,
    request: TracingRequest,
    on: date,
    kind: str,
    outcome: str,
    due_on: date | None = None,
    note: str = "",
    id: UUID | None = None,
) -> TracingAction:
    """Write down what was done to find somebody. A pending one has a day by which to look again. The first one begins the tracing."""
    check_holds(by, Permission.TRACING_WORK)
    request = held(by, request)
    if id is not None and (earlier := TracingAction.objects.filter(pk=id, request=request, recorded_by=by.pk).first()):
        return earlier
    _check_may_go_on(by, request, at)
    check_day(on, at)
    row = _act(request, by=by, at=at, on=on, kind=kind, outcome=outcome, due_on=due_on, note=note, id=id)
    begin(request, by=by, at=at, on=on)
    audit.record("tracing.acted", by=by, target=request, at=at, kind=kind, outcome=outcome)
    return row


@action
def settle_tracing_action(
    *, by: Account, at: datetime, action: TracingAction, on: date, outcome: str, due_on: date | None = None, note: str = ""
) -> TracingAction:
    """Say what came of an action that was pending, or put off the day by which to look again."""
    check_holds(by, Permission.TRACING_WORK)
    request = held(by, action.request)
    check_own(by, request)
    check_is_open(request)
    if action.outcome != PENDING or TracingAction.objects.filter(replaces=action).exists():
        raise Refused(_("What came of this is written down already."), code="settled_already")
    check_day(on, at)
    row = _act(request, by=by, at=at, on=on, kind=action.kind, outcome=outcome, due_on=due_on, note=note, replaces=action)
    audit.record("tracing.acted", by=by, target=request, at=at, kind=action.kind, outcome=outcome)
    return row


@action
def hand_over_tracing(
    *,
    by: Account,
    at: datetime,
    request: TracingRequest,
    on: date,
    body: str,
    source: str,
    childs_view: str = "",
    told: bool = False,
    reference: str = "",
    until: date,
    id: UUID | None = None,
) -> TracingStep:
    """Hand a request to the Red Crescent, the ISS or another who traces. It is a sharing: with its own basis, until a day, under a number.

    Who decides is judged as for every sharing of a child; of a seeker's request, the seeker decides. The number is sealed.
    """
    check_holds(by, Permission.TRACING_WORK)
    check_holds(by, Permission.CHILD_SHARE)
    request = held(by, request)
    if id is not None and (earlier := TracingStep.objects.filter(pk=id, request=request, recorded_by=by.pk).first()):
        return earlier
    _check_may_go_on(by, request, at)
    check_day(on, at)
    programme.check_code("tracing_body", body, field="body")
    if body == IN_HOUSE:
        raise Refused(_("Choose to whom it is handed: here it is already."), field="body", code="in_house")
    if not on <= until <= (at + LONGEST_AHEAD).date():
        raise Refused(_("Choose a last day from today on, at most a year away."), field="until", code="wrong_end")
    basis = _basis(request, source, childs_view, told=told, on=on)
    row = write_step(
        request,
        Kind.HANDED_OVER,
        by=by,
        at=at,
        on=on,
        note=reference.strip(),
        id=id,
        body=body,
        basis_kind=basis,
        until=until,
    )
    request.handled_by = body
    keep(request, "handled_by")
    begin(request, by=by, at=at, on=on)
    audit.record("tracing.handed_over", by=by, target=request, at=at, body=body, basis=basis)
    return row


@action
def close_tracing(
    *, by: Account, at: datetime, request: TracingRequest, on: date, outcome: str, reason: str, note: str = "", id: UUID | None = None
) -> None:
    """Stop looking, with the outcome and its reason. A child may stop it at any time: closing asks for no consent."""
    check_holds(by, Permission.TRACING_WORK)
    request = held(by, request)
    if id is not None and TracingStep.objects.filter(pk=id, request=request).exists():
        return
    check_own(by, request)
    check_is_open(request)
    check_day(on, at)
    programme.check_code("tracing_outcome", outcome, field="outcome")
    programme.check_code("tracing_closure", reason, field="reason")
    if outcome == PENDING:
        raise Refused(_("What is pending is not closed: say what came of it."), field="outcome", code="still_pending")
    write_step(request, Kind.CLOSED, by=by, at=at, on=on, note=note, id=id, outcome=outcome, reason=reason)
    move(request, Status.CLOSED)
    audit.record("tracing.closed", by=by, target=request, at=at, outcome=outcome, reason=reason)


@action
def reopen_tracing(*, by: Account, at: datetime, request: TracingRequest, on: date, why: str, id: UUID | None = None) -> None:
    """Look again. The consent must still hold; both sides are verified anew."""
    check_holds(by, Permission.TRACING_WORK)
    request = held(by, request)
    if id is not None and TracingStep.objects.filter(pk=id, request=request).exists():
        return
    check_own(by, request)
    if not request.is_closed:
        raise Refused(_("This request is open already."), code="open_already")
    check_day(on, at)
    if not why.strip():
        raise Refused(_("Say why it is opened again."), field="why", code="no_reason")
    if request.is_seekers and not vault.data_keys(SEEKER, [request.pk]):
        raise Refused(_("What this person said is kept no longer: take their request down anew."), code="erased")
    if request.child_id is not None:
        check_follows(by, request.child, at)  # type: ignore[arg-type]
        check_consents_to_tracing(request.child, request.organisation_id)  # type: ignore[arg-type]
        if TracingRequest.objects.open().filter(child=request.child_id, relative=request.relative_id).exists():
            raise Refused(_("This person is being looked for already: go on with that request."), code="sought_already")
    write_step(request, Kind.REOPENED, by=by, at=at, on=on, note=why, id=id)
    move(request, Status.OPEN)
    audit.record("tracing.reopened", by=by, target=request, at=at)


def _check_may_go_on(by: Account, request: TracingRequest, at: datetime) -> None:
    check_own(by, request)
    check_is_open(request)
    if request.child_id is not None:
        check_follows(by, request.child, at)  # type: ignore[arg-type]
        check_consents_to_tracing(request.child, request.organisation_id)  # type: ignore[arg-type]
        check_wish(request.child_id, request.relative_id)


def _act(
    request: TracingRequest,
    *,
    by: Account,
    at: datetime,
    on: date,
    kind: str,
    outcome: str,
    due_on: date | None,
    note: str,
    id: UUID | None = None,
    replaces: TracingAction | None = None,
) -> TracingAction:
    programme.check_code("tracing_action", kind, field="kind")
    programme.check_code("tracing_outcome", outcome, field="outcome")
    if outcome == PENDING and due_on is None:
        raise Refused(_("Say by which day to look again: what is pending is not forgotten."), field="due_on", code="no_day")
    if outcome == PENDING and due_on is not None and not at.date() <= due_on <= (at + LONGEST_AHEAD).date():
        raise Refused(_("Choose a day from today on, at most a year away."), field="due_on", code="wrong_day")
    row = TracingAction(
        **({"pk": id} if id is not None else {}),
        request=request,
        child_id=request.child_id,
        organisation_id=by.organisation_id,
        happened_on=on,
        recorded_at=at,
        recorded_by=by.pk,
        kind=kind,
        outcome=outcome,
        due_on=due_on if outcome == PENDING else None,
        replaces=replaces,
    )
    row.sealed = vault.seal(row, "sealed", note.strip()) if note.strip() else None
    row.save()
    return row


def _basis(request: TracingRequest, source: str, childs_view: str, *, told: bool, on: date) -> str:
    """On what a hand-over rests. A decision in best interests has its two people on the consents' page, and is no short cut here."""
    if request.child_id is None:
        if not told:
            raise Refused(
                _("Ask the person first whether their request may be handed on, and say so here."), field="told", code="seeker_not_asked"
            )
        return Basis.CONSENT
    programme.check_code("consent_source", source, field="source")
    if source == BEST_INTERESTS:
        raise Refused(
            _("Handing a search on rests on the child’s own word, its caregiver’s with it, or an order: ask them."),
            field="source",
            code="ask_the_child",
        )
    is_order = source == LEGAL_OBLIGATION
    rules.check_who_decides(
        purpose=SHARING,
        decision=ConsentDecision.Decision.TOLD if is_order else ConsentDecision.Decision.GIVEN,
        source=source,
        childs_view=childs_view,
        told=told,
        age=queries.age_today(request.child, on),  # type: ignore[arg-type]
        ages=queries.ages(),
    )
    return BASES.get(source, Basis.CAREGIVER)
