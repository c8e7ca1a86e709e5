"""Keep an accused person out at once; two people let them in again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kanaf.access.models import Account
from kanaf.access.policy import load_or_404
from kanaf.access.roles import Permission
from kanaf.core import audit, clock
from kanaf.core.actions import one_transaction
from kanaf.core.errors import Refused
from kanaf.safeguarding import actions, queries
from kanaf.safeguarding.models import Complaint, Suspension
from kanaf.safeguarding.views.asked import apart


@require_POST
@apart(Permission.ACCOUNT_HOLD)
def suspend(request: HttpRequest, pk: UUID, account: UUID) -> HttpResponse:
    """Keep out a person whom the complaint concerns, from their next page on."""
    by: Any = request.user
    complaint: Complaint = load_or_404(Complaint.objects, by, pk=pk)
    person = get_object_or_404(Account, pk=account)
    try:
        actions.suspend_concerned(by=by, at=clock.now(), complaint=complaint, account=person)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("This person is out from their next page on. Nobody else is told why."))
    return redirect("safeguarding:complaint", pk=complaint.pk)


@require_safe
@apart(Permission.ACCOUNT_HOLD)
def list_suspensions(request: HttpRequest) -> HttpResponse:
    """Who is kept out now, and what a second person has to agree to."""
    by: Any = request.user
    with one_transaction():
        audit.record("complaint.listed", by=by, at=clock.now())
    held = queries.suspensions(by)
    wanted = {person for row in held for person in (row.placed_by, row.asked_by) if person}
    names = {person.pk: person.name for person in Account.objects.filter(pk__in=wanted)}
    lines = [
        (row, names.get(row.placed_by, ""), names.get(row.asked_by, "") if row.asked_by else "", row.asked_by == by.pk) for row in held
    ]
    return render(request, "safeguarding/suspensions.html", {"lines": lines})


@require_POST
@apart(Permission.ACCOUNT_HOLD)
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask that somebody be let in again."""
    by: Any = request.user
    suspension: Suspension = load_or_404(Suspension.objects.live(), by, pk=pk)
    actions.ask_to_lift(by=by, at=clock.now(), suspension=suspension)
    messages.success(request, _("It is asked for: a second person agrees to it here."))
    return redirect("safeguarding:suspensions")


@require_POST
@apart(Permission.ACCOUNT_HOLD)
def lift(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Agree that somebody be let in again."""
    by: Any = request.user
    suspension: Suspension = load_or_404(Suspension.objects.live(), by, pk=pk)
    try:
        actions.lift_suspension(by=by, at=clock.now(), suspension=suspension)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The suspension is lifted: this person may sign in again."))
    return redirect("safeguarding:suspensions")
