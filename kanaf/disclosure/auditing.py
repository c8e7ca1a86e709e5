"""The attack on tables released together: which hidden cells can be worked out, and from what."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kanaf.disclosure.attack import Attack, Contradiction, Range
from kanaf.disclosure.cells import Quantity, Relation
from kanaf.disclosure.rules import NONE, Bounds, Rule
from kanaf.disclosure.tables import ProtectedTable


class Weakness(StrEnum):
    """What is wrong with a release."""

    DETERMINED = "determined"
    """A hidden cell has only one possible value, for whoever also reads the marks (1) and (2)."""

    NARROW = "narrow"
    """The possible values of a hidden cell lie too close together: their width is less than the rule's safe width."""

    SHOWN = "shown"
    """A small count is printed."""

    REMAINDER = "remainder"
    """A count that nobody printed, such as the months by which two periods differ, is known to be small."""

    CORRECTION = "correction"
    """Two versions of the same figure differ by so few that the difference speaks of them."""

    CONTRADICTION = "contradiction"
    """The numbers printed cannot all be true, so the tables are not what they say they are, and were not attacked."""

    REFUTED = "refuted"
    """The numbers printed do not obey a relation that was given, so the attack was made without it; no disclosure by itself."""


@dataclass(frozen=True)
class Finding:
    """One weakness, for the people who prepare a release and for nobody else: it may hold what the release hides.

    `low` and `high` are the ends of what a reader can know of the quantity, in the units of the table (`high` None: no limit; both
    None where numbers or relations contradict each other). `because` are the quantities on which that rests; only hiding one of them
    more can widen it.
    """

    weakness: Weakness
    quantity: Quantity
    low: int | None = None
    high: int | None = None
    because: tuple[Quantity, ...] = ()

    def __str__(self) -> str:
        return f"{self.quantity} ({self.weakness})"


def audit(tables: Sequence[ProtectedTable], relations: Sequence[Relation] = ()) -> list[Finding]:
    """Every weakness of the tables released together; an empty list is the only pass.

    Attacks twice. A first reader knows the printed numbers, that counts are whole and not negative, how the tables add up, and
    what `relations` add (between periods or between maps); every hidden cell must keep, for them, a range of at least its rule's
    safe width. A second reader also knows the rules and the marks (1) and (2), which alone bound a small cell between 1 and the
    threshold; for them no hidden cell may be determined. Ranges are exact for whole numbers (see `attack`).

    Quantities that stand in `relations` and in no table are judged as counts nobody printed. Tables with an audience are attacked a
    second time, by that audience, for all that they did not tell it outright. Findings are sorted by quantity.
    """
    public = [table for table in tables if table.audience is None]
    findings = _examine(public, relations)
    for audience in sorted({table.audience for table in tables if table.audience is not None}):
        findings += _examine([*public, *(table for table in tables if table.audience == audience)], relations)
    return sorted(dict.fromkeys(findings), key=lambda finding: (finding.quantity, finding.weakness))


def possible_ranges(
    tables: Sequence[ProtectedTable], relations: Sequence[Relation] = (), *, reading_marks: bool = True
) -> dict[Quantity, Range]:
    """The range a reader of all the tables can give to each cell hidden from them, in counts; exact for whole numbers.

    Raises Contradiction where the tables cannot all be true.
    """
    knowledge = _Knowledge(tables, relations)
    attack = knowledge.reader_of_marks if reading_marks else knowledge.reader_of_numbers
    return {quantity: attack.range_of(quantity) for quantity in sorted(knowledge.hidden)}


def _examine(tables: Sequence[ProtectedTable], relations: Sequence[Relation]) -> list[Finding]:
    knowledge = _Knowledge(tables, relations)
    return [*_shown(tables), *knowledge.contradictions(), *knowledge.refuted(), *knowledge.weaknesses()]


class _Knowledge:
    """What readers hold in their hands: all the tables at once."""

    def __init__(self, tables: Sequence[ProtectedTable], relations: Sequence[Relation]) -> None:
        ties = list(dict.fromkeys(tie for table in tables for tie in table.relations()))
        assumed = list(dict.fromkeys(relations))
        printed: dict[Quantity, Bounds] = {}
        deduced: dict[Quantity, Bounds] = {}
        self.hidden: dict[Quantity, int] = {}
        for table in tables:
            for quantity, cell in table.quantities.items():
                number = table.rule.printed_bounds(cell)
                printed[quantity] = _both(printed.get(quantity), number)
                if cell.coordinates not in table.shown_regardless:
                    number = table.rule.deduced_bounds(cell)
                deduced[quantity] = _both(deduced.get(quantity), number)
                if cell.is_hidden:
                    self.hidden[quantity] = max(self.hidden.get(quantity, 0), table.rule.safe_width)
        for quantity in _told_outright(tables):
            self.hidden.pop(quantity, None)
        self.unprinted = _unprinted(tables, relations)
        self.reader_of_numbers = Attack(printed, ties, assumed)
        self.reader_of_marks = Attack(deduced, ties, assumed)

    def contradictions(self) -> Iterator[Finding]:
        met: list[Contradiction] = self.reader_of_numbers.contradictions() or self.reader_of_marks.contradictions()
        for contradiction in met:
            yield Finding(Weakness.CONTRADICTION, contradiction.quantities[0], because=contradiction.quantities)

    def refuted(self) -> Iterator[Finding]:
        for relation in dict.fromkeys([*self.reader_of_numbers.refuted, *self.reader_of_marks.refuted]):
            yield Finding(Weakness.REFUTED, relation.whole, because=(relation.whole, *relation.parts))

    def weaknesses(self) -> Iterator[Finding]:
        for quantity, safe_width in self.hidden.items():
            if not self._can_be_attacked(quantity):
                continue
            by_numbers = self.reader_of_numbers.range_of(quantity)
            by_marks = self.reader_of_marks.range_of(quantity)
            if by_marks.width == 0:
                # The numbers alone may already say it; then only hiding what *they* rest on can help.
                yield _finding(Weakness.DETERMINED, quantity, by_numbers if by_numbers.width == 0 else by_marks)
            elif by_numbers.width is not None and by_numbers.width < safe_width:
                yield _finding(Weakness.NARROW, quantity, by_numbers)
        for quantity, rule in self.unprinted.items():
            if not self._can_be_attacked(quantity):
                continue
            # The marks need no second look: they can only fix a remainder by fixing hidden cells, which are findings themselves.
            known = self.reader_of_numbers.range_of(quantity)
            if known.high is not None and all(rule.is_small(value) for value in range(known.low, known.high + 1)):
                yield _finding(Weakness.REMAINDER, quantity, known)

    def _can_be_attacked(self, quantity: Quantity) -> bool:
        return self.reader_of_numbers.is_possible(quantity) and self.reader_of_marks.is_possible(quantity)


def _told_outright(tables: Sequence[ProtectedTable]) -> Iterator[Quantity]:
    """What is no secret from these readers although another of their tables hides it."""
    for table in tables:
        for quantity, cell in table.quantities.items():
            if cell.coordinates in table.already_public or (table.audience is not None and cell.is_shown):
                yield quantity


def _shown(tables: Sequence[ProtectedTable]) -> Iterator[Finding]:
    for table in tables:
        for quantity, cell in table.quantities.items():
            if table.rule.shows_small(cell) and cell.coordinates not in table.shown_regardless:
                yield Finding(Weakness.SHOWN, quantity, cell.value, cell.value, (quantity,))


def _unprinted(tables: Sequence[ProtectedTable], relations: Sequence[Relation]) -> dict[Quantity, Rule]:
    """Quantities that relations speak of and no table holds, each with the strictest rule among the tables it is tied to."""
    rules: dict[Quantity, Rule] = {}
    for table in tables:
        for quantity in table.quantities:
            rules[quantity] = _strictest((rules.get(quantity, NONE), table.rule))
    found: dict[Quantity, Rule] = {}
    for relation in relations:
        members = (relation.whole, *relation.parts)
        rule = _strictest(rules.get(member, NONE) for member in members)
        for member in members:
            if member not in rules:
                found[member] = _strictest((found.get(member, NONE), rule))
    return found


def _strictest(rules: Iterable[Rule]) -> Rule:
    return max(rules, key=lambda rule: (rule.threshold, rule.zero_is_small))


def _both(known: Bounds | None, more: Bounds) -> Bounds:
    if known is None:
        return more
    highs = [high for high in (known[1], more[1]) if high is not None]
    return max(known[0], more[0]), min(highs) if highs else None


def _finding(weakness: Weakness, quantity: Quantity, known: Range) -> Finding:
    return Finding(weakness, quantity, known.low, known.high, tuple(sorted(known.because)))
