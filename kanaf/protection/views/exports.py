"""An export is asked for, approved by another person where it holds many, made once, fetched for a day."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kanaf.access.policy import load_or_404, needs, signed_in, step_up
from kanaf.access.roles import Permission
from kanaf.children.actions import check_follows
from kanaf.children.models import Child
from kanaf.core import clock
from kanaf.core.errors import Refused
from kanaf.protection import actions, queries, rules
from kanaf.protection.forms import FileForm, IdentitiesForm
from kanaf.protection.models import Export


@require_safe
@signed_in
def list_exports(request: HttpRequest) -> HttpResponse:
    """One's own exports, and those that wait for one's decision."""
    by: Any = request.user
    context = {"exports": queries.exports(by), "may_ask": by.holds(Permission.EXPORT_ASK)}
    return render(request, "protection/exports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EXPORT_ASK)
def ask_file(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for one child's file. Who is responsible for it needs nobody else."""
    by: Any = request.user
    child: Child = load_or_404(Child.objects, by, code=code)
    check_follows(by, child)
    form = FileForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            export = actions.ask_export(by=by, at=clock.now(), child=child, reason=given["reason"], form=given["form"], id=given["form_id"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            return redirect("protection:export", pk=export.pk)
    if rules.may_export_alone(by, child, clock.now()):
        lead = _("You are responsible for this file: you may export it alone. It is recorded, and whoever answers for it sees it.")
    elif rules.is_responsible(by, child):
        lead = _("You have exported many files alone this month: a second person has to approve this one.")
    else:
        lead = _("Another person is responsible for this file: a second person has to approve the export.")
    return _page(request, form, _("Export the file %(code)s") % {"code": child.code}, lead)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EXPORT_ASK)
def ask_identities(request: HttpRequest) -> HttpResponse:
    """Ask for the names of many children: a second person decides."""
    by: Any = request.user
    form = IdentitiesForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            export = actions.ask_export(by=by, at=clock.now(), city=form.chosen, reason=given["reason"], id=given["form_id"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("The export is asked for. Another person has to approve it."))
            return redirect("protection:export", pk=export.pk)
    lead = _("Case codes and names of the children you may see. A second person has to approve; where a child lives is never in it.")
    return _page(request, form, _("Export identities"), lead)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@step_up
def show_export(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One export: to decide, to make, or to fetch. The passphrase is shown in the one response that makes it."""
    by: Any = request.user
    export: Export = load_or_404(Export.objects, by, pk=pk)
    passphrase = ""
    if request.method == "POST":
        try:
            passphrase = _act(request, by, export)
        except Refused as refused:
            messages.error(request, str(refused))
        if not passphrase:
            return redirect("protection:export", pk=export.pk)
        export.refresh_from_db()
    is_own = export.asked_by == by.pk
    is_there = export.status == Export.Status.MADE and export.expires_at is not None and export.expires_at > clock.now()
    context = {
        "shown": queries.shown([export])[0],
        "passphrase": passphrase,
        "may_decide": export.status == Export.Status.ASKED and not is_own and by.holds(Permission.EXPORT_APPROVE),
        "may_make": export.status == Export.Status.APPROVED and is_own,
        "may_fetch": is_own and is_there,
    }
    return render(request, "protection/export.html", context)


@require_safe
@needs(Permission.EXPORT_ASK)
def fetch_export(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The encrypted file."""
    by: Any = request.user
    export: Export = load_or_404(Export.objects, by, pk=pk, asked_by=by.pk)
    try:
        content = actions.fetch_export(by=by, at=clock.now(), export=export)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("protection:export", pk=export.pk)
    is_document = export.form == Export.Form.DOCUMENT
    response = HttpResponse(content, content_type="application/pdf" if is_document else "application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="kanaf-{export.pk.hex[-8:]}.{"pdf" if is_document else "csv.age"}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _act(request: HttpRequest, by: Any, export: Export) -> str:
    """Do what was asked; the passphrase where the export was made, else nothing."""
    at = clock.now()
    match request.POST.get("decision"):
        case "approve":
            actions.approve_export(by=by, at=at, export=export)
            messages.success(request, _("The export is approved: who asked for it may make it within a day."))
        case "decline":
            actions.decline_export(by=by, at=at, export=export)
            messages.success(request, _("The export is declined. Nothing leaves."))
        case "make":
            return actions.make_export(by=by, at=at, export=export)
    return ""


def _page(request: HttpRequest, form: Any, title: str, lead: str) -> HttpResponse:
    context = {"form": form, "title": title, "lead": lead, "submit": _("Ask for the export"), "back": "protection:exports"}
    return render(request, "protection/form.html", context)
