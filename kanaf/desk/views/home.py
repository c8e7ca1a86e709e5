"""My day: what waits for this person, by what they may do. Roles combine, so the page is made of parts."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from kanaf.access import reading
from kanaf.access.models import Account
from kanaf.access.policy import signed_in
from kanaf.access.roles import Permission as P
from kanaf.access.roles import Role
from kanaf.children import coordinating, tracing
from kanaf.children import queries as children
from kanaf.core import clock
from kanaf.desk.acts import act_in_words
from kanaf.desk.queries import alerts, caselist, emergencies, people, record, waiting
from kanaf.desk.queries.caselist import LATE, MOST_COUNTED, SOON, TODAY, Filters
from kanaf.desk.views.asked import asker
from kanaf.desk.views.rows import Shown, shown
from kanaf.protection import answering, handling
from kanaf.safeguarding import queries as safeguarding

ROWS = 6
TELLING_ACTS = ("child.opened", "identity.opened", "child.searched", "refused")


@dataclass(frozen=True)
class Count:
    """A number that opens exactly its rows."""

    number: int
    label: str
    icon: str
    url: str
    look: str = ""

    @property
    def is_capped(self) -> bool:
        return self.number > MOST_COUNTED

    @property
    def shown(self) -> int:
        return min(self.number, MOST_COUNTED)


@dataclass(frozen=True)
class Door:
    """Another place where this person works."""

    url: str
    icon: str
    label: str
    text: str = ""


@dataclass(frozen=True)
class Part:
    """Rows of the day under a heading, and the list that holds them all."""

    name: str
    title: str
    rows: list[Shown]
    url: str


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Everybody's first page: counts, rows, next acts."""
    by, at = asker(request), clock.now()
    counts: list[Count] = []
    context: dict[str, Any] = {"at": at, "today": at.date(), "by": by, "counts": counts, "doors": _doors(by)}
    if by.holds(P.CASE_READ):
        context |= _cases(by, at, counts)
    if by.holds(P.ALERT_RAISE):
        context["alerts"] = _alerts(by, at, counts)
    if by.holds(P.TRACING_WORK):
        context["tracing_due"] = _tracing(by, at, counts)
    if by.holds(P.CHILD_REGISTER):
        context["drafts"] = waiting.drafts(by)
    if by.holds(P.ATTENDANCE_RECORD):
        context |= _sessions(by, at, counts)
    if by.holds(P.CHILD_READ) or by.holds(P.AUDIT_READ):
        context |= _told(by, at, counts)
    if by.holds(P.CHILD_MERGE):
        _resemblances(by, at, counts)
    context |= _protection(by, at, counts) | _figures(by, at, counts)
    if by.holds(P.CAMPAIGN_MANAGE):
        context["campaigns"] = waiting.campaigns_of(by)
    if by.holds(P.AUDIT_READ):
        acts = waiting.acts_of_day(at)
        context["acts_today"] = [(act_in_words(act), acts[act], f"{reverse('desk:audit')}?{_query(act, at)}") for act in TELLING_ACTS]
        context["acts_kept"] = record.length()
    if by.holds(P.CASE_READ_ORGANISATION) and (stopped := reading.stopped_colleagues(by, at)):
        counts.append(Count(len(stopped), _("reading stopped"), "pause", reverse("desk:reading"), "is-amber"))
    if by.holds(P.ACCOUNT_MANAGE):
        context["people"] = list(people.of_organisation(by)[:ROWS])
    if by.roles & {Role.INSTITUTIONAL_READER, Role.DONOR_READER}:
        context["released"] = waiting.released(by)
    if by.holds(P.COMPLAINT_READ):
        context["is_safeguarding"] = True
        wait, late = safeguarding.how_many_wait(by, at)
        label = ngettext("complaint without a first action", "complaints without a first action", wait)
        counts.append(
            Count(wait, label, "shield-alert", reverse("safeguarding:complaints"), "is-red" if late else "is-amber" if wait else "")
        )
    return render(request, "desk/home.html", context)


def _cases(by: Account, at: datetime, counts: list[Count]) -> dict[str, Any]:
    """Cases in one's own hands; for who answers for a team, the team's; for the coordination, the high risks it follows."""
    is_team = by.holds(P.CASE_READ_ORGANISATION)
    is_coordination = is_team and not by.holds(P.CASE_UPDATE)
    base = Filters(risk=("high",)) if is_coordination else Filters() if is_team else Filters(responsible=by.pk)
    due = {name: replace(base, due=name) for name in (LATE, TODAY, SOON)}
    held = {name: caselist.count(by, filters, at) for name, filters in due.items()}
    everything = caselist.count(by, base, at)
    followed = ngettext("high-risk case followed", "high-risk cases followed", everything)
    counts += [
        _step_count(held[LATE], ngettext("step is late", "steps are late", held[LATE]), "clock-alert", due[LATE], "is-red"),
        _step_count(held[TODAY], ngettext("step due today", "steps due today", held[TODAY]), "clock", due[TODAY], "is-amber"),
        _step_count(held[SOON], ngettext("step in the next seven days", "steps in the next seven days", held[SOON]), "calendar", due[SOON]),
        _step_count(everything, followed if is_coordination else ngettext("open case", "open cases", everything), "folder-open", base),
    ]
    titles = {LATE: _("Late"), TODAY: _("Today"), SOON: _("In the next seven days")}
    parts = [Part(name, titles[name], _rows(by, due[name], at), _cases_url(due[name])) for name in (LATE, TODAY) if held[name]]
    if not parts and held[SOON]:
        parts = [Part(SOON, titles[SOON], _rows(by, due[SOON], at), _cases_url(due[SOON]))]
    by_risk = caselist.counts_by_risk(by, replace(base, risk=()), at)
    return {
        "parts": parts,
        "is_calm": not parts,
        "is_team": is_team,
        "is_coordination": is_coordination,
        "by_risk": [
            (risk, _step_count(number, "", "", replace(base, risk=(risk,))))  # a count again: capped alike, opening its rows
            for risk, number in by_risk.items()
        ],
        "all_url": _cases_url(replace(base, risk=())),
    }


def _alerts(by: Account, at: datetime, counts: list[Count]) -> list[alerts.Shown]:
    """Children seen whom somebody has to go and find."""
    held = alerts.waiting(by, at)
    if held and by.holds(P.ALERT_SCREEN):
        label = ngettext("alert to look at", "alerts to look at", len(held))
        is_pressing = any(one.alert.is_urgent or one.is_late for one in held)
        counts.append(Count(len(held), label, "megaphone", reverse("desk:alerts"), "is-red" if is_pressing else "is-amber"))
    return held[:ROWS]


def _tracing(by: Account, at: datetime, counts: list[Count]) -> list[tracing.Due]:
    """Where to look again, children to be seen in their families; for the coordination, who waits to be compared."""
    due = tracing.due(by, at.date())
    if late := [one for one in due if one.is_late]:
        label = ngettext("step of family tracing is late", "steps of family tracing are late", len(late))
        counts.append(Count(len(late), label, "route", "#tracing-due-title", "is-red"))
    if waiting := tracing.to_compare(by):
        label = ngettext("person looks for a child", "people look for a child", waiting)
        counts.append(Count(waiting, label, "user-round-search", f"{reverse('desk:tracing_list')}?direction=seeker", "is-amber"))
    return due[:ROWS]


def _told(by: Account, at: datetime, counts: list[Count]) -> dict[str, Any]:
    """What a second person is asked for, and accesses in an emergency to know of or to review."""
    accesses = [(access, emergencies.state_of(access, at)) for access in children.emergencies_for(by, told=True)]
    found: dict[str, Any] = {"emergencies": accesses}
    if accesses:
        label = ngettext("access in an emergency", "accesses in an emergency", len(accesses))
        counts.append(Count(len(accesses), label, "shield-alert", "#emergencies-title", "is-red"))
    if by.holds(P.CONSENT_RECORD):
        found |= {"decisions": waiting.decisions_to_answer(by), "places": waiting.places_to_allow(by)}
    if by.holds(P.CASE_CLOSE) or by.holds(P.CASE_CLOSE_ELSEWHERE):
        found["closings"] = waiting.closings_to_answer(by)
    if number := sum(len(found.get(name, ())) for name in ("decisions", "places", "closings")):
        label = ngettext("answer as second person", "answers as second person", number)
        counts.append(Count(number, label, "users", "#second-title", "is-amber"))
    return found


def _resemblances(by: Account, at: datetime, counts: list[Count]) -> None:
    """Pairs of files that wait for the coordination's answer."""
    if wait := coordinating.counted(by)["waiting"]:
        label = ngettext("pair of look-alikes to decide", "pairs of look-alikes to decide", wait)
        look = "is-red" if coordinating.late(by, at) else "is-amber"
        counts.append(Count(wait, label, "git-merge", reverse("desk:resemblances"), look))


def _protection(by: Account, at: datetime, counts: list[Count]) -> dict[str, Any]:
    """Requests about children's data to answer or in one's hands, incidents that one handles, lessons that one carries out."""
    found: dict[str, Any] = {"lessons": handling.lessons_of(by)}
    if by.holds(P.REQUEST_RECORD) or by.holds(P.REQUEST_ANSWER):
        found["requests"] = held = answering.due_for(by, at.date())
        if held:
            is_late = any(line.state == answering.LATE for line in held)
            label = ngettext("request about a child’s data", "requests about children’s data", len(held))
            counts.append(Count(len(held), label, "message-circle", "#requests-title", "is-red" if is_late else "is-amber"))
    if by.holds(P.INCIDENT_HANDLE):
        incidents = handling.open_for(by, at)
        found["incidents"] = [(seen, handling.number_of(seen.row)) for seen in incidents]
        if incidents:
            is_late = any(seen.clock == handling.LATE for seen in incidents)
            label = ngettext("open incident", "open incidents", len(incidents))
            counts.append(Count(len(incidents), label, "triangle-alert", "#incidents-title", "is-red" if is_late else "is-amber"))
    return found


def _sessions(by: Account, at: datetime, counts: list[Count]) -> dict[str, Any]:
    sessions = waiting.sessions_due(by, at)
    missing = waiting.lists_missing(by, at.date(), most=MOST_COUNTED + 1)
    if missing:
        label = ngettext("attendance list is missing", "attendance lists are missing", missing)
        counts.append(Count(missing, label, "list-checks", f"{reverse('activities:sessions')}?state=list_missing", "is-amber"))
    return {"has_sessions": bool(sessions) or not by.holds(P.CASE_READ), "sessions": sessions[:ROWS]}


def _figures(by: Account, at: datetime, counts: list[Count]) -> dict[str, Any]:
    """The way of a figure, as far as this person takes part in it: sent, accepted, closed, approved, published."""
    found: dict[str, Any] = {}
    submissions = reverse("indicators:submissions")
    if by.holds(P.SUBMISSION_SEND):
        found["to_submit"] = sending = waiting.to_submit(by, at.date())
        if sending:
            label = ngettext("submission to send", "submissions to send", len(sending))
            counts.append(Count(len(sending), label, "send", submissions, "is-amber"))
    if by.holds(P.SUBMISSION_ACCEPT):
        found["to_accept"] = held = waiting.to_accept(by)
        label = ngettext("submission to accept", "submissions to accept", len(held))
        counts.append(Count(len(held), label, "inbox", submissions, "is-amber" if held else ""))
    if by.holds(P.PERIOD_CLOSE):
        found["to_close"] = periods = waiting.to_close(at.date())
        label = ngettext("period to close", "periods to close", len(periods))
        counts.append(Count(len(periods), label, "lock", reverse("indicators:periods")))
    if by.holds(P.RELEASE_APPROVE):
        found["to_approve"] = releases = waiting.to_approve(by)
        label = ngettext("release to approve", "releases to approve", len(releases))
        counts.append(Count(len(releases), label, "stamp", "#decide-title", "is-amber" if releases else ""))
    if by.holds(P.BULLETIN_WRITE):
        found |= {"to_publish": waiting.approved_releases(), "publications_url": _address("publication:desk")}
    return found


def _doors(by: Account) -> list[Door]:
    doors = []
    if by.holds(P.CHILD_READ):
        text = _("What other organisations let yours read, and until when.")
        doors.append(Door(reverse("desk:shared_in"), "share-2", _("Shared with us"), text))
    if by.holds(P.CHILD_MERGE):
        text = _("Files of two organisations that may be of one child.")
        doors.append(Door(reverse("desk:resemblances"), "git-merge", _("Look-alikes"), text))
    if by.holds(P.TRACING_READ):
        text = _("Children who look for their family, and families who look for a child.")
        doors.append(Door(reverse("desk:tracing_list"), "user-round-search", _("Family tracing"), text))
    if by.holds(P.EMERGENCY_OPEN):
        text = _("One file you do not follow, for an hour, told to others and reviewed.")
        doors.append(Door(reverse("desk:open_emergency"), "shield-alert", _("Emergency"), text))
    publications = _address("publication:desk")
    if by.holds(P.ACTIVITY_PLAN):
        doors.append(Door(reverse("activities:plan"), "calendar-plus", _("Plan a session")))
    if by.holds(P.BULLETIN_WRITE) and publications:
        doors.append(Door(publications, "newspaper", _("Publications"), _("Released figures, bulletins and press releases.")))
    if by.holds(P.RECOMMENDATION_FOLLOW):
        text = _("What was asked for at events, who takes it up, and how far it is.")
        doors.append(Door(reverse("coordination:recommendations"), "list-checks", _("Recommendations"), text))
    if by.holds(P.FACTOR_RESTORE):
        doors.append(Door(reverse("desk:factors"), "life-buoy", _("Lost second factors"), _("Two people restore a colleague’s.")))
    if by.holds(P.ORGANISATION_CREATE):
        doors.append(Door(reverse("desk:organisations"), "building-2", _("Organisations"), _("Two people let a new one in.")))
    if by.holds(P.ASSURANCE_RECORD):
        text = _("Keys, backups, and the authority’s authorisation.")
        doors.append(Door(reverse("desk:assurances"), "shield-check", _("Assurances"), text))
    if by.organisation.deputy_id == by.pk and not by.holds(P.ACCOUNT_MANAGE):
        doors.append(Door(reverse("desk:review"), "user-check", _("Review of access"), _("You are your organisation’s deputy.")))
    return doors


def _address(name: str) -> str:
    """Of a room that stands above this one; nothing where this surface does not carry it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _step_count(number: int, label: str, icon: str, filters: Filters, look: str = "") -> Count:
    return Count(number, label, icon, _cases_url(filters), look if number else "")


def _rows(by: Account, filters: Filters, at: datetime) -> list[Shown]:
    return [shown(row, at) for row in caselist.page(by, filters, at, size=ROWS).rows]


def _cases_url(filters: Filters) -> str:
    query: list[tuple[str, str]] = []
    if filters.due:
        query.append(("due", filters.due))
    query += [("risk", risk) for risk in filters.risk]
    if filters.responsible:
        query.append(("responsible", str(filters.responsible)))
    url = reverse("desk:cases")
    return f"{url}?{urlencode(query)}" if query else url


def _query(act: str, at: datetime) -> str:
    return urlencode({"act": act, "day": at.date().isoformat()})
