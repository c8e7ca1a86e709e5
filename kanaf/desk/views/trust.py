"""What several people answer for together: lost factors, organisations let in, the quarter's review, what is missing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kanaf.access import actions
from kanaf.access.models import Account, Assurance, FactorReset, OrganisationRequest
from kanaf.access.policy import needs, signed_in, step_up
from kanaf.access.roles import Permission
from kanaf.access.rules import quarter_code, review_due_on
from kanaf.core import clock
from kanaf.core.errors import NotPermitted, Refused
from kanaf.desk.forms.people import AssuranceForm, DeputyForm, LostFactorForm, OrganisationForm
from kanaf.desk.queries import people
from kanaf.desk.views.asked import asker, typed
from kanaf.desk.views.people import hand_over


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.FACTOR_RESTORE)
@step_up
def list_resets(request: HttpRequest) -> HttpResponse:
    """Lost second factors: one colleague asks, another calls the person back and grants."""
    by, now = asker(request), clock.now()
    form = LostFactorForm(typed(request), colleagues=people.current(by, now.date()))
    if form.is_valid():
        try:
            actions.ask_factor_reset(by=by, at=now, account=form.cleaned_data["person"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("It is asked. A second person calls this colleague back and grants it."))
            return redirect("desk:factors")
    return render(request, "desk/factors.html", {"form": form, "resets": people.open_resets(by), "by": by})


@require_POST
@needs(Permission.FACTOR_RESTORE)
@step_up
def grant_reset(request: HttpRequest, pk: UUID) -> HttpResponse:
    """After the call back: both factors end, a link restores both."""
    by = asker(request)
    try:
        invited = actions.grant_factor_reset(by=by, at=clock.now(), reset=_reset(by, pk))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:factors")
    return hand_over(request, invited)


@require_POST
@needs(Permission.FACTOR_RESTORE)
@step_up
def decline_reset(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Nothing changes."""
    by = asker(request)
    try:
        actions.decline_factor_reset(by=by, at=clock.now(), reset=_reset(by, pk))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Declined: nothing has changed."))
    return redirect("desk:factors")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ORGANISATION_CREATE)
@step_up
def list_organisations(request: HttpRequest) -> HttpResponse:
    """Ask for an organisation to be let in, and see what waits for a second person."""
    by = asker(request)
    form = OrganisationForm(typed(request))
    if form.is_valid():
        answers = form.cleaned_data
        try:
            actions.ask_organisation(
                by=by,
                at=clock.now(),
                id=answers["form_id"],
                code=answers["code"],
                kind=answers["kind"],
                labels=form.labels,
                short_name=answers["short_name"],
                administrator_name=answers["administrator_name"],
                administrator_email=answers["administrator_email"],
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("It is asked. Another person confirms it."))
            return redirect("desk:organisations")
    return render(request, "desk/organisations.html", {"form": form, "requests": people.open_requests(), "by": by})


@require_POST
@needs(Permission.ORGANISATION_CREATE)
@step_up
def confirm_organisation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The second person's word."""
    asked = get_object_or_404(OrganisationRequest, pk=pk, decided_at=None)
    try:
        invited = actions.confirm_organisation(by=asker(request), at=clock.now(), request=asked)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:organisations")
    return hand_over(request, invited)


@require_POST
@needs(Permission.ORGANISATION_CREATE)
@step_up
def decline_organisation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Not let in."""
    asked = get_object_or_404(OrganisationRequest, pk=pk, decided_at=None)
    actions.decline_organisation(by=asker(request), at=clock.now(), request=asked)
    messages.success(request, _("Declined: nothing has changed."))
    return redirect("desk:organisations")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@step_up
def review_access(request: HttpRequest) -> HttpResponse:
    """Each quarter: does each of these people still need what they may do? For the administrator and the deputy."""
    by, now = asker(request), clock.now()
    if not by.holds(Permission.ACCOUNT_MANAGE) and by.organisation.deputy_id != by.pk:
        raise NotPermitted(Permission.ACCOUNT_MANAGE.value)
    if request.method == "POST":
        account = get_object_or_404(people.of_organisation(by).select_related("organisation"), pk=_id(request.POST.get("account")))
        try:
            actions.confirm_access(by=by, at=now, account=account)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Confirmed for this quarter."))
        return redirect("desk:review")
    today = now.date()
    rows = people.review(by, today)
    context = {
        "rows": rows,
        "quarter": quarter_code(today),
        "due_on": review_due_on(today),
        "left": sum(1 for row in rows if row.review is None),
        "is_late": today > review_due_on(today),
        "may_manage": by.holds(Permission.ACCOUNT_MANAGE),
    }
    return render(request, "desk/review.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ACCOUNT_MANAGE)
@step_up
def show_missing(request: HttpRequest) -> HttpResponse:
    """What an administrator without IT staff has to see to next; and the deputy's name."""
    by, now = asker(request), clock.now()
    today = now.date()
    form = DeputyForm(typed(request), colleagues=people.current(by, today), initial={"deputy": by.organisation.deputy_id})
    if form.is_valid():
        try:
            actions.name_deputy(by=by, at=now, deputy=form.cleaned_data["deputy"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("The deputy is named."))
            return redirect("desk:missing")
    context = {"missing": people.missing(by, today), "form": form, "deputy": by.organisation.deputy, "due_on": review_due_on(today)}
    return render(request, "desk/missing.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ASSURANCE_RECORD)
@step_up
def record_assurance(request: HttpRequest) -> HttpResponse:
    """Write down that keys are kept apart, that a restore was tried, that the authority has authorised."""
    by = asker(request)
    form = AssuranceForm(typed(request))
    if form.is_valid():
        try:
            actions.record_assurance(by=by, at=clock.now(), kind=form.cleaned_data["kind"], on=form.cleaned_data["on"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("It is written down, with your name."))
            return redirect("desk:assurances")
    return render(request, "desk/assurances.html", {"form": form, "held": _assurances()})


def _assurances() -> list[Assurance]:
    return list(Assurance.objects.order_by("-happened_on", "-recorded_at")[:50])


def _reset(by: Account, pk: UUID) -> FactorReset:
    """An open one that is shown to this person; another organisation's is not found."""
    shown = [reset.pk for reset in people.open_resets(by)]
    return get_object_or_404(FactorReset.objects.select_related("account__organisation"), pk=pk if pk in shown else None)


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
