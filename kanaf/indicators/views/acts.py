"""Freezing a figure, asking for its release, answering that. Releasing is an act of the room publication."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kanaf.access.models import Account
from kanaf.access.policy import load_or_404, needs, step_up
from kanaf.access.roles import Permission
from kanaf.core import clock
from kanaf.core.errors import Refused
from kanaf.indicators import actions, queries
from kanaf.indicators.forms import ActForm, ApproveForm, FreezeForm
from kanaf.indicators.models import FrozenFigure, Release
from kanaf.indicators.views.figures import figure_page, load_indicator, load_window
from kanaf.indicators.views.frame import page

P = Permission


@require_http_methods(["GET", "HEAD", "POST"])
@needs(P.FIGURE_FREEZE)
def freeze(request: HttpRequest, code: str) -> HttpResponse:
    """Choose a period or campaign, and keep the count of this moment for ever."""
    by: Account = request.user  # type: ignore[assignment]
    indicator, at = load_indicator(code), clock.now()
    windows = queries.windows_of(indicator, at.date())
    closed = [window.code for window in windows if window.period is None or window.period.closed_at is not None]
    form = FreezeForm(
        request.POST if request.method == "POST" else None,
        windows=windows,
        initial={"window": request.GET.get("window") or next(iter(closed), "")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.freeze_figure(by=by, at=at, indicator=indicator, period=form.chosen.period, campaign=form.chosen.campaign)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("Frozen, version %(version)s: this count will never change.") % {"version": row.version})
            return redirect(row.get_absolute_url())
    return page(request, "indicators/freeze.html", {"form": form, "indicator": indicator, "definition": indicator.definition})


@require_POST
@needs(P.RELEASE_ASK)
def ask_release(request: HttpRequest, figure: UUID) -> HttpResponse:
    """Make a figure safe beside everything released before, and ask another person."""
    by: Account = request.user  # type: ignore[assignment]
    row: FrozenFigure = load_or_404(_figures(), by, pk=figure)
    try:
        actions.ask_release(by=by, at=clock.now(), figure=row)
    except Refused as refused:
        return _refused(request, row, refused)
    messages.success(request, _("Protected, and sent for approval by another person."))
    return redirect(row.get_absolute_url())


@require_POST
@needs(P.RELEASE_APPROVE)
@step_up
def approve_release(request: HttpRequest, release: UUID) -> HttpResponse:
    """Say yes to what another person asked for."""
    by: Account = request.user  # type: ignore[assignment]
    row = _release(by, release)
    try:
        form = ApproveForm(request.POST)
        weighed = form.is_valid() and form.cleaned_data["weighed"]
        actions.approve_release(by=by, at=clock.now(), release=row, weighed=weighed)
    except Refused as refused:
        return _refused(request, row.figure, refused)
    messages.success(request, _("Approved: the figure may be released."))
    return redirect(row.figure.get_absolute_url())


@require_POST
@needs(P.RELEASE_APPROVE)
def decline_release(request: HttpRequest, release: UUID) -> HttpResponse:
    """Say no: the figure stays frozen."""
    by: Account = request.user  # type: ignore[assignment]
    row = _release(by, release)
    try:
        actions.decline_release(by=by, at=clock.now(), release=row)
    except Refused as refused:
        return _refused(request, row.figure, refused)
    messages.success(request, _("Declined: the figure stays frozen, and its release may be asked for again."))
    return redirect("indicators:figures")


def _figures() -> QuerySet[FrozenFigure]:
    return FrozenFigure.objects.select_related("definition__indicator", "period", "frozen_by")


def _release(by: Account, release: UUID) -> Release:
    held = Release.objects.select_related("figure__definition__indicator", "figure__period", "figure__frozen_by", "asked_by")
    row: Release = load_or_404(held, by, pk=release)
    return row


def _refused(request: HttpRequest, row: FrozenFigure, refused: Refused) -> HttpResponse:
    form = ActForm(request.POST)
    form.add_refusal(refused)
    return figure_page(request, load_indicator(row.definition.indicator_id), load_window(row.window_code), row, form)
