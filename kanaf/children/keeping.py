"""What keeps a child's identity whatever its time: its family is being looked for, or was found and is still visited."""

from datetime import datetime
from uuid import UUID

from kanaf.children.models import Kinship, TracingCandidate, TracingRequest
from kanaf.core.keepers import keeps_child
from kanaf.core.models import DataKey


@keeps_child("tracing")
def sought(children: list[UUID], _at: datetime) -> set[UUID]:
    """Children with a request that is not closed: their own, or of somebody who was found to seek them."""
    open_requests = TracingRequest.objects.open()
    own = open_requests.filter(child__in=children).values_list("child_id", flat=True)
    same = TracingCandidate.objects.current().filter(verdict=TracingCandidate.Verdict.SAME, child__in=children)
    return {*own, *same.filter(request__in=open_requests).values_list("child_id", flat=True)}


def relatives_left_alone(children: list[UUID]) -> set[UUID]:
    """Relatives of these children whom no other child keeps that is not erased itself: what is told of them goes with the children."""
    ties = Kinship.objects.filter(child__in=children)
    theirs = set(ties.values_list("relative_id", flat=True))
    others = Kinship.objects.current().filter(relative__in=theirs).exclude(child__in=children)
    pairs = set(others.values_list("relative_id", "child_id"))
    keys = DataKey.objects.filter(subject_kind="child", subject_id__in={child for _relative, child in pairs})
    alive = set(keys.values_list("subject_id", flat=True))
    return theirs - {relative for relative, child in pairs if child in alive}
