"""What stands between a count and its readers: the task list "Before publishing", and the one act that comes next."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kanaf.access.models import Account
from kanaf.access.roles import Permission
from kanaf.core.templatetags.kanaf import moment, number
from kanaf.disclosure.rules import RULES
from kanaf.indicators.counting import Window
from kanaf.indicators.counting.reporting import city_axis
from kanaf.indicators.models import Definition, Release
from kanaf.indicators.queries import FigureWindow
from kanaf.indicators.shown import ShownFigure, Words, small_corrections


@dataclass(frozen=True)
class Task:
    """`state` is ok, due (comes next) or later."""

    state: str
    title: str
    text: str = ""
    code: str = ""
    url: str = ""

    @property
    def icon(self) -> str:
        return {"ok": "circle-check", "due": "hourglass"}.get(self.state, "circle")


@dataclass(frozen=True)
class Checklist:
    """The tasks in order, and what this person may do next: `freeze`, `ask`, `decide`, `release`, or nothing and why."""

    tasks: list[Task] = field(default_factory=list)
    act: str = ""
    why_not: str = ""
    small_corrections: list[str] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(task.state == "ok" for task in self.tasks)


def may_prepare(by: Account) -> bool:
    """Whether a person has any part in bringing a figure out."""
    return any(by.holds(permission) for permission in (Permission.FIGURE_FREEZE, Permission.RELEASE_ASK, Permission.RELEASE_APPROVE))


def checklist(window: FigureWindow, definition: Definition, shown: ShownFigure | None, by: Account, at: datetime) -> Checklist:
    """Seven tasks, of which the first not done is due."""
    release = shown.release if shown else None
    small = small_corrections(release, Words(definition)) if release and release.status == Release.Status.ASKED else []
    answers: list[tuple[bool, Task]] = [
        _over(window, by, at),
        _frozen(shown),
        _small_cells(definition, shown),
        _differences(release, small),
        _asked(release),
        _approved(release),
        _out(release),
    ]
    tasks, is_next = [], True
    for done, task in answers:
        state = "ok" if done else "due" if is_next else "later"
        is_next = is_next and done
        tasks.append(Task(state, task.title, task.text, task.code, task.url))
    act, why_not = _next(window, shown, by, at.date())
    return Checklist(tasks, act, why_not, small)


def _over(window: FigureWindow, by: Account, at: datetime) -> tuple[bool, Task]:
    if window.period is None:
        return window.ends_on < at.date(), Task("", _("Campaign over"))
    cities, missing, _pairs = city_axis(Window(window.starts_on, window.ends_on, at))
    told = _("Cities: %(all)s; reported: %(reported)s.") % {"all": len(cities), "reported": len(cities) - len(missing)}
    url = reverse("indicators:period", args=[window.period.pk]) if by.holds(Permission.PERIOD_CLOSE) else ""
    return window.period.closed_at is not None, Task("", _("Period closed"), told, url=url)


def _frozen(shown: ShownFigure | None) -> tuple[bool, Task]:
    if shown is None:
        return False, Task("", _("Figure frozen"), _("Counted as of a moment, and never changed."))
    fingerprint = shown.figure.digest.upper()
    return True, Task("", _("Figure frozen"), moment(shown.figure.as_of), code=f"{fingerprint[:4]}…{fingerprint[-4:]}")


def _small_cells(definition: Definition, shown: ShownFigure | None) -> tuple[bool, Task]:
    threshold = RULES[definition.rule].threshold
    limit = _("Threshold %(threshold)s.") % {"threshold": threshold} if threshold else _("No threshold: adults, items or sessions.")
    if shown is None or shown.release is None:
        return False, Task("", _("Small cells hidden"), limit)
    hidden = ngettext("%(cells)s cell hidden, attack test passed.", "%(cells)s cells hidden, attack test passed.", shown.hidden)
    return True, Task("", _("Small cells hidden"), f"{limit} {hidden % {'cells': number(shown.hidden)}}")


def _differences(release: Release | None, small: list[str]) -> tuple[bool, Task]:
    told = _("Nothing can be worked out from them.") if release else _("Attacked together with all that was released before.")
    if small:
        told = _("This version differs from a released one by few: the second person weighs it.")
    return release is not None, Task("", _("Differences with earlier releases"), told)


def _asked(release: Release | None) -> tuple[bool, Task]:
    if release is None:
        return False, Task("", _("First approval"), _("By the person who asks for the release."))
    return True, Task("", _("First approval"), _signed(release.asked_by, release.asked_at))


def _approved(release: Release | None) -> tuple[bool, Task]:
    if release is not None and release.decided_by is not None:
        return True, Task("", _("Second approval"), _signed(release.decided_by, release.decided_at))
    if release is not None:
        return False, Task("", _("Second approval"), _("A person other than %(first)s") % {"first": _isolated(release.asked_by.initials)})
    return False, Task("", _("Second approval"), _("By another person."))


def _signed(by: Account, at: datetime | None) -> str:
    return f"{_isolated(by.initials)} · {moment(at)}"


def _isolated(text: str) -> str:
    """Latin initials in an Arabic sentence keep their own direction."""
    return f"\u2068{text}\u2069"


def _out(release: Release | None) -> tuple[bool, Task]:
    if release is not None and release.status == Release.Status.RELEASED:
        return True, Task("", _("Released"), moment(release.released_at))
    return False, Task("", _("Released"))


def _next(window: FigureWindow, shown: ShownFigure | None, by: Account, today: date) -> tuple[str, str]:
    """(act, why it is not open to this person); both are empty where all is done."""
    if window.period is not None and window.period.closed_at is None:
        return "", _("The period is still open: it is closed first.")
    if window.period is None and window.ends_on >= today:
        return "", _("The campaign is not over yet.")
    if shown is None:
        return ("freeze", "") if by.holds(Permission.FIGURE_FREEZE) else ("", _("The information officer freezes the figure."))
    release = shown.release
    if release is None:
        if not shown.is_newest:
            return "", _("A newer version is frozen: release that one.")
        return ("ask", "") if by.holds(Permission.RELEASE_ASK) else ("", _("The information officer asks for the release."))
    if release.status == Release.Status.ASKED:
        if not by.holds(Permission.RELEASE_APPROVE):
            return "", _("Another person approves the release.")
        if release.asked_by_id == by.pk:
            return "", _("You asked for this release: another person approves it.")
        return "decide", ""
    if release.status == Release.Status.APPROVED:
        return "release", ""
    return "", ""
