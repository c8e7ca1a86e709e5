"""What the national coordinator reads of files of every organisation to say which are of one child: entered here only (decision 0027)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.queries import is_national
from kanaf.access.roles import Permission
from kanaf.children.models import Card, Child, Identity, PairDecision, Registration, Resemblance, SameChild, Sweep, in_order
from kanaf.children.told import Names
from kanaf.core import rows, vault
from kanaf.core.errors import NotPermitted
from kanaf.programme import queries as programme

Pairs = QuerySet[Resemblance]
Verdict = PairDecision.Verdict
ANSWERED_WITHIN = 2
"""Working days within which whoever registered a child has heard, if there is anything to hear."""
MOST_LISTED = 500


@dataclass(frozen=True)
class Side:
    """One of the two files: what is registered and, where it was opened and not erased, who it is."""

    child: Child
    registration: Registration
    names: Names | None = None


@dataclass(frozen=True)
class Line:
    """A pair in the list, without any name."""

    pair: Resemblance
    one: Side
    other: Side
    due_at: datetime


@dataclass(frozen=True)
class Joined:
    """Two registrations that count as one child."""

    same: SameChild
    child: Child
    survivor: Child


class State(StrEnum):
    """How the comparison of a file with other organisations' stands, to whoever follows the child."""

    UNDER_REVIEW = "under_review"
    COMPARED = "compared"
    SAME = "same"


def counted(by: Account) -> dict[str, int]:
    """How many pairs wait and how many were left open."""
    found = Resemblance.objects.visible_to(by)
    return {"waiting": found.waiting().count(), "unsure": found.unsure().count()}


def late(by: Account, at: datetime) -> bool:
    """Whether a pair waits for longer than whoever registered the child was promised."""
    oldest = Resemblance.objects.visible_to(by).waiting().order_by("found_at").values_list("found_at", flat=True).first()
    return oldest is not None and due_at(oldest) < at


def pairs_in(by: Account, state: str) -> QuerySet[Resemblance]:
    """The pairs that wait, or were left open, the likeliest first, read by the coordination's own rows."""
    _check_coordinates(by)
    found = Resemblance.objects.visible_to(by)
    return found.unsure() if state == Verdict.UNSURE else found.waiting()


def lines_of(by: Account, pairs: Sequence[Resemblance]) -> list[Line]:
    """Whom pairs are about, past the coordination's own rows; no identity is opened."""
    _check_coordinates(by)
    with rows.as_registry():
        wanted = {pk for pair in pairs for pk in (pair.child_id, pair.other_id)}
        children, registered = Child.objects.select_related("organisation").in_bulk(wanted), _registered(wanted)
    both = {pk: Side(child, registered[pk]) for pk, child in children.items()}
    return [Line(pair, both[pair.child_id], both[pair.other_id], due_at(pair.found_at)) for pair in pairs]


def sides(by: Account, pair: Resemblance) -> tuple[Side, Side]:
    """Both files with who they are, the earlier registered first: `open_resemblance` records it."""
    _check_coordinates(by)
    with rows.as_registry():
        children = Child.objects.select_related("organisation").in_bulk([pair.child_id, pair.other_id])
        registered, names = _registered(children), _named(children)
    first, second = sorted(children.values(), key=lambda child: (child.registered_at, child.pk))
    return Side(first, registered[first.pk], names.get(first.pk)), Side(second, registered[second.pk], names.get(second.pk))


def decisions(by: Account, pair: Resemblance) -> list[tuple[PairDecision, str]]:
    """What was decided of a pair before, the newest first, with the note as far as it can still be read."""
    found = PairDecision.objects.visible_to(by).filter(child=pair.child_id, other=pair.other_id).order_by("-decided_at")
    return [(decision, _note(decision)) for decision in found]


def joined(by: Account) -> list[Joined]:
    """What counts as one child, the newest first."""
    _check_coordinates(by)
    with rows.as_registry():
        held = SameChild.objects.filter(ended_at=None).select_related("child__organisation", "survivor__organisation")
        return [Joined(same, same.child, same.survivor) for same in held.order_by("-decided_at")[:MOST_LISTED]]


def joined_pair(by: Account, pk: UUID) -> Joined | None:
    """One of them, or None where it was separated, or never was."""
    _check_coordinates(by)
    with rows.as_registry():
        same = SameChild.objects.filter(pk=pk, ended_at=None).select_related("child__organisation", "survivor__organisation").first()
        return Joined(same, same.child, same.survivor) if same else None


def later_and_earlier(by: Account, pair: Resemblance) -> tuple[Child, Child]:
    """Which registration would count as which: those under which the two are counted now, the later registered first."""
    _check_coordinates(by)
    with rows.as_registry():
        found = Child.objects.in_bulk([pair.child_id, pair.other_id])
        counted_as = Child.objects.in_bulk([child.surviving_id for child in found.values()])
        earlier, *_between, later = sorted((counted_as[child.surviving_id] for child in found.values()), key=_age_of_file)
    return later, earlier


def is_decided(child: UUID, other: UUID) -> bool:
    """Whether somebody has said that two files are, or are not, of one child."""
    one, two = in_order(child, other)
    return PairDecision.objects.filter(child=one, other=two).exclude(verdict=Verdict.UNSURE).exists()


def settled(child: UUID, others: Iterable[UUID]) -> set[UUID]:
    """Those of the others about whom nobody is asked again: decided, or counted as the same child already."""
    asked = list(others)
    about = Q(child=child, other__in=asked) | Q(other=child, child__in=asked)
    decided = PairDecision.objects.filter(about).exclude(verdict=Verdict.UNSURE).values_list("child", "other")
    survivors = dict(SameChild.objects.filter(child__in=[child, *asked], ended_at=None).values_list("child", "survivor"))
    ours = survivors.get(child, child)
    return {pk for pair in decided for pk in pair if pk != child} | {pk for pk in asked if survivors.get(pk, pk) == ours}


def due_at(found_at: datetime) -> datetime:
    return programme.working_days_later(found_at, ANSWERED_WITHIN)


def state_of(child: Child, by: Account, at: datetime) -> tuple[State, datetime] | None:
    """How the comparison stands, for the organisation that registered a child; nothing for others.

    It depends on the day, and on whether the coordination found that it is registered twice; never on whether the search found
    anybody. So a child that nobody else knows is under review for as long, in the same words, as one that ten others registered.
    """
    if child.organisation_id != by.organisation_id:
        return None
    joined = SameChild.objects.filter(Q(child=OuterRef("child")) | Q(survivor=OuterRef("child")), ended_at=None).order_by("decided_at")
    own = Card.objects.visible_to(by).filter(child=child).annotate(joined_at=Subquery(joined.values("decided_at")[:1]))
    found = own.values_list("written_at", "joined_at").first()
    if found is None:
        return None
    written, joined_at = found
    if joined_at is not None:
        return State.SAME, joined_at
    until = due_at(written)
    return (State.UNDER_REVIEW if at < until else State.COMPARED), until


def newest_sweep(by: Account) -> Sweep | None:
    """How the newest comparison of the whole registry stands."""
    return Sweep.objects.order_by("-begun_at").first() if by.holds(Permission.CHILD_MERGE) else None


def _check_coordinates(by: Account) -> None:
    """By permission and by organisation: what follows is read past the rows of either."""
    check_holds(by, Permission.CHILD_MERGE)
    if not is_national(by):
        raise NotPermitted("an organisation that does not coordinate")


def _age_of_file(child: Child) -> tuple[datetime, UUID]:
    return child.registered_at, child.pk


def _registered(children: Iterable[UUID]) -> dict[UUID, Registration]:
    held = Registration.objects.current().filter(child__in=list(children)).select_related("city", "organisation")
    return {row.child_id: row for row in held}


def _named(children: Iterable[UUID]) -> dict[UUID, Names]:
    asked = list(children)
    secrets = vault.data_keys("child", asked)
    held = Identity.objects.current().filter(child__in=secrets).order_by("recorded_at")
    return {row.child_id: Names(**vault.open_with(secrets[row.child_id], row, "sealed")) for row in held}


def _note(decision: PairDecision) -> str:
    try:
        return str(vault.unseal(decision, "sealed")) if decision.sealed else ""
    except vault.Erased:
        return ""
