"""Start-up fails where a promise of the design is not kept by the code itself."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from kanaf.core.doors import THIRD_PARTY


@register()
def every_url_declares_who_may_open_it(app_configs: Any, **_: Any) -> list[Error]:
    return [
        Error(f"{route} ({name}) does not say who may open it.", hint="Put @needs(Permission.…) or @public on the view.", id="kanaf.E001")
        for route, name, need in declared_urls()
        if need is None
    ]


@register()
def every_field_is_classified(app_configs: Any, **_: Any) -> list[Error]:
    """Each field of our models is classified once in its `Privacy`."""
    errors = []
    for model in apps.get_models():
        if not model.__module__.startswith("kanaf."):
            continue
        names = [name for group in classes_of(model).values() for name in group]
        fields = {
            field.name
            for field in model._meta.get_fields(include_parents=False)
            if field in model._meta.local_fields or field in model._meta.local_many_to_many
        }
        missing = sorted(fields - set(names))
        twice = sorted({name for name in names if names.count(name) > 1})
        unknown = sorted(set(names) - fields)
        if missing or twice or unknown:
            errors.append(Error(f"{model._meta.label}: unclassified {missing}, twice {twice}, unknown {unknown}", id="kanaf.E002"))
    return errors


CLASSES = ("public", "internal", "case", "identity", "location")


def classes_of(model: Any) -> dict[str, tuple[str, ...]]:
    """Class of protection → the fields of a model that have it; abstract bases' fields are inherited."""
    found: dict[str, tuple[str, ...]] = {}
    for name in CLASSES:
        fields: tuple[str, ...] = ()
        for ancestor in model.__mro__:
            privacy = ancestor.__dict__.get("Privacy")
            if privacy is not None:
                named = privacy.__dict__.get(name, ())
                fields += tuple(field for field in named if ancestor is model or getattr(model, field, None) is not None)
        found[name] = fields
    return found


def declared_urls() -> Iterator[tuple[str, str, Any]]:
    """(route, view, who may open it or None) for every URL of the process."""
    yield from _walk(get_resolver(settings.ROOT_URLCONF).url_patterns, "")


def _walk(patterns: Any, prefix: str) -> Iterator[tuple[str, str, Any]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            view = pattern.callback
            module = getattr(view, "__module__", "") or getattr(getattr(view, "func", None), "__module__", "") or ""
            if hasattr(view, "view_class"):
                module = view.view_class.__module__
            need = getattr(view, "needs", None)
            if need is None:
                need = next((declared for start, declared in THIRD_PARTY.items() if module.startswith(start)), None)
            yield route, f"{module}.{getattr(view, '__name__', type(view).__name__)}", need
