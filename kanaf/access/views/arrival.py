"""The first steps of a person: the invitation, the second factor, the code of conduct."""

import secrets

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from kanaf.access import actions, guesses
from kanaf.access.forms import ChoosePassphraseForm, SignConductForm
from kanaf.access.models import Account, Invitation
from kanaf.access.policy import half_signed_in, must_set_second_factor
from kanaf.access.rules import CONDUCT, digest_of, is_privileged, must_sign_conduct
from kanaf.core import clock
from kanaf.core.doors import public
from kanaf.core.errors import Refused


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@public
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who holds the link chooses a passphrase; then they sign in with it, and set their second factor."""
    now = clock.now()
    live = Invitation.objects.select_related("account__organisation").filter(used_at=None, expires_at__gt=now)
    invitation = live.filter(digest=digest_of(token)).first()
    if invitation is None or not invitation.account.is_current(now.date()):
        return render(request, "access/invitation_over.html", status=404)
    form = ChoosePassphraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.accept_invitation(by=invitation.account, at=now, invitation=invitation, passphrase=form.cleaned_data["passphrase"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("Your passphrase is kept. Sign in with it."))
            response = redirect("account_login")
            # Whoever guesses at this account meanwhile does not keep its owner out of the device on which the link was opened.
            guesses.remember_device(request, response, invitation.account, secrets.token_hex(8), secure=settings.SESSION_COOKIE_SECURE)
            return response
    return render(request, "access/invitation.html", {"form": form, "account": invitation.account})


@require_safe
@half_signed_in
def choose_factor(request: HttpRequest) -> HttpResponse:
    """Which second factor to set up, and why; nothing else opens before."""
    if not must_set_second_factor(request):
        return redirect("desk:home")
    return render(request, "access/factor.html", {"is_privileged": is_privileged(_oneself(request))})


@require_http_methods(["GET", "HEAD", "POST"])
@half_signed_in
def sign_conduct(request: HttpRequest) -> HttpResponse:
    """The code of conduct, signed before anything else is opened; read again at any time."""
    by = _oneself(request)
    form = SignConductForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.sign_conduct(by=by, at=clock.now())
        messages.success(request, _("Thank you: your signature is recorded."))
        return redirect("desk:home")
    return render(request, "access/conduct.html", {"form": form, "version": CONDUCT, "must_sign": must_sign_conduct(by), "account": by})


def _oneself(request: HttpRequest) -> Account:
    return request.user  # type: ignore[return-value]
