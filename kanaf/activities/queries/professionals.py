"""Finding the same professional again without a name on disk."""

import hashlib
import hmac

from kanaf.access.models import Organisation
from kanaf.core import keys
from kanaf.matching import normalise


def organisation_named(text: str) -> Organisation | None:
    """The organisation of the programme that is written so: by its name, its short name or an alias."""
    wanted = normalise(text)
    if not wanted:
        return None
    for organisation in Organisation.objects.all():
        names = [organisation.short_name, organisation.label_fr, organisation.label_ar, organisation.label_en, *organisation.aliases]
        if wanted in {normalise(name) for name in names if name}:
            return organisation
    return None


def professional_key(name: str, institution_kind: str, institution: str) -> bytes:
    """The keyed hash of a professional: same name in any order of its words, same kind, same institution (96 bits)."""
    words = " ".join(sorted(normalise(name).split()))
    text = "|".join(("professional", words, institution_kind, normalise(institution)))
    return hmac.new(keys.key("names"), text.encode(), hashlib.sha256).digest()[:12]
