"""The list of sessions, one session, its plan."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kanaf.access.policy import load_or_404, needs
from kanaf.access.roles import Permission
from kanaf.activities import actions, queries, rules
from kanaf.activities.choices import Kind, State
from kanaf.activities.forms import PlanForm, SessionFilter
from kanaf.activities.forms.plan import as_initial
from kanaf.activities.models import Session, SessionReport
from kanaf.core import clock
from kanaf.core.errors import Refused, allowed
from kanaf.core.paging import page_of


def load(request: HttpRequest, id: UUID) -> Session:
    """The session of a page, if the person may see it."""
    found: Session = load_or_404(
        Session.objects.select_related("city", "venue", "organisation", "campaign", "project"),
        request.user,  # type: ignore[arg-type]
        pk=id,
    )
    return found


@require_safe
@needs(Permission.ACTIVITY_READ)
def sessions(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    today = clock.today()
    form = SessionFilter(request.GET, by=by)
    page = page_of(queries.sessions(by, today, **form.narrowed()), request, day="on")
    came = {row.session_id: row.total for row in SessionReport.objects.current().filter(session__in=[row.pk for row in page.rows])}
    rows = [{"session": row, "state": row.state_on(today), "came": came.get(row.pk)} for row in page.rows]
    return render(
        request,
        "activities/sessions.html",
        {"filter": form, "chips": form.chips(), "rows": rows, "pager": page, "may_plan": by.holds(Permission.ACTIVITY_PLAN)},
    )


@require_safe
@needs(Permission.ACTIVITY_READ)
def session(request: HttpRequest, id: UUID) -> HttpResponse:
    by: Any = request.user
    found = load(request, id)
    today = clock.today()
    is_own = found.organisation_id == by.organisation_id
    context = {
        "session": found,
        "state": found.state_on(today),
        "report": queries.report_of(found),
        "is_own": is_own,
        "may_plan": is_own and by.holds(Permission.ACTIVITY_PLAN) and found.state != State.CANCELLED,
        "may_list": _may_list(by, found) and allowed(rules.check_takes_list, found, by, today),
        "may_print": is_own and by.holds(Permission.ATTENDANCE_RECORD) and not found.is_training and found.state != State.CANCELLED,
    }
    if is_own and found.is_training:
        context["trained"] = queries.trained_by_kind(found, by).most_common()
    elif is_own:
        context["roll"] = queries.roll_held(found, by)
        context["headcount"] = queries.headcount_of(found).items()
    return render(request, "activities/session.html", context)


def _may_list(by: Any, session: Session) -> bool:
    return bool(by.holds(Permission.TRAINING_RECORD if session.is_training else Permission.ATTENDANCE_RECORD))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ACTIVITY_PLAN)
def plan(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    asked = {name: request.GET.get(name, "") for name in ("campaign", "kind", "city")}
    form = PlanForm(request.POST or None, by=by, initial={"on": clock.today(), **asked})
    if request.method == "POST" and form.is_valid():
        try:
            planned = actions.plan_session(by=by, at=clock.now(), plan=form.plan(), id=form.cleaned_data["form_id"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("The session is planned."))
            return redirect("activities:session", id=planned.pk)
    return render(request, "activities/plan.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ACTIVITY_PLAN)
def change(request: HttpRequest, id: UUID) -> HttpResponse:
    by: Any = request.user
    found = load(request, id)
    rules.check_is_own(found, by)
    form = PlanForm(request.POST or None, by=by, initial=as_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_session(by=by, at=clock.now(), session=found, plan=form.plan())
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("The session is changed."))
            return redirect("activities:session", id=found.pk)
    return render(request, "activities/plan.html", {"form": form, "session": found})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ACTIVITY_PLAN)
def cancel(request: HttpRequest, id: UUID) -> HttpResponse:
    by: Any = request.user
    found = load(request, id)
    rules.check_is_own(found, by)
    if request.method == "POST":
        actions.cancel_session(by=by, at=clock.now(), session=found)
        messages.success(request, _("The session is cancelled."))
        return redirect("activities:session", id=found.pk)
    return render(request, "activities/cancel.html", {"session": found, "report": queries.report_of(found), "kinds": Kind})
