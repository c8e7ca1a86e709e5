"""How Arabic letters write what Latin letters spell: a table learned from pairs of spellings.

Method: a weighted transducer. For each place in a Latin word, seen with the letter before and the letter
after, the table counts which Arabic letters (none to two) wrote the next none to three Latin ones; it was
learned by expectation–maximisation from the licensed pairs (`tools/learn_sounds.py`, decision 0024). The
three widths of context are mixed by Witten and Bell's rule, so a place seen seldom leans on what is common.
"""

from functools import cache, lru_cache
from importlib import resources
from math import log2

# What the table does not know: one letter too many, missing or other costs this many bits.
UNSEEN = -13.0

# Below this a reading is no reading; the sum is not followed further.
HOPELESS = -40.0

# How far the two spellings may run apart, in letters.
BAND = 4

# Letters of one sound that the pairs know in one form only.
KNOWN = str.maketrans(
    {"گ": "غ", "ڭ": "غ", "ݣ": "غ", "ڨ": "غ", "ک": "ك", "ی": "ي", "پ": "ب", "ڤ": "ف", "ڥ": "ف", "ٱ": "ا", "ہ": "ه", "ھ": "ه"}
)

Outcomes = tuple[dict[str, float], ...]  # for 0, 1, 2, 3 Latin letters: bits of each Arabic writing


def fit(arabic: str, latin: str, *, least: float = HOPELESS) -> float:
    """Bits (log2, so at most 0) of an Arabic word as the writing of a Latin one, by its best alignment.

    `latin` has letters a to z only. Near 0 is the usual writing, -13 one letter that has no business there.
    Stops early and returns `least` where it cannot be better than that.
    """
    arabic = arabic.translate(KNOWN)
    height, width = len(arabic), len(latin)
    if not width:
        return least
    nothing = least - 1.0
    framed = f" {latin} "
    here, after, second, third = ([nothing] * (height + 1) for _ in range(4))
    here[0] = 0.0
    pace = height / width
    pairs = [*(arabic[i : i + 2] for i in range(height - 1)), "\0"]
    for j in range(width):
        none, one, two, three = _OUTCOMES[framed[j : j + 3]]
        skipped = one[""]
        middle = int(j * pace)
        for i in range(middle - BAND if middle > BAND else 0, min(height, middle + BAND + 1)):
            so_far = here[i]
            if so_far <= least:
                continue
            value = so_far + skipped
            after[i] = max(after[i], value)
            letter = arabic[i]
            value = so_far + (none.get(letter, UNSEEN))
            here[i + 1] = max(here[i + 1], value)
            value = so_far + (one.get(letter, UNSEEN))
            after[i + 1] = max(after[i + 1], value)
            if letter in two and (value := so_far + two[letter]) > second[i + 1]:
                second[i + 1] = value
            if letter in three and (value := so_far + three[letter]) > third[i + 1]:
                third[i + 1] = value
            pair = pairs[i]
            if pair in one and (value := so_far + one[pair]) > after[i + 2]:
                after[i + 2] = value
            if pair in two and (value := so_far + two[pair]) > second[i + 2]:
                second[i + 2] = value
        if (value := here[height] + skipped) > after[height]:
            after[height] = value
        here, after, second, third = after, second, third, [nothing] * (height + 1)
        if max(here) <= least and max(after) <= least and max(second) <= least:
            return least
    none = _OUTCOMES[framed[width:] + " "][0]
    for i in range(height):
        here[i + 1] = max(here[i + 1], here[i] + none.get(arabic[i], UNSEEN))
    return max(here[height] + none.get("", UNSEEN), least)


@lru_cache(maxsize=65536)
def writings(latin: str, most: int = 4) -> tuple[str, ...]:
    """Return the likeliest Arabic writings of a Latin word (letters a to z), best first."""
    width = len(latin)
    ahead: list[list[tuple[float, str]]] = [[] for _ in range(width + 1)]
    ahead[0] = [(0.0, "")]
    framed = f" {latin} "
    for j in range(width):
        held = sorted(ahead[j], reverse=True)[:most]
        for taken, choices in enumerate(_ranked(framed[j : j + 3]), start=1):
            if j + taken > width:
                break
            ahead[j + taken] += [(bits + more, text + letters) for more, letters in choices[:most] for bits, text in held]
    found = dict.fromkeys(text for _bits, text in sorted(ahead[width], reverse=True))
    return tuple(list(found)[:most])


@cache
def _ranked(context: str) -> tuple[list[tuple[float, str]], ...]:
    return tuple(sorted(((bits, text) for text, bits in of.items()), reverse=True) for of in _OUTCOMES[context][1:])


class _Mixed(dict[str, Outcomes]):
    """Bits of each outcome in a context of three letters, made when first met."""

    def __missing__(self, context: str) -> Outcomes:
        """Let each width of context correct the narrower one."""
        chances: dict[tuple[int, str], float] = {}
        for part in (context[1], context[1:], context):
            counts = _table().get(part)
            if not counts:
                break
            seen, kinds = sum(counts.values()), len(counts)
            share = seen / (seen + kinds) if chances else 1.0
            chances = {outcome: chance * (1 - share) for outcome, chance in chances.items()}
            for outcome, count in counts.items():
                chances[outcome] = chances.get(outcome, 0.0) + share * count / seen
        said: Outcomes = ({}, {}, {}, {})
        for (taken, letters), chance in chances.items():
            if chance > 0:
                said[taken][letters] = log2(chance)
        said[1].setdefault("", UNSEEN)
        self[context] = said
        return said


_OUTCOMES = _Mixed()


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
