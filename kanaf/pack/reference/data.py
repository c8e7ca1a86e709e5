"""The data dictionary: each field with its class of protection."""

from django.apps import apps

from kanaf.core.checks import CLASSES, classes_of

WORDS = {
    "public": "may be shown to anybody",
    "internal": "for people of the programme; says nothing about a child",
    "case": "about a child, in codes; for those who follow it",
    "identity": "sealed: who the child is",
    "location": "sealed: where the child is",
}


def page() -> str:
    lines = ["# Data dictionary", "", "Made from the models by `make reference`.", "", "| class | means |", "|---|---|"]
    lines += [f"| {name} | {WORDS[name]} |" for name in CLASSES]
    for model in sorted(apps.get_models(), key=lambda one: one._meta.label):
        if not model.__module__.startswith("kanaf."):
            continue
        held = classes_of(model)
        kind = {field: name for name, fields in held.items() for field in fields}
        sentence = " ".join((model.__doc__ or "").split("\n\n")[0].split())
        notes = [
            note
            for note, holds in (("append-only", getattr(model, "append_only", False)), ("row-level security", hasattr(model, "Rows")))
            if holds
        ]
        lines += [
            "",
            f"## {model._meta.label}",
            "",
            sentence + (f" *({', '.join(notes)})*" if notes else ""),
            "",
            "| field | class | type |",
            "|---|---|---|",
        ]
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            lines.append(f"| {field.name} | {kind.get(field.name, '')} | {type(field).__name__} |")
    return "\n".join(lines) + "\n"
