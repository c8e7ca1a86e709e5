"""Alerts: raised in a minute, looked at in time, leading to a file. Where a child was seen is opened for one alert at a time."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanaf.access.policy import load_or_404, needs
from kanaf.access.roles import Permission
from kanaf.children import actions
from kanaf.children.models import Alert
from kanaf.core import clock
from kanaf.core.errors import Refused
from kanaf.core.paging import page_of
from kanaf.desk.forms.alerts import AlertForm, JoinForm, ScreeningForm
from kanaf.desk.queries import alerts
from kanaf.desk.queries.people import initials_of
from kanaf.desk.views.asked import asker, typed

ALL = "all"


@require_safe
@needs(Permission.ALERT_RAISE)
def list_alerts(request: HttpRequest) -> HttpResponse:
    """What waits, dangers first; or every alert, newest first."""
    by, at = asker(request), clock.now()
    if request.GET.get("state") != ALL:
        return render(request, "desk/alerts.html", {"by": by, "rows": alerts.waiting(by, at), "at": at})
    pager = page_of(alerts.everything(by), request, day="seen_on")
    rows = [alerts.shown(alert, at) for alert in pager.rows]
    return render(request, "desk/alerts.html", {"by": by, "rows": rows, "at": at, "pager": pager, "is_all": True})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ALERT_RAISE)
def raise_alert(request: HttpRequest) -> HttpResponse:
    by, at = asker(request), clock.now()
    form = AlertForm(typed(request), by=by, today=at.date())
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.raise_alert(
                by=by,
                at=at,
                city=form.seen_in,
                on=given["on"],
                age_band=given["age_band"],
                sex=given["sex"],
                is_urgent=given["is_urgent"],
                concerns=given["concerns"],
                source=given["source"],
                seen=form.seen,
                id=given["form_id"],
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("The alert is raised: a colleague looks at it in time."))
            return redirect("desk:alerts")
    return render(request, "desk/alert_new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ALERT_RAISE)
def show_alert(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One alert with where the child was seen; opening it is recorded. Who screens says here what was found."""
    by, at = asker(request), clock.now()
    alert: Alert = load_or_404(Alert.objects.select_related("city", "child", "joined_to"), by, pk=pk)
    form = ScreeningForm(typed(request))
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.screen_alert(by=by, at=at, alert=alert, outcome=given["outcome"], note=given["note"], id=given["form_id"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            if given["outcome"] == "register":
                return redirect(f"{reverse('desk:register')}?alert={alert.pk}")
            messages.success(request, _("What you found is written down."))
            return redirect("desk:alerts")
    seen = actions.open_alert(by=by, at=at, alert=alert)
    others = alerts.could_be_the_same(alert, by) if by.holds(Permission.ALERT_SCREEN) else Alert.objects.none()
    context = {
        "by": by,
        "at": at,
        "alert": alert,
        "shown": alerts.shown(alert, at),
        "seen": seen,
        "looked": alerts.looked(alert),
        "raised_by": initials_of({alert.recorded_by}).get(alert.recorded_by, ""),
        "joined": [alerts.shown(one, at) for one in alert.joined.select_related("city")],
        "form": form,
        "join": JoinForm(others=others, words=alerts.in_a_choice) if others else None,
    }
    return render(request, "desk/alert.html", context)


@require_POST
@needs(Permission.ALERT_SCREEN)
def join_alerts(request: HttpRequest, pk: UUID) -> HttpResponse:
    by, at = asker(request), clock.now()
    alert: Alert = load_or_404(Alert.objects, by, pk=pk)
    form = JoinForm(request.POST, others=Alert.objects.visible_to(by).select_related("city"), words=alerts.in_a_choice)
    if form.is_valid():
        to = form.cleaned_data["to"]
        try:
            actions.join_alerts(by=by, at=at, alert=alert, to=to)
        except Refused as refused:
            messages.error(request, str(refused.message))
        else:
            messages.success(request, _("Both alerts are about one child now: go on with this one."))
            return redirect("desk:alert", pk=to.pk)
    else:
        messages.error(request, _("Choose the alert that is about the same child."))
    return redirect("desk:alert", pk=pk)


@require_POST
@needs(Permission.ALERT_SCREEN)
def separate_alerts(request: HttpRequest, pk: UUID) -> HttpResponse:
    by, at = asker(request), clock.now()
    alert: Alert = load_or_404(Alert.objects, by, pk=pk)
    actions.separate_alerts(by=by, at=at, alert=alert)
    messages.success(request, _("The alert stands for itself again."))
    return redirect("desk:alert", pk=pk)
