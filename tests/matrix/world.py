"""A world in which everybody could get at everybody's things: two partners, the lead organisation, and one of everything of each.

Every protected text is a word of its own, a canary: found in an answer to somebody who may not see the thing, it is a leak (G2).
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any
from unittest import mock
from uuid import UUID, uuid4

from django.test import Client

from kanaf.access import actions as access
from kanaf.access.models import Account, Grant
from kanaf.access.roles import Role
from kanaf.assistance import actions as assistance
from kanaf.casework import actions as casework
from kanaf.casework.models import Closing
from kanaf.children import actions as children
from kanaf.children.kin import Kin, Seeker
from kanaf.children.models import Child, Resemblance, Sharing
from kanaf.children.told import Names
from kanaf.coordination import actions as coordination
from kanaf.coordination.models import Recommendation
from kanaf.core import clock, uploads
from kanaf.indicators import actions as indicators
from kanaf.places.models import City
from kanaf.protection import actions as protection
from kanaf.publication import actions as publication
from kanaf.safeguarding import actions as safeguarding
from tests import worlds
from tests.activities import builders as sessions
from tests.indicators import builders as figures
from tests.protection import files
from tests.publication import builders as bulletins
from tests.safeguarding import builders as complaints

PARTNER, STRANGER, LEAD = "asticude", "alkaram", "oim"
HOME = {
    Role.CASEWORKER: (PARTNER, "nador"),
    Role.SUPERVISOR: (PARTNER, None),
    Role.OUTREACH_WORKER: (PARTNER, "nador"),
    Role.INSTITUTIONAL_READER: ("cnclt", None),
    Role.DONOR_READER: ("dk-mfa", None),
}
ANY = "*"
WORD = "Kanarivogel"
PAPER = files.png(random.Random(1))


@dataclass(frozen=True)
class Thing:
    """One thing that a URL can name. `canaries` are words that nobody may read who may not see it."""

    kind: str
    relation: str
    of: str
    arguments: dict[str, Any]
    canaries: tuple[str, ...] = ()


@dataclass
class Actor:
    """A role in a state: `active`, `suspended` and `expired` in the middle of a session, `former` without any role left, `anonymous`."""

    role: str
    state: str
    organisation: str
    account: Account | None
    client: Client

    @property
    def is_in(self) -> bool:
        return self.state in {"active", "former"}


@dataclass
class World:
    actors: list[Actor] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    hidden: dict[int, list[tuple[str, Thing]]] = field(default_factory=dict, repr=False)
    """What the judge has worked out once this world was made: by actor, the words they may not read."""

    def of(self, kind: str, organisation: str) -> dict[str, Thing]:
        """Relation → thing of a kind, as an organisation stands to it."""
        return {thing.relation: thing for thing in self.things if thing.kind == kind and thing.of in (organisation, ANY)}


_cleaned = cache(uploads.cleaned)
"""The one paper of this world is made harmless once, by the real process; how that is done is asked in `tests/protection`."""

STATES = ("active", "suspended", "expired", "former")


def make() -> World:
    world = World()
    with mock.patch.object(uploads, "cleaned", _cleaned):
        _children(world)
    _alerts(world)
    _resemblances(world)
    _links_and_drafts(world)
    _families(world)
    _sessions(world)
    _figures(world)
    _rest(world)
    _complaints(world, "other")  # before the programme has a focal point: a stranger's reads them
    _actors(world)
    _complaints(world, "own")
    return world


def _actors(world: World) -> None:
    for role in Role:
        organisation, city = HOME.get(role, (LEAD, None))
        for state in STATES:
            account = worlds.person(role, organisation, city)
            world.actors.append(Actor(role, state, organisation, account, _signed_in(account)))
            _let_go(account, state)
    world.actors.append(Actor("", "anonymous", "", None, Client()))


def _signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def _let_go(account: Account, state: str) -> None:
    """What happens to somebody while their session is open."""
    if state == "suspended":
        Account.objects.filter(pk=account.pk).update(is_active=False)
    elif state == "expired":
        Account.objects.filter(pk=account.pk).update(expires_on=clock.today() - timedelta(days=1))
    elif state == "former":
        Grant.objects.filter(account=account).update(ended_at=clock.now())


def _word(number: list[int] = [0]) -> str:  # noqa: B006 - one counter for the world
    number[0] += 1
    digits = "".join("bcdfghjklm"[int(digit)] for digit in f"{number[0]:04}")
    return f"{WORD}{digits}"


def _children(world: World) -> None:
    partner = worlds.person(Role.CASEWORKER, PARTNER, "nador")
    wide = worlds.person(Role.SUPERVISOR, PARTNER)
    stranger = worlds.caseworker("marrakech", STRANGER)
    made = {
        ("own", PARTNER): (partner, "nador"),
        ("elsewhere", PARTNER): (wide, "oujda"),
        ("shared", PARTNER): (stranger, "marrakech"),
        ("read", PARTNER): (stranger, "marrakech"),
        ("revoked", PARTNER): (stranger, "marrakech"),
        ("other", PARTNER): (stranger, "marrakech"),
        ("shared", LEAD): (stranger, "marrakech"),
        ("read", LEAD): (stranger, "marrakech"),
        ("revoked", LEAD): (stranger, "marrakech"),
        ("other", LEAD): (stranger, "marrakech"),
    }
    for (relation, organisation), (by, city) in made.items():
        child = _file(world, relation, organisation, by, city)
        if relation in {"shared", "revoked"}:
            worlds.followed_too(by, child, worlds.person(Role.SUPERVISOR, organisation), city="nador")
            if relation == "revoked":
                children.end_sharing(by=by, at=clock.now(), sharing=Sharing.objects.get(child=child))
        elif relation == "read":
            worlds.shared(by, child, worlds.person(Role.SUPERVISOR, organisation))
    _closed(world, partner, wide)
    _asked_and_shared(world)
    _emergency(world, stranger)
    own, other = (world.of("attachment", PARTNER)[relation].arguments for relation in ("own", "other"))
    world.things.append(Thing("attachment", "swapped", PARTNER, {"code": own["code"], "pk": other["pk"]}))
    world.things.append(Thing("attachment", "absent", ANY, {"code": "ZZZ-ZZZ", "pk": uuid4()}))
    _protection(world, worlds.caseworker())
    _asked_and_lost(world)
    for kind, arguments in (("child", {"code": "ZZZ-ZZZ"}), *((kind, {"pk": uuid4()}) for kind in ("case", "closing", "service"))):
        world.things.append(Thing(kind, "absent", ANY, arguments))


def _closed(world: World, by: Account, supervisor: Account) -> None:
    """A child whose last case is closed: its file is seen, who it is stays closed."""
    latin, mother, at = _word(), _word(), clock.now()
    child = worlds.child(by, latin=latin, mother=mother)
    case = worlds.case(by, child)
    casework.close_case(by=supervisor, at=at, case=case, on=at.date(), reason="objectives_met")
    world.things += [
        Thing("child", "closed", PARTNER, {"code": child.code}, (str(child.pk),)),
        Thing("closed_names", "own", PARTNER, {}, (latin, mother)),
    ]


def _asked_and_shared(world: World) -> None:
    """A decision and a sharing of each child of a partner; as the partner stands to the child, it stands to them."""
    third = worlds.person(Role.SUPERVISOR, "bayti")
    for thing in [thing for thing in world.things if thing.kind == "child" and thing.relation not in {"absent", "closed"}]:
        child = Child.objects.get(code=thing.arguments["code"])
        sharing = Sharing.objects.filter(child=child).first()
        if sharing is None:
            sharing = worlds.shared(worlds.person(Role.SUPERVISOR, child.organisation.code), child, third)
        relation, organisation = {"read": "shared"}.get(thing.relation, thing.relation), thing.of
        decision = sharing.basis
        assert decision is not None
        if thing.relation == "read":
            continue
        world.things += [
            Thing("sharing", relation, organisation, {"pk": sharing.pk}, (str(sharing.pk),)),
            Thing("decision", relation, organisation, {"pk": decision.pk}, (str(decision.pk),)),
        ]
    world.things += [Thing(kind, "absent", ANY, {"pk": uuid4()}) for kind in ("sharing", "decision")]


def _resemblances(world: World) -> None:
    """Two partners' files that look alike, before the coordination; and two that count as one child."""
    coordinator = worlds.coordinator()

    def two() -> tuple[Child, Child, tuple[str, str]]:
        own = worlds.child(worlds.person(Role.CASEWORKER, PARTNER, "nador"), latin=_word(), mother=_word())
        names = _word(), _word()
        foreign = worlds.child(worlds.caseworker("marrakech", STRANGER), city="marrakech", latin=names[0], mother=names[1])
        return own, foreign, names

    own, foreign, names = two()
    assert children.compare_among([own, foreign], at=clock.now()) == 2
    pair, note = Resemblance.objects.get(), _word()
    children.decide_pair(by=coordinator, at=clock.now(), resemblance=pair, verdict="unsure", note=note)
    later, earlier, _names = two()
    same = children.decide_same_child(by=coordinator, at=clock.now(), child=later, survivor=earlier)
    for kind, pk, words in (("resemblance", pair.pk, (foreign.code, str(foreign.pk), note, *names)), ("joined", same.pk, ())):
        world.things += [
            Thing(kind, "own", LEAD, {"pk": pk}, (str(pk), *words)),
            Thing(kind, "other", PARTNER, {"pk": pk}, (str(pk), *words)),
            Thing(kind, "absent", ANY, {"pk": uuid4()}),
        ]


def _emergency(world: World, by: Account) -> None:
    """Somebody of another partner opened a file; and a file of theirs was opened by a third."""
    for owner, city, opener in ((PARTNER, "nador", by), (STRANGER, "marrakech", worlds.caseworker("casablanca"))):
        child = worlds.child(worlds.person(Role.CASEWORKER, owner, city), city=city)
        why = _word()
        access = children.open_emergency(by=opener, at=clock.now(), code=child.code, reason="missing", why=why)
        told = [PARTNER, LEAD] if owner == PARTNER else [LEAD]
        world.things += [
            Thing("emergency", "shared" if owner == PARTNER else "read", organisation, {"pk": access.pk}, (str(access.pk), why))
            for organisation in told
        ]
        if owner == STRANGER:
            world.things.append(Thing("emergency", "other", PARTNER, {"pk": access.pk}, (str(access.pk), why)))
    world.things.append(Thing("emergency", "absent", ANY, {"pk": uuid4()}))


def _file(world: World, relation: str, organisation: str, by: Account, city: str) -> Child:
    """A child with identity, case, follow-up and service, each with a word that only its readers may read."""
    latin, mother, why, note, done = (_word() for _ in range(5))
    at, place = clock.now(), City.objects.get(code=city)
    child = children.register_child(
        by=by,
        at=at,
        city=place,
        on=at.date(),
        particulars=worlds.particulars(),
        identity=Names(latin=latin, mother=mother),
        is_synthetic=True,
    )
    case = casework.open_case(by=by, at=at, child=child, on=at.date(), risk="medium", why=why)
    casework.record_follow_up(by=by, at=at, case=case, on=at.date(), kind="in_care", note=note)
    service = assistance.record_service(by=by, at=at, child=child, city=place, on=at.date(), service_type="hygiene_kit", note=done)
    closing = Closing.objects.create(
        case=case, organisation=case.organisation, child=child, asked_by=by, asked_at=at, happened_on=at.date(), reason="objectives_met"
    )
    marks = (str(child.pk), latin, mother)
    paper = protection.attach(by=by, at=at, child=child, document="birth_certificate", content=PAPER)
    world.things += [
        Thing("code", relation, organisation, {"code": child.code}, (child.code,)),
        Thing("attachment", relation, organisation, {"code": child.code, "pk": paper.pk}, (str(paper.pk),)),
        Thing("child", relation, organisation, {"code": child.code}, marks),
        Thing("case", relation, organisation, {"pk": case.pk}, (str(case.pk), why, note)),
        Thing("closing", relation, organisation, {"pk": closing.pk}, (str(closing.pk),)),
        Thing("service", relation, organisation, {"pk": service.pk}, (str(service.pk), done)),
    ]
    return child


def _protection(world: World, by: Account) -> None:
    """An erasure that waits for the second person, and an export that waits for its approval."""
    at = clock.now()
    gone = worlds.child(by)
    asker = worlds.person(Role.DATA_PROTECTION_OFFICER, LEAD)
    worlds.coordinator()
    erasure = protection.ask_erasure(by=asker, at=at, child=gone, reason="request")
    export = protection.ask_export(by=by, at=at, reason="field")
    run = protection.make_retention_list(by=asker, at=at)
    hold = protection.hold_child(by=asker, at=at, child=gone, reference=_word())
    protection.ask_end_of_hold(by=asker, at=at, hold=hold)
    world.things += [
        Thing("retention", "own", LEAD, {"pk": run.pk}, (str(run.pk),)),
        Thing("retention", "absent", ANY, {"pk": uuid4()}),
        Thing("hold", "own", LEAD, {"pk": hold.pk}, (str(hold.pk), hold.reference)),
        Thing("hold", "absent", ANY, {"pk": uuid4()}),
        Thing("erasure", "own", LEAD, {"pk": erasure.pk}, (str(erasure.pk),)),
        Thing("erasure", "absent", ANY, {"pk": uuid4()}),
        Thing("export", "own", PARTNER, {"pk": export.pk}),
        Thing("export", "other", LEAD, {"pk": export.pk}),
        Thing("export", "absent", ANY, {"pk": uuid4()}),
    ]


def _alerts(world: World) -> None:
    """Children seen, of whom no file exists yet."""
    for relation, organisation, by, city in (
        ("own", PARTNER, worlds.caseworker("nador"), "nador"),
        ("elsewhere", PARTNER, worlds.person(Role.CASEWORKER, PARTNER, "oujda"), "oujda"),
        ("other", PARTNER, worlds.caseworker("marrakech"), "marrakech"),
        ("other", LEAD, worlds.caseworker("marrakech"), "marrakech"),
    ):
        place, how = _word(), _word()
        alert = worlds.alert(by, city=city, place=place, find_again=how)
        world.things.append(Thing("alert", relation, organisation, {"pk": alert.pk}, (str(alert.pk), place, how)))
    world.things.append(Thing("alert", "absent", ANY, {"pk": uuid4()}))


def _links_and_drafts(world: World) -> None:
    """Two children of each partner who belong together, and registrations that somebody has not finished."""
    for relation, organisation, by, city in (
        ("own", PARTNER, worlds.caseworker("nador"), "nador"),
        ("elsewhere", PARTNER, worlds.person(Role.CASEWORKER, PARTNER, "oujda"), "oujda"),
        ("other", PARTNER, worlds.caseworker("marrakech"), "marrakech"),
        ("other", LEAD, worlds.caseworker("marrakech"), "marrakech"),
    ):
        child, other = worlds.child(by, city=city), worlds.child(by, city=city)
        link = children.link_children(by=by, at=clock.now(), child=child, other=other, kind="travelled")
        world.things.append(Thing("link", relation, organisation, {"code": child.code, "pk": link.pk}, (str(link.pk),)))
        if organisation == PARTNER and relation != "other":
            continue  # a colleague's draft is kept apart by the policy alone: rows are an organisation's (tests/children/test_belonging.py)
        typed = _word()
        draft = children.keep_draft(by=by, at=clock.now(), typed={"latin": [typed]}, id=uuid4())
        world.things.append(Thing("draft", "other", organisation, {"pk": draft.pk}, (str(draft.pk), typed)))
    own = world.of("link", PARTNER)
    swapped = {"code": own["own"].arguments["code"], "pk": own["other"].arguments["pk"]}
    world.things += [
        Thing("link", "swapped", PARTNER, swapped),
        Thing("link", "absent", ANY, {"code": "ZZZ-ZZZ", "pk": uuid4()}),
        Thing("draft", "absent", ANY, {"pk": uuid4()}),
    ]


def _families(world: World) -> None:
    """A relative of a child of each partner, sought by the child; and a request of somebody outside, found to seek a foreign child."""
    at = clock.now()
    for relation, organisation, by, city in (
        ("own", PARTNER, worlds.caseworker("nador"), "nador"),
        ("elsewhere", PARTNER, worlds.person(Role.CASEWORKER, PARTNER, "oujda"), "oujda"),
        ("other", PARTNER, worlds.caseworker("marrakech"), "marrakech"),
    ):
        name, where, why, how, said = (_word() for _ in range(5))
        child = worlds.child(by, city=city)
        told = Kin(latin=name, last_known=where)
        person = children.add_relative(
            by=by, at=at, child=child, on=at.date(), relation="mother", told=told, life="alive", source="child", wish="wants"
        )
        worlds.consent(by, child, purpose="tracing")
        own = children.open_tracing(by=by, at=at, child=child, relative=person, on=at.date(), note=why)
        other = Seeker(name="Fatna Testbarki", contact=how, child_latin="Testbarki Nouveau", note=said)
        request = children.record_seeker(
            by=by,
            at=at,
            city=City.objects.get(code=city),
            on=at.date(),
            relation="mother",
            identified="paper_seen",
            told=other,
        )
        children.record_tracing_action(by=by, at=at, request=request, on=at.date(), kind="telephone", outcome="unsuccessful", note=_word())
        children.verify(
            by=by, at=at, request=request, of="adult", on=at.date(), methods=["questions"], result="unclear", note="Two answers differ."
        )
        marks = (str(request.pk), how, said)
        world.things += [
            Thing("relative", relation, organisation, {"code": child.code, "pk": person.pk}, (str(person.pk), name, where)),
            Thing("child_search", relation, organisation, {"pk": own.pk}, (name, why)),
            Thing("tracing", relation, organisation, {"pk": request.pk}, marks),
            Thing("tracing", "nation", LEAD, {"pk": request.pk}, marks),
        ]
        if relation == "own":
            foreign = Child.objects.get(code=world.of("child", PARTNER)["other"].arguments["code"])
            children.decide_candidate(by=worlds.coordinator(), at=at, request=request, child=foreign, verdict="same", note=_word())
    held = world.of("relative", PARTNER)
    swapped = {"code": held["own"].arguments["code"], "pk": held["other"].arguments["pk"]}
    world.things += [
        Thing("relative", "swapped", PARTNER, swapped),
        Thing("relative", "absent", ANY, {"code": "ZZZ-ZZZ", "pk": uuid4()}),
        Thing("tracing", "absent", ANY, {"pk": uuid4()}),
    ]


def _asked_and_lost(world: World) -> None:
    """Requests about children of two partners, and an incident of each of the two."""
    at = clock.now()
    for relation, organisation, city in (("own", PARTNER, "nador"), ("elsewhere", PARTNER, "oujda"), ("other", STRANGER, "marrakech")):
        by, words = worlds.person(Role.SUPERVISOR, organisation), _word()
        child = worlds.child(by, city=city)
        request = protection.record_request(
            by=by, at=at, child=child, kind="access", asker="child", channel="paper", received_on=at.date(), words=words
        )
        marks = (str(request.pk), words)
        world.things.append(Thing("request", relation, PARTNER, {"pk": request.pk}, marks))
        world.things.append(Thing("request", "own", LEAD, {"pk": request.pk}, marks))
    for organisation in (PARTNER, STRANGER):
        words, by = _word(), worlds.person(Role.CASEWORKER, organisation)
        incident = protection.report_incident(by=by, at=at, kind="lost_paper", noticed_at=at - timedelta(hours=1), what=words)
        marks = (str(incident.pk), words)
        # A colleague's is kept apart by the policy alone: rows are an organisation's.
        relation = "elsewhere" if organisation == PARTNER else "other"
        world.things.append(Thing("incident", relation, PARTNER, {"pk": incident.pk}, marks))
        world.things.append(Thing("incident", "own", LEAD, {"pk": incident.pk}, marks))
    lead = worlds.person(Role.DATA_PROTECTION_OFFICER, LEAD)
    lesson = protection.note_lesson(by=lead, at=at, incident=incident, what=_word(), owner=lead, due_on=at.date())
    world.things.append(Thing("lesson", "other", ANY, {"pk": lesson.pk}))
    world.things += [Thing(kind, "absent", ANY, {"pk": uuid4()}) for kind in ("request", "incident", "lesson")]


def _sessions(world: World) -> None:
    partner, wide = worlds.outreach_worker("nador"), worlds.person(Role.OUTREACH_WORKER, PARTNER)
    stranger = worlds.person(Role.OUTREACH_WORKER, STRANGER)
    lead, theirs = sessions.campaign_manager(), sessions.campaign_manager(STRANGER)
    for relation, organisation, by, city in (
        ("own", PARTNER, partner, "nador"),
        ("elsewhere", PARTNER, wide, "oujda"),
        ("other", PARTNER, stranger, "marrakech"),
        ("own", LEAD, lead, "casablanca"),
        ("other", LEAD, stranger, "marrakech"),
    ):
        title = _word()
        session = sessions.session(by, city, title=title)
        world.things.append(Thing("session", relation, organisation, {"id": session.pk}, (str(session.pk), title)))
    title = _word()
    session = sessions.campaign_session(stranger, "marrakech", title=title)
    world.things.append(Thing("session", "shared", LEAD, {"id": session.pk}, (str(session.pk), title)))
    for relation, by, city in (("own", lead, "casablanca"), ("other", theirs, "marrakech")):
        training = sessions.training(by, city)
        world.things.append(Thing("training", relation, LEAD, {"id": training.pk}, (str(training.pk),)))
    world.things += [Thing(kind, "absent", ANY, {"id": uuid4()}) for kind in ("session", "training")]


def _figures(world: World) -> None:
    """Three quarters of one figure on their way, and a release that waits to go out."""
    for month in (2, 5, 8, 11):
        figures.assisted(8, "nador", on=date(2024, month, 10), sex="female")
    for code, relation in (("2024-Q1", "released"), ("2024-Q2", "asked"), ("2024-Q3", "approved"), ("2024-Q4", "frozen")):
        row = figures.frozen(figures.closed("nador", of=code))
        window = {"figure": row.pk, "code": "children_assisted", "window": code}
        # To those who approve, an approved figure is as one asked for.
        world.things.append(Thing("figure", {"approved": "asked"}.get(relation, relation), f"{code}", window))
        release = {"released": figures.approved, "asked": figures.asked, "approved": figures.approved}.get(relation)
        if release is None:
            continue
        made = release(row)
        if relation == "released":
            publication.release_figure(by=worlds.communications_officer(), at=clock.now(), release=made)
        world.things.append(Thing("release", relation, ANY, {"release": made.pk}))
    kept = {"2024-Q1", "2024-Q2", "2024-Q4"}
    world.things = [
        Thing(thing.kind, thing.relation, ANY, thing.arguments) if thing.of in kept else thing
        for thing in world.things
        if thing.of != "2024-Q3"
    ]
    world.things.append(Thing("figure", "absent", ANY, {"figure": uuid4(), "code": "children_assisted", "window": "1999"}))
    world.things.append(Thing("release", "absent", ANY, {"release": uuid4()}))


def _rest(world: World) -> None:
    colleague, foreign = worlds.person(Role.DONOR_READER, LEAD), worlds.person(Role.CASEWORKER, STRANGER, "marrakech", name=_word())
    world.things += [
        Thing("account", "own", LEAD, {"pk": colleague.pk}),
        Thing("account", "other", ANY, {"pk": foreign.pk}, (foreign.email, foreign.name)),
        Thing("account", "absent", ANY, {"pk": uuid4()}),
    ]
    _people(world, colleague, foreign)
    year = worlds.period("2025")
    city = City.objects.get(code="nador")
    at = clock.now()
    sent = indicators.submit(by=worlds.supervisor("nador"), at=at, city=city, period=year)
    theirs = indicators.submit(by=worlds.supervisor("marrakech"), at=at, city=City.objects.get(code="marrakech"), period=year)
    world.things += [
        Thing("submission", "own", PARTNER, {"submission": sent.pk}),
        Thing("submission", "own", LEAD, {"submission": sent.pk}),
        Thing("submission", "other", ANY, {"submission": theirs.pk}, (str(theirs.pk),)),
        Thing("submission", "absent", ANY, {"submission": uuid4()}),
        Thing("place", "own", ANY, {"period": "2024", "city": "nador"}),
        Thing("place", "other", ANY, {"period": "2024", "city": "casablanca"}),
        Thing("place", "absent", ANY, {"period": "1999", "city": "nador"}),
        Thing("period", "own", ANY, {"code": "2024-Q4"}),
        Thing("period", "absent", ANY, {"code": "1999"}),
        Thing("indicator", "own", ANY, {"code": "children_assisted"}),
        Thing("indicator", "absent", ANY, {"code": "nothing"}),
        Thing("campaign", "own", ANY, {"code": "enas-2024"}),
        Thing("campaign", "absent", ANY, {"code": "nothing"}),
        Thing("recommendation", "own", ANY, {"code": "training"}),
        Thing("recommendation", "absent", ANY, {"code": "nothing"}),
    ]
    worlds.period("2024")
    first, second = Recommendation.objects.order_by("code")[:2]
    owner = first.owners.first() or coordination.propose_owner(
        by=sessions.campaign_manager(), at=at, recommendation=first, organisation=worlds.Organisation.objects.get(code="bayti")
    )
    world.things += [
        Thing("owner", "own", ANY, {"code": first.pk, "id": owner.pk}),
        Thing("owner", "swapped", ANY, {"code": second.pk, "id": owner.pk}),
        Thing("owner", "absent", ANY, {"code": first.pk, "id": uuid4()}),
    ]
    key = _draft()
    world.things += [
        Thing("bulletin", "own", ANY, {"key": key, "language": "fr"}),
        Thing("bulletin", "absent", ANY, {"key": uuid4(), "language": "fr"}),
    ]


def _complaints(world: World, relation: str) -> None:
    """A complaint, and one for which somebody is kept out; read by the focal points and deputies of that moment."""
    at = clock.now()
    if relation == "other":
        reader = worlds.person(Role.SAFEGUARDING_FOCAL_POINT, STRANGER)
    else:
        reader = next(actor.account for actor in world.actors if (actor.role, actor.state) == ("safeguarding_focal_point", "active"))
    said, who, name, wrote = (_word() for _ in range(4))
    complaint = complaints.complaint(text=said, who=who, name=name)
    safeguarding.answer_sender(by=reader, at=at, complaint=complaint, text=wrote)
    accused, kept_out = worlds.caseworker("oujda"), worlds.caseworker("oujda")
    for account in (accused, kept_out):
        safeguarding.name_concerned(by=reader, at=at, complaint=complaint, account=account)
    suspension = safeguarding.suspend_concerned(by=reader, at=at, complaint=complaint, account=kept_out)
    world.things += [
        Thing("complaint", relation, ANY, {"pk": complaint.pk}, (str(complaint.pk), said, who, name, wrote)),
        Thing("accusation", relation, ANY, {"pk": complaint.pk, "account": accused.pk}),
    ]
    if relation == "own":
        world.things += [
            Thing("suspension", "own", ANY, {"pk": suspension.pk}, (str(suspension.pk),)),
            Thing("complaint", "absent", ANY, {"pk": uuid4()}),
            Thing("accusation", "absent", ANY, {"pk": uuid4(), "account": accused.pk}),
            Thing("suspension", "absent", ANY, {"pk": uuid4()}),
        ]


def _people(world: World, colleague: Account, foreign: Account) -> None:
    """Roles, lost factors and organisations that wait for somebody's word."""
    at = clock.now()
    held, theirs = colleague.grant_set.get(), foreign.grant_set.get()
    world.things += [
        Thing("role", "own", LEAD, {"pk": colleague.pk, "grant": held.pk}),
        Thing("role", "swapped", ANY, {"pk": colleague.pk, "grant": theirs.pk}),
        Thing("role", "other", ANY, {"pk": foreign.pk, "grant": theirs.pk}),
        Thing("role", "absent", ANY, {"pk": colleague.pk, "grant": 10**9}),
        Thing("visit", "absent", ANY, {"pk": uuid4()}),
        Thing("stopped", "absent", ANY, {"pk": uuid4()}),
        Thing("stopped", "other", ANY, {"pk": foreign.pk}),
    ]
    for relation, organisation in (("own", LEAD), ("own", PARTNER), ("other", STRANGER)):
        asker, lost = worlds.person(Role.ADMINISTRATOR, organisation), worlds.person(Role.SUPERVISOR, organisation)
        reset = access.ask_factor_reset(by=asker, at=at, account=lost)
        marks = (str(reset.pk),) if relation == "other" else ()
        world.things.append(Thing("reset", relation, ANY if relation == "other" else organisation, {"pk": reset.pk}, marks))
    labels = dict.fromkeys(("fr", "ar", "en"), "Nouvelle")
    joining = access.ask_organisation(
        by=worlds.coordinator(),
        at=at,
        id=uuid4(),
        code="nouvelle",
        kind="ngo",
        labels=labels,
        short_name="",
        administrator_name="Nour Test",
        administrator_email="nour@nouvelle.example",
    )
    world.things += [
        Thing("joining", "own", ANY, {"pk": joining.pk}),
        Thing("joining", "absent", ANY, {"pk": uuid4()}),
        Thing("reset", "absent", ANY, {"pk": uuid4()}),
    ]


def _draft() -> UUID:
    title = _word()
    words = publication.Words(title=title, lead="", body="Un texte.")
    return bulletins.written(words={"fr": words, "ar": words, "en": words}, shown=[]).key
