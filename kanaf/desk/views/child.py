"""The child's file: one response that works without JavaScript. Opening it, and opening the identity, is recorded."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kanaf.access import reading
from kanaf.access.models import Account
from kanaf.access.policy import in_interview, needs
from kanaf.access.roles import Permission as P
from kanaf.casework.models import Case, Closing
from kanaf.children import actions as children
from kanaf.children import coordinating, tracing
from kanaf.children.models import Child, Group
from kanaf.children.restricting import restricted_to
from kanaf.children.rules import UNDER_VERIFICATION
from kanaf.children.told import Names
from kanaf.core import audit, clock, documents
from kanaf.core.actions import one_transaction
from kanaf.core.errors import Refused
from kanaf.desk import words
from kanaf.desk.forms.casework import ReasonForm
from kanaf.desk.queries import caselist, files, summary
from kanaf.desk.views.asked import asker, child_of, follows, to_file, visible_child
from kanaf.protection import answering
from kanaf.protection.copies import printed_by
from kanaf.protection.queries import attachments_of, is_held


@dataclass(frozen=True)
class Act:
    """Something that may be done from the file by who reads it."""

    url: str
    icon: str
    label: str | Promise
    is_main: bool = False


@require_safe
@needs(P.CHILD_READ)
@in_interview
def show_child(request: HttpRequest, code: str) -> HttpResponse:
    """The file, its identity folded; of a child that is only shared with one's organisation, what is shared."""
    by, at, child = asker(request), clock.now(), visible_child(request, code)
    if reading.stopped(by, child.pk, at):
        return render(request, "desk/reading_stopped.html", status=429)
    with one_transaction():
        audit.record("child.opened", by=by, target=child, at=at)
    return _shown(request, child, ReasonForm())


@require_safe
@needs(P.CHILD_READ)
def print_child(request: HttpRequest, code: str) -> HttpResponse:
    """The file without its identity, as a PDF with who printed it and when on each page. With its names, it leaves as an export."""
    by, at, child = asker(request), clock.now(), child_of(request, code)
    if reading.stopped(by, child.pk, at):
        return render(request, "desk/reading_stopped.html", status=429)
    content = documents.pdf(summary.record_of(child, by, at, printed_by(by, at), None))
    with one_transaction():
        audit.record("child.printed", by=by, target=child, at=at)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{child.code}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@needs(P.IDENTITY_READ)
@in_interview
def open_identity(request: HttpRequest, code: str) -> HttpResponse:
    """The file with its identity open, for this response only; the reason is recorded before anything is shown."""
    by, at, child = asker(request), clock.now(), visible_child(request, code)
    if request.method != "POST":
        return to_file(child)
    if reading.stopped(by, child.pk, at):
        return render(request, "desk/reading_stopped.html", status=429)
    form = ReasonForm(request.POST)
    names: Names | None = None
    if form.is_valid():
        try:
            names = children.open_identity(by=by, at=at, child=child, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_refusal(refused)
    return _shown(request, child, form, names)


def _shown(request: HttpRequest, child: Child, form: ReasonForm, names: Names | None = None) -> HttpResponse:
    return _file(request, child, form, names) if follows(request, child) else _shared_file(request, child, form, names)


def _shared_file(request: HttpRequest, child: Child, form: ReasonForm, names: Names | None = None) -> HttpResponse:
    by, at = asker(request), clock.now()
    file = files.shared_file_of(child, by)
    context: dict[str, Any] = {
        "file": file,
        "child": child,
        "form": form,
        "age": words.age(file.registration, at.date()),
        "precision": words.PRECISIONS[file.registration.birth_precision],
        "sex": words.SEXES.get(file.registration.sex, file.registration.sex),
        "situation": words.SITUATIONS.get(file.registration.protection_status, file.registration.protection_status),
        "cases": [(case, []) for case in file.cases],
        "may_open_identity": by.holds(P.IDENTITY_READ) and Group.IDENTITY in file.groups,
        "is_restricted": bool(restricted_to(by, [child.pk])),
        "identity": _identity(names),
        "language_next": reverse("desk:child", args=[child.code]),
    }
    return render(request, "desk/shared_child.html", context)


def _identity(names: Names | None) -> list[tuple[str | Promise, str]] | None:
    return [(label, getattr(names, name)) for name, label in words.NAMES if getattr(names, name)] if names else None


def _file(request: HttpRequest, child: Child, form: ReasonForm, names: Names | None = None) -> HttpResponse:
    by, at = asker(request), clock.now()
    file = files.file_of(child, by)
    today = at.date()
    may_read_requests = by.holds(P.REQUEST_RECORD) or by.holds(P.REQUEST_ANSWER)
    requests = answering.requests_of(child, by, today) if may_read_requests else None
    waiting = {one.case_id: one for one in Closing.objects.visible_to(by).waiting().filter(child=child)} if file.cases else {}
    context: dict[str, Any] = {
        "file": file,
        "child": child,
        "form": form,
        "age": words.age(file.registration, today),
        "precision": words.PRECISIONS[file.registration.birth_precision],
        "coming_of_age": words.coming_of_age(file.registration, today),
        "birth": words.birth(file.registration),
        "separated_on": words.partial_day(file.registration.separated_on),
        "sex": words.SEXES.get(file.registration.sex, file.registration.sex),
        "situation": words.SITUATIONS.get(file.registration.protection_status, file.registration.protection_status),
        "is_held": is_held(child, at),
        "may_share": by.holds(P.CHILD_SHARE),
        "may_correct": by.holds(P.CHILD_REGISTER) and child.organisation_id == by.organisation_id,
        "may_link": by.holds(P.CHILD_REGISTER),
        "may_assess_age": by.holds(P.AGE_ASSESS) and file.registration.age_status == UNDER_VERIFICATION,
        "care_since": words.partial_day(file.registration.care_since),
        "beside": files.beside(child, by, today),
        "comparison": coordinating.state_of(child, by, at),
        "assessed": files.assessed(child, by),
        "step": words.STEPS.get(file.case.next_step, "") if file.case else "",
        "due": caselist.due_of(file.case, at) if file.case else "",
        "acts": acts_on(child, file.case, by),
        "cases": [(case, acts_on_case(case, by, waiting.get(case.pk))) for case in file.cases],
        "may_open_identity": by.holds(P.IDENTITY_READ),
        "is_restricted": bool(restricted_to(by, [child.pk])),
        "identity": _identity(names),
        "notes": files.notes_of(child, by) if names else [],
        "attachments": attachments_of(child, by),
        "kin": tracing.kin_of(child, by, file.searches) if by.holds(P.TRACING_READ) else None,
        "requests": requests,
        "disagreements": answering.disagreements(child, by, requests or [], opened=names is not None),
        "language_next": reverse("desk:child", args=[child.code]),
    }
    return render(request, "desk/child.html", context)


def acts_on(child: Child, case: Case | None, by: Account) -> list[Act]:
    """What this person may do next for this child, the likeliest last and main."""
    acts = []
    if by.holds(P.SERVICE_RECORD):
        acts.append(Act(reverse("desk:record_service", args=[child.code]), "package-plus", gettext_lazy("Record a service")))
    if case is None:
        if by.holds(P.CASE_OPEN):
            acts.append(Act(reverse("desk:open_case", args=[child.code]), "folder-plus", gettext_lazy("Open the case"), is_main=True))
    elif case.status == Case.Status.OPEN and by.holds(P.CASE_UPDATE):
        acts.append(Act(reverse("desk:follow_up", args=[case.pk]), "pencil", gettext_lazy("Record a follow-up"), is_main=True))
    elif case.status == Case.Status.CLOSED and by.holds(P.CASE_OPEN):
        acts.append(Act(reverse("desk:reopen_case", args=[case.pk]), "undo-2", gettext_lazy("Reopen the case"), is_main=True))
    return acts


def acts_on_case(case: Case, by: Account, asked: Closing | None = None) -> list[Act]:
    """What this person may do with one's own organisation's case, beside the main act of the page; a closing that was asked for first."""
    acts = []
    if asked is not None:
        acts.append(Act(reverse("desk:closing", args=[asked.pk]), "users", gettext_lazy("Closing asked for")))
    if case.organisation_id != by.organisation_id or case.status != Case.Status.OPEN:
        return acts
    if by.holds(P.CASE_UPDATE):
        acts.append(Act(reverse("desk:assess_risk", args=[case.pk]), "triangle-alert", gettext_lazy("Assess the risk")))
    if asked is None and by.holds(P.CASE_CLOSE) and case.responsible_id != by.pk:
        acts.append(Act(reverse("desk:close_case", args=[case.pk]), "folder-closed", gettext_lazy("Close the case")))
    elif asked is None and by.holds(P.CASE_UPDATE):
        acts.append(Act(reverse("desk:ask_closing", args=[case.pk]), "folder-closed", gettext_lazy("Ask for the closing")))
    return acts
