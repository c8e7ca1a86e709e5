"""Questions about sessions: the list, what is due, and what they add to a child's story."""

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.access.roles import Permission
from kanaf.activities.choices import State
from kanaf.activities.models import Attendance, Session
from kanaf.activities.models.sessions import SessionQuerySet
from kanaf.children.models import Child
from kanaf.core import clock
from kanaf.core.stories import Event

MISSING = "list_missing"
MOST_DUE = 50


def sessions(by: Account, today: date, *, kind: str = "", city: str = "", state: str = "", campaign: str = "") -> SessionQuerySet:
    """The sessions one may see, newest first; each word given only narrows them."""
    found = Session.objects.visible_to(by).select_related("city", "organisation", "campaign").order_by("-on", "-id")
    if kind:
        found = found.filter(kind=kind)
    if city:
        found = found.filter(city=city)
    if campaign:
        found = found.filter(campaign=campaign)
    if state == MISSING:
        return found.filter(state=State.PLANNED, on__lt=today)
    if state == State.PLANNED:
        return found.filter(state=state, on__gte=today)
    return found.filter(state=state) if state else found


def due(by: Account, before: datetime) -> list[Session]:
    """Sessions of one's own organisation and cities that wait for their list: today's, and those of which none was kept."""
    last = (before - timedelta(microseconds=1)).astimezone(clock.CASABLANCA).date()
    waiting = Session.objects.visible_to(by).filter(organisation=by.organisation_id).without_list(last)
    return list(waiting.select_related("city", "campaign").order_by("on", "starts_at", "id")[:MOST_DUE])


def timeline(child: Child, by: Account) -> list[Event]:
    """The sessions that a child came to. Of another organisation's, nothing that somebody typed."""
    came = Attendance.objects.of_children_visible_to(by).current().filter(child=child, present=True)
    story = []
    for row in came.select_related("session__city", "organisation").order_by("-happened_on", "-recorded_at"):
        is_own = row.organisation_id == by.organisation_id and by.holds(Permission.ACTIVITY_READ)
        name = row.session.name if is_own else row.session.coded_name
        story.append(
            Event(
                row.happened_on,
                row.recorded_at,
                "users",
                _("Came to: %(session)s") % {"session": name},
                f"{row.session.city.label} · {row.organisation.name}",
                row.recorded_by,
                link=reverse("activities:session", args=[row.session_id]) if is_own else "",
            )
        )
    return story
