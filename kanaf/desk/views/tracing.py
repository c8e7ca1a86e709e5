"""Requests to trace a family: the list, a seeker's request, one request with everything done for it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanaf.access import reading
from kanaf.access.models import Account
from kanaf.access.policy import load_or_404, needs
from kanaf.access.roles import Permission as P
from kanaf.children import actions, tracing
from kanaf.children.models import ReunionFollowUp, TracingAction, TracingRequest
from kanaf.children.models.tracing import IN_HOUSE, sees_all_tracing
from kanaf.core import clock
from kanaf.core.errors import Refused
from kanaf.core.forms import KanafForm
from kanaf.core.paging import page_of
from kanaf.desk.forms.casework import DatedForm
from kanaf.desk.forms.family import ActionForm, CloseForm, HandOverForm, ReunionForm, SeekerForm, SettleForm, VisitForm, WhyForm
from kanaf.desk.queries import searches
from kanaf.desk.views.asked import asker, typed

Status = TracingRequest.Status
FILTERS = (tracing.NOT_CLOSED, *Status.values)


@require_safe
@needs(P.TRACING_READ)
def list_requests(request: HttpRequest) -> HttpResponse:
    """Every request that one may see, in codes: no name, no place finer than a city."""
    by, today = asker(request), clock.today()
    status = request.GET.get("status", tracing.NOT_CLOSED)
    direction = request.GET.get("direction", "")
    status = status if status in FILTERS else "" if status == "all" else tracing.NOT_CLOSED
    direction = direction if direction in TracingRequest.Direction.values else ""
    pager = page_of(tracing.everything(by, status=status, direction=direction), request, day="asked_on")
    context = {
        "by": by,
        "rows": searches.shown(list(pager.rows), by, today),
        "pager": pager,
        "status": status,
        "direction": direction,
        "statuses": [(tracing.NOT_CLOSED, _("Not closed")), *Status.choices, ("", _("All"))],
        "is_national": sees_all_tracing(by),
    }
    return render(request, "desk/tracing_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(P.TRACING_WORK)
def record_seeker(request: HttpRequest) -> HttpResponse:
    """Take down who looks for a child. Nothing on this page, nor after it, says whether the child is known."""
    by, at = asker(request), clock.now()
    form = SeekerForm(typed(request), by=by, today=at.date())
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.record_seeker(
                by=by,
                at=at,
                city=form.told_in,
                on=given["on"],
                relation=given["relation"],
                identified=given["identified"],
                told=form.told,
                id=given["form_id"],
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(
                request, _("The request is taken down. Tell the person that nobody can say anything yet, to protect children.")
            )
            return redirect("desk:tracing", pk=made.pk)
    return render(request, "desk/seeker.html", {"form": form})


@require_safe
@needs(P.TRACING_READ)
def show_request(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One request with what is sealed of it; opening it is recorded."""
    found = _load(request, pk)
    if reading.stopped(asker(request), found.pk, clock.now()):
        return render(request, "desk/reading_stopped.html", status=429)
    return _show(request, found)


@require_POST
@needs(P.TRACING_WORK)
def work_on(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whatever is written down on a request's page: `do` says which of its forms was sent."""
    by, found = asker(request), _load(request, pk)
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    return act(request, by, found)


def _act(request: HttpRequest, by: Account, found: TracingRequest) -> HttpResponse:
    form = ActionForm(request.POST, prefix="act", today=clock.today())
    return _done(
        request,
        found,
        form,
        "act",
        lambda given: actions.record_tracing_action(
            by=by,
            at=clock.now(),
            request=found,
            on=given["on"],
            kind=given["kind"],
            outcome=given["outcome"],
            due_on=given["due_on"],
            note=given["note"],
            id=given["form_id"],
        ),
        _("Written down."),
    )


def _settle(request: HttpRequest, by: Account, found: TracingRequest) -> HttpResponse:
    held = TracingAction.objects.visible_to(by).filter(request=found)
    pending = load_or_404(held.select_related("request"), by, pk=request.POST.get("which", ""))
    form = SettleForm(request.POST, prefix="settle", today=clock.today())
    return _done(
        request,
        found,
        form,
        "settle",
        lambda given: actions.settle_tracing_action(
            by=by,
            at=clock.now(),
            action=pending,
            on=given["on"],
            outcome=given["outcome"],
            due_on=given["due_on"],
            note=given["note"],
        ),
        _("Written down."),
        which=pending.pk,
    )


def _hand_over(request: HttpRequest, by: Account, found: TracingRequest) -> HttpResponse:
    form = HandOverForm(request.POST, prefix="hand", today=clock.today(), of_child=not found.is_seekers)
    return _done(
        request,
        found,
        form,
        "hand",
        lambda given: actions.hand_over_tracing(
            by=by,
            at=clock.now(),
            request=found,
            on=given["on"],
            body=given["body"],
            source=given.get("source", ""),
            childs_view=given.get("childs_view", ""),
            told=given["told"],
            reference=given["reference"],
            until=given["until"],
            id=given["form_id"],
        ),
        _("The search is handed over; their number is kept."),
    )


def _close(request: HttpRequest, by: Account, found: TracingRequest) -> HttpResponse:
    form = CloseForm(request.POST, prefix="close", today=clock.today())
    return _done(
        request,
        found,
        form,
        "close",
        lambda given: actions.close_tracing(
            by=by,
            at=clock.now(),
            request=found,
            on=given["on"],
            outcome=given["outcome"],
            reason=given["reason"],
            note=given["note"],
            id=given["form_id"],
        ),
        _("The search is closed; it can be opened again."),
    )


def _reopen(request: HttpRequest, by: Account, found: TracingRequest) -> HttpResponse:
    form = WhyForm(request.POST, prefix="reopen", today=clock.today())
    return _done(
        request,
        found,
        form,
        "reopen",
        lambda given: actions.reopen_tracing(by=by, at=clock.now(), request=found, on=given["on"], why=given["why"], id=given["form_id"]),
        _("The search is open again."),
    )


def _reunion(request: HttpRequest, by: Account, found: TracingRequest) -> HttpResponse:
    held = _current_reunification(found, by)
    form = ReunionForm(request.POST, prefix="reunion", today=clock.today())
    return _done(
        request,
        found,
        form,
        "reunion",
        lambda given: actions.record_reunion(by=by, at=clock.now(), reunification=held, on=given["on"]),
        _("Written down. The days on which to see the child again stand on your day’s page in time."),
    )


def _visit(request: HttpRequest, by: Account, found: TracingRequest) -> HttpResponse:
    held = ReunionFollowUp.objects.filter(reunification__request=found)
    visit: ReunionFollowUp = load_or_404(held, by, pk=request.POST.get("which", ""))
    form = VisitForm(request.POST, prefix="visit", today=clock.today())
    return _done(
        request,
        found,
        form,
        "visit",
        lambda given: actions.record_reunion_follow_up(
            by=by, at=clock.now(), follow_up=visit, on=given["on"], outcome=given["outcome"], note=given["note"]
        ),
        _("Written down."),
        which=visit.pk,
    )


def _fail(request: HttpRequest, by: Account, found: TracingRequest) -> HttpResponse:
    held = _current_reunification(found, by)
    form = WhyForm(request.POST, prefix="fail", today=clock.today())
    return _done(
        request,
        found,
        form,
        "fail",
        lambda given: actions.fail_reunification(by=by, at=clock.now(), reunification=held, on=given["on"], why=given["why"]),
        _("Written down: the search is open again, and both sides are verified anew."),
    )


ACTS: dict[str, Callable[[HttpRequest, Account, TracingRequest], HttpResponse]] = {
    "act": _act,
    "settle": _settle,
    "hand": _hand_over,
    "close": _close,
    "reopen": _reopen,
    "reunion": _reunion,
    "visit": _visit,
    "fail": _fail,
}


def _current_reunification(found: TracingRequest, by: Account) -> Any:
    held = next((row for row in tracing.reunifications_of(found, by) if row.failed_on is None), None)
    if held is None:
        raise Http404
    return held


def _done(
    request: HttpRequest,
    found: TracingRequest,
    form: KanafForm,
    name: str,
    do: Callable[[dict[str, Any]], object],
    said: str,
    *,
    which: UUID | None = None,
) -> HttpResponse:
    """Do what one of the page's forms asks, or show the page again with what was typed."""
    if form.is_valid():
        try:
            do(form.cleaned_data)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, said)
            return redirect("desk:tracing", pk=found.pk)
    return _show(request, found, wrong=(name, form, which))


def _load(request: HttpRequest, pk: UUID) -> TracingRequest:
    found: TracingRequest = load_or_404(TracingRequest.objects.select_related("organisation", "city"), asker(request), pk=pk)
    return found


def _show(request: HttpRequest, found: TracingRequest, wrong: tuple[str, KanafForm, UUID | None] | None = None) -> HttpResponse:
    by, at = asker(request), clock.now()
    said, is_closed_file = searches.opened(found, by, at)
    page = searches.page_of(found, by, at, is_open=not is_closed_file)
    name, form, which = wrong or ("", None, None)
    forms = _forms(found, page, by)
    if form is not None:
        forms[name] = form
    context: dict[str, Any] = {
        "by": by,
        "today": at.date(),
        "page": page,
        "tracing_request": found,
        "said": said,
        "is_closed_file": is_closed_file,
        "in_house": IN_HOUSE,
        "wrong": name,
        "form": form,
        "which": which,
        "forms": forms,
        **_forms_beside(page, forms, name, which),
    }
    return render(request, "desk/tracing.html", context)


def _forms_beside(page: searches.Page, forms: dict[str, KanafForm], wrong: str, which: UUID | None) -> dict[str, Any]:
    """What was done, and the visits, each with a form of its own where something can still be said of it."""
    today = clock.today()

    def one(name: str, made: type[DatedForm], pk: UUID) -> KanafForm | None:
        if name not in forms:
            return None
        if wrong == name and which == pk:
            return forms[name]
        return made(prefix=name, today=today, auto_id=f"id_{pk}_%s")

    acted = [(row, one("settle", SettleForm, row.action.pk) if row.action.outcome == "pending" else None) for row in page.actions]
    visits = page.reunification.visits if page.reunification else []
    beside = [(row, one("visit", VisitForm, row[0].pk) if row[0].done_on is None else None) for row in visits]
    return {"acted": acted, "visits": beside}


def _forms(found: TracingRequest, page: searches.Page, by: Account) -> dict[str, KanafForm]:
    """The forms that this person may send from the page."""
    today = clock.today()
    made: dict[str, KanafForm] = {}
    if page.may_work and found.is_closed:
        made["reopen"] = WhyForm(prefix="reopen", today=today)
    elif page.may_work:
        made |= {
            "act": ActionForm(prefix="act", today=today),
            "hand": HandOverForm(prefix="hand", today=today, of_child=not found.is_seekers),
            "close": CloseForm(prefix="close", today=today),
        }
        if any(action.action.outcome == "pending" for action in page.actions):
            made["settle"] = SettleForm(prefix="settle", today=today)
    if page.reunification is not None and page.follows and by.holds(P.TRACING_WORK):
        if page.reunification.row.reunited_on is None:
            made["reunion"] = ReunionForm(prefix="reunion", today=today)
        else:
            made["visit"] = VisitForm(prefix="visit", today=today)
        made["fail"] = WhyForm(prefix="fail", today=today)
    return made
