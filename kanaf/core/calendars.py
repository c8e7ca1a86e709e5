"""Dates told in another calendar than ours: the Hijri one, and the Ethiopian, which Eritreans keep too.

Hijri months begin with the moon seen: Umm al-Qura's tables (hijridate) agree with what people count to within a day. Ethiopian dates are
exact, by the arithmetic of Dershowitz and Reingold, *Calendrical Calculations* (the Coptic calendar with another epoch).
"""

from datetime import date, timedelta
from enum import StrEnum

from hijridate import Hijri

MOON = timedelta(days=1)
ETHIOPIAN_EPOCH = 2796  # the first day of their first year, as Python counts days: 29 August 8 of the Julian calendar
HIJRI_YEARS = range(1343, 1500)


class Calendar(StrEnum):
    """In which calendar a date was told."""

    GREGORIAN = ""
    HIJRI = "hijri"
    ETHIOPIAN = "ethiopian"


MONTHS = {
    Calendar.HIJRI: {
        "fr": "mouharram|safar|rabia al awal|rabia ath-thani|joumada al oula|joumada ath-thania|rajab|chaabane|ramadan|chawwal"
        "|dhou al qi‘da|dhou al hijja",
        "ar": "محرم|صفر|ربيع الأول|ربيع الآخر|جمادى الأولى|جمادى الآخرة|رجب|شعبان|رمضان|شوال|ذو القعدة|ذو الحجة",
        "en": "Muharram|Safar|Rabi al-Awwal|Rabi al-Thani|Jumada al-Ula|Jumada al-Thania|Rajab|Shaban|Ramadan|Shawwal|Dhu al-Qadah"
        "|Dhu al-Hijjah",
    },
    Calendar.ETHIOPIAN: {
        "fr": "meskerem|tekemt|hedar|tahsas|ter|yekatit|megabit|miyazya|genbot|sene|hamle|nehase|pagoumen",
        "ar": "مسكرم|تقمت|هدار|تهساس|طر|يكاتيت|مغابيت|ميازيا|غنبوت|سني|هملي|نهاسي|باغمين",
        "en": "Meskerem|Tikimt|Hidar|Tahsas|Tir|Yekatit|Megabit|Miyazya|Ginbot|Sene|Hamle|Nehase|Pagume",
    },
}


def interval(calendar: str, year: int, month: int | None = None, day: int | None = None) -> tuple[date, date]:
    """The days of ours between which a date lies of which a part may be known. ValueError where there is no such date."""
    if day is not None and month is None:
        raise ValueError("a day without its month")
    match Calendar(calendar):
        case Calendar.GREGORIAN:
            return _between(date, year, month, day, months=12)
        case Calendar.ETHIOPIAN:
            return _between(_ethiopian, year, month, day, months=13)
        case Calendar.HIJRI:
            if year not in HIJRI_YEARS:
                raise ValueError("a year of which there is no table")
            earliest, latest = _between(_hijri, year, month, day, months=12)
            return earliest - MOON, latest + MOON


def in_words(calendar: str, told: str, language: str) -> str:
    """`1431`, `ramadan 1431` or `12 ramadan 1431` of `1431-09-12`."""
    year, month, day = [*(int(part) for part in told.split("-")), 0, 0][:3]
    months = MONTHS[Calendar(calendar)][language if language in ("fr", "ar", "en") else "fr"].split("|")
    return " ".join(part for part in (str(day or ""), months[month - 1] if month else "", str(year)) if part)


def _between(on, year: int, month: int | None, day: int | None, *, months: int) -> tuple[date, date]:  # type: ignore[no-untyped-def]
    if month is not None and not 1 <= month <= months:
        raise ValueError("no such month")
    if day is not None:
        found = on(year, month, day)
        return found, found
    first = on(year, month or 1, 1)
    after = on(year + 1, 1, 1) if month in (None, months) else on(year, (month or 0) + 1, 1)
    return first, after - timedelta(days=1)


def _hijri(year: int, month: int, day: int) -> date:
    try:
        return date(*Hijri(year, month, day).to_gregorian().datetuple())
    except OverflowError as error:
        raise ValueError("a year of which there is no table") from error


def _ethiopian(year: int, month: int, day: int) -> date:
    last = 30 if month <= 12 else 5 + (year % 4 == 3)
    if not 1 <= day <= last or not 1 <= year < 9990:
        raise ValueError("no such day")
    return date.fromordinal(ETHIOPIAN_EPOCH + 365 * (year - 1) + year // 4 + 30 * (month - 1) + day - 1)
