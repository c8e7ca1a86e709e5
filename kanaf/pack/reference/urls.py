"""Every URL of ours and who may open it."""

from django.utils import translation

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
    with translation.override("fr"):  # the public pages stand under their language's prefix
        lines += [f"| `/{route}` | {need} |" for route, view, need in declared_urls() if view.startswith("kanaf.")]
    return "\n".join(lines) + "\n"
