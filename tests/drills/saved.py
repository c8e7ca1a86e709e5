"""Whether what was acknowledged is there, whole, with its acts: the one look that every way of failing is judged by (G13)."""

from collections.abc import Collection
from dataclasses import dataclass

from kanaf.access import audit
from kanaf.access.models import AuditEntry
from kanaf.children.models import CareTeam, Child, Identity, Registration
from kanaf.core.models import DataKey


@dataclass
class Found:
    """Lost: acknowledged and not there. Half: there without one of the rows that belong to it, its act among them, or an act alone.

    `bare` counts what was acknowledged and is covered by no head outside the database.
    """

    acknowledged: int
    stored: int
    lost: int
    half: int
    bare: int
    chain: str

    @property
    def is_sound(self) -> bool:
        return (self.lost, self.half, self.bare, self.chain) == (0, 0, 0, "sound")


def look(acknowledged: Collection[str]) -> Found:
    """Look for the children whose codes were acknowledged, and at every child that is there."""
    children = dict(Child.objects.values_list("code", "pk"))
    written = dict(AuditEntry.objects.filter(act="child.registered").values_list("target_id", "number"))
    parts = [set(model.objects.values_list("child_id", flat=True)) for model in (Registration, Identity, CareTeam)]
    parts.append(set(DataKey.objects.filter(subject_kind="child").values_list("subject_id", flat=True)))
    half = [code for code, pk in children.items() if str(pk) not in written or any(pk not in part for part in parts)]
    ghosts = written.keys() - {str(pk) for pk in children.values()}
    verdict = audit.verify()
    covered = verdict.rows - verdict.beyond
    bare = [code for code in acknowledged if code in children and written.get(str(children[code]), 0) > covered]
    return Found(
        acknowledged=len(acknowledged),
        stored=len(children),
        lost=len([code for code in acknowledged if code not in children]),
        half=len(half) + len(ghosts),
        bare=len(bare),
        chain="sound" if verdict.is_sound else f"{verdict.why} {verdict.bad}",
    )
