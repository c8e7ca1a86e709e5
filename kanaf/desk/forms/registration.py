"""Registering a child: who it is, how old, where it stands today. Nothing that DOMAIN.md §3.3 says not to ask."""

from dataclasses import fields
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account
from kanaf.children import rules
from kanaf.children.actions import Particulars
from kanaf.children.models import ChildLink, Registration
from kanaf.children.told import Names, tidy
from kanaf.core.calendars import Calendar
from kanaf.core.errors import Refused
from kanaf.core.forms import DayField, KanafForm
from kanaf.desk.forms.lists import PartialDayField, city_choices, explained, offered, own_cities
from kanaf.places.models import City

LONGEST_NAME = 300
LONGEST_TEXT = 600
DONT_KNOW = _("Not said")
Precision = Registration.Precision
NAMES = tuple(field.name for field in fields(Names))


def line(label: Any, help_text: Any = "", **attrs: str) -> forms.CharField:
    """One line that is sealed: a name, a place, a way to reach somebody."""
    field = forms.CharField(label=label, help_text=help_text, required=False, max_length=LONGEST_NAME)
    field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false", **attrs}
    del field.widget.attrs["maxlength"]  # the browser would cut a pasted name silently; the server says what to do
    field.error_messages["max_length"] = _("Write at most %(limit_value)d characters: there are %(show_value)d.")
    return field


def _number(label: Any, least: int, most: int, sentence: Any) -> forms.IntegerField:
    field = forms.IntegerField(label=label, required=False, min_value=least, max_value=most, error_messages={"invalid": sentence})
    field.widget.attrs["class"] = "w-4" if most > 99 else "w-2"
    field.error_messages |= {"min_value": sentence, "max_value": sentence}
    for validator in field.validators:
        validator.message = sentence  # type: ignore[attr-defined]
    return field


class NamesForm(KanafForm):
    """Who the child is and its people: everything that is sealed."""

    mark_optional = False

    latin = line(_("First name and family name, Latin letters"), dir="ltr")
    arabic = line(_("First name and family name, Arabic letters"), dir="rtl", lang="ar")
    nickname = line(_("Nickname"), dir="auto")
    other_names = line(_("Other names or spellings"), dir="auto")
    mother = line(_("Name of the mother"), dir="auto")
    father = line(_("Name of the father"), dir="auto")
    origin = line(_("Town, village or region the child comes from"), dir="auto")
    caregiver = line(_("Name of who looks after the child now"), dir="auto")
    caregiver_contact = line(_("How to reach that person"), dir="auto")
    separation_place = line(_("Where they were separated"), dir="auto")
    parents_whereabouts = line(_("Where the parents are, as last known"), dir="auto")
    contact = line(_("How to reach the child"), dir="auto")
    place = forms.CharField(
        label=_("Where the child can be found"),
        help_text=_("Sealed with the names. Never shown in a list, a search or an export."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": "2", "autocomplete": "off"}),
    )
    unhcr_number = line(_("Number with UNHCR"), dir="ltr")
    icrc_number = line(_("Number with the Red Cross or Red Crescent"), dir="ltr")
    other_number = line(_("Number with another agency, and which"), dir="auto")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].widget.attrs.pop("maxlength", None)

    @property
    def names(self) -> Names:
        """What is sealed, as typed."""
        return Names(**{name: self.cleaned_data.get(name, "") for name in NAMES})

    @property
    def has_mixed_script(self) -> bool:
        """Whether a name was typed in both scripts at once, or in the other one's box, and was put in its place."""
        typed, put = self.names, tidy(self.names)
        return (" ".join(typed.latin.split()), " ".join(typed.arabic.split())) != (put.latin, put.arabic)


class ParticularsForm(KanafForm):
    """What is registered in codes. Sex and situation are answered, all else may stay empty."""

    mark_optional = False

    sex = forms.ChoiceField(label=_("Sex"), choices=offered("sex"), widget=forms.RadioSelect)
    precision = forms.ChoiceField(label=_("What is known"), choices=Precision.choices, widget=forms.RadioSelect, required=False)
    birth_day = _number(_("Day"), 1, 31, _("Write the day as a number from 1 to 31."))
    birth_month = _number(_("Month"), 1, 13, _("Write the month as a number from 1 to 12."))
    birth_year = _number(_("Year"), 1000, 9999, _("Write the year with four digits, for example 2010."))
    birth_calendar = forms.ChoiceField(
        label=_("Calendar"),
        choices=[
            (Calendar.GREGORIAN, _("The usual one")),
            (Calendar.HIJRI, _("Hijri")),
            (Calendar.ETHIOPIAN, _("Ethiopian or Eritrean")),
        ],
        required=False,
    )
    age = _number(_("Age"), 0, 99, _("Write the age in years, as a number from 0 to 99."))
    age_in_dispute = forms.BooleanField(
        label=_("The age is in dispute"),
        help_text=_("It is taken as under verification: the child has the benefit of the doubt, and is helped like every other."),
        required=False,
    )

    nationality = forms.ChoiceField(label=_("Declared nationality"), choices=offered("nationality", empty=DONT_KNOW), required=False)
    other_nationality = forms.ChoiceField(label=_("Other nationality"), choices=offered("nationality", empty=_("None")), required=False)
    language = forms.ChoiceField(
        label=_("Language of the interview"),
        help_text=_("The one in which the child is at ease."),
        choices=offered("language", empty=DONT_KNOW),
        required=False,
    )
    other_language = forms.ChoiceField(label=_("Other language"), choices=offered("language", empty=_("None")), required=False)
    needs_interpreter = forms.BooleanField(label=_("An interpreter is needed"), required=False)

    protection_status = forms.ChoiceField(
        label=_("With whom is the child?"), choices=explained("protection_status"), widget=forms.RadioSelect
    )
    separation_cause = forms.ChoiceField(
        label=_("Cause of the separation"), choices=offered("separation_cause", empty=DONT_KNOW), required=False
    )
    separated_on = PartialDayField(
        label=_("Date of the separation"), help_text=_("As far as it is known: the year alone is enough."), required=False
    )
    caregiver_relation = forms.ChoiceField(
        label=_("Who looks after the child now"), choices=offered("caregiver_relation", empty=_("Nobody, or not said")), required=False
    )
    care_since = PartialDayField(label=_("Since when"), help_text=_("As far as it is known: the year alone is enough."), required=False)
    care_arrangement = forms.ChoiceField(
        label=_("Where or with whom the child lives now"), choices=offered("care_arrangement", empty=DONT_KNOW), required=False
    )
    concerns = forms.MultipleChoiceField(
        label=_("Urgent concerns"), choices=offered("protection_concern"), widget=forms.CheckboxSelectMultiple, required=False
    )
    documents = forms.MultipleChoiceField(
        label=_("Documents the child holds"),
        help_text=_("Their kind only: no copy, no number."),
        choices=offered("document_type"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    wants_card = forms.BooleanField(
        label=_("The child wants a card with its code"),
        help_text=_("A code and nothing else, no name of the programme. A card can be found by others: only the child decides."),
        required=False,
    )
    source = forms.ChoiceField(label=_("Who told you about the child"), choices=offered("alert_source", empty=DONT_KNOW), required=False)

    def __init__(self, *args: Any, today: date, interviewed_on: date | None = None, **kwargs: Any) -> None:
        self.today = today
        self.interviewed_on = interviewed_on
        super().__init__(*args, **kwargs)
        self.birth: rules.Birth | None = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not {"birth_day", "birth_month", "birth_year", "age"} & set(self.errors):
            try:
                self.birth = self._birth(cleaned)
            except Refused as refused:
                self.add_refusal(refused)
        return cleaned

    def _birth(self, typed: dict[str, Any]) -> rules.Birth:
        day, month, year, age = (typed.get(name) for name in ("birth_day", "birth_month", "birth_year", "age"))
        precision = typed.get("precision") or _what_is_known(day, month, year, age)
        on = typed.get("on") or self.interviewed_on or self.today
        calendar = typed.get("birth_calendar") or Calendar.GREGORIAN
        return rules.birth_from(precision=precision, year=year, month=month, day=day, age=age, today=self.today, on=on, calendar=calendar)

    @property
    def nationalities(self) -> list[str]:
        return self._chosen("nationality", "other_nationality")

    @property
    def languages(self) -> list[str]:
        return self._chosen("language", "other_language")

    @property
    def particulars(self) -> Particulars:
        """What is registered in codes."""
        typed = self.cleaned_data
        return Particulars(
            sex=typed["sex"],
            protection_status=typed["protection_status"],
            birth=self.birth or rules.Birth(Precision.UNKNOWN, None, None),
            age_in_dispute=typed["age_in_dispute"],
            nationalities=self.nationalities,
            languages=self.languages,
            needs_interpreter=typed["needs_interpreter"],
            source=typed["source"],
            care_arrangement=typed["care_arrangement"],
            care_since=typed["care_since"],
            caregiver_relation=typed["caregiver_relation"],
            wants_card=typed["wants_card"],
            separation_cause=typed["separation_cause"],
            separated_on=typed["separated_on"],
            concerns=typed["concerns"],
            documents=typed["documents"],
        )

    def _chosen(self, *names: str) -> list[str]:
        return list(dict.fromkeys(code for name in names if (code := self.cleaned_data.get(name))))


class RegistrationForm(ParticularsForm, NamesForm):
    """One page. Every answer but sex, situation, city and day may stay empty: a child may give only a nickname, or nothing."""

    city = forms.ChoiceField(label=_("City of registration"))
    on = DayField(label=_("Day of registration"), not_after_today=True)

    def __init__(self, *args: Any, by: Account, today: date, **kwargs: Any) -> None:
        cities = own_cities(by)
        self.cities = {city.code: city for city in cities}
        kwargs["initial"] = {"on": today, "city": cities[0].code if len(cities) == 1 else ""} | kwargs.get("initial", {})
        super().__init__(*args, today=today, **kwargs)
        self.fields["city"].choices = city_choices(cities)  # type: ignore[attr-defined]

    @property
    def registered_in(self) -> City:
        return self.cities[self.cleaned_data["city"]]


class AgeForm(KanafForm):
    """What several disciplines found together, with its margin."""

    decided_by = forms.ChoiceField(label=_("Who decided"), choices=offered("age_decided_by"), widget=forms.RadioSelect)
    methods = forms.MultipleChoiceField(
        label=_("How the age was assessed"),
        choices=offered("age_assessment_method"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("A medical examination never alone."),
    )
    youngest = _number(_("Youngest age possible"), 0, 99, _("Write the age in years, as a number from 0 to 99."))
    oldest = _number(_("Oldest age possible"), 0, 99, _("Write the age in years, as a number from 0 to 99."))
    why = forms.CharField(
        label=_("Why there was serious doubt"),
        help_text=_("Sealed with the child’s identity."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": "3", "autocomplete": "off"}),
    )
    child_agreed = forms.BooleanField(label=_("The child was told what it is for, in its language, and agreed"), required=False)
    reference = forms.CharField(label=_("Reference of the decision"), required=False, max_length=120)
    on = DayField(label=_("Day of the decision"), not_after_today=True)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"on": today}, **kwargs})
        for name in ("youngest", "oldest"):
            self.fields[name].required = True


class LinkForm(KanafForm):
    """Which child belongs with this one, and how."""

    code = forms.CharField(label=_("Case code of the other child"), max_length=12)
    kind = forms.ChoiceField(label=_("How they belong together"), choices=ChildLink.Kind.choices, widget=forms.RadioSelect)


def as_typed(registration: Registration) -> dict[str, Any]:
    """What is registered, as the form shows it to be corrected."""
    earliest, precision = registration.born_earliest, registration.birth_precision
    known = earliest is not None and precision != Precision.ESTIMATED
    first, second = ([*values, "", ""][:2] for values in (registration.nationalities, registration.languages))
    if registration.birth_as_told:
        year, month, day = [*(int(part) for part in registration.birth_as_told.split("-")), None, None][:3]
    else:
        year, month, day = (earliest.year, earliest.month, earliest.day) if known and earliest else (None, None, None)
    return {
        "sex": registration.sex,
        "precision": precision if precision != Precision.UNKNOWN else "",
        "birth_day": day if precision == Precision.EXACT else None,
        "birth_month": month if precision in {Precision.EXACT, Precision.MONTH} else None,
        "birth_year": year,
        "birth_calendar": registration.birth_calendar,
        "age": registration.declared_age,
        "age_in_dispute": registration.age_in_dispute,
        "nationality": first[0],
        "other_nationality": first[1],
        "language": second[0],
        "other_language": second[1],
        "needs_interpreter": registration.needs_interpreter,
        "protection_status": registration.protection_status,
        "separation_cause": registration.separation_cause,
        "separated_on": _parts(registration.separated_on),
        "care_arrangement": registration.care_arrangement,
        "care_since": _parts(registration.care_since),
        "caregiver_relation": registration.caregiver_relation,
        "concerns": registration.concerns,
        "documents": registration.documents,
        "wants_card": registration.wants_card,
        "source": registration.source,
    }


def _parts(partial: str) -> list[str]:
    """Day, month, year of `2025-06-12`, as three boxes show them."""
    year, month, day = [*partial.split("-"), "", ""][:3] if partial else ("", "", "")
    return [day.lstrip("0"), month.lstrip("0"), year]


def _what_is_known(day: int | None, month: int | None, year: int | None, age: int | None) -> str:
    """The precision of what was typed by somebody who did not choose one."""
    if year is not None or month is not None or day is not None:
        if month is None and day is None:
            return Precision.YEAR
        return Precision.MONTH if day is None else Precision.EXACT
    return Precision.UNKNOWN if age is None else Precision.ESTIMATED
