"""A file opened in an emergency: one child, an hour, reading only; told to others, reviewed by another person."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanaf.access.policy import needs, signed_in
from kanaf.access.roles import Permission
from kanaf.children import actions
from kanaf.children import queries as children
from kanaf.children.models import EmergencyAccess
from kanaf.core import audit, clock
from kanaf.core.actions import one_transaction
from kanaf.core.errors import Refused
from kanaf.desk import words
from kanaf.desk.forms.sharing import EmergencyForm, ReviewForm
from kanaf.desk.queries import emergencies
from kanaf.desk.views.asked import asker, typed


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EMERGENCY_OPEN)
def open_emergency(request: HttpRequest) -> HttpResponse:
    """Which file and why. What one opened, and what one is to review, stand beside it."""
    by, at = asker(request), clock.now()
    form = EmergencyForm(typed(request))
    if form.is_valid():
        given = form.cleaned_data
        try:
            access = actions.open_emergency(by=by, at=at, code=given["code"], reason=given["reason"], why=given["why"], id=given["form_id"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            return redirect("desk:emergency", pk=access.pk)
    return render(request, "desk/emergency_open.html", {"form": form, "accesses": listed(request), "by": by})


@require_safe
@signed_in
def show_emergency(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file, to who opened it and while the hour runs; to others, who opened it and why. Each reading is recorded."""
    by, at, access = asker(request), clock.now(), _access(request, pk)
    is_mine = access.account_id == by.pk
    context = {"access": access, "state": emergencies.state_of(access, at), "is_mine": is_mine, "on_call": emergencies.on_call(access)}
    if is_mine and access.is_open(at):
        shows_place = access.place_allowed_at is not None
        with one_transaction():
            audit.record("emergency.place_read" if shows_place else "emergency.read", by=by, target=access.subject, at=at)
        file = emergencies.read(access)
        context |= {
            "file": file,
            "who": words.child(file.registration, at.date()),
            "age": words.age(file.registration, at.date()),
            "sex": words.SEXES.get(file.registration.sex, file.registration.sex),
            "identity": [(label, getattr(file.names, name)) for name, label in words.NAMES if getattr(file.names, name)],
        }
    elif not is_mine and by.holds(Permission.EMERGENCY_REVIEW):
        context |= {"reasons": emergencies.reasons(access), "form": ReviewForm(), "may_review": access.reviewed_at is None}
    return render(request, "desk/emergency.html", context)


@require_POST
@needs(Permission.EMERGENCY_OPEN)
def ask_for_place(request: HttpRequest, pk: UUID) -> HttpResponse:
    access = _access(request, pk)
    _say(request, _("The people on call see that you ask for the place. Call one of them."), actions.ask_for_place, access)
    return redirect("desk:emergency", pk=access.pk)


@require_POST
@needs(Permission.EMERGENCY_REVIEW)
def allow_place(request: HttpRequest, pk: UUID) -> HttpResponse:
    access = _access(request, pk)
    _say(request, _("The place is shown to them for what remains of the hour."), actions.allow_place_in_emergency, access)
    return redirect("desk:emergency", pk=access.pk)


@require_POST
@needs(Permission.EMERGENCY_REVIEW)
def review_emergency(request: HttpRequest, pk: UUID) -> HttpResponse:
    access, form = _access(request, pk), ReviewForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say whether it was justified."))
    else:
        _say(request, _("The review is recorded."), actions.review_emergency, access, verdict=form.cleaned_data["verdict"])
    return redirect("desk:emergency", pk=access.pk)


def listed(request: HttpRequest) -> list[tuple[EmergencyAccess, str]]:
    at = clock.now()
    return [(access, emergencies.state_of(access, at)) for access in children.emergencies_for(asker(request))]


def _say(request: HttpRequest, done: str, act: object, access: EmergencyAccess, **values: object) -> None:
    """Do something about an access; what refuses it is said on the next page."""
    try:
        act(by=asker(request), at=clock.now(), access=access, **values)  # type: ignore[operator]
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)


def _access(request: HttpRequest, pk: UUID) -> EmergencyAccess:
    """One that this person may know of; another is not found."""
    found = children.emergencies_for(asker(request), only=pk)
    if not found:
        raise Http404
    return found[0]
