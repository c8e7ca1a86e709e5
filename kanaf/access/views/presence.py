"""A session that locks, opens again where it was, and is confirmed before weighty acts."""

import re
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanaf.access import passkeys, presence
from kanaf.access.forms import ItIsMeForm
from kanaf.access.models import Account, Visit
from kanaf.access.policy import half_signed_in, signed_in, step_up
from kanaf.core import audit, clock

CODE = re.compile(r"[0-9A-Z]{3}-[0-9A-Z]{3}|")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@half_signed_in
def show_locked(request: HttpRequest) -> HttpResponse:
    """The passphrase, a code or a passkey opens the same session again, on the same page. A script asks here what to ask a passkey."""
    by_script = request.headers.get("Accept") == "application/json"
    if by_script and request.method != "POST":
        return JsonResponse({"request_options": passkeys.asked_of(request.user)})  # type: ignore[arg-type]
    form = ItIsMeForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        presence.reopen(request, clock.now())
        return JsonResponse({"open": True}) if by_script else redirect(_back(request))
    if form.is_too_late:
        logout(request)
        return JsonResponse({"over": True}) if by_script else redirect("account_login")
    if by_script:
        return JsonResponse({"open": False, "sentence": " ".join(line for _id, line in form.error_summary)})
    context = {"form": form, "next": _back(request), "is_held": presence.held(request) is not None}
    return render(request, "access/locked.html", context)


@require_POST
@half_signed_in
def lock(request: HttpRequest) -> HttpResponse:
    """Lock now: by the person's hand, or by the page that saw nobody for a quarter of an hour."""
    presence.lock(request)
    return JsonResponse({"open": False}) if request.headers.get("Accept") == "application/json" else redirect("access:locked")


@require_POST
@half_signed_in
def note_activity(request: HttpRequest) -> HttpResponse:
    """Typing is activity, though nothing is sent yet."""
    now = clock.now()
    if presence.is_locked(request, now):
        presence.lock(request)
        return JsonResponse({"open": False})
    presence.note(request, now)
    return JsonResponse({"open": True})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def show_held(request: HttpRequest) -> HttpResponse:
    """What was typed when the session locked: sent now, or let go."""
    kept = presence.held(request)
    if kept is None:
        return redirect("desk:home")
    if request.method == "POST":
        presence.forget_held(request)
        messages.info(request, _("What you had typed is thrown away."))
        return redirect("desk:home")
    return render(request, "access/held.html", {"kept": kept})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def confirm(request: HttpRequest) -> HttpResponse:
    """Is it still you? Asked before a release, and before somebody's access is changed."""
    form = ItIsMeForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        now = clock.now()
        presence.reopen(request, now)
        request.session.pop(presence.TOLD, None)
        audit.record("session.confirmed", by=request.user, at=now)
        return redirect("access:held" if presence.held(request) else "desk:home")
    if form.is_too_late:
        logout(request)
        return redirect("account_login")
    return render(request, "access/confirm.html", {"form": form})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@half_signed_in
def interview(request: HttpRequest) -> HttpResponse:
    """The page in the way of whatever is not the interview's; the passphrase ends it."""
    now = clock.now()
    if not presence.is_interview(request, now):
        return redirect("desk:home")
    form = ItIsMeForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        presence.reopen(request, now)
        messages.info(request, _("The interview is over: everything can be opened again."))
        return redirect(_back(request))
    if form.is_too_late:
        logout(request)
        return redirect("account_login")
    of = presence.interview_of(request)
    return render(request, "access/interview.html", {"form": form, "next": _back(request), "of": of})


@require_POST
@signed_in
def start_interview(request: HttpRequest) -> HttpResponse:
    """Hold one child's pages open for two hours, and nothing else."""
    code = request.POST.get("code", "")
    if not CODE.fullmatch(code):
        raise Http404
    now = clock.now()
    presence.start_interview(request, now, code)
    audit.record("interview.started", by=request.user, at=now)
    return redirect(reverse("desk:child", args=[code]) if code else "desk:register")


@require_safe
@signed_in
def list_visits(request: HttpRequest) -> HttpResponse:
    """One's own signed-in browsers."""
    visits = list(_live(request))
    return render(request, "access/visits.html", {"visits": visits, "this": request.session.session_key})


@require_POST
@signed_in
@step_up
def end_visit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End one of one's own sessions: that browser is out at its next request."""
    visit = _live(request).filter(pk=pk).first()
    if visit is None:
        raise Http404
    now = clock.now()
    Session.objects.filter(session_key=visit.session_key).delete()
    visit.delete()
    audit.record("session.ended", by=request.user, at=now)
    if visit.session_key == request.session.session_key:
        logout(request)
        return redirect("account_login")
    messages.success(request, _("That session is ended."))
    return redirect("access:visits")


def _live(request: HttpRequest) -> "QuerySet[Visit]":
    """Those that can still be: begun within ten hours, and not ended."""
    by: Account = request.user  # type: ignore[assignment]
    began = clock.now() - presence.AT_MOST
    keys = Session.objects.values("session_key")
    return Visit.objects.filter(account=by, started_at__gt=began, session_key__in=keys)


def _back(request: HttpRequest) -> str:
    """The page that was asked for, if it is one of ours."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/") else reverse("desk:home")
