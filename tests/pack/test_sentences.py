"""What is said of a wrong pack is said in French and Arabic too, in whole sentences."""

import ast
import gettext
import io
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

ROOM = Path(__file__).resolve().parents[2] / "kanaf" / "pack"
READER = ["checks", "problems", "reader", "references", "sentences", "text"]


def _messages() -> Iterator[str]:
    for module in READER:
        for node in ast.walk(ast.parse((ROOM / f"{module}.py").read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "ngettext"}:
                first = node.args[0]
                assert isinstance(first, ast.Constant), f"{module}.py:{node.lineno}: a message must be one literal"
                assert isinstance(first.value, str)
                yield first.value


def _catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(ROOM / "locale" / language / "LC_MESSAGES" / "django.po"))


def _texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_sentence_of_the_reader_is_translated(language: str) -> None:
    translated = {entry.msgid for entry in _catalogue(language) if all(_texts(entry)) and not entry.fuzzy}

    assert set(_messages()) - translated == set()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_translation_keeps_the_places_of_its_sentence(language: str) -> None:
    for entry in _catalogue(language):
        places = set(re.findall(r"%\(\w+\)[sd]", entry.msgid))
        assert set(re.findall(r"%\(\w+\)[sd]", _texts(entry)[-1])) == places, entry.msgid


def test_french_sentences_have_no_break_spaces() -> None:
    for entry in _catalogue("fr"):
        for text in _texts(entry):
            assert not re.search(r" [:;?!»]|« |'", text), text


def test_arabic_sentences_are_in_arabic_with_western_digits() -> None:
    for entry in _catalogue("ar"):
        for text in _texts(entry):
            assert re.search(r"[\u0600-\u06ff]", text), entry.msgid
            assert not re.search(r"[٠-٩۰-۹?;]", text), text


def test_french_and_arabic_say_where_to_look() -> None:
    sentence = "The city “%(code)s” is not in places.yaml."
    said = {}
    for language in ("fr", "ar"):
        catalogue = gettext.GNUTranslations(io.BytesIO(_catalogue(language).to_binary()))
        said[language] = catalogue.gettext(sentence) % {"code": "nadur"}

    assert said["fr"] == "La ville «\u00a0nadur\u00a0» n’est pas dans places.yaml."
    assert said["ar"] == "المدينة «nadur» غير موجودة في places.yaml."
