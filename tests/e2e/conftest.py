"""A demonstration of its own, built by its own command in an empty home, and served: what a newcomer gets."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
QUARTER_END = "2026-12-31T10:00:00"


@dataclass
class Demo:
    """A home with its database, keys and clock; commands run in it as processes of their own."""

    home: Path
    database_url: str = ""
    port: int = 0

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KANAF_") and name != "DATABASE_URL"}
        own = {"KANAF_HOME": str(self.home), "KANAF_CLOCK": f"file:{self.home / 'clock'}", "KANAF_DEMO": "1"}
        if self.database_url:
            own["DATABASE_URL"] = self.database_url
        return kept | own

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def passphrase(self) -> str:
        return (self.home / "demo").read_text().strip()

    def at(self, moment: str) -> None:
        """Turn the clock of every process of this demonstration."""
        fresh = self.home / "clock.new"
        fresh.write_text(moment)
        fresh.replace(self.home / "clock")

    def manage(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *command],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=check,
            timeout=600,
        )

    def run(self, script: str) -> str:
        """Run Python inside the home, as its server would; returns what it prints."""
        head = (
            "import os, django\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'kanaf.config.settings')\ndjango.setup()\n"
            "from kanaf.core import rows\nrows.set_process_default(rows.OWNER)\n"
        )
        done = subprocess.run(
            [sys.executable, "-"],
            input=head + script,
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout


def build(home: Path, database_url: str = "") -> Demo:
    demo = Demo(home, database_url)
    home.mkdir(parents=True, exist_ok=True)
    demo.at(QUARTER_END)
    done = demo.manage("demo", "--no-serve", check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-3000:]
    return demo


def built_once(factory: pytest.TempPathFactory) -> Path:
    """The home of a fresh demonstration: the first of the test's workers to ask builds it, the others find it built."""
    shared = factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else factory.getbasetemp()
    home, done = shared / "fresh-demo", shared / "fresh-demo.done"
    with (shared / "fresh-demo.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not done.exists():
            build(home)
            done.touch()
    return home


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A copy of the fresh demonstration for each of the test's workers, served on a port of its own by two processes."""
    built = Demo(tmp_path_factory.mktemp("demo") / "home")
    shutil.copytree(built_once(tmp_path_factory), built.home)
    with socket.socket() as free:
        free.bind(("localhost", 0))
        built.port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "kanaf.config.wsgi", "--bind", f"localhost:{built.port}", "--workers", "2"]
    command += ["--preload", "--no-control-socket", "--chdir", str(ROOT), "--log-level", "warning"]
    log = (built.home / "server.log").open("w")
    server = subprocess.Popen(command, env=built.environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait(built.url)
        yield built
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


def _wait(url: str) -> None:
    for _try in range(120):
        try:
            urllib.request.urlopen(f"{url}/account/login/", timeout=5)  # noqa: S310 - our own server
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
        else:
            return
    raise AssertionError("the server did not start")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        )
        yield browser
        browser.close()
