"""A partner says that its records are complete; the information officer takes them in or sends them back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanaf.access.models import Account
from kanaf.access.policy import load_or_404, needs, signed_in
from kanaf.access.roles import Permission
from kanaf.core import clock
from kanaf.core.errors import NotPermitted, Refused
from kanaf.indicators import actions, board, queries
from kanaf.indicators.forms import ActForm, ReturnForm, SubmitForm
from kanaf.indicators.models import Period, Submission
from kanaf.indicators.views.frame import page

RECENT = 30
P = Permission


def check_sends_or_accepts(by: Account) -> None:
    """Two roles meet on these pages: the partner who sends, the officer who answers."""
    if not (by.holds(P.SUBMISSION_SEND) or by.holds(P.SUBMISSION_ACCEPT)):
        raise NotPermitted("submissions")


@require_safe
@signed_in
def submissions(request: HttpRequest) -> HttpResponse:
    """For a partner, its cities and periods; for the officer, what waits and what was answered last."""
    by: Account = request.user  # type: ignore[assignment]
    check_sends_or_accepts(by)
    today = clock.today()
    context = {"today": today, "sends": by.holds(P.SUBMISSION_SEND), "accepts": by.holds(P.SUBMISSION_ACCEPT)}
    if context["sends"]:
        context["standings"] = board.board(by, today)
    if context["accepts"]:
        held = Submission.objects.visible_to(by).select_related("organisation", "city", "period", "submitted_by", "decided_by")
        context["waiting"] = list(held.filter(status=Submission.Status.SUBMITTED).order_by("submitted_at"))
        context["answered"] = list(held.exclude(status=Submission.Status.SUBMITTED).order_by("-decided_at")[:RECENT])
    return page(request, "indicators/submissions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(P.SUBMISSION_SEND)
def send(request: HttpRequest, period: str, city: str) -> HttpResponse:
    """The computed counts of one's city and period, and the tick by which they are sent."""
    by: Account = request.user  # type: ignore[assignment]
    row = get_object_or_404(Period, pk=period)
    own = {each.code: each for each in board.own_cities(by)}
    if city not in own:
        raise Http404
    form = SubmitForm(request.POST if request.method == "POST" else None)
    at = clock.now()
    if request.method == "POST" and form.is_valid():
        try:
            submission = actions.submit(by=by, at=at, city=own[city], period=row)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("Sent. The information officer answers; you can follow it here."))
            return redirect("indicators:submission", submission.pk)
    children, services = queries.own_counts(by, own[city], row, at)
    context = {"form": form, "period": row, "city": own[city], "children": children, "services": services, "today": at.date()}
    return page(request, "indicators/send.html", context)


@require_safe
@signed_in
def submission(request: HttpRequest, submission: UUID) -> HttpResponse:
    """One submission: what was sent, by whom, and what was answered."""
    by: Account = request.user  # type: ignore[assignment]
    check_sends_or_accepts(by)
    return _page(request, _load(by, submission), ReturnForm())


@require_POST
@needs(P.SUBMISSION_ACCEPT)
def accept(request: HttpRequest, submission: UUID) -> HttpResponse:
    """Take a submission into its period."""
    by: Account = request.user  # type: ignore[assignment]
    row = _load(by, submission)
    form = ActForm(request.POST)
    try:
        actions.accept_submission(by=by, at=clock.now(), submission=row)
    except Refused as refused:
        form.add_refusal(refused)
        return _page(request, _load(by, submission), form)
    messages.success(request, _("Accepted: this city is reported for the period."))
    return redirect("indicators:submissions")


@require_POST
@needs(P.SUBMISSION_ACCEPT)
def send_back(request: HttpRequest, submission: UUID) -> HttpResponse:
    """Return a submission with what is to be completed."""
    by: Account = request.user  # type: ignore[assignment]
    row = _load(by, submission)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            actions.return_submission(by=by, at=clock.now(), submission=row, remark=form.cleaned_data["remark"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("Returned to the partner with your remark."))
            return redirect("indicators:submissions")
    return _page(request, _load(by, submission), form)


def _load(by: Account, submission: UUID) -> Submission:
    held = Submission.objects.select_related("organisation", "city", "period", "submitted_by", "decided_by")
    row: Submission = load_or_404(held, by, pk=submission)
    return row


def _page(request: HttpRequest, row: Submission, form: ActForm | ReturnForm) -> HttpResponse:
    by: Account = request.user  # type: ignore[assignment]
    waits = row.status == Submission.Status.SUBMITTED and row.period.closed_at is None
    context = {
        "submission": row,
        "form": form,
        "return_form": form if isinstance(form, ReturnForm) else ReturnForm(),
        "answers": waits and by.holds(P.SUBMISSION_ACCEPT),
        "is_own": row.submitted_by_id == by.pk,
        "may_send_again": by.holds(P.SUBMISSION_SEND) and row.status == Submission.Status.RETURNED and row.period.closed_at is None,
    }
    return page(request, "indicators/submission.html", context)
