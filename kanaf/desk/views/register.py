"""A child is registered: look-alikes among one's own files first, then saved, then its case is opened."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kanaf.access.models import Account
from kanaf.access.policy import in_interview, load_or_404, needs
from kanaf.access.roles import Permission
from kanaf.children import actions, rules
from kanaf.children.models import Alert, Child, Draft
from kanaf.children.queries import look_alikes, registration_of
from kanaf.children.recognition import LookAlike
from kanaf.core import audit, clock
from kanaf.core.actions import one_transaction
from kanaf.core.errors import Refused
from kanaf.desk import looked
from kanaf.desk.forms.registration import RegistrationForm
from kanaf.desk.matches import Match, matches_of
from kanaf.desk.views.asked import asker, typed

SHOWN = "look_alikes_shown"
REGISTERED, MIXED = "registered", "mixed"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CHILD_REGISTER)
@in_interview
def register(request: HttpRequest) -> HttpResponse:
    """One page. A look-alike that was not looked at brings the page back once, with everything that was typed."""
    by, at = asker(request), clock.now()
    alert = _alert(request)
    form = RegistrationForm(typed(request), by=by, today=at.date(), initial=_as_seen(request, alert))
    found: list[LookAlike] = []
    note, asking = "", False
    if request.method == "GET" and "draft" in request.GET:
        form = _taken_up(request, at)
        alert = _alert_of(request, form.data.get("alert"))
    elif request.method == "POST" and request.POST.get("do") == "draft":
        if _kept(request, form):
            return redirect("desk:home")
    elif request.method == "POST":
        is_known = form.is_valid() and _was_looked_at(request, form)
        if not is_known:
            found, note = _compared(request, form)
        if form.is_valid():
            asking = not _ids(found) <= set(request.POST.getlist("seen"))
            if not asking and (child := _register(request, form, alert)):
                told = MIXED if form.has_mixed_script else ""
                return redirect(f"{reverse('desk:open_case', kwargs={'code': child.code})}?{urlencode({REGISTERED: told})}")
        if is_known:
            found, note = _compared(request, form)
    context = {"form": form, "matches": _matches(request, found), "looked": note, "asking": asking, "alert": alert}
    return render(request, "desk/register.html", context | {"reload": request.method == "POST"})


@require_POST
@needs(Permission.CHILD_REGISTER)
@in_interview
def show_look_alikes(request: HttpRequest) -> HttpResponse:
    """The look-alikes of what is typed so far. A POST: names are never in an address."""
    by, at = asker(request), clock.now()
    form = RegistrationForm(request.POST, by=by, today=at.date())
    found, note = _compared(request, form)
    context = {"form": form, "matches": _matches(request, found), "looked": note, "asking": False, "is_part": True}
    return render(request, "desk/_look_alikes.html", context)


def _alert(request: HttpRequest) -> Alert | None:
    """The alert from which a child is registered, if one may see it."""
    return _alert_of(request, request.POST.get("alert") or request.GET.get("alert"))


def _alert_of(request: HttpRequest, pk: str | None) -> Alert | None:
    return load_or_404(Alert.objects.select_related("city"), asker(request), pk=pk) if pk else None


def _kept(request: HttpRequest, form: RegistrationForm) -> bool:
    """Keep the form as it stands, whatever is missing or wrong in it."""
    told = {name: values for name, values in request.POST.lists() if name not in {"csrfmiddlewaretoken", "do", "seen", "looked"}}
    form_id = form["form_id"].value()
    try:
        actions.keep_draft(by=asker(request), at=clock.now(), typed=told | {"form_id": [str(form_id)]}, id=UUID(str(form_id)))
    except Refused as refused:
        form.full_clean()
        form.add_refusal(refused)
        return False
    messages.success(request, _("The draft is kept, sealed, for you alone: you find it on this page for two weeks."))
    return True


def _taken_up(request: HttpRequest, at: datetime) -> RegistrationForm:
    """A draft of one's own, as it was typed."""
    by = asker(request)
    draft: Draft = load_or_404(Draft.objects, by, pk=request.GET["draft"])
    told = MultiValueDict(actions.open_draft(by=by, at=at, draft=draft))
    form = RegistrationForm(told, by=by, today=at.date())
    form.as_kept()
    return form


@require_POST
@needs(Permission.CHILD_REGISTER)
def throw_draft_away(request: HttpRequest, pk: UUID) -> HttpResponse:
    by = asker(request)
    actions.throw_draft_away(by=by, at=clock.now(), draft=load_or_404(Draft.objects, by, pk=pk))
    messages.success(request, _("The draft is gone."))
    return redirect("desk:home")


def _as_seen(request: HttpRequest, alert: Alert | None) -> dict[str, Any]:
    """What an alert says already, so that nobody types it twice; opening it is recorded."""
    if alert is None or request.method == "POST":
        return {}
    seen = actions.open_alert(by=asker(request), at=clock.now(), alert=alert)
    told = {"nickname": seen.name, "contact": seen.find_again, "place": seen.place} if seen else {}
    sex = "" if alert.sex == "unknown" else alert.sex
    return told | {"city": alert.city_id, "sex": sex, "source": alert.source, "concerns": alert.concerns}


def _register(request: HttpRequest, form: RegistrationForm, alert: Alert | None) -> Child | None:
    by, given = asker(request), form.cleaned_data
    try:
        return actions.register_child(
            by=by,
            at=clock.now(),
            city=form.registered_in,
            on=given["on"],
            particulars=form.particulars,
            identity=form.names,
            alert=alert,
            id=given["form_id"],
        )
    except Refused as refused:
        form.add_refusal(refused)
        return None


def say_registered(request: HttpRequest, child: Child) -> None:
    """On the page after registering: under which code, and what was done with what was typed.

    The address carries it. Kept in the session, these words took a second commit, a fifth of what registering takes.
    """
    if REGISTERED not in request.GET:
        return
    messages.success(request, _("The child is registered under the code %(code)s.") % {"code": child.code})
    if registration_of(child).age_status == rules.UNDER_VERIFICATION:
        sentence = _(
            "The age is 18 or more, or in dispute: it is taken as under verification, with the benefit of the doubt. Help does not wait."
        )
        messages.warning(request, sentence)
    if request.GET[REGISTERED] == MIXED:
        messages.info(request, _("A name was typed in two scripts: each part was put with its script."))


def _matches(request: HttpRequest, found: list[LookAlike]) -> list[Match]:
    return matches_of(found, clock.today(), with_names=True, seen=request.POST.getlist("seen")) if found else []


def _asked(form: RegistrationForm) -> dict[str, Any]:
    """Whom a form describes so far, even where other answers still are to be corrected."""
    form.is_valid()
    return {
        "told": form.names,
        "sex": form.cleaned_data.get("sex", ""),
        "birth": form.birth or rules.Birth("unknown", None, None),
        "nationalities": form.nationalities,
        "languages": form.languages,
    }


def _compared(request: HttpRequest, form: RegistrationForm) -> tuple[list[LookAlike], str]:
    """Look-alikes of what a form says so far, and a note for the page that they were looked for."""
    by, at = asker(request), clock.now()
    asked, form_id = _asked(form), form.cleaned_data["form_id"]
    found = look_alikes(by=by, besides=form_id, **asked)
    _record_shown(request, by, form_id, found)
    return found, looked.note(asked, by=by, form_id=form_id, found=_ids(found), at=at)


def _was_looked_at(request: HttpRequest, form: RegistrationForm) -> bool:
    """Whether this was compared while it was typed, everybody found was looked at, and nobody who looks alike came since."""
    by, form_id, asked = asker(request), form.cleaned_data["form_id"], _asked(form)
    known = looked.read(request.POST.get("looked", ""), asked, by=by, form_id=form_id, at=clock.now())
    if known is None or not known.found <= set(request.POST.getlist("seen")):
        return False
    fresh = look_alikes(by=by, besides=form_id, since=known.since, **asked)
    return _ids(fresh) <= known.found


def _ids(found: list[LookAlike]) -> set[str]:
    return {str(alike.child.pk) for alike in found}


def _record_shown(request: HttpRequest, by: Account, form_id: UUID, found: list[LookAlike]) -> None:
    """A look-alike tells something of an identity: that it was shown is recorded, once for each form."""
    key = str(form_id)
    held = request.session.get(SHOWN, {})
    known = set(held.get(key, []))
    fresh = [alike.child for alike in found if str(alike.child.pk) not in known]
    if not fresh:
        return
    at = clock.now()
    with one_transaction():
        for child in fresh:
            audit.record("look_alike.shown", by=by, target=child, at=at)
    request.session[SHOWN] = {key: sorted(known | {str(child.pk) for child in fresh})}
