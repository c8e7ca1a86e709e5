"""The record of acts, for the data protection officer; its chain is verified from here."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from kanaf.access import audit as chain
from kanaf.access.policy import needs
from kanaf.access.roles import Permission
from kanaf.core import audit, clock
from kanaf.core.actions import one_transaction
from kanaf.desk.acts import act_in_words, refused_in_words
from kanaf.desk.forms.filters import RecordFilterForm
from kanaf.desk.queries import record
from kanaf.desk.views.asked import asker

WHY = {
    "changed": gettext_lazy("changed"),
    "missing": gettext_lazy("missing"),
    "cut": gettext_lazy("cut off"),
    "head_differs": gettext_lazy("not the one that the head file names"),
}


NOT_PERMITTED = "not_permitted"


@require_safe
@needs(Permission.AUDIT_READ)
def show_record(request: HttpRequest) -> HttpResponse:
    """The newest acts first, by pages of numbers; no name is in it."""
    by = asker(request)
    chosen = RecordFilterForm(request.GET, by=by, people=record.people(by))
    page = record.page(by, chosen.filters, older=_number(request, "older"), newer=_number(request, "newer"))
    names = ("act", "day", "day_day", "day_month", "day_year", "person", "code")
    query = [(name, value) for name in names for value in request.GET.getlist(name) if value]
    pager = {
        "shown": len(page.lines),
        "total": None,
        "previous_url": _url([*query, ("newer", str(page.newer))]) if page.newer else "",
        "next_url": _url([*query, ("older", str(page.older))]) if page.older else "",
    }
    context = {
        "filter": chosen,
        "is_filtered": bool(query),
        "clear_url": _url([]),
        "lines": [(line, words_of(line), details_in_words(line)) for line in page.lines],
        "pager": pager,
        "length": record.length(),
        "is_short": record.length() <= record.VERIFIED_AT_ONCE,
    }
    return render(request, "desk/record.html", context)


@require_POST
@needs(Permission.AUDIT_READ)
def verify_record(request: HttpRequest) -> HttpResponse:
    """Read the whole chain and say whether it is as it was written. A long one is verified by the command instead."""
    by, at = asker(request), clock.now()
    if record.length() > record.VERIFIED_AT_ONCE:
        messages.warning(request, _("The record is too long to be verified in a page: run ./manage.py audit_verify."))
        return redirect("desk:audit")
    verdict = chain.verify()
    with one_transaction():
        audit.record("audit.verified", by=by, at=at, rows=verdict.rows, bad=verdict.bad)
    if verdict.is_sound:
        sentence = ngettext(
            "The record is whole: %(rows)s act is as it was written.",
            "The record is whole: %(rows)s acts are as they were written.",
            verdict.rows,
        )
        messages.success(request, sentence % {"rows": verdict.rows})
    else:
        sentence = _(
            "The record is damaged: act %(number)s is %(why)s. Keep everything as it is, and call the person in charge of incidents."
        )
        messages.error(request, sentence % {"number": verdict.bad, "why": WHY[verdict.why]})
    return redirect("desk:audit")


def words_of(line: record.Line) -> str:
    """The act in the reader's language; of a refusal, what was refused."""
    if line.act != "refused":
        return act_in_words(line.act)
    refused = refused_in_words(str(line.details.get("action", "")))
    if line.details.get("code") == NOT_PERMITTED:
        return _("Refused for want of the right: %(act)s") % {"act": refused}
    return _("Refused: %(act)s") % {"act": refused}


def details_in_words(line: record.Line) -> str:
    """The coded details as they are kept, without ids: `city=nador · risk=high`."""
    left_out = {"action"} if line.act == "refused" else set()
    if line.details.get("code") == NOT_PERMITTED:
        left_out.add("code")
    shown = ((name, value) for name, value in line.details.items() if name not in left_out and value is not None)
    return " · ".join(f"{name}={value}" for name, value in shown if not _is_id(value))


def _is_id(value: object) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _url(query: list[tuple[str, str]]) -> str:
    url = reverse("desk:audit")
    return f"{url}?{urlencode(query)}" if query else url
