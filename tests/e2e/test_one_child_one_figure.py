"""The main job, end to end, each person from their home page: a child, a case, a kit, a session; then the figure and its bulletin."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.e2e.conftest import Demo
from tests.e2e.looks import wrong_with

pytestmark = pytest.mark.browser
AFTER = "2027-01-12T09:30:00"


class Visitor:
    """A person with a browser, who knows no URL but the first."""

    def __init__(self, demo: Demo, page: Any) -> None:
        self.demo, self.page = demo, page
        self.wrong: list[str] = []
        page.on("console", lambda message: self.wrong.append(message.text) if message.type == "error" else None)
        page.on("request", self._check_host)

    def _check_host(self, request: Any) -> None:
        if not request.url.startswith((self.demo.url, "data:")):
            self.wrong.append(f"external request to {request.url}")

    def sign_in(self, who: str) -> None:
        self.page.goto(f"{self.demo.url}/work/")
        self.page.fill("[name=login]", f"{who}@demo.kanaf.example")
        self.page.fill("[name=password]", self.demo.passphrase)
        self.page.click("button.btn-main")
        self.page.wait_for_url("**/work/")

    def follow(self, name: str, *, scope: str = "body") -> None:
        self.page.locator(scope).get_by_role("link", name=re.compile(name)).first.click()
        self.page.wait_for_load_state()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=re.compile(name)).first.click()
        self.page.wait_for_load_state()

    def choose(self, field: str, value: str) -> None:
        self.page.check(f"[name={field}][value={value}]")

    @property
    def text(self) -> str:
        return str(self.page.inner_text("main"))


@contextmanager
def visitor(demo: Demo, chromium: Any, who: str = "", *, language: str = "fr", width: int = 1280) -> Iterator[Visitor]:
    context = chromium.new_context(viewport={"width": width, "height": 900}, locale=language)
    context.set_default_timeout(30_000)
    context.add_cookies([{"name": "kanaf-language", "value": language, "url": demo.url}])
    person = Visitor(demo, context.new_page())
    if who:
        person.sign_in(who)
    yield person
    assert person.wrong == []
    context.close()


def test_one_child_one_figure(demo: Demo, chromium: Any) -> None:
    code = a_caseworker_registers_opens_and_serves(demo, chromium)
    an_animator_records_a_session(demo, chromium, code)
    demo.at(AFTER)
    partners_submit(demo, chromium)
    an_officer_accepts_closes_freezes_and_asks(demo, chromium)
    a_second_person_approves_and_releases(demo, chromium)
    she_publishes_a_bulletin_in_three_languages(demo, chromium)
    the_public_reads_it_and_follows_the_number(demo, chromium)
    demo.at("2026-12-31T11:00:00")


def a_caseworker_registers_opens_and_serves(demo: Demo, chromium: Any) -> str:
    with visitor(demo, chromium, "caseworker.nador") as nour:
        nour.follow("Enregistrer un enfant")
        page = nour.page
        page.fill("[name=latin]", "Zoumana Kouyaté زومانا")  # mixed script: split, nothing lost
        page.fill("[name=mother]", "Djénéba")
        nour.choose("sex", "male")
        nour.choose("precision", "estimated")
        page.fill("[name=age]", "١٥")  # Arabic-Indic digits
        page.select_option("[name=nationality]", "MLI")
        nour.choose("protection_status", "unaccompanied")
        nour.press("^Enregistrer")
        assert "open-case" in page.url, nour.text[:500]
        nour.choose("level", "medium")
        nour.press("Ouvrir le dossier")
        code = page.inner_text("h1 .code").strip()
        nour.follow("[Ss]ervice", scope="main")
        page.select_option("[name=service_type]", "hygiene_kit")
        nour.press("Enregistrer le service|Noter le service|Enregistrer")
        assert "Kit d’hygiène" in nour.text
        assert code in nour.text
        page.go_back()
        page.go_back()
        return code


def an_animator_records_a_session(demo: Demo, chromium: Any, code: str) -> None:
    with visitor(demo, chromium, "outreach.nador") as badr:
        badr.follow("Activités", scope="nav.nav")
        badr.follow("Planifier|Prévoir|Nouvelle séance", scope="main")
        page = badr.page
        badr.choose("kind", "awareness")
        page.check("[name=topics] >> nth=0")
        badr.press("Planifier|Prévoir|Enregistrer")
        if "roll" not in page.url:
            badr.follow("Faire l’appel", scope="main")
        page.fill("[name=codes]", code)
        badr.press("^Ajouter")
        assert code in badr.text
        badr.press("Enregistrer la liste")
        assert re.search(r"1\s+présen", badr.text), badr.text[:600]


def partners_submit(demo: Demo, chromium: Any) -> None:
    for city in ("nador", "marrakech", "casablanca"):
        with visitor(demo, chromium, f"supervisor.{city}") as supervisor:
            supervisor.follow("Déclarations", scope="nav.nav")
            link = supervisor.page.locator(f"a[href$='/submissions/send/2026-Q4/{city}/']").first
            link.click()
            supervisor.page.check("[name=complete]")
            supervisor.press("Envoyer")
            assert "À accepter" in supervisor.text or "Envoyée" in supervisor.text or "Transmise" in supervisor.text, supervisor.text[:400]


def an_officer_accepts_closes_freezes_and_asks(demo: Demo, chromium: Any) -> None:
    with visitor(demo, chromium, "information") as rachid:
        page = rachid.page
        for _city in range(3):
            rachid.follow("Déclarations", scope="nav.nav")
            rachid.follow("Répondre", scope="main")
            rachid.press("Accepter")
        rachid.follow("Périodes", scope="main")
        page.locator("main a[href$='/periods/2026-Q4/']").first.click()
        rachid.press("Fermer la période|Clore la période|Clôturer la période")
        rachid.follow("Chiffres", scope="nav.nav")
        page.locator("main a[href$='/indicator/children_assisted/freeze/']").first.click()
        page.select_option("[name=window]", "2026-Q4")
        rachid.press("Figer")
        rachid.press("demander")
        assert page.get_by_role("button", name=re.compile("^Valider|Approuver")).count() == 0  # not by the one who asked


def a_second_person_approves_and_releases(demo: Demo, chromium: Any) -> None:
    with visitor(demo, chromium, "communications") as yasmine:
        yasmine.follow("Chiffres", scope="nav.nav")
        yasmine.page.locator("main a[href*='/indicator/children_assisted/2026-Q4/']").first.click()
        yasmine.press("^Valider|^Approuver")
        yasmine.press("^Publier")
        assert "Publié" in yasmine.text


def she_publishes_a_bulletin_in_three_languages(demo: Demo, chromium: Any) -> None:
    with visitor(demo, chromium, "communications") as yasmine:
        yasmine.follow("Publications", scope="nav.nav")
        yasmine.follow("Écrire", scope="main")
        page = yasmine.page
        page.check("[name=shown] >> nth=0")
        for language, title, body in (
            ("fr", "Quatrième trimestre 2026", "Ce trimestre, {figure:children_assisted@2026-Q4} enfants ont été assistés."),
            ("ar", "الربع الرابع من سنة 2026", "خلال هذا الربع، تمت مساعدة {figure:children_assisted@2026-Q4} من الأطفال."),
            ("en", "Fourth quarter of 2026", "This quarter, {figure:children_assisted@2026-Q4} children were assisted."),
        ):
            page.fill(f"[name=title_{language}]", title)
            page.fill(f"[name=lead_{language}]", title)
            page.fill(f"[name=body_{language}]", body)
        yasmine.press("Enregistrer|Garder|Conserver")
        yasmine.press("^Publier")
        assert "Publié" in yasmine.text


def the_public_reads_it_and_follows_the_number(demo: Demo, chromium: Any) -> None:
    numbers = set()
    for language, width, title in (
        ("fr", 380, "Quatrième trimestre 2026"),
        ("ar", 1280, "الربع الرابع من سنة 2026"),
        ("en", 380, "Fourth quarter of 2026"),
    ):
        with visitor(demo, chromium, language=language) as reader:
            reader.page.goto(f"{demo.url}/{language}/")
            reader.follow(title, scope="main")
            assert reader.page.get_attribute("html", "dir") == ("rtl" if language == "ar" else "ltr")
            reader.page.set_viewport_size({"width": width, "height": 900})
            assert wrong_with(reader.page, reader.page.reload(), width) == []
            link = reader.page.locator("a.fig-link").first
            numbers.add(re.sub(r"\D", "", link.inner_text()))
            link.click()
            reader.page.wait_for_load_state()
            assert link_number(reader) in numbers
            assert {"fr": "non communiqué", "ar": "غير مبل", "en": "not reported"}[language] in reader.text.lower()
    assert len(numbers) == 1
    assert int(numbers.pop()) >= 40


def link_number(reader: Visitor) -> str:
    return re.sub(r"\D", "", reader.page.locator(".figure-no .big").first.inner_text())
