"""The people of one's organisation, for its administrator: no case content here."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanaf.access import actions
from kanaf.access.models import Account
from kanaf.access.policy import needs
from kanaf.access.roles import Permission
from kanaf.core import clock
from kanaf.core.errors import Refused
from kanaf.desk.forms.filters import RoleForm
from kanaf.desk.queries import people
from kanaf.desk.views.asked import asker, typed


@require_safe
@needs(Permission.ACCOUNT_MANAGE)
def list_people(request: HttpRequest) -> HttpResponse:
    """Who is in the organisation, with which roles."""
    by = asker(request)
    return render(request, "desk/people.html", {"people": people.of_organisation(by), "by": by, "today": clock.today()})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ACCOUNT_MANAGE)
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
            messages.success(request, _("The role is given. It holds from the next page they open."))
            return redirect("desk:person", pk=account.pk)
    return render(request, "desk/person.html", {"account": account, "form": form, "is_self": account.pk == by.pk})


@require_POST
@needs(Permission.ACCOUNT_MANAGE)
def suspend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep a colleague out from their next request on."""
    by = asker(request)
    account = _colleague(by, pk)
    if account.pk == by.pk:
        messages.error(request, _("Nobody suspends their own account: ask your deputy."))
    else:
        actions.suspend_account(by=by, at=clock.now(), account=account)
        messages.success(request, _("The account is suspended: this person is out from their next page on."))
    return redirect("desk:person", pk=account.pk)


def _colleague(by: Account, pk: UUID) -> Account:
    """An account of one's own organisation; another's is not found."""
    return get_object_or_404(people.of_organisation(by), pk=pk)
