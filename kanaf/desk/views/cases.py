"""The list of cases."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kanaf.access.policy import needs
from kanaf.access.roles import Permission
from kanaf.core import clock
from kanaf.desk.forms.filters import CaseFilterForm
from kanaf.desk.queries import caselist
from kanaf.desk.queries.people import who_may_be_responsible
from kanaf.desk.views.asked import asker
from kanaf.desk.views.rows import shown


@require_safe
@needs(Permission.CASE_READ)
def list_cases(request: HttpRequest) -> HttpResponse:
    """The cases one may see, the most overdue first; filters only narrow them."""
    by, at = asker(request), clock.now()
    chosen = CaseFilterForm(request.GET, colleagues=who_may_be_responsible(by))
    page = caselist.page(by, chosen.filters, at, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    query = asked_of(request)
    pager = {
        "shown": len(page.rows),
        "total": None,
        "previous_url": _url([*query, ("before", page.before)]) if page.before else "",
        "next_url": _url([*query, ("after", page.after)]) if page.after else "",
    }
    context = {
        "filter": chosen,
        "chips": chips(chosen, query),
        "clear_url": _url([]),
        "rows": [shown(row, at) for row in page.rows],
        "pager": pager,
        "by": by,
    }
    return render(request, "desk/cases.html", context)


def asked_of(request: HttpRequest) -> list[tuple[str, str]]:
    """The filters of the address, without the place in the list."""
    names = ("code", "due", "risk", "status", "responsible")
    return [(name, value) for name in names for value in request.GET.getlist(name) if value]


def chips(chosen: CaseFilterForm, query: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """(what is asked, the address without it) for each filter in force."""
    labels: dict[str, str] = {}
    filters = chosen.filters
    if filters.code:
        labels["code"] = _("Code: %(value)s") % {"value": filters.code}
    if filters.due:
        labels["due"] = str(dict(chosen.fields["due"].choices)[filters.due])  # type: ignore[attr-defined]
    if filters.risk:
        words = dict(chosen.fields["risk"].choices)  # type: ignore[attr-defined]
        labels["risk"] = " · ".join(str(words[risk]) for risk in filters.risk)
    if filters.status != caselist.OPEN:
        closed = filters.status == caselist.CLOSED
        labels["status"] = _("Closed cases") if closed else _("Open and closed cases")
    if responsible := chosen.kept("responsible"):
        labels["responsible"] = _("Responsible: %(who)s") % {"who": responsible.initials}
    return [(label, _url([pair for pair in query if pair[0] != name])) for name, label in labels.items()]


def _url(query: list[tuple[str, str]]) -> str:
    url = reverse("desk:cases")
    return f"{url}?{urlencode(query)}" if query else url
