"""The real server, and people signed in: gunicorn with two workers and the full middleware, on localhost only."""

import http.client
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from bench.homes import ROOT
from kanaf.access.models import Account

WORKERS = 2
START_LIMIT = 60.0


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    location: str
    body: str


class Unexpected(RuntimeError):
    """A page answered otherwise than a work expects."""


@dataclass(frozen=True)
class Browser:
    """Somebody signed in, or nobody (`cookies` empty). Each request opens its connection, as behind a proxy."""

    port: int
    cookies: str = ""
    token: str = ""

    def get(self, path: str, *, expect: int = 200) -> Answer:
        return self._ask("GET", path, None, expect)

    def post(self, path: str, data: dict[str, str | list[str]], *, expect: int | None = 302) -> Answer:
        """A form sent; `expect` is the status that means it was taken, or None for any."""
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": self.token, **data}, doseq=True), expect)

    def _ask(self, method: str, path: str, body: str | None, expect: int | None) -> Answer:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=120)
        headers = {"Cookie": self.cookies, "Accept-Language": "fr"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            held = Answer(answer.status, answer.headers.get("Location", ""), answer.read().decode())
        finally:
            connection.close()
        if expect is not None and held.status != expect:
            said = " ".join(re.sub(r"<[^>]+>", " ", held.body).split())[:400]
            raise Unexpected(f"{method} {path} answered {held.status} instead of {expect} {held.location}: {said}")
        return held


def signed_in(port: int, account: Account) -> Browser:
    """A browser in which that person has signed in, by a session of Django's own engine."""
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    token = secrets.token_hex(16)
    cookies = {settings.SESSION_COOKIE_NAME: session.session_key, settings.CSRF_COOKIE_NAME: token, settings.LANGUAGE_COOKIE_NAME: "fr"}
    return Browser(port, "; ".join(f"{name}={value}" for name, value in cookies.items()), token)


@dataclass(frozen=True)
class Server:
    """A running gunicorn. `started_in` are the seconds until its first answer."""

    port: int
    process: int
    started_in: float

    def workers(self) -> list[int]:
        held = Path(f"/proc/{self.process}/task/{self.process}/children").read_text().split()
        return [int(process) for process in held]

    def cpu(self) -> float:
        """Seconds of processor that the workers have used: says what a page costs also where the machine is busy."""
        ticks = 0
        for process in self.workers():
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> dict[str, float]:
        """Megabytes of the workers and their master together: `rss` counts shared pages in each, `pss` shares them out."""
        found = {"rss": 0.0, "pss": 0.0}
        for process in (self.process, *self.workers()):
            for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                name, _colon, size = line.partition(":")
                if name.lower() in found:
                    found[name.lower()] += int(size.split()[0]) / 1024
        return found


@contextmanager
def serving(application: str = "kanaf.config.wsgi", *, path: str = "/robots.txt", **environment: str) -> Iterator[Server]:
    """Serve an application as `make demo` does, and stop it afterwards. `path` is asked for until it is answered."""
    port = free_port()
    options = ["--bind", f"localhost:{port}", "--workers", str(WORKERS), "--preload", "--log-level", "warning"]
    command = [sys.executable, "-m", "gunicorn", application, *options, "--chdir", str(ROOT)]
    started = time.perf_counter()
    process = subprocess.Popen(command, env=os.environ | environment)
    try:
        answered(port, path, process)
        yield Server(port, process.pid, time.perf_counter() - started)
    finally:
        process.terminate()
        process.wait(timeout=30)


def answered(port: int, path: str, process: subprocess.Popen[bytes]) -> Answer:
    """The first answer to a path, whatever it is; asked again until it comes."""
    until = time.perf_counter() + START_LIMIT
    while time.perf_counter() < until:
        if process.poll() is not None:
            raise Unexpected(f"the server ended with {process.returncode} before it answered")
        try:
            return Browser(port)._ask("GET", path, None, None)
        except OSError:
            time.sleep(0.02)
    raise Unexpected(f"nothing answered {path} within {START_LIMIT:g} s")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("localhost", 0))
        return int(one.getsockname()[1])
