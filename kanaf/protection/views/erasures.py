"""An erasure is asked for, then approved or declined by another person."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kanaf.access.policy import load_or_404, needs, step_up
from kanaf.access.roles import Permission
from kanaf.core import clock
from kanaf.core.errors import Refused
from kanaf.protection import actions, queries
from kanaf.protection.forms import ErasureForm
from kanaf.protection.models import Erasure


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PROTECTION_ASK)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for an erasure by a case code."""
    by: Any = request.user
    form = ErasureForm(request.POST if request.method == "POST" else None, by=by)
    if form.is_valid() and form.child is not None:
        try:
            given = form.cleaned_data
            actions.ask_erasure(by=by, at=clock.now(), child=form.child, reason=given["reason"], id=given["form_id"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("The erasure is asked for. Another person has to approve it."))
            return redirect("protection:overview")
    context = {
        "form": form,
        "title": _("Ask for an erasure"),
        "lead": _("Name, family, contact, notes and attachments become unreadable for ever. Codes stay, so that no figure changes."),
        "submit": _("Ask for the erasure"),
    }
    return render(request, "protection/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PROTECTION_READ)
@step_up
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One erasure; whoever did not ask for it approves or declines."""
    by: Any = request.user
    erasure: Erasure = load_or_404(Erasure.objects, by, pk=pk)
    if request.method == "POST":
        try:
            if request.POST.get("decision") == "approve":
                actions.approve_erasure(by=by, at=clock.now(), erasure=erasure)
                messages.success(request, _("The identity is erased: nobody can read it any more."))
            else:
                actions.decline_erasure(by=by, at=clock.now(), erasure=erasure)
                messages.success(request, _("The erasure is declined. Nothing was erased."))
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("protection:erasure", pk=erasure.pk)
        return redirect("protection:overview")
    waits = erasure.status == Erasure.Status.ASKED
    context = {
        "shown": queries.shown([erasure])[0],
        "waits": waits,
        "may_decide": waits and by.holds(Permission.PROTECTION_APPROVE) and erasure.asked_by != by.pk,
        "is_own": waits and erasure.asked_by == by.pk,
    }
    return render(request, "protection/erasure.html", context)
