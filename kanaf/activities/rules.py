"""What is true of sessions, of those who came, and of days that a source gives as a month or a year."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.activities.choices import ADULT, AGE_BAND, CATEGORY, SEX, Kind, Precision, State
from kanaf.activities.models import Session
from kanaf.core.dates import day_in_words
from kanaf.core.errors import NotPermitted, Refused
from kanaf.programme import queries as programme

MOST = 5000  # people of one category at one session
PARTIAL = re.compile(r"(?P<year>\d{4})(-(?P<month>\d{2}))?(-(?P<day>\d{2}))?")


@dataclass(frozen=True)
class Counted:
    """So many people who came without giving a name. The age band of adults is empty."""

    category: str
    sex: str
    age_band: str
    count: int

    @property
    def cell(self) -> tuple[str, str, str]:
        return self.category, self.sex, self.age_band


@dataclass(frozen=True)
class PartialDay:
    """A day as exactly as its source gives it: a month stands as its first day."""

    on: date | None
    precision: str


def read_partial_day(text: str) -> PartialDay:
    """Read `2024`, `2024-11` or `2024-11-20`; nothing is a day not known. Raises ValueError for anything else."""
    if not text:
        return PartialDay(None, Precision.DAY)
    found = PARTIAL.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no year, month or day")
    day = date(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))
    precision = Precision.DAY if found["day"] else Precision.MONTH if found["month"] else Precision.YEAR
    return PartialDay(day, precision)


def check_is_own(session: Session, by: Account) -> None:
    """The organisation that holds a session plans it and says who came; those who carry the campaign read its numbers."""
    if session.organisation_id != by.organisation_id and not by.is_system:
        raise NotPermitted("session of another organisation")


def check_is_not_cancelled(session: Session) -> None:
    if session.state == State.CANCELLED:
        raise Refused(_("This session was cancelled: plan a new one."), code="session_cancelled")


def check_takes_list(session: Session, by: Account, today: date) -> None:
    """Who came can be said by the organisation that holds it, from the day of the session on."""
    check_is_own(session, by)
    check_is_not_cancelled(session)
    if session.on > today:
        shown = day_in_words(session.on, get_language() or "fr")
        raise Refused(_("This session is on %(day)s: say who came on that day or later.") % {"day": shown}, code="not_yet")


def check_takes_children(session: Session) -> None:
    if session.kind == Kind.TRAINING:
        raise Refused(_("A training keeps a list of professionals: record it on the page of the training."), code="is_training")


def check_takes_professionals(session: Session) -> None:
    if session.kind != Kind.TRAINING:
        raise Refused(_("Only a training keeps a list of professionals: plan one, or call the roll of this session."), code="not_training")


def check_headcount(counted: Iterable[Counted], *, named_only: bool) -> None:
    """Codes of the pack, each cell once, and only where people may be counted without a name."""
    seen: set[tuple[str, str, str]] = set()
    for cell in counted:
        if named_only:
            raise Refused(_("In this session everybody is named: nobody is counted without a name."), field="total", code="named_only")
        programme.check_code(CATEGORY, cell.category, field="headcount")
        programme.check_code(SEX, cell.sex, field="headcount")
        if is_of_children(cell.category):
            programme.check_code(AGE_BAND, cell.age_band, field="headcount")
        elif cell.age_band != ADULT:
            raise Refused(_("Adults are counted without an age band."), field="headcount", code="adult_age_band")
        if not 1 <= cell.count <= MOST:
            raise Refused(_("Write a number between 0 and %(most)s.") % {"most": MOST}, field="headcount", code="headcount")
        if cell.cell in seen:
            raise Refused(_("The same group is counted twice: add the two numbers."), field="headcount", code="headcount_twice")
        seen.add(cell.cell)


def is_of_children(category: str) -> bool:
    """Whether the pack puts this category of participants among children."""
    term = programme.terms(CATEGORY).get(category)
    return term is not None and term.attributes.get("group") == "children"


def check_present(*, named: int, unnamed: int, total: int | None, named_only: bool) -> int:
    """How many came in all. What was counted in the room, where somebody counted, must be what the list adds up to."""
    listed = named + unnamed
    if total is None or total == listed:
        if listed == 0:
            raise Refused(
                _("Nobody is on the list: say who came, count those without a name, or cancel the session."), field="total", code="nobody"
            )
        return listed
    words = {"named": named, "unnamed": unnamed, "total": total, "listed": listed, "missing": total - listed}
    if named > total:
        sentence = _("Named as present: %(named)s; counted in all: %(total)s. Correct the total, or mark who did not come.")
        raise Refused(sentence % words, field="total", code="more_named_than_present")
    if listed > total:
        sentence = _("Named as present: %(named)s; without a name: %(unnamed)s; counted in all only %(total)s. Correct one of the three.")
        raise Refused(sentence % words, field="total", code="more_listed_than_present")
    if named_only:
        sentence = _(
            "Counted in all: %(total)s; named as present: %(named)s. Here everybody is named: name the others, or correct the total."
        )
    else:
        sentence = _(
            "Counted in all: %(total)s; on the list: %(listed)s. Count the others without a name (%(missing)s), or correct the total."
        )
    raise Refused(sentence % words, field="total", code="fewer_listed_than_present")
