"""What a child tells of itself and its people: put in its script, and hashed for finding it again."""

import hashlib
import hmac
from dataclasses import asdict, dataclass

from kanaf import matching
from kanaf.core import keys

PLACES = ("place", "contact", "parents_whereabouts", "caregiver_contact")
"""What says where the child or its people are: stays closed to who is not shared the place."""


@dataclass(frozen=True)
class Names:
    """What is sealed: the child's names as told, in both scripts, and the people and place around it."""

    latin: str = ""
    arabic: str = ""
    nickname: str = ""
    other_names: str = ""
    mother: str = ""
    father: str = ""
    parents_whereabouts: str = ""
    contact: str = ""
    place: str = ""
    caregiver: str = ""
    caregiver_contact: str = ""
    separation_place: str = ""
    unhcr_number: str = ""
    icrc_number: str = ""
    other_number: str = ""


def tidy(told: Names) -> Names:
    """Put what was typed in its script: a name in mixed script is split into its two scripts, nothing is dropped."""
    latin_of_latin, arabic_of_latin = matching.split_scripts(told.latin)
    latin_of_arabic, arabic_of_arabic = matching.split_scripts(told.arabic)
    values = asdict(told)
    values["latin"] = " ".join(part for part in (latin_of_latin, latin_of_arabic) if part)
    values["arabic"] = " ".join(part for part in (arabic_of_latin, arabic_of_arabic) if part)
    return Names(**{name: " ".join(value.split()) for name, value in values.items()})


def hashed_keys(told: Names) -> set[bytes]:
    """The keyed hashes under which a child's names are found (96 bits of HMAC-SHA-256)."""
    plain = matching.keys(told.latin, told.arabic, told.nickname, told.other_names)
    secret = keys.key("names")
    return {hmac.new(secret, text.encode(), hashlib.sha256).digest()[:12] for text in plain}
