"""What is installed is what was read: every release of every lock is pinned by its digest, and no other index is named (G28)."""

import json
import re
from collections.abc import Callable

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
PIN = re.compile(r"^[a-z0-9][a-z0-9._-]*(\[[a-z0-9,_-]+\])?==[^ ;]+( ; .+)?$")
DIGEST = re.compile(r"^--hash=sha256:[0-9a-f]{64}$")


def entries(text: str) -> list[list[str]]:
    """Each requirement of a lock: its pin, then its digests."""
    joined = re.sub(r"\s*\\\n\s*", "\n", re.sub(r"(?m)^\s*#.*$", "", text))
    held: list[list[str]] = []
    for line in filter(None, (line.strip() for line in joined.splitlines())):
        if line.startswith("--hash") and held:
            held[-1].append(line)
        else:
            held.append([line])
    return held


def wrong(text: str) -> list[str]:
    """Requirements that are not pinned with digests, and whatever else a lock may not say."""
    bad = [entry[0] for entry in entries(text) if not PIN.match(entry[0]) or len(entry) < 2 or not all(map(DIGEST.match, entry[1:]))]
    return bad + re.findall(r"https?://\S+|--index-url|--extra-index-url|--find-links|--trusted-host", text)


def test_every_requirement_is_pinned_with_digests_and_no_index_is_named(promise: Callable[[str, str], None]) -> None:
    assert [lock.name for lock in LOCKS] == ["dev.lock", "run.lock"]
    held = {lock.name: entries(lock.read_text()) for lock in LOCKS}
    bad = [f"{lock.name}: {line}" for lock in LOCKS for line in wrong(lock.read_text())]
    total = sum(len(entry) - 1 for found in held.values() for entry in found)
    promise("G28", f"{sum(map(len, held.values()))} locked releases, {total:,} digests, {len(bad)} without or from another index")
    assert not bad


@pytest.mark.parametrize(
    "line",
    [
        "django==5.2.19",
        "django>=5.2 \\\n    --hash=sha256:" + "0" * 64,
        "django==5.2.19 \\\n    --hash=md5:" + "0" * 32,
        "--extra-index-url https://example.org/simple",
        "django @ https://example.org/django.whl \\\n    --hash=sha256:" + "0" * 64,
    ],
)
def test_what_is_not_pinned_is_seen(line: str) -> None:
    """The hole planted."""
    assert wrong(line + "\n")


def test_what_runs_is_locked_alike_for_running_and_for_testing() -> None:
    """dev.in takes run.lock as its constraint: one release of a library, whoever installs it."""
    run, dev = (
        {entry[0].split("==")[0]: entry[0] for entry in entries((ROOT / "requirements" / name).read_text())}
        for name in ("run.lock", "dev.lock")
    )
    assert {name: (run[name], dev[name]) for name in run.keys() & dev.keys() if run[name] != dev[name]} == {}


def test_the_lock_of_the_accessibility_checks_has_its_digests_and_names_no_registry() -> None:
    for file in ROOT.glob("tests/**/package-lock.json"):
        if "node_modules" in file.parts:
            continue
        held = json.loads(file.read_text())
        packages = {name: package for name, package in held["packages"].items() if name}
        assert packages
        assert [name for name, package in packages.items() if not package.get("integrity", "").startswith("sha512-")] == []
        assert "resolved" not in file.read_text()
        asked = json.loads(file.with_name("package.json").read_text())
        assert all(
            re.fullmatch(r"\d+\.\d+\.\d+", version)
            for part in ("dependencies", "devDependencies")
            for version in asked.get(part, {}).values()
        )
    assert not list(ROOT.glob("**/.npmrc"))
