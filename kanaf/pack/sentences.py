"""Say in whole sentences what a schema refused, and what to write instead."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pydantic_core import ErrorDetails

from kanaf.pack.problems import PackError, hint_for
from kanaf.pack.schemas.words import Part
from kanaf.pack.shape import known_keys
from kanaf.pack.text import Path, Tree

Words = tuple[str, str]
SHORTEN = 60


def refusal(tree: Tree, schema: type[Part], wrong: ErrorDetails) -> PackError:
    """The sentence for one error of the schema, at the line where it is."""
    path: Path = tuple(wrong["loc"])
    key = next((str(step) for step in reversed(path) if isinstance(step, str)), tree.file)
    kind = wrong["type"]
    if kind == "missing":
        return tree.error(path[:-1], *_missing(key))
    if kind == "extra_forbidden":
        return tree.error(path, *_unknown_key(key, known_keys(schema, path[:-1])))
    if wrong["input"] is None and kind.endswith("_type"):
        return tree.error(path, *_nothing(key))
    context = {"key": key, "value": shown(wrong["input"]), **wrong.get("ctx", {})}
    return tree.error(path, *SENTENCES.get(kind, _other)(context))


def shown(value: Any) -> str:
    """A value as it may be repeated in a sentence: on one line, and short."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = " ".join(str(value).split())
    return text if len(text) <= SHORTEN else text[: SHORTEN - 1] + "…"


def _missing(key: str) -> Words:
    return (
        _("“%(key)s” is missing here.") % {"key": key},
        _("Add a line that begins with “%(key)s:”, at the same indentation as its neighbours.") % {"key": key},
    )


def _unknown_key(key: str, known: tuple[str, ...]) -> Words:
    return _("“%(key)s” is not a key that is known here.") % {"key": key}, hint_for(key, known)


def _nothing(key: str) -> Words:
    return (
        _("“%(key)s” has no value.") % {"key": key},
        _("Write its value after the colon, or remove the line if it may be left out."),
    )


def _a_word(context: dict[str, Any]) -> Words:
    return (
        _("“%(key)s” must be a text, and “%(value)s” is not one.") % context,
        _("Write the text between double quotes."),
    )


def _a_whole_number(context: dict[str, Any]) -> Words:
    return (
        _("“%(key)s” must be a whole number, and “%(value)s” is not one.") % context,
        _("Write digits 0 to 9 only, without quotes, spaces or separators."),
    )


def _a_number(context: dict[str, Any]) -> Words:
    return (
        _("“%(key)s” must be a number, and “%(value)s” is not one.") % context,
        _("Write digits 0 to 9 with a point, without quotes: for example 35.17."),
    )


def _yes_or_no(context: dict[str, Any]) -> Words:
    return (
        _("“%(key)s” must be true or false, and “%(value)s” is neither.") % context,
        _("Write true or false, without quotes."),
    )


def _a_list(context: dict[str, Any]) -> Words:
    return (
        _("“%(key)s” must be a list.") % context,
        _("Write one value a line, each after a dash and a space, or all of them between [ and ]."),
    )


def _keys(context: dict[str, Any]) -> Words:
    return (
        _("“%(key)s” must hold keys, each with its value.") % context,
        _("Write one key a line below it, indented, each followed by a colon and its value."),
    )


def _a_choice(context: dict[str, Any]) -> Words:
    choices = [one.strip(" '\"") for one in str(context["expected"]).replace(" or ", ", ").split(", ")]
    return (
        _("“%(value)s” is not an accepted value of “%(key)s”.") % context,
        hint_for(str(context["value"]), choices),
    )


def _venue_kind(context: dict[str, Any]) -> Words:
    return (
        _("“%(value)s” is not a kind of venue that a pack may hold.") % context,
        _(
            "Write one of: %(choices)s. Places where children sleep or meet unseen are never written in a pack: "
            "they stay sealed in the child’s file."
        )
        % context,
    )


def _at_least(context: dict[str, Any]) -> Words:
    return _("“%(key)s” must be at least %(ge)s, and is %(value)s.") % context, _("Correct the number.")


def _at_most(context: dict[str, Any]) -> Words:
    return _("“%(key)s” must be at most %(le)s, and is %(value)s.") % context, _("Correct the number.")


def _too_few(context: dict[str, Any]) -> Words:
    least = int(context["min_length"])
    return (
        ngettext("“%(key)s” needs at least %(least)d entry.", "“%(key)s” needs at least %(least)d entries.", least)
        % {"key": context["key"], "least": least},
        _("Add what is missing below it."),
    )


def _too_many(context: dict[str, Any]) -> Words:
    most = int(context["max_length"])
    return (
        ngettext("“%(key)s” takes at most %(most)d entry.", "“%(key)s” takes at most %(most)d entries.", most)
        % {"key": context["key"], "most": most},
        _("Remove the entries in excess."),
    )


def _code(context: dict[str, Any]) -> Words:
    message = _("“%(value)s” is not a code: a code has small letters a to z, digits, “-” and “_” only.") % context
    if not context["suggestion"]:
        return message, _("Write a short code in Latin letters; the texts for people are in “labels”.")
    return message, _("Write “%(suggestion)s”, here and wherever this code is used.") % context


def _an_empty_text(context: dict[str, Any]) -> Words:
    return _("“%(key)s” is an empty text.") % context, _("Write the text between the quotes.")


def _digits(context: dict[str, Any]) -> Words:
    return (
        _("“%(value)s” has digits other than 0 to 9.") % context,
        _("Write “%(suggestion)s”.") % {"suggestion": shown(context["suggestion"])},
    )


def _partial_date(context: dict[str, Any]) -> Words:
    return (
        _("“%(value)s” is not a date.") % context,
        _('Write a year, a year and month, or a day, between quotes: "2024", "2024-11" or "2024-11-20".'),
    )


def _day(context: dict[str, Any]) -> Words:
    return (
        _("“%(value)s” is not a day of the calendar.") % context,
        _("Write year, month and day with dashes: 2024-11-20."),
    )


def _source_code(context: dict[str, Any]) -> Words:
    return (
        _("“%(value)s” is not the code of a source: it has capital letters, digits and “-” only.") % context,
        _("Write the code as it is in sources.yaml, for example S3."),
    )


def _note_code(context: dict[str, Any]) -> Words:
    return (
        _("“%(value)s” is not the number of a note.") % context,
        _("Write a capital letter and a number, for example A3."),
    )


def _language(context: dict[str, Any]) -> Words:
    return (
        _("“%(value)s” is not the code of a language.") % context,
        _("Write the ISO 639 code of two or three small letters: fr, ar, en, ary."),
    )


def _country(context: dict[str, Any]) -> Words:
    return (
        _("“%(value)s” is not the code of a country.") % context,
        _("Write the ISO 3166-1 code of two capital letters: MA, SN, FR."),
    )


def _nationality(context: dict[str, Any]) -> Words:
    return (
        _("“%(value)s” is not the code of a nationality.") % context,
        _("Write the ISO 3166-1 code of three capital letters (MAR, GIN), XXA for stateless, or unknown."),
    )


def _subdivision(context: dict[str, Any]) -> Words:
    return (
        _("“%(value)s” is not the code of a region or province.") % context,
        _("Write the ISO 3166-2 code: the country, a dash, then one to three letters or digits, as in MA-02 or MA-NAD."),
    )


def _timezone(context: dict[str, Any]) -> Words:
    return (
        _("“%(value)s” is not the name of a time zone.") % context,
        _("Write a continent and a city, as in Africa/Casablanca."),
    )


def _url(context: dict[str, Any]) -> Words:
    return _("“%(value)s” is not a web address.") % context, _("Write it in full, beginning with https://.")


def _inferred_without_why(context: dict[str, Any]) -> Words:
    return (
        _("This date is inferred and does not say why."),
        _("Add “why”, in each language of the pack, or move the date to “stated” if the source gives it."),
    )


def _default_language(context: dict[str, Any]) -> Words:
    return (
        _("The default language is not one of the languages of the pack."),
        _("Write one of: %(choices)s.") % {"choices": context["languages"]},
    )


def _project_or_campaign(context: dict[str, Any]) -> Words:
    return (
        _("A role is held in a project or in a campaign: one of the two, and only one."),
        _("Write “project” or “campaign” with its code."),
    )


def _indicator_or_activity(context: dict[str, Any]) -> Words:
    return (
        _("A public value is that of an indicator or of an activity: one of the two, and only one."),
        _("Write “indicator” or “activity” with its code."),
    )


def _age_bounds(context: dict[str, Any]) -> Words:
    return (
        _("The bounds of this age band are not in order, or one of them is missing."),
        _("Write “from_age” and “to_age” in completed years, the lower first, or neither."),
    )


def _aim(context: dict[str, Any]) -> Words:
    return (
        _("The aim is not shorter than the delay itself."),
        _("Write an “aim” smaller than “within”, or remove it."),
    )


def _not_explained(context: dict[str, Any]) -> Words:
    return (
        _("A part that is not explained needs a note."),
        _("Add “note” with the number of the note, for example A4."),
    )


def _other(context: dict[str, Any]) -> Words:
    return (
        _("“%(key)s” is not written as this file expects it.") % context,
        _("Compare it with the same place of the model pack."),
    )


SENTENCES: dict[str, Callable[[dict[str, Any]], Words]] = {
    "string_type": _a_word,
    "int_type": _a_whole_number,
    "float_type": _a_number,
    "bool_type": _yes_or_no,
    "list_type": _a_list,
    "dict_type": _keys,
    "model_type": _keys,
    "model_attributes_type": _keys,
    "literal_error": _a_choice,
    "venue_kind": _venue_kind,
    "greater_than_equal": _at_least,
    "less_than_equal": _at_most,
    "too_short": _too_few,
    "too_long": _too_many,
    "code": _code,
    "text_empty": _an_empty_text,
    "text_digits": _digits,
    "partial_date": _partial_date,
    "day": _day,
    "source_code": _source_code,
    "note_code": _note_code,
    "language": _language,
    "country": _country,
    "nationality": _nationality,
    "region_code": _subdivision,
    "province_code": _subdivision,
    "timezone": _timezone,
    "url": _url,
    "inferred_without_why": _inferred_without_why,
    "default_language": _default_language,
    "project_or_campaign": _project_or_campaign,
    "indicator_or_activity": _indicator_or_activity,
    "age_bounds": _age_bounds,
    "aim": _aim,
    "not_explained": _not_explained,
}
