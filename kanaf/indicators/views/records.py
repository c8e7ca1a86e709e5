"""From a figure back to its records, as far as one's rights go; and the count of this moment."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kanaf.access.models import Account
from kanaf.access.policy import needs, signed_in
from kanaf.access.roles import Permission
from kanaf.core import clock
from kanaf.core.errors import NotPermitted
from kanaf.indicators import actions, queries, records, shown
from kanaf.indicators.forms import LiveForm
from kanaf.indicators.views.figures import load_indicator, load_window, newest_visible
from kanaf.indicators.views.frame import page

P = Permission


@require_safe
@needs(P.FIGURE_READ)
def members(request: HttpRequest, code: str, window: str) -> HttpResponse:
    """What a frozen figure counted: numbers for those who freeze, the case codes of one's own children for a supervisor.

    Opening it is recorded.
    """
    by: Account = request.user  # type: ignore[assignment]
    if not (by.holds(P.FIGURE_FREEZE) or by.holds(P.CASE_READ_ORGANISATION)):
        raise NotPermitted("figure records")
    indicator, over = load_indicator(code), load_window(window)
    row = newest_visible(by, indicator, over, request.GET.get("version", ""))
    if row is None:
        raise Http404
    actions.open_records(by=by, at=clock.now(), figure=row)
    context = {
        "indicator": indicator,
        "window": over,
        "figure": row,
        "counts": records.counts_by_cut(row, shown.Words(row.definition)) if by.holds(P.FIGURE_FREEZE) else [],
        "records": records.number_of(row) if by.holds(P.FIGURE_FREEZE) else None,
        "own": records.own_children(row, by) if by.holds(P.CASE_READ_ORGANISATION) else None,
    }
    return page(request, "indicators/members.html", context)


@require_safe
@signed_in
def live(request: HttpRequest) -> HttpResponse:
    """The unprotected count of this moment, for those who prepare figures and for administrators; each is recorded."""
    by: Account = request.user  # type: ignore[assignment]
    if not (by.holds(P.FIGURE_READ_LIVE) or by.holds(P.FIGURE_FREEZE)):
        raise NotPermitted("live figures")
    at = clock.now()
    form = LiveForm(request.GET or None, windows=queries.all_windows(at.date()))
    context: dict[str, object] = {"form": form, "reads": by.holds(P.FIGURE_READ)}
    if form.is_bound and form.is_valid():
        indicator = form.cleaned_data["indicator"]
        starts_on, ends_on, campaign = form.days
        counted = actions.count_live(by=by, at=at, indicator=indicator, starts_on=starts_on, ends_on=ends_on, campaign=campaign)
        context |= {"counted": counted, "days": (starts_on, ends_on), "table": shown.live_table(counted)}
    return page(request, "indicators/live.html", context)
