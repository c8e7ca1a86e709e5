#!/usr/bin/env python3
"""Learn how Arabic letters write Latin spellings, from the licensed pairs; writes `kanaf/matching/sounds.tsv`.

    python tools/learn_sounds.py ../shared/data/matching/arabic_latin_names_cc0.tsv

Expectation–maximisation over a joint model of pieces (none to two Arabic letters, none to three Latin ones), then the best alignment of
each pair is counted in its context. One fifth of the Latin names, chosen by a digest of their letters, is never learned from: `bench`
measures on it. Repeats exactly; about half a minute.
"""

import sys
import unicodedata
import zlib
from collections import Counter, defaultdict
from math import log2
from pathlib import Path

from anyascii import anyascii

Pair = tuple[str, str]  # Latin, Arabic
Piece = tuple[str, str]  # Arabic, Latin

STEPS = ((0, 1), (1, 0), (1, 1), (1, 2), (1, 3), (2, 1), (2, 2))
FIRST_GUESS = {0: 0.3, 1: 1.0, 2: 0.05}, {0: 0.2, 1: 1.0, 2: 0.1, 3: 0.01}
FEW, ROUNDS_ON_FEW, ROUNDS = 8000, 4, 4
# How often an outcome must be seen to be kept, by the width of its context.
LEAST_SEEN = {1: 1, 2: 2, 3: 3}
OUT = Path(__file__).resolve().parent.parent / "kanaf" / "matching" / "sounds.tsv"


def main() -> None:
    path = Path(sys.argv[1])
    learned, _kept_apart = shares(pairs(path))
    chances = learn(learned)
    contexts = counted(learned, chances)
    lines = [
        "# Arabic letters that write Latin ones: context, then how many Latin letters are taken, what is written, how often seen.",
        f"# Learned by tools/learn_sounds.py from {len(learned)} of the pairs of {path.name} (COLING 2018 named-entity transliteration",
        "# data, steveash/NETransliteration-COLING2018, CC0). Counts only: the names themselves are not here.",
    ]
    for context in sorted(contexts):
        outcomes = sorted(contexts[context].items(), key=lambda item: (-item[1], item[0]))
        lines.append("\t".join([context, *(f"{taken}{letters}:{seen}" for (taken, letters), seen in outcomes)]))
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{OUT}: {len(contexts)} contexts, {sum(map(len, contexts.values()))} outcomes")


def pairs(path: Path) -> list[Pair]:
    """Latin letters a to z and Arabic letters, in the file's order."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    found = ((plain(latin), letters.replace(" ", "")) for latin, letters, _seen in rows)
    return [(latin, arabic) for latin, arabic in found if latin and arabic]


def plain(latin: str) -> str:
    """Letters a to z of a Latin spelling."""
    text = "".join(c for c in unicodedata.normalize("NFKD", latin.lower()) if unicodedata.category(c) != "Mn")
    return "".join(c for c in anyascii(text).lower() if "a" <= c <= "z")


def shares(found: list[Pair]) -> tuple[list[Pair], list[Pair]]:
    """The pairs to learn from and those kept apart, in an order that does not depend on the file's."""
    ordered = sorted(found, key=lambda pair: (zlib.crc32(f"{pair[0]}|{pair[1]}".encode()), pair))
    return [p for p in ordered if zlib.crc32(p[0].encode()) % 5], [p for p in ordered if zlib.crc32(p[0].encode()) % 5 == 0]


def learn(learned: list[Pair]) -> dict[Piece, float]:
    """The chance of each piece."""
    chances = _first_guess(learned[:FEW])
    for turn in range(ROUNDS_ON_FEW + ROUNDS):
        expected: dict[Piece, float] = defaultdict(float)
        for latin, arabic in learned[:FEW] if turn < ROUNDS_ON_FEW else learned:
            _expect(arabic, latin, chances, expected)
        chances = _shares_of(expected, least=0.5)
    return chances


def _first_guess(some: list[Pair]) -> dict[Piece, float]:
    of_arabic, of_latin = FIRST_GUESS
    guess: dict[Piece, float] = defaultdict(float)
    for latin, arabic in some:
        for i in range(len(arabic) + 1):
            near = i * len(latin) // len(arabic)
            for j in range(max(0, near - 3), min(len(latin), near + 3) + 1):
                for x, y in STEPS:
                    if i + x <= len(arabic) and j + y <= len(latin):
                        guess[arabic[i : i + x], latin[j : j + y]] += of_arabic[x] * of_latin[y]
    return _shares_of(guess, least=5.0)


def _shares_of(counts: dict[Piece, float], *, least: float) -> dict[Piece, float]:
    kept = {piece: count for piece, count in counts.items() if count >= least}
    total = sum(kept.values())
    return {piece: count / total for piece, count in kept.items()}


def _expect(arabic: str, latin: str, chances: dict[Piece, float], expected: dict[Piece, float]) -> None:
    """Forward and backward over all alignments of a pair; adds how often each piece is expected in it."""
    width = len(latin) + 1
    forward = [0.0] * ((len(arabic) + 1) * width)
    forward[0] = 1.0
    edges = []
    for i in range(len(arabic) + 1):
        for j in range(width):
            here = i * width + j
            for x, y in STEPS if forward[here] else ():
                piece = (arabic[i : i + x], latin[j : j + y])
                if i + x <= len(arabic) and j + y < width and (chance := chances.get(piece)):
                    there = (i + x) * width + j + y
                    forward[there] += forward[here] * chance
                    edges.append((here, there, piece, chance))
    if not (whole := forward[-1]):
        return
    backward = [0.0] * len(forward)
    backward[-1] = 1.0
    for here, there, piece, chance in reversed(edges):
        backward[here] += chance * backward[there]
        expected[piece] += forward[here] * chance * backward[there] / whole


def counted(learned: list[Pair], chances: dict[Piece, float]) -> dict[str, Counter]:
    """What was written in each context, along the best alignment of each pair."""
    bits = {piece: log2(chance) for piece, chance in chances.items()}
    contexts: dict[str, Counter] = defaultdict(Counter)
    for latin, arabic in learned:
        framed = f" {latin}  "
        steps = aligned(arabic, latin, bits)
        ended = [(len(arabic), len(latin), 0, 0)] if steps else []  # taking nothing, writing nothing: the end
        for i, j, x, y in steps + ended:
            for context in (framed[j + 1], framed[j + 1 : j + 3], framed[j : j + 3]):
                contexts[context][y, arabic[i : i + x]] += 1
    kept = {c: Counter({o: n for o, n in seen.items() if n >= LEAST_SEEN[len(c)]}) for c, seen in contexts.items()}
    return {context: seen for context, seen in kept.items() if seen}


def aligned(arabic: str, latin: str, bits: dict[Piece, float]) -> list[tuple[int, int, int, int]]:
    """The best alignment: place in each and how many letters of each are taken; empty where there is none."""
    best: dict[tuple[int, int], tuple[float, tuple[int, int] | None]] = {(0, 0): (0.0, None)}
    for i in range(len(arabic) + 1):
        for j in range(len(latin) + 1):
            if (i, j) not in best:
                continue
            for x, y in STEPS:
                more = bits.get((arabic[i : i + x], latin[j : j + y])) if i + x <= len(arabic) and j + y <= len(latin) else None
                if more is not None and best[i, j][0] + more > best.get((i + x, j + y), (float("-inf"), None))[0]:
                    best[i + x, j + y] = (best[i, j][0] + more, (x, y))
    path, at = [], (len(arabic), len(latin))
    if at not in best:
        return []
    while (step := best[at][1]) is not None:
        at = (at[0] - step[0], at[1] - step[1])
        path.append((*at, *step))
    return path[::-1]


if __name__ == "__main__":
    main()
