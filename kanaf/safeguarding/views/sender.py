"""The sender's pages: to complain, to come back with the code, to read the code of conduct.

Nobody looks at who is signed in here, nothing of the request is written anywhere, and no code is ever in an address.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kanaf.access.rules import CONDUCT
from kanaf.core import clock
from kanaf.core.doors import public
from kanaf.core.errors import Refused
from kanaf.safeguarding import actions, codes, queries
from kanaf.safeguarding.forms import AddForm, CodeForm, ComplaintForm
from kanaf.safeguarding.limits import GUESSING, SENDING

TOO_MANY = 429


@require_http_methods(["GET", "HEAD", "POST"])
@public
def complain(request: HttpRequest) -> HttpResponse:
    """Say what happened; the answer is the code. Sent again, the same form shows the same code."""
    at = clock.now()
    form = ComplaintForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if SENDING.is_reached(_address(request), at):
            status = TOO_MANY
            form.add_error(None, _("Many messages came from here in the last hour. Nothing is lost: try again later, or telephone."))
        else:
            try:
                actions.receive_complaint(by=None, at=at, id=form.cleaned_data["form_id"], told=form.told())
            except Refused as refused:
                form.add_refusal(refused)
            else:
                SENDING.note(_address(request), at)
                return _page(request, "received", "complain", {"code": codes.code_of(form.cleaned_data["form_id"])})
    return _page(request, "complain", "complain", {"form": form}, status)


@require_http_methods(["GET", "HEAD", "POST"])
@public
def follow(request: HttpRequest) -> HttpResponse:
    """Read the answer with the code, and add to what was said. What was said first is not shown again."""
    at = clock.now()
    if request.method != "POST":
        return _page(request, "code", "follow", {"form": CodeForm()})
    adding = "text" in request.POST
    asked = CodeForm(request.POST)
    if not asked.is_valid():
        return _page(request, "code", "follow", {"form": asked})
    if GUESSING.is_reached(_address(request), at):
        asked.add_error(None, _("Too many codes were tried in the last hour: try again later."))
        return _page(request, "code", "follow", {"form": asked}, TOO_MANY)
    code = codes.read_code(asked.cleaned_data["code"])
    if not code or not queries.is_known(codes.mark_of(code)):
        GUESSING.note(_address(request), at)
        asked.add_error("code", _("No complaint has this code: check each letter."))
        return _page(request, "code", "follow", {"form": asked})
    form, is_added = AddForm(request.POST if adding else None, initial={"code": code}), False
    if adding and form.is_valid():
        try:
            actions.add_to_complaint(by=None, at=at, code=code, text=form.cleaned_data["text"], id=form.cleaned_data["form_id"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            form, is_added = AddForm(initial={"code": code}), True
    return _page(request, "followed", "follow", {"form": form, "is_added": is_added, "followed": queries.followed(codes.mark_of(code))})


@require_safe
@public
def conduct(request: HttpRequest) -> HttpResponse:
    """The code of conduct that everybody with an account has signed."""
    return _page(request, "conduct", "conduct", {"rules": queries.conduct(), "version": CONDUCT})


def _page(request: HttpRequest, template: str, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """In the frame of the public site, with the same page in the other languages."""
    context |= {"site_url": "/", "translations": [{"code": code, "url": _in(code, name)} for code, _name in settings.LANGUAGES]}
    return render(request, f"safeguarding/{template}.html", context, status=status)


def _in(language: str, name: str) -> str:
    with translation.override(language):
        return reverse(f"complaint:{name}")


def _address(request: HttpRequest) -> str:
    """Where a request comes from, for counting only: kept nowhere (`limits`)."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
