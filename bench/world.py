"""What every work stands on: the registry measured, the raw connection beside it, the people who ask, and the list of works."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from bench.goals import Result, goal_of
from bench.raw import Raw
from bench.serving import Browser, Server, signed_in
from bench.timing import Times, in_turn
from kanaf.access.models import Account
from kanaf.children.models import Child
from kanaf.core import rows
from kanaf.pack.demo import people as demo

CITY = "nador"


class NotThere(Exception):
    """What a work measures is not built yet, or cannot run here: said loudly, never passed over."""


@dataclass
class World:
    """One registry of one engine. `bare` is the bare page's median once it was measured."""

    people: int
    raw: Raw
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    server: Server | None = None
    bare: float | None = None

    @cached_property
    def caseworker(self) -> Account:
        return demo.account(f"caseworker.{CITY}")

    @cached_property
    def officer(self) -> Account:
        return demo.account("information")

    def browser(self, account: Account) -> Browser:
        if self.server is None:
            raise NotThere("no server runs")
        return signed_in(self.server.port, account)

    @cached_property
    def children(self) -> list[Child]:
        """Three hundred children with an open case whom the caseworker sees, in no order."""
        with rows.for_organisation(self.caseworker.organisation_id):
            seen = Child.objects.visible_to(self.caseworker).filter(cases__status="open", organisation=self.caseworker.organisation_id)
            found = list(seen.order_by("code")[:300])
        self.chance.shuffle(found)
        return found

    def result(
        self,
        work: str,
        name: str,
        ours: Callable[[], object],
        raw: Callable[[], object] | None = None,
        *,
        runs: int = 40,
        note: str = "",
    ) -> Result:
        """Time a work beside the raw engine."""
        before = self.spent()
        held, beside = in_turn(ours, raw, runs=runs)
        return self.line(work, name, held, beside, note=note, cpu=self.since(before, held.runs + 1))

    def spent(self) -> float:
        """Seconds of processor used so far by the server, or by this process where none runs."""
        return self.server.cpu() if self.server else time.process_time()

    def since(self, before: float, answers: int) -> float | None:
        """Milliseconds of processor an answer of the server took since then."""
        return (self.spent() - before) / answers * 1000 if self.server else None

    def line(
        self, work: str, name: str, ours: Times | None = None, raw: Times | None = None, *, note: str = "", cpu: float | None = None
    ) -> Result:
        return Result(work, name, goal_of(work, self.people), ours, raw, bare=self.bare, cpu=cpu, note=note)


Work = Callable[[World], list[Result]]
WORKS: dict[str, Work] = {}


def work(name: str) -> Callable[[Work], Work]:
    """Register something to measure under the name that `--only` takes."""

    def register(measured: Work) -> Work:
        WORKS[name] = measured
        return measured

    return register
