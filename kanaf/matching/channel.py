"""How Arabic letters write what Latin letters spell: a table learned from pairs of spellings.

Method: a weighted transducer. For each place in a Latin word, seen with the letter before and the letter
after, the table counts which Arabic letters (none to two) wrote the next none to three Latin ones; it was
learned by expectation–maximisation from the licensed pairs (`tools/learn_sounds.py`, decision 0024). The
three widths of context are mixed by Witten and Bell's rule, so a place seen seldom leans on what is common.
"""

from functools import lru_cache
from importlib import resources
from math import log2

# What the table does not know: one letter too many, missing or other costs this many bits.
UNSEEN = -13.0

# Below this a reading is no reading; the sum is not followed further.
HOPELESS = -40.0

# How far the two spellings may run apart, in letters.
BAND = 4

# Letters of one sound that the pairs know in one form only.
KNOWN = str.maketrans({"گ": "غ", "ڭ": "غ", "ݣ": "غ", "ڨ": "غ", "ک": "ك", "ی": "ي", "پ": "ب", "ڤ": "ف", "ڥ": "ف", "ٱ": "ا", "ہ": "ه", "ھ": "ه"})

Outcomes = tuple[dict[str, float], ...]  # for 0, 1, 2, 3 Latin letters: bits of each Arabic writing


def fit(arabic: str, latin: str, *, least: float = HOPELESS) -> float:
    """Bits (log2, so at most 0) of an Arabic word as the writing of a Latin one, by its best alignment.

    `latin` has letters a to z only. Near 0 is the usual writing, -13 one letter that has no business there.
    Stops early and returns `least` where it cannot be better than that.
    """
    arabic = arabic.translate(KNOWN)
    height, width = len(arabic), len(latin)
    nothing = least - 1.0
    rows = [[nothing] * (height + 1) for _ in range(width + 4)]
    rows[0][0] = 0.0
    pace = height / width if width else 0.0
    twos = [arabic[i : i + 2] for i in range(height - 1)]
    for j in range(width + 1):
        none, one, two, three = _outcomes(latin, j)
        here, after, second, third = rows[j], rows[j + 1], rows[j + 2], rows[j + 3]
        middle = int(j * pace)
        best = nothing
        for i in range(max(0, middle - BAND), min(height, middle + BAND) + 1):
            so_far = here[i]
            if so_far <= least:
                continue
            if so_far > best:
                best = so_far
            if j < width:
                value = so_far + one.get("", UNSEEN)
                if value > after[i]:
                    after[i] = value
            if i == height:
                continue
            letter = arabic[i]
            value = so_far + none.get(letter, UNSEEN)
            if value > here[i + 1]:
                here[i + 1] = value
            if j == width:
                continue
            value = so_far + one.get(letter, UNSEEN)
            if value > after[i + 1]:
                after[i + 1] = value
            if letter in two and so_far + two[letter] > second[i + 1]:
                second[i + 1] = so_far + two[letter]
            if letter in three and so_far + three[letter] > third[i + 1]:
                third[i + 1] = so_far + three[letter]
            if i + 1 < height:
                pair = twos[i]
                if pair in one and so_far + one[pair] > after[i + 2]:
                    after[i + 2] = so_far + one[pair]
                if pair in two and so_far + two[pair] > second[i + 2]:
                    second[i + 2] = so_far + two[pair]
        if best <= least and max(after[0:]) <= least and max(second) <= least and max(third) <= least:
            return least
    return max(rows[width][height] + none.get("", UNSEEN), least)


@lru_cache(maxsize=65536)
def writings(latin: str, most: int = 4) -> tuple[str, ...]:
    """Return the likeliest Arabic writings of a Latin word (letters a to z), best first."""
    width = len(latin)
    ahead: list[list[tuple[float, str]]] = [[] for _ in range(width + 1)]
    ahead[0] = [(0.0, "")]
    for j in range(width):
        held = sorted(ahead[j], reverse=True)[:most]
        for taken, choices in enumerate(_choices(latin, j), start=1):
            if j + taken > width:
                break
            ahead[j + taken] += [(bits + more, text + letters) for more, letters in choices[:most] for bits, text in held]
    found = dict.fromkeys(text for _bits, text in sorted(ahead[width], reverse=True))
    return tuple(list(found)[:most])


def _outcomes(latin: str, at: int) -> Outcomes:
    return _mixed(latin[at - 1] if at else " ", latin[at : at + 1] or " ", latin[at + 1 : at + 2] or " ")


def _choices(latin: str, at: int) -> tuple[list[tuple[float, str]], ...]:
    return _ranked(latin[at - 1] if at else " ", latin[at], latin[at + 1 : at + 2] or " ")


@lru_cache(maxsize=None)
def _ranked(before: str, letter: str, after: str) -> tuple[list[tuple[float, str]], ...]:
    return tuple(sorted(((bits, text) for text, bits in of.items()), reverse=True) for of in _mixed(before, letter, after)[1:])


@lru_cache(maxsize=None)
def _mixed(before: str, letter: str, after: str) -> Outcomes:
    """Bits of each outcome in a context: each width of context corrects the narrower one."""
    chances: dict[tuple[int, str], float] = {}
    for context in (letter, letter + after, before + letter + after):
        counts = _table().get(context)
        if not counts:
            break
        seen, kinds = sum(counts.values()), len(counts)
        share = seen / (seen + kinds) if chances else 1.0
        chances = {outcome: chance * (1 - share) for outcome, chance in chances.items()} if chances else {}
        for outcome, count in counts.items():
            chances[outcome] = chances.get(outcome, 0.0) + share * count / seen
    said: Outcomes = ({}, {}, {}, {})
    for (taken, letters), chance in chances.items():
        if chance > 0:
            said[taken][letters] = log2(chance)
    said[1].setdefault("", UNSEEN)
    return said


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[tuple[int, str], int]]:
    """Context -> (Latin letters taken, Arabic letters written) -> how often."""
    text = resources.files("kanaf.matching").joinpath("sounds.tsv").read_text(encoding="utf-8")
    table: dict[str, dict[tuple[int, str], int]] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        context, *outcomes = line.split("\t")
        table[context] = {(int(o[0]), o[1:].partition(":")[0]): int(o.rpartition(":")[2]) for o in outcomes}
    return table
