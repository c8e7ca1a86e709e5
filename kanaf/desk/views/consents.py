"""A child's decision for one purpose is written down."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kanaf.access.policy import in_interview, needs
from kanaf.access.roles import Permission
from kanaf.children import actions
from kanaf.core import clock
from kanaf.core.errors import Refused
from kanaf.desk.forms.casework import ConsentForm
from kanaf.desk.queries.files import consents_of
from kanaf.desk.views.asked import act_page, asker, child_of, to_file, typed


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CONSENT_RECORD)
@in_interview
def record_consent(request: HttpRequest, code: str) -> HttpResponse:
    """Given, refused or withdrawn, for one purpose. A file's link says which purpose it is about."""
    by, at, child = asker(request), clock.now(), child_of(request, code)
    form = ConsentForm(typed(request), today=at.date(), initial={"purpose": request.GET.get("purpose", ""), "source": "child"})
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.record_consent(
                by=by,
                at=at,
                child=child,
                on=given["on"],
                purpose=given["purpose"],
                decision=given["decision"],
                source=given["source"],
                id=given["form_id"],
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("The decision is recorded. It never stops a service."))
            return to_file(child)
    decided = [consent for consent in consents_of(child) if consent.decision is not None]
    return act_page(
        request,
        child,
        form,
        title=_("Record a decision"),
        lead=_("One decision for one purpose. Refusing or withdrawing never stops a service."),
        submit=_("Record the decision"),
        template="desk/record_consent.html",
        decided=decided,
    )
