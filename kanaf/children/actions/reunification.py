"""The adult and the child are verified by two people, a third decides; then somebody looks at 1, 3 and 6 months how the child is."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kanaf.access.actions import system_account
from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.queries import in_one_hand
from kanaf.access.roles import Permission
from kanaf.children.actions.sharing import check_follows
from kanaf.children.models import (
    Child,
    Reunification,
    ReunionFollowUp,
    TracingCandidate,
    TracingRequest,
    TracingStep,
    TracingVerification,
    team_of,
)
from kanaf.children.models.tracing import sees_all_tracing
from kanaf.children.searching import Kind, Status, begin, check_consents_to_tracing, check_day, check_is_open, held, move, write_step
from kanaf.core import audit, rows, vault
from kanaf.core.actions import action
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.ticks import each_minute
from kanaf.places.models import City
from kanaf.programme import queries as programme

Of, Result = TracingVerification.Of, TracingVerification.Result
POST_REUNIFICATION = "post_closure"
USUAL_MONTHS = (1, 3, 6)
LATE_BY = timedelta(days=2)
"""Days after which a follow-up that nobody wrote down is the supervisor's to see to."""


@action
def verify(
    *,
    by: Account,
    at: datetime,
    request: TracingRequest,
    of: str,
    on: date,
    methods: list[str],
    result: str,
    note: str,
    id: UUID | None = None,
) -> TracingVerification:
    """Write down how somebody made sure of the adult, or of the child's side. One person never does both.

    The child's side is verified by who follows the child, and only while it consents to be looked for. With both sides confirmed the
    request is verified; before that nothing of it says that a child was found.
    """
    check_holds(by, Permission.TRACING_WORK)
    request = held(by, request)
    if id is not None and (earlier := TracingVerification.objects.filter(pk=id, request=request, recorded_by=by.pk).first()):
        return earlier
    check_is_open(request)
    if request.status == Status.REUNIFIED:
        raise Refused(_("The family is together already: say first that it did not hold."), code="reunified")
    check_day(on, at)
    for method in methods:
        programme.check_code("verification_method", method, field="methods")
    if not methods:
        raise Refused(_("Say how it was verified."), field="methods", code="no_method")
    if not note.strip():
        raise Refused(_("Write what was seen and compared: the decision rests on it. It is sealed."), field="note", code="no_note")
    child = _childs_side(by, request, at).pk if of == Of.CHILD else request.child_id
    other = _newest(request).get(Of.ADULT if of == Of.CHILD else Of.CHILD)
    if other is not None and other.recorded_by == by.pk:
        raise Refused(
            _("You verified the other side yourself: a colleague verifies this one, so that no one person brings a child to an adult."),
            field="of",
            code="same_person",
        )
    if other is not None:
        _check_are_two(by, other.recorded_by)
    row = TracingVerification(
        **({"pk": id} if id is not None else {}),
        request=request,
        child_id=child,
        organisation_id=by.organisation_id,
        happened_on=on,
        recorded_at=at,
        recorded_by=by.pk,
        of=Of(of),
        methods=methods,
        result=Result(result),
    )
    row.sealed = vault.seal(row, "sealed", note.strip())
    row.save()
    begin(request, by=by, at=at, on=on)
    sides = _newest(request)
    both = len(sides) == len(Of) and all(side.result == Result.POSITIVE for side in sides.values())
    if both and request.status == Status.IN_PROGRESS:
        write_step(request, Kind.VERIFIED, by=by, at=at, on=on)
        move(request, Status.VERIFIED)
    elif not both and request.status == Status.VERIFIED:
        move(request, Status.IN_PROGRESS)
    audit.record("tracing.verified", by=by, target=request, at=at, of=of, result=result)
    return row


@action
def decide_reunification(
    *,
    by: Account,
    at: datetime,
    request: TracingRequest,
    on: date,
    basis: str,
    childs_view: str,
    country: str,
    city: City | None = None,
    note: str = "",
    id: UUID | None = None,
) -> Reunification:
    """Decide that a child goes to its family. Neither of those who verified decides; nothing is done against the child's will."""
    check_holds(by, Permission.REUNIFICATION_DECIDE)
    request = held(by, request)
    if id is not None and (earlier := Reunification.objects.filter(pk=id, request=request, decided_by=by.pk).first()):
        return earlier
    check_is_open(request)
    sides = _newest(request)
    if request.status != Status.VERIFIED or len(sides) < len(Of):
        raise Refused(
            _("The adult and the child are verified first, by two people, both with a clear yes: until then nothing is decided."),
            code="not_verified",
        )
    adult, of_child = sides[Of.ADULT], sides[Of.CHILD]
    child = of_child.child
    assert child is not None  # noqa: S101 - the child's side names the child, by a constraint
    if not (sees_all_tracing(by) or team_of(by, at).filter(child=child).exists()):
        raise NotPermitted("the organisation does not follow this child")
    if by.pk in {adult.recorded_by, of_child.recorded_by}:
        raise Refused(_("You verified one of the two sides: somebody else decides."), code="same_person")
    for one in (adult.recorded_by, of_child.recorded_by):
        _check_are_two(by, one)
    check_day(on, at)
    programme.check_code("nationality", country, field="country")
    if not basis.strip():
        raise Refused(
            _("Give the reference of the best-interests decision: a child goes to its family on no other ground."),
            field="basis",
            code="no_basis",
        )
    if childs_view == Reunification.View.REFUSES:
        raise Refused(
            _("The child does not want it: nobody is reunited against their will. Go on looking for what is best with the child."),
            field="childs_view",
            code="against_will",
        )
    _check_consent_of_child(child, of_child)
    row = Reunification(
        **({"pk": id} if id is not None else {}),
        request=request,
        child=child,
        organisation_id=by.organisation_id,
        decided_on=on,
        decided_by=by.pk,
        decided_at=at,
        adult_verified_by=adult.recorded_by,
        child_verified_by=of_child.recorded_by,
        basis=basis.strip(),
        childs_view=Reunification.View(childs_view),
        country=country,
        city=city,
    )
    row.sealed = vault.seal(row, "sealed", note.strip()) if note.strip() else None
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("The reunification is decided already."), code="decided_already") from error
    audit.record("reunification.decided", by=by, target=child, at=at, request=request.pk, country=country)
    return row


@action
def record_reunion(*, by: Account, at: datetime, reunification: Reunification, on: date) -> None:
    """The child is with its family since a day. From then on somebody looks how it is, as often as the pack says."""
    check_holds(by, Permission.TRACING_WORK)
    reunification = _held_reunification(by, reunification, at)
    if reunification.reunited_on is not None:
        return
    check_day(on, at)
    if on < reunification.decided_on:
        raise Refused(_("It was decided later than that: check the day."), field="on", code="before_decision")
    request = held(by, reunification.request)
    with rows.for_organisation(reunification.organisation_id):
        reunification.reunited_on = on
        reunification.save(update_fields=["reunited_on"])
    ReunionFollowUp.objects.bulk_create(
        ReunionFollowUp(
            reunification=reunification,
            child_id=reunification.child_id,
            organisation_id=by.organisation_id,
            months=months,
            due_on=programme.months_after(on, months),
        )
        for months in programme.contacts_after(POST_REUNIFICATION, "high") or USUAL_MONTHS
    )
    write_step(request, Kind.REUNIFIED, by=by, at=at, on=on)
    move(request, Status.REUNIFIED)
    audit.record("reunification.happened", by=by, target=Child(pk=reunification.child_id), at=at, request=request.pk)


@action
def record_reunion_follow_up(*, by: Account, at: datetime, follow_up: ReunionFollowUp, on: date, outcome: str, note: str = "") -> None:
    """Write down how the child is in its family. Written once."""
    check_holds(by, Permission.TRACING_WORK)
    if follow_up.organisation_id != by.organisation_id:
        raise NotPermitted("another organisation's follow-up")
    check_follows(by, Child(pk=follow_up.child_id), at)
    found: ReunionFollowUp = ReunionFollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    if found.done_on is not None:
        raise Refused(_("This follow-up is written down already."), code="done_already")
    check_day(on, at)
    programme.check_code("reunion_outcome", outcome, field="outcome")
    found.done_on, found.outcome, found.recorded_by, found.recorded_at = on, outcome, by.pk, at
    found.sealed = vault.seal(found, "sealed", note.strip()) if note.strip() else None
    found.save(update_fields=["done_on", "outcome", "recorded_by", "recorded_at", "sealed"])
    audit.record("reunification.followed_up", by=by, target=Child(pk=found.child_id), at=at, months=found.months, outcome=outcome)


@action
def fail_reunification(*, by: Account, at: datetime, reunification: Reunification, on: date, why: str) -> None:
    """It did not hold: the child left its family, or is not safe there. The request is open again, and both sides are verified anew."""
    check_holds(by, Permission.TRACING_WORK)
    reunification = _held_reunification(by, reunification, at)
    if reunification.failed_on is not None:
        return
    check_day(on, at)
    if not why.strip():
        raise Refused(_("Say what happened: whoever helps the child next needs it. It is sealed."), field="why", code="no_reason")
    request = held(by, reunification.request)
    with rows.for_organisation(reunification.organisation_id):
        reunification.failed_on, reunification.sealed_failure = on, vault.seal(reunification, "sealed_failure", why.strip())
        reunification.save(update_fields=["failed_on", "sealed_failure"])
    write_step(request, Kind.FAILED, by=by, at=at, on=on)
    move(request, Status.OPEN)
    audit.record("reunification.failed", by=by, target=Child(pk=reunification.child_id), at=at, request=request.pk)


@action
def escalate_follow_ups(*, by: Account, at: datetime, organisation: UUID) -> None:
    """Follow-ups that nobody wrote down in time are the supervisor's to see to from now on."""
    if not by.is_system:
        raise NotPermitted("the minute's tick alone")
    with rows.for_organisation(organisation):
        for late in _late(at).filter(organisation=organisation):
            late.escalated_at = at
            late.save(update_fields=["escalated_at"])
            audit.record("reunification.follow_up_late", by=by, target=Child(pk=late.child_id), at=at, months=late.months)


@each_minute
def escalate_late_follow_ups(at: datetime) -> None:
    """Each organisation's in its own transaction."""
    with rows.as_registry():
        organisations = list(_late(at).order_by("organisation").values_list("organisation", flat=True).distinct())
    for organisation in organisations:
        escalate_follow_ups(by=system_account(), at=at, organisation=organisation)


def _check_are_two(by: Account, other: UUID) -> None:
    """Two accounts that one person let in may be one person's (decision 0020)."""
    if in_one_hand(by.pk, other):
        raise Refused(
            _("The same person let you and your colleague in, and nobody else has confirmed it since: somebody else has to do this."),
            code="in_one_hand",
        )


def _late(at: datetime) -> Any:
    return ReunionFollowUp.objects.filter(
        done_on__isnull=True, escalated_at__isnull=True, reunification__failed_on__isnull=True, due_on__lt=at.date() - LATE_BY
    )


def _newest(request: TracingRequest) -> dict[str, TracingVerification]:
    """The newest verification of each side since the request was last opened, whoever may read it: the rule looks at both."""
    with rows.as_registry():
        again = TracingStep.objects.filter(request=request, kind__in=[Kind.REOPENED, Kind.FAILED]).order_by("recorded_at").last()
        rows_of = TracingVerification.objects.current().filter(request=request).select_related("child").order_by("recorded_at", "id")
        found = rows_of.filter(recorded_at__gt=again.recorded_at) if again else rows_of
        return {row.of: row for row in found}


def _childs_side(by: Account, request: TracingRequest, at: datetime) -> Child:
    """The child whose side a person verifies: whom they follow, who seeks or was found to be sought, and who consents."""
    if request.child_id is None:
        same = TracingCandidate.objects.current().filter(request=request, verdict=TracingCandidate.Verdict.SAME)
        mine = [one.child for one in same.select_related("child") if team_of(by, at).filter(child=one.child_id).exists()]
        if len(mine) != 1:
            raise Refused(_("No child whom you follow was found for this request."), field="of", code="no_child")
        child = mine[0]
    else:
        check_follows(by, Child(pk=request.child_id), at)
        child = Child.objects.get(pk=request.child_id)
    check_consents_to_tracing(child, by.organisation_id)
    return child


def _check_consent_of_child(child: Child, verified: TracingVerification) -> None:
    """Asked of the organisation that verified with the child: its decisions are the child's newest words."""
    with rows.for_organisation(verified.organisation_id):
        check_consents_to_tracing(child, verified.organisation_id)


def _held_reunification(by: Account, reunification: Reunification, at: datetime) -> Reunification:
    """The row as it is now, for who follows the child."""
    seen = Reunification.objects.visible_to(by).filter(pk=reunification.pk).first()
    if seen is None:
        raise NotPermitted("a reunification out of reach")
    check_follows(by, Child(pk=seen.child_id), at)
    with rows.for_organisation(seen.organisation_id):
        found: Reunification = Reunification.objects.select_for_update(of=("self",)).get(pk=seen.pk)
    return found
