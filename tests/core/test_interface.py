"""The interface's foundation: statuses and icons, the living page, and what no template and no sheet may hold."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import Http404
from django.template import engines
from django.test import Client, RequestFactory
from django.utils import translation

from kanaf.core import pills, views
from kanaf.core.templatetags import kanaf as tags

ROOT = Path(settings.BASE_DIR) / "kanaf"
TEMPLATES = sorted(ROOT.rglob("templates/**/*.html"))
SHEET = ROOT / "core" / "static" / "kanaf" / "kanaf.css"
SCRIPTS = sorted((ROOT / "core" / "static" / "kanaf" / "js").glob("*.js"))
THOUSAND = "1\u00a0042"


def drawn(source: str, **context: Any) -> str:
    return engines["django"].from_string(source).render(context)  # type: ignore[attr-defined]


def squeezed(html: str) -> str:
    return re.sub(r"\s+", " ", html)


# --- Pills and icons ------------------------------------------------------------------------------------------------
README_TABLE = {
    ("risk", "high"): ("red", "risk-high"),
    ("risk", "medium"): ("", "risk-medium"),
    ("risk", "low"): ("", "risk-low"),
    ("due", "late"): ("red", "clock-alert"),
    ("due", "today"): ("amber", "clock"),
    ("due", "planned"): ("plain", "calendar"),
    ("due", "done"): ("plain", "check"),
    ("decision", "draft"): ("dash", "pencil"),
    ("decision", "to_approve"): ("slate", "stamp"),
    ("decision", "pending"): ("slate", "hourglass"),
    ("referral", "sent"): ("slate", "send"),
    ("referral", "accepted"): ("green", "check-check"),
    ("referral", "declined"): ("red", "circle-x"),
    ("referral", "cancelled"): ("dash", "ban"),
    ("figure", "frozen"): ("cedar", "snowflake"),
    ("figure", "released"): ("green", "badge-check"),
    ("figure", "corrected"): ("slate", "history"),
    ("figure", "suppressed"): ("dash", "eye-off"),
    ("figure", "not_reported"): ("dash", "circle-dashed"),
    ("sending", "on_device"): ("amber", "cloud-off"),
    ("sending", "sending"): ("cedar", "loader"),
    ("sending", "sent"): ("plain", "check"),
    ("case", "open"): ("cedar", "folder-open"),
    ("case", "suspended"): ("dash", "pause"),
    ("case", "closed"): ("plain", "folder-closed"),
}


@pytest.mark.parametrize(("status", "look"), README_TABLE.items())
def test_the_statuses_of_the_visual_language_look_as_agreed(status: tuple[str, str], look: tuple[str, str]) -> None:
    pill = pills.pill_for(*status)
    assert (pill.look, pill.icon) == look


def test_every_pill_has_a_word_and_a_shape_that_exist() -> None:
    looks = set(re.findall(r"\.pill-(\w+)", SHEET.read_text()))
    for statuses in pills.PILLS.values():
        for pill in statuses.values():
            assert str(pill.word)
            assert pill.icon in tags.icon_names()
            assert pill.look == "" or pill.look in looks


def test_a_pill_says_its_own_words_or_others() -> None:
    with translation.override("en"):
        assert "High risk" in drawn('{% pill "risk" "high" %}')
        assert "2 days</span>" in drawn('{% pill "due" "late" "2 days" %}')
        assert "&lt;b&gt;" in drawn('{% pill "due" "late" text %}', text="<b>")


def test_an_unknown_status_is_a_bug_that_names_what_there_is() -> None:
    with pytest.raises(ValueError, match="high, medium, low"):
        tags.pill("risk", "hgih")


def test_an_icon_is_silent_unless_it_stands_alone() -> None:
    assert 'aria-hidden="true"' in tags.icon("sun")
    assert 'role="img" aria-label="Late"' in tags.icon("clock", label="Late")


def test_arrows_turn_round_and_clocks_do_not() -> None:
    assert "icon-dir" in tags.icon("send")
    assert "icon-dir" in tags.icon("history", dir=True)
    assert "icon-dir" not in tags.icon("clock")


def test_an_unknown_icon_is_a_bug() -> None:
    with pytest.raises(ValueError, match="moonbeam"):
        tags.icon("moonbeam")


def test_every_icon_of_the_templates_is_in_the_sprite() -> None:
    used = {name for file in TEMPLATES for name in re.findall(r"""\{%\s*icon\s+["']([\w-]+)["']""", file.read_text())}
    assert used - tags.icon_names() == set()
    assert len(used) > 20


def test_the_licences_of_what_was_taken_over_stand_beside_it() -> None:
    assert "ISC" in (SHEET.parent / "LUCIDE-LICENSE.txt").read_text()
    assert "SIL OPEN FONT LICENSE" in (SHEET.parent / "fonts" / "OFL.txt").read_text().upper()


# --- Pages ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def demo(settings: Any) -> None:
    settings.KANAF_DEMO = True


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_living_page_shows_every_status_in_each_language(client: Client, language: str, direction: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    html = client.get("/design/").content.decode()
    assert f'<html lang="{language}"' in squeezed(html)
    assert f'dir="{direction}"' in html
    assert html.count('class="pill') >= sum(len(statuses) for statuses in pills.PILLS.values())
    assert THOUSAND in html.replace("&nbsp;", "\u00a0")


def test_the_living_page_is_the_demonstrations_alone(rf: RequestFactory, settings: Any) -> None:
    settings.KANAF_DEMO = False
    with pytest.raises(Http404):
        views.design(rf.get("/design/"))


@pytest.mark.django_db
def test_a_language_is_chosen_by_post_and_the_same_page_comes_back(client: Client) -> None:
    response = client.post("/language/", {"language": "ar", "next": "/account/login/"})
    assert response.status_code == 302
    assert response.headers["Location"] == "/account/login/"
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "ar"
    assert client.get("/language/").status_code == 405
    assert client.post("/language/", {"language": "ar", "next": "https://elsewhere.example/"}).headers["Location"].startswith("/")


@pytest.mark.django_db
def test_what_is_not_there_and_what_is_anothers_look_the_same(client: Client) -> None:
    first, second = client.get("/fr/nowhere/"), client.get("/fr/nowhere/else/")
    assert first.status_code == second.status_code == 404
    assert first.content == second.content


def test_the_page_of_a_breakdown_needs_no_database() -> None:
    assert "Kanaf" in drawn('{% include "500.html" %}')


# --- What no template and no sheet may hold (strict CSP, two directions) ----------------------------------------------
REFUSED_BY_THE_POLICY = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*="),
    "a style element": re.compile(r"<style\b"),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']"),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)"),
    "something that htmx evaluates": re.compile(r"hx-on|hx-vals=[\"']js:|javascript:"),
    "another host": re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//"),
}


def refused(source: str) -> list[str]:
    return [name for name, pattern in REFUSED_BY_THE_POLICY.items() if pattern.search(source)]


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_template_holds_what_the_content_policy_refuses(file: Path) -> None:
    assert refused(file.read_text()) == []


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ('<p class="x" style="color: red">', "a style attribute"),
        ("<style>p {}</style>", "a style element"),
        ('<button onclick="go()">', "an event attribute"),
        ("<script>go()</script>", "an inline script"),
        ('<div hx-on:click="go()">', "something that htmx evaluates"),
        ('<img src="https://elsewhere.example/x.png">', "another host"),
        ('<link href="//elsewhere.example/x.css">', "another host"),
    ],
)
def test_each_hole_is_seen_where_it_is_planted(source: str, name: str) -> None:
    assert refused(source) == [name]
    assert refused('<script type="module" src="/static/x.js"></script><a href="/work/" class="styled">') == []


PHYSICAL = re.compile(
    r"(?<![\w-])(?:left|right|margin-left|margin-right|padding-left|padding-right|border-left|border-right|border-(?:top|bottom)-(?:left|right)-radius)"
    r"\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)"
)


def test_the_sheet_serves_both_directions() -> None:
    sheet = re.sub(r"/\*.*?\*/", "", SHEET.read_text(), flags=re.DOTALL)
    assert not PHYSICAL.findall(sheet)
    arrows = re.findall(r"background-position:\s*(?:left|right)", sheet)
    assert len(arrows) == 2, "the select's arrow is the one physical value"


def test_a_physical_side_is_seen_where_it_is_planted() -> None:
    assert PHYSICAL.search(".x { margin-left: 1rem; }")
    assert PHYSICAL.search(".x { text-align: right }")
    assert not PHYSICAL.search(".x { margin-inline-start: 1rem; inset-inline-end: 0 }")


def test_each_behaviour_begins_with_its_example() -> None:
    assert len(SCRIPTS) >= 5
    for script in SCRIPTS:
        source = script.read_text()
        first = source.split("*/")[0]
        assert first.startswith("/*"), script.name
        assert "<" in first, f"{script.name} shows no HTML"
        assert "eval(" not in source
        assert "innerHTML" not in source
