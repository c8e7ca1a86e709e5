"""Questions about cases: what is due, and a child's story as casework tells it."""

from datetime import datetime

from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.casework.models import Case, CaseEvent, Closing, FollowUp, RiskAssessment
from kanaf.children.models import Child
from kanaf.core.stories import Event
from kanaf.programme import queries as programme


def due(by: Account, before: datetime) -> list[Case]:
    """Open cases of the person whose next step is due before a moment, the most overdue first."""
    cases = Case.objects.visible_to(by).open().filter(responsible=by, next_due_at__lt=before)
    return list(cases.select_related("child", "responsible", "city").order_by("next_due_at", "id")[:50])


def case_of(child: Child, by: Account) -> Case | None:
    """The organisation's newest case for a child, if one may see it."""
    cases = Case.objects.visible_to(by).of_child(child).select_related("responsible", "city", "organisation")
    own = [case for case in cases.order_by("-opened_on") if case.organisation_id == by.organisation_id]
    return own[0] if own else cases.order_by("-opened_on").first()


def timeline(child: Child, by: Account) -> list[Event]:
    """What casework adds to a child's story."""
    cases = Case.objects.visible_to(by).of_child(child)
    story = []
    for event in CaseEvent.objects.filter(case__in=cases):
        icon = {"opened": "folder-open", "closed": "folder-closed", "reopened": "undo-2"}[event.kind]
        detail = programme.label("closure_reason", event.reason) if event.reason else ""
        story.append(Event(event.happened_on, event.recorded_at, icon, event.get_kind_display(), detail, event.recorded_by))
    for asked in Closing.objects.filter(case__in=cases).exclude(is_agreed=True):
        reason = programme.label("closure_reason", asked.reason)
        story.append(Event(asked.happened_on, asked.asked_at, "folder-closed", _("Closing asked for"), reason, asked.asked_by_id))
        if asked.decided_at is not None:
            title = _("Taken back") if asked.decided_by_id == asked.asked_by_id else _("Not closed yet")
            who = asked.decided_by_id or asked.asked_by_id
            story.append(Event(asked.decided_at.date(), asked.decided_at, "folder-open", title, "", who))
    for risk in RiskAssessment.objects.current().filter(case__in=cases):
        title = _("Risk assessed: %(risk)s") % {"risk": risk.get_level_display()}
        story.append(
            Event(risk.happened_on, risk.recorded_at, "triangle-alert", title, "", risk.recorded_by, is_urgent=risk.level == "high")
        )
    for visit in FollowUp.objects.current().filter(case__in=cases):
        title = programme.label("follow_up_type", visit.kind)
        story.append(Event(visit.happened_on, visit.recorded_at, "calendar-check", title, "", visit.recorded_by))
    return story
