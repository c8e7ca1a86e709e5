"""What a frozen figure counted: numbers by category, the own children of one organisation, and whom joining would change."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from kanaf.access.models import Account
from kanaf.activities.models import Attendance
from kanaf.assistance.models import Service
from kanaf.children.models import Child, SameChild
from kanaf.indicators.models import FigureMember, FrozenFigure
from kanaf.indicators.shown import Words


def number_of(figure: FrozenFigure) -> int:
    return FigureMember.objects.filter(figure=figure).count()


def counts_by_cut(figure: FrozenFigure, words: Words) -> list[tuple[str, bool, list[tuple[str, int]]]]:
    """(cut, whether it adds up, [(category, number)]) of everything counted; ids stay where they are."""
    found: dict[str, Counter[str]] = {cut: Counter() for cut in figure.definition.cuts}
    members = FigureMember.objects.filter(figure=figure).values_list("coordinates", "weight")
    for coordinates, weight in members.iterator(chunk_size=5000):
        for cut, counter in found.items():
            at = coordinates.get(cut, [])
            for category in [at] if isinstance(at, str) else at:
                counter[category] += weight

    def categories(cut: str, counter: Counter[str]) -> list[tuple[str, int]]:
        return [(words.category(cut, code), number) for code, number in counter.most_common()]

    cuts = figure.definition.cuts
    return [(words.cut(cut), cuts[cut]["additive"], categories(cut, counter)) for cut, counter in found.items() if counter]


def own_children(figure: FrozenFigure, by: Account) -> list[Child]:
    """The children a person may see whom the figure counted, by themselves, under another registration or by an event of theirs."""
    members = FigureMember.objects.filter(figure=figure)
    joined = SameChild.objects.filter(child=OuterRef("pk"), decided_at__lte=figure.as_of, survivor__in=members.values("subject"))
    joined = joined.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=figure.as_of))
    counted = {
        "services_delivered": Q(Exists(Service.objects.filter(child=OuterRef("pk"), pk__in=members.values("subject")))),
        "session_contacts": Q(Exists(Attendance.objects.filter(child=OuterRef("pk"), pk__in=members.values("subject")))),
    }.get(figure.definition.counts, Q(Exists(members.filter(subject=OuterRef("pk")))) | Q(Exists(joined)))
    return list(Child.objects.visible_to(by).filter(counted).order_by("code"))


class Effect(StrEnum):
    """What joining or separating two registrations would do to a frozen figure, were it counted anew."""

    FEWER = "fewer"
    MORE = "more"
    MOVED = "moved"


@dataclass(frozen=True)
class Touched:
    """A frozen figure that counted one of two registrations: it stays what it is, and a new version would differ."""

    figure: FrozenFigure
    effect: Effect


def touched_by_joining(child: UUID, survivor: UUID) -> list[Touched]:
    """The newest frozen figures that would change if a registration counted as another: both counted, or the one that goes."""
    counted = _counted_in({child, survivor})
    return [Touched(figure, Effect.FEWER if survivor in held else Effect.MOVED) for figure, held in counted.items() if child in held]


def touched_by_separating(child: UUID, survivor: UUID, joined_at: datetime) -> list[Touched]:
    """The newest figures frozen since two were joined that counted them as one: counted anew they may hold both."""
    counted = _counted_in({child, survivor})
    return [Touched(figure, Effect.MORE) for figure, held in counted.items() if survivor in held and figure.as_of >= joined_at]


def _counted_in(subjects: set[UUID]) -> dict[FrozenFigure, set[UUID]]:
    newest = FrozenFigure.objects.filter(replaced_by=None).select_related("definition__indicator", "period").order_by("-ends_on")
    figures = {figure.pk: figure for figure in newest}
    found: dict[FrozenFigure, set[UUID]] = {}
    for figure, subject in FigureMember.objects.filter(figure__in=figures, subject__in=subjects).values_list("figure", "subject"):
        found.setdefault(figures[figure], set()).add(subject)
    return found
