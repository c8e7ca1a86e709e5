"""What is known of the children that a figure counts: sex, nationality group and age, in codes, by the moment of counting."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from kanaf.children import rules
from kanaf.children.models import Registration, SameChild
from kanaf.indicators.counting.counted import Coordinates, Window
from kanaf.programme import queries as programme

Band = tuple[str, int, int]


@dataclass(frozen=True)
class Profile:
    """A registration as counts read it."""

    protection_status: str
    age_status: str
    sex: str
    nationality_group: str
    born_earliest: date | None
    born_latest: date | None

    def coordinates(self, on: date, bands: list[Band]) -> Coordinates:
        """Sex, nationality group and age band on a day; a code that the pack does not list counts as unknown."""
        return {
            "sex": listed("sex", self.sex),
            "nationality_group": listed("nationality_group", self.nationality_group),
            "age_band": self.band(on, bands),
        }

    def band(self, on: date, bands: list[Band]) -> str:
        """An age under verification is in no band until it is verified."""
        if self.age_status == rules.UNDER_VERIFICATION:
            return programme.UNKNOWN
        return band_of(rules.middle(self.born_earliest, self.born_latest), on, bands)


def axes() -> dict[str, list[str]]:
    """The categories of the cuts that every count of children allows, in the pack's order."""
    return {cut: categories(cut) for cut in ("sex", "nationality_group", "age_band")}


def categories(list_code: str) -> list[str]:
    return list(programme.terms(list_code))


def listed(list_code: str, code: str) -> str:
    """The code, or unknown where the pack's list does not hold it."""
    return code if code in programme.terms(list_code) else programme.UNKNOWN


def survivors_by(window: Window) -> dict[UUID, UUID]:
    """Registration → the child under which it counts, as decided by the window's moment."""
    held = SameChild.objects.filter(decided_at__lte=window.as_of).filter(Q(ended_at__isnull=True) | Q(ended_at__gt=window.as_of))
    return dict(held.values_list("child_id", "survivor_id"))


def profiles_by(window: Window, among: Q) -> dict[UUID, Profile]:
    """What was registered of some children, as known by the window's moment; one query."""
    held: QuerySet[Registration] = Registration.objects.as_of(window.as_of).filter(among)
    columns = ("child_id", "protection_status", "age_status", "sex", "nationality_group", "born_earliest", "born_latest")
    return {child: Profile(*known) for child, *known in held.values_list(*columns)}


def age_bands() -> list[Band]:
    """(code, lowest age, highest age) in full years, from the pack; the band of unknown ages has no bounds."""
    return [
        (code, int(term.attributes["from_age"]), int(term.attributes["to_age"]))
        for code, term in programme.terms("age_band").items()
        if "from_age" in term.attributes
    ]


def band_of(born: date | None, on: date, bands: list[Band]) -> str:
    if born is None:
        return programme.UNKNOWN
    age = rules.age_on(born, on)
    return next((code for code, low, high in bands if low <= age <= high), programme.UNKNOWN)
