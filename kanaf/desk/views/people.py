"""The people of one's organisation, for its administrator: no case content here."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanaf.access import actions
from kanaf.access.models import Account, FactorReset, Grant
from kanaf.access.policy import needs, step_up
from kanaf.access.roles import Permission
from kanaf.core import clock
from kanaf.core.errors import Refused
from kanaf.desk.forms.people import ExpiryForm, InviteForm, RoleForm
from kanaf.desk.queries import people
from kanaf.desk.views.asked import asker, typed


@require_safe
@needs(Permission.ACCOUNT_MANAGE)
def list_people(request: HttpRequest) -> HttpResponse:
    """Who is in the organisation, with which roles, and what is missing."""
    by, today = asker(request), clock.today()
    context = {"people": people.of_organisation(by), "by": by, "today": today, "missing": len(people.missing(by, today))}
    return render(request, "desk/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ACCOUNT_MANAGE)
@step_up
def invite(request: HttpRequest) -> HttpResponse:
    """A new colleague: an account, a first role, and a link by which they alone choose their passphrase."""
    by = asker(request)
    form = InviteForm(typed(request), by=by)
    if form.is_valid():
        answers = form.cleaned_data
        try:
            invited = actions.invite_person(
                by=by,
                at=clock.now(),
                email=answers["email"],
                name=answers["name"],
                language=answers["language"],
                expires_on=answers["expires_on"],
                role=form.given_role,
                city=form.given_city,
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            return hand_over(request, invited)
    return render(request, "desk/invite.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ACCOUNT_MANAGE)
@step_up
def show_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One colleague: roles held, and a role to give."""
    by = asker(request)
    account = _colleague(by, pk)
    form = RoleForm(typed(request), by=by)
    if form.is_valid():
        try:
            actions.give_role(by=by, at=clock.now(), account=account, role=form.given_role, city=form.given_city)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("The role is given. This person signs in again to use it."))
            return redirect("desk:person", pk=account.pk)
    return _person_page(request, account, form=form)


@require_POST
@needs(Permission.ACCOUNT_MANAGE)
@step_up
def end_role(request: HttpRequest, pk: UUID, grant: int) -> HttpResponse:
    """End one role; the others stay."""
    account = _colleague(asker(request), pk)
    held = get_object_or_404(Grant.objects.select_related("account__organisation", "city"), pk=grant, account=account)
    return _done(request, account, actions.end_role, _("The role has ended: this person is out of it from their next page on."), grant=held)


@require_POST
@needs(Permission.ACCOUNT_MANAGE)
@step_up
def suspend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep a colleague out from their next request on."""
    account = _colleague(asker(request), pk)
    sentence = _("The account is suspended: this person is out from their next page on.")
    return _done(request, account, actions.suspend_account, sentence, account=account)


@require_POST
@needs(Permission.ACCOUNT_MANAGE)
@step_up
def resume(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Lift a suspension."""
    account = _colleague(asker(request), pk)
    return _done(request, account, actions.resume_account, _("This person may sign in again."), account=account)


@require_POST
@needs(Permission.ACCOUNT_MANAGE)
@step_up
def set_expiry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Until which day a colleague is one."""
    by = asker(request)
    account = _colleague(by, pk)
    form = ExpiryForm(typed(request))
    if form.is_valid():
        try:
            actions.set_expiry(by=by, at=clock.now(), account=account, expires_on=form.cleaned_data["expires_on"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("The last day is kept."))
            return redirect("desk:person", pk=account.pk)
    return _person_page(request, account, expiry=form)


@require_POST
@needs(Permission.ACCOUNT_MANAGE)
@step_up
def renew_invitation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another link for who has not come in yet."""
    by = asker(request)
    account = _colleague(by, pk)
    try:
        invited = actions.renew_invitation(by=by, at=clock.now(), account=account)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:person", pk=account.pk)
    return hand_over(request, invited)


@require_POST
@needs(Permission.ACCOUNT_MANAGE)
@step_up
def ask_factor_reset(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that a colleague has lost their second factor; a second person restores it."""
    account = _colleague(asker(request), pk)
    sentence = _("It is asked. A supervisor, another administrator or the national coordinator calls this person back and grants it.")
    return _done(request, account, actions.ask_factor_reset, sentence, account=account)


def hand_over(request: HttpRequest, invited: actions.Invited) -> HttpResponse:
    """Send the link, or show it once where no mail leaves this server. It is kept nowhere."""
    link = request.build_absolute_uri(reverse("access:invitation", args=[invited.token]))
    is_sent = bool(settings.EMAIL_HOST)
    if is_sent:
        account = invited.account
        with translation.override(account.language):
            subject = _("Your account on Kanaf")
            text = _(
                "%(organisation)s has opened an account for you. Choose your passphrase here, within 72 hours:\n\n%(link)s\n\n"
                "The link works once. If you expected nothing, do not open it, and tell your supervisor."
            ) % {"organisation": account.organisation.name, "link": link}
        send_mail(subject, text, None, [account.email])
    return render(request, "desk/invited.html", {"invited": invited, "account": invited.account, "link": "" if is_sent else link})


def _done(request: HttpRequest, account: Account, act: Callable[..., Any], sentence: str, /, **what: Any) -> HttpResponse:
    """Do one thing to a colleague, and say that it is done or why not."""
    try:
        act(by=asker(request), at=clock.now(), **what)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, sentence)
    return redirect("desk:person", pk=account.pk)


def _person_page(request: HttpRequest, account: Account, *, form: RoleForm | None = None, expiry: ExpiryForm | None = None) -> HttpResponse:
    by = asker(request)
    context = {
        "account": account,
        "form": expiry or form,
        "role_form": form or RoleForm(by=by),
        "expiry_form": expiry or ExpiryForm(initial={"expires_on": account.expires_on}),
        "is_self": account.pk == by.pk,
        "is_over": not account.is_current(clock.today()),
        "has_come_in": account.has_usable_password(),
        "reset": FactorReset.objects.filter(account=account, decided_at=None).first(),
    }
    return render(request, "desk/person.html", context)


def _colleague(by: Account, pk: UUID) -> Account:
    """An account of one's own organisation; another's is not found."""
    return get_object_or_404(people.of_organisation(by).select_related("organisation"), pk=pk)
