"""Dates told in another calendar: known days agree, whole months and years follow one another without a gap."""

from datetime import date, timedelta

import pytest

from kanaf.core.calendars import MOON, Calendar, in_words, interval


@pytest.mark.parametrize(
    ("told", "ours"),
    [((2000, 1, 1), date(2007, 9, 12)), ((2003, 1, 1), date(2010, 9, 11)), ((2003, 13, 6), None), ((2007, 13, 6), date(2015, 9, 11))],
)
def test_known_days_of_the_ethiopian_calendar(told: tuple[int, int, int], ours: date | None) -> None:
    if ours is None:
        assert interval(Calendar.ETHIOPIAN, *told)[0] == date(2011, 9, 11)
    else:
        assert interval(Calendar.ETHIOPIAN, *told) == (ours, ours)


@pytest.mark.parametrize(
    ("told", "ours"), [((1431, 9, 1), date(2010, 8, 11)), ((1431, 10, 1), date(2010, 9, 10)), ((1446, 1, 1), date(2024, 7, 7))]
)
def test_known_days_of_the_hijri_calendar_to_within_a_day(told: tuple[int, int, int], ours: date) -> None:
    assert interval(Calendar.HIJRI, *told) == (ours - MOON, ours + MOON)


@pytest.mark.parametrize(("calendar", "years", "months"), [(Calendar.HIJRI, (1400, 1448), 12), (Calendar.ETHIOPIAN, (1990, 2019), 13)])
def test_years_and_months_follow_one_another(calendar: Calendar, years: tuple[int, int], months: int) -> None:
    moon = MOON if calendar == Calendar.HIJRI else timedelta(0)
    expected = None
    for year in range(*years):
        first, last = interval(calendar, year)
        starts = [interval(calendar, year, month) for month in range(1, months + 1)]
        assert starts[0][0] == first
        assert starts[-1][1] == last
        for start, end in starts:
            assert expected is None or start + moon == expected
            expected = end - moon + timedelta(days=1)


@pytest.mark.parametrize(
    "told",
    [("hijri", 1200), ("hijri", 1431, 13), ("hijri", 1431, 9, 31), ("ethiopian", 2003, 14), ("ethiopian", 2002, 13, 6), ("", 2011, 2, 30)],
)
def test_what_is_no_day_is_refused(told: tuple[str, int]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any sentence, the form says its own
        interval(*told)


def test_it_is_said_as_it_was_told() -> None:
    assert in_words("hijri", "1431-09-12", "fr") == "12 ramadan 1431"
    assert in_words("hijri", "1431-09", "ar") == "رمضان 1431"
    assert in_words("ethiopian", "2003", "en") == "2003"
