"""Check what one file says against the others: each code names one thing, each reference names a thing that exists,
each text is there in every language of the pack."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from kanaf.pack.problems import PackError, hint_for
from kanaf.pack.schemas import DEFINED_IN, is_list, list_file, list_of, schema_of
from kanaf.pack.schemas.lists import REQUIRED_LISTS
from kanaf.pack.schemas.words import Labels, Refers
from kanaf.pack.sentences import shown
from kanaf.pack.shape import Spot, definition, follow, reference
from kanaf.pack.text import Tree

CITY = "city"


class Register:
    """Every code that the pack defines, by the kind of thing that it names."""

    def __init__(self, trees: Mapping[str, Tree]) -> None:
        self.trees = trees
        self.codes: dict[str, dict[str, int]] = {}
        self.errors: list[PackError] = []
        for tree in trees.values():
            for spot in _spots(tree):
                self._enter(tree, spot)

    def _enter(self, tree: Tree, spot: Spot) -> None:
        defined = definition(spot.marks)
        if defined is None or not isinstance(spot.value, str):
            return
        known = self.codes.setdefault(_within(defined.kind, list_of(tree.file)), {})
        line = tree.line_of(spot.path)
        if spot.value in known:
            message = _("The code “%(code)s” is used twice; it already stands on line %(line)d.")
            hint = _("Give one of the two another code, or remove it.")
            self.errors.append(tree.error(spot.path, message % {"code": shown(spot.value), "line": known[spot.value]}, hint))
        else:
            known[spot.value] = line

    def known(self, wanted: Refers) -> Iterable[str] | None:
        """The codes that may be written, or None where the file that holds them could not be read."""
        if wanted.kind == "axis":
            return {CITY, *REQUIRED_LISTS, *(list_of(file) for file in self.trees if is_list(file))}
        if self.file_of(wanted) not in self.trees:
            return None
        return self.codes.get(_within(wanted.kind, wanted.within), {})

    def file_of(self, wanted: Refers) -> str:
        """The file in which such a thing is defined."""
        if wanted.kind == "term":
            return list_file(wanted.within)
        return DEFINED_IN.get(wanted.kind, "")


def check_references(trees: Mapping[str, Tree]) -> Iterator[PackError]:
    """Codes used twice, and references to nothing. What lies in a file that cannot be read is not held against others."""
    register = Register(trees)
    yield from register.errors
    for tree in trees.values():
        for spot in _spots(tree):
            wanted = reference(spot.marks)
            if wanted is None or not isinstance(spot.value, str):
                continue
            known = register.known(wanted)
            if known is not None and spot.value not in known:
                yield tree.error(spot.path, _nowhere(wanted, spot.value), hint_for(spot.value, known, register.file_of(wanted)))


def check_languages(trees: Mapping[str, Tree], languages: list[str]) -> Iterator[PackError]:
    """Texts that miss a language of the pack, have one too many, or are written in another's script."""
    for tree in trees.values():
        for spot in _spots(tree):
            if spot.kind is Labels and isinstance(spot.value, dict):
                yield from _check_texts(tree, spot, languages)


def _check_texts(tree: Tree, spot: Spot, languages: list[str]) -> Iterator[PackError]:
    for language in languages:
        if language not in spot.value:
            message = _("The text in “%(language)s” is missing here.") % {"language": language}
            hint = _("Add a line “%(language)s:” with the text in that language.") % {"language": language}
            yield tree.error(spot.path, message, hint)
    for language, text in spot.value.items():
        path = (*spot.path, language)
        if language not in languages:
            message = _("“%(language)s” is not a language of this pack.") % {"language": shown(language)}
            yield tree.error(path, message, hint_for(language, languages))
        elif isinstance(text, str) and _is_in_another_script(language, text):
            message = _("The text in “%(language)s” is not written in the script of that language.")
            yield tree.error(path, message % {"language": language}, _("Check that two texts were not exchanged."))


ARABIC_SCRIPT = frozenset({"ar", "ary", "fa", "ur"})


def _is_in_another_script(language: str, text: str) -> bool:
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in text if letter.isalpha()}
    if language in ARABIC_SCRIPT:
        return bool(scripts) and "ARABIC" not in scripts
    return scripts == {"ARABIC"}


def _spots(tree: Tree) -> Iterator[Spot]:
    schema = schema_of(tree.file)
    return iter(()) if schema is None else follow(schema, tree.data)


def _within(kind: str, code_list: str) -> str:
    return f"{kind} {code_list}" if kind == "term" else kind


def _nowhere(wanted: Refers, value: str) -> str:
    sentences: dict[str, str] = {
        "region": _("The region “%(code)s” is not in places.yaml."),
        "province": _("The province “%(code)s” is not in places.yaml."),
        "city": _("The city “%(code)s” is not in places.yaml."),
        "venue": _("The venue “%(code)s” is not in places.yaml."),
        "source": _("The source “%(code)s” is not in sources.yaml."),
        "organisation": _("The organisation “%(code)s” is not in organisations.yaml."),
        "project": _("The project “%(code)s” is not in projects.yaml."),
        "campaign": _("The campaign “%(code)s” is not in campaigns.yaml."),
        "event": _("The event “%(code)s” is not in activities.yaml."),
        "activity": _("The activity “%(code)s” is not in activities.yaml."),
        "unit": _("The unit “%(code)s” is not in indicators.yaml."),
        "cut": _("The cut “%(code)s” is not in indicators.yaml."),
        "indicator": _("The indicator “%(code)s” is not in indicators.yaml."),
        "external_value": _("The value “%(code)s” is not in external_values.yaml."),
        "public_value": _("The value “%(code)s” is not in already_public.yaml."),
        "subject": _("The subject “%(code)s” is not in publication_plan.yaml."),
        "axis": _("“%(code)s” is neither “city” nor a code list of this pack."),
        "term": _("“%(code)s” is not a term of %(file)s."),
    }
    values: dict[str, Any] = {"code": shown(value), "file": list_file(wanted.within)}
    return sentences[wanted.kind] % values
