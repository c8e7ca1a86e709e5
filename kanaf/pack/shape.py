"""Follow plain data along the schema that it should have, whether or not it has it."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from kanaf.pack.schemas.words import Defines, Labels, Part, Refers
from kanaf.pack.text import Path

Marks = tuple[Any, ...]


@dataclass(frozen=True)
class Spot:
    """One place in a file: where it is, the type it should have, the marks of that type, and what was written."""

    path: Path
    kind: Any
    marks: Marks
    value: Any


def follow(schema: type[Part], data: Any) -> Iterator[Spot]:
    """Every place of the data that the schema knows, from the outside in."""
    return _follow(schema, (), data, ())


def _follow(annotation: Any, marks: Marks, value: Any, path: Path) -> Iterator[Spot]:
    kind, more = _bare(annotation)
    marks = (*marks, *more)
    yield Spot(path, kind, marks, value)
    if _is_part(kind) and isinstance(value, dict):
        for name, field in kind.model_fields.items():
            if name in value:
                yield from _follow(field.annotation, tuple(field.metadata), value[name], (*path, name))
    elif get_origin(kind) is list and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _follow(get_args(kind)[0], (), item, (*path, index))
    elif get_origin(kind) is dict and isinstance(value, dict):
        for key, item in value.items():
            yield Spot((*path, key), str, _bare(get_args(kind)[0])[1], key)
            yield from _follow(get_args(kind)[1], (), item, (*path, key))


def known_keys(schema: type[Part], path: Path) -> tuple[str, ...]:
    """The keys that may be written at this place of a file, or none where the place takes no keys."""
    kind: Any = schema
    for step in path:
        kind = _bare(kind)[0]
        if _is_part(kind) and step in kind.model_fields:
            kind = _field_type(kind.model_fields[step])
        elif get_origin(kind) in (list, dict):
            kind = get_args(kind)[-1]
        else:
            return ()
    kind = _bare(kind)[0]
    return tuple(kind.model_fields) if _is_part(kind) else ()


def definition(marks: Marks) -> Defines | None:
    return next((mark for mark in marks if isinstance(mark, Defines)), None)


def reference(marks: Marks) -> Refers | None:
    return next((mark for mark in marks if isinstance(mark, Refers)), None)


def _field_type(field: FieldInfo) -> Any:
    return field.annotation


def _is_part(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel) and not issubclass(kind, Labels)


def _bare(annotation: Any) -> tuple[Any, Marks]:
    """The type under Annotated and Optional, with the marks met on the way."""
    origin = get_origin(annotation)
    if origin is Annotated:
        first, *marks = get_args(annotation)
        kind, more = _bare(first)
        return kind, (*more, *marks)
    if origin in (Union, UnionType):
        return _bare(next(one for one in get_args(annotation) if one is not type(None)))
    return annotation, ()
