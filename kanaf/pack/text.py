"""Turn the text of one file into plain data that knows its lines.

A pack may come from anywhere, so only the plain part of YAML is read: mappings, lists, words and numbers. Anchors,
aliases, tags and directives are refused, which also ends "billion laughs" files; depth and size are bounded.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from kanaf.pack.problems import PackError

LARGEST = 256 * 1024
DEEPEST = 12

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Tree:
    """What one file says, as dicts, lists, str, int, float, bool and None, and the line where each thing stands."""

    file: str
    data: dict[str, Any]
    lines: dict[Path, int] = field(default_factory=dict)

    def line_of(self, path: Path) -> int:
        """The line of a thing, or of the nearest thing around it that was written."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 1

    def error(self, path: Path, message: str, hint: str = "") -> PackError:
        return PackError(self.file, self.line_of(path), message, hint)


class _Stop(Exception):
    """Nothing after this point of the file can be read."""

    def __init__(self, error: PackError) -> None:
        super().__init__(error)
        self.error = error


def read_tree(file: str, content: bytes) -> tuple[Tree | None, list[PackError]]:
    """Read one file. There is no tree when its text cannot be followed; a tree may come with errors of its own."""
    if len(content) > LARGEST:
        message = _("This file is larger than %(limit)d KB.") % {"limit": LARGEST // 1024}
        return None, [PackError(file, 1, message, _("Split it, or remove what does not belong to the pack."))]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        return None, [PackError(file, line, _("This file is not written in UTF-8."), _("Save it again as UTF-8."))]
    unreadable = list(_unreadable_characters(file, text))
    if unreadable:
        return None, unreadable
    builder = _Builder(file)
    try:
        data = builder.document(_events(text))
    except _Stop as stop:
        return None, [*builder.errors, stop.error]
    except (YAMLError, ValueError) as wrong:
        return None, [*builder.errors, _syntax_error(file, wrong)]
    return Tree(file, data, builder.lines), builder.errors


def _events(text: str) -> Iterator[Event]:
    yield from YAML(typ="safe", pure=True).parse(text)


def _unreadable_characters(file: str, text: str) -> Iterator[PackError]:
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        start = line[: len(line) - len(line.lstrip())]
        if "\t" in start:
            yield PackError(file, number, _("This line begins with a tab."), _("Indent with spaces, two for each level."))
        elif any(_is_invisible(character) for character in line):
            yield PackError(
                file,
                number,
                _("This line contains an invisible control character."),
                _("Type the line again instead of pasting it."),
            )


def _is_invisible(character: str) -> bool:
    # Direction overrides can make a line show something other than what it says. The two joiners are spelling.
    if character in "\t\u200c\u200d":
        return False
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def _syntax_error(file: str, wrong: Exception) -> PackError:
    mark = getattr(wrong, "problem_mark", None)
    opened = getattr(wrong, "context_mark", None)
    problem = (wrong.problem or "") if isinstance(wrong, MarkedYAMLError) else ""
    context = (wrong.context or "") if isinstance(wrong, MarkedYAMLError) else ""
    line = mark.line + 1 if mark is not None else 1
    if "mapping values" in problem:
        message = _("This line has a colon where none is expected.")
        hint = _("Put the whole text between double quotes, or check the indentation of the line.")
    elif "quoted scalar" in context:
        line = opened.line + 1 if opened is not None else line
        message, hint = _open_quote()
    elif "simple key" in context:
        line = opened.line + 1 if opened is not None else line
        message = _("This line has no colon after its key.")
        hint = _("Write the key, a colon, a space, then the value.")
    elif "cannot start any token" in problem:
        message = _("A value on this line begins with a character that needs quotes.")
        hint = _("Put the whole value between double quotes.")
    elif "flow" in context:
        message = _("A bracket or a brace is opened before this line and not closed.")
        hint = _("Close each [ with ] and each { with }, with commas between the values.")
    else:
        message = _("This line cannot be read.")
        hint = _("Check its indentation, and that each key is followed by a colon and a space.")
    return PackError(file, line, message, hint)


def _open_quote() -> tuple[str, str]:
    return (
        _("A quote is opened on this line and not closed on it as it should be."),
        _('Close the quote on the same line (\\" is a quote inside quotes), or write a long text after “>-”, on lines of its own.'),
    )


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self.errors: list[PackError] = []

    def document(self, events: Iterator[Event]) -> dict[str, Any]:
        data: Any = None
        started = False
        for event in events:
            if isinstance(event, DocumentStartEvent):
                if started:
                    raise _Stop(self._at(event, _("A second document begins here."), _("Remove the line “---”.")))
                if event.version or event.tags:
                    raise _Stop(self._at(event, _("A pack takes no YAML directive."), _("Remove the lines that begin with %.")))
                started = True
            elif isinstance(event, ScalarEvent | AliasEvent | MappingStartEvent | SequenceStartEvent):
                data = self._value(event, events, (), 0)
        if data is None:
            raise _Stop(PackError(self.file, 1, _("This file is empty."), _("Fill it in, or take it from the model pack.")))
        if not isinstance(data, dict):
            raise _Stop(
                PackError(
                    self.file,
                    1,
                    _("This file must begin with keys, each followed by a colon."),
                    _("Compare it with the same file of the model pack."),
                )
            )
        return data

    def _value(self, event: Event, events: Iterator[Event], path: Path, depth: int) -> Any:
        self._refuse_cleverness(event)
        if depth > DEEPEST:
            raise _Stop(self._at(event, _("This is nested too deeply."), _("Check the indentation of the lines before.")))
        if isinstance(event, ScalarEvent):
            self._refuse_a_quote_over_lines(event)
            return _plain(event.value) if event.implicit[0] and event.style is None else event.value
        if isinstance(event, SequenceStartEvent):
            return self._list(events, path, depth)
        return self._mapping(events, path, depth)

    def _list(self, events: Iterator[Event], path: Path, depth: int) -> list[Any]:
        values: list[Any] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            here = (*path, len(values))
            self.lines[here] = event.start_mark.line + 1
            values.append(self._value(event, events, here, depth + 1))
        return values

    def _mapping(self, events: Iterator[Event], path: Path, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            self._refuse_cleverness(event)
            if not isinstance(event, ScalarEvent):
                raise _Stop(self._at(event, _("A key must be a single word."), _("Write the key, a colon, then the value.")))
            here = (*path, event.value)
            if event.value in values:
                self.errors.append(
                    self._at(
                        event,
                        _("“%(key)s” is written twice; it already stands on line %(line)d.")
                        % {"key": event.value, "line": self.lines[here]},
                        _("Keep one of the two."),
                    )
                )
            else:
                self.lines[here] = event.start_mark.line + 1
            values[event.value] = self._value(next(events), events, here, depth + 1)
        return values

    def _refuse_a_quote_over_lines(self, event: ScalarEvent) -> None:
        # A forgotten quote swallows lines up to the next one, and the parser then complains somewhere else.
        if event.style in {'"', "'"} and event.start_mark.line != event.end_mark.line:
            raise _Stop(self._at(event, *_open_quote()))

    def _refuse_cleverness(self, event: Event) -> None:
        if isinstance(event, AliasEvent):
            raise _Stop(self._at(event, _("An alias (*) is not allowed in a pack."), _("Write the value out in full here.")))
        if getattr(event, "anchor", None):
            raise _Stop(self._at(event, _("An anchor (&) is not allowed in a pack."), _("Remove it, or put the value in quotes.")))
        if getattr(event, "tag", None) and str(event.tag) != "!":
            raise _Stop(self._at(event, _("A tag (!) is not allowed in a pack."), _("Remove it, or put the value in quotes.")))

    def _at(self, event: Event, message: str, hint: str) -> PackError:
        return PackError(self.file, event.start_mark.line + 1, message, hint)


_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,9}\.[0-9]{1,9}")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


def _plain(value: str) -> Any:
    # Only what reads the same to everybody: dates, yes and no, 0x10 and 1e3 stay words, and the schema speaks of them.
    if value in _WORDS:
        return _WORDS[value]
    if _WHOLE.fullmatch(value):
        return int(value)
    if _DECIMAL.fullmatch(value):
        return float(value)
    return value
