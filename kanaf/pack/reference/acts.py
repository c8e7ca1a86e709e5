"""Actions: every way to change the record."""

import inspect
from importlib import import_module

from kanaf.core.actions import ACTIONS

ROOMS: tuple[str, ...] = ("places", "access", "programme", "children", "casework", "assistance", "activities")
ROOMS += ("safeguarding", "protection", "coordination", "indicators", "publication")


def page() -> str:
    for room in ROOMS:
        import_module(f"kanaf.{room}.actions")
    import_module("kanaf.config.urls")  # acts that stand beside their queries (access.reading) come with their pages
    lines = [
        "# Actions",
        "",
        "Every way to change the record, made from the code by `make reference`. Each runs in one transaction, is given `by` and `at`, and",
        "leaves its rows in the record of acts; a refusal is recorded too.",
        "",
    ]
    names = [name for name in sorted(ACTIONS) if name.partition(".")[0] in ROOMS]
    room = ""
    for name in names:
        if name.partition(".")[0] != room:
            room = name.partition(".")[0]
            lines += [f"## {room}", "", "| action | promise |", "|---|---|"]
        sentence = " ".join((inspect.getdoc(ACTIONS[name]) or "").split("\n\n")[0].split())
        lines.append(f"| `{name.rpartition('.')[2]}` | {sentence} |")
        if name == [other for other in names if other.startswith(f"{room}.")][-1]:
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"
