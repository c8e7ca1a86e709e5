"""What was compared while somebody typed, remembered by the page itself: who saves waits for what is new since, not for all of it again.

The page carries a signed note: a keyed fingerprint of what was asked, when, and which look-alikes were found. A note that is old, of
another form, of other words or not ours is none, and everything is compared once more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.utils.crypto import salted_hmac

from kanaf.access.models import Account

SALT = "kanaf.desk.looked"
GOOD_FOR = timedelta(minutes=30)
STILL_BEING_SAVED = timedelta(minutes=3)
"""A file whose saving began before a comparison and ended after it was not compared: so far back is looked again."""


@dataclass(frozen=True)
class Looked:
    """What one form's note says: `found` are the ids of the children who looked alike, `since` is from when files are new to it."""

    found: frozenset[str]
    since: datetime


def note(asked: dict[str, Any], *, by: Account, form_id: UUID, found: set[str], at: datetime) -> str:
    """Write down that this was compared now, and who was found."""
    return signing.dumps([_fingerprint(asked, by, form_id), at.timestamp(), sorted(found)], salt=SALT)


def read(written: str, asked: dict[str, Any], *, by: Account, form_id: UUID, at: datetime) -> Looked | None:
    """What was compared, where the note is of this person, form and words, and not too old."""
    try:
        fingerprint, moment, found = signing.loads(written, salt=SALT)
    except signing.BadSignature:
        return None
    looked_at = datetime.fromtimestamp(moment, tz=at.tzinfo)
    if fingerprint != _fingerprint(asked, by, form_id) or abs(at - looked_at) > GOOD_FOR:
        return None
    return Looked(frozenset(found), looked_at - STILL_BEING_SAVED)


def _fingerprint(asked: dict[str, Any], by: Account, form_id: UUID) -> str:
    said = repr((by.pk, by.organisation_id, by.epoch, form_id, sorted(asked.items())))
    return salted_hmac(SALT, said, algorithm="sha256").hexdigest()
