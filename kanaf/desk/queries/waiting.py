"""What waits for a person outside the case list: submissions, periods, releases, sessions, and today's acts."""

from collections import Counter
from datetime import date, datetime

from django.db.models import Q

from kanaf.access.models import Account, AuditEntry
from kanaf.access.roles import Permission
from kanaf.activities import queries as activities
from kanaf.activities.models import Campaign, Session
from kanaf.casework.models import Closing
from kanaf.children.models import ConsentDecision, Draft, Sharing
from kanaf.children.models.consent import BEST_INTERESTS
from kanaf.desk.queries.caselist import midnight_after
from kanaf.indicators.board import Standing, board
from kanaf.indicators.models import Indicator, Period, Release, Submission
from kanaf.indicators.shown import Newest, newest_by_indicator

MOST = 20
MOST_SHARED = 200
ACTS_READ = 1000  # the newest acts looked at for today's summary


def to_submit(by: Account, today: date) -> list[Standing]:
    """Periods that are over, in the cities that one's organisation reports on, of which nothing was sent yet; oldest first."""
    waiting = [standing for standing in board(by, today) if standing.period.ends_on < today and standing.can_be_sent]
    return sorted(waiting, key=lambda standing: (standing.period.ends_on, standing.city.position))[:MOST]


def to_accept(by: Account) -> list[Submission]:
    """Submissions that wait for an answer of somebody else than their sender, oldest first."""
    waiting = Submission.objects.visible_to(by).filter(status=Submission.Status.SUBMITTED).exclude(submitted_by=by)
    return list(waiting.select_related("organisation", "city", "period").order_by("submitted_at")[:MOST])


def to_close(today: date) -> list[Period]:
    """Periods that are over, still open, and have an accepted submission with none left to answer."""
    over = Period.objects.filter(closed_at__isnull=True, ends_on__lt=today, submissions__status=Submission.Status.ACCEPTED)
    ready = over.exclude(submissions__status=Submission.Status.SUBMITTED)
    return list(ready.distinct().order_by("ends_on")[:MOST])


def to_approve(by: Account) -> list[Release]:
    """Releases that another person asked for."""
    asked = Release.objects.filter(status=Release.Status.ASKED).exclude(asked_by=by)
    return list(asked.select_related("figure__definition__indicator", "figure__period").order_by("asked_at")[:MOST])


def approved_releases() -> list[Release]:
    """Releases that were approved and have not gone out yet."""
    approved = Release.objects.filter(status=Release.Status.APPROVED)
    return list(approved.select_related("figure__definition__indicator", "figure__period").order_by("decided_at")[:MOST])


def sessions_due(by: Account, at: datetime) -> list[Session]:
    """Today's sessions, and earlier ones of which no list was kept."""
    return activities.due(by, midnight_after(at))


def campaigns_of(by: Account) -> list[Campaign]:
    """The campaigns in which one's organisation has a part."""
    return activities.campaigns_open_to(by)


def lists_missing(by: Account, today: date, *, most: int) -> int:
    """How many sessions that are over have no attendance list, up to `most`."""
    return len(activities.sessions(by, today, state="list_missing").order_by().values_list("pk")[:most])


def released(by: Account) -> list[tuple[Indicator, Newest]]:
    """The newest released figures that a person may read, newest window first."""
    found = [(indicator, one) for indicator, newest in newest_by_indicator(by) for one in newest if one.state == "released"]
    found.sort(key=lambda pair: pair[1].figure.ends_on, reverse=True)
    return found[:MOST]


def decisions_to_answer(by: Account) -> list[ConsentDecision]:
    """Decisions in a child's best interests that a colleague took, and that wait for a second person."""
    waiting = ConsentDecision.objects.visible_to(by).filter(
        organisation=by.organisation_id, source=BEST_INTERESTS, decision=ConsentDecision.Decision.GIVEN, second_person__isnull=True
    )
    return list(waiting.exclude(recorded_by=by.pk).select_related("child", "recipient").order_by("recorded_at")[:MOST])


def closings_to_answer(by: Account) -> list[Closing]:
    """Cases that a colleague asks to be closed; for the coordination, those of organisations that have nobody else to answer."""
    own = Q(organisation=by.organisation_id) if by.holds(Permission.CASE_CLOSE) else Q(pk__in=[])
    elsewhere = Q(for_coordination=True) if by.holds(Permission.CASE_CLOSE_ELSEWHERE) else Q(pk__in=[])
    asked = Closing.objects.visible_to(by).waiting().filter(own | elsewhere).exclude(asked_by=by).exclude(case__responsible=by)
    return list(asked.select_related("child", "organisation", "asked_by").order_by("asked_at")[:MOST])


def places_to_allow(by: Account) -> list[Sharing]:
    """Sharings of a colleague that ask to share where a child is."""
    asked = Sharing.objects.visible_to(by).live().filter(organisation=by.organisation_id, placement_asked=True, shares_placement=False)
    return list(asked.exclude(shared_by=by.pk).select_related("child", "recipient").order_by("shared_at")[:MOST])


def drafts(by: Account) -> list[Draft]:
    """One's own unfinished registrations, newest first."""
    return list(Draft.objects.visible_to(by).defer("sealed")[:MOST])


def shared_in(by: Account) -> list[Sharing]:
    """What other organisations share with one's own now, the newest first."""
    held = Sharing.objects.live_to(by).select_related("child", "organisation")
    return list(held.order_by("-shared_at")[:MOST_SHARED])


def acts_of_day(at: datetime) -> Counter[str]:
    """Act → how often today, among the newest acts."""
    newest = AuditEntry.objects.order_by("-number").values_list("act", "at")[:ACTS_READ]
    day = at.date().isoformat()
    return Counter(act for act, moment in newest if moment.startswith(day))
