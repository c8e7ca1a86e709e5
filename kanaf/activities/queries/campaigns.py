"""Questions about campaigns: where each city stands, and how many came."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from kanaf.access.models import Account
from kanaf.activities.choices import CarrierRole, Kind, State
from kanaf.activities.models import Campaign, CampaignCarrier, Session, carried_by
from kanaf.activities.queries.attendance import same_children
from kanaf.activities.queries.counted import headcounts, present_named, trained
from kanaf.core import rows
from kanaf.places.models import City


@dataclass(frozen=True)
class CampaignCounts:
    """How many a campaign reached. `is_whole`: over all its organisations, for those who carry it; else one's own only."""

    children: int
    professionals: int
    unnamed: int
    is_whole: bool

    @property
    def participants(self) -> int:
        """Children and professionals, each once."""
        return self.children + self.professionals


@dataclass(frozen=True)
class CityLine:
    """Where one city of a campaign stands, of the sessions that one may see."""

    city: City
    partners: list[str]
    planned: int
    held: int
    missing: int
    is_opening: bool
    is_closing: bool

    @property
    def sessions(self) -> int:
        return self.planned + self.held + self.missing


def days_of(campaign: Campaign, today: date) -> tuple[date, date]:
    """The window of a campaign's figures: from its first day to its last, or to today while no end is stated."""
    first = campaign.starts_on or today
    return first, max(first, campaign.last_day or today)


def carries(by: Account, campaign: Campaign) -> bool:
    """Whether the person's organisation follows the whole campaign."""
    return carried_by(by.organisation_id).filter(campaign=campaign).exists()


def counts_of(campaign: Campaign, by: Account, *, at: datetime) -> CampaignCounts:
    """Distinct children of awareness sessions and distinct professionals of trainings, as the lists stand, and contacts without a name.

    A campaign is counted by what belongs to it, on whatever day it was held.
    """
    whole = carries(by, campaign)
    window = (date.min, date.max, at, campaign.pk)
    with rows.as_counter():
        awareness = set(Session.objects.filter(campaign=campaign, kind=Kind.AWARENESS).values_list("id", flat=True))
        came = [row for row in present_named(*window) if row[2] in awareness and (whole or row[3] == by.organisation_id)]
        adults = {row[1] for row in trained(*window) if whole or row[3] == by.organisation_id}
        unnamed = sum(row[7] for row in headcounts(*window) if whole or row[2] == by.organisation_id)
        children = {row[1] for row in came}
        survivors = same_children(children)
    return CampaignCounts(len({survivors.get(child, child) for child in children}), len(adults), unnamed, whole)


def cities_of(campaign: Campaign, by: Account, today: date) -> list[CityLine]:
    """Each city of the campaign with its partners and how far its sessions are."""
    partners: dict[str, list[str]] = {}
    for carrier in _local_partners(campaign):
        partners.setdefault(str(carrier.city_id), []).append(carrier.organisation.name)
    states: dict[str, Counter[str]] = {}
    for city, state, on in Session.objects.visible_to(by).filter(campaign=campaign).values_list("city_id", "state", "on"):
        standing = "missing" if state == State.PLANNED and on < today else state
        states.setdefault(city, Counter())[standing] += 1
    return [
        CityLine(
            city=row.city,
            partners=partners.get(row.city_id, []),
            planned=states.get(row.city_id, Counter())[State.PLANNED],
            held=states.get(row.city_id, Counter())[State.HELD],
            missing=states.get(row.city_id, Counter())["missing"],
            is_opening=row.city_id == campaign.opening_city_id,
            is_closing=row.city_id == campaign.closing_city_id,
        )
        for row in campaign.cities.select_related("city")
    ]


def _local_partners(campaign: Campaign) -> list[CampaignCarrier]:
    found = campaign.carriers.filter(role=CarrierRole.LOCAL_PARTNER, city__isnull=False)
    return list(found.select_related("organisation").order_by("organisation__code"))


def campaigns_open_to(by: Account) -> list[Campaign]:
    """The campaigns in which the person's organisation has a part: those for which it may plan sessions."""
    mine = CampaignCarrier.objects.filter(organisation=by.organisation_id).values("campaign")
    return list(Campaign.objects.filter(pk__in=mine))


def is_open_to(by: Account, campaign: Campaign) -> bool:
    """Whether the person's organisation has a part in the campaign anywhere."""
    return campaign.carriers.filter(organisation=by.organisation_id).exists()


def has_part_in(organisation_id: UUID, campaign: Campaign, city: City) -> bool:
    """Whether an organisation has a part in a campaign in a city, or in all of it."""
    mine = CampaignCarrier.objects.filter(organisation=organisation_id, campaign=campaign)
    return mine.filter(Q(city__isnull=True) | Q(city=city)).exists()
