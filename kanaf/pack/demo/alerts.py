"""Children seen in the last days: a danger, ordinary alerts, one late, one lost, one alerted twice. Draws nothing by chance."""

from dataclasses import dataclass
from datetime import timedelta

from kanaf.children import actions as children
from kanaf.children.models import Alert
from kanaf.core import clock
from kanaf.core.actions import one_transaction
from kanaf.pack.demo import people
from kanaf.places.models import City


@dataclass(frozen=True)
class Sighting:
    """`hours` ago; `source` and `concerns` in the pack's codes, the rest is sealed."""

    city: str
    hours: int
    sex: str
    age_band: str
    source: str
    place: str = ""
    find_again: str = ""
    concerns: tuple[str, ...] = ()
    is_urgent: bool = False


LOST = Sighting("nador", 290, "unknown", "unknown", "self", place="Port de pêche")
SIGHTINGS = [
    Sighting(
        "nador",
        2,
        "female",
        "13_14",
        "outreach",
        place="Gare routière, quai 4",
        find_again="Y aller avant la nuit : elle attend un car.",
        concerns=("gender_based_violence",),
        is_urgent=True,
    ),
    Sighting("nador", 44, "male", "15_17", "outreach", place="Terrain vague derrière le marché", concerns=("street_situation",)),
    Sighting("nador", 42, "male", "15_17", "family_or_community", find_again="Le gardien du parking le connaît, il a un chien."),
    Sighting("nador", 220, "male", "under_13", "outreach", place="Feu rouge de l’avenue, vers 9 h", concerns=("forced_begging",)),
    LOST,
    Sighting("casablanca", 3, "male", "15_17", "health", place="Service des urgences", concerns=("serious_health_issue",)),
    Sighting("marrakech", 50, "female", "15_17", "self", find_again="Numéro laissé à l’association"),
]


def write_alerts() -> None:
    """Raised by the outreach worker of Nador, and by caseworkers elsewhere."""
    with one_transaction():
        for sighting in SIGHTINGS:
            alert = _raise(sighting)
            if sighting is LOST:
                by = people.account("caseworker.nador")
                children.screen_alert(by=by, at=clock.now(), alert=alert, outcome="lost", note="Passé trois fois, personne.")


def _raise(told: Sighting) -> Alert:
    at = clock.now() - timedelta(hours=told.hours)
    return children.raise_alert(
        by=people.account("outreach.nador" if told.city == "nador" else f"caseworker.{told.city}"),
        at=at,
        city=City.objects.get(code=told.city),
        on=at.astimezone(clock.CASABLANCA).date(),
        age_band=told.age_band,
        sex=told.sex,
        source=told.source,
        is_urgent=told.is_urgent,
        concerns=list(told.concerns),
        seen=children.Seen(place=told.place, find_again=told.find_again),
        is_synthetic=True,
    )
