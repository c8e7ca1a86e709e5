"""What must hold before a figure is closed, frozen, approved, released."""

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.core.dates import day_in_words
from kanaf.core.errors import Refused
from kanaf.indicators.models import Period, Release, Submission


def check_is_over(period: Period, today: date) -> None:
    """A period is closed after its last day."""
    if today <= period.ends_on:
        day = day_in_words(period.ends_on, get_language() or "fr")
        raise Refused(_("This period runs until %(day)s: it can be closed from the day after.") % {"day": day}, code="period_runs")


def check_is_open(period: Period) -> None:
    """A closed period takes no submission and is not closed again."""
    if period.closed_at is not None:
        raise Refused(
            _("This period is closed: a late change comes in as a correction, and a new version of the figure."), code="period_closed"
        )


def check_is_closed(period: Period) -> None:
    """A figure is frozen once its period is closed."""
    if period.closed_at is None:
        raise Refused(_("This period is still open: close it before freezing a figure."), code="period_open")


def check_nothing_waits(period: Period) -> None:
    """Every submission is answered before the period is closed."""
    waiting = Submission.objects.filter(period=period, status=Submission.Status.SUBMITTED).count()
    if waiting:
        raise Refused(
            _("Submissions wait for an answer (%(number)s): accept or return them first.") % {"number": waiting}, code="submissions_wait"
        )


def check_other_person(by: Account, first: Account) -> None:
    """Author and approver are two people, for each object (decision 16)."""
    if by.pk == first.pk:
        raise Refused(_("Another person must approve this: you asked for it yourself."), code="same_person")


def check_waits_for_approval(release: Release) -> None:
    if release.status != Release.Status.ASKED:
        raise Refused(_("This release was answered already."), code="already_answered")


def check_is_approved(release: Release) -> None:
    """Nothing goes out that a second person has not approved."""
    if release.status == Release.Status.RELEASED:
        raise Refused(_("This figure was released already."), code="already_released")
    if release.status != Release.Status.APPROVED:
        raise Refused(_("Another person must approve this figure before it is released."), code="not_approved")
