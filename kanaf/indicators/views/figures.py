"""Figures: the list, one figure with its tables and its way to readers, its definition, its CSV."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from kanaf.access.models import Account
from kanaf.access.policy import load_or_404, needs
from kanaf.access.roles import Permission
from kanaf.core import clock
from kanaf.disclosure.rules import RULES
from kanaf.indicators import checklist, downloads, queries, shown
from kanaf.indicators.forms import ActForm, ApproveForm
from kanaf.indicators.models import FrozenFigure, Indicator
from kanaf.indicators.queries import FigureWindow
from kanaf.indicators.views.frame import page

P = Permission


@require_safe
@needs(P.FIGURE_READ)
def figures(request: HttpRequest) -> HttpResponse:
    """Every indicator with its newest figures, as far as one may see them."""
    by: Account = request.user  # type: ignore[assignment]
    context = {"indicators": shown.newest_by_indicator(by), "prepares": by.holds(P.FIGURE_FREEZE)}
    return page(request, "indicators/figures.html", context)


@require_safe
@needs(P.FIGURE_READ)
def figure(request: HttpRequest, code: str, window: str) -> HttpResponse:
    """One figure: its number and what it counts, chart and tables, notes, versions, and what stands before publishing it."""
    by: Account = request.user  # type: ignore[assignment]
    indicator, over = load_indicator(code), load_window(window)
    held = newest_visible(by, indicator, over, request.GET.get("version", ""))
    if held is None and not by.holds(P.FIGURE_FREEZE):
        raise Http404
    return figure_page(request, indicator, over, held, ActForm())


@require_safe
@needs(P.FIGURE_READ)
def frozen(request: HttpRequest, figure: UUID) -> HttpResponse:
    """The page of a frozen figure that one knows by its id."""
    row: FrozenFigure = load_or_404(FrozenFigure.objects, request.user, pk=figure)  # type: ignore[arg-type]
    return redirect(row.get_absolute_url())


@require_safe
@needs(P.FIGURE_READ)
def definition(request: HttpRequest, code: str) -> HttpResponse:
    """What an indicator counts, in words: unit, cuts and whether they add up, notes, versions."""
    indicator = load_indicator(code)
    versions = list(indicator.definitions.order_by("-version"))
    newest = versions[0]
    cuts = [
        {
            "label": newest.in_language(cut.get("labels", {})) or key,
            "text": newest.in_language(cut.get("definition", {})),
            "additive": cut["additive"],
        }
        for key, cut in newest.cuts.items()
    ]
    context = {
        "indicator": indicator,
        "definition": newest,
        "versions": versions,
        "cuts": cuts,
        "tables": indicator.tables.all(),
        "rule": RULES[newest.rule],
        "external": indicator.external_values.all(),
    }
    return page(request, "indicators/definition.html", context)


@require_safe
@needs(P.FIGURE_READ)
def download(request: HttpRequest, code: str, window: str) -> HttpResponse:
    """The protected tables of a figure as CSV."""
    by: Account = request.user  # type: ignore[assignment]
    row = newest_visible(by, load_indicator(code), load_window(window), request.GET.get("version", ""))
    release = shown.standing_releases(by, [row.pk]).get(row.pk) if row else None
    if row is None or release is None:
        raise Http404
    release.figure = row
    response = HttpResponse(downloads.csv_of(release), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{code}-{row.window_code}-v{row.version}.csv"'
    return response


def load_indicator(code: str) -> Indicator:
    return get_object_or_404(Indicator.objects.prefetch_related("external_values"), pk=code)


def load_window(code: str) -> FigureWindow:
    window = queries.window_named(code)
    if window is None:
        raise Http404
    return window


def newest_visible(by: Account, indicator: Indicator, window: FigureWindow, version: str) -> FrozenFigure | None:
    """The version asked for, or the newest that one may see; a version that one may not see is not found."""
    held = FrozenFigure.objects.visible_to(by).filter(definition__indicator=indicator, period=window.period, campaign=window.campaign)
    held = held.select_related("definition__indicator", "period", "frozen_by")
    if not version:
        newest: FrozenFigure | None = held.order_by("-version").first()
        return newest
    row = held.filter(version=int(version)).first() if version.isascii() and version.isdigit() and len(version) < 5 else None
    if row is None:
        raise Http404
    return row


def figure_page(request: HttpRequest, indicator: Indicator, window: FigureWindow, row: FrozenFigure | None, form: ActForm) -> HttpResponse:
    """The page, also where an act was refused: the sentence stands above, the page is as it was."""
    by: Account = request.user  # type: ignore[assignment]
    held = shown.shown_figure(row, by) if row else None
    definition = row.definition if row else indicator.definition
    context = {
        "indicator": indicator,
        "window": window,
        "definition": definition,
        "shown": held,
        "figure": row,
        "form": form,
        "approve_form": ApproveForm(),
        "notes": shown.notes_of(definition),
        "external": shown.external_values(indicator, window.starts_on, window.ends_on),
        "rule": RULES[definition.rule],
        "prepares": checklist.may_prepare(by),
        "may_freeze": by.holds(P.FIGURE_FREEZE),
        "may_open_records": row is not None and (by.holds(P.FIGURE_FREEZE) or by.holds(P.CASE_READ_ORGANISATION)),
    }
    if context["prepares"]:
        context["checklist"] = checklist.checklist(window, definition, held, by, clock.now())
    return page(request, "indicators/figure.html", context)
