"""What no line of ours does, because nothing would make it safe."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client

from kanaf.access.passwords import NoWordsOfOurs
from tests import worlds
from tests.access.signing import browser, code

ROOT = Path(settings.BASE_DIR) / "kanaf"
PYTHON = [file for file in ROOT.rglob("*.py") if "migrations" not in file.parts]
SCRIPTS = list(ROOT.rglob("static/**/*.js"))
TEMPLATES = sorted(ROOT.rglob("*.html"))
NEVER = {
    "runs a text as code": (PYTHON, r"(?<![\w.])(?:eval|exec|compile)\(|__import__\("),
    "starts a shell": (PYTHON, r"os\.system|os\.popen|shell=True|subprocess\.getoutput"),
    "unpacks objects": (PYTHON, r"\b(?:pickle|marshal|shelve|jsonpickle)\b|yaml\.(?:unsafe_|full_)?load\("),
    "parses XML": (PYTHON, r"\bxml\.(?:etree|sax|dom)|\blxml\b"),
    "asks another host": (PYTHON, r"urllib\.request|http\.client|\brequests\.(?:get|post)|\bhttpx\b|\baiohttp\b"),
    "uses a weak digest or cipher": (PYTHON, r"\bmd5\b|\bsha1\b|\bDES\b|modes\.ECB|PKCS1v15|ARC4"),
    "makes a template of a text": (PYTHON, r"\bTemplate\(|from_string\("),
    "speaks to LDAP, memcache or a queue": (PYTHON, r"\bldap3?\b|\bmemcache|\bpylibmc\b"),
    "takes a pattern from somebody": (PYTHON, r"__i?regex=|re\.(?:compile|match|search|fullmatch|sub)\(f[\"']"),
    "writes markup from a text": (
        SCRIPTS,
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setTimeout\(\s*[\"'`]",
    ),
    "listens to other windows": (SCRIPTS, r"postMessage|addEventListener\(\s*[\"']message"),
    "keeps words in the browser": (SCRIPTS, r"sessionStorage|indexedDB|document\.cookie|caches\."),
    "changes a prototype or merges what it is sent": (SCRIPTS, r"__proto__|\.prototype\b|Object\.assign\("),
    "speaks through a socket or a camera": (SCRIPTS, r"WebSocket|RTCPeerConnection|getUserMedia|EventSource"),
    "trusts a text": (TEMPLATES, r"\|\s*safe\b|\{%\s*autoescape\s+off"),
    "loads from another host": (TEMPLATES, r"(?:src|href)=[\"']https?://(?!example)[^\"']*\.(?:js|css|woff2?)"),
}


@pytest.mark.parametrize("what", sorted(NEVER))
def test_no_line_of_ours(what: str) -> None:
    files, pattern = NEVER[what]
    assert len(files) >= 5
    found = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in files
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if re.search(pattern, line) and not line.strip().startswith(("#", "//", "*"))
    ]
    assert found == []


PLANTED = {
    "runs a text as code": "eval(text)",
    "starts a shell": "subprocess.run(text, shell=True)",
    "unpacks objects": "pickle.loads(sent)",
    "writes markup from a text": "box.innerHTML = text;",
    "trusts a text": "{{ child.note|safe }}",
    "asks another host": "requests.get(url)",
}


@pytest.mark.parametrize("what", sorted(PLANTED))
def test_it_is_seen_where_it_is_planted(what: str) -> None:
    assert re.search(NEVER[what][1], PLANTED[what])


def test_what_the_browser_keeps_is_when_somebody_was_last_there() -> None:
    """`localStorage` holds two moments and nothing else; the deviation of the offline application will be its own."""
    kept = {name for file in SCRIPTS for name in re.findall(r"localStorage\.(?:set|get)Item\((\w+)", file.read_text())}
    assert kept <= {"SEEN", "OPENED"}


@pytest.mark.parametrize("passphrase", ["kanaf-casablanca-2026", "Enfants Maroc 2026!", "OIM protection Nador 1", "motdepasse kanaf 12"])
def test_a_passphrase_of_our_own_words_is_refused(passphrase: str) -> None:
    with pytest.raises(ValidationError):
        NoWordsOfOurs().validate(passphrase, SimpleNamespace())


@pytest.mark.parametrize(
    "passphrase", ["quatre cigognes lisent Nador", "1234 5678 9012 3456", "كرسي أزرق يغني ليلا", "x" * 100, "!!!!????!!!!"]
)
def test_any_other_passphrase_is_taken_as_it_is(passphrase: str) -> None:
    """Of any letters and any length: nothing is asked of its composition."""
    NoWordsOfOurs().validate(passphrase, SimpleNamespace())


def test_the_list_of_our_words_is_written_down() -> None:
    told = (Path(settings.BASE_DIR) / "docs" / "how-to" / "people.md").read_text()
    assert all(word in told for word in ("kanaf", "enfant", "mineur", "oim", "unhcr", "azerty", "passwords.py"))


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused() -> None:
    answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "somebody@example.org", "password": "a-long-passphrase-42"})
    assert answer.status_code == 403


@pytest.mark.django_db
def test_a_sign_in_leads_to_no_other_host() -> None:
    person, client = worlds.real_person("caseworker", "asticude", "nador"), browser()
    asked = {"login": person.email, "password": worlds.PASSPHRASE, "next": "https://elsewhere.example/"}
    first = client.post("/account/login/?next=https://elsewhere.example/", asked)
    then = client.post(first["Location"], {"code": code(), "next": "https://elsewhere.example/"})
    assert then.status_code == 302
    assert then["Location"].startswith("/")
    assert not then["Location"].startswith("//")
    chosen = Client().post("/language/", {"language": "ar", "next": "https://elsewhere.example/"})
    assert "elsewhere" not in chosen["Location"]
