"""A machine that lets people do whatever they can think of, and judges what came of it (G9).

A run draws people and acts by chance, most of them towards one of the five worst ends. The judge knows none of the rules: it keeps who
did something successfully to which thing, and holds what happened in the world against it. An account is a person; who can invite
accounts and open their links is, to any rule of this kind, several.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from kanaf.access import actions as access
from kanaf.access.models import Account, Organisation, OrganisationRequest
from kanaf.access.roles import GIVEN_IN, Role
from kanaf.casework import actions as casework
from kanaf.children import actions as children
from kanaf.children.models import (
    Child,
    ConsentDecision,
    EmergencyAccess,
    Group,
    Reunification,
    SameChild,
    Sharing,
    TracingRequest,
)
from kanaf.children.told import Names
from kanaf.core import clock
from kanaf.core.errors import Refused
from kanaf.core.models import DataKey
from kanaf.desk.queries import emergencies
from kanaf.indicators import actions as indicators
from kanaf.indicators.models import FrozenFigure, Release
from kanaf.places.models import City
from kanaf.protection import actions as protection
from kanaf.protection.models import Erasure, Export
from kanaf.publication import actions as publication
from kanaf.publication.models import ReleasedFigure
from tests import worlds
from tests.children import kin
from tests.indicators import builders as figures

MANY = 5
"""Files that one person may take out alone within a month: what the promise calls not yet many."""
FITTING = {
    "export": ("caseworker", "supervisor", "data_protection_officer"),
    "release": ("information_officer", "communications_officer"),
    "organisation": ("national_coordinator", "data_protection_officer", "administrator"),
    "place": ("caseworker", "supervisor", "national_coordinator"),
    "erasure": ("national_coordinator", "data_protection_officer"),
    "reunion": ("caseworker", "supervisor", "national_coordinator"),
}
"""The worst ends, and who gets furthest towards each: mostly they are drawn, sometimes anybody."""
PLACE = "Behind the Baobab house"


@dataclass
class Ground:
    """What is there before anybody does anything."""

    people: list[Account]
    children: list[UUID]
    organisations: int
    figures: int


def ground() -> Ground:
    """Partners with colleagues, the lead organisation, children in one person's hands, one frozen figure."""
    first, city = worlds.caseworker(), City.objects.get(code="nador")
    people = [first, worlds.caseworker(), worlds.supervisor(), worlds.supervisor(), worlds.caseworker("oujda"), worlds.supervisor("oujda")]
    twice = (Role.NATIONAL_COORDINATOR, Role.DATA_PROTECTION_OFFICER, Role.INFORMATION_OFFICER, Role.COMMUNICATIONS_OFFICER)
    people += [worlds.person(role, "oim") for role in twice for _twice in range(2)]
    people += [worlds.person(Role.ADMINISTRATOR, organisation) for organisation in ("asticude", "oim")]
    # Small teams: one person with two of the roles.
    people += [figures.both_roles(Role.INFORMATION_OFFICER, Role.COMMUNICATIONS_OFFICER)]
    people += [figures.both_roles(Role.NATIONAL_COORDINATOR, Role.DATA_PROTECTION_OFFICER)]
    registered = [
        children.register_child(
            by=first,
            at=clock.now(),
            city=city,
            on=clock.today(),
            particulars=worlds.particulars(),
            identity=Names(latin=f"Enfant Numero{number}", place=PLACE, contact="Uncle"),
        ).pk
        for number in range(2 * MANY)
    ]
    kin.sought(first, Child.objects.get(pk=registered[0]))
    figures.assisted(12, "nador", sex="female")
    figures.frozen(figures.closed("nador"))
    return Ground(people, registered, Organisation.objects.count(), ReleasedFigure.objects.count())


@dataclass
class Run:
    """One run: who did what, and what was wrong with it. `alone` is the one person who acts, or None where everybody does."""

    ground: Ground
    dice: random.Random
    alone: bool
    did: defaultdict[tuple[str, Any], set[UUID]] = field(default_factory=lambda: defaultdict(set))
    taken: defaultdict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    said: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    one: Account | None = None
    likely: list[Account] = field(default_factory=list)

    def go(self, steps: int) -> None:
        end = self.dice.choice(sorted(FITTING))
        self.likely = [person for person in self.ground.people if person.roles & set(FITTING[end])]
        self.one = self._drawn() if self.alone else None
        acts = [act for act in ACTS if act.__name__.endswith(end)]
        for _step in range(steps):
            act = self.dice.choice(acts if self.dice.random() < 0.7 else ACTS)
            try:
                with transaction.atomic():
                    done = act(self)
            except (Refused, PermissionDenied, ValidationError):
                self.said["refused"] += 1
            except IntegrityError:
                self.said["refused by the database"] += 1
            else:
                self.said["done" if done else "nothing to do"] += 1
        self.judge()

    def who(self) -> Account:
        return Account.objects.get(pk=(self.one or self._drawn()).pk)

    def _drawn(self) -> Account:
        return self.dice.choice(self.likely if self.dice.random() < 0.85 else self.ground.people)

    def some(self, found: Any) -> Any:
        """One row of a queryset, by chance."""
        rows = list(found)
        return self.dice.choice(rows) if rows else None

    def child(self) -> Child:
        return Child.objects.get(pk=self.dice.choice(self.ground.children))

    def forge(self, row: Any, **values: Any) -> Any:
        """Now and then what the code holds in its hand is not what the database has: stale, or slipped in."""
        if self.dice.random() < 0.25:
            for name, value in values.items():
                setattr(row, name, value)
        return row

    def note(self, kind: str, of: Any, by: Account) -> bool:
        self.did[kind, of].add(by.pk)
        return True

    def judge(self) -> None:
        for export in Export.objects.filter(status=Export.Status.MADE):
            hands = self.did["export", export.pk]
            if len(hands) < 2 and export.children > 1:
                self.wrong.append(f"{export.children} identities exported by one person")
        for person, files in self.taken.items():
            if len(files) > MANY:
                self.wrong.append(f"{len(files)} files exported by {person} alone, one after the other")
        for release in Release.objects.filter(status=Release.Status.RELEASED):
            self._by_two("release", release.pk)
        if ReleasedFigure.objects.count() > self.ground.figures + Release.objects.filter(status=Release.Status.RELEASED).count():
            self.wrong.append("a figure went out without its release")
        if Organisation.objects.count() > self.ground.organisations:
            for made in OrganisationRequest.objects.filter(organisation__isnull=False):
                self._by_two("organisation", made.pk)
            named = OrganisationRequest.objects.filter(organisation__isnull=False).count()
            if Organisation.objects.count() != self.ground.organisations + named:
                self.wrong.append("an organisation was created by one person")
        keys = set(DataKey.objects.filter(subject_id__in=self.ground.children).values_list("subject_id", flat=True))
        for child in set(self.ground.children) - keys:
            self._by_two("erasure", child)
        for reunion in Reunification.objects.all():
            if len(self.did["reunion", reunion.request_id]) < 3:
                self.wrong.append("a child was brought to an adult by fewer than three people")

    def _by_two(self, kind: str, of: Any) -> None:
        if len(self.did[kind, of]) < 2:
            self.wrong.append(f"{kind} by {len(self.did[kind, of])} person")


# --- exporting identities -------------------------------------------------------------------------------------------------


def ask_export(run: Run) -> bool:
    by = run.who()
    child = run.child() if run.dice.random() < 0.7 else None
    forced = run.some(Export.objects.all()) if run.dice.random() < 0.1 else None
    export = protection.ask_export(by=by, at=clock.now(), child=child, reason="field", id=forced.pk if forced else None)
    return run.note("export", export.pk, by)


def approve_export(run: Run) -> bool:
    by, export = run.who(), run.some(Export.objects.all())
    if export is None:
        return False
    protection.approve_export(by=by, at=clock.now(), export=run.forge(export, asked_by=uuid4(), status=Export.Status.ASKED))
    return run.note("export", export.pk, by)


def make_export(run: Run) -> bool:
    """The one step that takes something out: it needs no colleague where the file is one's own."""
    by, export = run.who(), run.some(Export.objects.all())
    if export is None:
        return False
    forged = run.forge(export, status=Export.Status.APPROVED, alone=True, asked_by=by.pk)
    protection.make_export(by=by, at=clock.now() + timedelta(minutes=1), export=forged)
    if run.did["export", export.pk] <= {by.pk}:
        run.taken[by.pk].add(export.child_id)
    return True


def take_over_export(run: Run) -> bool:
    """Become responsible for a child, and so for its export."""
    by, child = run.who(), run.child()
    if run.dice.random() < 0.5:
        casework.open_case(by=by, at=clock.now(), child=child, on=clock.today(), risk="low", responsible=by)
    else:
        children.join_care_team(
            by=by, at=clock.now(), child=child, organisation_id=by.organisation_id, city=City.objects.get(code="nador"), account=by
        )
    return True


def export_own_export(run: Run) -> bool:
    """A child registered by oneself is one's own: ask and make, again and again."""
    by, child = run.who(), run.child()
    export = protection.ask_export(by=by, at=clock.now(), child=child, reason="child")
    run.note("export", export.pk, by)
    protection.make_export(by=by, at=clock.now(), export=export)
    if run.did["export", export.pk] <= {by.pk}:
        run.taken[by.pk].add(child.pk)
    return True


# --- releasing a figure ---------------------------------------------------------------------------------------------------


def ask_release(run: Run) -> bool:
    by, figure = run.who(), run.some(FrozenFigure.objects.all())
    release = indicators.ask_release(by=by, at=clock.now(), figure=figure)
    return run.note("release", release.pk, by)


def approve_release(run: Run) -> bool:
    by, release = run.who(), run.some(Release.objects.all())
    if release is None:
        return False
    forged = run.forge(release, asked_by=run.dice.choice(run.ground.people), status=Release.Status.ASKED)
    indicators.approve_release(by=by, at=clock.now(), release=forged, weighed=True)
    return run.note("release", release.pk, by)


def decline_release(run: Run) -> bool:
    by, release = run.who(), run.some(Release.objects.all())
    if release is None:
        return False
    indicators.decline_release(by=by, at=clock.now(), release=release)
    return True


def publish_release(run: Run) -> bool:
    by, release = run.who(), run.some(Release.objects.all())
    if release is None:
        return False
    publication.release_figure(by=by, at=clock.now(), release=run.forge(release, status=Release.Status.APPROVED))
    return True


# --- letting an organisation in -------------------------------------------------------------------------------------------


def ask_organisation(run: Run) -> bool:
    by, number = run.who(), run.dice.randrange(10**6)
    request = access.ask_organisation(
        by=by,
        at=clock.now(),
        id=uuid4(),
        code=f"new-{number}",
        kind="ngo",
        labels=dict.fromkeys(("fr", "ar", "en"), "Nouvelle"),
        administrator_name="Nour Test",
        administrator_email=f"nour{number}@nouvelle.example",
    )
    return run.note("organisation", request.pk, by)


def confirm_organisation(run: Run) -> bool:
    by, request = run.who(), run.some(OrganisationRequest.objects.all())
    if request is None:
        return False
    access.confirm_organisation(by=by, at=clock.now(), request=run.forge(request, asked_by=run.dice.choice(run.ground.people)))
    return run.note("organisation", request.pk, by)


def load_organisation(run: Run) -> bool:
    """The action of the pack's loader, called by a person."""
    labels = dict.fromkeys(("fr", "ar", "en"), "Nouvelle")
    access.save_organisation(by=run.who(), at=clock.now(), code=f"pack-{run.dice.randrange(10**6)}", kind="ngo", labels=labels)
    return True


# --- telling where a child is ---------------------------------------------------------------------------------------------


def share_place(run: Run) -> bool:
    by, child = run.who(), run.child()
    recipient = Organisation.objects.get(code=run.dice.choice(["omdh", "bayti", "oim", "asticude"]))
    basis = children.record_consent(
        by=by, at=clock.now(), child=child, on=clock.today(), purpose="sharing", decision="given", source="child", recipient=recipient
    )
    groups = [Group.IDENTITY, Group.PLACEMENT] if run.dice.random() < 0.8 else [Group.IDENTITY]
    sharing = children.share_child(
        by=by,
        at=clock.now(),
        child=child,
        recipient=recipient,
        groups=groups,
        purpose="continued_care",
        basis=run.forge(basis, source="legal_obligation"),
        until=clock.today() + timedelta(days=9),
    )
    return run.note("place", sharing.pk, by)


def allow_place(run: Run) -> bool:
    by, sharing = run.who(), run.some(Sharing.objects.all())
    if sharing is None:
        return False
    children.allow_place(by=by, at=clock.now(), sharing=run.forge(sharing, shared_by=uuid4(), placement_asked=True))
    return run.note("place", sharing.pk, by)


def open_emergency_place(run: Run) -> bool:
    by = run.who()
    opened = children.open_emergency(by=by, at=clock.now(), code=run.child().code, reason="missing", why="Since this morning.")
    children.ask_for_place(by=by, at=clock.now(), access=opened)
    return run.note("place", opened.pk, by)


def allow_emergency_place(run: Run) -> bool:
    by, opened = run.who(), run.some(EmergencyAccess.objects.all())
    if opened is None:
        return False
    children.allow_place_in_emergency(by=by, at=clock.now(), access=run.forge(opened, account_id=uuid4(), place_asked_at=clock.now()))
    return run.note("place", opened.pk, by)


def read_place(run: Run) -> bool:
    """Whoever is not of the organisation that wrote it reads it by two people's doing only."""
    by, child = run.who(), run.child()
    opened = EmergencyAccess.objects.filter(account=by, child=child).first()
    if opened is not None and run.dice.random() < 0.5:
        children.check_reads(by, opened, clock.now())
        if emergencies.read(opened).names.place and len(run.did["place", opened.pk]) < 2:
            run.wrong.append("a place read in an emergency that one person opened and allowed")
        return True
    names = children.open_identity(by=by, at=clock.now(), child=child, reason="follow_up")
    if names.place and by.organisation_id != child.organisation_id:
        hands: set[UUID] = set()
        for sharing in Sharing.objects.filter(child=child, recipient=by.organisation_id):
            hands |= run.did["place", sharing.pk]
        if len(hands) < 2:
            run.wrong.append("a place disclosed outside its team by one person")
    return True


def best_interests_place(run: Run) -> bool:
    """A decision without the child, and the answer of a second person to it."""
    by = run.who()
    decision = run.some(ConsentDecision.objects.filter(source="best_interests_decision"))
    if decision is not None:
        children.answer_best_interests(by=by, at=clock.now(), decision=run.forge(decision, recorded_by=uuid4()), agrees=True)
        return True
    recipient = Organisation.objects.get(code=run.dice.choice(["omdh", "bayti"]))
    children.record_consent(
        by=by,
        at=clock.now(),
        child=run.child(),
        on=clock.today(),
        purpose="sharing",
        decision="given",
        source="best_interests_decision",
        childs_view="unable",
        recipient=recipient,
        why="She is in hospital.",
    )
    return True


# --- erasing a child ------------------------------------------------------------------------------------------------------


def ask_erasure(run: Run) -> bool:
    by, child = run.who(), run.child()
    protection.ask_erasure(by=by, at=clock.now(), child=child, reason="request")
    return all(run.note("erasure", one, by) for one in _known_as_one(child.pk))


def _known_as_one(child: UUID) -> set[UUID]:
    """The registrations that whoever asks is told are this child."""
    found = {child}
    for pair in SameChild.objects.filter(ended_at=None).values_list("child_id", "survivor_id"):
        if child in pair:
            found |= set(pair)
    for pair in SameChild.objects.filter(ended_at=None).values_list("child_id", "survivor_id"):
        if pair[1] in found:
            found |= set(pair)
    return found


def approve_erasure(run: Run) -> bool:
    by, erasure = run.who(), run.some(Erasure.objects.all())
    if erasure is None:
        return False
    before = set(DataKey.objects.filter(subject_id__in=run.ground.children).values_list("subject_id", flat=True))
    forged = run.forge(erasure, asked_by=uuid4(), child_id=run.dice.choice(run.ground.children))
    protection.approve_erasure(by=by, at=clock.now() + timedelta(minutes=1), erasure=forged)
    for gone in before - set(DataKey.objects.filter(subject_id__in=run.ground.children).values_list("subject_id", flat=True)):
        run.note("erasure", gone, by)
    return True


def join_before_erasure(run: Run) -> bool:
    """Say that two registrations are one child: what is erased for one is erased for the other."""
    by, child, survivor = run.who(), run.child(), run.child()
    children.decide_same_child(by=by, at=clock.now(), child=child, survivor=survivor)
    return True


def replay_erasure(run: Run) -> bool:
    protection.replay_erasures(by=run.who(), at=clock.now())
    return True


# --- bringing a child to an adult -----------------------------------------------------------------------------------------


def verify_reunion(run: Run) -> bool:
    by, request = run.who(), run.some(TracingRequest.objects.all())
    of = run.dice.choice(["adult", "child"])
    result = "positive" if run.dice.random() < 0.8 else "unclear"
    children.verify(
        by=by, at=clock.now(), request=request, of=of, on=clock.today(), methods=["questions"], result=result, note="The same answers."
    )
    return run.note("reunion", request.pk, by)


def decide_reunion(run: Run) -> bool:
    by, request = run.who(), run.some(TracingRequest.objects.all())
    forged = run.forge(request, status=TracingRequest.Status.VERIFIED, recorded_by=uuid4())
    children.decide_reunification(
        by=by, at=clock.now(), request=forged, on=clock.today(), basis="BID 7", childs_view="wants", country="GIN"
    )
    return run.note("reunion", request.pk, by)


# --- helping oneself ------------------------------------------------------------------------------------------------------


def give_role(run: Run) -> bool:
    by, to = run.who(), run.dice.choice(run.ground.people)
    role = run.dice.choice(sorted(GIVEN_IN[by.organisation.kind]))
    access.give_role(by=by, at=clock.now(), account=Account.objects.get(pk=to.pk), role=Role(role))
    return True


Act = Callable[[Run], bool]
ACTS: list[Act] = [
    ask_export,
    approve_export,
    make_export,
    take_over_export,
    export_own_export,
    ask_release,
    approve_release,
    decline_release,
    publish_release,
    ask_organisation,
    confirm_organisation,
    load_organisation,
    share_place,
    allow_place,
    open_emergency_place,
    allow_emergency_place,
    read_place,
    best_interests_place,
    ask_erasure,
    approve_erasure,
    join_before_erasure,
    replay_erasure,
    verify_reunion,
    decide_reunion,
    give_role,
]


def forged_in_the_database() -> tuple[int, list[str]]:
    """Write the one-person state past every action, as the application's code could by mistake: how often it was refused, and what was not.

    Only rows whose state the write would change to one person's doing are tried.
    """
    tries: list[tuple[str, Any, dict[str, Any]]] = []
    now = clock.now()
    for export in Export.objects.filter(alone=False):
        same = {"decided_by": export.asked_by, "decided_at": now}
        tries.append(("export", export, {"status": "approved", **same}))
        if export.children > 1:
            tries.append(("export", export, {"alone": True, "status": "approved"}))
    for release in Release.objects.all():
        tries.append(("release", release, {"decided_by": release.asked_by, "status": "released"}))
        if release.decided_by_id is None:
            tries.append(("release", release, {"status": "released"}))
    for request in OrganisationRequest.objects.all():
        tries.append(("organisation", request, {"decided_by": request.asked_by, "organisation": Organisation.objects.first()}))
    for sharing in Sharing.objects.filter(shares_placement=False):
        tries.append(("place", sharing, {"shares_placement": True, "placement_confirmed_by": sharing.shared_by}))
        tries.append(("place", sharing, {"shares_placement": True}))
    tries += [
        ("emergency", opened, {"place_allowed_by": opened.account_id, "place_allowed_at": now}) for opened in EmergencyAccess.objects.all()
    ]
    tries += [
        ("erasure", erasure, {"status": "done", "decided_by": erasure.asked_by, "decided_at": now}) for erasure in Erasure.objects.all()
    ]
    for reunion in Reunification.objects.all():
        tries += [
            ("reunion", reunion, {"decided_by": reunion.adult_verified_by}),
            ("reunion", reunion, {"child_verified_by": reunion.adult_verified_by}),
            ("reunion", reunion, {"childs_view": "refuses"}),
        ]
    taken = []
    for kind, row, values in tries:
        try:
            with transaction.atomic():
                type(row)._base_manager.filter(pk=row.pk).update(**values)
        except DatabaseError:
            continue
        taken.append(f"the database took {kind} {sorted(values)}")
    return len(tries), taken
