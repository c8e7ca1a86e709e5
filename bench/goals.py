"""The goals of SPEED.md, by work and size of the registry, and whether a result meets them."""

from dataclasses import asdict, dataclass
from typing import Any

from bench.timing import Times


@dataclass(frozen=True)
class Goal:
    """What a work may cost. Milliseconds, answers a second with eight clients, times the raw query, times the bare page, MB,
    and the share of what the same does without the chain of acts."""

    median: float | None = None
    p95: float | None = None
    per_second: float | None = None
    times_raw: float | None = None
    times_bare: float | None = None
    megabytes: float | None = None
    share: float | None = None

    def __str__(self) -> str:
        parts = [
            (self.median, "≤ {:g} ms"),
            (self.p95, "p95 ≤ {:g} ms"),
            (self.times_bare, "≤ {:g} × bare"),
            (self.times_raw, "≤ {:g} × raw"),
            (self.per_second, "≥ {:g}/s"),
            (self.megabytes, "≤ {:g} MB"),
            (self.share, "≥ {:g} × without the chain"),
        ]
        return ", ".join(text.format(limit) for limit, text in parts if limit is not None)


# At 100,000 children, and below; then at 1,000,000 where SPEED.md says otherwise.
GOALS: dict[str, Goal] = {
    "list": Goal(median=20, times_bare=3, per_second=60),
    "file": Goal(median=40),
    "typing": Goal(p95=40),
    "register": Goal(median=25, per_second=60),
    "attendance": Goal(median=50),
    "indicator": Goal(times_raw=2),
    "close": Goal(median=5000),
    "public": Goal(median=40),
    "memory": Goal(megabytes=350),
    "demo": Goal(median=4000),
    "together": Goal(share=0.6),
}
AT_A_MILLION: dict[str, Goal] = {
    "list": Goal(median=30, per_second=60),
    "typing": Goal(p95=100),
    "close": Goal(median=60_000),
    "memory": Goal(megabytes=700),
}


def goal_of(work: str, people: int) -> Goal:
    """The goal of a work at that size; an empty one where SPEED.md sets none."""
    return (AT_A_MILLION.get(work) if people >= 1_000_000 else None) or GOALS.get(work, Goal())


@dataclass
class Result:
    """One line of the table. `bare` is the bare page's median of the same run, `cpu` the milliseconds of
    processor that the server's workers used for one answer; `note` is what a reader must know."""

    work: str
    name: str
    goal: Goal
    ours: Times | None = None
    raw: Times | None = None
    per_second: float | None = None
    bare: float | None = None
    cpu: float | None = None
    megabytes: float | None = None
    share: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Times the raw engine; of work without a raw one beside it, its share."""
        return self.ours.median / self.raw.median if self.ours and self.raw and self.raw.median else self.share

    @property
    def met(self) -> bool | None:
        """None where there is no goal, or nothing that it speaks of was measured."""
        held = [
            value <= limit
            for value, limit in (
                (self.ours and self.ours.median, self.goal.median),
                (self.ours and self.ours.p95, self.goal.p95),
                (self.ratio if self.raw else None, self.goal.times_raw),
                (self.ours.median / self.bare if self.ours and self.bare else None, self.goal.times_bare),
                (self.megabytes, self.goal.megabytes),
            )
            if value is not None and limit is not None
        ]
        if self.per_second is not None and self.goal.per_second is not None:
            held.append(self.per_second >= self.goal.per_second)
        if self.share is not None and self.goal.share is not None:
            held.append(self.share >= self.goal.share)
        return all(held) if held else None

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"ratio": self.ratio, "goal": str(self.goal), "met": self.met}
