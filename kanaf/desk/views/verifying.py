"""Who is sought is compared, both sides are verified, and somebody else decides whether the family comes together."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kanaf.access.models import Account
from kanaf.access.policy import load_or_404, needs
from kanaf.access.roles import Permission as P
from kanaf.children import actions
from kanaf.children.models import Child, TracingRequest
from kanaf.children.models.tracing import sees_all_tracing
from kanaf.core import audit, clock, rows
from kanaf.core.actions import one_transaction
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.forms import KanafForm
from kanaf.desk.forms.family import CandidateForm, ReunificationForm, VerifyForm
from kanaf.desk.queries import searches, sought
from kanaf.desk.views.asked import asker, typed


@require_http_methods(["GET", "HEAD", "POST"])
@needs(P.TRACING_WORK)
def verify(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How somebody made sure of the adult, or of the child's side."""
    by, at, found = asker(request), clock.now(), _load(request, pk)
    page = searches.page_of(found, by, at, is_open=False)
    sides = page.may_verify or [(side.of, side.label) for side in page.sides]
    asked = request.GET.get("of", "")
    form = VerifyForm(typed(request), today=at.date(), sides=sides, initial={"of": asked if asked in dict(sides) else sides[0][0]})
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.verify(
                by=by,
                at=at,
                request=found,
                of=given["of"],
                on=given["on"],
                methods=given["methods"],
                result=given["result"],
                note=given["note"],
                id=given["form_id"],
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("The verification is written down. Another person verifies the other side."))
            return redirect("desk:tracing", pk=found.pk)
    lead = _(
        "Ask the adult and the child apart, the same questions. Do not tell either what the other said, nor the adult where the child is."
    )
    return _page(request, found, page, form, title=_("Verify one side"), lead=lead, submit=_("Write it down"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(P.REUNIFICATION_DECIDE)
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The decision that a child goes to its family, by neither of those who verified."""
    by, at, found = asker(request), clock.now(), _load(request, pk)
    page = searches.page_of(found, by, at, is_open=False)
    form = ReunificationForm(typed(request), today=at.date())
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.decide_reunification(
                by=by,
                at=at,
                request=found,
                on=given["on"],
                basis=given["basis"],
                childs_view=given["childs_view"],
                country=given["country"],
                city=form.cities.get(given["city"]),
                note=given["note"],
                id=given["form_id"],
            )
        except Refused as refused:
            form.add_refusal(refused)
        except NotPermitted:
            form.add_refusal(Refused(_("The child’s own organisation decides, or the national coordination."), code="not_yours"))
        else:
            messages.success(request, _("The decision is written down. The child’s team says on which day it comes about."))
            return redirect("desk:tracing", pk=found.pk)
    lead = _(
        "Two colleagues verified both sides. You decide on the ground of a best-interests decision, and never against the child’s will."
    )
    return _page(request, found, page, form, title=_("Decide on the reunification"), lead=lead, submit=_("Write down the decision"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(P.TRACING_WORK)
def compare(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Side by side: what a seeker says, and the children who look alike, with reasons. Each is decided once."""
    by, at, found = asker(request), clock.now(), _load(request, pk)
    if not sees_all_tracing(by) and (found.organisation_id != by.organisation_id or not found.is_seekers):
        raise NotPermitted("the national coordination compares")
    form: KanafForm | None = None
    which = request.POST.get("which", "")
    if request.method == "POST":
        form = CandidateForm(request.POST)
        if form.is_valid():
            try:
                _decide_candidate(by, found, which, form)
            except Refused as refused:
                form.add_refusal(refused)
            else:
                messages.success(request, _("Written down. It is not asked again; who looks for the child is told nothing."))
                return redirect("desk:compare", pk=found.pk)
    said, _is_closed = searches.opened(found, by, at)
    shown = sought.shown(found, by=by, at=at)
    with one_transaction():
        for one in shown:
            audit.record("tracing.candidate_shown", by=by, target=one.child, at=at, request=one.request.pk)
    context = {
        "by": by,
        "tracing_request": found,
        "what": searches.what(found),
        "said": said,
        "shown": [(one, form if form and which == one.which else CandidateForm(auto_id=f"id_{one.which}_%s")) for one in shown],
        "is_national": sees_all_tracing(by),
        "form": form,
    }
    return render(request, "desk/compare.html", context)


def _decide_candidate(by: Account, found: TracingRequest, which: str, form: KanafForm) -> None:
    """`which` is the child of a seeker's request, or, seen from a child's request, the seeker's request that may be about it."""
    given: dict[str, Any] = form.cleaned_data
    at = clock.now()
    if found.is_seekers:
        with rows.as_registry() if sees_all_tracing(by) else rows.for_organisation(by.organisation_id):
            known = Child.objects.all() if sees_all_tracing(by) else Child.objects.followed_by(by)
            child = _one(known, which)
        actions.decide_candidate(by=by, at=at, request=found, child=child, verdict=given["verdict"], note=given["note"])
        return
    seeker = _seeker(by, which)
    with rows.as_registry():
        child = _one(Child.objects.all(), str(found.child_id))
    actions.decide_candidate(by=by, at=at, request=seeker, child=child, verdict=given["verdict"], note=given["note"])


def _one(children: Any, pk: str) -> Child:
    try:
        found: Child = children.get(pk=UUID(pk))
    except (ValueError, Child.DoesNotExist) as error:
        raise Refused(_("Choose one of those that are shown."), code="not_shown") from error
    return found


def _seeker(by: Account, pk: str) -> TracingRequest:
    try:
        found: TracingRequest = TracingRequest.objects.visible_to(by).get(pk=UUID(pk))
    except (ValueError, TracingRequest.DoesNotExist) as error:
        raise Refused(_("Choose one of those that are shown."), code="not_shown") from error
    return found


def _load(request: HttpRequest, pk: UUID) -> TracingRequest:
    found: TracingRequest = load_or_404(TracingRequest.objects.select_related("organisation", "city"), asker(request), pk=pk)
    return found


def _page(
    request: HttpRequest, found: TracingRequest, page: searches.Page, form: KanafForm, *, title: str, lead: str, submit: str
) -> HttpResponse:
    context = {"tracing_request": found, "page": page, "form": form, "title": title, "lead": lead, "submit": submit}
    return render(request, "desk/tracing_act.html", context)
