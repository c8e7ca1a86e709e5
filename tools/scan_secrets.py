"""No secret, no place of ours, nobody's address: read the tree and every blob of the history (G28, `make check`).

detect-secrets finds what looks like a key; our own rules find machine paths, other package indexes, real mail domains and telephone
numbers. `tools/judged.yaml` holds the findings that were read and are none: each says why.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from detect_secrets.core.scan import scan_line
from detect_secrets.plugins.high_entropy_strings import Base64HighEntropyString
from detect_secrets.settings import transient_settings
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[1]
JUDGED = ROOT / "tools" / "judged.yaml"
# Keys are known by their form, by the name they are given, or by looking like dice.
DETECTORS = [
    "ArtifactoryDetector",
    "AWSKeyDetector",
    "AzureStorageKeyDetector",
    "BasicAuthDetector",
    "CloudantDetector",
    "DiscordBotTokenDetector",
    "GitHubTokenDetector",
    "GitLabTokenDetector",
    "IbmCloudIamDetector",
    "IbmCosHmacDetector",
    "JwtTokenDetector",
    "KeywordDetector",
    "MailchimpDetector",
    "NpmDetector",
    "OpenAIDetector",
    "PrivateKeyDetector",
    "PypiTokenDetector",
    "SendGridDetector",
    "SlackDetector",
    "SoftlayerDetector",
    "SquareOAuthDetector",
    "StripeDetector",
    "TelegramBotTokenDetector",
    "TwilioKeyDetector",
]
SETTINGS = {
    "plugins_used": [{"name": name} for name in DETECTORS],
    "filters_used": [{"path": "detect_secrets.filters.heuristic.is_templated_secret"}],
}
# A line without any of these is not worth thirty expressions: a word that names a secret, or sixteen letters and digits in a row.
WORTH = re.compile(r"(?i)pass|pwd|secret|token|api.?key|private|auth|BEGIN |://|[A-Za-z0-9+/_=-]{16,}")
RULES = {
    "a path of a machine": re.compile(
        r"(?<![\w.$}])/(?:work/(?:main|shared|\.library)|root/\S|(?:home|Users)/\w|opt/(?:pypi|wheels)|tmp/help)|\b[A-Z]:\\\\?Users\\"
    ),
    "another package index": re.compile(
        r"(?:--(?:extra-)?index-url|--find-links|--trusted-host|(?:^|\s)-i\s+https?:)|\"resolved\":|^\s*registry\s*="
        r"|https?://(?!pypi\.org/)[\w.:-]+/(?:[\w-]+/)*simple\b"
    ),
    "a mail domain that may exist": re.compile(
        r"(?i)\b[\w.+-]+@(?!(?:[\w-]+\.)*(?:example|test|invalid|localhost)(?:\.(?:com|org|net|ma))?\b)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\b"
    ),
    "a number that may ring": re.compile(
        r"(?<![\w.+-])(?:\+|00)(?:\d[ .-]?){9,13}\d(?![\w.-])|(?<![\w.:/-])0[5-7](?:[ .-]?\d{2}){4}(?![\w.:/-])"
    ),
}
DICE = re.compile(r"(?<![\w+/=-])(?=\S*[a-z])(?=\S*[A-Z])(?=\S*\d)[A-Za-z0-9+/_=-]{32,}(?![\w+/=-])")
MIXED = 4.5
entropy = Base64HighEntropyString().calculate_shannon_entropy
# What is made of numbers and digests by nature.
BINARY = (".png", ".ttf", ".woff2", ".jpg", ".pdf", ".mo")
DIGESTS = ("*.lock", "*package-lock.json")


@dataclass(frozen=True)
class Finding:
    """One thing found: what it looks like, where, and the text itself."""

    kind: str
    file: str
    text: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.kind}: {self.text[:4]}… ({len(self.text)} characters)"


def in_line(line: str, file: str, number: int = 0) -> Iterator[Finding]:
    """What a line holds. Inside `transient_settings(SETTINGS)`."""
    digests = any(fnmatch(file, pattern) for pattern in DIGESTS)
    for kind, rule in RULES.items():
        yield from (Finding(kind, file, found[0].strip(), number) for found in rule.finditer(line))
    if not digests and WORTH.search(line):
        yield from (Finding(found.type, file, found.secret_value or "", number) for found in scan_line(line))
        yield from (Finding("a text like dice", file, found[0], number) for found in DICE.finditer(line) if entropy(found[0]) > MIXED)


def in_text(text: str, file: str, seen: set[str]) -> Iterator[Finding]:
    """What a file holds, each different line of the whole run read once."""
    for number, line in enumerate(text.splitlines(), 1):
        if line not in seen:
            seen.add(line)
            yield from in_line(line[:5000], file, number)


def tree(root: Path = ROOT) -> Iterator[tuple[str, str]]:
    """The files as they are now, those not yet committed included."""
    for name in _git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").decode().split("\0"):
        if name and not name.endswith(BINARY) and (root / name).is_file():
            yield name, (root / name).read_text(errors="replace")


def history(root: Path = ROOT) -> Iterator[tuple[str, str]]:
    """Every file of every commit that leads here, each version once, and what each commit says."""
    yield "a commit's message", _git(root, "log", "--format=%an <%ae>%n%B").decode(errors="replace")
    listed = [line.partition(" ") for line in _git(root, "rev-list", "--objects", "HEAD").decode().splitlines()]
    blobs = {key: name for key, _space, name in listed if name and not name.endswith(BINARY)}
    asked = "".join(f"{key}\n" for key in blobs).encode()
    told, here = _git(root, "cat-file", "--batch", sent=asked), 0
    while here < len(told):
        end = told.index(b"\n", here)
        key, kind, size = told[here:end].decode().split()
        content = told[end + 1 : end + 1 + int(size)]
        here = end + 2 + int(size)
        if kind == "blob":
            yield blobs[key], content.decode(errors="replace")


def _git(root: Path, *command: str, sent: bytes | None = None) -> bytes:
    return subprocess.run(["git", "-C", str(root), *command], input=sent, capture_output=True, check=True).stdout


def judged(file: Path = JUDGED) -> list[dict[str, str]]:
    """Findings that are none: where (a pattern), of which kind, which text (an expression), and why."""
    lines = YAML(typ="safe").load(file.read_text()) or []
    for line in lines:
        if set(line) != {"where", "kind", "text", "why"} or not str(line["why"]).strip():
            raise SystemExit(f"{file.name}: each line says where, kind, text and why: {line}")
    return list(lines)


def is_judged(finding: Finding, lines: list[dict[str, str]]) -> bool:
    return any(
        fnmatch(finding.file, line["where"]) and line["kind"] in {"*", finding.kind} and re.fullmatch(line["text"], finding.text)
        for line in lines
    )


def scan(sources: Iterator[tuple[str, str]], lines: list[dict[str, str]], seen: set[str]) -> list[Finding]:
    """What is found in files and is not among the judged."""
    with transient_settings(SETTINGS):
        return [found for name, text in sources for found in in_text(text, name, seen) if not is_judged(found, lines)]


def main() -> int:
    lines, seen = judged(), set[str]()
    found = scan(tree(), lines, seen)
    now = len(seen)
    if _git(ROOT, "rev-parse", "--is-shallow-repository").strip() == b"true":
        sys.stderr.write("!! LEFT OUT: this clone has no history, the secrets of older commits were not looked for.\n")
    found += scan(history(), lines, seen)
    for finding in found:
        sys.stderr.write(f"!! {finding}\n")
    sys.stdout.write(f"Secrets: {now} different lines of the tree and {len(seen) - now} of the history read, {len(found)} findings.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
