"""A child's family: who belongs to it, in codes until somebody says why it is opened; and whom the child looks for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kanaf.access import reading
from kanaf.access.models import Account
from kanaf.access.policy import in_interview, load_or_404, needs
from kanaf.access.roles import Permission as P
from kanaf.children import actions, tracing
from kanaf.children.actions import check_follows
from kanaf.children.kin import Kin
from kanaf.children.models import Child, ChildLink, Kinship, RelativeFacts
from kanaf.children.queries import registration_of
from kanaf.children.restricting import restricted_to
from kanaf.core import clock
from kanaf.core.errors import NotPermitted, Refused
from kanaf.desk import words
from kanaf.desk.forms.casework import ReasonForm
from kanaf.desk.forms.family import TOLD, AlsoForm, OpenTracingForm, RelativeForm
from kanaf.desk.queries.files import consents_of
from kanaf.desk.views.asked import act_page, asker, child_of, typed
from kanaf.programme import queries as programme


@require_http_methods(["GET", "HEAD", "POST"])
@needs(P.TRACING_READ)
@in_interview
def show_family(request: HttpRequest, code: str) -> HttpResponse:
    """The family in codes, and every request about it; with a reason, who they are, for this response only."""
    by, at, child = asker(request), clock.now(), child_of(request, code)
    form, opened = ReasonForm(typed(request)), None
    if form.is_valid():
        if reading.stopped(by, child.pk, at):
            return render(request, "desk/reading_stopped.html", status=429)
        try:
            opened = actions.open_family(by=by, at=at, child=child, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_refusal(refused)
    siblings = _siblings(child, by)
    consent = next((one for one in consents_of(child, by) if one.purpose == "tracing"), None)
    context = {
        "child": child,
        "who": words.child(registration_of(child), at.date()),
        "by": by,
        "form": form,
        "ties": [
            (tie, opened.get(tie.relative_id) if opened is not None else None, _also(tie, siblings)) for tie in tracing.kin_of(child, by)
        ],
        "is_open": opened is not None,
        "is_restricted": bool(restricted_to(by, [child.pk])),
        "requests": tracing.requests_of(child, by),
        "consent": consent,
        "may_work": by.holds(P.TRACING_WORK) and child.care_team.live().filter(organisation=by.organisation_id).exists(),
    }
    return render(request, "desk/family.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(P.TRACING_WORK)
@in_interview
def add_relative(request: HttpRequest, code: str) -> HttpResponse:
    by, at, child = asker(request), clock.now(), child_of(request, code)
    initial = {"life": RelativeFacts.Life.UNKNOWN, "wish": Kinship.Wish.NOT_ASKED, "source": RelativeFacts.Source.CHILD}
    form = RelativeForm(typed(request), initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.add_relative(
                by=by,
                at=at,
                child=child,
                on=at.date(),
                relation=given["relation"],
                told=form.told,
                life=given["life"],
                source=given["source"],
                wish=given["wish"],
                id=given["form_id"],
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("Written down. Who it is stays sealed under a key of its own."))
            return redirect("desk:family", code=child.code)
    lead = _("As the child tells it, in its own words. What is not known stays empty.")
    return act_page(request, child, form, title=_("Somebody of the family"), submit=_("Write it down"), lead=lead)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(P.TRACING_WORK)
@in_interview
def correct_relative(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """Open who it is with a reason, then correct it; what was said before stays."""
    by, at, tie = asker(request), clock.now(), _own_tie(request, code, pk)
    child = tie.child
    if reading.stopped(by, child.pk, at):
        return render(request, "desk/reading_stopped.html", status=429)
    is_told = "relation" in request.POST
    form: Any = RelativeForm(request.POST) if is_told else ReasonForm(typed(request))
    if form.is_valid():
        try:
            if is_told:
                given = form.cleaned_data
                actions.correct_relative(
                    by=by,
                    at=at,
                    child=child,
                    relative=tie.relative,
                    relation=given["relation"],
                    told=form.told,
                    life=given["life"],
                    source=given["source"],
                    wish=given["wish"],
                )
                messages.success(request, _("Corrected; what was said before is kept."))
                return redirect("desk:family", code=child.code)
            opened = actions.open_family(by=by, at=at, child=child, reason=form.cleaned_data["reason"])
            form, is_told = RelativeForm(initial=_as_told(tie, opened.get(pk, Kin()))), True
        except Refused as refused:
            form.add_refusal(refused)
    lead = "" if is_told else _("Say first why you open it: opening is recorded.")
    submit = _("Keep the correction") if is_told else _("Show who it is")
    return act_page(request, child, form, title=_("Correct what is known of a relative"), submit=submit, lead=lead)


@require_POST
@needs(P.TRACING_WORK)
def share_relative(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """Say that somebody of this child's family is of its sister's or brother's too."""
    by, at, tie = asker(request), clock.now(), _own_tie(request, code, pk)
    child = tie.child
    form = AlsoForm(request.POST, siblings=_siblings(child, by))
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.share_relative(by=by, at=at, child=child, relative=tie.relative, other=given["other"], relation=given["relation"])
        except Refused as refused:
            messages.error(request, str(refused.message))
        else:
            messages.success(request, _("Written down in the other file too."))
    else:
        messages.error(request, _("Choose a sister or brother who is linked, and the relation."))
    return redirect("desk:family", code=child.code)


@require_POST
@needs(P.TRACING_WORK)
def untie_relative(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    by, at, tie = asker(request), clock.now(), _own_tie(request, code, pk)
    child = tie.child
    try:
        actions.untie_relative(by=by, at=at, child=child, relative=tie.relative)
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("This person is no relative of the child any more; that it was thought stays in the record."))
    return redirect("desk:family", code=child.code)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(P.TRACING_WORK)
def open_tracing(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """Look for a relative because the child wants it."""
    by, at, tie = asker(request), clock.now(), _own_tie(request, code, pk)
    child = tie.child
    form = OpenTracingForm(typed(request), today=at.date())
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.open_tracing(
                by=by, at=at, child=child, relative=tie.relative, on=given["on"], note=given["note"], id=given["form_id"]
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("The search is opened. The child may stop it at any time."))
            return redirect("desk:tracing", pk=made.pk)
    relation = programme.label("family_relation", tie.relation)
    lead = _("%(relation)s. A consent to be looked for must hold: without it help goes on all the same.") % {"relation": relation}
    return act_page(request, child, form, title=_("Look for a relative"), submit=_("Open the search"), lead=lead)


def _own_tie(request: HttpRequest, code: str, pk: UUID) -> Kinship:
    """A relative of this very child, in one gesture: 404 where there is none, 403 where it is another organisation's to write."""
    by = asker(request)
    ties = Kinship.objects.current().filter(child__code=code).select_related("child", "relative")
    tie: Kinship = load_or_404(ties, by, relative=pk)
    check_follows(by, tie.child)
    if tie.organisation_id != by.organisation_id:
        raise NotPermitted("another organisation's relative")
    return tie


def _as_told(tie: Kinship, told: Kin) -> dict[str, Any]:
    held = {name: getattr(told, name) for name in TOLD}
    facts = RelativeFacts.objects.current().filter(relative=tie.relative_id).order_by("recorded_at").last()
    return held | {
        "relation": tie.relation,
        "wish": tie.wish,
        "life": facts.life if facts else "",
        "source": facts.source if facts else "",
    }


def _also(tie: tracing.Tie, siblings: Any) -> AlsoForm | None:
    """A form of its own beside each relative, where there is a sister or brother."""
    if not siblings:
        return None
    return AlsoForm(siblings=siblings, initial={"relation": tie.kinship.relation}, auto_id=f"id_{tie.relative_id}_%s")


def _siblings(child: Child, by: Account) -> Any:
    """Sisters and brothers whom one follows too."""
    links = ChildLink.objects.visible_to(by).live().of_child(child).filter(kind=ChildLink.Kind.SIBLING)
    ids = {one.child_id if one.other_id == child.pk else one.other_id for one in links}
    return Child.objects.filter(pk__in=ids).order_by("code")
