"""The security standard, requirement by requirement: what proves it, and where we do otherwise."""

from collections import Counter
from typing import Any

from django.conf import settings
from ruamel.yaml import YAML

KINDS = {"tests": "tested", "code": "by code", "not_applicable": "not applicable", "deviation": "deviation"}
CHAPTERS = {
    1: "Encoding",
    2: "Validation and business logic",
    3: "Browser",
    4: "Web services",
    5: "Files",
    6: "Authentication",
    7: "Sessions",
    8: "Authorization",
    9: "Self-contained tokens",
    10: "OAuth and OIDC",
    11: "Cryptography",
    12: "Communication",
    13: "Configuration",
    14: "Data protection",
    15: "Architecture",
    16: "Logs and errors",
    17: "WebRTC",
}


def requirements() -> list[dict[str, Any]]:
    """Each line of `docs/reference/asvs.yaml`, in the standard's order."""
    return list(YAML(typ="safe").load((settings.BASE_DIR / "docs" / "reference" / "asvs.yaml").read_text()))


def kind_of(line: dict[str, Any]) -> str:
    """`tests`, `code`, `not_applicable` or `deviation`: each line has one of them."""
    (kind,) = KINDS.keys() & line.keys()
    return kind


def counted() -> str:
    """`253 requirements: 121 tested, 64 by code, 52 not applicable, 16 deviations`."""
    held = requirements()
    numbers = Counter(kind_of(line) for line in held)
    told = ", ".join(f"{numbers[kind]} {word}{'s' if kind == 'deviation' else ''}" for kind, word in KINDS.items())
    return f"{len(held)} requirements: {told}"


def page() -> str:
    lines = [
        "# OWASP ASVS 5.0, levels 1 and 2",
        "",
        f"{counted()}. Made from `asvs.yaml` by `make reference`; a test fails where a requirement has",
        "no line, or a line names a test that is not there. Numbers are those of the standard (OWASP, CC BY-SA 4.0), the words are",
        "ours and shorter: read it beside them.",
        "What the standard asks to be written down stands in [security](../explanation/security.md) and [trust](../explanation/trust.md).",
        "",
        "## Deviations",
        "",
        *(f"- **{line['id']}** {line['asks']}: {line['deviation']}." for line in requirements() if "deviation" in line),
    ]
    chapter = 0
    for line in requirements():
        if int(line["id"].partition(".")[0]) != chapter:
            chapter = int(line["id"].partition(".")[0])
            lines += ["", f"## {chapter} {CHAPTERS[chapter]}", "", "| | level | asks | how |", "|---|---|---|---|"]
        lines.append(f"| {line['id']} | {line['level']} | {line['asks']} | {_how(line)} |")
    return "\n".join(lines) + "\n"


def _how(line: dict[str, Any]) -> str:
    kind = kind_of(line)
    if kind == "tests":
        told = "; ".join(f"`{test.removeprefix('tests/')}`" for test in line["tests"])
    elif kind == "code":
        told = f"`{line['code']}`"
    else:
        told = f"{KINDS[kind]}: {line[kind]}"
    more = f" – {line['says']}" if "says" in line else ""
    return (told + more).replace("|", "\\|")
