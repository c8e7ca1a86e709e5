"""Quarters and years: what is missing of each, and closing it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kanaf.access.models import Account
from kanaf.access.policy import needs
from kanaf.access.roles import Permission
from kanaf.core import clock
from kanaf.core.errors import Refused
from kanaf.indicators import actions, board
from kanaf.indicators.forms import ActForm
from kanaf.indicators.models import Period, Submission
from kanaf.indicators.views.frame import page

P = Permission


@require_safe
@needs(P.PERIOD_CLOSE)
def periods(request: HttpRequest) -> HttpResponse:
    """Every period that has begun, newest first, with how many submissions wait or were accepted."""
    by: Account = request.user  # type: ignore[assignment]
    today = clock.today()
    counts: dict[str, dict[str, int]] = {}
    for period, status in Submission.objects.visible_to(by).values_list("period", "status"):
        held = counts.setdefault(period, {"submitted": 0, "accepted": 0})
        if status in held:
            held[status] += 1
    rows = [
        {"period": period, "over": period.ends_on < today, **counts.get(period.pk, {"submitted": 0, "accepted": 0})}
        for period in Period.objects.filter(starts_on__lte=today)
    ]
    return page(request, "indicators/periods.html", {"rows": rows})


@require_safe
@needs(P.PERIOD_CLOSE)
def period(request: HttpRequest, code: str) -> HttpResponse:
    """One period: each city with its partners, what is reported and what is not."""
    return _page(request, get_object_or_404(Period, pk=code), ActForm())


@require_POST
@needs(P.PERIOD_CLOSE)
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Close a period; from here on its figures may be frozen."""
    by: Account = request.user  # type: ignore[assignment]
    row = get_object_or_404(Period, pk=code)
    form = ActForm(request.POST)
    try:
        actions.close_period(by=by, at=clock.now(), period=row)
    except Refused as refused:
        form.add_refusal(refused)
        return _page(request, get_object_or_404(Period, pk=code), form)
    messages.success(request, _("Period closed. Its figures may be frozen now."))
    return redirect("indicators:period", code)


def _page(request: HttpRequest, row: Period, form: ActForm) -> HttpResponse:
    by: Account = request.user  # type: ignore[assignment]
    at = clock.now()
    reports = board.reports_of(row, by, at)
    context = {
        "period": row,
        "form": form,
        "reports": reports,
        "reported": sum(report.is_reported for report in reports),
        "why_not": board.why_not_close(row, at.date()),
    }
    return page(request, "indicators/period.html", context)
