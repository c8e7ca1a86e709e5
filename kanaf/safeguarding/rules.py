"""Who reads a complaint, what may be done with it next, and when its first action is due."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kanaf.access.models import Account, Organisation
from kanaf.core.errors import Refused
from kanaf.matching.folding import fold
from kanaf.matching.names import words
from kanaf.safeguarding.choices import FIRST_ACTION_WITHIN, FIRST_ACTIONS, STANDING, TAKEN, Kind
from kanaf.safeguarding.models import Complaint, Step

SHORTEST_NAME = 3
VOWELS = re.compile("[aiuywh]")
LATE, RUNNING, MET, MISSED = "late", "running", "met", "missed"


@dataclass(frozen=True)
class Clock:
    """Where a complaint stands with its 24 hours: `state` is running or late, and once somebody has acted, met or missed."""

    due_at: datetime
    state: str


def clock_of(complaint: Complaint, steps: Iterable[Step], at: datetime) -> Clock:
    due = complaint.received_at + FIRST_ACTION_WITHIN
    first = min((step.taken_at for step in steps if step.kind in FIRST_ACTIONS), default=None)
    if first is not None:
        return Clock(due, MET if first <= due else MISSED)
    return Clock(due, LATE if at > due else RUNNING)


def is_untouched(steps: Iterable[Step]) -> bool:
    """Whether nobody has done anything yet."""
    return not any(step.kind in FIRST_ACTIONS for step in steps)


def standing_of(steps: Iterable[Step]) -> Kind:
    """Where a complaint stands: what the newest step says."""
    said = [step for step in steps if step.kind in STANDING]
    return Kind(max(said, key=lambda step: (step.taken_at, step.pk)).kind) if said else Kind.RECEIVED


def who_reads(
    programme: Collection[Account], others: Collection[Account], *, barred: Collection[UUID], organisation: UUID | None
) -> list[Account]:
    """The focal point and the deputy of the programme; where it concerns them all, those of organisations it does not concern."""
    own = [account for account in programme if account.pk not in barred]
    if own:
        return own
    return [account for account in others if account.pk not in barred and account.organisation_id != organisation]


def seems_to_name(account: Account, who: str, text: str) -> bool:
    """Whether a complaint seems to speak of a person who would read it: any of their names where it says whom it concerns,
    or their whole name in the story. Mistaken, another one reads it; missed, an accused person would.
    """
    own = _sounds(account.name)
    return bool(own & _sounds(who)) or (len(own) > 1 and own <= _sounds(text))


def _sounds(text: str) -> set[str]:
    """The words of a text as they sound in either script: their consonants, since Arabic leaves vowels out. Initials and
    particles say nothing.
    """
    sounds = {sound for word in words(text).split() if len(word) >= SHORTEST_NAME for sound in fold(word)}
    bare = {sound: VOWELS.sub("", sound) for sound in sounds}
    return {consonants if len(consonants) >= SHORTEST_NAME else sound for sound, consonants in bare.items()}


def check_can_take(kind: str, standing: Kind, outcome: str) -> None:
    """A closed complaint is reopened before anything else; closing says with which outcome."""
    if kind not in (*TAKEN, Kind.REOPENED):
        raise Refused(_("Choose what was done."), field="kind", code="unknown_step")
    if (standing == Kind.CLOSED) != (kind == Kind.REOPENED):
        sentence = _("This complaint is closed: reopen it first.") if standing == Kind.CLOSED else _("This complaint is open already.")
        raise Refused(sentence, field="kind", code="closed" if standing == Kind.CLOSED else "open")
    if (kind == Kind.CLOSED) != bool(outcome):
        sentence = _("Say with which outcome.") if kind == Kind.CLOSED else _("Only closing has an outcome: leave it empty.")
        raise Refused(sentence, field="outcome", code="outcome")


def check_is_open(standing: Kind) -> None:
    if standing == Kind.CLOSED:
        raise Refused(_("This complaint is closed: reopen it first."), code="closed")


def check_can_concern(account: Account) -> None:
    if account.is_system or account.organisation.kind == Organisation.Kind.SYSTEM:
        raise Refused(_("The system itself is nobody: choose a person."), field="account", code="not_a_person")
