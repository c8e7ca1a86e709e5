"""What is true of births, ages and status; and who may decide for a child."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from kanaf.children.models import ConsentDecision, Registration
from kanaf.children.models.consent import BEST_INTERESTS, CHILD, IMAGE, LEGAL_OBLIGATION, LEGAL_REPRESENTATIVE
from kanaf.core.calendars import HIJRI_YEARS, Calendar, interval
from kanaf.core.errors import Refused

ADULT = 18
FIRST_YEAR = 1900
MEDICAL = "medical"
OLDEST_AGE = 99
UNDER_VERIFICATION = "under_verification"
ESTIMATE_MARGIN = 1  # years each side of an estimated age
Precision = Registration.Precision
Decision, View = ConsentDecision.Decision, ConsentDecision.ChildsView


@dataclass(frozen=True)
class Birth:
    """What is known of a birth: a precision and the days between which it lies."""

    precision: str
    earliest: date | None
    latest: date | None
    declared_age: int | None = None
    calendar: str = Calendar.GREGORIAN
    as_told: str = ""


def years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def birth_from(
    *,
    precision: str,
    year: int | None,
    month: int | None,
    day: int | None,
    age: int | None,
    today: date,
    on: date,
    calendar: str = Calendar.GREGORIAN,
) -> Birth:
    """Turn what was typed into an interval, or refuse what cannot be.

    `on` is the day of the interview, from which a declared age is counted back; `today` bounds the future. A date of another `calendar`
    is kept as told beside the days of ours.
    """
    if precision in {Precision.EXACT, Precision.MONTH, Precision.YEAR} and year is None:
        raise Refused(_("Write the year of birth, or choose “Estimated age” or “Not known”."), field="birth_year", code="birth_incomplete")
    if precision == Precision.EXACT:
        if month is None or day is None:
            raise Refused(
                _("An exact date needs day, month and year: complete it, or choose a less exact answer."),
                field="birth_day",
                code="birth_incomplete",
            )
        earliest, latest = _days(calendar, year, month, day)
    elif precision == Precision.MONTH:
        if month is None:
            raise Refused(_("Write the month of birth, or choose “Year”."), field="birth_month", code="birth_incomplete")
        earliest, latest = _days(calendar, year, month, None)
    elif precision == Precision.YEAR:
        earliest, latest = _days(calendar, year, None, None)
    elif precision == Precision.ESTIMATED:
        if age is None:
            raise Refused(_("Write the age the child says or seems to be, or choose “Not known”."), field="age", code="birth_incomplete")
        earliest = years_before(on, age + 1 + ESTIMATE_MARGIN) + timedelta(days=1)
        latest = min(years_before(on, max(age - ESTIMATE_MARGIN, 0)), on)
        return Birth(precision, earliest, latest, age)
    else:
        return Birth(Precision.UNKNOWN, None, None, age)
    if earliest > today:
        raise Refused(
            _("The date of birth is in the future. Check the year: it is %(year)s now.") % {"year": today.year},
            field="birth_year",
            code="birth_in_future",
        )
    check_age_agrees(Birth(precision, earliest, latest), age, on)
    if not calendar:
        return Birth(precision, earliest, latest, age)
    known = {Precision.EXACT: (month, day), Precision.MONTH: (month,)}.get(Precision(precision), ())
    as_told = "-".join([str(year), *(f"{part:02}" for part in known)])
    return Birth(precision, earliest, latest, age, calendar, as_told)


def _days(calendar: str, year: int | None, month: int | None, day: int | None) -> tuple[date, date]:
    year = year or 0
    if not calendar and year in HIJRI_YEARS:
        raise Refused(
            _("The year %(year)s looks like one of the Hijri calendar: choose that calendar, or correct the year.") % {"year": year},
            field="birth_year",
            code="another_calendar",
        )
    if not calendar and year < FIRST_YEAR:
        raise Refused(_("Write the year with four digits, for example 2010."), field="birth_year", code="year_too_early")
    try:
        return interval(calendar, year, month, day)
    except ValueError as error:
        raise Refused(
            _("This day does not exist in the calendar: check day, month and year."), field="birth_day", code="no_such_day"
        ) from error


def check_age_agrees(birth: Birth, age: int | None, on: date) -> None:
    """A declared age must lie within what the birth date gives on the day of the interview."""
    if age is None or birth.earliest is None or birth.latest is None:
        return
    if not age_on(birth.latest, on) <= age <= age_on(birth.earliest, on):
        raise Refused(
            _("%(age)s years does not agree with this date of birth. Correct the age or the date.") % {"age": age},
            field="age",
            code="age_contradicts_birth",
        )


def age_on(born: date, on: date) -> int:
    """Full years, never below zero."""
    return max(on.year - born.year - ((on.month, on.day) < (born.month, born.day)), 0)


def middle(earliest: date | None, latest: date | None) -> date | None:
    """The day by which an age is shown and counted."""
    if earliest is None or latest is None:
        return None
    return earliest + (latest - earliest) // 2


def age_status(birth: Birth, *, in_dispute: bool, on: date) -> str:
    """An age of 18 or more, or in dispute, is taken as under verification; nobody is refused (benefit of the doubt).

    The child is helped and counted as a child until it is verified; whether it is alone is another question, kept apart.
    """
    surely_adult = birth.latest is not None and age_on(birth.latest, on) >= ADULT
    says_adult = birth.declared_age is not None and birth.declared_age >= ADULT
    return UNDER_VERIFICATION if in_dispute or surely_adult or says_adult else "undisputed"


def check_age_assessment(*, methods: list[str], youngest: int, oldest: int, why: str, child_agreed: bool) -> None:
    """Serious doubt with its reason, several ways of looking, the child's agreement, and a margin that makes sense."""
    if not child_agreed:
        raise Refused(
            _("No age is assessed against a child’s will: explain what it is for, and note the refusal as a consent refused."),
            field="child_agreed",
            code="not_agreed",
        )
    if not why:
        raise Refused(_("Say why there is serious doubt: without it no age is assessed."), field="why", code="no_reason")
    if not methods:
        raise Refused(_("Say how the age was assessed."), field="methods", code="no_method")
    if methods == [MEDICAL]:
        raise Refused(_("A medical examination never decides alone: say what else was looked at."), field="methods", code="medical_alone")
    if not 0 <= youngest <= oldest <= OLDEST_AGE:
        raise Refused(_("The youngest age is at most the oldest, both between 0 and 99."), field="oldest", code="margin")


@dataclass(frozen=True)
class Ages:
    """The pack's: from `own` a child able to understand decides for itself, from `assent` its agreement is sought."""

    own: int
    assent: int


def check_who_decides(*, purpose: str, decision: str, source: str, childs_view: str, told: bool, age: int | None, ages: Ages) -> None:
    """Whether this person may decide this for the child, in the order of the law of the child's own word first.

    The child's own consent where it is able; else its assent with a caregiver's consent; with neither, a decision of two staff
    in its best interests; or a legal obligation, of which the child is told, not asked. An age not known is left to who listens.
    Refusing is open to everybody.
    """
    if (decision == Decision.TOLD) != (source == LEGAL_OBLIGATION) and decision in {Decision.GIVEN, Decision.TOLD}:
        raise Refused(
            _("A legal obligation or court order is not consented to: choose “Told, not asked” for it, and for nothing else."),
            field="decision",
            code="told_not_asked",
        )
    if decision == Decision.TOLD and not told:
        raise Refused(_("Tell the child first what must be done and why, then say so here."), field="told", code="child_not_told")
    if decision != Decision.GIVEN:
        return
    if purpose == IMAGE and source != LEGAL_REPRESENTATIVE:
        raise Refused(
            _("Without a legal representative, no recognisable image, voice or name of a child is used."),
            field="source",
            code="no_legal_representative",
        )
    if source == CHILD:
        _check_may_decide_alone(age, ages)
    else:
        _check_view(purpose, source, childs_view, age, ages)


def _check_may_decide_alone(age: int | None, ages: Ages) -> None:
    if age is not None and age < ages.own:
        raise Refused(
            _(
                "Under %(years)s years a child does not consent alone: ask the caregiver too, or take the decision in its best interests "
                "with a colleague."
            )
            % {"years": ages.own},
            field="source",
            code="too_young_alone",
        )


def _check_view(purpose: str, source: str, childs_view: str, age: int | None, ages: Ages) -> None:
    if age is not None and age < ages.assent:
        return
    if not childs_view:
        raise Refused(_("Say what the child itself thinks of it."), field="childs_view", code="view_missing")
    if childs_view == View.DISAGREES and source != BEST_INTERESTS:
        raise Refused(
            _("The child does not agree: record a refusal, or take the decision in its best interests with a colleague."),
            field="childs_view",
            code="no_assent",
        )
    if purpose != IMAGE and age is not None and age >= ages.own and childs_view != View.UNABLE:
        raise Refused(
            _("From %(years)s years a child who understands decides for itself: choose “The child”.") % {"years": ages.own},
            field="source",
            code="decides_itself",
        )
