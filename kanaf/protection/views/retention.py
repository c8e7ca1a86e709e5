"""How long identities are kept, the lists of what is due, and the orders that hold a file back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanaf.access.policy import load_or_404, needs, step_up
from kanaf.access.queries import is_national
from kanaf.access.roles import Permission
from kanaf.core import clock
from kanaf.core.errors import Refused
from kanaf.protection import actions, queries
from kanaf.protection.forms import HoldForm
from kanaf.protection.models import JudicialHold, RetentionRun


@require_safe
@needs(Permission.PROTECTION_READ)
def show_retention(request: HttpRequest) -> HttpResponse:
    """The times of the programme, what was listed, what is held."""
    by: Any = request.user
    context = {
        "kept": queries.kept(),
        "lists": queries.retention_lists(by),
        "holds": queries.holds(by, clock.now()),
        "may_make": by.holds(Permission.PROTECTION_ASK) and is_national(by),
        "may_hold": by.holds(Permission.PROTECTION_ASK),
        "may_end": by.holds(Permission.PROTECTION_APPROVE),
        "by": by,
    }
    return render(request, "protection/retention.html", context)


@require_POST
@needs(Permission.PROTECTION_ASK)
def make_list(request: HttpRequest) -> HttpResponse:
    """Make a dry run; nothing is erased."""
    by: Any = request.user
    try:
        run = actions.make_retention_list(by=by, at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("protection:retention")
    messages.success(request, _("The list is made. Nothing is erased before another person approves it."))
    return redirect("protection:retention_list", pk=run.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PROTECTION_READ)
@step_up
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One list; whoever did not make it approves or declines, and everybody sees how far it has come."""
    by: Any = request.user
    run: RetentionRun = load_or_404(RetentionRun.objects, by, pk=pk)
    if request.method == "POST":
        try:
            if request.POST.get("decision") == "approve":
                actions.approve_retention_list(by=by, at=clock.now(), run=run)
                messages.success(request, _("The list is approved: each child is judged once more, then erased, some every minute."))
            else:
                actions.decline_retention_list(by=by, at=clock.now(), run=run)
                messages.success(request, _("The list is declined. Nothing was erased."))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("protection:retention_list", pk=run.pk)
    waits = run.status == RetentionRun.Status.DRY
    context = {
        "list": queries.retention_lists(by, run.pk)[0],
        "lines": queries.retention_lines(run),
        "waits": waits,
        "may_decide": waits and by.holds(Permission.PROTECTION_APPROVE) and run.made_by != by.pk,
        "is_own": waits and run.made_by == by.pk,
    }
    return render(request, "protection/retention_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PROTECTION_ASK)
def hold(request: HttpRequest) -> HttpResponse:
    """Hold a child's file, by the reference of an order."""
    by: Any = request.user
    form = HoldForm(request.POST if request.method == "POST" else None, by=by)
    if form.is_valid() and form.child is not None:
        given = form.cleaned_data
        try:
            actions.hold_child(
                by=by, at=clock.now(), child=form.child, reference=given["reference"], until=given["until"], id=given["form_id"]
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("The file is held: nothing of it is erased until two people end the hold."))
            return redirect("protection:retention")
    context = {
        "form": form,
        "title": _("Hold a file by order"),
        "lead": _("A court or prosecutor asks that nothing of a child be erased. Whoever follows the child sees that it is held, not why."),
        "submit": _("Hold the file"),
    }
    return render(request, "protection/form.html", context)


@require_POST
@needs(Permission.PROTECTION_READ)
@step_up
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask that a hold be ended, or end it as the second person."""
    by: Any = request.user
    held: JudicialHold = load_or_404(JudicialHold.objects, by, pk=pk)
    try:
        if held.end_asked_by is None:
            actions.ask_end_of_hold(by=by, at=clock.now(), hold=held)
            messages.success(request, _("The end is asked for. Another person has to confirm it."))
        else:
            actions.end_hold(by=by, at=clock.now(), hold=held)
            messages.success(request, _("The hold is ended."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("protection:retention")
