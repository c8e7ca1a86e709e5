"""A service is recorded, corrected, or taken back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kanaf.access.policy import in_interview, load_or_404, needs
from kanaf.access.roles import Permission
from kanaf.assistance import actions
from kanaf.assistance.models import Service
from kanaf.core import clock
from kanaf.core.errors import NotPermitted, Refused
from kanaf.desk.forms.services import CorrectionForm, ServiceForm
from kanaf.desk.views.asked import act_page, asker, child_of, to_file, typed


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.SERVICE_RECORD)
@in_interview
def record_service(request: HttpRequest, code: str) -> HttpResponse:
    """Write down a service the child received. No consent is asked for: refusing one never stops help."""
    by, at, child = asker(request), clock.now(), child_of(request, code)
    team = child.care_team.live().filter(organisation=by.organisation_id).select_related("city").first()
    form = ServiceForm(typed(request), by=by, city=team.city if team else None, today=at.date())
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.record_service(
                by=by,
                at=at,
                child=child,
                city=form.given_in,
                on=given["on"],
                service_type=given["service_type"],
                quantity=given["quantity"],
                note=given["note"],
                id=given["form_id"],
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("The service is recorded."))
            return to_file(child)
    return act_page(request, child, form, title=_("Record a service"), submit=_("Record the service"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.SERVICE_CORRECT)
def correct_service(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Replace a service by what is true, or take it back; what was written before stays readable."""
    by, at = asker(request), clock.now()
    service: Service = load_or_404(Service.objects.select_related("child", "city", "organisation"), by, pk=pk)
    if service.organisation_id != by.organisation_id:
        raise NotPermitted("another organisation's service")
    initial = {"service_type": service.service_type, "quantity": service.quantity, "on": service.happened_on}
    withdrawn = request.POST.get("withdraw") == "1"
    form = CorrectionForm(initial if withdrawn else typed(request), initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.correct_service(
                by=by,
                at=at,
                service=service,
                on=given["on"],
                service_type=given["service_type"],
                quantity=given["quantity"],
                withdrawn=withdrawn,
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            sentence = _("The service is withdrawn: it no longer counts.") if withdrawn else _("The service is corrected.")
            messages.success(request, sentence)
            return to_file(service.child)
    return act_page(
        request,
        service.child,
        form,
        title=_("Correct a service"),
        submit=_("Keep the correction"),
        template="desk/correct_service.html",
        service=service,
    )
