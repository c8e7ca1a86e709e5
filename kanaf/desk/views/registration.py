"""What is registered is corrected, an age is assessed, children who belong together are linked, a card is printed."""

from typing import Any
from uuid import UUID

import qrcode
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from qrcode.image.svg import SvgPathImage

from kanaf.access import reading
from kanaf.access.policy import in_interview, load_or_404, needs
from kanaf.access.roles import Permission
from kanaf.children import actions
from kanaf.children.models import Child, ChildLink
from kanaf.children.queries import find_by_code, registration_of
from kanaf.core import audit, clock
from kanaf.core.actions import one_transaction
from kanaf.core.errors import NotPermitted, Refused
from kanaf.desk.forms.casework import ReasonForm
from kanaf.desk.forms.registration import NAMES, AgeForm, LinkForm, NamesForm, ParticularsForm, as_typed
from kanaf.desk.views.asked import act_page, asker, child_of, to_file, typed


def _own_child(request: HttpRequest, code: str) -> Child:
    """A child that one's own organisation registered, and follows: nobody else corrects what it wrote."""
    child = child_of(request, code)
    if child.organisation_id != asker(request).organisation_id:
        raise NotPermitted("registered by another organisation")
    return child


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CHILD_REGISTER)
@in_interview
def correct_registration(request: HttpRequest, code: str) -> HttpResponse:
    """Correct what is registered in codes; what was said before stays readable."""
    by, at, child = asker(request), clock.now(), _own_child(request, code)
    held = registration_of(child)
    form = ParticularsForm(typed(request), today=at.date(), interviewed_on=held.happened_on, initial=as_typed(held))
    if form.is_valid():
        try:
            actions.correct_registration(by=by, at=at, child=child, particulars=form.particulars)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("The registration is corrected; what was said before stays in the file’s story."))
            return to_file(child)
    title = _("Correct the registration")
    return act_page(request, child, form, title=title, submit=_("Keep the correction"), template="desk/correct_registration.html")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CHILD_REGISTER)
@in_interview
def correct_identity(request: HttpRequest, code: str) -> HttpResponse:
    """Open the identity with a reason, then correct it. Earlier names stay, and still find the child."""
    by, at, child = asker(request), clock.now(), _own_child(request, code)
    if reading.stopped(by, child.pk, at):
        return render(request, "desk/reading_stopped.html", status=429)
    is_names = any(name in request.POST for name in NAMES)
    form: Any = NamesForm(request.POST) if is_names else ReasonForm(typed(request))
    if form.is_valid():
        try:
            if is_names:
                actions.correct_identity(by=by, at=at, child=child, told=form.names)
                messages.success(request, _("The identity is corrected; the names given before still find the child."))
                return to_file(child)
            opened = actions.open_identity(by=by, at=at, child=child, reason=form.cleaned_data["reason"])
            form, is_names = NamesForm(initial={name: getattr(opened, name) for name in NAMES}), True
        except Refused as refused:
            form.add_refusal(refused)
    lead = "" if is_names else _("Say first why you open it: opening is recorded.")
    submit = _("Keep the correction") if is_names else _("Show the identity")
    return act_page(request, child, form, title=_("Correct the identity"), submit=submit, lead=lead)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.AGE_ASSESS)
def assess_age(request: HttpRequest, code: str) -> HttpResponse:
    """Write down an assessed age beside the declared one."""
    by, at, child = asker(request), clock.now(), child_of(request, code)
    form = AgeForm(typed(request), today=at.date())
    if form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "form_id"}
        try:
            row = actions.record_age_assessment(by=by, at=at, child=child, id=form.cleaned_data["form_id"], **given)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            said = _("The assessed age is written down: the child is taken as a child.")
            messages.success(request, said if row.is_child else _("The assessed age is written down beside the declared one."))
            return to_file(child)
    lead = _(
        "A last resort, on serious doubt, by several disciplines together. The declared age stays; where the margin reaches below 18, "
        "the child is taken as a child."
    )
    return act_page(request, child, form, title=_("Assessed age"), submit=_("Write it down"), lead=lead)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CHILD_REGISTER)
def link_child(request: HttpRequest, code: str) -> HttpResponse:
    """Say that another child of one's own files belongs with this one."""
    by, at, child = asker(request), clock.now(), child_of(request, code)
    form = LinkForm(typed(request))
    if form.is_valid():
        other = find_by_code(by, form.cleaned_data["code"])
        try:
            if other is None:
                raise Refused(_("No child in your reach has this code: check each character."), field="code", code="unknown_code")
            actions.link_children(by=by, at=at, child=child, other=other, kind=form.cleaned_data["kind"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("The two children are linked."))
            return to_file(child)
    lead = _("Each file shows the other one from now on, to those who follow both.")
    return act_page(request, child, form, title=_("Link to another child"), submit=_("Link them"), lead=lead)


@require_POST
@needs(Permission.CHILD_REGISTER)
def unlink_child(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    by, at = asker(request), clock.now()
    link: ChildLink = load_or_404(ChildLink.objects.between(code).select_related("child", "other"), by, pk=pk)
    actions.unlink_children(by=by, at=at, link=link)
    messages.success(request, _("The link is ended."))
    return redirect("desk:child", code=code)


@require_safe
@needs(Permission.CHILD_REGISTER)
def print_card(request: HttpRequest, code: str) -> HttpResponse:
    """A card that says the code and nothing else; only for a child that wants one. Printing is recorded."""
    by, at, child = asker(request), clock.now(), child_of(request, code)
    if not registration_of(child).wants_card:
        messages.error(request, _("The child has not asked for a card: if it does, say so in the registration first."))
        return to_file(child)
    with one_transaction():
        audit.record("card.printed", by=by, target=child, at=at)
    drawn = qrcode.make(child.code, image_factory=SvgPathImage, box_size=12, border=2).to_string(encoding="unicode")
    return render(request, "desk/card.html", {"child": child, "square": mark_safe(drawn)})
