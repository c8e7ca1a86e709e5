"""A case is opened, scored, followed up, closed and reopened, each on a page of its own."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kanaf.access.policy import in_interview, needs
from kanaf.access.roles import Permission
from kanaf.casework import actions
from kanaf.casework.actions import FIRST_RESPONSE, FOLLOW_UP
from kanaf.casework.models import Case, Risk
from kanaf.core import clock
from kanaf.core.dates import moment_in_words
from kanaf.core.errors import Refused
from kanaf.desk.forms.casework import CloseCaseForm, FollowUpForm, OpenCaseForm, RiskForm
from kanaf.desk.queries.people import who_may_be_responsible
from kanaf.desk.views.asked import act_page, asker, child_of, own_case, to_file, typed
from kanaf.desk.views.register import say_registered
from kanaf.programme import queries as programme


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CASE_OPEN)
@in_interview
def open_case(request: HttpRequest, code: str) -> HttpResponse:
    """After registration: how soon harm may come, and who takes the case in hand."""
    by, at, child = asker(request), clock.now(), child_of(request, code)
    form = OpenCaseForm(
        typed(request),
        today=at.date(),
        levels=levels(at, FIRST_RESPONSE),
        colleagues=who_may_be_responsible(by),
        initial={"responsible": by.pk},
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            case = actions.open_case(
                by=by,
                at=at,
                child=child,
                on=given["on"],
                risk=form.risk,
                responsible=given["responsible"],
                why=given["why"],
                id=given["form_id"],
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _with_next(_("The case is open."), case))
            return to_file(child)
    elif request.method != "POST":
        held = Case.objects.visible_to(by).of_child(child).open().filter(organisation=by.organisation_id)
        if held.exists():
            return to_file(child)
        say_registered(request, child)
    lead = _("How soon may harm come? The deadlines of the case follow from it.")
    return act_page(request, child, form, title=_("Open the case"), lead=lead, submit=_("Open the case"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CASE_UPDATE)
def assess_risk(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a case a new risk level."""
    by, at, case = asker(request), clock.now(), own_case(request, pk)
    form = RiskForm(typed(request), today=at.date(), levels=levels(at, FOLLOW_UP, case), initial={"level": case.risk})
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.assess_risk(by=by, at=at, case=case, on=given["on"], level=form.risk, why=given["why"], id=given["form_id"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _with_next(_("The risk is assessed."), case))
            return to_file(case.child)
    return act_page(request, case.child, form, title=_("Assess the risk"), submit=_("Keep the assessment"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CASE_UPDATE)
def record_follow_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down a visit or a call that took place."""
    by, at, case = asker(request), clock.now(), own_case(request, pk)
    form = FollowUpForm(typed(request), today=at.date())
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.record_follow_up(by=by, at=at, case=case, on=given["on"], kind=given["kind"], note=given["note"], id=given["form_id"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _with_next(_("The follow-up is recorded."), case))
            return to_file(case.child)
    return act_page(request, case.child, form, title=_("Record a follow-up"), submit=_("Record the follow-up"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CASE_CLOSE)
def close_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close a case with its reason."""
    by, at, case = asker(request), clock.now(), own_case(request, pk)
    form = CloseCaseForm(typed(request), today=at.date())
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.close_case(by=by, at=at, case=case, on=given["on"], reason=given["reason"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("The case is closed. It can be reopened at any time."))
            return to_file(case.child)
    lead = _("Nothing more can be written in a closed case until it is reopened. Services can still be recorded.")
    return act_page(request, case.child, form, title=_("Close the case"), lead=lead, submit=_("Close the case"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CASE_OPEN)
def reopen_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take up a closed case again."""
    by, at, case = asker(request), clock.now(), own_case(request, pk)
    form = RiskForm(typed(request), today=at.date(), levels=levels(at, FOLLOW_UP))
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.reopen_case(by=by, at=at, case=case, on=given["on"], risk=form.risk, why=given["why"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _with_next(_("The case is open again."), case))
            return to_file(case.child)
    return act_page(request, case.child, form, title=_("Reopen the case"), submit=_("Reopen the case"))


def levels(at: datetime, step: str, case: Case | None = None) -> list[tuple[str, Any]]:
    """The risk levels with their definition, and by when the next step would be due were it chosen now."""
    language = (get_language() or "fr")[:2]
    choices = []
    for risk in Risk:
        term = programme.terms("risk_level").get(risk.value)
        definition = getattr(term, f"definition_{language}", "") if term else ""
        due = programme.due_at(step, risk.value, at, opened_on=case.opened_on if case else at.date())
        moment = moment_in_words(due.astimezone(clock.CASABLANCA), language) if due else ""
        if step == FIRST_RESPONSE:
            sentence = _("First response by %(moment)s.") % {"moment": moment}
        else:
            sentence = _("Next contact by %(moment)s.") % {"moment": moment}
        shown = format_html("<span><b>{}</b><small>{}</small><small>{}</small></span>", risk.label, definition, sentence if moment else "")
        choices.append((risk.value, shown))
    return choices


def _with_next(sentence: str, case: Case) -> str:
    if case.next_due_at is None:
        return sentence
    moment = moment_in_words(case.next_due_at.astimezone(clock.CASABLANCA), get_language() or "fr")
    return _("%(done)s Next step due by %(moment)s.") % {"done": sentence, "moment": moment}
