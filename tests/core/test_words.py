"""Days, periods, ages, numbers and codes as people read them, in three languages."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from kanaf.core import dates
from kanaf.core.templatetags import kanaf as tags

THOUSAND = "1\u00a0042"


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "14 avril 2026"), ("ar", "14 أبريل 2026"), ("en", "14 April 2026"), ("fr-ma", "14 avril 2026"), ("de", "14 April 2026")],
)
def test_a_day_in_words(language: str, words: str) -> None:
    assert dates.day_in_words(date(2026, 4, 14), language) == words


def test_the_first_of_a_month_is_premier_in_french_alone() -> None:
    assert [dates.day_in_words(date(2026, 8, 1), language) for language in ("fr", "ar", "en")] == [
        "1er août 2026",
        "1 غشت 2026",
        "1 August 2026",
    ]


def test_arabic_months_are_those_of_morocco() -> None:
    months = [dates.month_in_words(date(2025, month, 1), "ar").split()[0] for month in range(1, 13)]
    assert months == ["يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو", "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر"]


def test_a_weekday_and_a_moment() -> None:
    assert dates.weekday_in_words(date(2026, 4, 14), "fr") == "mardi 14 avril 2026"
    assert dates.weekday_in_words(date(2026, 4, 14), "ar") == "الثلاثاء 14 أبريل 2026"
    assert dates.moment_in_words(datetime(2025, 1, 31, 18, 0, tzinfo=UTC), "ar") == "31 يناير 2025، 18:00"


def test_a_short_day_names_the_year_only_where_it_is_another() -> None:
    today = date(2026, 4, 14)
    assert dates.day_short_in_words(date(2026, 5, 2), "fr", today) == "2 mai"
    assert dates.day_short_in_words(date(2024, 5, 2), "fr", today) == "2 mai 2024"


@pytest.mark.parametrize(
    ("start", "end", "french", "arabic", "english"),
    [
        (date(2024, 1, 1), date(2024, 12, 31), "janvier à décembre 2024", "من يناير إلى دجنبر 2024", "January to December 2024"),
        (date(2024, 2, 1), date(2024, 2, 29), "février 2024", "فبراير 2024", "February 2024"),
        (date(2024, 11, 1), date(2025, 3, 31), "novembre 2024 à mars 2025", "من نونبر 2024 إلى مارس 2025", "November 2024 to March 2025"),
        (date(2026, 4, 3), date(2026, 5, 12), "du 3 avril au 12 mai 2026", "من 3 أبريل إلى 12 ماي 2026", "3 April to 12 May 2026"),
        (
            date(2025, 12, 30),
            date(2026, 1, 2),
            "du 30 décembre 2025 au 2 janvier 2026",
            "من 30 دجنبر 2025 إلى 2 يناير 2026",
            "30 December 2025 to 2 January 2026",
        ),
        (date(2026, 4, 14), date(2026, 4, 14), "14 avril 2026", "14 أبريل 2026", "14 April 2026"),
    ],
)
def test_a_period_in_words(start: date, end: date, french: str, arabic: str, english: str) -> None:
    assert [dates.period_in_words(start, end, language) for language in ("fr", "ar", "en")] == [french, arabic, english]


def test_a_period_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        dates.period_in_words(date(2026, 2, 1), date(2026, 1, 1), "fr")


def test_quarters_years_and_months() -> None:
    assert dates.quarter_of(date(2026, 5, 17)) == (date(2026, 4, 1), date(2026, 6, 30))
    assert dates.quarter_of(date(2026, 12, 31)) == (date(2026, 10, 1), date(2026, 12, 31))
    assert dates.year_of(date(2024, 2, 29)) == (date(2024, 1, 1), date(2024, 12, 31))
    assert dates.month_of(date(2024, 2, 3)) == (date(2024, 2, 1), date(2024, 2, 29))


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2010, 3, 27), date(2026, 3, 26), 15),
        (date(2010, 3, 27), date(2026, 3, 27), 16),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2026, 1, 1), date(2026, 1, 1), 0),
    ],
)
def test_an_age_is_in_completed_years(born: date, day: date, age: int) -> None:
    assert dates.age_on(born, day) == age


def test_nobody_has_an_age_before_birth() -> None:
    with pytest.raises(ValueError, match="No age"):
        dates.age_on(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_a_number_has_western_digits_and_never_breaks(language: str) -> None:
    with translation.override(language):
        assert tags.number(1042) == THOUSAND
        assert tags.number("1042") == THOUSAND
        assert tags.number(None) == ""
        assert tags.number(0) == "0"


def test_a_decimal_follows_the_language() -> None:
    with translation.override("fr"):
        assert tags.percent(Decimal("0.6449")) == "64,5\u00a0%"
    with translation.override("en"):
        assert tags.percent(0.6449) == "64.5%"


def test_filters_speak_the_readers_language_and_casablancas_time() -> None:
    with translation.override("fr"):
        assert tags.moment(datetime(2025, 7, 31, 17, 5, tzinfo=UTC)) == "31 juillet 2025, 18:05"
        assert tags.hour(datetime(2025, 7, 31, 17, 5, tzinfo=UTC)) == "18:05"
        assert tags.day(datetime(2025, 7, 31, 23, 30, tzinfo=UTC)) == "1er août 2025"
        assert tags.period((date(2024, 1, 1), date(2024, 12, 31))) == "janvier à décembre 2024"
        assert [tags.day(None), tags.day_short(None), tags.moment(None), tags.period(None), tags.from_today(None)] == [""] * 5


def test_a_code_and_a_name_of_another_script_are_isolated() -> None:
    assert tags.code("7R4-M2K") == '<span class="code" dir="ltr">7R4-M2K</span>'
    with translation.override("fr"):
        assert tags.other_script("محمادو") == '<bdi lang="ar">محمادو</bdi>'
        assert tags.other_script("<Aya>") == "<bdi>&lt;Aya&gt;</bdi>"
    assert tags.isolated("7R4-M2K <b> 2024-2025") == '<span class="code" dir="ltr">7R4-M2K</span> &lt;b&gt; 2024-2025'
