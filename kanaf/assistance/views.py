"""The pages of distributions. Services stand in the child's file."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kanaf.access.policy import needs
from kanaf.access.roles import Permission
from kanaf.assistance import actions
from kanaf.assistance.forms import DistributionForm
from kanaf.assistance.models import Distribution
from kanaf.core import clock
from kanaf.core.errors import Refused
from kanaf.core.paging import page_of


@require_safe
@needs(Permission.DISTRIBUTION_RECORD)
def distributions(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    held = Distribution.objects.visible_to(by).current().select_related("city")
    return render(request, "assistance/distributions.html", {"pager": page_of(held, request, day="happened_on")})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DISTRIBUTION_RECORD)
def record(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    form = DistributionForm(request.POST or None, by=by, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_distribution(by=by, at=clock.now(), **form.asked())
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("The distribution is recorded."))
            return redirect("assistance:distributions")
    return render(request, "assistance/record.html", {"form": form})
