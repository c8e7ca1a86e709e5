"""Somebody outside looks for a child: taken down, compared, decided on by people, and forgotten in time. They are told nothing here."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from kanaf.access.actions import system_account
from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.children.actions.places import check_works_in
from kanaf.children.actions.sharing import check_follows
from kanaf.children.kin import Seeker, tidy_words
from kanaf.children.models import Child, TracingCandidate, TracingRequest, TracingStep
from kanaf.children.models.tracing import SEEKER, sees_all_tracing
from kanaf.children.searching import Kind, Status, check_day, check_is_open, check_own, held, write_request
from kanaf.core import audit, rows, vault
from kanaf.core.actions import action
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.models import DataKey
from kanaf.core.ticks import each_minute
from kanaf.places.models import City
from kanaf.programme import queries as programme

USUALLY_KEPT = 365
Verdict = TracingCandidate.Verdict


@action
def record_seeker(
    *,
    by: Account,
    at: datetime,
    city: City,
    on: date,
    relation: str,
    identified: str,
    told: Seeker,
    id: UUID | None = None,
    is_synthetic: bool = False,
) -> TracingRequest:
    """Take down that somebody outside looks for a child. It is answered with nothing: whether the child is known, nobody is told here.

    Any caseworker may take it down; only the national coordinator compares it with every organisation's children.
    """
    check_holds(by, Permission.TRACING_WORK)
    check_works_in(by, city)
    if id is not None and (earlier := TracingRequest.objects.filter(pk=id, recorded_by=by.pk).first()):
        return earlier
    check_day(on, at)
    programme.check_code("family_relation", relation, field="relation")
    programme.check_code("identity_check", identified, field="identified")
    if told.child_sex:
        programme.check_code("sex", told.child_sex, field="child_sex")
    if told.nationality:
        programme.check_code("nationality", told.nationality, field="nationality")
    told = Seeker(**tidy_words(asdict(told)))
    if not told.name or not told.contact:
        raise Refused(_("Write who is looking, and how to reach them: without it nobody can answer later."), field="name", code="no_seeker")
    if not told.child_name:
        raise Refused(_("Write a name or nickname of the child: without one it cannot be looked for."), field="child_latin", code="no_name")
    request = TracingRequest(
        **({"pk": id} if id is not None else {}),
        organisation_id=by.organisation_id,
        city=city,
        direction=TracingRequest.Direction.SEEKER,
        relation=relation,
        identified=identified,
        asked_on=on,
        recorded_by=by.pk,
        recorded_at=at,
        is_synthetic=is_synthetic,
    )
    return write_request(request, asdict(told), by=by, at=at, on=on)


@action
def forget_seekers(*, by: Account, at: datetime, organisation: UUID, before: datetime) -> None:
    """What somebody outside said goes with its key, so long after their request was closed; the codes of it stay."""
    if not by.is_system:
        raise NotPermitted("the minute's tick alone")
    with rows.for_organisation(organisation):
        for request in _closed_before(before).filter(organisation=organisation):
            gone, _by_model = DataKey.objects.filter(subject_kind=SEEKER, subject_id=request.pk).delete()
            if gone:
                audit.record("tracing.expired", by=by, target=request, at=at)


@each_minute
def forget_old_seekers(at: datetime) -> None:
    """Each organisation's in its own transaction; a pack that names no time keeps none beyond a year."""
    kept = programme.retention().get("seeker")
    before = at - timedelta(days=kept.days if kept and kept.days else USUALLY_KEPT)
    with rows.as_registry():
        old = _closed_before(before)
        held_keys = DataKey.objects.filter(subject_kind=SEEKER, subject_id__in=old.values("pk")).values("subject_id")
        organisations = list(old.filter(pk__in=held_keys).order_by("organisation").values_list("organisation", flat=True).distinct())
    for organisation in organisations:
        forget_seekers(by=system_account(), at=at, organisation=organisation, before=before)


def _closed_before(moment: datetime) -> QuerySet[TracingRequest]:
    """Requests of seekers that are closed, and were so by a moment."""
    since = TracingStep.objects.filter(request=OuterRef("pk"), kind=Kind.CLOSED, recorded_at__gt=moment)
    found: QuerySet[TracingRequest] = TracingRequest.objects.filter(
        ~Exists(since), direction=TracingRequest.Direction.SEEKER, status=Status.CLOSED
    )
    return found.order_by()


@action
def decide_candidate(*, by: Account, at: datetime, request: TracingRequest, child: Child, verdict: str, note: str) -> TracingCandidate:
    """Say whether a child is the one whom a seeker looks for: the same, another, or not sure yet; kept, and never asked again.

    Across organisations the national coordinator alone; among the children whom one follows, whoever took the request down. Who seeks,
    and the organisation that took it down, learn nothing of it.
    """
    check_holds(by, Permission.TRACING_WORK)
    request = held(by, request)
    if not sees_all_tracing(by):
        check_own(by, request)
        check_follows(by, child, at)
    if not request.is_seekers:
        raise Refused(_("Only a request of somebody outside is compared with children."), code="no_seeker")
    check_is_open(request)
    if not note.strip():
        raise Refused(_("Write in a few words why: whoever looks at it later needs it."), field="note", code="no_note")
    with rows.as_registry():
        before = TracingCandidate.objects.current().filter(request=request, child=child).first()
        other = TracingCandidate.objects.current().filter(request=request, verdict=Verdict.SAME).exclude(child=child).exists()
        is_used = request.status in {Status.VERIFIED, Status.REUNIFIED}
    if before is not None and before.verdict == verdict:
        return before
    if before is not None and before.organisation_id != by.organisation_id:
        raise Refused(_("Another organisation decided this: ask the national coordination."), code="decided_elsewhere")
    if other and verdict == Verdict.SAME and sees_all_tracing(by):  # to anybody else it would say that a child is there
        raise Refused(
            _("Another child was found to be the one who is sought: correct that first."), field="verdict", code="another_is_the_same"
        )
    if is_used and before is not None and before.verdict == Verdict.SAME:
        raise Refused(_("Both sides were verified for this child: close the request and open it again."), code="verified_already")
    row = TracingCandidate(
        request=request,
        child=child,
        organisation_id=by.organisation_id,
        happened_on=at.date(),
        recorded_at=at,
        recorded_by=by.pk,
        verdict=Verdict(verdict),
        replaces=before,
    )
    row.sealed = vault.seal(row, "sealed", note.strip())
    row.save()
    audit.record("tracing.compared", by=by, target=child, at=at, request=request.pk, verdict=verdict)
    return row
