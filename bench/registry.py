"""Writes generated people as the actions would have written them, many at once.

The same tables, the same columns, the same seals and keys (`tests/test_bench.py` holds them beside what the actions write);
one audit row a batch with its digest, as an import writes (decision 3). Memory holds one batch.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from bench import bulk
from bench.people import ENDS, Drawn
from kanaf import matching
from kanaf.access import actions as access
from kanaf.access.models import Account
from kanaf.activities.models import Attendance, Headcount, Session, SessionReport
from kanaf.assistance.models import Service
from kanaf.casework.actions import FIRST_RESPONSE, FOLLOW_UP
from kanaf.casework.models import Case, CaseEvent, FollowUp, RiskAssessment
from kanaf.children import cards, codes, rules
from kanaf.children.actions.sharing import COORDINATION, LONGEST
from kanaf.children.models import Basis, Card, CareTeam, Child, ConsentDecision, Identity, NameKey, Registration, SameChild, Sharing
from kanaf.children.told import tidy
from kanaf.core import audit, clock, keys, vault
from kanaf.core.actions import one_transaction
from kanaf.core.models import DataKey
from kanaf.pack.demo import people as demo
from kanaf.programme import queries as programme

BATCH = 1000
A_SESSION, ABSENT = 15, 2
SPREAD = 3_999_971  # prime to the number of codes: numbers in a row get codes without one


@dataclass
class Written:
    """What was written: rows by table, and children assisted by year and attributed city, counted by nobody else's code."""

    children: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    assisted: Counter[tuple[int, str]] = field(default_factory=Counter)


@dataclass
class _One:
    """A drawn child on its way to rows."""

    who: Drawn
    by: Account
    child: Child
    key: bytes
    rows: list[models.Model] = field(default_factory=list)

    def add(self, row: models.Model) -> None:
        self.rows.append(row)

    def sealed(self, row: models.Model, column: str, value: object) -> bytes:
        """What `vault.seal` gives, without asking the database for the child's key each time."""
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return vault._encrypt(self.key, text.encode(), vault._place(row, column))


def code_of(number: int) -> str:
    """A case code for each number, none twice, in no order."""
    base = len(codes.ALPHABET)
    place = (number * SPREAD + 12345) % base ** (codes.LENGTH - 1)
    body = ""
    for _character in range(codes.LENGTH - 1):
        place, digit = divmod(place, base)
        body += codes.ALPHABET[digit]
    return codes._shown(body + codes.check_character(body))


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), clock.CASABLANCA)


class Registry:
    """Writes drawn children in the hands of the demonstration's caseworkers."""

    def __init__(self) -> None:
        self.system = access.system_account()
        self.workers = {city: [demo.account(f"caseworker.{city}"), demo.account(f"caseworker2.{city}")] for city in demo.TEAMS}
        self.outreach = {city: demo.account(f"outreach.{city}") for city in demo.TEAMS}
        self.coordinator = demo.account("coordinator")
        self.counted = {code for code, term in programme.terms("protection_status").items() if term.attributes.get("counted")}
        self.last: _One | None = None
        self.pending: list[Drawn] = []

    def write(self, people: Iterable[Drawn], *, batch: int = BATCH) -> Written:
        """Write everybody, a transaction and an audit row a batch."""
        written, source = Written(), iter(people)
        while drawn := list(islice(source, batch)):
            with one_transaction():
                digest = hashlib.sha256()
                several = [self._one(who) for who in drawn]
                rows = [row for one in several for row in one.rows] + list(self._sessions(several))
                bulk.insert(rows)
                for one in several:
                    digest.update(one.child.pk.bytes)
                written.rows.update(type(row)._meta.db_table for row in rows)
                audit.record("registry.generated", by=self.system, at=clock.now(), rows=len(rows), digest=digest.hexdigest())
            written.children += len(drawn)
            for who in drawn:
                self._tally(who, written)
        self._count(written)
        return written

    def _one(self, who: Drawn) -> _One:
        by = self.workers[who.city][who.number % 2]
        at = moment(who.on, 9, who.number % 60)
        child = Child(
            code=code_of(who.number), organisation_id=by.organisation_id, registered_by=by.pk, registered_at=at, is_synthetic=True
        )
        one = _One(who, by, child, AESGCM.generate_key(bit_length=256))
        one.add(child)
        place = f"core_datakey|child|{child.pk}".encode()
        one.add(DataKey(subject_kind="child", subject_id=child.pk, wrapped=vault._encrypt(keys.key("master"), one.key, place)))
        self._registration(one, at)
        self._identity(one, at)
        if who.consented:
            stamp = self._stamp(one, who.on, at)
            one.add(ConsentDecision(**stamp, child=child, purpose="services", decision="given", source="child", wording_version=1))
        organisations = {by.organisation_id: (who.city, by.pk, at)} | self._case(one, at)
        for number, service in enumerate(who.services):
            server = self.workers[service.city][who.number % 2]
            served = self._served_at(who, number)
            organisations.setdefault(server.organisation_id, (service.city, None, served))
            stamp = self._stamp(one, service.on, served, server)
            one.add(Service(**stamp, child=child, city_id=service.city, service_type=service.kind, quantity=1))
        for organisation, (city, account, since) in organisations.items():
            sharing = self._sharing(one, organisation, since) if organisation == self.coordinator.organisation_id else None
            one.add(
                CareTeam(child=child, organisation_id=organisation, city_id=city, account_id=account, started_at=since, sharing=sharing)
            )
        if who.double_of_last and self.last is not None:
            one.add(SameChild(child=child, survivor=self.last.child, decided_by=self.coordinator.pk, decided_at=at + timedelta(hours=3)))
        self.last = one
        return one

    def _sharing(self, one: _One, recipient: UUID, at: datetime) -> Sharing:
        """With the coordination, by the protocol for high risks."""
        sharing = Sharing(
            child=one.child,
            organisation_id=one.by.organisation_id,
            recipient_id=recipient,
            purpose=COORDINATION,
            basis_kind=Basis.PROTOCOL,
            shares_case=True,
            shares_services=True,
            shares_identity=True,
            shared_by=one.by.pk,
            shared_at=at,
            expires_at=at + LONGEST,
        )
        one.add(sharing)
        return sharing

    @staticmethod
    def _stamp(one: _One, on: date, at: datetime, by: Account | None = None) -> dict[str, Any]:
        by = by or one.by
        return {"organisation_id": by.organisation_id, "happened_on": on, "recorded_at": at, "recorded_by": by.pk}

    @staticmethod
    def _served_at(who: Drawn, number: int) -> datetime:
        return moment(who.services[number].on, 11, 10 * number + (5 if who.double_of_last else 0))

    def _registration(self, one: _One, at: datetime) -> None:
        who, birth = one.who, one.who.birth
        one.add(
            Registration(
                **self._stamp(one, who.on, at),
                child=one.child,
                city_id=who.city,
                protection_status=who.status,
                age_status=rules.age_status(birth, in_dispute=False, on=who.on),
                sex=who.sex,
                birth_precision=birth.precision,
                born_earliest=birth.earliest,
                born_latest=birth.latest,
                declared_age=birth.declared_age,
                nationalities=[who.nationality],
                nationality_group=programme.nationality_group([who.nationality]),
                languages=["fr"],
                needs_interpreter=who.nationality in {"GIN", "MLI"} and who.number % 5 < 2,
            )
        )

    def _identity(self, one: _One, at: datetime) -> None:
        identity = Identity(**self._stamp(one, one.who.on, at), child=one.child)
        told = tidy(one.who.told)
        identity.sealed = one.sealed(identity, "sealed", asdict(told))
        one.add(identity)
        registration = next(row for row in one.rows if isinstance(row, Registration))
        ours = matching.reading(cards.person_of(told, registration))
        card = Card(child=one.child, organisation_id=one.by.organisation_id, version=matching.KEYS_VERSION, written_at=at)
        card.sealed = one.sealed(card, "sealed", ours.pack())
        one.add(card)
        for key in sorted(cards.hashed([ours])):
            one.add(NameKey(key=key, card=card.number, child=one.child, organisation_id=one.by.organisation_id))

    def _case(self, one: _One, at: datetime) -> dict[UUID, tuple[str, UUID | None, datetime]]:
        """The case with its history; returns who joins the care team by it."""
        who = one.who
        opened = at + timedelta(hours=1)
        case = Case(
            child=one.child,
            organisation_id=one.by.organisation_id,
            city_id=who.city,
            responsible=one.by,
            risk=who.risk,
            opened_on=who.on,
            is_synthetic=True,
            next_step=FIRST_RESPONSE,
            next_due_at=programme.due_at(FIRST_RESPONSE, who.risk, moment(who.on, 18)),
        )
        one.add(case)
        history = {"case": case, "child_id": one.child.pk}
        one.add(CaseEvent(**self._stamp(one, who.on, opened), **history, kind=CaseEvent.Kind.OPENED))
        one.add(RiskAssessment(**self._stamp(one, who.on, opened), **history, level=who.risk))
        for number, day in enumerate(who.visits):
            visit = FollowUp(**self._stamp(one, day, moment(day, 16)), **history, kind="in_care")
            visit.sealed = one.sealed(visit, "sealed", f"Visite {number + 1} : rien de nouveau, à revoir.")
            one.add(visit)
            case.next_step = FOLLOW_UP
            case.next_due_at = programme.due_at(FOLLOW_UP, who.risk, moment(day, 18), opened_on=who.on)
        if who.closed_on is not None:
            stamp = self._stamp(one, who.closed_on, moment(who.closed_on, 17))
            one.add(CaseEvent(**stamp, **history, kind=CaseEvent.Kind.CLOSED, reason="objectives_met"))
            case.status, case.next_step, case.next_due_at = Case.Status.CLOSED, "", None
        return {self.coordinator.organisation_id: (who.city, None, opened)} if who.risk == "high" else {}

    def _sessions(self, several: list[_One]) -> Iterator[models.Model]:
        """One awareness session for every fifty children of a city, fifteen of them named."""
        for city, outreach in self.outreach.items():
            there = [one for one in several if one.who.city == city]
            for start in range(0, len(there) - A_SESSION - ABSENT + 1, 50):
                yield from self._session(city, outreach, there[start : start + A_SESSION + ABSENT])

    def _session(self, city: str, by: Account, group: list[_One]) -> Iterator[models.Model]:
        on = min(max(one.who.on for one in group) + timedelta(days=3), ENDS)
        session = Session(
            organisation_id=by.organisation_id,
            city_id=city,
            kind="awareness",
            topics=["irregular_migration_risks"],
            on=on,
            state="held",
            planned_by=by.pk,
            planned_at=moment(on, 8),
            is_synthetic=True,
        )
        yield session
        stamp = {"session": session, **self._stamp(group[0], on, moment(on, 16), by)}
        for place, one in enumerate(group):
            yield Attendance(**stamp, child=one.child, present=place < len(group) - ABSENT)
        yield Headcount(**stamp, category="uasc", sex="male", age_band="15_17", count=4)
        yield SessionReport(**stamp, named=len(group) - ABSENT, unnamed=4, total=len(group) - ABSENT + 4)

    def _tally(self, who: Drawn, written: Written) -> None:
        """A child and its double count as one: wait for the next before counting."""
        if not who.double_of_last:
            self._count(written)
        self.pending.append(who)

    def _count(self, written: Written) -> None:
        if not self.pending:
            return
        served = sorted(
            (service.on, self._served_at(who, number), service.city) for who in self.pending for number, service in enumerate(who.services)
        )
        firsts: dict[int, str] = {}
        for on, _at, city in served:
            firsts.setdefault(on.year, city)
        if self.pending[0].status in self.counted:  # the survivor's
            written.assisted.update(firsts.items())
        self.pending = []
