"""A campaign is written down as its source tells it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kanaf.access.models import Account, Organisation
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.activities.choices import TOPIC, CarrierRole
from kanaf.activities.models import Campaign, CampaignCarrier, CampaignCity, last_day_of
from kanaf.activities.rules import PartialDay, read_partial_day
from kanaf.core import audit
from kanaf.core.actions import action
from kanaf.core.errors import Refused
from kanaf.places.models import City
from kanaf.programme import queries as programme
from kanaf.programme.models import Project


@dataclass(frozen=True)
class Part:
    """What an organisation is to a campaign, in a city or (None) in all of it."""

    organisation: Organisation
    role: str
    city: City | None = None
    source: str = ""

    @property
    def stated(self) -> tuple[UUID, str, str | None, str]:
        return self.organisation.pk, str(CarrierRole(self.role)), self.city.pk if self.city else None, self.source


@action
def save_campaign(
    *,
    by: Account,
    at: datetime,
    code: str,
    labels: dict[str, str],
    cities: Sequence[City],
    parts: Sequence[Part],
    project: Project | None = None,
    starts: str = "",
    starts_is_inferred: bool = False,
    ends: str = "",
    ends_is_inferred: bool = False,
    opening_city: City | None = None,
    closing_city: City | None = None,
    descriptions: dict[str, str] | None = None,
    topics: Sequence[str] = (),
    training_topics: Sequence[str] = (),
    notes: Sequence[dict[str, Any]] = (),
    source: str = "",
) -> Campaign:
    """Make or bring up to date a campaign with its cities and parts; the same values again change nothing and leave no trace.

    `starts` and `ends` are written as the source gives them: `2024`, `2024-11` or `2024-11-20`; empty is not stated.
    """
    check_holds(by, Permission.CAMPAIGN_MANAGE)
    for topic in (*topics, *training_topics):
        programme.check_code(TOPIC, topic, field="topics")
    start, end = _read(starts, "starts"), _read(ends, "ends")
    last = last_day_of(end.on, end.precision)
    if start.on and last and last < start.on:
        raise Refused(_("A campaign cannot end before it starts: correct one of the two dates."), field="ends", code="ends_before_start")
    values: dict[str, Any] = {f"label_{language}": text for language, text in labels.items()}
    values |= {f"description_{language}": text for language, text in (descriptions or {}).items()}
    values |= {
        "project": project,
        "starts_on": start.on,
        "starts_precision": start.precision,
        "starts_is_inferred": starts_is_inferred,
        "ends_on": end.on,
        "ends_precision": end.precision,
        "ends_is_inferred": ends_is_inferred,
        "opening_city": opening_city,
        "closing_city": closing_city,
        "topics": list(topics),
        "training_topics": list(training_topics),
        "notes": list(notes),
        "source": source,
    }
    campaign = Campaign.objects.filter(code=code).first()
    is_new = campaign is None
    if campaign is None:
        campaign = Campaign.objects.create(code=code, **values)
    changed = any(getattr(campaign, name) != value for name, value in values.items())
    if changed:
        for name, value in values.items():
            setattr(campaign, name, value)
        campaign.save()
    changed |= _save_cities(campaign, cities)
    changed |= _save_parts(campaign, parts)
    if is_new or changed:
        audit.record("campaign.created" if is_new else "campaign.changed", by=by, target=campaign, at=at)
    return campaign


def _read(text: str, name: str) -> PartialDay:
    try:
        return read_partial_day(text)
    except ValueError as error:
        raise Refused(_("Write a year, a month or a day: 2024, 2024-11 or 2024-11-20."), field=name, code="no_such_day") from error


def _save_cities(campaign: Campaign, cities: Sequence[City]) -> bool:
    held = list(campaign.cities.order_by("position").values_list("city_id", flat=True))
    if held == [city.pk for city in cities]:
        return False
    campaign.cities.all().delete()
    CampaignCity.objects.bulk_create(CampaignCity(campaign=campaign, city=city, position=place) for place, city in enumerate(cities))
    return True


def _save_parts(campaign: Campaign, parts: Sequence[Part]) -> bool:
    held = set(campaign.carriers.values_list("organisation_id", "role", "city_id", "source"))
    wanted = {part.stated for part in parts}
    if held == wanted:
        return False
    campaign.carriers.all().delete()
    CampaignCarrier.objects.bulk_create(
        CampaignCarrier(campaign=campaign, organisation_id=organisation, role=role, city_id=city, source=source)
        for organisation, role, city, source in sorted(wanted, key=str)
    )
    return True
