"""A session is planned, changed, cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.activities import rules
from kanaf.activities.actions import lists
from kanaf.activities.actions.attendance import locked
from kanaf.activities.choices import ACTIVITY_TYPE, TOPIC, Kind, State
from kanaf.activities.models import Campaign, Session
from kanaf.activities.queries.campaigns import has_part_in
from kanaf.children.actions import check_works_in
from kanaf.core import audit
from kanaf.core.actions import action
from kanaf.core.errors import Refused
from kanaf.places.models import City, Venue
from kanaf.programme import queries as programme
from kanaf.programme.models import Project

AHEAD = timedelta(days=366)


@dataclass(frozen=True)
class Plan:
    """What a session is to be. The venue is one of the pack or none; the project is the campaign's where none is given."""

    city: City
    on: date
    kind: str
    activity_type: str = ""
    title: str = ""
    topics: Sequence[str] = ()
    venue: Venue | None = None
    starts_at: time | None = None
    campaign: Campaign | None = None
    project: Project | None = None
    named_only: bool = False

    @property
    def values(self) -> dict[str, Any]:
        return {
            "city": self.city,
            "on": self.on,
            "kind": str(Kind(self.kind)),
            "activity_type": self.activity_type if self.kind == Kind.ACTIVITY else "",
            "title": " ".join(self.title.split()),
            "topics": list(self.topics),
            "venue": self.venue,
            "starts_at": self.starts_at,
            "campaign": self.campaign,
            "project": self.project or (self.campaign.project if self.campaign else None),
            "named_only": self.named_only,
        }


@action
def plan_session(*, by: Account, at: datetime, plan: Plan, id: UUID | None = None, is_synthetic: bool = False) -> Session:
    """Plan a session of one's organisation; one that already took place is planned on its day. The same form sent twice plans one."""
    check_holds(by, Permission.ACTIVITY_PLAN)
    if id is not None and (earlier := Session.objects.filter(pk=id, organisation=by.organisation_id).first()):
        return earlier
    _check(plan, by=by, organisation_id=by.organisation_id, today=at.date())
    session = Session.objects.create(
        **({"pk": id} if id is not None else {}),
        organisation_id=by.organisation_id,
        planned_by=by.pk,
        planned_at=at,
        is_synthetic=is_synthetic,
        **plan.values,
    )
    audit.record("session.planned", by=by, target=session, at=at, kind=session.kind, city=session.city_id)
    return session


@action
def change_session(*, by: Account, at: datetime, session: Session, plan: Plan) -> Session:
    """Change what a session is to be. Once a list is kept, its city, kind and campaign stay; a new day moves the list with it."""
    check_holds(by, Permission.ACTIVITY_PLAN)
    session = locked(session, by)
    rules.check_is_not_cancelled(session)
    check_works_in(by, session.city)
    _check(plan, by=by, organisation_id=session.organisation_id, today=at.date())
    changed = {name: value for name, value in plan.values.items() if getattr(session, name) != value}
    if not changed:
        return session
    if session.state == State.HELD:
        _check_held(plan, changed, at.date())
    for name, value in changed.items():
        setattr(session, name, value)
    session.save(update_fields=list(changed))
    if session.state == State.HELD and "on" in changed:
        lists.move_to_day(session, by=by, at=at)
    audit.record("session.changed", by=by, target=session, at=at, fields="+".join(sorted(changed)))
    return session


@action
def cancel_session(*, by: Account, at: datetime, session: Session) -> None:
    """Say that a session does not, or did not, take place; a list kept of it is taken back. Twice changes nothing."""
    check_holds(by, Permission.ACTIVITY_PLAN)
    session = locked(session, by)
    check_works_in(by, session.city)
    if session.state == State.CANCELLED:
        return
    lists.take_back(session, by=by, at=at)
    session.state = State.CANCELLED
    session.save(update_fields=["state"])
    audit.record("session.cancelled", by=by, target=session, at=at)


def _check(plan: Plan, *, by: Account, organisation_id: UUID, today: date) -> None:
    check_works_in(by, plan.city)
    if plan.kind == Kind.ACTIVITY:
        programme.check_code(ACTIVITY_TYPE, plan.activity_type, field="activity_type")
    for topic in plan.topics:
        programme.check_code(TOPIC, topic, field="topics")
    if plan.on > today + AHEAD:
        raise Refused(_("This day is more than a year ahead: check the year."), field="on", code="too_far")
    if plan.venue is not None and plan.venue.city_id != plan.city.pk:
        raise Refused(
            _("This place is in another city: choose a place in %(city)s, or none.") % {"city": plan.city.label},
            field="venue",
            code="venue",
        )
    if plan.campaign is not None:
        _check_in_campaign(plan, plan.campaign, organisation_id)


def _check_in_campaign(plan: Plan, campaign: Campaign, organisation_id: UUID) -> None:
    if not campaign.cities.filter(city=plan.city).exists():
        raise Refused(
            _("This campaign does not run in %(city)s: choose another city, or no campaign.") % {"city": plan.city.label},
            field="campaign",
            code="campaign_city",
        )
    if not has_part_in(organisation_id, campaign, plan.city):
        raise Refused(
            _("Your organisation has no part in this campaign in %(city)s: ask those who carry it.") % {"city": plan.city.label},
            field="campaign",
            code="campaign_part",
        )
    if (campaign.starts_on and plan.on < campaign.starts_on) or (campaign.last_day and plan.on > campaign.last_day):
        raise Refused(_("This day is outside the campaign: check the day, or choose no campaign."), field="on", code="campaign_day")


def _check_held(plan: Plan, changed: dict[str, Any], today: date) -> None:
    if set(changed) & {"city", "kind", "campaign", "project", "named_only"}:
        raise Refused(
            _("A list is kept of this session: its city, kind and campaign stay. Cancel it and plan another one."), code="held_session"
        )
    if plan.on > today:
        raise Refused(_("A session of which a list is kept has taken place: its day cannot be in the future."), field="on", code="future")
