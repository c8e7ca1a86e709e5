"""Families looked for, all invented: a search under way, one late, one handed over, one closed, a family together again, and a mother
outside whose request waits to be compared with a child of another city."""

from datetime import date, datetime, timedelta
from typing import Any

from kanaf.access.models import Account
from kanaf.children import actions
from kanaf.children.kin import Kin, Seeker
from kanaf.children.models import Child, Relative, TracingRequest
from kanaf.children.told import Names
from kanaf.core import clock
from kanaf.core.actions import one_transaction
from kanaf.pack.demo import people
from kanaf.pack.demo.caseload import Drawn, Writer
from kanaf.places.models import City

TOLD = "(Note fictive.)"


def write_families(writer: Writer, at: datetime) -> None:
    """Searches of children of Nador and Marrakech, and requests of people outside."""
    with one_transaction():
        first, second = people.account("caseworker.nador"), writer.workers["nador"][1]
        children = [_child(writer, at, given, first) for given in ("Ousmane", "Hawa", "Seydou", "Kadiatou")]
        _under_way(children[0], first, at)
        _handed_over(children[1], first, at)
        _closed(children[2], first, at)
        _reunited(children[3], first, second, at)
        _outside(writer, at)


def _child(writer: Writer, at: datetime, given: str, by: Account) -> Child:
    on = (at - timedelta(days=200)).date()
    who = Drawn("nador", "female" if given in {"Hawa", "Kadiatou"} else "male", 16, "GIN", "unaccompanied", "medium")
    child = writer.register(who, on, by=by, told=Names(latin=f"{given} Koulibaly", mother="Djénéba Koulibaly", father="Lamine Koulibaly"))
    moment = at - timedelta(days=199)
    actions.record_consent(by=by, at=moment, child=child, on=moment.date(), purpose="tracing", decision="given", source="child")
    return child


def _relative(child: Child, by: Account, at: datetime, relation: str, latin: str, **told: str) -> Relative:
    return actions.add_relative(
        by=by,
        at=at,
        child=child,
        on=at.date(),
        relation=relation,
        told=Kin(latin=latin, **told),
        life="alive",
        source="child",
        wish="wants",
    )


def _sought(child: Child, by: Account, at: datetime, relation: str, latin: str, **told: str) -> TracingRequest:
    person = _relative(child, by, at, relation, latin, **told)
    return actions.open_tracing(by=by, at=at, child=child, relative=person, on=at.date(), note=f"{TOLD} Vend du tissu au marché.")


def _act(request: TracingRequest, by: Account, at: datetime, kind: str, outcome: str, due_on: date | None = None) -> None:
    actions.record_tracing_action(by=by, at=at, request=request, on=at.date(), kind=kind, outcome=outcome, due_on=due_on)


def _under_way(child: Child, by: Account, now: datetime) -> None:
    at = now - timedelta(days=20)
    request = _sought(child, by, at, "mother", "Djénéba Koulibaly", last_known="Kindia", contact="numéro inventé 1")
    _relative(child, by, at, "uncle_or_aunt", "Sékou Koulibaly")
    _act(request, by, at, "telephone", "unsuccessful")
    _act(request, by, now - timedelta(days=12), "consulate", "pending", (now - timedelta(days=2)).date())


def _handed_over(child: Child, by: Account, now: datetime) -> None:
    at = now - timedelta(days=40)
    request = _sought(child, by, at, "father", "Lamine Koulibaly", last_known="Siguiri")
    actions.hand_over_tracing(
        by=by,
        at=at + timedelta(days=3),
        request=request,
        on=(at + timedelta(days=3)).date(),
        body="red_crescent",
        source="child",
        reference="DEMO-RLF-0042",
        until=(now + timedelta(days=120)).date(),
    )
    _act(request, by, now - timedelta(days=6), "referral_to_icrc", "pending", (now + timedelta(days=5)).date())


def _closed(child: Child, by: Account, now: datetime) -> None:
    at = now - timedelta(days=90)
    request = _sought(child, by, at, "brother", "Alpha Koulibaly", last_known="Bamako")
    _act(request, by, at, "telephone", "successful")
    end = now - timedelta(days=60)
    actions.close_tracing(by=by, at=end, request=request, on=end.date(), outcome="successful", reason="contact_restored")


def _reunited(child: Child, first: Account, second: Account, now: datetime) -> None:
    """With its mother for three months: the first visit was made, the second is late and stands on the supervisor's page too."""
    at = now - timedelta(days=150)
    request = _sought(child, first, at, "mother", "Djénéba Koulibaly", last_known="Conakry")
    verified: dict[str, Any] = {"request": request, "methods": ["questions", "photograph"], "result": "positive"}
    for by, of, days in ((first, "adult", 20), (second, "child", 22)):
        moment = at + timedelta(days=days)
        actions.verify(by=by, at=moment, of=of, on=moment.date(), note=f"{TOLD} Mêmes réponses aux dix questions.", **verified)
    moment = at + timedelta(days=40)
    decided = actions.decide_reunification(
        by=people.account("supervisor.nador"),
        at=moment,
        request=request,
        on=moment.date(),
        basis="DEMO-DIS-7",
        childs_view="wants",
        country="GIN",
        note=f"{TOLD} La tante accueille la mère et l’enfant.",
    )
    together = now - timedelta(days=96)
    actions.record_reunion(by=first, at=together, reunification=decided, on=together.date())
    visit, moment = decided.follow_ups.order_by("months").first(), now - timedelta(days=64)
    if visit is not None:
        note = f"{TOLD} Elle va à l’école."
        actions.record_reunion_follow_up(by=first, at=moment, follow_up=visit, on=moment.date(), outcome="well", note=note)


def _outside(writer: Writer, now: datetime) -> None:
    """A mother in Casablanca; her son is a child of Marrakech whose name another hand wrote otherwise."""
    at = now - timedelta(days=5)
    who = Drawn("marrakech", "male", 15, "GIN", "unaccompanied", "medium")
    told = Names(latin="Thierno Baldé", mother="Oumou Diallo", father="Saliou Baldé")
    writer.register(who, (now - timedelta(days=30)).date(), by=people.account("caseworker.marrakech"), told=told)
    seekers = (
        ("casablanca", at, Seeker(name="Oumou Jallow", child_latin="Cherno Balde", child_sex="male", other_parent="Saliou Balde")),
        ("nador", now - timedelta(days=2), Seeker(name="Brahim Test Lahlou", child_latin="Nizar Lahlou", child_sex="male", origin="Taza")),
    )
    for city, moment, seeker in seekers:
        said = {**vars(seeker), "contact": "numéro inventé 2", "nationality": "GIN" if city == "casablanca" else "MAR"}
        actions.record_seeker(
            by=people.account(f"caseworker.{city}"),
            at=moment,
            city=City.objects.get(code=city),
            on=moment.astimezone(clock.CASABLANCA).date(),
            relation="mother" if city == "casablanca" else "uncle_or_aunt",
            identified="paper_seen",
            told=Seeker(**said),
            is_synthetic=True,
        )
