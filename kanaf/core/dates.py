"""Days, months and periods in words, and the arithmetic of quarters and ages.

Digits are Western in the three languages (decision 13); Arabic month names are those of Morocco.
"""

from calendar import monthrange
from datetime import date, datetime, timedelta

MONTHS = {
    "fr": ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
    "ar": ["يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو", "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر"],
    "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
}
WEEKDAYS = {
    "fr": ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    "ar": ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
# Between two whole months, and between two days.
FROM_TO_MONTHS = {"fr": "{} à {}", "ar": "من {} إلى {}", "en": "{} to {}"}
FROM_TO_DAYS = {"fr": "du {} au {}", "ar": "من {} إلى {}", "en": "{} to {}"}
COMMA = {"fr": ", ", "ar": "، ", "en": ", "}


def day_in_words(day: date, language: str) -> str:
    """`14 avril 2026`."""
    return f"{_day_and_month(day, language)} {day.year}"


def day_short_in_words(day: date, language: str, today: date) -> str:
    """`14 avril` in the year of today, `14 avril 2024` in another: a list never leaves the year in doubt."""
    return _day_and_month(day, language) if day.year == today.year else day_in_words(day, language)


def weekday_in_words(day: date, language: str) -> str:
    """`mardi 14 avril 2026`."""
    return f"{WEEKDAYS[_known(language)][day.weekday()]} {day_in_words(day, language)}"


def month_in_words(day: date, language: str) -> str:
    """`avril 2026`."""
    return f"{_month(day, language)} {day.year}"


def moment_in_words(moment: datetime, language: str) -> str:
    """`14 avril 2026, 10:42`, of a moment already in the time zone in which it is to be read."""
    return f"{day_in_words(moment.date(), language)}{COMMA[_known(language)]}{moment:%H:%M}"


def period_in_words(start: date, end: date, language: str) -> str:
    """`janvier à décembre 2024` where the period is made of whole months, else `du 3 avril au 12 mai 2026`.

    Both days belong to the period. Raises ValueError when the end comes before the start.
    """
    if end < start:
        raise ValueError(f"A period cannot end ({end}) before it starts ({start}).")
    if start == end:
        return day_in_words(start, language)
    same_year = start.year == end.year
    if start.day == 1 and end == _last_of_month(end):
        if same_year and start.month == end.month:
            return month_in_words(start, language)
        first = _month(start, language) if same_year else month_in_words(start, language)
        return FROM_TO_MONTHS[_known(language)].format(first, month_in_words(end, language))
    first = _day_and_month(start, language) if same_year else day_in_words(start, language)
    return FROM_TO_DAYS[_known(language)].format(first, day_in_words(end, language))


def month_of(day: date) -> tuple[date, date]:
    """First and last day of the month."""
    return day.replace(day=1), _last_of_month(day)


def quarter_of(day: date) -> tuple[date, date]:
    """First and last day of the quarter."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return first, _last_of_month(first.replace(month=first.month + 2))


def year_of(day: date) -> tuple[date, date]:
    """First and last day of the calendar year."""
    return date(day.year, 1, 1), date(day.year, 12, 31)


def age_on(born: date, day: date) -> int:
    """Completed years. Who was born on 29 February turns a year older on 1 March in common years.

    Raises ValueError for a day before birth.
    """
    if day < born:
        raise ValueError(f"No age on {day} for a birth on {born}.")
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def days_in_month(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def _last_of_month(day: date) -> date:
    return day.replace(day=1) + timedelta(days=days_in_month(day.year, day.month) - 1)


def _day_and_month(day: date, language: str) -> str:
    number = "1er" if day.day == 1 and _known(language) == "fr" else str(day.day)
    return f"{number} {_month(day, language)}"


def _month(day: date, language: str) -> str:
    return MONTHS[_known(language)][day.month - 1]


def _known(language: str) -> str:
    """`fr-ma` is read as French; a language that we have no words for as English."""
    code = language[:2]
    return code if code in MONTHS else "en"
