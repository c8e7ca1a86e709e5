"""What the conventions ask of every line, checked over the whole code at once."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from kanaf.core import checks
from kanaf.core.actions import ACTIONS

ROOT = Path(settings.BASE_DIR)
SOURCES = sorted((ROOT / "kanaf").rglob("*.py"))
OURS = [model for model in apps.get_models() if model.__module__.startswith("kanaf.")]
FLOOR = ["core", "places", "access", "programme", "children", "assistance", "indicators", "desk", "publication", "pack"]
HEIGHT = {"core": 0, "places": 1, "access": 2, "programme": 3, "children": 4}
HEIGHT |= dict.fromkeys(("casework", "assistance", "activities", "safeguarding"), 5)
HEIGHT |= {"protection": 5.5, "coordination": 6, "indicators": 7, "desk": 8, "publication": 9, "pack": 10}


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for file in SOURCES:
        if "migrations" not in file.parts:
            yield file, ast.parse(file.read_text())


def test_every_url_says_who_may_open_it() -> None:
    assert not checks.every_url_declares_who_may_open_it(None)
    assert len(list(checks.declared_urls())) > 30


def test_a_url_that_says_nothing_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hole planted once: a view without @needs is named."""
    monkeypatch.setattr(checks, "declared_urls", lambda: iter([("work/secret/", "kanaf.desk.views.secret", None)]))
    assert [error.id for error in checks.every_url_declares_who_may_open_it(None)] == ["kanaf.E001"]


def test_every_field_is_classified_once() -> None:
    assert not checks.every_field_is_classified(None)


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_every_action_is_given_by_and_at(name: str) -> None:
    signature = inspect.signature(inspect.unwrap(ACTIONS[name]))
    kinds = {parameter.kind for parameter in signature.parameters.values()}
    assert {"by", "at"} <= set(signature.parameters)
    assert kinds == {inspect.Parameter.KEYWORD_ONLY}
    assert inspect.getdoc(ACTIONS[name])


def test_there_are_actions() -> None:
    assert len(ACTIONS) >= 30


def test_every_function_that_takes_by_and_at_and_writes_is_an_action() -> None:
    """A public function of an `actions` module is an action, a check, or something that only reads."""
    reading = re.compile(
        r"^(check_|system_account$|own_|locked$|keep_list$|rows_to_write$|write$|move_to_day$|take_back$|difference$|digest$|in_three)"
    )
    loose = []
    for file, tree in trees():
        if "actions" not in file.stem and "actions" not in file.parts:
            continue
        if file.parent.name == "core":
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not reading.match(node.name):
                decorators = {ast.unparse(decorator) for decorator in node.decorator_list}
                takes = {argument.arg for argument in node.args.kwonlyargs}
                if {"by", "at"} <= takes and "action" not in decorators:
                    loose.append(f"{file.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not loose


def test_no_relation_points_upward() -> None:
    upward = []
    for model in OURS:
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey | models.ManyToManyField | models.OneToOneField) and field.related_model is not None:
                target = field.related_model
                if isinstance(target, type) and target.__module__.startswith("kanaf."):
                    here, there = HEIGHT[model._meta.app_label], HEIGHT[target._meta.app_label]
                    if there > here or (there == here and target._meta.app_label != model._meta.app_label):
                        upward.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    assert not upward


def test_no_string_reference_or_get_model_reaches_upward() -> None:
    pattern = re.compile(r"get_model\(|apps\.get_app_config\(")
    found = [str(file.relative_to(ROOT)) for file in SOURCES if "migrations" not in file.parts and pattern.search(file.read_text())]
    assert not found


def test_every_model_has_a_docstring_of_its_own() -> None:
    bare = [
        model._meta.label for model in OURS if not (model.__doc__ or "").strip() or (model.__doc__ or "").startswith(f"{model.__name__}(")
    ]
    assert not bare


def test_nobody_reads_the_clock_but_the_clock() -> None:
    readers = re.compile(r"\b(datetime\.now|datetime\.today|date\.today|timezone\.now|timezone\.localtime\(\)|time\.time)\(")
    found = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in SOURCES
        if file.name != "clock.py" and "migrations" not in file.parts
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if readers.search(line)
    ]
    assert not found


def test_no_import_hides_in_a_function() -> None:
    found = []
    for file, tree in trees():
        if file.name == "apps.py":  # Django asks for it: models are not loaded before
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found += [
                    f"{file.relative_to(ROOT)}:{inner.lineno}" for inner in ast.walk(node) if isinstance(inner, ast.Import | ast.ImportFrom)
                ]
    assert not found


def test_no_module_is_too_long_or_named_for_nothing() -> None:
    long = {str(file.relative_to(ROOT)): len(file.read_text().splitlines()) for file in SOURCES if "migrations" not in file.parts}
    assert {name: lines for name, lines in long.items() if lines > 450} == {}
    assert not [name for name in long if Path(name).stem in {"utils", "helpers", "common", "misc", "base_utils"}]


def test_no_message_is_glued_or_formatted_before_translation() -> None:
    found = []
    for file, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}:
                found += [
                    f"{file.relative_to(ROOT)}:{node.lineno}" for argument in node.args if isinstance(argument, ast.JoinedStr | ast.BinOp)
                ]
    assert not found


def catalog(language: str) -> list[polib.POEntry]:
    """All entries of a language: the project's catalog and the rooms' own."""
    files = [*ROOT.glob(f"locale/{language}/LC_MESSAGES/*.po"), *ROOT.glob(f"kanaf/*/locale/{language}/LC_MESSAGES/*.po")]
    return [entry for file in files for entry in polib.pofile(str(file)) if not entry.obsolete]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_message_is_translated(language: str) -> None:
    held = catalog(language)
    assert len(held) > 300
    assert [entry.msgid for entry in held if not entry.translated()] == []
    assert [entry.msgid for entry in held if entry.fuzzy] == []


PLACEHOLDER = re.compile(r"%\([a-z_0-9]+\)[sd]|\{[a-z_]+\}")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_placeholders_survive_translation(language: str) -> None:
    wrong = []
    for entry in catalog(language):
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        asked = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural))
        for text in texts:
            got = set(PLACEHOLDER.findall(text))
            if got - asked or (not entry.msgid_plural and asked - got):
                wrong.append(entry.msgid)
    assert not wrong


def test_arabic_is_written_with_western_digits_and_no_latin_question_mark() -> None:
    wrong = [entry.msgid for entry in catalog("ar") if re.search(r"[٠-٩]|[ء-ي]\?|[ء-ي],", entry.msgstr)]
    assert not wrong


def test_french_keeps_its_no_break_spaces() -> None:
    wrong = [entry.msgid for entry in catalog("fr") if re.search(r"(?<=[\w»)]) [:;?!»]|« ", entry.msgstr)]
    assert not wrong


def test_the_catalogs_hold_every_message_of_the_code() -> None:
    """New words arrive with their French and Arabic: every literal message of Python code stands in both catalogs."""
    held = {language: {entry.msgid for entry in catalog(language)} for language in ("fr", "ar")}
    missing = set()
    for file, tree in trees():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func) in {"_", "gettext", "gettext_lazy"}
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
            ):
                message = node.args[0].value
                if any(message not in held[language] for language in held):
                    missing.add(f"{file.relative_to(ROOT)}:{node.lineno} {message}")
    assert not missing


def test_the_catalogs_hold_every_message_of_the_templates() -> None:
    held = {language: {entry.msgid for entry in catalog(language)} for language in ("fr", "ar")}
    pattern = re.compile(r"""\{%\s*trans(?:late)?\s+(["'])(.*?)\1""")
    missing = set()
    for file in sorted((ROOT / "kanaf").rglob("*.html")):
        for _quote, message in pattern.findall(file.read_text()):
            if any(message not in held[language] for language in held):
                missing.add(f"{file.relative_to(ROOT)} {message}")
    assert not missing
