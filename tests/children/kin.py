"""Families of tests: relatives, requests, seekers; all invented."""

from typing import Any

from kanaf.access.models import Account
from kanaf.children import actions
from kanaf.children.kin import Kin, Seeker
from kanaf.children.models import Child, Relative, TracingAction, TracingRequest, TracingVerification
from kanaf.core import clock
from kanaf.places.models import City
from tests import worlds


def relative(by: Account, of: Child, *, relation: str = "mother", **changes: Any) -> Relative:
    told = Kin(latin=changes.pop("latin", "Mariama Sylla"), contact=changes.pop("contact", ""), last_known=changes.pop("last_known", ""))
    values: dict[str, Any] = {"life": "alive", "source": "child", "wish": "wants"} | changes
    return actions.add_relative(by=by, at=clock.now(), child=of, on=clock.today(), relation=relation, told=told, **values)


def consents(by: Account, of: Child, decision: str = "given") -> None:
    worlds.consent(by, of, purpose="tracing", decision=decision)


def sought(by: Account, of: Child | None = None, **changes: Any) -> TracingRequest:
    """A child that consents looks for its mother."""
    of = of or worlds.child(by)
    consents(by, of)
    values: dict[str, Any] = {"on": clock.today(), "relative": changes.pop("relative", None) or relative(by, of)} | changes
    return actions.open_tracing(by=by, at=clock.now(), child=of, **values)


SEEKER: dict[str, str] = {
    "name": "Mariama Sylla",
    "contact": "numéro inventé 3",
    "child_latin": "Alpha Sylla",
    "child_sex": "male",
    "born_earliest": "2009-01-01",
    "born_latest": "2011-12-31",
    "nationality": "GIN",
    "other_parent": "Modibo Sylla",
}


def seeker(by: Account, *, city: str = "nador", relation: str = "mother", id: Any = None, **changes: str) -> TracingRequest:
    """A mother outside looks for her son."""
    return actions.record_seeker(
        by=by,
        at=clock.now(),
        city=City.objects.get(code=city),
        on=clock.today(),
        relation=relation,
        identified="paper_seen",
        told=Seeker(**(SEEKER | changes)),
        id=id,
    )


def sought_child(by: Account, **changes: Any) -> Child:
    """The child whom `seeker` looks for, as another organisation wrote it."""
    return worlds.child(by, latin="Alpha Silla", mother="Maryama Silla", **changes)


def act(by: Account, request: TracingRequest, **changes: Any) -> TracingAction:
    values: dict[str, Any] = {"on": clock.today(), "kind": "telephone", "outcome": "unsuccessful"} | changes
    return actions.record_tracing_action(by=by, at=clock.now(), request=request, **values)


def compared(by: Account, request: TracingRequest, child: Child, verdict: str = "same") -> Any:
    return actions.decide_candidate(by=by, at=clock.now(), request=request, child=child, verdict=verdict, note="Same mother, same town.")


def verified(by: Account, request: TracingRequest, of: str, **changes: Any) -> TracingVerification:
    values: dict[str, Any] = {"methods": ["questions", "photograph"], "result": "positive", "note": "Same answers.", "on": clock.today()}
    return actions.verify(by=by, at=clock.now(), request=request, of=of, **(values | changes))


def decided(by: Account, request: TracingRequest, **changes: Any) -> Any:
    values: dict[str, Any] = {"on": clock.today(), "basis": "BID 7/2026", "childs_view": "wants", "country": "GIN"} | changes
    return actions.decide_reunification(by=by, at=clock.now(), request=request, **values)
