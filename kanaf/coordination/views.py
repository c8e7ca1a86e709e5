"""The pages of campaigns as a whole, and of the recommendations that came out of them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanaf.access.policy import load_or_404, needs
from kanaf.access.roles import Permission
from kanaf.activities import queries as activities
from kanaf.activities.models import Campaign
from kanaf.coordination import actions, queries, rules
from kanaf.coordination.forms import ConfirmForm, FollowUpForm, ProposeForm
from kanaf.coordination.models import Recommendation
from kanaf.core import clock
from kanaf.core.errors import Refused, allowed

FEW_SESSIONS = 8


@require_safe
@needs(Permission.ACTIVITY_READ)
def campaigns(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    found = Campaign.objects.visible_to(by).select_related("project", "opening_city", "closing_city").prefetch_related("cities__city")
    return render(request, "coordination/campaigns.html", {"campaigns": found})


@require_safe
@needs(Permission.ACTIVITY_READ)
def campaign(request: HttpRequest, code: str) -> HttpResponse:
    by: Any = request.user
    found = load_or_404(Campaign.objects.select_related("project", "opening_city", "closing_city"), by, pk=code)
    now = clock.now()
    sessions = activities.sessions(by, now.date(), campaign=found.pk)[:FEW_SESSIONS]
    cities = activities.cities_of(found, by, now.date())
    context = {
        "campaign": found,
        "counts": activities.counts_of(found, by, at=now),
        "cities": cities,
        "sessions": [{"session": session, "state": session.state_on(now.date())} for session in sessions],
        "recommendations": queries.recommendations(by, found),
        "may_plan": by.holds(Permission.ACTIVITY_PLAN) and activities.is_open_to(by, found),
        "may_read_recommendations": by.holds(Permission.RECOMMENDATION_READ),
    }
    return render(request, "coordination/campaign.html", context)


@require_safe
@needs(Permission.RECOMMENDATION_READ)
def recommendations(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    context = {"recommendations": queries.recommendations(by), "may_read_campaigns": by.holds(Permission.ACTIVITY_READ)}
    return render(request, "coordination/recommendations.html", context)


def _load(request: HttpRequest, code: str) -> Recommendation:
    found: Recommendation = load_or_404(Recommendation.objects.select_related("campaign"), request.user, pk=code)  # type: ignore[arg-type]
    return found


@require_safe
@needs(Permission.RECOMMENDATION_READ)
def recommendation(request: HttpRequest, code: str) -> HttpResponse:
    return _show(request, _load(request, code))


def _show(request: HttpRequest, found: Recommendation, form: ProposeForm | None = None) -> HttpResponse:
    by: Any = request.user
    may_follow = by.holds(Permission.RECOMMENDATION_FOLLOW) and allowed(rules.check_follows, found, by)
    context = {
        "recommendation": found,
        "owners": found.owners.select_related("organisation"),
        "actions": queries.actions_of(found, by),
        "may_follow": may_follow,
        "may_read_campaigns": by.holds(Permission.ACTIVITY_READ),
        "form": (form or ProposeForm(recommendation=found)) if may_follow else None,
    }
    return render(request, "coordination/recommendation.html", context)


@require_POST
@needs(Permission.RECOMMENDATION_FOLLOW)
def propose(request: HttpRequest, code: str) -> HttpResponse:
    by: Any = request.user
    found = _load(request, code)
    form = ProposeForm(request.POST, recommendation=found)
    if not form.is_valid():
        return _show(request, found, form)
    actions.propose_owner(by=by, at=clock.now(), recommendation=found, organisation=form.proposed())
    messages.success(request, _("The owner is proposed; it remains to be agreed."))
    return redirect("coordination:recommendation", code=found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.RECOMMENDATION_FOLLOW)
def confirm(request: HttpRequest, code: str, id: UUID) -> HttpResponse:
    by: Any = request.user
    found = _load(request, code)
    rules.check_follows(found, by)
    owner = get_object_or_404(found.owners.select_related("organisation"), pk=id)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.confirm_owner(by=by, at=clock.now(), owner=owner, reference=form.cleaned_data["reference"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("%(organisation)s carries this recommendation.") % {"organisation": owner.organisation.name})
            return redirect("coordination:recommendation", code=found.pk)
    return render(request, "coordination/confirm.html", {"recommendation": found, "owner": owner, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.RECOMMENDATION_FOLLOW)
def follow_up(request: HttpRequest, code: str) -> HttpResponse:
    by: Any = request.user
    found = _load(request, code)
    rules.check_follows(found, by)
    form = FollowUpForm(request.POST or None, initial={"on": clock.today(), "status": found.status})
    if request.method == "POST" and form.is_valid():
        asked = dict(form.cleaned_data)
        try:
            actions.follow_up_recommendation(by=by, at=clock.now(), recommendation=found, id=asked.pop("form_id"), **asked)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("What was done is written down."))
            return redirect("coordination:recommendation", code=found.pk)
    return render(request, "coordination/follow_up.html", {"recommendation": found, "form": form})
