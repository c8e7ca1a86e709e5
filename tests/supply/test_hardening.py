"""What a server in production tells the browser, and what it does not start without; asked of a process with production's settings."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from kanaf.access import guesses
from kanaf.access.models import Account, AuditEntry
from kanaf.core import checks, middleware
from tests import worlds

SignIn = Callable[[Account], Client]
HEADERS = """
import json, django
django.setup()
from django.conf import settings
from django.test import RequestFactory
from kanaf.config import wsgi
wanted = ("SESSION_COOKIE_NAME CSRF_COOKIE_NAME LANGUAGE_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE LANGUAGE_COOKIE_SECURE "
  "SESSION_COOKIE_HTTPONLY CSRF_COOKIE_HTTPONLY LANGUAGE_COOKIE_HTTPONLY SESSION_COOKIE_SAMESITE CSRF_COOKIE_SAMESITE "
  "LANGUAGE_COOKIE_SAMESITE SESSION_COOKIE_DOMAIN SESSION_COOKIE_PATH DEBUG SECURE_PROXY_SSL_HEADER MESSAGE_STORAGE ALLOWED_HOSTS").split()
told = {name: getattr(settings, name) for name in wanted}
from kanaf.access import guesses
told["DEVICE"] = guesses.DEVICE_COOKIE
def ask(path, **environ):
    said = {}
    def start(status, headers, exc_info=None):
        said["status"], said["headers"] = status, dict(headers)
    environ = RequestFactory()._base_environ(PATH_INFO=path, HTTP_HOST="kanaf.example.org", SERVER_NAME="kanaf.example.org", **environ)
    b"".join(wsgi.application(environ, start))
    return said
told["plain"] = ask("/robots.txt")
told["tls"] = ask("/robots.txt", **{"wsgi.url_scheme": "https"})
told["spoofed"] = ask("/robots.txt", HTTP_X_FORWARDED_PROTO="https")
environ = {"wsgi.url_scheme": "https"}
told["trace"] = ask("/robots.txt", REQUEST_METHOD="TRACE", **environ)
print(json.dumps(told, default=str))
"""


def production(home: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A command under production's settings, in a home of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    environment = kept | {"KANAF_HOME": str(home), "KANAF_HOSTS": "kanaf.example.org", "DJANGO_SETTINGS_MODULE": "kanaf.config.settings"}
    return subprocess.run(
        [sys.executable, *command], env=environment | more, capture_output=True, text=True, cwd=settings.BASE_DIR, check=False
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("home")
    (folder / "static").mkdir()
    made = production(folder, "manage.py", "make_keys")
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture(scope="module")
def told(home: Path) -> dict[str, Any]:
    asked = production(home, "-c", HEADERS)
    assert asked.returncode == 0, asked.stderr
    answer: dict[str, Any] = json.loads(asked.stdout)
    return answer


def test_djangos_own_check_for_production_finds_nothing(home: Path) -> None:
    checked = production(home, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert checked.returncode == 0, checked.stderr


def test_the_check_can_fail(home: Path) -> None:
    """The hole planted: production without TLS."""
    assert production(home, "manage.py", "check", "--deploy", "--fail-level", "WARNING", KANAF_HTTPS="0").returncode != 0


def test_without_its_key_no_server_starts(tmp_path: Path) -> None:
    asked = production(tmp_path, "-c", "import kanaf.config.wsgi")
    assert asked.returncode != 0
    assert "make_keys" in asked.stderr


def test_every_cookie_is_for_this_host_under_tls_only(told: dict[str, Any]) -> None:
    for name in ("SESSION", "CSRF", "LANGUAGE"):
        assert told[f"{name}_COOKIE_NAME"].startswith("__Host-")
        assert (told[f"{name}_COOKIE_SECURE"], told[f"{name}_COOKIE_HTTPONLY"], told[f"{name}_COOKIE_SAMESITE"]) == (True, True, "Lax")
    assert told["DEVICE"].startswith("__Secure-")
    assert (told["SESSION_COOKIE_DOMAIN"], told["SESSION_COOKIE_PATH"]) == (None, "/")
    assert told["MESSAGE_STORAGE"].endswith("SessionStorage")


def test_plain_http_is_sent_to_tls_whatever_a_visitor_claims(told: dict[str, Any]) -> None:
    for asked in ("plain", "spoofed"):
        assert told[asked]["status"].startswith("301")
        assert told[asked]["headers"]["Location"] == "https://kanaf.example.org/robots.txt"
    assert told["SECURE_PROXY_SSL_HEADER"] is None


def test_behind_a_proxy_of_ours_its_word_is_taken(home: Path) -> None:
    asked = production(home, "-c", HEADERS, KANAF_PROXIES="1")
    assert json.loads(asked.stdout)["spoofed"]["status"].startswith("200")


def test_every_answer_defends_itself(told: dict[str, Any]) -> None:
    headers = told["tls"]["headers"]
    assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Permissions-Policy"] == middleware.PERMISSIONS
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "Server" not in headers
    assert not [name for name in headers if name.startswith("Access-Control")]


def test_production_shows_no_debugging_and_knows_its_hosts(told: dict[str, Any]) -> None:
    assert told["DEBUG"] is False
    assert told["ALLOWED_HOSTS"] == ["kanaf.example.org"]


def test_the_living_page_is_the_demonstrations(settings: Any) -> None:
    settings.KANAF_DEMO = False
    assert Client().get("/design/").status_code == 404


def test_trace_is_refused(told: dict[str, Any]) -> None:
    assert told["trace"]["status"].startswith("405")


@pytest.mark.django_db
def test_no_page_of_work_is_kept_by_a_browser(signed_in: SignIn, promise: Callable[[str, str], None]) -> None:
    """Every URL of work, found or not, signed in or not: `no-store`, and the same headers on each."""
    paths = sorted({path_of(route) for route, view, _need in checks.declared_urls() if view.startswith(("kanaf.", "allauth."))})
    paths = [path for path in paths if middleware.surface_of(path) in {"case", "cms", "sender"}]
    assert len(paths) > 100
    kept, bare = [], []
    for client in (signed_in(worlds.caseworker()), Client()):
        for path in paths:
            response = client.get(path)
            if response.headers.get("Cache-Control") != "no-store":
                kept.append(path)
            if {"Permissions-Policy", "Cross-Origin-Resource-Policy", "X-Frame-Options", "Referrer-Policy"} - set(response.headers):
                bare.append(path)
    promise("G15", f"{len(paths)} URLs of work, signed in and not: {len(kept)} without no-store")
    assert kept == []
    assert bare == []


def path_of(url: str) -> str:
    """An address of the URLconf with something that does not exist in each place."""
    filled = url.replace("<uuid:", "<str:")
    while "<" in filled:
        before, _open, rest = filled.partition("<")
        kind, _close, after = rest.partition(">")
        filled = before + ("1" if kind.startswith("int:") else "00000000-0000-4000-8000-000000000000") + after
    return "/" + filled.lstrip("/^").rstrip("$")


@pytest.mark.django_db
def test_signing_out_empties_what_the_browser_kept(signed_in: SignIn) -> None:
    response = signed_in(worlds.caseworker()).post("/account/logout/")
    assert response["Clear-Site-Data"] == '"cache"'


@pytest.mark.django_db
def test_signing_in_and_failing_to_are_in_the_record() -> None:
    """With the account and what was wrong; never what was typed, and nothing of an address that nobody has."""
    person = worlds.caseworker()
    guesses.note_wrong(person, "passphrase")
    Client().post("/account/login/", {"login": "nobody@example.org", "password": "a-long-passphrase-42"})
    refused = AuditEntry.objects.filter(act="sign_in.refused").order_by("number")
    assert [entry.target_id for entry in refused] == [str(person.pk), ""]
    assert not AuditEntry.objects.filter(act="sign_in.refused", details__icontains="nobody").exists()
