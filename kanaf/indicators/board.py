"""Who has reported what: each partner's cities and periods, and what is missing of a period."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kanaf.access.models import Account, Organisation
from kanaf.assistance.models import Service
from kanaf.core.errors import Refused
from kanaf.indicators import rules
from kanaf.indicators.counting import Window
from kanaf.indicators.counting.reporting import accepted
from kanaf.indicators.models import Period, Submission
from kanaf.places.models import City
from kanaf.places.queries import programme_cities
from kanaf.programme.models import Partnership

MISSING = "missing"
QUARTERS = 4


@dataclass(frozen=True)
class Standing:
    """Where one organisation stands with one city and period."""

    organisation: Organisation | None
    city: City
    period: Period
    submission: Submission | None
    by_quarters: bool = False

    @property
    def state(self) -> str:
        """The newest submission's; a year is accepted also when each of its quarters is."""
        if self.by_quarters:
            return str(Submission.Status.ACCEPTED)
        return str(self.submission.status) if self.submission else MISSING

    @property
    def is_closed(self) -> bool:
        return self.period.closed_at is not None

    @property
    def can_be_sent(self) -> bool:
        """Whether sending is the next step, once the period is over."""
        return not self.is_closed and self.state in {MISSING, Submission.Status.RETURNED}


@dataclass(frozen=True)
class CityReport:
    """A city in a period: its partners' standings, and whether it is reported at all."""

    city: City
    standings: list[Standing]
    is_reported: bool

    @property
    def children(self) -> int | None:
        return self._sum("children")

    @property
    def services(self) -> int | None:
        return self._sum("services")

    def _sum(self, name: str) -> int | None:
        sent = [each.submission for each in self.standings if each.submission]
        accepted_ones = [getattr(each, name) for each in sent if each.status == Submission.Status.ACCEPTED]
        return sum(accepted_ones) if accepted_ones else None


def own_cities(by: Account) -> list[City]:
    """The cities that a person reports on: where their organisation is a partner or has recorded services, as far as their role goes.

    All the cities of their role where the programme knows neither.
    """
    known = set(Partnership.objects.filter(organisation=by.organisation_id, city__isnull=False).values_list("city", flat=True))
    known |= set(Service.objects.filter(organisation=by.organisation_id).values_list("city", flat=True).distinct())
    allowed = [city for city in programme_cities() if by.city_codes is None or city.code in by.city_codes]
    return [city for city in allowed if city.code in known] or ([] if known else allowed)


def board(by: Account, today: date) -> list[Standing]:
    """Every period that has begun, in each of one's cities, newest first."""
    periods = list(Period.objects.filter(starts_on__lte=today))
    newest = newest_of(Submission.objects.visible_to(by).filter(organisation=by.organisation_id))
    cities = own_cities(by)

    def standing(period: Period, city: City) -> Standing:
        sent = {each.code: newest.get((by.organisation_id, city.code, each.code)) for each in periods}
        return Standing(by.organisation, city, period, sent[period.code], _quarters_accepted(period, periods, sent))

    return [standing(period, city) for period in periods for city in cities]


def _quarters_accepted(year: Period, periods: list[Period], sent: dict[str, Submission | None]) -> bool:
    quarters = [each for each in periods if each.kind == Period.Kind.QUARTER and year.starts_on <= each.starts_on <= year.ends_on]
    answers = [sent[each.code] for each in quarters]
    accepted_ones = [each for each in answers if each is not None and each.status == Submission.Status.ACCEPTED]
    return year.kind == Period.Kind.YEAR and len(accepted_ones) == QUARTERS


def newest_of(submissions: object) -> dict[tuple[UUID, str, str], Submission]:
    """(organisation, city, period) → its submission that stands, or else the last one returned."""
    found: dict[tuple[UUID, str, str], Submission] = {}
    for row in submissions.order_by("-submitted_at").select_related("submitted_by", "decided_by"):  # type: ignore[attr-defined]
        key = (row.organisation_id, row.city_id, row.period_id)
        if key not in found or row.status != Submission.Status.RETURNED:
            found[key] = row
    return found


def reports_of(period: Period, by: Account, at: datetime) -> list[CityReport]:
    """Each city of the programme in a period, with the partners at work there: what is missing is not zero."""
    newest = newest_of(Submission.objects.visible_to(by).filter(period=period))
    pairs = accepted(Window(period.starts_on, period.ends_on, at))
    reported = {city for _organisation, city in pairs}
    partners: dict[str, dict[UUID, Organisation]] = {}
    for row in Partnership.objects.filter(city__isnull=False, organisation__kind=Organisation.Kind.NGO).select_related("organisation"):
        partners.setdefault(str(row.city_id), {})[row.organisation_id] = row.organisation
    senders = Organisation.objects.in_bulk([organisation for organisation, _city, _period in newest])
    for organisation, place, _period in newest:
        partners.setdefault(place, {})[organisation] = senders[organisation]

    def standing(partner: Organisation, city: City) -> Standing:
        own = newest.get((partner.pk, city.code, period.code))
        by_quarters = (partner.pk, city.code) in pairs and (own is None or own.status != Submission.Status.ACCEPTED)
        return Standing(partner, city, period, own, by_quarters)

    found = []
    for city in programme_cities():
        at_work = sorted(partners.get(city.code, {}).values(), key=lambda each: each.code)
        found.append(CityReport(city, [standing(partner, city) for partner in at_work], city.code in reported))
    return found


def why_not_close(period: Period, today: date) -> str:
    """The sentence that says what closing still waits for; empty where it may be closed."""
    try:
        rules.check_is_open(period)
        rules.check_is_over(period, today)
        rules.check_nothing_waits(period)
    except Refused as refused:
        return str(refused.message)
    return ""
