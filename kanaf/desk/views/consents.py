"""What a child decides, one purpose at a time: asked in the programme's words, answered by a second person, withdrawn."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kanaf.access.models import Account, Organisation
from kanaf.access.policy import in_interview, load_or_404, needs
from kanaf.access.roles import Permission
from kanaf.children import actions
from kanaf.children import queries as children
from kanaf.children.models import ConsentDecision
from kanaf.children.models.consent import SHARING
from kanaf.children.searching import TRACING, searches_resting_on_consent
from kanaf.core import clock
from kanaf.core.errors import NotPermitted, Refused
from kanaf.desk import words
from kanaf.desk.forms.sharing import ConsentForm, WithdrawForm
from kanaf.desk.queries import searches
from kanaf.desk.queries.files import asked_of, consents_of
from kanaf.desk.views.asked import act_page, asker, child_of, to_file, typed


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CONSENT_RECORD)
@in_interview
def record_consent(request: HttpRequest, code: str) -> HttpResponse:
    """Given, refused, or told: for one purpose. A file's link says which purpose it is about."""
    by, at, child = asker(request), clock.now(), child_of(request, code)
    registration = children.registration_of(child)
    initial = {
        "purpose": request.GET.get("purpose", ""),
        "source": "child",
        "language": next(iter(registration.languages), ""),
        "with_interpreter": registration.needs_interpreter,
    }
    form = ConsentForm(typed(request), today=at.date(), recipients=recipients(by), initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        try:
            decision = actions.record_consent(
                by=by,
                at=at,
                child=child,
                on=given["on"],
                purpose=given["purpose"],
                recipient=given["recipient"],
                decision=given["decision"],
                source=given["source"],
                childs_view=given["childs_view"],
                told=given["told"],
                language=given["language"],
                with_interpreter=given["with_interpreter"],
                why=given["why"],
                id=given["form_id"],
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("The decision is recorded. It never stops a service."))
            if decision.needs_second_person:
                messages.info(request, _("It holds once a second person of your organisation agrees: it waits on their day’s page."))
            return to_file(child)
    context = {
        "child": child,
        "who": words.child(registration, at.date()),
        "form": form,
        "consents": consents_of(child, by),
        "asked": asked_of(child, by),
        "age_rule": children.age_rule(),
    }
    return render(request, "desk/consents.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CONSENT_RECORD)
def withdraw_consent(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What ends with a consent is shown before it is withdrawn."""
    by, at, decision = asker(request), clock.now(), _own_decision(request, pk)
    child = child_of(request, decision.child.code)
    newest = children.newest_decision(child, by.organisation_id, decision.purpose, decision.recipient)
    if newest is None or newest.pk != decision.pk:
        raise Http404
    form = WithdrawForm(typed(request), today=at.date(), initial={"source": "child"})
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.record_consent(
                by=by,
                at=at,
                child=child,
                on=given["on"],
                purpose=decision.purpose,
                recipient=decision.recipient,
                decision=ConsentDecision.Decision.WITHDRAWN,
                source=given["source"],
                id=given["form_id"],
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("The consent is withdrawn, and what rested on it has ended. Services go on."))
            return to_file(child)
    stopped = list(searches_resting_on_consent(child, by.organisation_id)) if decision.purpose == TRACING else []
    ending = children.resting_on_consent(child, by.organisation_id, decision.recipient).select_related("recipient")
    return act_page(
        request,
        child,
        form,
        title=_("Withdraw a consent"),
        submit=_("Withdraw the consent"),
        template="desk/withdraw.html",
        decision=decision,
        ending=list(ending) if decision.purpose == SHARING else [],
        searches=searches.shown(stopped, by, at.date()) if stopped else [],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CONSENT_RECORD)
def answer_decision(request: HttpRequest, pk: UUID) -> HttpResponse:
    """As a second person, agree with a decision in a child's best interests, or do not."""
    by, at, decision = asker(request), clock.now(), _own_decision(request, pk)
    child = child_of(request, decision.child.code)
    reasons = ""
    if request.method == "POST":
        try:
            answer = actions.answer_best_interests(by=by, at=at, decision=decision, agrees=request.POST.get("agrees") == "1")
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            said = _("You agreed: the decision holds.") if answer.agrees else _("You did not agree: the decision does not hold.")
            messages.success(request, said)
            return to_file(child)
    elif by.holds(Permission.IDENTITY_READ):
        reasons = actions.read_reasons(by=by, at=at, decision=decision)
    context = {
        "child": child,
        "who": words.child(children.registration_of(child), at.date()),
        "decision": decision,
        "reasons": reasons,
        "is_author": decision.recorded_by == by.pk,
        "answered": getattr(decision, "second_person", None),
        "author": Account.objects.filter(pk=decision.recorded_by).first(),
    }
    return render(request, "desk/second_person.html", context)


def recipients(by: Account) -> object:
    """Organisations with which something can be shared."""
    others = Organisation.objects.exclude(pk=by.organisation_id).exclude(kind__in=[Organisation.Kind.SYSTEM, Organisation.Kind.DONOR])
    return others.order_by("short_name", "code")


def _own_decision(request: HttpRequest, pk: UUID) -> ConsentDecision:
    by = asker(request)
    held = ConsentDecision.objects.select_related("child", "recipient", "second_person")
    decision: ConsentDecision = load_or_404(held, by, pk=pk)
    if decision.organisation_id != by.organisation_id:
        raise NotPermitted("another organisation's decision")
    return decision
