"""Every URL of ours and who may open it."""

from kanaf.core.checks import declared_urls


def page() -> str:
    lines = [
        "# URLs and who may open each",
        "",
        "Made from the URLconf by `make reference`. A URL that says nothing stops the start. Third-party pages (signing in, the editor)",
        "are declared for the whole in `kanaf/core/doors.py`.",
        "",
        "| URL | needs |",
        "|---|---|",
    ]
    lines += [f"| `/{route}` | {need} |" for route, view, need in declared_urls() if view.startswith("kanaf.")]
    return "\n".join(lines) + "\n"
