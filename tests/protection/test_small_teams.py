"""Object × who asks × who may approve, also where the asker is the only supervisor (G9; small teams).

Author and approver differ for each object. Where an organisation has nobody else, the coordination is there: no rule leaves a small
team without a second person, and none lets it do without.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from kanaf.access import actions as access
from kanaf.access.models import Account
from kanaf.access.roles import Role
from kanaf.children import actions as children
from kanaf.children.models import Sharing
from kanaf.core import clock, ids
from kanaf.core.errors import NotPermitted, Refused
from kanaf.protection import actions as protection
from kanaf.safeguarding import actions as safeguarding
from tests import worlds
from tests.indicators import builders
from tests.safeguarding import builders as complaints

pytestmark = pytest.mark.django_db
Made = tuple[Callable[..., Any], dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """`asked` makes the object as the asker and says how it is approved; `may` and `may_not` approve, besides the asker."""

    object: str
    asks: tuple[Role, str]
    asked: Callable[[Account], Made]
    may: tuple[tuple[Role, str], ...]
    may_not: tuple[tuple[Role, str], ...]


def export(by: Account) -> Made:
    worlds.child(by)
    worlds.child(worlds.caseworker())
    return protection.approve_export, {"export": protection.ask_export(by=by, at=clock.now(), reason="handover")}


def emergency(by: Account) -> Made:
    child = worlds.child(worlds.caseworker("oujda"), city="oujda")
    held = children.open_emergency(by=by, at=clock.now(), code=child.code, reason="missing", why="Not seen since this morning.")
    return children.review_emergency, {"access": held, "verdict": "justified"}


def place_in_emergency(by: Account) -> Made:
    held = emergency(by)[1]["access"]
    children.ask_for_place(by=by, at=clock.now(), access=held)
    return children.allow_place_in_emergency, {"access": held}


def erasure(by: Account) -> Made:
    child = worlds.child(worlds.caseworker())
    return protection.approve_erasure, {"erasure": protection.ask_erasure(by=by, at=clock.now(), child=child, reason="request")}


def factor(by: Account) -> Made:
    lost = worlds.real_person(Role.CASEWORKER, by.organisation.code)
    return access.grant_factor_reset, {"reset": access.ask_factor_reset(by=by, at=clock.now(), account=lost)}


def organisation(by: Account) -> Made:
    number = ids.new_id()
    request = access.ask_organisation(
        by=by,
        at=clock.now(),
        id=number,
        code=f"new-{str(number)[-6:]}",
        kind="ngo",
        labels={"fr": "Neuve", "ar": "جديدة", "en": "New"},
        administrator_name="Premiere",
        administrator_email=f"{number}@new.example",
    )
    return access.confirm_organisation, {"request": request}


def release(by: Account) -> Made:
    from kanaf.indicators import actions

    figure = builders.frozen(builders.small_year())
    return actions.approve_release, {"release": builders.asked(figure, by=by), "weighed": True}


def lifting(by: Account) -> Made:
    worlds.coordinator()
    concerned = worlds.caseworker()
    complaint = complaints.complaint()
    safeguarding.name_concerned(by=by, at=clock.now(), complaint=complaint, account=concerned)
    suspension = safeguarding.suspend_concerned(by=by, at=clock.now(), complaint=complaint, account=concerned)
    safeguarding.ask_to_lift(by=by, at=clock.now(), suspension=suspension)
    return safeguarding.lift_suspension, {"suspension": suspension}


SU, CW, NC, PO, AD = Role.SUPERVISOR, Role.CASEWORKER, Role.NATIONAL_COORDINATOR, Role.DATA_PROTECTION_OFFICER, Role.ADMINISTRATOR
IO, CO, FP, FD = (
    Role.INFORMATION_OFFICER,
    Role.COMMUNICATIONS_OFFICER,
    Role.SAFEGUARDING_FOCAL_POINT,
    Role.SAFEGUARDING_DEPUTY,
)
US, OTHER, LEAD, AGENCY = "asticude", "bayti", "oim", "hcr"
TABLE = [
    Row(
        "export of many identities",
        (SU, US),
        export,
        ((SU, US), (NC, LEAD), (PO, LEAD)),
        ((CW, US), (SU, OTHER), (PO, OTHER), (PO, AGENCY)),
    ),
    Row("review of an emergency", (SU, US), emergency, ((SU, US), (SU, "omdh"), (NC, LEAD)), ((CW, US), (SU, OTHER), (PO, LEAD), (AD, US))),
    Row("place in an emergency", (SU, US), place_in_emergency, ((SU, "omdh"), (NC, LEAD)), ((CW, "omdh"), (SU, OTHER), (PO, LEAD))),
    Row("erasure", (PO, LEAD), erasure, ((NC, LEAD), (PO, LEAD)), ((SU, US), (PO, OTHER), (PO, AGENCY), (AD, LEAD))),
    Row("lost factor", (SU, US), factor, ((AD, US), (SU, US), (NC, LEAD)), ((CW, US), (AD, OTHER), (SU, OTHER), (AD, AGENCY))),
    Row("organisation", (NC, LEAD), organisation, ((PO, LEAD), (NC, LEAD)), ((PO, US), (PO, AGENCY), (AD, LEAD))),
    Row("release of a figure", (IO, LEAD), release, ((CO, LEAD), (IO, LEAD)), ((NC, LEAD), (PO, LEAD), (SU, US))),
    Row("suspension lifted", (FP, LEAD), lifting, ((FD, LEAD),), ((AD, US), (NC, LEAD), (AD, LEAD))),
]


def cases(which: str) -> list[Any]:
    return [pytest.param(row, one, id=f"{row.object}-{one[0]}-{one[1]}") for row in TABLE for one in getattr(row, which)]


def made(row: Row, other: tuple[Role, str]) -> tuple[Made, Account, Account]:
    """People first: complaints are read by who was there when they came."""
    asker, second = worlds.person(*row.asks), worlds.person(*other, name="Hajar Seconde")
    return row.asked(asker), asker, second


@pytest.mark.parametrize(("row", "other"), cases("may"))
def test_a_second_person_approves_what_the_first_could_not(row: Row, other: tuple[Role, str]) -> None:
    (approve, what), asker, second = made(row, other)
    with pytest.raises((Refused, NotPermitted)):
        approve(by=asker, at=clock.now(), **what)
    approve(by=second, at=clock.now(), **what)


@pytest.mark.parametrize(("row", "other"), cases("may_not"))
def test_nobody_else_does(row: Row, other: tuple[Role, str]) -> None:
    (approve, what), _asker, second = made(row, other)
    with pytest.raises((Refused, NotPermitted)):
        approve(by=second, at=clock.now(), **what)


def test_roles_combine_and_still_nobody_approves_their_own() -> None:
    """One person with every role of a small team is one person."""
    for row in TABLE[:5]:
        asker = worlds.person(*row.asks)
        for role in (SU, AD, PO):
            access.give_role(by=access.system_account(), at=clock.now(), account=asker, role=role)
        approve, what = row.asked(Account.objects.get(pk=asker.pk))
        with pytest.raises((Refused, NotPermitted)):
            approve(by=Account.objects.get(pk=asker.pk), at=clock.now(), **what)


def test_the_place_of_a_child_stays_inside_where_a_team_has_nobody_to_agree() -> None:
    """No coordinator agrees in an association's place to a sharing of its own: in need there is the emergency, where one does."""
    by, to = worlds.supervisor(), worlds.caseworker("oujda")
    sharing = worlds.shared(by, worlds.child(by), to, groups=("case", "placement"))
    for other in (by, worlds.coordinator(), worlds.supervisor("casablanca")):
        with pytest.raises((Refused, NotPermitted)):
            children.allow_place(by=other, at=clock.now(), sharing=sharing)
    assert not Sharing.objects.get(pk=sharing.pk).shares_placement
    children.allow_place(by=worlds.caseworker(), at=clock.now(), sharing=sharing)
    assert Sharing.objects.get(pk=sharing.pk).shares_placement
