"""Short and familiar forms of names: Fatou of Fatoumata, Kader of Abdelkader, Moha of Mohamed."""

from functools import lru_cache
from importlib import resources

from kanaf.matching.folding import fold


def names_of(word: str) -> frozenset[int]:
    """The numbers of the names of which a folded word is a full or short form."""
    return _table()[0].get(word, NONE)


@lru_cache(maxsize=16384)
def related(word: str) -> tuple[str, ...]:
    """The folded words that may stand for the same name as this one: its full forms before other short ones."""
    forms = _table()[1]
    found = [form for place in (0, 1) for name in sorted(names_of(word)) for form in forms[name][place]]
    return tuple(form for form in dict.fromkeys(found) if form != word)


def short_form(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Say whether a folded word of one name is another form of the same name as one of the other; words that both have say nothing."""
    if _names_of_all(one).isdisjoint(_names_of_all(other)):
        return False
    ours = {name for word in one if word not in other for name in names_of(word)}
    return any(not ours.isdisjoint(names_of(word)) for word in other if word not in one)


@lru_cache(maxsize=32768)
def _names_of_all(words: tuple[str, ...]) -> frozenset[int]:
    return NONE.union(*map(names_of, words))


NONE: frozenset[int] = frozenset()


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, frozenset[int]], list[tuple[list[str], list[str]]]]:
    """The names of each form, and the full and short forms of each name."""
    text = resources.files("kanaf.matching").joinpath("short_forms.tsv").read_text(encoding="utf-8")
    names: dict[str, set[int]] = {}
    forms: list[tuple[list[str], list[str]]] = []
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        full, short = (["".join(fold(form.replace("_", " "))) for form in part.split()] for part in line.split("\t"))
        for form in (*full, *short):
            names.setdefault(form, set()).add(len(forms))
        forms.append((full, short))
    return {form: frozenset(found) for form, found in names.items()}, forms
