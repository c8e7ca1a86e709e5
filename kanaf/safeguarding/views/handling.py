"""The focal point's pages: what waits, one complaint, what is done about it, and how many there were."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kanaf.access.models import Account, Organisation
from kanaf.access.policy import load_or_404
from kanaf.access.roles import Permission
from kanaf.core import audit, clock, vault
from kanaf.core.actions import one_transaction
from kanaf.core.errors import Refused
from kanaf.core.forms import KanafForm
from kanaf.core.paging import page_of
from kanaf.programme import queries as programme
from kanaf.safeguarding import actions, queries, rules
from kanaf.safeguarding.choices import KIND, LOOKS, About, Kind, ToldBy
from kanaf.safeguarding.forms import AnswerForm, AssignForm, ConcernedForm, StepForm
from kanaf.safeguarding.models import Complaint, Suspension
from kanaf.safeguarding.views.asked import apart


@require_safe
@apart(Permission.COMPLAINT_READ)
def complaints(request: HttpRequest) -> HttpResponse:
    """What waits for a first action, danger first, then every complaint by day. Nothing of what they say."""
    by, at = _asker(request), clock.now()
    _record("complaint.listed", by)
    waiting = queries.lines_of(queries.untouched(by)[: queries.MOST_WAITING], at)
    pager = page_of(Complaint.objects.visible_to(by), request, day="received_on")
    lines = queries.lines_of(pager.rows, at)
    names = _names(line.assigned_to for line in lines)
    context = {"waiting": waiting, "lines": [(line, names.get(line.assigned_to, "")) for line in lines], "pager": pager}
    return render(request, "safeguarding/complaints.html", context)


@require_safe
@apart(Permission.COMPLAINT_READ)
def numbers(request: HttpRequest) -> HttpResponse:
    """How many of each kind in each quarter, among those that one may read. They leave this page for nowhere."""
    by = _asker(request)
    _record("complaint.listed", by)
    kinds = [label for _code, label in programme.choices(KIND)]
    quarters = [
        (year, quarter, list(zip(kinds, counts, strict=True)), sum(counts)) for year, quarter, counts in queries.numbers(by, clock.today())
    ]
    return render(request, "safeguarding/numbers.html", {"kinds": kinds, "quarters": quarters})


@require_safe
@apart(Permission.COMPLAINT_READ)
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One complaint, opened: that it was is recorded."""
    return _show(request, _load(request, pk))


@require_POST
@apart(Permission.COMPLAINT_HANDLE)
def take_step(request: HttpRequest, pk: UUID) -> HttpResponse:
    by, at, complaint = _asker(request), clock.now(), _load(request, pk)
    form = StepForm(request.POST, standing=rules.standing_of(complaint.steps.all()))
    return _done(
        request,
        complaint,
        step=form,
        do=lambda: actions.take_step(
            by=by,
            at=at,
            complaint=complaint,
            kind=form.cleaned_data["kind"],
            note=form.cleaned_data["note"],
            outcome=form.cleaned_data.get("outcome", ""),
            id=form.cleaned_data["form_id"],
        ),
        said=_("The step is written down."),
    )


@require_POST
@apart(Permission.COMPLAINT_HANDLE)
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    by, at, complaint = _asker(request), clock.now(), _load(request, pk)
    form = AnswerForm(request.POST)
    return _done(
        request,
        complaint,
        answer=form,
        do=lambda: actions.answer_sender(
            by=by, at=at, complaint=complaint, text=form.cleaned_data["text"], id=form.cleaned_data["form_id"]
        ),
        said=_("The sender reads the answer with the code."),
    )


@require_POST
@apart(Permission.COMPLAINT_HANDLE)
def assign(request: HttpRequest, pk: UUID) -> HttpResponse:
    by, at, complaint = _asker(request), clock.now(), _load(request, pk)
    form = AssignForm(request.POST, readers=queries.readers_of(complaint))
    return _done(
        request,
        complaint,
        assign=form,
        do=lambda: actions.assign_complaint(by=by, at=at, complaint=complaint, to=form.chosen()),
        said=_("The complaint is in their hands."),
    )


@require_POST
@apart(Permission.COMPLAINT_HANDLE)
def name_concerned(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say whom it concerns; who names themselves hands the complaint over and reads it no more."""
    by, at, complaint = _asker(request), clock.now(), _load(request, pk)
    form = ConcernedForm(request.POST)
    return _done(
        request,
        complaint,
        concerned=form,
        do=lambda: actions.name_concerned(by=by, at=at, complaint=complaint, account=form.chosen()),
        said=_("It is written down whom the complaint concerns; that person never reads it."),
    )


def _done(request: HttpRequest, complaint: Complaint, *, do: Callable[[], object], said: str, **forms: KanafForm) -> HttpResponse:
    """Do what one of the page's forms asks, or show the page again with what was typed."""
    (form,) = forms.values()
    if form.is_valid():
        try:
            do()
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, said)
            if not Complaint.objects.visible_to(_asker(request)).filter(pk=complaint.pk).exists():
                return redirect("safeguarding:complaints")
            return redirect("safeguarding:complaint", pk=complaint.pk)
    return _show(request, complaint, **forms)


def _show(request: HttpRequest, complaint: Complaint, **wrong: Any) -> HttpResponse:
    by, at = _asker(request), clock.now()
    _record("complaint.opened", by, complaint)
    steps = list(complaint.steps.all())
    standing = rules.standing_of(steps)
    told = vault.unseal(complaint, "sealed")
    readers = queries.readers_of(complaint)
    written = list(complaint.messages.all())
    names = _names([*(step.taken_by for step in steps), *(step.assigned_to for step in steps), *(one.written_by for one in written)])
    people = {account.pk: account for account in queries.concerned_by(complaint, steps)}
    live = set(Suspension.objects.visible_to(by).live().filter(account__in=people).values_list("account", flat=True))
    assigned = [step.assigned_to for step in steps if step.assigned_to]
    is_open = standing != Kind.CLOSED
    may = by.holds(Permission.COMPLAINT_HANDLE)
    context = {
        "complaint": complaint,
        "clock": rules.clock_of(complaint, steps, at),
        "standing": LOOKS[standing],
        "standing_label": standing.label,
        "told": told,
        "told_by": ToldBy(told["told_by"]).label,
        "about": About(told["about"]).label if told["about"] != About.NOBODY else "",
        "organisation": Organisation.objects.filter(pk=told["organisation"]).first() if told["organisation"] else None,
        "keyed_by": Account.objects.filter(pk=told["keyed_by"]).first() if told["keyed_by"] else None,
        "steps": [(step, names.get(step.taken_by, ""), names.get(step.assigned_to, ""), _note(step)) for step in reversed(steps)],
        "written": [(one, names.get(one.written_by, ""), vault.unseal(one, "sealed")) for one in written],
        "readers": readers,
        "assigned_to": names.get(assigned[-1], "") if assigned else "",
        "concerned": [(account, account.pk in live, account.pk == by.pk) for account in people.values()],
        "may_hold": by.holds(Permission.ACCOUNT_HOLD),
        "form": next(iter(wrong.values()), None),
        "step_form": wrong.get("step") or (StepForm(standing=standing) if may else None),
        "answer_form": wrong.get("answer") or (AnswerForm() if may and is_open else None),
        "assign_form": wrong.get("assign") or (AssignForm(readers=readers) if may and is_open else None),
        "concerned_form": wrong.get("concerned") or (ConcernedForm() if may and is_open else None),
    }
    return render(request, "safeguarding/complaint.html", context)


def _note(step: Any) -> str:
    """What was noted with a step; whom a step names stands elsewhere on the page."""
    return "" if step.sealed is None or step.kind == Kind.CONCERNED else str(vault.unseal(step, "sealed"))


def _asker(request: HttpRequest) -> Account:
    by: Any = request.user
    return by  # type: ignore[no-any-return]


def _load(request: HttpRequest, pk: UUID) -> Complaint:
    found: Complaint = load_or_404(Complaint.objects, _asker(request), pk=pk)
    return found


def _record(act: str, by: Account, complaint: Complaint | None = None) -> None:
    with one_transaction():
        audit.record(act, by=by, target=complaint, at=clock.now())


def _names(accounts: Any) -> dict[Any, str]:
    wanted = {account for account in accounts if account is not None}
    return {account.pk: account.name for account in Account.objects.filter(pk__in=wanted)} if wanted else {}
