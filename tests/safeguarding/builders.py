"""Complaints for tests, through the real actions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from kanaf.access.models import Account, Organisation
from kanaf.access.roles import Role
from kanaf.core import clock, ids
from kanaf.safeguarding import actions
from kanaf.safeguarding.actions import Told
from kanaf.safeguarding.choices import Channel
from kanaf.safeguarding.models import Complaint
from tests import worlds


def organisation(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def focal_point(at: str = "oim", *, name: str = "Zineb Pointfocal") -> Account:
    return worlds.person(Role.SAFEGUARDING_FOCAL_POINT, at, name=name)


def deputy(at: str = "oim", *, name: str = "Wassim Suppleant") -> Account:
    return worlds.person(Role.SAFEGUARDING_DEPUTY, at, name=name)


def team() -> tuple[Account, Account]:
    """The programme's focal point and deputy: of the organisation that coordinates."""
    worlds.coordinator()
    return focal_point(), deputy()


def told(**changes: Any) -> Told:
    return Told(**({"kind": "neglect", "text": "They closed the door on us."} | changes))


def complaint(*, by: Account | None = None, at: datetime | None = None, id: UUID | None = None, **changes: Any) -> Complaint:
    channel = Channel.PAGE if by is None else Channel.TELEPHONE
    return actions.receive_complaint(by=by, at=at or clock.now(), id=id or ids.new_id(), told=told(**changes), channel=channel)


def typed(**changes: object) -> dict[str, object]:
    """The page as somebody fills it."""
    return {"kind": "neglect", "text": "They closed the door on us.", "form_id": str(ids.new_id())} | changes
