"""A case is closed by two: one page on which it is asked for, one on which somebody else answers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kanaf.access.policy import load_or_404, needs
from kanaf.access.roles import Permission
from kanaf.casework import closing as actions
from kanaf.casework.models import Closing
from kanaf.casework.rules import others_who_may_close
from kanaf.core import clock
from kanaf.core.errors import Refused
from kanaf.desk.forms.casework import CloseCaseForm, DeclineClosingForm
from kanaf.desk.views.asked import act_page, asker, child_of, own_case, to_file, typed


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CASE_UPDATE)
def ask_closing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask that a case be closed; the page says who will answer."""
    by, at, case = asker(request), clock.now(), own_case(request, pk)
    if waiting := Closing.objects.waiting().filter(case=case).first():
        return redirect("desk:closing", pk=waiting.pk)
    form = CloseCaseForm(typed(request), today=at.date())
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.ask_closing(by=by, at=at, case=case, on=given["on"], reason=given["reason"], id=given["form_id"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("The closing is asked for. The case stays open, and is followed up, until somebody answers."))
            return to_file(case.child)
    lead = _("Nobody else in your organisation can answer: the case is shared with the national coordination, which does.")
    if others := [(account.name,) for account in others_who_may_close(case, at.date(), asked_by=by)]:
        names = format_html_join("، " if get_language() == "ar" else ", ", "<bdi>{}</bdi>", others)
        lead = format_html(_("Nobody closes a case that they follow themselves. Who can answer: {names}."), names=names)
    return act_page(request, case.child, form, title=_("Ask for the closing"), lead=lead, submit=_("Ask for the closing"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CASE_READ)
def answer_closing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close the case as was asked, or say why not yet; who asked sees the answer, and may take it back before."""
    by, at = asker(request), clock.now()
    held = Closing.objects.select_related("case__responsible", "child", "organisation", "asked_by", "decided_by")
    closing: Closing = load_or_404(held, by, pk=pk)
    child = child_of(request, closing.child.code)
    is_asker, agrees = closing.asked_by_id == by.pk, request.POST.get("agrees") == "1"
    may_answer = not is_asker and actions.may_answer(closing, by)
    form = DeclineClosingForm(typed(request))
    if form.is_valid() and not (is_asker or may_answer):
        form.add_error(None, _("Somebody else answers this: nobody closes a case that they follow or asked to close."))
    if form.is_valid():
        try:
            answer = actions.answer_closing(by=by, at=at, closing=closing, agrees=agrees, why=form.cleaned_data["why"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _said(answer, by.pk))
            return to_file(child)
    context: dict[str, Any] = {"closing": closing, "is_asker": is_asker}
    context["may_answer"] = may_answer and closing.decided_at is None
    if closing.is_agreed is False and closing.organisation_id == by.organisation_id and by.holds(Permission.IDENTITY_READ):
        context["why"] = actions.read_why(by=by, at=at, closing=closing)
    return act_page(request, child, form, title=_("Closing of a case"), submit="", template="desk/closing.html", **context)


def _said(answer: Closing, by: UUID) -> str:
    if answer.is_agreed:
        return _("The case is closed. It can be reopened at any time.")
    return _("You took it back: the case stays open.") if answer.asked_by_id == by else _("The case stays open; who asked reads why.")
