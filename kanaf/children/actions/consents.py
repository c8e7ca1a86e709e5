"""A child is asked, one purpose at a time, in the programme's words; what it says holds, and what rests on it ends with it."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kanaf.access.models import Account, Organisation
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.children import queries, rules
from kanaf.children.actions.sharing import check_follows, end_what_rests_on
from kanaf.children.models import Child, ConsentDecision, SecondPerson
from kanaf.children.models.consent import BEST_INTERESTS, LEGAL_OBLIGATION, SHARING
from kanaf.children.searching import TRACING, end_searches
from kanaf.core import audit, vault
from kanaf.core.actions import action
from kanaf.core.errors import NotPermitted, Refused
from kanaf.programme import queries as programme

Decision = ConsentDecision.Decision


@action
def record_consent(
    *,
    by: Account,
    at: datetime,
    child: Child,
    on: date,
    purpose: str,
    decision: str,
    source: str,
    recipient: Organisation | None = None,
    childs_view: str = "",
    told: bool = False,
    language: str = "",
    with_interpreter: bool = False,
    why: str = "",
    id: UUID | None = None,
) -> ConsentDecision:
    """Write down what was decided for one purpose, in the words of today; the newest decision holds.

    A withdrawal, or a refusal of what was given before, ends the sharings and searches that rest on it at once. A decision in the child's
    best interests waits for a second person. The same form sent twice writes one.
    """
    check_holds(by, Permission.CONSENT_RECORD)
    if id is not None and (earlier := ConsentDecision.objects.filter(pk=id, child=child, recorded_by=by.pk).first()):
        return earlier
    check_follows(by, child, at)
    programme.check_code("consent_purpose", purpose, field="purpose")
    programme.check_code("consent_source", source, field="source")
    if language:
        programme.check_code("language", language, field="language")
    if on > at.date():
        raise Refused(_("A decision cannot be dated in the future."), field="on", code="future")
    if purpose != SHARING:
        recipient = None
    elif recipient is None or recipient.pk == by.organisation_id:
        raise Refused(_("Say with which other organisation: a sharing is asked for one recipient."), field="recipient", code="no_recipient")
    before = queries.newest_decision(child, by.organisation_id, purpose, recipient)
    if decision == Decision.WITHDRAWN:
        _check_can_be_withdrawn(before)
    else:
        rules.check_who_decides(
            purpose=purpose,
            decision=decision,
            source=source,
            childs_view=childs_view,
            told=told,
            age=queries.age_today(child, on),
            ages=queries.ages(),
        )
    if source in {BEST_INTERESTS, LEGAL_OBLIGATION} and decision in {Decision.GIVEN, Decision.TOLD} and not why.strip():
        raise Refused(_("Write down the reasons, or the reference of the order: they are sealed."), field="why", code="no_reasons")
    wording = programme.wording(purpose)
    row = ConsentDecision(
        **({"pk": id} if id is not None else {}),
        child=child,
        organisation_id=by.organisation_id,
        happened_on=on,
        recorded_at=at,
        recorded_by=by.pk,
        purpose=purpose,
        recipient=recipient,
        decision=decision,
        source=source,
        childs_view=childs_view,
        wording_version=wording.version if wording else 0,
        language=language,
        with_interpreter=with_interpreter,
    )
    row.sealed = vault.seal(row, "sealed", why.strip()) if why.strip() else None
    row.save()
    audit.record(f"consent.{decision}", by=by, target=child, at=at, purpose=purpose, recipient=recipient.code if recipient else None)
    if decision in {Decision.WITHDRAWN, Decision.REFUSED} and recipient is not None:
        end_what_rests_on(by=by, at=at, child=child, recipient=recipient)
    if decision in {Decision.WITHDRAWN, Decision.REFUSED} and purpose == TRACING:
        end_searches(child, by=by, at=at, on=on)
    return row


@action
def answer_best_interests(*, by: Account, at: datetime, decision: ConsentDecision, agrees: bool) -> SecondPerson:
    """As a second person of the organisation, agree with a decision taken in a child's best interests, or do not.

    It holds from the moment another person than its author agrees; one answer is final.
    """
    check_holds(by, Permission.CONSENT_RECORD)
    if decision.organisation_id != by.organisation_id:
        raise NotPermitted("decision of another organisation")
    check_follows(by, decision.child, at)
    if (answered := SecondPerson.objects.filter(decision=decision).first()) is not None:
        return answered
    if not decision.needs_second_person:
        raise Refused(_("This decision needs no second person."), code="no_second_person")
    if decision.recorded_by == by.pk:
        raise Refused(_("A decision in the child’s best interests is taken by two people: ask a colleague."), code="same_person")
    row = SecondPerson.objects.create(
        decision=decision,
        child_id=decision.child_id,
        organisation_id=by.organisation_id,
        first=decision.recorded_by,
        second=by.pk,
        answered_at=at,
        agrees=agrees,
    )
    audit.record(
        "best_interests.agreed" if agrees else "best_interests.declined", by=by, target=decision.child, at=at, decision=decision.pk
    )
    return row


@action
def read_reasons(*, by: Account, at: datetime, decision: ConsentDecision) -> str:
    """The sealed reasons of a decision, for the colleague who is to agree with it. Reading them is recorded."""
    check_holds(by, Permission.IDENTITY_READ)
    if decision.organisation_id != by.organisation_id:
        raise NotPermitted("decision of another organisation")
    audit.record("reasons.read", by=by, target=decision.child, at=at, decision=decision.pk)
    return str(vault.unseal(decision, "sealed")) if decision.sealed is not None else ""


def _check_can_be_withdrawn(before: ConsentDecision | None) -> None:
    if before is None or before.decision not in {Decision.GIVEN, Decision.TOLD}:
        raise Refused(_("There is no consent for this purpose to withdraw."), field="decision", code="nothing_to_withdraw")
    if before.decision == Decision.TOLD:
        raise Refused(
            _("A legal obligation is not withdrawn: it ends with the law or the court’s order, and its sharings can be ended."),
            field="decision",
            code="obligation",
        )
