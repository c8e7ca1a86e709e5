"""What the desk says in words: whom a row is about, how old, what is due, why two records look alike."""

from dataclasses import dataclass
from datetime import date
from math import floor

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from kanaf.children.models import Registration
from kanaf.children.queries import age_shown
from kanaf.children.rules import ADULT
from kanaf.core import calendars, dates
from kanaf.core.calendars import Calendar
from kanaf.matching import Band, Code, Comparison, Field, Reason

Precision = Registration.Precision

STEPS: dict[str, str | Promise] = {
    "first_response": gettext_lazy("First response and safety"),
    "follow_up": gettext_lazy("Follow-up contact"),
}
SEXES: dict[str, str | Promise] = {
    "female": pgettext_lazy("child", "Girl"),
    "male": pgettext_lazy("child", "Boy"),
    "unknown": gettext_lazy("Sex not yet known"),
}
PRECISIONS: dict[str, str | Promise] = {
    Precision.EXACT: gettext_lazy("date of birth known"),
    Precision.MONTH: gettext_lazy("month and year of birth known"),
    Precision.YEAR: gettext_lazy("year of birth known"),
    Precision.ESTIMATED: gettext_lazy("estimated, within one year"),
    Precision.UNKNOWN: gettext_lazy("date of birth not known"),
}
NAMES: tuple[tuple[str, str | Promise], ...] = (
    ("latin", gettext_lazy("Name, Latin letters")),
    ("arabic", gettext_lazy("Name, Arabic letters")),
    ("nickname", gettext_lazy("Nickname")),
    ("other_names", gettext_lazy("Other names or spellings")),
    ("mother", gettext_lazy("Name of the mother")),
    ("father", gettext_lazy("Name of the father")),
    ("origin", gettext_lazy("Where the child comes from")),
    ("parents_whereabouts", gettext_lazy("Where the parents are")),
    ("contact", gettext_lazy("How to reach the child")),
    ("place", gettext_lazy("Where the child can be found")),
    ("caregiver", gettext_lazy("Who looks after the child")),
    ("caregiver_contact", gettext_lazy("How to reach that person")),
    ("separation_place", gettext_lazy("Where they were separated")),
    ("unhcr_number", gettext_lazy("Number with UNHCR")),
    ("icrc_number", gettext_lazy("Number with the Red Cross or Red Crescent")),
    ("other_number", gettext_lazy("Number with another agency")),
)
# The interface's shapes for the pack's statuses (core.pills).
SITUATIONS = {"accompanied_at_risk": "accompanied"}


def age(registration: Registration, on: date) -> str:
    """`15 years`, `about 15 years` where it is estimated."""
    years = age_shown(registration, on)
    if years is None:
        return _("age not known")
    if years == 0:
        return _("under one year")
    if registration.birth_precision in {Precision.ESTIMATED, Precision.UNKNOWN}:
        return ngettext("about %(years)s year", "about %(years)s years", years) % {"years": years}
    return ngettext("%(years)s year", "%(years)s years", years) % {"years": years}


def child(registration: Registration | None, on: date) -> str:
    """`girl, 15 years`: what a list says of a child."""
    if registration is None:
        return _("nothing registered yet")
    words = {"age": age(registration, on)}
    if registration.sex == "female":
        return _("girl, %(age)s") % words
    if registration.sex == "male":
        return _("boy, %(age)s") % words
    return _("child, %(age)s") % words


def birth(registration: Registration) -> str:
    """What is known of the birth, as precisely as it is known."""
    earliest, latest = registration.born_earliest, registration.born_latest
    language = get_language() or "fr"
    if earliest is None or latest is None:
        return _("not known")
    if registration.birth_as_told:
        return _told_otherwise(registration, earliest, latest, language)
    if registration.birth_precision == Precision.EXACT:
        return dates.day_in_words(earliest, language)
    if registration.birth_precision == Precision.MONTH:
        return dates.month_in_words(earliest, language)
    if registration.birth_precision == Precision.YEAR:
        return str(earliest.year)
    first, last = dates.month_in_words(earliest, language), dates.month_in_words(latest, language)
    return _("between %(first)s and %(last)s") % {"first": first, "last": last}


def _told_otherwise(registration: Registration, earliest: date, latest: date, language: str) -> str:
    """`12 ramadan 1431 (Hijri calendar), about 22 August 2010`."""
    told = calendars.in_words(registration.birth_calendar, registration.birth_as_told, language)
    sentence = _("%(told)s (Hijri calendar)") if registration.birth_calendar == Calendar.HIJRI else _("%(told)s (Ethiopian calendar)")
    told = sentence % {"told": told}
    comma = dates.COMMA[language if language in dates.COMMA else "fr"]
    if registration.birth_precision == Precision.EXACT:
        middle = earliest + (latest - earliest) // 2
        about = _("about %(day)s") % {"day": dates.day_in_words(middle, language)}
        return f"{told}{comma}{about}"
    between = _("between %(first)s and %(last)s") % {
        "first": dates.month_in_words(earliest, language),
        "last": dates.month_in_words(latest, language),
    }
    return f"{told}{comma}{between}"


def coming_of_age(registration: Registration, on: date, within_days: int = 183) -> str:
    """When an adolescent who is nearly 18 comes of age; nothing for others."""
    earliest = registration.born_earliest
    if earliest is None or registration.birth_precision not in {Precision.EXACT, Precision.MONTH}:
        return ""
    if registration.birth_calendar == Calendar.HIJRI:
        earliest += calendars.MOON
    try:
        day = earliest.replace(year=earliest.year + ADULT)
    except ValueError:  # 29 February
        day = date(earliest.year + ADULT, 3, 1)
    if not 0 <= (day - on).days <= within_days:
        return ""
    language = get_language() or "fr"
    if registration.birth_precision == Precision.EXACT:
        return _("18 on %(day)s") % {"day": dates.day_in_words(day, language)}
    return _("18 in %(month)s") % {"month": dates.month_in_words(day, language)}


def partial_day(text: str) -> str:
    """`2025`, `June 2025` or `12 June 2025` of a date of which only a part may be known."""
    parts = [int(part) for part in text.split("-") if part.isdigit()]
    language = get_language() or "fr"
    if len(parts) == 3:
        return dates.day_in_words(date(*parts), language)
    if len(parts) == 2:
        return dates.month_in_words(date(parts[0], parts[1], 1), language)
    return text


@dataclass(frozen=True)
class Line:
    """One reason in words. `agrees` is None where nothing could be compared; the two names only where they may be shown."""

    sentence: str
    agrees: bool | None
    ours: str = ""
    theirs: str = ""


BANDS = {Band.CLOSE: "very_close", Band.POSSIBLE: "possible"}
# Written differently, yet perhaps one name: only there the two spellings teach something.
SPELLED_OTHERWISE = {Code.SAME_FOLDED, Code.SAME_SKELETON, Code.SHORT_FORM, Code.PART, Code.ONE_EDIT, Code.SIMILAR}
OWN_NAMES = {Field.GIVEN, Field.FAMILY, Field.NICKNAME, Field.OTHER_NAMES}


def reasons(comparison: Comparison, *, with_names: bool) -> list[Line]:
    """Why two records look alike, contradictions first; what could not be compared is left out."""
    return [_line(reason, with_names) for reason in comparison.reasons if reason.code is not Code.MISSING]


def _line(reason: Reason, with_names: bool) -> Line:
    sentence = str(REASONS[reason.field, reason.code])
    agrees = reason.bits > 0 if reason.bits else None
    if with_names and reason.field in OWN_NAMES and reason.code in SPELLED_OTHERWISE:
        return Line(sentence, agrees, reason.ours, reason.theirs)
    return Line(sentence, agrees)


@dataclass(frozen=True)
class Weighed:
    """A reason of a pair that was found, in words, with its bits as they are shown."""

    field: str
    sentence: str
    bits: str
    agrees: bool | None


def weighed(reasons: list[tuple[str, str, float]]) -> tuple[list[Weighed], str]:
    """The stored reasons of a pair in words, contradictions first, and their sum; what could not be compared is left out.

    The tenths shown add up to the tenths of the sum: whoever adds them by hand finds the same.
    """
    said = [(Field(field), Code(code), bits) for field, code, bits in reasons if Code(code) is not Code.MISSING]
    tenths = _adding_up([bits for _field, _code, bits in said])
    lines = [
        Weighed(field, str(REASONS[field, code]), _signed(shown), bits > 0 if bits else None)
        for (field, code, bits), shown in zip(said, tenths, strict=True)
    ]
    return lines, _signed(sum(tenths))


def _adding_up(bits: list[float]) -> list[int]:
    """Tenths of each, rounded down or up so that they add up to the rounded sum: the largest remainders are rounded up."""
    down = [floor(one * 10) for one in bits]
    left = round(sum(bits) * 10) - sum(down)
    up = sorted(range(len(bits)), key=lambda at: down[at] - bits[at] * 10)[:left]
    return [tenths + (at in up) for at, tenths in enumerate(down)]


def _signed(tenths: int) -> str:
    sign = "+" if tenths > 0 else "−" if tenths < 0 else ""
    return f"{sign}{number_format(abs(tenths) / 10, decimal_pos=1)}"


REASONS: dict[tuple[Field, Code], str | Promise] = {
    (Field.GIVEN, Code.SAME): gettext_lazy("same given name"),
    (Field.GIVEN, Code.SAME_FOLDED): gettext_lazy("same given name, spelled otherwise"),
    (Field.GIVEN, Code.SAME_SKELETON): gettext_lazy("given names with the same consonants"),
    (Field.GIVEN, Code.SHORT_FORM): gettext_lazy("given names that are forms of one name"),
    (Field.GIVEN, Code.PART): gettext_lazy("one given name is a part of the other"),
    (Field.GIVEN, Code.ONE_EDIT): gettext_lazy("given names that differ by one letter"),
    (Field.GIVEN, Code.SIMILAR): gettext_lazy("given names that resemble each other"),
    (Field.GIVEN, Code.DIFFERENT): gettext_lazy("another given name"),
    (Field.GIVEN, Code.CONTRADICTION): gettext_lazy("a parent in common and another given name, as brothers and sisters have"),
    (Field.GIVEN, Code.MISSING): gettext_lazy("no given name to compare"),
    (Field.FAMILY, Code.SAME): gettext_lazy("same family name"),
    (Field.FAMILY, Code.SAME_FOLDED): gettext_lazy("same family name, spelled otherwise"),
    (Field.FAMILY, Code.SAME_SKELETON): gettext_lazy("family names with the same consonants"),
    (Field.FAMILY, Code.SHORT_FORM): gettext_lazy("family names that are forms of one name"),
    (Field.FAMILY, Code.PART): gettext_lazy("one family name is a part of the other"),
    (Field.FAMILY, Code.ONE_EDIT): gettext_lazy("family names that differ by one letter"),
    (Field.FAMILY, Code.SIMILAR): gettext_lazy("family names that resemble each other"),
    (Field.FAMILY, Code.DIFFERENT): gettext_lazy("another family name"),
    (Field.FAMILY, Code.MISSING): gettext_lazy("no family name to compare"),
    (Field.ORDER, Code.SWAPPED): gettext_lazy("given name and family name in each other’s place"),
    (Field.OTHER_NAMES, Code.SAME): gettext_lazy("same other name"),
    (Field.OTHER_NAMES, Code.SAME_FOLDED): gettext_lazy("same other name, spelled otherwise"),
    (Field.OTHER_NAMES, Code.SAME_SKELETON): gettext_lazy("other names with the same consonants"),
    (Field.OTHER_NAMES, Code.SHORT_FORM): gettext_lazy("one of the other names is a form of the other"),
    (Field.OTHER_NAMES, Code.PART): gettext_lazy("one of the other names is a part of the other"),
    (Field.OTHER_NAMES, Code.ONE_EDIT): gettext_lazy("other names that differ by one letter"),
    (Field.OTHER_NAMES, Code.SIMILAR): gettext_lazy("other names that resemble each other"),
    (Field.OTHER_NAMES, Code.DIFFERENT): gettext_lazy("no other name in common"),
    (Field.OTHER_NAMES, Code.MISSING): gettext_lazy("no other name to compare"),
    (Field.NICKNAME, Code.SAME): gettext_lazy("same nickname"),
    (Field.NICKNAME, Code.SAME_FOLDED): gettext_lazy("same nickname, spelled otherwise"),
    (Field.NICKNAME, Code.SAME_SKELETON): gettext_lazy("nicknames with the same consonants"),
    (Field.NICKNAME, Code.SHORT_FORM): gettext_lazy("nicknames that are forms of one name"),
    (Field.NICKNAME, Code.PART): gettext_lazy("one nickname is a part of the other"),
    (Field.NICKNAME, Code.ONE_EDIT): gettext_lazy("nicknames that differ by one letter"),
    (Field.NICKNAME, Code.SIMILAR): gettext_lazy("nicknames that resemble each other"),
    (Field.NICKNAME, Code.DIFFERENT): gettext_lazy("another nickname"),
    (Field.NICKNAME, Code.MISSING): gettext_lazy("no nickname to compare"),
    (Field.MOTHER, Code.SAME): gettext_lazy("same name of the mother"),
    (Field.MOTHER, Code.SAME_FOLDED): gettext_lazy("same name of the mother, spelled otherwise"),
    (Field.MOTHER, Code.SAME_SKELETON): gettext_lazy("names of the mother with the same consonants"),
    (Field.MOTHER, Code.SHORT_FORM): gettext_lazy("names of the mother that are forms of one name"),
    (Field.MOTHER, Code.PART): gettext_lazy("one name of the mother is a part of the other"),
    (Field.MOTHER, Code.ONE_EDIT): gettext_lazy("names of the mother that differ by one letter"),
    (Field.MOTHER, Code.SIMILAR): gettext_lazy("names of the mother that resemble each other"),
    (Field.MOTHER, Code.DIFFERENT): gettext_lazy("another name of the mother"),
    (Field.MOTHER, Code.MISSING): gettext_lazy("no name of the mother to compare"),
    (Field.FATHER, Code.SAME): gettext_lazy("same name of the father"),
    (Field.FATHER, Code.SAME_FOLDED): gettext_lazy("same name of the father, spelled otherwise"),
    (Field.FATHER, Code.SAME_SKELETON): gettext_lazy("names of the father with the same consonants"),
    (Field.FATHER, Code.SHORT_FORM): gettext_lazy("names of the father that are forms of one name"),
    (Field.FATHER, Code.PART): gettext_lazy("one name of the father is a part of the other"),
    (Field.FATHER, Code.ONE_EDIT): gettext_lazy("names of the father that differ by one letter"),
    (Field.FATHER, Code.SIMILAR): gettext_lazy("names of the father that resemble each other"),
    (Field.FATHER, Code.DIFFERENT): gettext_lazy("another name of the father"),
    (Field.FATHER, Code.MISSING): gettext_lazy("no name of the father to compare"),
    (Field.SEX, Code.SAME): gettext_lazy("same sex"),
    (Field.SEX, Code.CONTRADICTION): gettext_lazy("the other sex"),
    (Field.SEX, Code.MISSING): gettext_lazy("sex known of one only"),
    (Field.BORN, Code.SAME): gettext_lazy("same date of birth"),
    (Field.BORN, Code.OVERLAP): gettext_lazy("ages that agree"),
    (Field.BORN, Code.ONE_EDIT): gettext_lazy("dates of birth that differ in one part"),
    (Field.BORN, Code.SIMILAR): gettext_lazy("ages less than a year apart"),
    (Field.BORN, Code.DIFFERENT): gettext_lazy("ages up to three years apart"),
    (Field.BORN, Code.CONTRADICTION): gettext_lazy("ages more than three years apart"),
    (Field.BORN, Code.MISSING): gettext_lazy("age known of one only"),
    (Field.NATIONALITIES, Code.OVERLAP): gettext_lazy("a nationality in common"),
    (Field.NATIONALITIES, Code.CONTRADICTION): gettext_lazy("no nationality in common"),
    (Field.NATIONALITIES, Code.MISSING): gettext_lazy("nationality known of one only"),
    (Field.LANGUAGES, Code.OVERLAP): gettext_lazy("a language in common"),
    (Field.LANGUAGES, Code.DIFFERENT): gettext_lazy("no language in common"),
    (Field.LANGUAGES, Code.MISSING): gettext_lazy("languages known of one only"),
    (Field.ORIGIN, Code.SAME): gettext_lazy("same place of origin"),
    (Field.ORIGIN, Code.SAME_FOLDED): gettext_lazy("same place of origin, spelled otherwise"),
    (Field.ORIGIN, Code.SAME_SKELETON): gettext_lazy("places of origin with the same consonants"),
    (Field.ORIGIN, Code.PART): gettext_lazy("one place of origin is a part of the other"),
    (Field.ORIGIN, Code.ONE_EDIT): gettext_lazy("places of origin that differ by one letter"),
    (Field.ORIGIN, Code.SIMILAR): gettext_lazy("places of origin that resemble each other"),
    (Field.ORIGIN, Code.DIFFERENT): gettext_lazy("another place of origin"),
    (Field.ORIGIN, Code.MISSING): gettext_lazy("place of origin known of one only"),
}
