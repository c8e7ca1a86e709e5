"""What the public reads, in three languages: numbers are those of released figures and lead to their definition."""

import csv
import gzip
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from kanaf.core import clock
from kanaf.publication.downloads import csv_of
from kanaf.publication.models import ReleasedFigure
from kanaf.publication.models.released import said
from tests import worlds
from tests.publication import builders

pytestmark = pytest.mark.django_db

FIGURE_PAGES = {
    "fr": "/fr/chiffres/children_assisted/2024/",
    "ar": "/ar/chiffres/children_assisted/2024/",
    "en": "/en/figures/children_assisted/2024/",
}
NOT_REPORTED = "not reported"


def all_urls() -> list[str]:
    return [page.url for page in Page.objects.filter(live=True, depth__gt=1) if page.url]


def test_every_page_of_the_site_opens_in_its_language_and_direction(client: Client) -> None:
    builders.small_year()
    builders.published()
    urls = all_urls()
    assert len(urls) >= 60
    for url in [*urls, *FIGURE_PAGES.values()]:
        language = url.split("/")[1]
        page = builders.html(client, url)
        assert builders.is_in(page, language), url
        assert page.count("<h1") == 1, url


def test_pages_ask_nothing_of_another_host_and_run_no_inline_script(client: Client) -> None:
    builders.small_year()
    builders.published()
    for url in [*all_urls(), *FIGURE_PAGES.values()]:
        page = builders.html(client, url)
        fetched = re.findall(r'<(?:link|script|img|iframe|source|use|form)[^>]*(?:href|src|action|srcset)="([^"]*)"', page)
        assert not [one for one in fetched if re.match(r"(?:https?:)?//", one)], url
        assert not re.findall(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|javascript:", page), url


def test_the_policy_of_public_pages_is_strict(client: Client) -> None:
    policy = client.get("/fr/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "set-cookie" not in {name.lower() for name in client.get("/fr/").headers}


def test_a_public_page_stays_light(client: Client) -> None:
    builders.small_year()
    builders.published()
    static = [settings.BASE_DIR / "kanaf/core/static/kanaf" / name for name in ("kanaf.css", "icons.svg")]
    shared = sum(len(gzip.compress(file.read_bytes())) for file in static)
    for url in ["/fr/", "/ar/", FIGURE_PAGES["ar"]]:
        weight = len(gzip.compress(builders.html(client, url).encode())) + shared
        assert weight < 60_000, (url, weight)


def test_a_public_page_asks_the_database_little(client: Client) -> None:
    """Whatever the number of figures in it: they are looked up together."""
    builders.small_year()
    draft = builders.published()
    for url in ["/fr/", draft.pages["fr"].url, FIGURE_PAGES["fr"]]:
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        assert len(asked) <= 40, (url, len(asked))


def test_the_visitor_comes_to_their_language(client: Client) -> None:
    assert client.get("/", HTTP_ACCEPT_LANGUAGE="ar-MA,ar;q=0.9")["Location"] == "/ar/"
    assert client.get("/", HTTP_ACCEPT_LANGUAGE="de")["Location"] == "/fr/"
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    response = client.get("/", HTTP_ACCEPT_LANGUAGE="ar")
    assert response["Location"] == "/en/"
    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in response["Vary"].split(",")}


def test_each_page_leads_to_itself_in_the_other_languages(client: Client) -> None:
    page = builders.html(client, "/fr/qui-sommes-nous/a-propos/")
    for url in ("/fr/qui-sommes-nous/a-propos/", "/ar/qui-sommes-nous/a-propos/", "/en/who-we-are/about/"):
        assert f'href="{url}"' in page
    builders.small_year()
    assert 'href="/en/figures/children_assisted/2024/"' in builders.html(client, FIGURE_PAGES["ar"])


def test_the_demonstration_is_found_by_no_search_engine_and_says_so(client: Client) -> None:
    builders.small_year()
    assert "Disallow: /\n" in client.get("/robots.txt").content.decode()
    for url in ["/fr/", FIGURE_PAGES["en"]]:
        page = builders.html(client, url)
        assert '<meta name="robots" content="noindex, nofollow">' in page
        assert 'class="demo-strip"' in page
    assert client.get(FIGURE_PAGES["fr"] + "data.csv")["X-Robots-Tag"] == "noindex, nofollow"


def test_thousands_are_kept_together_by_a_no_break_space() -> None:
    assert said(1042, "exact") == "1\u00a0042"


def test_the_home_page_shows_the_figure_its_cities_and_who_did_not_report(client: Client) -> None:
    builders.small_year()
    text = builders.text_of(builders.html(client, "/en/"))
    assert "28 Children identified and assisted, 2024" in text
    assert "Nador 15" in text
    assert f"Oujda {NOT_REPORTED}" in text
    assert "Oujda 0" not in text
    assert 'href="/en/figures/children_assisted/2024/"' in builders.html(client, "/en/")


def test_before_any_release_the_home_page_shows_no_number(client: Client) -> None:
    page = builders.html(client, "/en/")
    assert 'class="big"' not in page
    assert "A child alone is not a child without rights" in page


def test_the_definition_page_says_what_is_counted_and_what_is_not(client: Client) -> None:
    builders.small_year()
    text = builders.text_of(builders.html(client, FIGURE_PAGES["en"]))
    for part in (
        "Children identified and assisted",
        "distinct children",
        "January to December 2024",
        "Computed from records",
        "Number of distinct unaccompanied or separated children",
        "version 1, released on 16 November 2026",
        "For 2024, the press gives 1,024 instead of 1,042",
        "the press breakdown by nationality makes 375 + 639 = 1,014".capitalize(),
        "Source: lodj.ma, lesinfos.ma",
        "Moroccan unaccompanied and separated children are part of the programme.",
        "Submissions accepted: Nador · Marrakesh",
        "Not reported, which is not zero: Casablanca · Oujda · Tangier",
    ):
        assert part in text, part
    assert "1\u00a0024" in text


def test_a_small_cell_is_nowhere_in_what_the_public_gets(client: Client) -> None:
    """The canary again, in pages and in the file: 3 boys in Nador, 12 girls beside them."""
    released = builders.small_year()
    builders.published(shown=["children_assisted@2024", "children_assisted@2024#city_attributed,sex"])
    for url in [
        *FIGURE_PAGES.values(),
        "/fr/",
        "/en/data-and-resources/",
        *[page.url for page in Page.objects.live() if "printemps" in page.slug],
    ]:
        page = builders.html(client, url)
        numbers = re.findall(r'<td class="n">\s*([\d\u00a0]+)\s*</td>', page)
        assert "3" not in numbers, url
        assert "12" not in numbers, url  # the cell beside it, from which it could be worked out
    page = builders.html(client, FIGURE_PAGES["en"])
    assert "hidden (1)" in builders.text_of(page)
    assert "hidden (2)" in builders.text_of(page)
    assert "(1) Fewer than 5." in page
    lines = list(csv.DictReader(io.StringIO(csv_of(ReleasedFigure.objects.with_cells().get(pk=released.pk)).removeprefix("\ufeff"))))
    hidden = [line for line in lines if line["status"] == "suppressed"]
    assert hidden
    assert {line["value"] for line in hidden} == {""}
    assert "3" not in {line["value"] for line in lines}


def test_the_cells_can_be_taken_away_and_do_nothing_in_a_spreadsheet(client: Client) -> None:
    builders.small_year()
    response = client.get("/ar/chiffres/children_assisted/2024/data.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="children_assisted-2024-v1.csv"' in response["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["indicator", "label", "window"]
    assert any("مراكش" in row for row in rows)
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r" and cell]


def test_a_percentage_is_shown_over_fifty_only(client: Client) -> None:
    builders.small_year()
    page = builders.html(client, FIGURE_PAGES["en"])
    assert "%" not in builders.text_of(page).replace("93%", "")


def test_a_corrected_figure_shows_its_versions_and_what_changed(client: Client) -> None:
    first = builders.small_year()
    builders.corrected(first, at=clock.now() + timedelta(days=7))
    text = builders.text_of(builders.html(client, FIGURE_PAGES["en"]))
    assert "Corrected on 23 November 2026" in text
    assert "Children identified and assisted, 2024: 27 instead of 28." in text
    assert "All 28 → 27" in text
    assert "Version 1: 28" in text


@pytest.mark.parametrize(
    "url",
    [
        "/fr/chiffres/children_assisted/2019/",
        "/fr/chiffres/nothing/2024/",
        "/fr/chiffres/children_assisted/2019/data.csv",
        "/fr/chiffres/source/nothing/",
        "/fr/nulle-part/",
    ],
)
def test_what_is_not_published_is_not_found(client: Client, url: str) -> None:
    builders.small_year()
    assert client.get(url).status_code == 404


def test_nothing_is_posted_to_the_site(client: Client) -> None:
    for url in ("/", "/fr/", "/robots.txt", "/fr/chiffres/children_assisted/2024/"):
        assert client.post(url).status_code == 405


def test_the_number_of_somebody_else_is_shown_as_such(client: Client) -> None:
    text = builders.text_of(builders.html(client, "/en/figures/source/iom-countries/"))
    assert "more than 100" in text
    assert "From an external source" in text
    assert "never added to our figures" in text
    about = builders.html(client, "/en/who-we-are/iom-worldwide/")
    assert '<a class="fig-link" href="/en/figures/source/iom-member-states/">174</a>' in about


def test_the_hotline_says_what_it_is_for(client: Client) -> None:
    page = builders.html(client, "/en/take-action/")
    assert 'href="tel:0800004747"' in page
    assert "for suspected trafficking in persons only" in page


def test_a_signed_in_person_gets_the_same_public_page(signed_in: Any, client: Client) -> None:
    """A session changes nothing of what the site reads: its role reaches no session either."""
    builders.small_year()
    mine = signed_in(worlds.communications_officer())
    assert builders.html(mine, "/fr/") == builders.html(client, "/fr/")
