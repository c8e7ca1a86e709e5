"""Who still reads who a child is once nobody works on its file any more: rooms above say when that is, children asks them."""

from collections.abc import Callable
from uuid import UUID

from kanaf.access.models import Account

Restricted = Callable[[Account, list[UUID]], set[UUID]]
QUESTIONS: list[Restricted] = []


def restricts(question: Restricted) -> Restricted:
    """Register a question: of these children, whose identity stays closed to this person?"""
    QUESTIONS.append(question)
    return question


def restricted_to(by: Account, children: list[UUID]) -> set[UUID]:
    """Those of the children whose identity this person does not open at the moment, though they see the file."""
    return set().union(*(question(by, children) for question in QUESTIONS))
