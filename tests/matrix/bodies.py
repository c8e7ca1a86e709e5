"""What a form sends that would be taken: a foreign thing must be refused for being foreign, not for a field that is missing."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from kanaf.core import clock
from tests.matrix.world import Actor, World

Body = dict[str, Any]


def body_of(page: str, world: World, actor: Actor, relation: str) -> Body:
    """The form of a page, sent by somebody: always whole."""
    today = clock.today()
    day = {"on": today.strftime("%d/%m/%Y"), "on_day": today.day, "on_month": today.month, "on_year": today.year}
    forms: dict[str, Body] = {
        "desk:search": {"q": _code(world, actor, relation)},
        "desk:follow_up": {"kind": "in_care", "note": ""} | day,
        "desk:assess_risk": {"level": "high", "why": ""} | day,
        "desk:close_case": {"reason": "objectives_met"} | day,
        "desk:ask_closing": {"reason": "objectives_met"} | day,
        "desk:closing": {"agrees": "1", "why": ""},
        "desk:reopen_case": {"level": "medium", "why": ""} | day,
        "desk:resemblance": {"verdict": "different", "note": ""},
        "desk:joined": {"note": ""},
        "desk:raise_alert": {"sex": "female", "age_band": "unknown", "find_again": "By the station", "city": "nador"} | day,
        "desk:alert": {"outcome": "lost", "note": ""},
        "desk:join_alerts": {"to": _pk(world, actor, "alert", relation)},
        "desk:register": _child() | day,
        "desk:look_alikes": _child() | day,
        "desk:correct_registration": _child(),
        "desk:correct_identity": {"reason": "follow_up"},
        "desk:assess_age": {
            "decided_by": "panel",
            "methods": ["psychosocial"],
            "youngest": "16",
            "oldest": "19",
            "why": "-",
            "child_agreed": "on",
        }
        | day,
        "desk:link_child": {"code": _code(world, actor, "own"), "kind": "sibling"},
        "desk:identity": {"reason": "follow_up"},
        "desk:open_case": {"level": "low", "responsible": str(actor.account.pk) if actor.account else "", "why": ""} | day,
        "desk:record_service": {"service_type": "hygiene_kit", "quantity": "1", "city": "nador", "note": ""} | day,
        "desk:record_consent": {"purpose": "services", "decision": "given", "source": "child"} | day,
        "desk:sharings": {"purpose": "service", "groups": ["case"], "city": ""},
        "desk:family": {"reason": "follow_up"},
        "desk:add_relative": {"relation": "mother", "latin": "Fatna", "life": "alive", "wish": "wants", "source": "child"},
        "desk:correct_relative": {"reason": "follow_up"},
        "desk:share_relative": {"other": _code(world, actor, "own"), "relation": "mother"},
        "desk:open_tracing": {"note": ""} | day,
        "desk:record_seeker": _seeker() | day,
        "desk:tracing_work": {"do": "act", "act-kind": "telephone", "act-outcome": "unsuccessful", "act-note": ""}
        | {f"act-{name}": value for name, value in day.items()},
        "desk:verify_side": {"of": "adult", "methods": ["questions"], "result": "unclear", "note": "Same answers."} | day,
        "desk:decide_reunification": {"basis": "BID 7", "childs_view": "wants", "country": "GIN", "city": "", "note": ""} | day,
        "desk:compare": {"which": str(uuid4()), "verdict": "not", "note": "Another mother."},
        "desk:withdraw_consent": {"source": "child"} | day,
        "desk:answer_decision": {"agrees": "1"},
        "desk:open_emergency": {"code": "ZZZ-ZZZ", "reason": "missing", "why": "Since this morning."},
        "desk:review_emergency": {"verdict": "justified"},
        "desk:correct_service": {"service_type": "blanket", "quantity": "1"} | day,
        "desk:add_attachment": {"document": "birth_certificate"},
        "protection:ask_erasure": {"code": _code(world, actor, "other"), "reason": "request"},
        "protection:erasure": {"decision": "approve"},
        "protection:retention_list": {"decision": "decline"},
        "protection:hold_child": {"code": _code(world, actor, "other"), "reference": "PGR 12/2026"},
        "protection:ask_identities": {"reason": "field", "city": ""},
        "protection:export_file": {"reason": "child"},
        "protection:export": {"decision": "approve"},
        "protection:key_in_request": {"code": _code(world, actor, "other")} | _request(),
        "protection:record_request": _request(),
        "protection:note_request": {"do": "check", "check-how": "paper_seen", "check-form_id": str(uuid4())},
        "protection:answer_request": {"do": "extend", "extend-reason": "Papers to find.", "extend-form_id": str(uuid4())},
        "protection:report_incident": {
            "kind": "lost_paper",
            "what": "A list is missing.",
            "noticed_time": "00:01",
            "noticed_on_day": today.day,
            "noticed_on_month": today.month,
            "noticed_on_year": today.year,
        },
        "protection:handle_incident": {"do": "contain", "contain-what": "Found again.", "contain-form_id": str(uuid4())},
        "desk:review": {"account": _colleague(world)},
        "desk:person": {"role": "supervisor", "city": ""},
        "activities:plan": _plan(),
        "activities:change": _plan(),
        "activities:roll_call": {"child": [_code(world, actor, relation)], "do": "save", "codes": "", "total": ""},
        "activities:training_list": {"name-0": "Houda Testbarki", "kind-0": "other", "institution-0": ""},
        "assistance:record_distribution": {"item": "hygiene_kit", "city": "nador", "quantity": "3", "girls": "1", "boys": "2"} | day,
        "safeguarding:key_in": {"channel": "telephone", "kind": "neglect", "text": "Told on the telephone."},
        "safeguarding:step": {"step-kind": "assessed", "step-note": "", "step-form_id": str(uuid4())},
        "safeguarding:answer": {"answer-text": "We act.", "answer-form_id": str(uuid4())},
        "safeguarding:assign": {"assign-to": str(actor.account.pk) if actor.account else ""},
        "safeguarding:concerned": {"concerned-account": str(actor.account.pk) if actor.account else ""},
        "coordination:propose": {"organisation": "tadamon"},
        "coordination:confirm": {"reference": "PV 3"},
        "coordination:follow_up": {"what": "Spots.", "status": "done", "evidence": "PV 3"} | day,
        "indicators:send": {"complete": "on"},
        "indicators:return": {"remark": "Complete the meals."},
        "indicators:freeze": {"window": "2024-Q4"},
        "publication:write": {"kind": "bulletin", "title_fr": "Un", "title_ar": "", "title_en": ""},
    }
    return forms.get(page, {}) | {"form_id": str(uuid4())}


def query_of(page: str, world: World, actor: Actor, relation: str) -> Body:
    """What stands behind the ? of an address: each filter that a list knows, and some that it does not, all pointing abroad.

    No parameter may ever enlarge a result (TRUST, past holes).
    """
    foreign = next(thing for thing in world.things if thing.kind == "account" and thing.relation == "other")
    child = next((thing for thing in world.things if thing.kind == "child" and thing.relation == "other"), None)
    code = str(child.arguments["code"])[:3] if child else ""  # its beginning: the whole of it in the answer is a leak
    wide = {"all": "1", "organisation": "alkaram", "scope": "all", "sort": "-id", "page_size": "100000", "version": "1", "format": "json"}
    lists: dict[str, Body] = {
        "desk:home": {"responsible": foreign.arguments["pk"]},
        "desk:search": {"q": code},
        "desk:cases": {"code": code, "status": "all", "after": "", "responsible": foreign.arguments["pk"]},
        "desk:audit": {"code": code, "person": foreign.arguments["pk"]},
        "activities:sessions": {"city": "marrakech"},
        "assistance:distributions": {"city": "marrakech"},
        "indicators:submissions": {"city": "marrakech"},
    }
    return {} if relation or page not in lists else lists[page] | wide


def _pk(world: World, actor: Actor, kind: str, relation: str) -> str:
    thing = world.of(kind, actor.organisation).get(relation)
    return str(thing.arguments["pk"]) if thing else str(uuid4())


def _code(world: World, actor: Actor, relation: str) -> str:
    """The code of the child that stands so to the person's organisation; a wrong one where there is none."""
    thing = world.of("child", actor.organisation).get(relation)
    return str(thing.arguments["code"]) if thing else "ZZZ-ZZZ"


def _request() -> Body:
    day = clock.today()
    return {
        "kind": "access",
        "purpose": "",
        "words": "A copy, please.",
        "asker": "child",
        "identity_check": "paper_seen",
        "channel": "paper",
        "received_on_day": day.day,
        "received_on_month": day.month,
        "received_on_year": day.year,
    }


def _child() -> Body:
    return {
        "latin": "Enfant Nouveau",
        "sex": "male",
        "precision": "estimated",
        "age": "14",
        "nationality": "GIN",
        "protection_status": "unaccompanied",
        "city": "nador",
    }


def _seeker() -> Body:
    return {
        "name": "Fatna Testbarki",
        "relation": "mother",
        "identified": "paper_seen",
        "contact": "By the station",
        "child_latin": "Testbarki Nouveau",
        "city": "nador",
    }


def _plan() -> Body:
    day = clock.today() + timedelta(days=3)
    return {
        "kind": "awareness",
        "topics": ["alternatives"],
        "on_day": day.day,
        "on_month": day.month,
        "on_year": day.year,
        "city": "nador",
        "starts_at": "",
    }


def _colleague(world: World) -> str:
    return next((str(thing.arguments["pk"]) for thing in world.things if thing.kind == "account" and thing.relation == "own"), "")
