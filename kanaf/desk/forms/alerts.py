"""An alert in under a minute, what was found on looking, and which alerts are about one child."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account
from kanaf.children.actions import Seen
from kanaf.children.models import Alert, Screening
from kanaf.core.forms import DayField, KanafForm
from kanaf.desk.forms.casework import note
from kanaf.desk.forms.lists import city_choices, offered, own_cities
from kanaf.desk.forms.registration import DONT_KNOW, line
from kanaf.places.models import City


class AlertForm(KanafForm):
    """What an outreach worker can say of a child just met: nothing is asked that could not be seen or told in passing."""

    city = forms.ChoiceField(label=_("City"))
    sex = forms.ChoiceField(label=_("The child seems to be"), choices=offered("sex"), widget=forms.RadioSelect)
    age_band = forms.ChoiceField(label=_("Apparent age"), choices=offered("age_band"), widget=forms.RadioSelect)
    is_urgent = forms.BooleanField(
        label=_("The child is in danger now"),
        help_text=_("Somebody has to go at once: it comes first on everybody’s page, with the shortest delay."),
        required=False,
    )
    concerns = forms.MultipleChoiceField(
        label=_("What is worrying"), choices=offered("protection_concern"), widget=forms.CheckboxSelectMultiple, required=False
    )
    place = line(_("Where the child was seen"), _("Sealed: never shown in a list, a calendar or an export."), dir="auto")
    find_again = line(_("How to find the child again"), _("A telephone, somebody who knows it, a time and a corner."), dir="auto")
    what = line(_("What you saw or were told"), dir="auto")
    name = line(_("A name or nickname, if the child gave one"), dir="auto")
    source = forms.ChoiceField(label=_("Who told you about the child"), choices=offered("alert_source", empty=DONT_KNOW), required=False)
    on = DayField(label=_("Day"), not_after_today=True)

    def __init__(self, *args: Any, by: Account, today: date, **kwargs: Any) -> None:
        cities = own_cities(by)
        self.cities = {one.code: one for one in cities}
        kwargs["initial"] = {"on": today, "city": cities[0].code if len(cities) == 1 else ""} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["city"].choices = city_choices(cities)  # type: ignore[attr-defined]

    @property
    def seen_in(self) -> City:
        return self.cities[self.cleaned_data["city"]]

    @property
    def seen(self) -> Seen:
        return Seen(**{name: self.cleaned_data[name] for name in ("place", "find_again", "what", "name")})


class ScreeningForm(KanafForm):
    outcome = forms.ChoiceField(label=_("What did you find?"), choices=Screening.Outcome.choices, widget=forms.RadioSelect)
    note = note(_("Note"), _("To whom the child was referred and what for; or where you looked. Sealed with the alert."))

    field_order = ("outcome", "note", "form_id")


class JoinForm(KanafForm):
    """Which other alert is about the same child."""

    to = forms.ModelChoiceField(label=_("The same child as in"), queryset=Alert.objects.none(), empty_label=_("Choose an alert"))

    def __init__(self, *args: Any, others: Any, words: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        field.queryset = others  # type: ignore[attr-defined]
        field.label_from_instance = words  # type: ignore[attr-defined]
