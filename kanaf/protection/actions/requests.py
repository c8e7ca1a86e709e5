"""Requests of access, correction and objection: written down, answered by the officer, refused by two; an answer does what it says."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kanaf.access.actions import system_account
from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.children import actions as children
from kanaf.children.models import Child, Identity, Registration
from kanaf.core import audit, ids, rows, vault
from kanaf.core.actions import action
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.ticks import each_minute
from kanaf.programme import queries as programme
from kanaf.protection import answering, letters
from kanaf.protection.answering import Kind, Outcome
from kanaf.protection.models import Export, Request, RequestStep
from kanaf.protection.models.requests import EVERYTHING, due_of


@action
def record_request(
    *,
    by: Account,
    at: datetime,
    child: Child,
    kind: str,
    asker: str,
    channel: str,
    received_on: date,
    words: str,
    purpose: str = "",
    identity_check: str = "",
    language: str = "",
    about: Account | None = None,
    id: UUID | None = None,
) -> Request:
    """Write down what somebody asks about a child's data; the pack says until when it is answered.

    By who follows the child, or by the officer. The same form sent twice writes one.
    """
    check_holds(by, Permission.REQUEST_RECORD)
    if id is not None and (earlier := Request.objects.filter(pk=id, child=child, recorded_by=by.pk).first()):
        return earlier
    organisation = answering.whose_request(by, child, at)
    answering.check_has_key(child.pk)
    if received_on > at.date():
        raise Refused(_("The day on which it was asked is in the future."), field="received_on", code="future")
    answering.check_purpose(kind, purpose)
    if identity_check:
        programme.check_code("identity_check", identity_check, field="identity_check")
    if language:
        programme.check_code("language", language, field="language")
    request = Request(
        pk=id or ids.new_id(),
        child=child,
        organisation_id=organisation,
        kind=Request.Kind(kind),
        purpose=purpose,
        asker=Request.Asker(asker),
        identity_check=identity_check,
        channel=Request.Channel(channel),
        language=language,
        received_on=received_on,
        due_on=answering.due_on(kind, received_on),
        about=about,
        recorded_at=at,
        recorded_by=by.pk,
    )
    request.sealed = vault.seal(request, "sealed", _said(words, "words"))
    request.save()
    _step(request, Kind.RECEIVED, at, by)
    audit.record("request.recorded", by=by, target=child, at=at, request=request.pk, kind=kind)
    letters.send(
        (one for one in answering.officers_for(organisation, at.date()) if about is None or one.pk != about.pk), letters.REQUEST_ARRIVED
    )
    return request


@action
def open_request(*, by: Account, at: datetime, request: Request) -> None:
    """Record that somebody read the words of a request."""
    if not Request.objects.visible_to(by).filter(pk=request.pk).exists():
        raise NotPermitted("request of others")
    audit.record("request.opened", by=by, target=_child(request), at=at, request=request.pk)


@action
def check_asker(*, by: Account, at: datetime, request: Request, how: str, id: UUID | None = None) -> RequestStep:
    """Write down how it was made sure who asks."""
    check_holds(by, Permission.REQUEST_RECORD)
    request, steps = _locked(by, request)
    if earlier := _sent_before(steps, id):
        return earlier
    answering.check_is_open(steps)
    programme.check_code("identity_check", how, field="how")
    step = _step(request, Kind.CHECKED, at, by, id=id, identity_check=how)
    audit.record("request.asker_checked", by=by, target=_child(request), at=at, request=request.pk)
    return step


@action
def extend_request(*, by: Account, at: datetime, request: Request, reason: str, id: UUID | None = None) -> RequestStep:
    """Take more time, once, before the first is over; the reason is kept and told."""
    check_holds(by, Permission.REQUEST_ANSWER)
    request, steps = _locked(by, request)
    if earlier := _sent_before(steps, id):
        return earlier
    answering.check_can_answer(by, request)
    answering.check_is_open(steps)
    answering.check_has_key(request.child_id)
    if any(step.kind == Kind.EXTENDED for step in steps):
        raise Refused(_("The time was extended already: it is extended once."), field="reason", code="extended_already")
    if at.date() > due_of(request, steps):
        raise Refused(_("The time is over: answer now. It can be extended only while it runs."), field="reason", code="over")
    until = answering.extended_to(request.due_on)
    step = _step(request, Kind.EXTENDED, at, by, id=id, until=until, words=_said(reason, "reason"))
    audit.record("request.extended", by=by, target=_child(request), at=at, request=request.pk, until=until)
    return step


@action
def answer_request(
    *,
    by: Account,
    at: datetime,
    request: Request,
    outcome: str,
    told_by: str,
    told_of_authority: bool,
    reason: str = "",
    purposes: Collection[str] = (),
    corrected: UUID | None = None,
    id: UUID | None = None,
) -> RequestStep:
    """Grant a request at once, with what that does; or propose to refuse it, wholly or in part, to a second person.

    Access: a copy of the file is approved, for whoever the child is in the hands of to make and give. Correction: the answer is
    tied to what was corrected since. Objection: consents for these purposes are withdrawn and what rests on them ends.
    Everything or nothing of it happens.
    """
    check_holds(by, Permission.REQUEST_ANSWER)
    request, steps = _locked(by, request)
    if earlier := _sent_before(steps, id):
        return earlier
    answering.check_can_answer(by, request)
    answering.check_is_open(steps)
    answering.check_has_key(request.child_id)
    answering.check_identity_known(request, steps)
    if answering.pending(steps) is not None:
        raise Refused(_("A refusal is proposed already: another person agrees with it or does not."), field="outcome", code="proposed")
    if not told_of_authority:
        raise Refused(
            _("Tell the person that they may complain to the authority, and say so here."), field="told_of_authority", code="not_told"
        )
    values: dict[str, Any] = {"outcome": Outcome(outcome), "told_by": Request.Channel(told_by), "told_of_authority": True}
    if outcome == Outcome.GRANTED:
        values |= _granted(request, purposes)
        return _answer(request, by, at, values, corrected=corrected, words=reason.strip(), id=id)
    if outcome == Outcome.PARTLY:
        values |= _granted(request, purposes)
        values |= _what_was_corrected(request, corrected)
    step = _step(request, Kind.PROPOSED, at, by, id=id, words=_said(reason, "reason"), **values)
    audit.record("request.refusal_proposed", by=by, target=_child(request), at=at, request=request.pk, outcome=outcome)
    return step


@action
def agree_refusal(*, by: Account, at: datetime, request: Request, id: UUID | None = None) -> RequestStep:
    """As the second person, refuse what another person proposed to refuse; what is granted in part is done now."""
    check_holds(by, Permission.REQUEST_ANSWER)
    request, steps = _locked(by, request)
    if earlier := _sent_before(steps, id):
        return earlier
    proposed = _proposed(by, request, steps)
    values: dict[str, Any] = {
        "outcome": proposed.outcome,
        "told_by": proposed.told_by,
        "told_of_authority": True,
        "purposes": proposed.purposes,
        "proposed_by": proposed.taken_by,
    }
    corrected = proposed.registration_id or proposed.identity_id or proposed.service_id
    return _answer(request, by, at, values, corrected=corrected, words=answering.words_of(proposed), id=id)


@action
def return_refusal(*, by: Account, at: datetime, request: Request, reason: str, id: UUID | None = None) -> RequestStep:
    """As the second person, not agree: the request waits for another answer."""
    check_holds(by, Permission.REQUEST_ANSWER)
    request, steps = _locked(by, request)
    if earlier := _sent_before(steps, id):
        return earlier
    _proposed(by, request, steps)
    step = _step(request, Kind.RETURNED, at, by, id=id, words=_said(reason, "reason"))
    audit.record("request.refusal_returned", by=by, target=_child(request), at=at, request=request.pk)
    return step


@action
def record_disagreement(*, by: Account, at: datetime, request: Request, words: str, id: UUID | None = None) -> RequestStep:
    """Keep beside the record what the person says against a correction that was refused; the child's file shows it."""
    check_holds(by, Permission.REQUEST_RECORD)
    request, steps = _locked(by, request)
    if earlier := _sent_before(steps, id):
        return earlier
    answering.check_has_key(request.child_id)
    answered = next((step for step in steps if step.kind == Kind.ANSWERED), None)
    if request.kind != Request.Kind.CORRECTION or answered is None or answered.outcome == Outcome.GRANTED:
        raise Refused(_("Only who was refused a correction disagrees with it here."), field="words", code="nothing_refused")
    step = _step(request, Kind.DISAGREED, at, by, id=id, words=_said(words, "words"))
    audit.record("request.disagreed", by=by, target=_child(request), at=at, request=request.pk)
    return step


@action
def remind_of_requests(*, by: Account, at: datetime, organisation: UUID) -> int:
    """Call the officers and whoever the child is in the hands of, once when the day is near and once when it has passed."""
    if not by.is_system:
        raise NotPermitted("the minute's tick alone")
    today = at.date()
    called: dict[UUID, Account] = {}
    with rows.for_organisation(organisation):
        waiting = list(_near(today).filter(organisation=organisation).defer("sealed"))
        for request in waiting:
            kind = Kind.LATE if today > request.due else Kind.SOON
            if RequestStep.objects.filter(request=request, kind=kind).exists():
                continue
            _step(request, kind, at, None)
            audit.record("request.reminded", by=by, target=_child(request), at=at, request=request.pk, kind=kind)
            called |= {one.pk: one for one in _called(request, at) if one.pk != request.about_id}
    letters.send(called.values(), letters.REQUEST_DUE)
    return len(called)


@each_minute
def watch_requests(at: datetime) -> None:
    """Each organisation's in its own transaction."""
    with rows.as_registry():
        unsaid = [
            request.organisation_id
            for request in _near(at.date()).prefetch_related("steps").defer("sealed")
            if not any(step.kind == (Kind.LATE if at.date() > request.due else Kind.SOON) for step in request.steps.all())
        ]
    for organisation in sorted(set(unsaid)):
        remind_of_requests(by=system_account(), at=at, organisation=organisation)


def _near(today: date) -> Any:
    return Request.objects.open().with_due().filter(due__lte=today + answering.SOON)


def _called(request: Request, at: datetime) -> list[Account]:
    found = answering.officers_for(request.organisation_id, at.date())
    try:
        return [*found, answering.who_hands_over(request, at)]
    except Refused:
        return found


def _answer(
    request: Request, by: Account, at: datetime, values: dict[str, Any], *, corrected: UUID | None, words: str, id: UUID | None
) -> RequestStep:
    """Write the answer with all that it does."""
    if values["outcome"] != Outcome.REFUSED:
        values |= _effect(request, by, at, values, corrected)
    step = _step(request, Kind.ANSWERED, at, by, id=id, words=words, **values)
    audit.record("request.answered", by=by, target=_child(request), at=at, request=request.pk, outcome=values["outcome"])
    return step


def _effect(request: Request, by: Account, at: datetime, values: dict[str, Any], corrected: UUID | None) -> dict[str, Any]:
    if request.kind == Request.Kind.ACCESS:
        return {"export": _copy(request, by, at)}
    if request.kind == Request.Kind.CORRECTION:
        return _what_was_corrected(request, corrected)
    source = answering.SOURCES.get(Request.Asker(request.asker), request.asker)
    children.grant_objection(by=by, at=at, child=_child(request), on=at.date(), purposes=values["purposes"], source=source)
    return {}


def _copy(request: Request, by: Account, at: datetime) -> Export:
    """An export of the one file, approved by who answers, for who follows the child to make within a day."""
    hands = answering.who_hands_over(request, at)
    if hands.pk == by.pk:
        raise Refused(
            _("The child is in your own hands: another person answers, and you make the copy."), field="outcome", code="same_person"
        )
    export = Export.objects.create(
        organisation_id=hands.organisation_id,
        child_id=request.child_id,
        children=1,
        reason=Export.Reason.CHILD,
        status=Export.Status.APPROVED,
        asked_by=hands.pk,
        asked_at=at,
        decided_by=by.pk,
        decided_at=at,
    )
    audit.record("export.asked", by=by, target=_child(request), at=at, export=export.pk, children=1, alone=False, reason=export.reason)
    audit.record("export.approved", by=by, at=at, export=export.pk, children=1)
    return export


def _granted(request: Request, purposes: Collection[str]) -> dict[str, Any]:
    """The purposes for which an objection is granted: the one that was named; of all of them, those that were chosen."""
    if request.kind != Request.Kind.OBJECTION:
        return {}
    every = list(programme.terms("consent_purpose"))
    asked = every if request.purpose == EVERYTHING else [request.purpose]
    chosen = [purpose for purpose in asked if not purposes or purpose in purposes]
    if not chosen:
        raise Refused(_("Choose for which purposes it is granted."), field="purposes", code="no_purposes")
    return {"purposes": chosen}


def _what_was_corrected(request: Request, corrected: UUID | None) -> dict[str, Any]:
    if request.kind != Request.Kind.CORRECTION:
        return {}
    found = next((row for row in answering.corrections_since(request) if row.pk == corrected), None)
    if found is None:
        raise Refused(
            _("Correct it first, then say which correction it was: a correction that nobody made is not granted."),
            field="corrected",
            code="not_corrected",
        )
    if isinstance(found, Registration):
        return {"registration_id": found.pk}
    return {"identity_id": found.pk} if isinstance(found, Identity) else {"service_id": found.pk}


def _proposed(by: Account, request: Request, steps: list[RequestStep]) -> RequestStep:
    answering.check_can_answer(by, request)
    answering.check_is_open(steps)
    answering.check_has_key(request.child_id)
    proposed = answering.pending(steps)
    if proposed is None:
        raise Refused(_("No refusal is proposed."), code="not_proposed")
    if proposed.taken_by == by.pk:
        raise Refused(_("You proposed this refusal: another person agrees with it or does not."), code="same_person")
    return proposed


def _locked(by: Account, request: Request) -> tuple[Request, list[RequestStep]]:
    """The request as one may see it, with its steps; two answers at once meet at the constraint."""
    found: Request | None = Request.objects.visible_to(by).filter(pk=request.pk).first()
    if found is None:
        raise NotPermitted("request of others")
    return found, list(found.steps.order_by("taken_at", "pk"))


def _sent_before(steps: Iterable[RequestStep], id: UUID | None) -> RequestStep | None:
    return next((step for step in steps if step.pk == id), None) if id is not None else None


def _step(
    request: Request, kind: RequestStep.Kind, at: datetime, by: Account | None, *, words: str = "", id: UUID | None = None, **values: Any
) -> RequestStep:
    step = RequestStep(
        pk=id or ids.new_id(),
        request=request,
        child_id=request.child_id,
        organisation_id=request.organisation_id,
        kind=kind,
        taken_at=at,
        taken_by=by.pk if by else None,
        **values,
    )
    step.sealed = vault.seal(step, "sealed", words) if words else None
    step.save()
    return step


def _child(request: Request) -> Child:
    """Whom it concerns, for the record of acts."""
    return Child(pk=request.child_id)


def _said(words: str, field: str) -> str:
    text = words.strip()
    if not text:
        raise Refused(_("Write it in words: they are sealed."), field=field, code="no_words")
    if len(text) > answering.LONGEST:
        raise Refused(_("Write at most %(most)s characters.") % {"most": answering.LONGEST}, field=field, code="long")
    return text
