"""Files of the whole country are compared after they were saved, and the coordination decides which of them are of one child."""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kanaf import matching
from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.children import cards, coordinating, recognition
from kanaf.children.actions.registration import decide_same_child, undo_same_child
from kanaf.children.coordinating import Side
from kanaf.children.models import Card, Child, PairDecision, Resemblance, SameChild, in_order
from kanaf.children.recognition import LookAlike
from kanaf.core import audit, rows, vault
from kanaf.core.actions import action
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.ticks import each_minute
from kanaf.matching import Band

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 200  # files compared in one minute
MOST_ASKED = 5  # look-alikes of one file that a person is asked about
ASKED_FROM = 4.0
"""Bits from which a pair of two organisations is asked about, by weights of version 4: where one child in fifty of 10,000 is there
twice, about one such pair in 17 is one child, and 92 of 100 that are one child are among them."""

Verdict = PairDecision.Verdict


@each_minute
def compare_what_was_written(at: datetime) -> None:
    """Files registered or corrected since the last minute are compared with the country's: nobody waits for it, nobody sees it happen."""
    with rows.as_registry():
        fresh = Card.objects.filter(compared_at=None, version=matching.KEYS_VERSION).order_by("written_at")
        waiting = list(fresh.defer("sealed")[:MOST_AT_ONCE])
    for card in waiting:
        try:
            compare(card, at=at)
        except Exception:  # one that cannot be read keeps no other waiting
            logger.exception("comparing card %s failed", card.number)


def compare(card: Card, *, at: datetime) -> int:
    """Look for a file's child in the whole country, and put what resembles it before the coordination. Returns how many pairs."""
    with rows.as_registry(), transaction.atomic():
        known = [pair.beside(card.child_id).pk for pair in of_child(card.child_id).select_related("child", "other")]
        ours = cards.reading_of(card.child_id)
        found = []
        if ours is not None:
            found = recognition.look_alikes_everywhere(ours, besides=card.child_id, most=MOST_ASKED, also=known)
        noted = note_pairs(card, found, at=at)
        Card.objects.filter(pk=card.pk, written_at=card.written_at).update(compared_at=at)
    return noted


def compare_among(children: Collection[Child], *, at: datetime) -> int:
    """Compare a few files with each other alone, as the registry. Returns how many pairs."""
    noted = 0
    with rows.as_registry(), transaction.atomic():
        for card in Card.objects.filter(child__in=children).order_by("written_at", "number"):
            ours, others = cards.reading_of(card.child_id), [child.pk for child in children if child.pk != card.child_id]
            noted += note_pairs(card, recognition.compare_everywhere(ours, others), at=at) if ours else 0
            Card.objects.filter(pk=card.pk).update(compared_at=at)
    return noted


def of_child(child: UUID) -> coordinating.Pairs:
    """The pairs of which one is this child."""
    return Resemblance.objects.filter(Q(child=child) | Q(other=child))


def note_pairs(card: Card, found: Iterable[LookAlike], *, at: datetime) -> int:
    """Write down which files resemble one, as the registry. A pair that is decided, or joined, is not asked about again."""
    alike = {one.child.pk: one for one in found}
    settled = coordinating.settled(card.child_id, alike)
    known = set(of_child(card.child_id).values_list("child", "other"))
    theirs = dict(Card.objects.filter(child__in=alike).values_list("child", "written_at"))
    pairs = []
    for other, one in alike.items():
        pair, asked = in_order(card.child_id, other), is_asked(one, card.organisation_id)
        if other in settled or not (asked or pair in known):
            continue
        said = one.comparison
        pairs.append(
            Resemblance(
                child_id=pair[0],
                other_id=pair[1],
                score=said.score,
                band=said.band if asked else Band.UNLIKELY,
                weights_version=said.weights_version,
                reasons=[[reason.field, reason.code, reason.bits] for reason in said.reasons],
                found_at=at,
                changed_at=max(card.written_at, theirs[other]),
            )
        )
    Resemblance.objects.bulk_create(
        pairs,
        update_conflicts=True,
        unique_fields=["child", "other"],
        update_fields=["score", "band", "weights_version", "reasons", "changed_at"],
    )
    return len(pairs)


def is_asked(one: LookAlike, organisation: UUID) -> bool:
    """Whether a person is asked about a pair: of two organisations from `ASKED_FROM` bits on, of one when very close.

    Within one organisation the look-alike was offered while registering, and the colleague went on.
    """
    if one.comparison.band is Band.CLOSE:
        return True
    return one.comparison.band is Band.POSSIBLE and one.child.organisation_id != organisation and one.comparison.score >= ASKED_FROM


@action
def open_resemblance(*, by: Account, at: datetime, resemblance: Resemblance) -> tuple[Side, Side]:
    """The two files side by side, who they are included: recorded for both, as every reading of an identity is."""
    check_holds(by, Permission.CHILD_MERGE)
    sides = coordinating.sides(by, resemblance)
    for side in sides:
        audit.record("resemblance.opened", by=by, target=side.child, at=at, pair=resemblance.pk)
    return sides


@action
def decide_pair(*, by: Account, at: datetime, resemblance: Resemblance, verdict: str, note: str = "") -> PairDecision:
    """Say whether two files are of one child. The same: the later registered counts as the earlier from now on, and both hear of it.

    What was decided is not asked again; an "unsure" comes back when either file says more.
    """
    check_holds(by, Permission.CHILD_MERGE)
    _hold(resemblance)
    if coordinating.is_decided(resemblance.child_id, resemblance.other_id):
        raise Refused(_("Somebody decided this pair already."), code="decided")
    if verdict == Verdict.SAME:
        later, earlier = coordinating.later_and_earlier(by, resemblance)
        if later.pk != earlier.pk:
            decide_same_child(by=by, at=at, child=later, survivor=earlier)
    decision = _decide(by, at, resemblance, Verdict(verdict), note, resemblance)
    audit.record("pair.decided", by=by, target=resemblance, at=at, verdict=verdict, child=resemblance.child_id, other=resemblance.other_id)
    return decision


@action
def separate_pair(*, by: Account, at: datetime, same: SameChild, note: str = "") -> PairDecision:
    """Two registrations that were joined are two children after all: every count and page is as before, and nobody asks again."""
    check_holds(by, Permission.CHILD_MERGE)
    undo_same_child(by=by, at=at, same=same)
    return _decide(by, at, same, Verdict.DIFFERENT, note)


def _decide(
    by: Account, at: datetime, pair: Resemblance | SameChild, verdict: Verdict, note: str, scored: Resemblance | None = None
) -> PairDecision:
    one, other = (pair.child_id, pair.other_id) if isinstance(pair, Resemblance) else in_order(pair.child_id, pair.survivor_id)
    decision = PairDecision(
        child_id=one,
        other_id=other,
        verdict=verdict,
        score=scored.score if scored else None,
        weights_version=scored.weights_version if scored else None,
        decided_by=by.pk,
        decided_at=at,
    )
    if note.strip():
        decision.sealed = vault.seal(decision, "sealed", note.strip())
    decision.save()
    return decision


def _hold(resemblance: Resemblance) -> None:
    """Two who decide one pair at once wait for each other. Raises NotPermitted where it is out of this person's rows."""
    held = Resemblance.objects.filter(pk=resemblance.pk)
    if (held.select_for_update() if connection.vendor == "postgresql" else held).first() is None:
        raise NotPermitted("a pair that is none of theirs")
