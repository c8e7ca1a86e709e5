"""The pack's campaigns and recommendations: what they are, not their sessions."""

from datetime import datetime

from kanaf.access.models import Account, Organisation
from kanaf.activities import actions as activities
from kanaf.activities.actions.campaigns import Part
from kanaf.activities.choices import CarrierRole
from kanaf.coordination import actions as coordination
from kanaf.pack.reader import Pack
from kanaf.pack.schemas.work import Campaign
from kanaf.places.models import City
from kanaf.programme.models import Project

LANGUAGES = ("fr", "ar", "en")


def load(pack: Pack, *, by: Account, at: datetime) -> None:
    """Campaigns, then the recommendations that came out of them."""
    organisations = {row.code: row for row in Organisation.objects.all()}
    cities = {row.code: row for row in City.objects.all()}
    for campaign in pack.campaigns:
        _campaign(campaign, _implementers(pack, campaign, organisations, cities), by, at, organisations, cities)
    for recommendation in pack.recommendations:
        saved = coordination.save_recommendation(
            by=by,
            at=at,
            code=recommendation.code,
            number=recommendation.number,
            labels={language: recommendation.text.root[language] for language in LANGUAGES},
            campaign=recommendation.campaign,
            source=recommendation.source,
        )
        for owner in recommendation.owners:
            coordination.propose_owner(by=by, at=at, recommendation=saved, organisation=organisations[owner.organisation])


def _implementers(pack: Pack, campaign: Campaign, organisations: dict[str, Organisation], cities: dict[str, City]) -> list[Part]:
    """Implementers in the cities that the source names for them, and nowhere else (A5)."""
    return [
        Part(organisations[organisation.code], CarrierRole.IMPLEMENTER, cities.get(role.city or ""), role.source)
        for organisation in pack.organisations
        for role in organisation.roles
        if role.role == "implementer" and role.campaign == campaign.code
    ]


def _campaign(
    campaign: Campaign,
    implementers: list[Part],
    by: Account,
    at: datetime,
    organisations: dict[str, Organisation],
    cities: dict[str, City],
) -> None:
    parts = [Part(organisations[code], CarrierRole.CARRIER, source=campaign.source) for code in campaign.carriers]
    parts += implementers
    for local in campaign.local_partners:
        parts += [Part(organisations[code], CarrierRole.LOCAL_PARTNER, cities[local.city], campaign.source) for code in local.organisations]
    activities.save_campaign(
        by=by,
        at=at,
        code=campaign.code,
        labels={language: campaign.title.root[language] for language in LANGUAGES},
        cities=[cities[code] for code in campaign.cities],
        parts=parts,
        project=Project.objects.get(code=campaign.project),
        starts=campaign.start.stated or campaign.start.inferred or "",
        starts_is_inferred=campaign.start.stated is None,
        ends=campaign.end.stated or campaign.end.inferred or "",
        ends_is_inferred=campaign.end.stated is None,
        opening_city=cities.get(campaign.opening_city or ""),
        closing_city=cities.get(campaign.closing_city or ""),
        topics=list(campaign.awareness_topics),
        training_topics=list(campaign.training_topics),
        notes=[{"id": note.id, "labels": {language: note.labels.root[language] for language in LANGUAGES}} for note in campaign.notes],
        source=campaign.source,
    )
