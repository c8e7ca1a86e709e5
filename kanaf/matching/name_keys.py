"""The keys under which names that look alike are found again."""

from itertools import combinations

from kanaf.matching.folding import fold, skeleton_of_folded

# Part of every key: keys of two versions never meet, so raise it with any change to `fold` or `skeleton`
# that is released, and have the index rebuilt.
KEYS_VERSION = 1

# A real name has fewer; pasted text must not fill the index.
MOST_WORDS = 12

SHORTEST_CUT = 4


def keys(*names: str) -> frozenset[str]:
    """Return the plain keys of one person's names: look-alikes share at least one.

    Give every name of the person (given, family, other, nickname), in either script or both. A key reads
    version, kind, colon, value. Kinds: `f` a folded word; `s` its skeleton; `p` two skeletons of the
    person in alphabetical order; `d` a skeleton of three or more and, from four on, each of its
    forms with one consonant left out, so two skeletons one edit apart meet. The keys
    are names in all but spelling: hash them with a secret before they are stored.
    """
    folded = list(dict.fromkeys(word for name in names for word in fold(name)))[:MOST_WORDS]
    skeletons = sorted({skeleton_of_folded(word) for word in folded})
    values = {
        "f": folded,
        "s": skeletons,
        "p": [f"{one}+{other}" for one, other in combinations(skeletons, 2)],
        "d": [cut for whole in skeletons for cut in _with_one_left_out(whole)],
    }
    return frozenset(f"{KEYS_VERSION}{kind}:{value}" for kind, found in values.items() for value in found)


def _with_one_left_out(whole: str) -> set[str]:
    if len(whole) < SHORTEST_CUT:
        return {whole} if len(whole) == SHORTEST_CUT - 1 else set()
    return {whole} | {whole[:at] + whole[at + 1 :] for at in range(len(whole))}
