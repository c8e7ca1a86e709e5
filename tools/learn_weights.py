#!/usr/bin/env python3
"""Learn the weights of a comparison; writes `kanaf/matching/weights.json`.

    python tools/learn_weights.py ../shared/data/matching [--people 40000] [--queries 1000]

Three sources: invented children told twice (`bench/names`, under a seed that no bench uses, with rare names from the licensed pairs from
which the sounds were learned), half of the clusters of the licensed historical people, whose errors nobody here made up, and those pairs.
Every question is put to an index in memory; the 200 records that its keys put first are compared, and a regression says how much each
outcome of each field adds to the odds that two records are of one person. It asks two things at once: of each pair, whether it is of one
person (logistic regression), and of each question, which of its records is (conditional logit: McFadden, 1974). The first alone learns
mostly from records that nobody would mistake; the second alone knows nothing of who is not there. The coefficients, in bits, are the
weights: log2 of m/u, corrected for fields that go together. What is seen too seldom stays near the values set by hand in `FIRST`. The
shares of the kinds of keys are learned before, by the second question alone: they put records in order. Repeats exactly; some minutes.
"""

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.names.historical import half, records  # noqa: E402
from bench.names.invented import Registry, Teller  # noqa: E402
from kanaf import matching  # noqa: E402
from kanaf.children.told import person_from, tracing_from  # noqa: E402
from kanaf.matching import WEIGHTS, Asked, Code, Field, Person, Reading  # noqa: E402
from kanaf.matching.likeness import ReadName  # noqa: E402
from kanaf.matching.weights import ACROSS_USUALLY, AGREEING, stepped  # noqa: E402
from tools.learn_sounds import pairs, shares  # noqa: E402

OUT = ROOT / "kanaf" / "matching" / "weights.json"
SEED, OPENED, NEAR, FAR = 4099, 200, 30, 30
# How much of the loss is the question which record is the one; the rest asks of each whether it is.
WHICH = 0.7
# Records of a question of which the order is learned from.
RANKED = 800
NAMES = (Field.GIVEN, Field.FAMILY, Field.OTHER_NAMES, Field.NICKNAME, Field.MOTHER, Field.FATHER, Field.ORIGIN)
# Rare names weigh alike in fields of one sort.
SORT = {Field.MOTHER: "parent", Field.FATHER: "parent", Field.NICKNAME: "other", Field.OTHER_NAMES: "other"}
SLOPED = (Code.SAME_FOLDED, Code.SAME_SKELETON, Code.SHORT_FORM, Code.PART, Code.ONE_EDIT, Code.SIMILAR, Code.DIFFERENT)
USUAL_CLOSENESS = {Code.SIMILAR: 0.7, Code.DIFFERENT: 0.4}
USUAL = 0.85
KINDS = "pefmxobysd"
NEVER_AGAINST = ("rare:", "close:", "sex:same", "nationalities:overlap", "languages:overlap", "origin:same")

# What would be said without having seen anything, in bits.
FIRST = {Code.SAME: 2.5, Code.SAME_FOLDED: 2.0, Code.SAME_SKELETON: 1.5, Code.SHORT_FORM: 1.0, Code.PART: 1.0, Code.ONE_EDIT: 1.0,
         Code.SIMILAR: 0.0, Code.DIFFERENT: -3.0}  # fmt: skip
FIRST_RARE = {Code.SAME: 0.8, Code.SAME_FOLDED: 0.7, Code.SAME_SKELETON: 0.4, Code.SHORT_FORM: 0.2, Code.PART: 0.5, Code.ONE_EDIT: 0.3}

Outcomes = dict[str, float]  # what is seen of a pair: parameter -> value


class Index:
    """Records and keys in memory."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.under: dict[str, list[int]] = defaultdict(list)
        self.counts: Counter[str] = Counter()
        self.records: list[Reading] = []
        for number, person in enumerate(people):
            read = matching.reading(person)
            self.records.append(read)
            self.counts.update(matching.counted_keys(read))
            for key in matching.keys(read):
                self.under[key].append(number)

    def found(self, ours: Reading) -> dict[str, list[int]]:
        asked = ((key, self.under.get(key)) for key in matching.asked_keys(ours))
        return {key: numbers for key, numbers in asked if numbers and len(numbers) <= matching.CAP}

    def rarity(self, ours: Reading) -> dict[str, float]:
        bearers = {name: self.counts.get(key) or len(self.under.get(key, ())) for name, key in matching.rarity_keys(ours).items()}
        return matching.rarity(bearers, len(self.records))


Question = tuple[Index, Person, set[int]]  # and the numbers of the records that are of the same person


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--people", type=int, default=40_000)
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--version", type=int, default=WEIGHTS.version + 1, help="the number that explanations name (default: one more)")
    asked = parser.parse_args()
    told = [*invented(asked.data, asked.people, asked.queries), *historical(asked.data, asked.queries)]
    questions = [*told, *across_scripts(asked.data, asked.queries // 2)]
    print(f"{len(questions)} questions", flush=True)
    key_share = learn_keys(told)  # a name alone has few kinds of keys
    print("kinds of keys:", key_share, flush=True)
    bits, lowest = learn_weights(questions, key_share)
    said = written(
        asked.version,
        bits,
        lowest,
        key_share,
        f"{len(questions)} questions: {asked.people:,} invented people, half of the historical people, licensed pairs",
    )
    OUT.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    print(f"{OUT}: version {said['version']}")


def invented(data: Path, people: int, queries: int) -> Iterator[Question]:
    learned, _apart = shares(pairs(data / "arabic_latin_names_cc0.tsv"))
    chance = random.Random(SEED)
    chosen = set(chance.sample(range(people), queries))
    first, second = Teller(SEED + 1), Teller(SEED + 2)
    told, asked = [], []
    for child in Registry(SEED, chance.sample(learned, 12_000)).children(people):
        told.append(person_from(first.tell(child)))
        if child.number in chosen:
            asked.append((person_from(second.tell(child)), child.number))
            if len(asked) % 2:
                asked.append((tracing_from(second.trace(child)), child.number))
    index = Index(told)
    yield from ((index, person, {number}) for person, number in asked)


def historical(data: Path, queries: int) -> Iterator[Question]:
    """One record of each cluster asks for the others."""
    told = [row for row in records(data) if half(row["cluster"]) == 0]
    clusters: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(told):
        clusters[row["cluster"]].append(number)
    chance = random.Random(SEED)
    kept = [(cluster, numbers) for cluster, numbers in sorted(clusters.items()) if len(numbers) > 1]
    asking = {chance.choice(numbers) for _cluster, numbers in kept}
    left = [row for number, row in enumerate(told) if number not in asking]
    index = Index(person_from(row) for row in left)
    of: dict[str, set[int]] = defaultdict(set)
    for number, row in enumerate(left):
        of[row["cluster"]].add(number)
    for number in chance.sample(sorted(asking), min(queries, len(asking))):
        yield index, person_from(told[number]), of[told[number]["cluster"]]


def across_scripts(data: Path, queries: int) -> Iterator[Question]:
    """Arabic spellings ask for Latin ones, of the pairs from which the sounds were learned."""
    learned, _apart = shares(pairs(data / "arabic_latin_names_cc0.tsv"))
    chance = random.Random(SEED)
    names = chance.sample(sorted({latin for latin, _arabic in learned}), 20_000)
    number = {name: at for at, name in enumerate(names)}
    of: dict[str, set[int]] = defaultdict(set)
    for latin, arabic in learned:
        if latin in number:
            of[arabic].add(number[latin])
    index = Index(Person(given=name) for name in names)
    for arabic in chance.sample(sorted(of), queries):
        yield index, Person(given=arabic), of[arabic]


@dataclass
class Seen:
    """What is seen of the records of many questions, question after question: a row of values for each record."""

    rows: Any
    right: Any
    """Whether the record is of the person asked about."""
    weights: Any
    """For how many records it stands."""
    starts: Any
    """The first record of each question."""


def learn_keys(questions: list[Question]) -> dict[str, float]:
    """How much the rarest key of each kind says."""
    rows: list[list[float]] = []
    right: list[bool] = []
    starts: list[int] = []
    for index, person, same in questions:
        rarest: dict[int, dict[str, float]] = defaultdict(dict)
        for key, numbers in index.found(matching.reading(person)).items():
            bits = log2(len(index.records) / len(numbers))
            for number in numbers:
                of_kinds = rarest[number]
                kind = matching.kind(key)
                if bits > of_kinds.get(kind, 0.0):
                    of_kinds[kind] = bits
        ordered = sorted(rarest, key=lambda number: (-sum(rarest[number].values()), number))
        ordered = [number for at, number in enumerate(ordered) if at < RANKED or number in same]
        if same.isdisjoint(ordered):
            continue
        starts.append(len(rows))
        rows += [[rarest[number].get(kind, 0.0) for kind in KINDS] for number in ordered]
        right += [number in same for number in ordered]
    seen = Seen(np.array(rows), np.array(right), np.ones(len(rows)), np.array(starts))
    found = regression(seen, np.full(len(KINDS), 0.3), strength=1.0, which=1.0)
    return {kind: round(max(float(bits), 0.02), 3) for kind, bits in zip(KINDS, found, strict=True)}


def _sampled(ordered: list[int], same: set[int], chance: Any) -> Iterator[tuple[int, float]]:
    """The nearest strangers, some of the others that stand for all, and the person itself."""
    strangers = [number for number in ordered[: OPENED * 2] if number not in same]
    yield from ((number, 1.0) for number in strangers[:NEAR])
    others = strangers[NEAR:]
    if others:
        drawn = chance.choice(len(others), min(FAR, len(others)), replace=False)
        yield from ((others[at], len(others) / len(drawn)) for at in drawn)
    mine = [number for number in ordered if number in same]
    yield from ((number, 1 / len(mine)) for number in mine)


def learn_weights(questions: list[Question], key_share: dict[str, float]) -> tuple[Outcomes, dict[str, float]]:
    """Bits of each parameter, and the scores from which a best candidate is called close and possible."""
    chance = np.random.default_rng(SEED)
    seen: list[tuple[Outcomes, bool, float]] = []
    asked, starts = [], []
    for index, person, same in questions:
        ours = matching.reading(person)
        found = {at: (key, numbers) for at, (key, numbers) in enumerate(index.found(ours).items())}
        kinds = {at: matching.kind(key) for at, (key, _numbers) in found.items()}
        under = {at: numbers for at, (_key, numbers) in found.items()}
        opened = [number for number, _bits in matching.best(under, len(index.records), kinds=kinds, share=key_share, most=OPENED)]
        if not same & set(opened):
            continue
        comparer = Asked(ours, rarity=index.rarity(ours))
        pairs_ = [(outcomes(comparer, index.records[number]), number in same, weight) for number, weight in _sampled(opened, same, chance)]
        starts.append(len(seen))
        seen += pairs_
        asked.append(pairs_)
    first = {name: _first(name) for name in sorted({name for outcome, _right, _weight in seen for name in outcome})}
    place = {name: at for at, name in enumerate(first)}
    rows = np.zeros((len(seen), len(first)))
    for at, (outcome, _right, _weight) in enumerate(seen):
        for name, value in outcome.items():
            rows[at, place[name]] = value
    right, weights = np.array([r for _o, r, _w in seen]), np.array([w for _o, _r, w in seen])
    of_first = np.array(list(first.values()))
    # What is in common never speaks against: where it seems to, only because everybody opened has it, it says nothing.
    free = np.ones(len(first), bool)
    while True:
        found_bits = np.zeros(len(first))
        of_free = Seen(rows[:, free], right, weights, np.array(starts))
        found_bits[free] = regression(of_free, of_first[free], strength=1.0, which=WHICH)
        wrong = np.array([bit < 0 and name.startswith(NEVER_AGAINST) for name, bit in zip(first, found_bits, strict=True)])
        if not wrong.any():
            break
        free &= ~wrong
    count = Counter(name for outcome, is_right, _weight in seen if is_right for name in outcome)
    bits = dict(zip(first, map(float, found_bits), strict=True))
    for name, value in bits.items():
        print(f"{name:28} {value:6.2f} (first {first[name]:5.2f}, {count[name]} of one person)")
    # As many asked about who are in the registry as are not.
    best = [
        max(_scored(few, bits, only))
        for few in asked
        for only in (None, False)
        if any(right is not True or only is None for _o, right, _w in few)
    ]
    return bits, {"close_from": _lowest(best, 0.97), "possible_from": _lowest(best, 0.6)}


def _scored(few: list[tuple[Outcomes, bool, float]], bits: Outcomes, only: bool | None) -> Iterator[tuple[float, bool]]:
    return (
        (sum(bits[name] * value for name, value in seen.items()), right) for seen, right, _weight in few if only is None or right is only
    )


def _lowest(scores: list[tuple[float, bool]], precision: float) -> float:
    """The lowest score from which on so many of the best candidates are right."""
    right, lowest = 0, 0.0
    for at, (score, ok) in enumerate(sorted(scores, reverse=True), start=1):
        right += ok
        if right / at >= precision:
            lowest = score
    return float(round(lowest))


def outcomes(comparer: Asked, theirs: Reading) -> Outcomes:
    """What a comparison found, as parameters of the weights."""
    seen: Outcomes = defaultdict(float)
    found = comparer.found(theirs)
    known_otherwise = any(one[0] in (Field.NICKNAME, Field.OTHER_NAMES) and one[2] > 0 for one in found)
    for field, code, _bits, ours, other in found:
        if code is Code.MISSING or (field is Field.OTHER_NAMES and code is Code.DIFFERENT):
            continue
        if field in NAMES and code is not Code.CONTRADICTION:
            if field is Field.GIVEN and code is Code.DIFFERENT and known_otherwise:
                seen["given_explained"] += 1
                continue
            _of_name(seen, comparer, field, code, ours, other)
        elif field is Field.BORN and code is Code.OVERLAP:
            seen["born:overlap"] += 1
            seen["born:by_chance"] += by_chance(ours, other)
        elif field is Field.NATIONALITIES and code is Code.OVERLAP:
            seen["nationalities:overlap"] += 1
            rare = [comparer.rarity["@" + shared] for shared in ours & other if "@" + shared in comparer.rarity]
            seen["rare:nationalities:overlap"] += max(rare, default=2.0) - 2.0
        else:
            seen[f"{field}:{code}"] += 1
    return dict(seen)


def _of_name(seen: Outcomes, comparer: Asked, field: Field, code: Code, ours: ReadName, other: ReadName) -> None:
    alike, rare = (
        comparer.likeness(ours, other)
        if field is not Field.ORIGIN
        else (comparer.likeness(ours, other)[0], comparer.rare_origin(ours, other))
    )
    seen[f"{field}:{code}"] += 1
    if code in AGREEING:
        seen[f"rare:{SORT.get(field, field)}:{code}"] += min(max(rare, -6.0), 6.0)
    if field is Field.ORIGIN:
        return
    if code in SLOPED:
        seen[f"close:{code}"] += alike.closeness - USUAL_CLOSENESS.get(code, USUAL)
    if code is not Code.SAME and not ((ours.latin and other.latin) or (ours.arabic and other.arabic)):
        seen[f"across:{code}"] += 1
        seen["close:across"] += alike.closeness - ACROSS_USUALLY


def by_chance(ours: tuple[int, int], theirs: tuple[int, int]) -> float:
    days = ours[1] - ours[0] + theirs[1] - theirs[0] + 2
    return log2(18 * 365.25 / days)


def _falling(of: Callable[[str], float]) -> dict[str, float]:
    """What another script adds to each level, such that a lesser likeness of given names never says more than a greater one."""
    across, most = {}, 1e9
    for code in SLOPED:
        if code in (Code.SHORT_FORM, Code.PART):
            across[code] = of(f"across:{code}")
            continue
        usual = of(f"given:{code}")
        most = min(most, usual + of(f"across:{code}"))
        across[code] = stepped(most - usual)
    return across


def _first(name: str) -> float:
    head, _colon, tail = name.partition(":")
    if head == "rare":
        return FIRST_RARE.get(Code(tail.partition(":")[2]), 0.5)
    if head == "close":
        return 3.0
    if head == "across":
        return 0.0
    if name in FIXED:
        return FIXED[name]
    return FIRST[Code(tail)] - (1.0 if head in ("nickname", "other_names") and tail != "different" else 0.0)


FIXED = {
    "born:same": 4.0, "born:one_edit": 1.0, "born:similar": -0.75, "born:different": -3.0, "born:contradiction": -5.0,
    "born:overlap": 0.0, "born:by_chance": 0.6, "sex:same": 0.25, "sex:contradiction": -4.0, "languages:overlap": 0.25,
    "languages:different": -1.0, "nationalities:overlap": 0.5, "nationalities:contradiction": -3.0, "order:swapped": -1.0,
    "given:contradiction": -5.0, "given_explained": -1.0, "nickname:different": -0.25, "origin:different": -3.0,
}  # fmt: skip


def regression(seen: Seen, first: Any, *, strength: float, which: float) -> Any:
    """The bits of each value, by Newton's method, drawn towards first ones.

    `which` is the part of the loss that asks which record of a question is the one; the rest asks of each whether it is, with a constant
    that is not given back. Of several right ones in a question each is chosen among the wrong ones, for its part.
    """
    rows = np.c_[np.ones(len(seen.rows)), seen.rows]
    centre = np.r_[0.0, first * np.log(2)]
    held = np.r_[1e-9, np.full(len(first), strength)]
    of = np.repeat(np.arange(len(seen.starts)), np.diff(np.r_[seen.starts, len(rows)]))
    mine = np.flatnonzero(seen.right)
    part = which / np.bincount(of[mine], minlength=len(seen.starts))[of[mine]]
    # A record that stands for many weighs as many; beside a right one stands no other right one.
    wrong = np.where(seen.right, 0.0, seen.weights)
    each = (1 - which) * seen.weights

    def looked(at: Any) -> tuple[float, Any, Any, Any]:
        odds = rows @ at
        top = np.maximum.reduceat(odds, seen.starts)
        pull = np.exp(odds - top[of])
        beside = np.add.reduceat(wrong * pull, seen.starts)[of[mine]] + pull[mine]
        loss = each @ (np.logaddexp(0.0, odds) - seen.right * odds) + part @ (np.log(beside) - np.log(pull[mine]))
        return float(loss + (held * (at - centre) ** 2).sum() / 2), odds, pull, beside

    found = centre.copy()
    least, odds, pull, beside = looked(found)
    for _turn in range(100):
        chance = 1 / (1 + np.exp(-np.clip(odds, -500, 500)))
        # The chance that a wrong one of the question is chosen instead of a right one, summed over its right ones.
        instead = wrong * pull * np.bincount(of[mine], part / beside, len(seen.starts))[of]
        chosen = pull[mine] / beside
        slope = rows.T @ (each * (chance - seen.right) + instead) - rows[mine].T @ (part * (1 - chosen)) + held * (found - centre)
        by_question = np.add.reduceat(rows * (wrong * pull)[:, None], seen.starts)[of[mine]]
        mean = (by_question + rows[mine] * pull[mine][:, None]) / beside[:, None]
        bend = (rows * (each * chance * (1 - chance) + instead)[:, None]).T @ rows
        bend += (rows[mine] * (part * chosen)[:, None]).T @ rows[mine] - (mean * part[:, None]).T @ mean + np.diag(held)
        step, before = np.linalg.solve(bend, -slope), least
        while (least := looked(found + step)[0]) > before and np.abs(step).max() > 1e-9:
            step = step / 2
        found = found + step
        least, odds, pull, beside = looked(found)
        if before - least < 1e-9 * before:
            break
    return found[1:] / np.log(2)


def written(version: int, bits: Outcomes, lowest: dict[str, float], key_share: dict[str, float], source: str) -> dict[str, Any]:
    """The weights as the file says them."""

    def of(name: str) -> float:
        value = bits.get(name)
        return stepped(_first(name) if value is None else value)

    levels = [Code.SAME, *SLOPED]
    fields: dict[str, dict[str, float]] = {field: {code: of(f"{field}:{code}") for code in levels} for field in NAMES}
    del fields[Field.ORIGIN][Code.SHORT_FORM]  # places have none
    for codes in fields.values():
        codes[Code.DIFFERENT] = min(codes[Code.DIFFERENT], 0.0)
    fields[Field.OTHER_NAMES][Code.DIFFERENT] = 0.0  # a claimed name counts for, and never against
    for field, codes in {
        Field.SEX: (Code.SAME, Code.CONTRADICTION),
        Field.BORN: (Code.SAME, Code.ONE_EDIT, Code.SIMILAR, Code.DIFFERENT, Code.CONTRADICTION),
        Field.NATIONALITIES: (Code.OVERLAP, Code.CONTRADICTION),
        Field.LANGUAGES: (Code.OVERLAP, Code.DIFFERENT),
    }.items():
        against = (Code.CONTRADICTION, Code.DIFFERENT, Code.SIMILAR)
        fields[field] = {code: (min if code in against else max)(of(f"{field}:{code}"), 0.0) for code in codes}
    rare = {
        field: {code: max(round(of(f"rare:{SORT.get(field, field)}:{code}"), 3), 0.0) for code in fields[field] if code in AGREEING}
        for field in NAMES
    }
    rare[Field.NATIONALITIES] = {Code.OVERLAP: max(round(of("rare:nationalities:overlap"), 3), 0.0)}
    return {
        "provenance": f"Version {version}: learned by tools/learn_weights.py from {source} (decision 0029).",
        "version": version,
        "fields": {field: fields[field] for field in Field if field in fields},
        "rarity_share": {field: rare[field] for field in Field if field in rare},
        "closeness": {code: max(of(f"close:{code}"), 0.0) for code in SLOPED},
        "usual_closeness": {code: USUAL_CLOSENESS.get(code, USUAL) for code in SLOPED},
        "across": _falling(of),
        "across_closeness": max(of("close:across"), 0.0),
        "usual": {Field.GIVEN: 8.0, Field.NATIONALITIES: 2.0, Field.ORIGIN: 5.0},
        "rarity_range": 6.0,
        "swapped": min(of("order:swapped"), -0.25),
        "siblings": min(of("given:contradiction"), -3.0),
        "given_explained": min(of("given_explained"), 0.0),
        "born_overlap_share": max(of("born:by_chance"), 0.0),
        "born_overlap_base": of("born:overlap"),
        "born_overlap_most": fields[Field.BORN][Code.SAME],
        "born_similar_days": WEIGHTS.born_similar_days,
        "born_different_days": WEIGHTS.born_different_days,
        "least_agreement": 0.25,
        **lowest,
        "key_share": key_share,
    }


if __name__ == "__main__":
    main()
