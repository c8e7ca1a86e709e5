"""A case as a row of a page: in words, with what to do."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from kanaf.desk import words
from kanaf.desk.queries.caselist import Row


@dataclass(frozen=True)
class Shown:
    """When, what, for whom: what templates draw."""

    row: Row
    who: str
    situation: str
    step: str | Promise

    @property
    def case(self) -> object:
        return self.row.case


def shown(row: Row, at: datetime) -> Shown:
    return Shown(
        row=row,
        who=words.child(row.registration, at.date()),
        situation=row.registration.protection_status if row.registration else "",
        step=words.STEPS.get(row.case.next_step, row.case.next_step),
    )
